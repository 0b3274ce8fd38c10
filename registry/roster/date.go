package roster

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/ledger"
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
	dateJoints = strings.NewReplacer("-", "/", ".", "/", " ", "", "\u2013", "/")
	isoTimes   = []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05Z07:00",
		"2006-01-02 15:04:05Z07:00",
		"2006-01-02 15:04:05 -0700", "2006-01-02T15:04"}
)

// parseDate reads dd/mm/yyyy, mm/yyyy and yyyy with one or two digits and /,
// - or . between, yyyy-mm-dd with or without a time at midnight, and "ngày 5
// tháng 6 năm 2004". With monthFirst, mm/dd/yyyy is read instead of dd/mm/yyyy. On
// failure it returns the code that says what is wrong.
func parseDate(text string, monthFirst bool) (date, Code) {
	text = plainDate(text)
	text, _ = strings.CutSuffix(text, " 00:00:00")
	if m := isoDate.FindStringSubmatch(text); m != nil {
		return calendar(m[3], m[2], m[1])
	}
	if d, ok := parseTimestamp(text); ok {
		return d, ""
	}
	if m := longDate.FindStringSubmatch(letters.Key(text)); m != nil {
		return calendar(m[1], m[2], m[3])
	}
	plain := dateJoints.Replace(text)
	if m := dayDate.FindStringSubmatch(plain); m != nil {
		if monthFirst {
			return calendar(m[2], m[1], m[3])
		}
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

// isoDay reads a text as ISO 8601 writes a day, with or without a time: programs write
// so what is a true date to them. It begins with a year.
func isoDay(text string) (date, bool) {
	text = plainDate(text)
	if len(text) < len("2004-3-5") || text[4] != '-' {
		return date{}, false
	}
	d, code := parseDate(text, false)
	return d, code == "" && d.whole()
}

// plainDate removes spaces around a text, and the apostrophe by which people keep a
// spreadsheet program from reading it.
func plainDate(text string) string {
	return strings.TrimPrefix(strings.TrimSpace(text), "'")
}

// parseTimestamp reads an ISO 8601 time that is midnight, to two minutes, where it
// says; a time with a zone is midnight in Viet Nam.
func parseTimestamp(text string) (date, bool) {
	for _, form := range isoTimes {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		if strings.Contains(form, "07") {
			t = t.In(ledger.Vietnam)
		}
		t = t.Add(2 * time.Minute)
		if t.Hour() != 0 || t.Minute() >= 4 {
			return date{}, false
		}
		return date{year: t.Year(), month: int(t.Month()), day: t.Day()}, true
	}
	return date{}, false
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
// lost its format; the latter must be confirmed.
func numberDate(t *table, text string) (d date, question, failure Code) {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		return date{}, "", CodeDateForm
	case n >= 1900 && n <= 2100 && n == float64(int(n)):
		return date{year: int(n)}, "", ""
	case n >= 7000 && n <= 80_000:
		if day := t.Serial(n); !day.IsZero() {
			return dateOf(day), CodeDateSerial, ""
		}
	}
	return date{}, "", CodeDateForm
}

func dateOf(d grid.Day) date {
	return date{year: int(d.Year), month: int(d.Month), day: int(d.Day)}
}

// swapped exchanges day and month; the zero date where the calendar has no such day.
func (d date) swapped() date {
	other := date{year: d.year, month: d.day, day: d.month}
	if d.day == 0 || other.month > 12 || !other.valid() {
		return date{}
	}
	return other
}

// shown returns dd/mm/yyyy, mm/yyyy or yyyy.
func (d date) shown() string {
	switch {
	case d.year == 0:
		return "–"
	case d.month == 0:
		return strconv.Itoa(d.year)
	case d.day == 0:
		return fmt.Sprintf("%02d/%04d", d.month, d.year)
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.day, d.month, d.year)
}
