package roster

import (
	"cmp"
	"strings"

	"sogoc/registry/roster/letters"
)

// leastSorted is how many people a list has at least of whom it is looked at whether their birth
// dates were sorted alone, and oneUnsorted is in how many of them one name may stand before the one
// above it: lists of several classes are sorted class by class.
const (
	leastSorted = 15
	oneUnsorted = 5
)

// askSortedAlone asks about birth dates that ascend from row to row while names are in alphabetical
// order: who sorts one column of a spreadsheet by itself gives people the dates of others.
func (r *reader) askSortedAlone(rows []int) {
	col, ok := r.column(FieldBirthDate)
	if !ok || len(rows) < leastSorted || !r.birthsAscend(rows, col) || !r.areNamesSorted(rows) {
		return
	}
	for _, row := range rows {
		text := r.table.shown(row, col)
		r.reportColumn(CodeBirthsSorted, row, col, text, text)
	}
}

// birthsAscend reports whether all birth dates are whole and each is after the one above it.
func (r *reader) birthsAscend(rows []int, col int) bool {
	before := date{}
	for _, row := range rows {
		d, code := parseDate(r.table.shown(row, col), r.dates[FieldBirthDate].monthFirst)
		if code != "" || !d.whole() || before.compare(d) >= 0 {
			return false
		}
		before = d
	}
	return true
}

// compare returns a number below 0 where d is before another date, and above where it is after it.
func (d date) compare(other date) int {
	return cmp.Or(d.year-other.year, d.month-other.month, d.day-other.day)
}

// areNamesSorted reports whether nearly all names are in the order of given names, or of whole names.
func (r *reader) areNamesSorted(rows []int) bool {
	byGiven, byWhole := 0, 0
	givenBefore, wholeBefore := "", ""
	for _, row := range rows {
		name := letters.Fold(r.nameShown(row))
		given := letters.Key(name[strings.LastIndexByte(name, ' ')+1:])
		whole := letters.Key(name)
		byGiven += count(given < givenBefore)
		byWhole += count(whole < wholeBefore)
		givenBefore, wholeBefore = given, whole
	}
	return min(byGiven, byWhole)*oneUnsorted <= len(rows)
}
