package roster

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// lateMonths and earlyMonths are those of a decision on people who graduate in the next year, and
// in the one before.
const (
	earlyMonths = time.March
	lateMonths  = time.October
)

// isYearOfTerms reports whether people of the upload may graduate in a year. Where the terms have
// no decision every year may be theirs.
func (r *reader) isYearOfTerms(year int) bool {
	at, known := dayOfTerms(r.input.Terms.DecisionDate)
	switch {
	case !known || year == at.Year() || year == r.input.Terms.GraduationYear:
		return true
	case year == at.Year()-1:
		return at.Month() <= earlyMonths
	case year == at.Year()+1:
		return at.Month() >= lateMonths
	}
	return false
}

var (
	numbersInName = regexp.MustCompile(`[0-9]+`)
	fourDigitYear = regexp.MustCompile(`^(?:19|20)[0-9]{2}$`)
	// cohortNamed is how a sheet's name calls people by the year in which they came, and how a year of
	// school is called.
	cohortNamed = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:k|d|khóa(?:\s+học)?|khoá(?:\s+học)?|niên\s+khóa|niên\s+khoá|` +
		`năm\s+học|nh|tuyển\s+sinh|cohort|intake)[\s.:_-]*20[0-9]{2}|20[0-9]{2}\s*[-–/_]\s*[0-9]{2}`)
	// yearOfGraduates is how a title says when its people graduate: "năm 2026" and not "năm học 2026" or
	// "tháng 6 năm 2026".
	yearOfGraduates = regexp.MustCompile(`(?i)năm\s+((?:19|20)[0-9]{2})(\s*[-–/]\s*[0-9]+)?`)
	partOfDate      = regexp.MustCompile(`(?i)tháng\s+\S+\s+năm\s+[0-9]{4}`)
	// schoolYears are a year of school, "Năm học: 2025 - 2026", or the years of a course of them.
	schoolYears = regexp.MustCompile(`(?i)(năm\s+học|niên\s+khóa|niên\s+khoá)\s*:?\s*((?:19|20)[0-9]{2})\s*[-–/]\s*` +
		`((?:19|20)[0-9]{2})`)
)

// titlesOfGraduates tell of people who graduate; those that name a decision or a rule name its year.
var (
	titlesOfGraduates = phraseList(`tốt nghiệp; tn; kỳ thi; kì thi; khóa thi; khoá thi; cấp bằng; cấp văn bằng`)
	titlesOfRules     = phraseList(`quyết định; qđ; căn cứ; thông tư; nghị định; kèm theo; công văn`)
)

// withoutOtherYear asks about a sheet whose name is of one year in which its people did not
// graduate, and leaves it out where a person said so.
func (r *reader) withoutOtherYear(rows []int) []int {
	years := slices.DeleteFunc(numbersInName.FindAllString(clip(r.table.Name), -1), func(number string) bool {
		return !fourDigitYear.MatchString(number)
	})
	if len(years) != 1 || len(rows) == 0 || cohortNamed.MatchString(r.table.Name) || r.isYearOfTerms(parseSmall(years[0])) {
		return rows
	}
	if r.report(CodeSheetYear, -1, -1, r.table.Name) != AnswerLeaveOut {
		return rows
	}
	return r.withoutAll(rows)
}

// askYearOfTitle asks about the first title that says of its people that they graduate in another
// year, though near the decision's.
func (r *reader) askYearOfTitle() {
	row, title := r.titleThat(func(title string) bool {
		text, s := strings.TrimSpace(clip(title)), sayingOf(title)
		isSchoolYear := schoolYears.FindString(text) == text && text != ""
		if title == r.table.Name || !s.has(titlesOfGraduates) && !isSchoolYear || s.has(titlesOfRules) {
			return false
		}
		other, own := false, false
		for _, m := range yearOfGraduates.FindAllStringSubmatch(partOfDate.ReplaceAllString(text, " "), -1) {
			isOwn := m[2] != "" || r.isYearOfTerms(parseSmall(m[1])) // 2025-2026 is a year of school
			own, other = own || isOwn, other || !isOwn
		}
		for _, m := range schoolYears.FindAllStringSubmatch(text, -1) {
			isOwn := r.mayEndSchoolYears(m[1], parseSmall(m[2]), parseSmall(m[3]))
			own, other = own || isOwn, other || !isOwn
		}
		return other && !own
	})
	if title != "" {
		r.report(CodeTitleYear, row, -1, title)
	}
}

// mayEndSchoolYears reports whether people of the upload may graduate at the end of years of
// school. Universities decide throughout the year, and on students who took longer than their course.
func (r *reader) mayEndSchoolYears(word string, first, last int) bool {
	if r.isYearOfTerms(last) {
		return true
	}
	isCourse := strings.HasPrefix(strings.ToLower(word), "niên")
	return !isSchoolKind(r.input.Terms.Type) && (isCourse || r.isYearOfTerms(first))
}
