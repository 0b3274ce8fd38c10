package roster

import (
	"strings"

	"sogoc/registry/roster/grid"
	"sogoc/verifier/credential"
)

// compareBirth asks, once for the column, where marks stand beside another birth date than their
// code has in the list of graduates: they may be somebody else's.
func (b *builder) compareBirth(r *reader, row, i int) {
	col, ok := r.column(FieldBirthDate)
	if !ok || i >= len(b.rows) {
		return
	}
	found, ok := r.dateShown(row, col)
	listed := partsOfDate(b.rows[i].Subject.BirthDate)
	if !ok || listed.year == 0 || isSameBirth(found, listed) {
		return
	}
	r.reportColumn(CodeOtherBirth, row, col, found.shown(), listed.shown())
}

// dateShown reads a cell of a column of dates in the column's order and asks nothing; false
// where it is no date.
func (r *reader) dateShown(row, col int) (date, bool) {
	order := r.dates[FieldBirthDate]
	c := r.table.Cell(row, col)
	if c.Kind == grid.Date && !c.Day.IsZero() {
		return order.of(dateOf(c.Day)), true
	}
	if c.Kind == grid.Number {
		d, _, failure := numberDate(r.table, c.Text)
		return d, failure == ""
	}
	if d, ok := isoDay(c.Text); ok {
		return order.of(d), true
	}
	d, failure := parseDate(c.Text, order.monthFirst)
	return d, failure == ""
}

// partsOfDate returns the parts of a date of a credential that are known; the zero date for "".
func partsOfDate(text credential.PartialDate) date {
	parts := append(strings.Split(string(text), "-"), "", "")
	d, code := calendar(parts[2], parts[1], parts[0])
	if code != "" {
		return date{}
	}
	return d
}

// isSameBirth reports whether two dates may be one: of each, parts may be unknown.
func isSameBirth(a, b date) bool {
	differ := func(a, b int) bool { return a != 0 && b != 0 && a != b }
	return !differ(a.year, b.year) && !differ(a.month, b.month) && !differ(a.day, b.day)
}
