package review

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
)

// View is how a person looks at the rows. The zero value is all, in the order of
// the list.
type View struct {
	Only Only
	Sort string // a column's name; "" for the order of the list, Unusual for what stands out most
	Down bool   // the largest first
	Find string // rows that have these letters in a cell, whatever their accents
}

// SortUnusual puts the rows first that most speaks for looking at.
const SortUnusual = "unusual"

// Only narrows rows.
type Only string

// What rows can be narrowed to.
const (
	OnlyAll      Only = ""
	OnlyUnusual  Only = "unusual"  // something stands out
	OnlyRemarked Only = "remarked" // reading repaired or a person confirmed something
)

// Look returns the rows of a view, in its order.
func (t *Table) Look(v View) []*Row {
	var rows []*Row
	key := letters.Key(v.Find)
	for i := range t.Rows {
		r := &t.Rows[i]
		switch {
		case v.Only == OnlyUnusual && r.Unusual() == 0:
		case v.Only == OnlyRemarked && len(r.Remarks) == 0:
		case key != "" && !r.has(key):
		default:
			rows = append(rows, r)
		}
	}
	t.sortRows(rows, v)
	return rows
}

func (r *Row) has(key string) bool {
	for _, c := range r.Cells {
		if strings.Contains(letters.Key(c.Text), key) {
			return true
		}
	}
	return false
}

func (t *Table) sortRows(rows []*Row, v View) {
	compare := t.comparison(v.Sort)
	if compare == nil {
		return
	}
	slices.SortStableFunc(rows, func(a, b *Row) int {
		if v.Down {
			return compare(b, a)
		}
		return compare(a, b)
	})
}

// Sorts reports whether rows can be sorted by a column.
func (t *Table) Sorts(column string) bool { return t.comparison(column) != nil }

// comparison returns how rows compare by a column, nil for no such column.
func (t *Table) comparison(column string) func(a, b *Row) int {
	if column == SortUnusual {
		return func(a, b *Row) int { return b.Unusual() - a.Unusual() }
	}
	i := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == column })
	if i < 0 {
		return nil
	}
	switch form := t.Columns[i].Form; form {
	case FormDate, FormNumber:
		return func(a, b *Row) int { return compareCells(form, &a.Cells[i], &b.Cells[i]) }
	case FormText, FormName, FormCategory, FormCode:
	}
	keys := make(map[*Row][]byte, len(t.Rows))
	for k := range t.Rows {
		keys[&t.Rows[k]] = names.Of(t.Rows[k].Cells[i].Text).Sort
	}
	if t.Columns[i].Form == FormName {
		return func(a, b *Row) int { return bytes.Compare(keys[a], keys[b]) }
	}
	return func(a, b *Row) int { return cmp.Compare(a.Cells[i].Text, b.Cells[i].Text) }
}

// Specimens are the rows whose papers are worth seeing before anything is signed.
type Specimens struct {
	First   *Row
	Longest *Row // the longest name
	Oddest  *Row // of which most stands out
}

// Specimens returns them; the table must have rows.
func (t *Table) Specimens() Specimens {
	s := Specimens{First: &t.Rows[0], Longest: &t.Rows[0], Oddest: &t.Rows[0]}
	for i := range t.Rows {
		r := &t.Rows[i]
		if len([]rune(r.Name())) > len([]rune(s.Longest.Name())) {
			s.Longest = r
		}
		if r.Unusual() > s.Oddest.Unusual() {
			s.Oddest = r
		}
	}
	return s
}
