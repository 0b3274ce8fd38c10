package roster

import (
	"regexp"
	"strconv"
	"strings"
	"time"

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
	if !ok || c.text == "" {
		return date{}, false
	}
	d, code := date{}, Code("")
	switch c.kind {
	case cellDate:
		n, err := strconv.ParseFloat(c.text, 64)
		if d, ok = r.sheet.serial(n); err != nil || !ok {
			code = CodeDateForm
		}
	case cellNumber:
		var warning Code
		if d, warning, code = numberDate(r.sheet, c.text); warning != "" {
			r.note(warning, row, col, c.text)
		}
	default:
		d, code = parseDate(c.text)
	}
	switch {
	case code != "":
	case whole && !d.whole():
		code = CodeDatePartial
	case !d.within(1900, at):
		code = CodeDateRange
	}
	if code != "" {
		r.note(code, row, col, c.text)
		return date{}, false
	}
	return d, true
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

// sex returns Nam or Nữ; "x" or nothing in a column called Nữ is not known here.
func (r *reader) sex(row int) string {
	col, ok := r.column(FieldSex)
	if !ok {
		return ""
	}
	c, ok := r.content(row, col)
	if !ok || c.text == "" {
		return ""
	}
	printed, known := sexes[headerKey(c.text)]
	if !known {
		r.note(CodeSex, row, col, c.text)
	}
	return printed
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
	if !ok || c.text == "" {
		return ""
	}
	id := joints.Replace(strings.TrimPrefix(c.text, "'"))
	switch {
	case c.kind == cellDate, !onlyDigits.MatchString(id), len(id) > 12:
		r.note(CodeNationalID, row, col, c.text)
		return ""
	case len(id) == 12:
		return id
	case len(id) == 9 && c.kind == cellText:
		r.note(CodeNationalOld, row, col, c.text)
		return id
	}
	r.note(CodeNationalZero, row, col, c.text)
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
// school's own where the list has it, else the ministry's.
func (r *reader) learner(row int) (code, scheme string) {
	f, scheme := FieldLearnerCode, credential.SchemeSchool
	if _, ok := r.column(f); !ok {
		f, scheme = FieldMOETID, credential.SchemeMOET
	}
	col, ok := r.column(f)
	if !ok {
		return "", ""
	}
	c, ok := r.content(row, col)
	if !ok || c.text == "" {
		return "", ""
	}
	code = strings.TrimPrefix(c.text, "'")
	switch {
	case c.kind == cellDate, !learnerCode.MatchString(code):
		r.note(CodeLearnerCode, row, col, c.text)
		return "", ""
	case f == FieldMOETID && c.kind == cellNumber && len(code) < 10:
		r.note(CodeMOETZero, row, col, c.text)
		return "", ""
	case f == FieldMOETID && (len(code) != 10 || !onlyDigits.MatchString(code)):
		r.note(CodeMOETForm, row, col, c.text)
		if !onlyDigits.MatchString(code) {
			scheme = credential.SchemeSchool
		}
	}
	return code, scheme
}

// year returns a year of graduation, 0 where there is none.
func (r *reader) year(row int, f Field, at time.Time) int {
	text := r.number(row, f, 40, "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1900 || n > at.Year()+1 {
		r.note(CodeYear, row, r.layout.columns[f], text)
		return 0
	}
	return n
}

var fieldOfStudy = regexp.MustCompile(`^[0-9]{1,12}$`)

func (r *reader) majorCode(row int) string {
	text := r.number(row, FieldMajorCode, 40, "")
	if text != "" && !fieldOfStudy.MatchString(text) {
		r.note(CodeMajorCode, row, r.layout.columns[FieldMajorCode], text)
		return ""
	}
	return text
}

var (
	decimal   = regexp.MustCompile(`^(0|[1-9][0-9]{0,2})([.,][0-9]{1,2})?$`)
	thousands = regexp.MustCompile(`^[0-9]{1,3}[.,][0-9]{3}$`)
)

// decimalOf reads a decimal with comma or point; it comes back with a point.
func decimalOf(text string, most float64) (string, Code) {
	if thousands.MatchString(text) {
		return "", CodeMarkAmbiguous
	}
	if !decimal.MatchString(text) {
		return "", CodeMark
	}
	text = strings.Replace(text, ",", ".", 1)
	if n, err := strconv.ParseFloat(text, 64); err != nil || n > most {
		return "", CodeMarkRange
	}
	return text, ""
}

// mark returns a decimal cell on a scale from 0 to most, "" where there is none.
func (r *reader) mark(row int, f Field, most float64) string {
	text := r.number(row, f, 40, "")
	if text == "" {
		return ""
	}
	value, code := decimalOf(text, most)
	if code != "" {
		if f == FieldCredits || f == FieldTotalCredits {
			code = CodeCredits
		}
		r.note(code, row, r.layout.columns[f], text)
	}
	return value
}
