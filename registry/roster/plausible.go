package roster

import (
	"cmp"
	"strings"
	"time"

	"sogoc/registry"
	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/ledger"
)

// place reads a birth place. Its last unit is held against the provinces, of all
// years, where it resembles one.
func (r *reader) place(row int) string {
	text := r.joinedPlace(row)
	if text == "" {
		return ""
	}
	col := r.layout.columns[FieldBirthPlace]
	before, province := codelist.SplitPlace(text)
	if !isPlaceholder(text) && strings.ContainsFunc(text, isLetterOrDigit) &&
		(isNoPlace(text) || r.holdsTwoPlaces(row, col, text)) {
		r.addValue(r.problem(CodePlaceUnlikely, row, col, text))
		return text
	}
	suggestion := suggestFrom(codelist.Provinces, province)
	if suggestion == "" || strings.EqualFold(suggestion, province) && r.isCaseConfirmed(row, col) {
		return text
	}
	return r.askSuggestion(CodeProvince, row, col, text, before+suggestion)
}

// ethnicity reads an ethnic group and holds it against the list of them.
func (r *reader) ethnicity(row int) string {
	text := r.text(row, FieldEthnicity, 50)
	if text == "" || codelist.EthnicGroups.Known(text) {
		return text
	}
	col, suggestion := r.layout.columns[FieldEthnicity], suggestFrom(codelist.EthnicGroups, text)
	if suggestion != "" && text == strings.ToLower(suggestion) {
		r.reportColumn(CodeEthnicityCase, row, col, text, suggestion)
		return suggestion
	}
	return r.askSuggestion(CodeEthnicity, row, col, text, cmp.Or(suggestion, groupOfBranch(text)))
}

// groupOfBranch returns the ethnic group of a text that says more of it, such as its branch: "Thái
// đen", "Mông (Mèo)", "Dao Quần chẹt"; "" for none.
func groupOfBranch(text string) string {
	words := strings.Fields(inParentheses.ReplaceAllString(text, " "))
	for n := len(words); n > 0; n-- {
		group := strings.Join(words[:n], " ")
		if codelist.EthnicGroups.Known(group) {
			return group
		}
		if suggested := codelist.EthnicGroups.Suggest(group); suggested != "" {
			return suggested
		}
	}
	return ""
}

// rank reads a rank and holds it against the list of them.
func (r *reader) rank(row int) string {
	text, col := r.text(row, FieldRank, 50), r.layout.columns[FieldRank]
	if text == "" || codelist.Ranks.Known(text) || r.undecided[cellAt{row, col}] { // asked about once it is issued
		return text
	}
	return r.askSuggestion(CodeRank, row, col, text, suggestFrom(codelist.Ranks, text))
}

// suggestFrom returns the value of a list that a text probably means, "" for none. A
// text that may be Vietnamese as it stands, such as "Giái", is the list's value where
// an old encoding makes it one.
func suggestFrom(list *codelist.List, text string) string {
	if list.Known(text) {
		return ""
	}
	for _, e := range []letters.Encoding{letters.TCVN3, letters.VNI} {
		converted, ok := letters.Convert(e, text)
		if ok && converted != text && list.Known(converted) {
			return converted
		}
	}
	return list.Suggest(text)
}

// askSuggestion asks about a value that is none of a list, once for all rows that
// have it, and returns what is to be printed.
func (r *reader) askSuggestion(code Code, row, col int, text, suggestion string) string {
	p := r.problem(code, row, col, text)
	p.Suggestion = suggestion
	if r.addValue(p) == AnswerSuggested {
		return suggestion
	}
	return text
}

// plausible asks about what each alone is possible and together is not likely.
func (b *builder) plausible(r *reader, row int, born date, g registry.Row) {
	if id := g.Subject.NationalID; id != "" && !agrees(id, g.Subject.Sex, born) {
		r.reportSome(CodeNationalCheck, row, r.layout.columns[FieldNationalID], id)
	}
	if d := g.DecisionDate; d != "" && b.Terms.DecisionDate != "" && d != b.Terms.DecisionDate {
		col := r.layout.columns[FieldDecisionDate]
		r.addValue(r.problem(CodeDecisionDiffers, row, col, r.table.shown(row, col)))
	}
	if n := g.DecisionNumber; n != "" && b.Terms.DecisionNumber != "" && !sameNumber(n, b.Terms.DecisionNumber) {
		r.addValue(r.problem(CodeDecisionDiffers, row, r.layout.columns[FieldDecisionNo], n))
	}
	r.compareRank(row, g.Rank, g.Summary.GPA10, g.Summary.GPA4)
	decided := firstDate(g.DecisionDate, b.Terms.DecisionDate)
	if born.year != 0 {
		b.judgeAge(r, row, born, firstDate(ledger.Date(decided), b.Terms.IssueDate))
	}
	if at, isDay := dayOfTerms(decided); g.GraduationYear != 0 && isDay {
		if !suitsDecision(b.Terms.Type, g.GraduationYear, at) {
			r.addValue(r.problem(CodeYearDecision, row, r.layout.columns[FieldGraduationYear], r.table.shown(row,
				r.layout.columns[FieldGraduationYear])))
		}
	}
}

// sameNumber reports whether two numbers of a decision are one, with or without what
// follows the digits.
func sameNumber(a, b string) bool {
	if !strings.ContainsRune(a, '/') || !strings.ContainsRune(b, '/') {
		return strings.TrimLeft(leadingDigits(a), "0") == strings.TrimLeft(leadingDigits(b), "0")
	}
	return letters.Key(strings.TrimLeft(a, "0")) == letters.Key(strings.TrimLeft(b, "0"))
}

// judgeAge asks about ages at which people do not usually receive the type.
func (b *builder) judgeAge(r *reader, row int, born date, awarded ledger.Date) {
	at := b.at
	if t, err := time.Parse(time.DateOnly, string(awarded)); err == nil {
		at = t
	}
	rule := codelist.AgesOf(b.Terms.Type, at.Year())
	age := at.Year() - born.year
	if born.whole() && (born.month > int(at.Month()) || born.month == int(at.Month()) && born.day > at.Day()) {
		age--
	}
	if age < rule.Youngest || age > rule.Oldest {
		col, whole := r.column(FieldBirthDate)
		if !whole {
			col = r.layout.columns[FieldBirthYear]
		}
		r.reportSome(CodeAge, row, col, born.shown())
	}
}

// firstDate returns the first date that is one.
func firstDate(dates ...ledger.Date) ledger.Date {
	for _, d := range dates {
		if d != "" {
			return d
		}
	}
	return ""
}

func yearOf(d ledger.Date) int {
	year, _, _ := strings.Cut(string(d), "-")
	return parseSmall(strings.Trim(year, " "))
}
