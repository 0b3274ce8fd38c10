package review

import (
	"time"
)

// judgeCourses marks, course by course, marks that are far from the others', and
// marks that are missing where the others have one; and sums each course up.
func (t *Table) judgeCourses() {
	type place struct{ row, course int }
	at := map[string][]place{}
	var order []string
	for r := range t.Rows {
		for c := range t.Rows[r].Courses {
			name := t.Rows[r].Courses[c].Name
			if at[name] == nil {
				order = append(order, name)
			}
			at[name] = append(at[name], place{r, c})
		}
	}
	for _, name := range order {
		places := at[name]
		cells, column := make([]*Cell, len(places)), Column{Name: coursePrefix + name, Form: FormNumber, Personal: true}
		for i, p := range places {
			course := &t.Rows[p.row].Courses[p.course]
			mark := course.TenPoint
			if mark == "" {
				mark = course.FourPoint
			}
			if mark == "" {
				mark = course.Letter
			}
			cells[i] = &Cell{Text: mark, sort: mark}
		}
		summary := sumUp(column, cells)
		markFar(cells)
		if len(cells) >= enoughRows && float64(summary.Filled) >= nearlyAll*float64(len(cells)) {
			for _, c := range cells {
				if c.Text == "" {
					c.mark(ReasonMissing, "")
				}
			}
		}
		for i, p := range places {
			t.Rows[p.row].Courses[p.course].Marks = cells[i].Marks
		}
		for _, v := range []*Value{&summary.Least, &summary.Most} {
			if v.Row > 0 {
				v.Row = places[v.Row-1].row + 1
			}
		}
		t.Summary = append(t.Summary, summary)
	}
}

// daysOf returns a date as days since 1970, the first day of what is known of it
// where that is a month only.
func daysOf(iso string) (float64, bool) {
	for _, form := range []string{time.DateOnly, "2006-01"} {
		if d, err := time.Parse(form, iso); err == nil {
			return float64(d.Unix() / 86400), true
		}
	}
	return 0, false
}
