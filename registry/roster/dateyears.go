package roster

import (
	"slices"
	"strconv"
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/grid"
	"sogoc/verifier/ledger"
)

// youngerThanUsual is by how many years somebody may be younger than people usually are who
// receive a type, before two digits of a year are read as those of a hundred years earlier.
const youngerThanUsual = 5

// shortYear is a date of which the year has two digits.
type shortYear struct {
	row  int
	text string // as in the file
	year int    // as it is read
}

// completeYears writes the years of a column's dates that have two digits with all four, each as
// the last one that is possible, and asks about them once for the column. What is read from here
// on is the whole year. What the calendar does not have is an error of its row, and not asked about.
func (r *reader) completeYears(col int, rows []int, f Field) {
	last := r.lastYear(f)
	var found []shortYear
	for _, row := range rows {
		c := r.table.At(row, col)
		if c == nil || c.Kind != grid.Text && f != FieldBirthYear {
			continue
		}
		short := shortYear{row: row, text: r.table.shown(row, col)}
		whole, isShort := "", false
		if f == FieldBirthYear {
			whole, short.year, isShort = wholeYear(c.Text, last)
		} else {
			whole, short.year, isShort = withWholeYear(c.Text, last)
		}
		if !isShort {
			continue
		}
		c.Text = whole
		if f == FieldBirthYear || isInCalendar(whole) {
			found = append(found, short)
		}
	}
	shown := yearsShown(found)
	for i, s := range found {
		if shown[i] {
			r.reportColumn(CodeDateYears, s.row, col, s.text, r.table.shown(s.row, col))
		} else {
			r.reportColumn(CodeDateYears, s.row, col, s.text)
		}
	}
}

// lastYear returns the last year that a date of a field can be of: of birth dates the one in which the
// youngest were born, of others this year.
func (r *reader) lastYear(f Field) int {
	at := r.input.At.In(ledger.Vietnam).Year()
	if f != FieldBirthDate && f != FieldBirthYear {
		return at
	}
	if awarded := yearOf(firstDate(r.input.Terms.DecisionDate, r.input.Terms.IssueDate)); awarded != 0 {
		at = awarded
	}
	return at - max(codelist.AgesOf(r.input.Terms.Type, at).Youngest-youngerThanUsual, 0)
}

// withWholeYear returns a date with the year in four digits, and the year; false for a text whose
// year does not have two.
func withWholeYear(text string, last int) (whole string, year int, ok bool) {
	if len(text) < len("1/1/08") || len(text) > maxDateText {
		return "", 0, false
	}
	plain := dateJoints.Replace(plainDate(text))
	if !shortDate.MatchString(plain) {
		return "", 0, false
	}
	at := strings.LastIndexByte(plain, '/') + 1
	year = inCentury(parseSmall(plain[at:]), last)
	return plain[:at] + strconv.Itoa(year), year, true
}

// isInCalendar reports whether a text is a date in one of the orders of day and month.
func isInCalendar(text string) bool {
	_, dayFirst := parseDate(text, false)
	_, monthFirst := parseDate(text, true)
	return dayFirst == "" || monthFirst == ""
}

// wholeYear is withWholeYear of a year that stands in a column of its own.
func wholeYear(text string, last int) (whole string, year int, ok bool) {
	text = plainDate(text)
	if !onlyDigits.MatchString(text) || len(text) > 2 {
		return "", 0, false
	}
	year = inCentury(parseSmall(text), last)
	return strconv.Itoa(year), year, true
}

// inCentury returns the last year up to one that ends in two digits.
func inCentury(digits, last int) int {
	return last - (last-digits)%100
}

// yearsShown says which of some dates are examples: the first one of each year, as far as there is
// room for the earliest and the last of them, and then the first dates.
func yearsShown(found []shortYear) map[int]bool {
	firsts := map[int]int{} // place of the first date of each year
	var years []int
	for i, s := range found {
		if _, known := firsts[s.year]; !known {
			firsts[s.year] = i
			years = append(years, s.year)
		}
	}
	slices.Sort(years)
	for len(years) > maxExamples {
		years = slices.Delete(years, len(years)/2, len(years)/2+1)
	}
	shown := map[int]bool{}
	for _, year := range years {
		shown[firsts[year]] = true
	}
	for i := 0; i < len(found) && len(shown) < maxExamples; i++ {
		shown[i] = true
	}
	return shown
}
