package roster

import (
	"maps"
	"slices"
)

// askNameless asks about columns that have content and no header of their own, between
// those that have one. Where a header that is merged over several columns names a field,
// the field's value goes on in them: they must get headers or become one column.
func (r *reader) askNameless(rows []int) {
	read := map[int]bool{}
	for _, col := range r.readColumns() {
		read[col] = true
	}
	last := r.layout.lastColumn()
	filled := map[int][]int{} // rows by column
	for _, row := range rows {
		for _, c := range r.table.Rows[row].Cells {
			if col := int(c.Col); r.isNameless(col) && !read[col] && col < last+1 && r.table.shown(row, col) != "" {
				filled[col] = append(filled[col], row)
			}
		}
	}
	for _, col := range slices.Sorted(maps.Keys(filled)) {
		code := CodeColumnNameless
		over, merged := r.layout.under[col]
		switch {
		case merged && read[over]:
			code = CodeHeaderMerged
		case r.isRunning(filled[col], col):
			continue
		}
		for _, row := range filled[col] {
			text := r.table.shown(row, col)
			r.reportColumn(code, row, col, text, "–")
		}
	}
}

// isNameless reports whether a column has no header and nobody said what it is.
func (r *reader) isNameless(col int) bool {
	_, named := r.layout.names[col]
	return !named && !r.layout.dropped[col] && !r.layout.chosen[col]
}

// readColumns returns the columns of which something is kept, in order.
func (r *reader) readColumns() []int {
	columns := slices.Sorted(maps.Values(r.layout.columns))
	columns = append(columns, r.layout.subjects...)
	columns = append(columns, r.layout.places...)
	if r.layout.joined >= 0 {
		columns = append(columns, r.layout.joined)
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// isRunning reports whether a column numbers the rows, each one more than the last.
func (r *reader) isRunning(rows []int, col int) bool {
	before := -1
	for _, row := range rows {
		text := r.table.shown(row, col)
		if !onlyDigits.MatchString(text) || len(text) > 6 {
			return false
		}
		n := parseSmall(text)
		if before >= 0 && n != before+1 {
			return false
		}
		before = n
	}
	return true
}
