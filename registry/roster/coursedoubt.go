package roster

import (
	"regexp"
	"strconv"
	"strings"

	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// scaleOfLetters are the bounds within which schools' rules put the marks of a letter, on
// both scales. Rules differ by some tenths (Circular 08/2021/TT-BGDDT, article 9, leaves
// them to the schools), so that the bounds overlap.
var scaleOfLetters = map[byte]struct{ ten, four [2]float64 }{
	'A': {[2]float64{7.8, 10}, [2]float64{3.5, 4}},
	'B': {[2]float64{6.3, 9}, [2]float64{2.5, 3.9}},
	'C': {[2]float64{4.8, 8}, [2]float64{1.5, 2.9}},
	'D': {[2]float64{3.5, 6.5}, [2]float64{0.7, 1.9}},
	'F': {[2]float64{0, 5}, [2]float64{0, 0.9}},
}

// mostCredits is how many credits a course seldom exceeds: theses and practice included.
const mostCredits = 30

var (
	firstYear  = regexp.MustCompile(`\b20[0-9]{2}\b`)
	schoolYear = regexp.MustCompile(`\b20[0-9]{2}\s*[-–/]\s*(?:20)?[0-9]{2}\b`)
)

// doubtCourse asks about what is possible in each cell of a course's row and not likely
// together. Each question is one for the column or the value.
func (b *builder) doubtCourse(r *reader, row int, c credential.Course) {
	if marks, differ := marksDiffer(c); differ {
		col, ok := r.column(FieldMarkLetter)
		if !ok {
			col = r.layout.columns[FieldMark4]
		}
		r.reportColumn(CodeMarksDiffer, row, col, marks, "–")
	}
	ask := func(code Code, f Field) {
		if col, ok := r.column(f); ok {
			r.addValue(r.problem(code, row, col, r.table.shown(row, col)))
		}
	}
	if n, err := strconv.ParseFloat(c.Credits, 64); err == nil && (n == 0 || n > mostCredits) {
		ask(CodeCreditsUnusual, FieldCredits)
	}
	for _, f := range []Field{FieldSchoolYear, FieldTerm} {
		text := c.Year
		if f == FieldTerm {
			text = c.Term
		}
		if b.isFuture(text) {
			ask(CodeSchoolYearFuture, f)
		}
	}
	if c.Code == "" || c.Name == "" {
		return
	}
	key := uniqueKey{CodeCourseNames, strings.ToLower(c.Code)}
	other, known := b.seen[key]
	if !known {
		b.seen[key] = c.Name
		return
	}
	if letters.Key(other) != letters.Key(c.Name) {
		col := r.layout.columns[FieldCourseName]
		p := r.problem(CodeCourseNames, row, col, c.Name+" ("+c.Code+")")
		p.Suggestion = other
		r.addValue(p)
	}
}

// beginning is the month in which school years begin.
const beginning = 8

// isFuture reports whether a school year begins after the decision, or after today where
// nobody says when that was.
func (b *builder) isFuture(text string) bool {
	first := parseSmall(firstYear.FindString(text))
	at := b.at
	if decided, ok := dayOfTerms(b.Terms.DecisionDate); ok && decided.Before(at) {
		at = decided
	}
	spans := schoolYear.MatchString(text) // 2025-2026, not a year alone
	return first > at.Year() || first == at.Year() && spans && int(at.Month()) < beginning
}

// marksDiffer reports whether the marks of a course on two scales cannot be one mark, and
// returns them.
func marksDiffer(c credential.Course) (marks string, differ bool) {
	if c.Letter == "" {
		return scalesDiffer(c)
	}
	scale, known := scaleOfLetters[c.Letter[0]]
	if !known || strings.Trim(c.Letter[1:], "+-") != "" {
		return "", false
	}
	outside := func(mark string, bounds [2]float64) bool {
		n, err := strconv.ParseFloat(mark, 64)
		return err == nil && (n < bounds[0] || n > bounds[1])
	}
	marks = strings.Join([]string{c.TenPoint, c.Letter, c.FourPoint}, " | ")
	return marks, outside(c.TenPoint, scale.ten) || outside(c.FourPoint, scale.four)
}

// scalesDiffer does so for a course without a letter: the four-point mark tells it.
func scalesDiffer(c credential.Course) (marks string, differ bool) {
	ten, four := markOf(c.TenPoint), markOf(c.FourPoint)
	if !ten.known || !four.known {
		return "", false
	}
	for _, letter := range []byte("ABCDF") {
		scale := scaleOfLetters[letter]
		if four.value >= scale.four[0] && four.value <= scale.four[1] &&
			ten.value >= scale.ten[0] && ten.value <= scale.ten[1] {
			return "", false
		}
	}
	return c.TenPoint + " | " + c.FourPoint, true
}
