package review

import (
	"slices"

	"sogoc/registry/diploma"
	"sogoc/verifier/ledger"
)

// Lack is something that papers of this kind print and rows do not say.
type Lack struct {
	Column  string // name
	RuleSet string // the circular that the table follows
	Rows    int    // that lack it
	Of      int    // rows
	First   int    // number of the first row that lacks it
}

// contentRule says what the papers of some types print under a rule set.
type contentRule struct {
	RuleSet string
	From    ledger.Date // day of issue from which the rule set holds
	Types   []string
	Columns []string
}

// contentRules is the table of what papers print, newest rule set first; within one
// the first line with the type counts. Circular 27/2019 says what the supplement of
// a degree holds; what diplomas of the vocational schools hold is as printed in
// practice.
var contentRules = []contentRule{
	{"10/2026/TT-BGDĐT", "2026-04-15", []string{"VN-USE", "VN-USE-CONF", "VN-USE-TEMP", "VN-LSE"}, generalContent},
	{"10/2026/TT-BGDĐT", "2026-04-15", []string{"VN-PRI-CONF", "VN-LSE-CONF"}, []string{
		"birthPlace", "sex", "ethnicity", "graduationYear", "place",
	}},
	{"10/2026/TT-BGDĐT", "2026-04-15", []string{"VN-BA", "VN-SPEC", "VN-MA", "VN-PHD"}, degreeContent},
	{"10/2026/TT-BGDĐT", "2026-04-15", []string{"VN-VHS", "VN-INT", "VN-COL"}, degreeContent},
	{"10/2026/TT-BGDĐT", "2026-04-15", []string{"VN-CERT"}, []string{"birthPlace", "sex", "place"}},
	{"27/2019/TT-BGDĐT", "2020-03-01", []string{"VN-BD"}, []string{
		"learnerCode", "major", "mode", "enrolmentDate", "language", "duration", "totalCredits", "courses",
	}},
	{"21/2019/TT-BGDĐT", "2020-01-15", []string{"VN-USE", "VN-USE-TEMP", "VN-LSE"}, generalContent},
	{"27/2019/TT-BGDĐT", "2020-03-01", []string{"VN-BA", "VN-SPEC", "VN-MA", "VN-PHD"}, degreeContent},
}

var (
	generalContent = []string{"birthPlace", "sex", "ethnicity", "graduationYear", "examCouncil", "examSession", "place"}
	degreeContent  = []string{"birthPlace", "sex", "major", "graduationYear", "rank", "place"}
)

// contentOf returns the rule for a type's papers of a day; ok is false for none.
func contentOf(kind ledger.Kind, issued ledger.Date) (rule contentRule, ok bool) {
	i := slices.IndexFunc(contentRules, func(r contentRule) bool {
		return issued >= r.From && slices.Contains(r.Types, kind.Type()) // dates of this form sort as text
	})
	if i < 0 {
		return contentRule{}, false
	}
	return contentRules[i], true
}

// englishMajor is what the English half of a degree lacks where a major has no
// English name: it would print the Vietnamese one.
const englishMajor = "majorEn"

// lacks returns what the rules and the English half ask for and rows do not say.
func lacks(learners []learner, template *diploma.Template) []Lack {
	var all []Lack
	add := func(column, ruleSet string, row int) {
		i := slices.IndexFunc(all, func(l Lack) bool { return l.Column == column })
		if i < 0 {
			all = append(all, Lack{Column: column, RuleSet: ruleSet, Of: len(learners), First: row})
			i = len(all) - 1
		}
		all[i].Rows++
	}
	for n, l := range learners {
		about, said := l.about(), map[string]bool{}
		expect := func(rule contentRule, ok bool) {
			for _, column := range rule.Columns {
				if ok && !said[column] && valueOf(column, l) == "" {
					said[column] = true
					add(column, rule.RuleSet, n+1)
				}
			}
		}
		expect(contentOf(about.Kind, about.IssueDate))
		if l.transcript != nil {
			expect(contentOf(l.transcript.Kind, l.transcript.IssueDate))
		}
		if about.Major != "" && about.MajorEn == "" && !template.HasEnglish(about.Major) {
			add(englishMajor, "", n+1)
		}
	}
	return all
}

// valueOf returns what a column says of a learner.
func valueOf(column string, l learner) string {
	for _, spec := range columnSpecs {
		if spec.Name == column {
			return spec.text(l)
		}
	}
	return ""
}
