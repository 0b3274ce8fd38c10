package roster

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// date is a calendar date, of which day, or month and day, may be 0: people
// of whom only the year of birth is known are many, and their papers say so.
type date struct{ year, month, day int }

// String returns 2004-03-15, 2004-03 or 2004.
func (d date) String() string {
	switch {
	case d.month == 0:
		return fmt.Sprintf("%04d", d.year)
	case d.day == 0:
		return fmt.Sprintf("%04d-%02d", d.year, d.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// whole reports whether year, month and day are known.
func (d date) whole() bool { return d.day != 0 }

// valid reports whether the calendar has that date.
func (d date) valid() bool {
	if d.month == 0 {
		return d.day == 0
	}
	if d.day == 0 {
		return d.month <= 12
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Year() == d.year && int(t.Month()) == d.month && t.Day() == d.day
}

// within reports whether d is not before the year first and not after the day of at.
func (d date) within(first int, at time.Time) bool {
	y, m, day := at.Date()
	if d.year < first || d.year > y {
		return false
	}
	if d.year < y || d.month == 0 {
		return true
	}
	return d.month < int(m) || d.month == int(m) && d.day <= day
}

var (
	isoDate    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
	longDate   = regexp.MustCompile(`^ngay(\d{1,2})thang(\d{1,2})nam(\d{4})$`)
	dayDate    = regexp.MustCompile(`^(\d{1,2})/(\d{1,2})/(\d{4})$`)
	monthDate  = regexp.MustCompile(`^(\d{1,2})/(\d{4})$`)
	yearDate   = regexp.MustCompile(`^(\d{4})$`)
	shortDate  = regexp.MustCompile(`^\d{1,2}/\d{1,2}/\d{2}$`)
	dateJoints = strings.NewReplacer("-", "/", ".", "/", " ", "")
)

// parseDate reads dd/mm/yyyy, mm/yyyy and yyyy with one or two digits and /,
// - or . between, yyyy-mm-dd, and "ngày 5 tháng 6 năm 2004". The month never
// comes first. On failure it returns the code that says what is wrong.
func parseDate(text string) (date, Code) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "'")
	text, _ = strings.CutSuffix(text, " 00:00:00")
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return calendar(m[3], m[2], m[1])
	}
	if m := longDate.FindStringSubmatch(headerKey(text)); m != nil {
		return calendar(m[1], m[2], m[3])
	}
	plain := dateJoints.Replace(text)
	if m := dayDate.FindStringSubmatch(plain); m != nil {
		return calendar(m[1], m[2], m[3])
	}
	if m := monthDate.FindStringSubmatch(plain); m != nil {
		return calendar("", m[1], m[2])
	}
	if m := yearDate.FindStringSubmatch(plain); m != nil {
		return calendar("", "", m[1])
	}
	if shortDate.MatchString(plain) {
		return date{}, CodeDateYear
	}
	return date{}, CodeDateForm
}

func calendar(day, month, year string) (date, Code) {
	var d date
	for _, part := range []struct {
		text string
		to   *int
	}{{day, &d.day}, {month, &d.month}, {year, &d.year}} {
		if part.text == "" {
			continue
		}
		n, err := strconv.Atoi(part.text)
		if err != nil || n == 0 {
			return date{}, CodeDateCalendar
		}
		*part.to = n
	}
	if !d.valid() {
		return date{}, CodeDateCalendar
	}
	return d, ""
}

// numberDate reads a number in a date column: a year, or a date serial that
// lost its format; the latter is worth a look.
func numberDate(s *sheet, text string) (d date, warning, failure Code) {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return date{}, "", CodeDateForm
	case n >= 1900 && n <= 2100 && n == float64(int(n)):
		return date{year: int(n)}, "", ""
	case n >= 7000 && n <= 80_000:
		if d, ok := s.serial(n); ok {
			return d, CodeDateSerial, ""
		}
	}
	return date{}, "", CodeDateForm
}
