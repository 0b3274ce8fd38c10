package roster

import (
	"regexp"
	"slices"
)

var (
	// sessionWords are those by which a line speaks of an exam.
	sessionWords = phraseList(`khóa thi; kỳ thi; kì thi; đợt thi; khóa ngày; kỳ thi tốt nghiệp; exam session`)
	// dayInText is a date within a text, with digits or in words.
	dayInText = regexp.MustCompile(`(?i)[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|` +
		`ngày\s+[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+[0-9]{4}`)
)

// datesIn returns the dates that a text names; where it names none, its years.
func datesIn(text string) []date {
	var found []date
	for _, day := range dayInText.FindAllString(clip(text), -1) {
		if d, code := parseDate(day, false); code == "" {
			found = append(found, d)
		}
	}
	if len(found) > 0 {
		return found
	}
	for _, year := range titleYear.FindAllString(clip(text), -1) {
		found = append(found, date{year: parseSmall(year)})
	}
	return found
}

// mayBe reports whether two dates, each known in whole or by its year, may be one.
func (d date) mayBe(other date) bool {
	return d.year == other.year && (!d.whole() || !other.whole() || d == other)
}

// isOtherSession reports whether a line names an exam session by its date, and not the one that
// the upload says for all rows; where it says none, a session of another year than the decision's
// is one, of schools. Where the list has a column of them, that column is printed.
func (r *reader) isOtherSession(line string) bool {
	if _, column := r.column(FieldExamSession); column || !sayingOf(line).has(sessionWords) {
		return false
	}
	said, terms := datesIn(line), r.input.Terms
	printed := datesIn(terms.ExamSession)
	if len(said) == 0 || len(printed) == 0 && !isSchoolKind(terms.Type) {
		return false
	}
	return !slices.ContainsFunc(said, func(d date) bool {
		return len(printed) == 0 && r.isYearOfTerms(d.year) || slices.ContainsFunc(printed, d.mayBe)
	})
}
