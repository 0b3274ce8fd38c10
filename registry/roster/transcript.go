package roster

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"sogoc/registry"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// How far a mean in the list may be from that of the courses in the file: some courses,
// such as physical education, do not count for it.
const (
	meanSlack10 = 1.0
	meanSlack4  = 0.5
)

// creditSlack is how many credits of courses that were passed may be missing in the total:
// physical and defence education do not count everywhere.
const creditSlack = 25

// transcript is what all courses of a learner say together. Of several attempts at a course
// the best one counts.
type transcript struct {
	courses map[string]*bestCourse
	order   []string
}

type bestCourse struct {
	name      string
	shown     string // the course with its mark
	passed    bool
	credits   float64
	ten, four mark
}

// mark is a mark on one scale, where there is one.
type mark struct {
	value float64
	known bool
}

func markOf(text string) mark {
	n, err := strconv.ParseFloat(text, 64)
	return mark{n, err == nil}
}

func (m mark) better(other mark) mark {
	if !m.known || other.known && other.value > m.value {
		return other
	}
	return m
}

func transcriptOf(courses []credential.Course) transcript {
	t := transcript{courses: map[string]*bestCourse{}}
	for _, c := range courses {
		key := strings.ToLower(c.Code)
		if key == "" {
			key = letters.Key(c.Name)
		}
		best := t.courses[key]
		if best == nil {
			best = &bestCourse{name: c.Name}
			t.courses[key], t.order = best, append(t.order, key)
		}
		credits, _ := strconv.ParseFloat(c.Credits, 64)
		best.credits = max(best.credits, credits)
		best.ten, best.four = best.ten.better(markOf(c.TenPoint)), best.four.better(markOf(c.FourPoint))
		if best.passed = best.passed || isPassed(c); !best.passed {
			best.shown = strings.TrimSpace(c.Name + ": " + strings.Join([]string{c.TenPoint, c.Letter, c.FourPoint}, " "))
		}
	}
	return t
}

// notPassed are the marks in letters and words of a course that was not passed. "R" is of a course
// from which a student was exempted with its credits (Circular 08/2021/TT-BGDĐT).
var notPassed = []string{"F", "F+", "CĐ", "Chưa đạt", "I", "X"}

// isPassed reports whether a course was passed as far as its marks tell: schools' rules
// decide where only a mark of a subject without credits is given.
func isPassed(c credential.Course) bool {
	ten, four := markOf(c.TenPoint), markOf(c.FourPoint)
	switch {
	case c.Exempt || c.EarnedAt != "":
		return true
	case c.Letter != "":
		return !slices.Contains(notPassed, c.Letter)
	case four.known:
		return four.value > 0
	case ten.known && c.Credits != "":
		return ten.value >= 4
	}
	return true
}

// credits returns the credits of all courses, and of those that were passed; false where
// a course has none.
func (t transcript) credits() (all, passed float64, known bool) {
	for _, key := range t.order {
		c := t.courses[key]
		if c.credits == 0 {
			return 0, 0, false
		}
		if all += c.credits; c.passed {
			passed += c.credits
		}
	}
	return all, passed, len(t.order) > 0
}

// mean returns the mean of the courses on a scale, weighed by credits, with the least and
// the best mark; false where no course has a mark on it.
func (t transcript) mean(of func(*bestCourse) mark) (mean, least, most float64, known bool) {
	sum, weight := 0.0, 0.0
	least = math.Inf(1)
	for _, key := range t.order {
		c := t.courses[key]
		m := of(c)
		if !m.known {
			continue
		}
		w := max(c.credits, 1)
		sum, weight = sum+w*m.value, weight+w
		least, most = min(least, m.value), max(most, m.value)
	}
	if weight == 0 {
		return 0, 0, 0, false
	}
	return sum / weight, least, most, true
}

// judgeTranscripts asks where the courses of a learner do not suit what the list says of
// all of them: credits, means and rank; and about courses that were never passed.
func (b *builder) judgeTranscripts() {
	for _, row := range b.rows {
		if len(row.Courses) == 0 {
			continue
		}
		t := transcriptOf(row.Courses)
		for _, key := range t.order {
			if c := t.courses[key]; !c.passed {
				b.askOfLearner(CodeCourseNotPassed, row, row.Subject.FullName+", "+c.shown, "–")
			}
		}
		b.compareCredits(row, t)
		b.compareMeans(row, t)
	}
}

// askOfLearner asks about a learner of the list, with others in one question.
func (b *builder) askOfLearner(code Code, row registry.Row, found, reading string) {
	sheet, line := (&Result{sheets: b.sheets}).Position(row.Line)
	b.addToColumn(
		Problem{Code: code, File: FileList, Sheet: sheet, Row: line, Found: found, person: personOf(row)},
		reading,
	)
}

func (b *builder) compareCredits(row registry.Row, t transcript) {
	total, err := strconv.ParseFloat(row.Summary.TotalCredits, 64)
	all, passed, known := t.credits()
	if err != nil || !known || total <= all && total >= passed-creditSlack {
		return
	}
	b.askOfLearner(CodeCreditsDiffer, row, row.Subject.FullName+": "+row.Summary.TotalCredits, decimal(all))
}

// compareMeans holds the means of the list against those of the courses, and the rank where
// the list has no mean.
func (b *builder) compareMeans(row registry.Row, t transcript) {
	for _, scale := range []struct {
		given string
		of    func(*bestCourse) mark
		slack float64
	}{
		{row.Summary.GPA10, func(c *bestCourse) mark { return c.ten }, meanSlack10},
		{row.Summary.GPA4, func(c *bestCourse) mark { return c.four }, meanSlack4},
	} {
		mean, least, most, known := t.mean(scale.of)
		given, err := strconv.ParseFloat(scale.given, 64)
		if err != nil || !known {
			continue
		}
		if given < least || given > most || math.Abs(given-mean) > scale.slack {
			b.askOfLearner(CodeMeanDiffers, row, row.Subject.FullName+": "+scale.given, decimal(mean))
		}
	}
	if row.Summary.GPA10 == "" && row.Summary.GPA4 == "" {
		b.compareRankWithCourses(row, t)
	}
}

// compareRankWithCourses asks about a rank that the mean of courses with credits is far from on both
// scales: above it by more than half a mark of ten, or below it by more than a rank. Schools rank by
// either scale (Circular 08/2021/TT-BGDDT, article 10).
func (b *builder) compareRankWithCourses(row registry.Row, t transcript) {
	place := placeOfRank(letters.Key(row.Rank))
	_, _, counted := t.credits()
	ten, _, _, known := t.mean(func(c *bestCourse) mark { return c.ten })
	if place < 0 || !counted || !known {
		return
	}
	four, _, _, known := t.mean((*bestCourse).onFourPoints)
	if !suitsMean(place, func(i int) float64 { return ranksByMean[i].ten }, ten, meanSlack10/2) &&
		!(known && suitsMean(place, func(i int) float64 { return ranksByMean[i].four }, four, meanSlack4/2)) {
		b.askOfLearner(CodeMeanDiffers, row, row.Subject.FullName+": "+row.Rank, decimal(ten))
	}
}

// suitsMean reports whether a rank is not above what a mean with some slack gives, and not more than one
// rank below.
func suitsMean(place int, least func(rank int) float64, mean, slack float64) bool {
	earned := len(ranksByMean) - 1
	for i := range ranksByMean {
		if mean-slack >= least(i) {
			earned = i
			break
		}
	}
	return mean+slack >= least(place) && ranksByMean[place].place <= ranksByMean[earned].place+1
}

// onFourPoints returns a course's mark on the scale of four, which its mark of ten gives where it has
// none: A from 8.5, B+ from 8, and so on, as most schools set it.
func (c *bestCourse) onFourPoints() mark {
	if c.four.known || !c.ten.known {
		return c.four
	}
	for _, step := range []struct{ ten, four float64 }{
		{8.5, 4}, {8, 3.5}, {7, 3}, {6.5, 2.5}, {5.5, 2}, {5, 1.5}, {4, 1},
	} {
		if c.ten.value >= step.ten {
			return mark{step.four, true}
		}
	}
	return mark{0, true}
}

func decimal(n float64) string { return strings.TrimSuffix(fmt.Sprintf("%.2f", n), ".00") }
