package roster

import (
	"slices"

	"sogoc/registry/roster/grid"
	"sogoc/verifier/ledger"
)

// dateOrder is how a column of dates is read.
type dateOrder struct {
	swap       bool // day and month of date cells are exchanged
	monthFirst bool // texts are mm/dd/yyyy
}

// dateCell is a cell of a date column.
type dateCell struct {
	row  int
	cell grid.Cell
	day  date // of a date cell as it shows; of a text with the day first
	late bool // a number above 12 stands where the day is read
	odd  bool // a number above 12 stands where the month is read
}

// earlyDays is how many date cells in a row must have days up to 12 before chance
// can be ruled out whatever their format shows: 12 of 30 days to the tenth is one in
// ten thousand.
const earlyDays = 10

// judgeDates looks at whole columns of dates: an Excel with US settings turns texts
// with a day up to 12 into dates with day and month exchanged and leaves the others
// as they are, and other programs write the month first.
func (r *reader) judgeDates(rows []int, fields ...Field) {
	r.dates = map[Field]dateOrder{}
	for _, f := range fields {
		if col, ok := r.column(f); ok {
			r.dates[f] = r.judgeDateColumn(col, rows)
		}
	}
}

func (r *reader) judgeDateColumn(col int, rows []int) dateOrder {
	var dates, texts []dateCell
	lateDates, lateTexts, oddTexts := 0, 0, 0
	for _, row := range rows {
		c := r.table.Cell(row, col)
		switch {
		case c.Kind == grid.Date && !c.Day.IsZero():
			d := dateCell{row: row, cell: c, day: dateOf(c.Day), late: c.Day.Day > 12}
			lateDates += count(d.late)
			dates = append(dates, d)
		case c.Kind == grid.Text && c.Text != "":
			if t, ok := textDate(row, c); ok {
				lateTexts += count(t.late)
				oddTexts += count(t.odd)
				texts = append(texts, t)
			}
		}
	}
	switch {
	case oddTexts > 0 && lateTexts == 0:
		return r.askMonthFirst(col, texts)
	case len(dates) == 0:
		return dateOrder{}
	case lateDates == 0 && lateTexts > 0:
		return r.askSwapped(CodeDateSwapped, col, dates)
	case len(texts) > 0:
		return r.askSwapped(CodeDateMixed, col, dates)
	case lateDates == 0 && (len(dates) >= earlyDays || slices.ContainsFunc(dates, r.isAmbiguous)):
		return r.askSwapped(CodeDatesEarly, col, dates)
	}
	return dateOrder{}
}

// isAmbiguous reports whether nothing tells that day and month of a date cell are not
// exchanged: its format may show the month first, the calendar has both days, and the
// upload does not name this very one.
func (r *reader) isAmbiguous(d dateCell) bool {
	swapped := d.day.swapped()
	named := ledger.Date(d.day.String())
	return d.cell.Style != nil && d.cell.Style.MonthFirst && swapped.year != 0 && swapped != d.day &&
		named != r.input.Terms.DecisionDate && named != r.input.Terms.IssueDate
}

// textDate looks at a text of two numbers and a year.
func textDate(row int, c grid.Cell) (dateCell, bool) {
	m := dayDate.FindStringSubmatch(dateJoints.Replace(c.Text))
	if m == nil {
		return dateCell{}, false
	}
	first, second := parseSmall(m[1]), parseSmall(m[2])
	d, _ := calendar(m[1], m[2], m[3])
	return dateCell{row: row, cell: c, day: d, late: first > 12, odd: first <= 12 && second > 12}, true
}

func parseSmall(digits string) int {
	n := 0
	for _, c := range digits {
		n = 10*n + int(c-'0')
	}
	return n
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// askSwapped asks about a column whose date cells may have day and month exchanged.
func (r *reader) askSwapped(code Code, col int, dates []dateCell) dateOrder {
	for _, d := range dates {
		asRead, swapped := d.day.shown(), d.day.swapped()
		if swapped.year == 0 {
			swapped = d.day // it cannot have been exchanged
		}
		readings := []string{asRead, swapped.shown()}
		if codeOptions[code][0] == AnswerSwap {
			readings = []string{swapped.shown(), asRead}
		}
		r.reportColumn(code, d.row, col, d.day.shown(), readings...)
	}
	return dateOrder{swap: r.columnAnswer(code, col) == AnswerSwap}
}

// askMonthFirst asks about a column of texts in which no day is above 12 where the
// day should be, but some are where the month should be.
func (r *reader) askMonthFirst(col int, texts []dateCell) dateOrder {
	for _, t := range texts {
		monthFirst, _ := parseDate(t.cell.Text, true)
		r.reportColumn(CodeDateMonthFirst, t.row, col, t.cell.Text, monthFirst.shown(), t.day.shown())
	}
	switch r.columnAnswer(CodeDateMonthFirst, col) {
	case AnswerAsRead:
		return dateOrder{}
	}
	return dateOrder{monthFirst: true} // until somebody says otherwise; no row leaves before that
}

func (r *reader) columnAnswer(code Code, col int) string {
	return r.answerOfColumn(code, r.table.file, r.table.Name, grid.Letter(col), r.layout.names[col])
}
