package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// date returns a date cell; whole demands day and month as well.
func (r *reader) date(row int, f Field, whole bool, at time.Time) (date, bool) {
	col, ok := r.column(f)
	if !ok {
		return date{}, false
	}
	c, ok := r.content(row, col)
	if !ok || c.Text == "" {
		return date{}, false
	}
	d, code := r.dateOfCell(row, col, c, r.dates[f])
	switch {
	case code != "":
	case whole && !d.whole():
		code = CodeDatePartial
	case !d.within(1900, at):
		code = CodeDateRange
	}
	if code != "" {
		r.report(code, row, col, r.table.shown(row, col))
		return date{}, false
	}
	return d, true
}

// dateOfCell reads a cell of a date column in the column's order.
func (r *reader) dateOfCell(row, col int, c grid.Cell, order dateOrder) (date, Code) {
	switch c.Kind {
	case grid.Date:
		d := dateOf(c.Day)
		if d.year == 0 {
			return d, CodeDateForm
		}
		d = order.of(d)
		if c.Style != nil && c.Style.InPart {
			r.reportColumn(CodeDateInPart, row, col, d.shown(), d.shown())
		}
		return d, ""
	case grid.Number:
		d, question, code := numberDate(r.table, c.Text)
		if question != "" {
			r.reportColumn(question, row, col, c.Text, d.shown())
		}
		return d, code
	}
	if d, ok := isoDay(c.Text); ok {
		return order.of(d), ""
	}
	return parseDate(c.Text, order.monthFirst)
}

// birthDate returns a birth date in one column or in three.
func (r *reader) birthDate(row int, at time.Time) date {
	if _, split := r.column(FieldBirthYear); !split {
		d, _ := r.date(row, FieldBirthDate, false, at)
		return d
	}
	var parts []string
	for _, f := range []Field{FieldBirthDay, FieldBirthMonth, FieldBirthYear} {
		parts = append(parts, r.number(row, f, 10, ""))
	}
	if parts[2] == "" {
		return date{}
	}
	d, code := calendar(strings.TrimLeft(parts[0], "0"), strings.TrimLeft(parts[1], "0"), parts[2])
	switch {
	case code != "":
	case len(parts[2]) != 4:
		code = CodeDateYear
	case d.day != 0 && d.month == 0:
		code = CodeDateCalendar
	case !d.within(1900, at):
		code = CodeDateRange
	}
	if code != "" {
		r.report(code, row, r.layout.columns[FieldBirthYear], strings.Join(parts, "/"))
		return date{}
	}
	return d
}

// day returns a whole date as the ledger writes it, "" where there is none.
func (r *reader) day(row int, f Field, at time.Time) ledger.Date {
	if d, ok := r.date(row, f, true, at); ok {
		return ledger.Date(d.String())
	}
	return ""
}

// sexes maps what lists say to what diplomas print.
var sexes = map[string]string{"nam": "Nam", "m": "Nam", "male": "Nam", "trai": "Nam", "1": "Nam", "01": "Nam",
	"nu": "Nữ", "f": "Nữ", "female": "Nữ", "gai": "Nữ", "2": "Nữ", "02": "Nữ"}

// sex returns Nam or Nữ, from a column of sexes or from signs in columns that are
// called by them.
func (r *reader) sex(row int) string {
	col, ok := r.column(FieldSex)
	if !ok {
		return r.sexFromSigns(row)
	}
	c, ok := r.content(row, col)
	if !ok || c.Text == "" {
		return ""
	}
	if r.sexDigits {
		return r.sexOfDigit[sexDigit(c.Text)]
	}
	key := letters.Key(c.Text)
	printed, known := sexes[key]
	switch {
	case !known:
		r.report(CodeSex, row, col, c.Text)
	case onlyDigits.MatchString(key):
		r.sexNumbers = append(r.sexNumbers, row)
	default:
		r.sexInWords = true
	}
	return printed
}

// signs are what people put into a column to say yes and no.
var (
	yesSigns = []string{"x", "1", "co", "v", "true", "+", "✓", "✔", "√", "☑", "X", "*"}
	noSigns  = []string{"", "0", "khong", "-", "false"}
)

// sexFromSigns reads one or two columns "Nam" and "Nữ".
func (r *reader) sexFromSigns(row int) string {
	female, hasFemale := r.column(FieldFemale)
	male, hasMale := r.column(FieldMale)
	if !hasFemale && !hasMale {
		return ""
	}
	isFemale, ok1 := r.sign(row, female, hasFemale, "Nữ")
	isMale, ok2 := r.sign(row, male, hasMale, "Nam")
	if !ok1 || !ok2 {
		return ""
	}
	col := female
	if !hasFemale {
		col, isFemale = male, !isMale
	} else if hasMale && isFemale == isMale {
		r.report(CodeSex, row, col, r.table.shown(row, female)+" / "+r.table.shown(row, male))
		return ""
	}
	printed := "Nam"
	if isFemale {
		printed = "Nữ"
	}
	r.reportColumn(CodeSexFromSign, row, col, r.table.shown(row, col), printed)
	return printed
}

// sign reads one cell of a column that is called by a sex as yes or no; false where it is
// neither. A cell may name the sex itself, of the column or the other one.
func (r *reader) sign(row, col int, exists bool, called string) (yes, ok bool) {
	if !exists {
		return false, true
	}
	text := r.table.shown(row, col)
	key := letters.Key(text)
	if named := sexes[key]; named != "" && !onlyDigits.MatchString(key) {
		return named == called, true
	}
	switch {
	case slices.Contains(noSigns, text), key != "" && slices.Contains(noSigns, key):
		return false, true
	case slices.Contains(yesSigns, text), key != "" && slices.Contains(yesSigns, key):
		return true, true
	}
	r.report(CodeSex, row, col, text)
	return false, false
}

var (
	twelveDigits = regexp.MustCompile(`^[0-9]{12}$`)
	onlyDigits   = regexp.MustCompile(`^[0-9]+$`)
	joints       = strings.NewReplacer(" ", "", ".", "", "-", "")
)

// nationalID returns the 12 digits, or the 9 of an old identity card where
// they stand as text. Whether it was zeros that a number lost nobody can tell:
// people must mend it.
func (r *reader) nationalID(row int) string {
	col, ok := r.column(FieldNationalID)
	if !ok {
		return ""
	}
	c, ok := r.content(row, col)
	if !ok || c.Text == "" {
		return ""
	}
	c = r.asCode(c, col)
	id := joints.Replace(strings.TrimPrefix(c.Text, "'"))
	switch {
	case c.Kind == grid.Date, !onlyDigits.MatchString(id), len(id) > 12:
		r.report(CodeNationalID, row, col, c.Text)
		return ""
	case len(id) == 12:
		return id
	case len(id) == 9 && c.Kind == grid.Text:
		r.report(CodeNationalOld, row, col, c.Text)
		return id
	}
	r.report(CodeNationalZero, row, col, c.Text)
	return ""
}

// agrees reports whether sex and year of birth are those that a 12-digit
// national id names: digit 4 is century and sex, digits 5 and 6 the year.
func agrees(id, sex string, born date) bool {
	if !twelveDigits.MatchString(id) {
		return true
	}
	century, year := int(id[3]-'0'), int(id[4]-'0')*10+int(id[5]-'0')
	if born.year != 0 && born.year != 1900+century/2*100+year {
		return false
	}
	return sex == "" || (sex == "Nam") == (century%2 == 0)
}

var learnerCode = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._/-]{0,31}$`)

// learner returns the code that tells learners apart, with its scheme: the
// school's own where the list has it, else the ministry's; none where learners are
// told apart by their national id.
func (r *reader) learner(row int) (code, scheme string) {
	switch r.learnerField() {
	case FieldLearnerCode:
		return r.learnerCode(row), credential.SchemeSchool
	case FieldMOETID:
		return r.moetID(row)
	}
	return "", ""
}

func (r *reader) learnerCode(row int) string {
	col, _ := r.column(FieldLearnerCode)
	c, ok := r.content(row, col)
	if !ok || c.Text == "" {
		return ""
	}
	c = r.asCode(c, col)
	code := strings.TrimPrefix(c.Text, "'")
	if c.Kind == grid.Date || !learnerCode.MatchString(code) || isFraction(c) {
		r.report(CodeLearnerCode, row, col, c.Text)
		return ""
	}
	if digitsLost(c) {
		r.report(CodeDigitsLost, row, col, c.Text)
		return ""
	}
	return code
}

func (r *reader) moetID(row int) (code, scheme string) {
	col, ok := r.column(FieldMOETID)
	if !ok {
		return "", ""
	}
	c, ok := r.content(row, col)
	if !ok || c.Text == "" {
		return "", ""
	}
	c = r.asCode(c, col)
	code = strings.TrimPrefix(c.Text, "'")
	digits := onlyDigits.MatchString(code)
	switch {
	case c.Kind == grid.Date || !learnerCode.MatchString(code) || isFraction(c):
		r.report(CodeLearnerCode, row, col, c.Text)
		return "", ""
	case c.Kind == grid.Number && len(code) < 10:
		r.report(CodeMOETZero, row, col, c.Text)
		return "", ""
	case digits && len(code) == 10:
		return code, credential.SchemeMOET
	}
	r.reportColumn(CodeMOETForm, row, col, c.Text)
	if digits {
		return code, credential.SchemeMOET
	}
	return code, credential.SchemeSchool
}

// year returns a year of graduation, 0 where there is none.
func (r *reader) year(row int, f Field, at time.Time) int {
	text := r.number(row, f, 40, "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1900 || n > at.Year()+1 {
		r.report(CodeYear, row, r.layout.columns[f], text)
		return 0
	}
	return n
}

var majorCodeForm = regexp.MustCompile(`^[0-9]{1,12}$`)

func (r *reader) majorCode(row int) string {
	text := r.number(row, FieldMajorCode, 40, "")
	if text != "" && !majorCodeForm.MatchString(text) {
		r.report(CodeMajorCode, row, r.layout.columns[FieldMajorCode], text)
		return ""
	}
	return text
}

var (
	decimalForm = regexp.MustCompile(`^(0|[1-9][0-9]{0,2})([.,][0-9]{1,2})?$`)
	thousands   = regexp.MustCompile(`^[0-9]{1,3}[.,][0-9]{3}$`)
)

// parseDecimal reads a decimal with comma or point; it comes back with a point.
func parseDecimal(text string, most float64) (string, Code) {
	if thousands.MatchString(text) {
		return "", CodeMarkAmbiguous
	}
	if !decimalForm.MatchString(text) {
		return "", CodeMark
	}
	text = strings.Replace(text, ",", ".", 1)
	if n, err := strconv.ParseFloat(text, 64); err != nil || n > most {
		return "", CodeMarkRange
	}
	return text, ""
}

// decimal returns a decimal cell on a scale from 0 to most, "" where there is none.
func (r *reader) decimal(row int, f Field, most float64) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	text := r.mark(row, col)
	if text == "" {
		return ""
	}
	value, code := parseDecimal(text, most)
	if code != "" {
		if f == FieldCredits || f == FieldTotalCredits {
			code = CodeCredits
		}
		r.report(code, row, r.layout.columns[f], text)
	}
	return value
}
