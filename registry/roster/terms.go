package roster

import (
	"time"

	"sogoc/verifier/ledger"
)

// soon is how far ahead of today a date of issue usually lies at most.
const soon = 60 * 24 * time.Hour

// judgeTerms looks at what the upload says for all rows. Dates that are none are the
// register's to refuse.
func (b *builder) judgeTerms() {
	say := func(code Code, found string) { b.add(Problem{Code: code, File: FileTerms, Found: found}) }
	decided, isDecided := dayOfTerms(b.Terms.DecisionDate)
	issued, isIssued := dayOfTerms(b.Terms.IssueDate)
	if isDecided && decided.After(b.at) {
		say(CodeDecisionFuture, decided.Format(dayForm))
	}
	if isIssued && issued.After(b.at.Add(soon)) {
		say(CodeIssueFuture, issued.Format(dayForm))
	}
	if isDecided && isIssued && issued.Before(decided) {
		say(CodeIssueBefore, issued.Format(dayForm)+" < "+decided.Format(dayForm))
	}
	year := b.Terms.GraduationYear
	if isDecided && year != 0 && !suitsDecision(b.Terms.Type, year, decided) {
		say(CodeTermsYear, date{year: year}.shown())
	}
	if !isDecided && year > b.at.Year() {
		say(CodeTermsYear, date{year: year}.shown())
	}
	b.judgeTermTexts(decided)
	b.judgePlace()
}

const dayForm = "02/01/2006"

// dayOfTerms returns the beginning of a day in Viet Nam; false where there is none.
func dayOfTerms(d ledger.Date) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, string(d), ledger.Vietnam)
	return t, err == nil
}
