package roster

import (
	"slices"
	"strings"

	"sogoc/registry"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/ledger"
)

// dateOrder is how a column of dates is read.
type dateOrder struct {
	swap       bool // day and month of true dates are exchanged
	monthFirst bool // texts are mm/dd/yyyy
}

// of returns a true date in the column's order.
func (o dateOrder) of(d date) date {
	if swapped := d.swapped(); o.swap && swapped.year != 0 {
		return swapped
	}
	return d
}

// dateCell is a cell of a date column.
type dateCell struct {
	row  int
	cell grid.Cell
	day  date // of a true date as it shows; of a text with the day first
	text bool // two numbers and a year, of which the order must be known
	late bool // a number above 12 stands where the day is read
	odd  bool // a number above 12 stands where the month is read
}

// dateColumn is what a column has of dates.
type dateColumn struct {
	dateSigns
	dates []dateCell // true dates, and texts that a program wrote of one: 2008-06-25
	texts []dateCell // two numbers and a year, of which the order must be known
}

// How many different dates of a column have days up to 12 before a person is asked
// whether the month comes first. Of 30 days 12 are so early: of four dates all are by
// chance in one list of 40, of eight in one of 1,500. Equal dates say nothing of each
// other.
const (
	// earlyDays asks where nothing else in the file shows the order.
	earlyDays = 4
	// manyEarlyDays asks whatever another column shows.
	manyEarlyDays = 8
	// oneMonth is how many different dates of one month show that the day comes first:
	// read with the month first, all would be of the same day of several months.
	oneMonth = 3
)

// judgeDates looks at whole columns of dates: an Excel with US settings turns texts
// with a day up to 12 into dates with day and month exchanged and leaves the others
// as they are, and other programs write the month first.
func (r *reader) judgeDates(rows []int, fields ...Field) {
	r.dates = map[Field]dateOrder{}
	if col, ok := r.column(FieldBirthYear); ok {
		r.completeYears(col, rows, FieldBirthYear)
	}
	for _, f := range fields {
		if col, ok := r.column(f); ok {
			r.completeYears(col, rows, f)
			r.noteMidnight(col, rows)
			r.dates[f] = r.judgeDateColumn(col, rows)
		}
	}
}

// noteMidnight says which moments just before midnight are read as the day that begins
// then: programs that reckon in seconds miss it by some.
func (r *reader) noteMidnight(col int, rows []int) {
	for _, row := range rows {
		if day, after, ok := beforeMidnight(r.table.Cell(row, col)); ok {
			r.reportColumn(CodeDateMidnight, row, col, day.shown(), after.shown())
		}
	}
}

// beforeMidnight returns the days before and after a moment just before midnight; false for
// another one.
func beforeMidnight(c grid.Cell) (before, after date, ok bool) {
	switch {
	case c.Kind == grid.Date && c.Rounded && !c.Day.IsZero():
		return dateOf(c.Day.Before()), dateOf(c.Day), true
	case c.Kind == grid.Text:
		text := plainDate(c.Text)
		end := len("2008-06-05")
		if len(text) < end+len("T23:59") || text[end+1:end+len("T23:5")] != "23:5" {
			return date{}, date{}, false
		}
		before, isDay := isoDay(text[:end])
		after, isMoment := isoDay(text)
		return before, after, isDay && isMoment && before != after
	}
	return date{}, date{}, false
}

func (r *reader) judgeDateColumn(col int, rows []int) dateOrder {
	var c dateColumn
	for _, row := range rows {
		d, ok := dateCellOf(row, r.table.Cell(row, col))
		switch {
		case !ok:
			continue
		case d.text:
			c.texts = append(c.texts, d)
		default:
			c.dates = append(c.dates, d)
		}
		c.note(d)
	}
	switch {
	case c.isMonthFirst():
		return r.askMonthFirst(col, c.texts)
	case len(c.dates) == 0:
		return r.askTexts(col, c.texts)
	case c.isExchanged():
		return r.askSwapped(CodeDateSwapped, col, c.dates)
	case len(c.texts) > 0 && (!c.lateDates || slices.ContainsFunc(c.dates, isDateCell)):
		return r.askSwapped(CodeDateMixed, col, c.dates)
	case len(c.texts) > 0, c.lateDates:
		return dateOrder{}
	case different(c.dates) >= earlyDays && !isOneMonth(c.dates), slices.ContainsFunc(c.dates, r.isAmbiguous):
		return r.askSwapped(CodeDatesEarly, col, c.dates)
	case !isOneMonth(c.dates) && slices.ContainsFunc(c.dates, r.hasTwoReadings) && !r.origin.dayFirst:
		r.reportOrder(CodeDateOrderAssumed, col, c.dates)
	}
	return dateOrder{}
}

// dateCellOf returns what a cell has of a date; false where it is none.
func dateCellOf(row int, c grid.Cell) (dateCell, bool) {
	if c.Kind == grid.Date && !c.Day.IsZero() {
		return dateCell{row: row, cell: c, day: dateOf(c.Day), late: c.Day.Day > 12}, true
	}
	if c.Kind != grid.Text || len(c.Text) < len("1/1/2000") || len(c.Text) > maxDateText {
		return dateCell{}, false
	}
	if d, ok := isoDay(c.Text); ok {
		return dateCell{row: row, cell: c, day: d, late: d.day > 12}, true
	}
	return textDate(row, c)
}

// maxDateText is longer than any date in bytes, so that other texts are passed over.
const maxDateText = 40

func isDateCell(d dateCell) bool { return d.cell.Kind == grid.Date }

// different counts the dates that differ.
func different(cells []dateCell) int {
	seen := map[date]bool{}
	for _, c := range cells {
		seen[c.day] = true
	}
	return len(seen)
}

// isOneMonth reports whether several dates are all of one month. January is no sign: of
// whom only year or month is known, the first day stands there.
func isOneMonth(cells []dateCell) bool {
	for _, c := range cells {
		if c.day.month != cells[0].day.month || c.day.month <= 1 {
			return false
		}
	}
	return different(cells) >= oneMonth
}

// isAmbiguous reports whether a date cell may have day and month exchanged: its format
// may show the month first, or the file has another column in which they are.
func (r *reader) isAmbiguous(d dateCell) bool {
	monthFirst := d.cell.Style != nil && d.cell.Style.MonthFirst
	return (monthFirst || r.origin.exchanged) && r.hasTwoReadings(d)
}

// hasTwoReadings reports whether the calendar has a date with day and month exchanged
// too, and the upload does not name this very one.
func (r *reader) hasTwoReadings(d dateCell) bool {
	return d.hasTwoReadings() && !isNamed(d.day, r.input.Terms)
}

func (d dateCell) hasTwoReadings() bool {
	swapped := d.day.swapped()
	return swapped.year != 0 && swapped != d.day
}

// isNamed reports whether an upload names this date as that of its decision or issue.
func isNamed(d date, terms registry.Terms) bool {
	day := ledger.Date(d.String())
	return day == terms.DecisionDate || day == terms.IssueDate
}

// textDate looks at a text of two numbers and a year.
func textDate(row int, c grid.Cell) (dateCell, bool) {
	text := plainDate(c.Text)
	if text == "" || text[0] < '0' || text[0] > '9' {
		return dateCell{}, false
	}
	m := dayDate.FindStringSubmatch(dateJoints.Replace(text))
	if m == nil {
		return dateCell{}, false
	}
	first, second := parseSmall(m[1]), parseSmall(m[2])
	d, _ := calendar(m[1], m[2], m[3])
	return dateCell{row: row, cell: c, day: d, text: true, late: first > 12, odd: first <= 12 && second > 12}, true
}

func parseSmall(digits string) int {
	n := 0
	for _, c := range digits {
		n = 10*n + int(c-'0')
	}
	return n
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

// askTexts asks about a column of texts whose days could all be months, where the file
// shows that it was written with the month first, and where nothing shows that the day
// comes first and that is hardly by chance; of fewer dates both readings are noted. Text that is separated by commas or tabs may
// come from a program with American settings: there one date is enough. With Vietnamese
// settings programs write semicolons.
func (r *reader) askTexts(col int, texts []dateCell) dateOrder {
	header := letters.Key(r.layout.names[col])
	saysMonthFirst, saysDayFirst := strings.Contains(header, "mmdd"), strings.Contains(header, "ddmm")
	late := slices.ContainsFunc(texts, func(t dateCell) bool { return t.late })
	switch {
	case late, saysDayFirst, !slices.ContainsFunc(texts, r.hasTwoReadings):
		return dateOrder{}
	case saysMonthFirst, r.origin.monthFirst:
	case isOneMonth(texts), different(texts) < manyEarlyDays && r.origin.dayFirst:
		return dateOrder{}
	case different(texts) < earlyDays && r.table.separator != ',' && r.table.separator != '\t':
		r.reportOrder(CodeDateOrderAssumed, col, texts)
		return dateOrder{}
	}
	r.reportOrder(CodeDateTextsEarly, col, texts)
	return dateOrder{monthFirst: r.columnAnswer(CodeDateTextsEarly, col) == AnswerMonthFirst}
}

// reportOrder shows dates with both readings.
func (r *reader) reportOrder(code Code, col int, texts []dateCell) {
	for _, t := range texts {
		r.reportColumn(code, t.row, col, r.table.shown(t.row, col), t.day.shown(), t.day.swapped().shown())
	}
}

func (r *reader) columnAnswer(code Code, col int) string {
	return r.answerOfColumn(code, r.table.file, r.table.Name, grid.Letter(col), r.layout.names[col])
}
