package roster

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
)

// leastOfRun is how many rows follow each other at least before equal steps between their values
// say that a cell was dragged over them: birth dates of a class that follow by chance are two
// or three.
const leastOfRun = 5

// leastDragged is how many rows a list has at least that is looked at so: of fewer, everybody sees all
// values beside each other, and made-up lists are short.
const leastDragged = 8

// countingFields are of columns in which numbers and dates do not count on from row to row.
// Codes, register numbers and the like do.
var countingFields = []Field{FieldBirthDate, FieldBirthPlace, FieldEthnicity, FieldRank, FieldMajor, FieldMajorCode,
	FieldSpecialization, FieldMode, FieldGraduationYear, FieldDecisionDate, FieldEnrolDate, FieldLanguage,
	FieldDuration, FieldTotalCredits, FieldExamCouncil, FieldExamSession}

// askDragged asks about values that a spreadsheet made by dragging a cell over those below it:
// each is the one above, or as far from it as that one is from its own.
func (r *reader) askDragged(rows []int) {
	if len(rows) < leastDragged {
		return
	}
	r.askSameNames(rows)
	if col, ok := r.column(FieldBirthYear); ok {
		r.askRuns(rows, col, r.births(rows))
	}
	for _, col := range r.columnsOf(countingFields) {
		values := make([]stepped, len(rows))
		for i, row := range rows {
			values[i] = steppedText(r.table.shown(row, col))
		}
		r.askRuns(rows, col, values)
	}
	r.askCountingIDs(rows)
	r.askSortedAlone(rows)
}

// births are the birth dates of rows in which they stand in three columns.
func (r *reader) births(rows []int) []stepped {
	values := make([]stepped, len(rows))
	for i, row := range rows {
		var parts []string
		for _, f := range []Field{FieldBirthDay, FieldBirthMonth, FieldBirthYear} {
			parts = append(parts, r.table.shown(row, r.layout.columns[f]))
		}
		values[i] = steppedText(strings.Join(parts, "/"))
	}
	return values
}

// columnsOf returns the columns of some fields, in order, with those of which a birth place is
// joined.
func (r *reader) columnsOf(fields []Field) []int {
	var columns []int
	for _, f := range fields {
		if col, ok := r.column(f); ok {
			columns = append(columns, col)
		}
		if f == FieldBirthPlace {
			columns = append(columns, r.layout.places...)
		}
	}
	slices.Sort(columns)
	return slices.Compact(columns)
}

// reportRuns adds the rows of runs, as indices into rows, to the problem of a column.
func (r *reader) reportRuns(code Code, rows []int, col int, runs [][2]int) {
	for _, run := range runs {
		for _, row := range rows[run[0]:run[1]] {
			text := r.table.shown(row, col)
			r.reportColumn(code, row, col, text, text)
		}
	}
}

// askRuns asks about rows of a column whose values have equal steps. In dates that are sorted some
// have them by chance: there they must be a part of the list. Birth dates are one person's own, so
// that equal ones are asked about too.
func (r *reader) askRuns(rows []int, col int, values []stepped) {
	least := leastOfRun
	if areSortedDates(values) {
		least = leastOfPart(len(rows))
	}
	r.reportRuns(CodeCountsOn, rows, col, runsOf(values, least, false))
	isOf := func(f Field) bool {
		at, ok := r.column(f)
		return ok && at == col
	}
	if isOf(FieldBirthDate) || isOf(FieldBirthYear) {
		r.reportRuns(CodeOneForMany, rows, col, runsOf(values, least, true))
	}
}

func areSortedDates(values []stepped) bool {
	ascends, descends := true, true
	for i, v := range values {
		if v.kind != aDay && v.kind != aMonth && v.kind != aYear {
			return false
		}
		if i > 0 {
			ascends = ascends && v.order >= values[i-1].order
			descends = descends && v.order <= values[i-1].order
		}
	}
	return ascends || descends
}

// leastOfPart is how many rows are a part of a list that is not by chance.
func leastOfPart(rows int) int { return max(leastOfRun, (rows+rareShare-1)/rareShare) }

// The kinds of values that are dates, or parts of them.
const (
	aDay   = "day"
	aMonth = "month"
	aYear  = "year"
)

// stepped is a value of which the distance to another one can be told.
type stepped struct {
	kind  string // values of one kind only have distances; "" for a value that has none
	order int    // of dates: the day from a first one
	steps []int  // where it is, in each unit by which a spreadsheet counts on
}

var lastNumber = regexp.MustCompile(`^(.*?)([0-9]{1,9})([^0-9]*)$`)

// steppedText returns a date, or a text with its last number.
func steppedText(text string) stepped {
	if !strings.ContainsAny(text, "0123456789") { // most columns have no number at all
		return stepped{}
	}
	if d, code := parseDate(text, false); code == "" {
		return steppedDate(d)
	}
	m := lastNumber.FindStringSubmatch(clip(text))
	if m == nil {
		return stepped{}
	}
	return stepped{kind: "text " + letters.Key(m[1]) + " " + letters.Key(m[3]), steps: []int{parseSmall(m[2])}}
}

// wholeMonth is by how much the second step of two days differs for each month between them
// where they are the same day of it.
const wholeMonth = 100

func steppedDate(d date) stepped {
	day := time.Date(d.year, time.Month(max(d.month, 1)), max(d.day, 1), 0, 0, 0, 0, time.UTC)
	days, months := int(day.Unix()/(24*60*60)), 12*d.year+d.month
	switch {
	case d.whole():
		return stepped{aDay, days, []int{days, wholeMonth*months + d.day}}
	case d.month != 0:
		return stepped{aMonth, days, []int{months}}
	}
	return stepped{aYear, days, []int{d.year}}
}

// runsOf returns the runs of values of one kind with equal steps in one of their units.
func runsOf(values []stepped, least int, same bool) [][2]int {
	var runs [][2]int
	for first := 0; first+least <= len(values); {
		end := first + 1
		for unit := range values[first].steps {
			end = max(end, endOfRun(values, first, unit, same))
		}
		if end-first >= least {
			runs = append(runs, [2]int{first, end})
			first = end
			continue
		}
		first++
	}
	return runs
}

// endOfRun returns the index after the last value of the run that begins at an index. Values that
// are no whole days are often equal.
func endOfRun(values []stepped, first, unit int, same bool) int {
	end, step, kind := first+1, 0, values[first].kind
	for kind != "" && end < len(values) && values[end].kind == kind {
		next := values[end].steps[unit] - values[end-1].steps[unit]
		if (next == 0) != same || same && kind != aDay || unit == 1 && next%wholeMonth != 0 ||
			end > first+1 && next != step {
			break
		}
		step = next
		end++
	}
	return end
}

// askSameNames asks about one name in many rows that follow each other. In a long list that is
// sorted by name some have the same by chance.
func (r *reader) askSameNames(rows []int) {
	col, ok := r.column(r.nameField())
	if !ok {
		return
	}
	for first := 0; first < len(rows); {
		name := r.nameShown(rows[first])
		end := first + 1
		for end < len(rows) && sameName(name, r.nameShown(rows[end])) {
			end++
		}
		if end-first >= leastOfPart(len(rows)) && names.ToneOf(name) != "" {
			for _, row := range rows[first:end] {
				r.reportColumn(CodeOneForMany, row, col, name, name)
			}
		}
		first = end
	}
}

// askCountingIDs asks about national ids that count on in most rows: no two people who were
// registered at different times have such.
func (r *reader) askCountingIDs(rows []int) {
	col, ok := r.column(FieldNationalID)
	if !ok {
		return
	}
	values := make([]stepped, len(rows))
	for i, row := range rows {
		if id := r.table.shown(row, col); twelveDigits.MatchString(id) {
			values[i] = stepped{kind: "id " + id[:6], steps: []int{parseSmall(id[6:])}}
		}
	}
	runs := runsOf(values, leastOfRun, false)
	counting := 0
	for _, run := range runs {
		counting += run[1] - run[0]
	}
	if 2*counting > len(rows) {
		r.reportRuns(CodeCountsOn, rows, col, runs)
	}
}
