package roster

import (
	"slices"

	"sogoc/registry/roster/codelist"
)

// holdsNumbers reports whether a column that is not read says a number of each person who has
// something there: the mark of an elective subject, points of priority. A column of nothing but
// 0 and 1 says yes and no, and numbers under a header of a fault count it.
func (r *reader) holdsNumbers(rows []int, col int) bool {
	if r.hasOnlyMarks(rows, col) {
		return true
	}
	header := sayingOf(r.layout.names[col])
	return !header.has(faultHeaders) && !header.has(failedWords) && r.areNumbers(rows, col) &&
		slices.ContainsFunc(rows, func(row int) bool {
			text := r.table.shown(row, col)
			return text != "" && text != "0" && text != "1"
		})
}

// hasOnlyMarks reports whether a column has the numbers of a subject, or of what stands beside
// subjects, and nothing else.
func (r *reader) hasOnlyMarks(rows []int, col int) bool {
	header := r.layout.names[col]
	return (codelist.IsSubject(header) || codelist.IsResult(header)) && r.areNumbers(rows, col)
}

// areNumbers reports whether each filled cell of a column is a number.
func (r *reader) areNumbers(rows []int, col int) bool {
	return !slices.ContainsFunc(rows, func(row int) bool {
		text := r.table.shown(row, col)
		return text != "" && !isDecimal(text)
	})
}
