package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sogoc/registry"
	"sogoc/verifier/credential"
)

// leastOfPeers is how many learners of one programme are compared with each other at least.
const leastOfPeers = 5

// maxNamed is how many courses a question about a learner names.
const maxNamed = 5

// peers are the learners of one programme with what their transcripts have in common.
type peers struct {
	rows        []registry.Row
	transcripts []transcript
	order       []string                   // of courses, by the first learner who has each
	having      map[string]int             // course → learners who have it
	credits     map[string]map[float64]int // course → credits → learners
	years       map[int]int                // first year of a school year → learners
}

// judgePeers compares the courses of each learner with those of the others of the programme: a
// row that was changed or lost is no mistake that the row itself shows.
func (b *builder) judgePeers() {
	groups, order := map[string]*peers{}, []string{}
	for _, row := range b.rows {
		if len(row.Courses) == 0 {
			continue
		}
		programme := joinParts([]string{row.Field, row.Major, row.Specialization, row.Mode})
		group := groups[programme]
		if group == nil {
			group = &peers{having: map[string]int{}, credits: map[string]map[float64]int{}, years: map[int]int{}}
			groups[programme], order = group, append(order, programme)
		}
		group.add(row)
	}
	for _, programme := range order {
		group := groups[programme]
		for i, row := range group.rows {
			b.askYears(group, row)
			if len(group.rows) >= leastOfPeers {
				b.askCredits(group, i)
				b.askLacking(group, i)
			}
		}
	}
}

func (p *peers) add(row registry.Row) {
	t := transcriptOf(row.Courses)
	p.rows, p.transcripts = append(p.rows, row), append(p.transcripts, t)
	for _, key := range t.order {
		if p.having[key]++; p.having[key] == 1 {
			p.order, p.credits[key] = append(p.order, key), map[float64]int{}
		}
		p.credits[key][t.courses[key].credits]++
	}
	for _, year := range yearsOf(row.Courses) {
		p.years[year]++
	}
}

// areFew reports whether so many of the learners may be a slip.
func areFew(few, of int) bool { return few > 0 && few <= maxOfFew && few*rareShare <= of }

// usualCredits returns the credits that nearly all learners have of a course.
func (p *peers) usualCredits(key string) (usual float64, known bool) {
	for credits, n := range p.credits[key] {
		if areFew(p.having[key]-n, p.having[key]) {
			return credits, true
		}
	}
	return 0, false
}

// askCredits asks about a learner whose courses have other credits than nearly all others'.
func (b *builder) askCredits(p *peers, i int) {
	var found, usually []string
	t := p.transcripts[i]
	for _, key := range t.order {
		c := t.courses[key]
		if usual, known := p.usualCredits(key); known && usual != c.credits && len(found) < maxNamed {
			found = append(found, c.name+" "+creditsShown(c.credits))
			usually = append(usually, c.name+" "+creditsShown(usual))
		}
	}
	if len(found) > 0 {
		b.askOfLearner(CodeCreditsOfFew, p.rows[i],
			p.rows[i].Subject.FullName+": "+strings.Join(found, ", "), strings.Join(usually, ", "))
	}
}

func creditsShown(credits float64) string {
	if credits == 0 {
		return "–"
	}
	return decimal(credits)
}

// askLacking asks about a learner who lacks courses that nearly all others have, and has less in
// all than any of these: courses that take the place of others make up for them.
func (b *builder) askLacking(p *peers, i int) {
	isUsual := func(key string) bool { return areFew(len(p.rows)-p.having[key], len(p.rows)) }
	lacks := func(t transcript) bool {
		return slices.ContainsFunc(p.order, func(key string) bool { return isUsual(key) && t.courses[key] == nil })
	}
	t := p.transcripts[i]
	if !lacks(t) || slices.ContainsFunc(p.transcripts, func(other transcript) bool {
		return !lacks(other) && !t.isLessThan(other)
	}) {
		return
	}
	var names []string
	for _, key := range p.order {
		if isUsual(key) && t.courses[key] == nil && len(names) < maxNamed {
			names = append(names, p.nameOf(key))
		}
	}
	b.askOfLearner(CodeCoursesOfFew, p.rows[i],
		p.rows[i].Subject.FullName+": "+strconv.Itoa(len(t.order)), strings.Join(names, ", "))
}

func (p *peers) nameOf(key string) string {
	for _, t := range p.transcripts {
		if c := t.courses[key]; c != nil {
			return c.name
		}
	}
	return key
}

// isLessThan reports whether a transcript has fewer credits than another one, or fewer courses
// where one of them has none.
func (t transcript) isLessThan(other transcript) bool {
	own, _, known := t.credits()
	others, _, othersKnown := other.credits()
	if known && othersKnown {
		return own < others
	}
	return len(t.order) < len(other.order)
}

// mostOfStudy is how many years before the decision courses of a programme are at most: twice its
// length, and two more.
const mostOfStudy = 10

// youngest are the ages at which people begin to study for types of credentials at the earliest.
var youngest = []struct {
	types []string
	age   int
}{
	{[]string{"VN-PRI", "VN-PRI-CONF", "VN-HB-TH", "VN-CERT"}, 4},
	{[]string{"VN-LSE", "VN-LSE-CONF", "VN-HB-THCS"}, 8},
	{[]string{"VN-BA", "VN-SPEC", "VN-BD"}, 16},
	{[]string{"VN-MA", "VN-PHD"}, 19},
}

const youngestOfOthers = 14

// yearOfCourse is any year of a school year or term.
var yearOfCourse = regexp.MustCompile(`\b(?:1[0-9]|20)[0-9]{2}\b`)

// firstYearOf returns the year in which a course's school year began, 0 where nothing says it.
func firstYearOf(c credential.Course) int {
	for _, text := range []string{c.Year, c.Term} {
		if found := yearOfCourse.FindString(text); found != "" {
			return parseSmall(found)
		}
	}
	return 0
}

// yearsOf returns the first years of the school years of courses, each once.
func yearsOf(courses []credential.Course) []int {
	var years []int
	for _, c := range courses {
		if year := firstYearOf(c); year != 0 && !slices.Contains(years, year) {
			years = append(years, year)
		}
	}
	slices.Sort(years)
	return years
}

// askYears asks about school years in which the learner was a child, or long before the decision
// unless the course is one of another institution, and about a learner all of whose years are
// others than those of nearly all learners of the programme.
func (b *builder) askYears(p *peers, row registry.Row) {
	decided := b.at.Year()
	if at, isDay := dayOfTerms(firstDate(row.DecisionDate, b.Terms.DecisionDate)); isDay {
		decided = at.Year()
	}
	birthYear, _, _ := strings.Cut(string(row.Subject.BirthDate), "-")
	born, least := parseYear(birthYear), b.youngestLearner()
	var unlikely []int
	for _, c := range row.Courses {
		year := firstYearOf(c)
		early := born != 0 && year-born < least
		long := year < decided-mostOfStudy && !c.Exempt && c.EarnedAt == ""
		if year != 0 && (early || long) && !slices.Contains(unlikely, year) {
			unlikely = append(unlikely, year)
		}
	}
	years := yearsOf(row.Courses)
	if len(unlikely) == 0 && len(years) > 0 && len(p.rows) >= leastOfPeers &&
		!slices.ContainsFunc(years, func(year int) bool { return !areFew(p.years[year], len(p.rows)) }) {
		unlikely = years
	}
	if len(unlikely) == 0 {
		return
	}
	shown := make([]string, min(len(unlikely), maxNamed))
	for i := range shown {
		shown[i] = strconv.Itoa(unlikely[i])
	}
	b.askOfLearner(CodeSchoolYearUnlikely, row, row.Subject.FullName+": "+strings.Join(shown, ", "), "–")
}

// youngestLearner returns the age of the youngest who study for the type of the upload.
func (b *builder) youngestLearner() int {
	kind, _, _ := strings.Cut(b.Terms.Type, "/")
	for _, rule := range youngest {
		if slices.Contains(rule.types, kind) {
			return rule.age
		}
	}
	return youngestOfOthers
}
