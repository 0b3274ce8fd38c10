package roster

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"slices"
	"strconv"
	"strings"
)

// collector gathers the problems of a reading into its report and gives each
// question its identity.
type collector struct {
	report  *Report
	answers map[string]string
	groups  map[string]*group // of problems of a column, value or sheet
	order   []*group
	columns map[string]string // hashes of what columns hold, by file, sheet and letter
	people  map[string]people // of all rows of data, by file and sheet
	listed  people            // of all sheets of the list
}

// group is a problem that several rows share. Its identity is settled when the
// last of them is known.
type group struct {
	Problem
	first *Example // shown where no example tells its readings apart
	place int      // in Report.Problems, -1 if it was omitted
	sum   hash.Hash
}

func newCollector(report *Report, answers map[string]string) *collector {
	return &collector{report: report, answers: answers, groups: map[string]*group{}, columns: map[string]string{},
		people: map[string]people{}}
}

// identity names a question by what it is about. It is a hash, so that it can be
// stored and sent where the content itself may not go.
func identity(parts ...string) string {
	sum := sha256.New()
	for _, part := range parts {
		sum.Write([]byte(strconv.Itoa(len(part))))
		sum.Write([]byte{':'})
		sum.Write([]byte(part))
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// answer returns the answer to a question, "" where there is none that the
// question allows.
func (c *collector) answer(id string, options []Option) string {
	given := c.answers[id]
	if slices.ContainsFunc(options, func(o Option) bool { return o.Value == given }) {
		return given
	}
	return ""
}

// add adds a problem of its own and returns the answer to it.
func (c *collector) add(p Problem) string {
	spec := messages[p.Code]
	p.Severity, p.Message = spec.severity, spec.message
	if p.Options = optionsOf(p); len(p.Options) > 0 {
		p.ID = identity(string(p.Code), p.File, p.Sheet, p.Column, p.Header, strconv.Itoa(p.Row), p.Found, p.Other,
			c.about(p))
		p.Answer = c.answer(p.ID, p.Options)
	}
	c.place(p)
	return p.Answer
}

// place puts a problem into the report, or counts it where the report is full.
func (c *collector) place(p Problem) int {
	c.count(p, 1)
	if len(c.report.Problems) == MaxProblems {
		c.report.Omitted++
		return -1
	}
	p.Found, p.person, p.called = clip(p.Found), "", ""
	c.report.Problems = append(c.report.Problems, p)
	return len(c.report.Problems) - 1
}

func (c *collector) count(p Problem, n int) {
	switch {
	case p.Severity == Note:
		c.report.Notes += n
	case p.Answer != "":
		c.report.Answered += n
	case p.Severity == Error:
		c.report.Errors += n
	default:
		c.report.Questions += n
	}
}

// addValue adds a row to the problem of one value of a column and returns the
// answer, which is the same for all rows with that value.
func (c *collector) addValue(p Problem) string { return c.addValueOf("", p) }

// addValueOf is addValue of a value that says something of some people only.
func (c *collector) addValueOf(people string, p Problem) string {
	key := identity(string(p.Code), p.File, p.Sheet, p.Column, p.Header, p.Found, p.Suggestion, people)
	g := c.groups[key]
	if g == nil {
		spec := messages[p.Code]
		p.Severity, p.Message = spec.severity, spec.message
		if p.Options = optionsOf(p); len(p.Options) > 0 {
			p.ID, p.Answer = key, c.answer(key, p.Options)
		}
		g = &group{Problem: p, place: c.place(p)}
		c.groups[key], c.order = g, append(c.order, g)
	}
	g.addRow(p)
	return g.Answer
}

// addToColumn adds a row to the problem of a column or sheet, with what each
// answer makes of its cell.
func (c *collector) addToColumn(p Problem, readings ...string) {
	row, found, whole := p.Row, p.Found, p
	p.Found = ""
	key := identity(string(p.Code), p.File, p.Sheet, p.Column, p.Header)
	g := c.groups[key]
	if g == nil {
		spec := messages[p.Code]
		p.Severity, p.Message = spec.severity, spec.message
		p.Options = optionsOf(p)
		g = &group{Problem: p, sum: sha256.New(), place: c.place(p)}
		c.groups[key], c.order = g, append(c.order, g)
	}
	if g.addRow(whole) && found != "" {
		g.texts = append(g.texts, clip(found))
	}
	g.sum.Write([]byte(strconv.Itoa(row) + ":" + joinParts([]string{found, p.person})))
	if len(readings) > 0 && g.first == nil {
		g.first = &Example{Row: row, Found: clip(found), Readings: readings}
	}
	telling := len(readings) == 1 || len(readings) > 1 && readings[0] != readings[1]
	if telling && len(g.Examples) < maxExamples {
		g.Examples = append(g.Examples, Example{Row: row, Found: clip(found), Readings: readings})
	}
}

// showInColumn settles the examples of the problem of a column, whose first row is p's.
func (c *collector) showInColumn(p Problem, examples []Example) {
	if g := c.groups[identity(string(p.Code), p.File, p.Sheet, p.Column, p.Header)]; g != nil {
		g.Examples = examples
	}
}

// groupID names the problem of a column by all that the column holds, so that the
// question stays the same when some of its rows are left out, and by the people of the
// sheet where its answer decides about them, and by the column with which this one is
// compared. A problem of a whole sheet is named by its rows.
func (c *collector) groupID(g *group) string {
	sum, about := c.columns[identity(g.File, g.Sheet, g.Column)], ""
	if g.Column == "" || sum == "" {
		sum = string(g.sum.Sum(nil))
	} else if decidesRows(g.Code) {
		about = c.people[identity(g.File, g.Sheet)].String()
	}
	if g.Code == CodeJoinedByName || g.Code == CodeOtherBirth {
		about = c.listed.String()
	}
	if g.beside != "" {
		about = c.columns[identity(g.File, g.Sheet, g.beside)]
	}
	return identity(string(g.Code), g.File, g.Sheet, g.Column, g.Header, sum, about)
}

// addRow adds the row of a problem and reports whether it is one of those that are named. Where
// the answer is about people, its learner is named at the same place: "" where the row has neither
// code nor name.
func (g *group) addRow(p Problem) bool {
	if p.Row == 0 {
		return false
	}
	g.Count++
	named := len(g.Rows) < maxRowsOf
	if named {
		g.Rows = append(g.Rows, p.Row)
	}
	if named && decidesRows(p.Code) {
		g.People = append(g.People, clip(p.called))
	}
	return named
}

// settle completes the problems that several rows share.
func (c *collector) settle() {
	for _, g := range c.order {
		before := g.Problem
		if g.sum != nil && len(g.Options) > 0 {
			g.ID = c.groupID(g)
			g.Answer = c.answer(g.ID, g.Options)
		}
		c.count(before, -1)
		c.count(g.Problem, 1)
		if len(g.Examples) == 0 && g.first != nil {
			g.Examples = []Example{*g.first}
		}
		if g.Count <= 1 {
			g.Rows, g.Count = nil, 0
		}
		if g.Count <= 1 || strings.Join(g.People, "") == "" {
			g.People = nil
		}
		if g.place >= 0 {
			g.Found, g.person, g.called = clip(g.Found), "", ""
			c.report.Problems[g.place] = g.Problem
		}
	}
	c.order, c.groups = nil, map[string]*group{}
}

// answerOfColumn returns the answer to the problem of a column whose rows are all
// known by now.
func (c *collector) answerOfColumn(code Code, file, sheet, column, header string) string {
	g := c.groups[identity(string(code), file, sheet, column, header)]
	if g == nil {
		return ""
	}
	return c.answer(c.groupID(g), g.Options)
}
