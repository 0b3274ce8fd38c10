package classlist

import (
	"strings"
	"time"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

// TermsJudge judges the terms of an import by the rules that hold where a list is read,
// so that no way into the register goes around them. It implements intake.TermsJudge.
type TermsJudge struct{ canPrint func(rune) bool }

// NewTermsJudge returns the judge. paper is nil where nothing is printed.
func NewTermsJudge(paper Paper) TermsJudge {
	if paper == nil {
		return TermsJudge{}
	}
	return TermsJudge{paper.CanPrint}
}

// JudgeTerms implements intake.TermsJudge.
func (j TermsJudge) JudgeTerms(
	terms registry.Terms,
	issuer string,
	answers map[string]string,
	at time.Time,
) intake.Problems {
	report := roster.JudgeTerms(roster.Input{Terms: terms, At: at, Answers: answers, CanPrint: j.canPrint}, issuer)
	var problems intake.Problems
	for _, p := range report.Problems {
		if !p.Open() {
			continue
		}
		found := credential.Problem{Field: memberOfTerms(p), Fault: credential.FaultFormat, Want: p.Message.En}
		if len(p.Options) > 0 {
			found.Fault = credential.FaultConflict
			found.Want += " This is question " + p.ID + "."
		}
		problems = append(problems, intake.Problem{Problem: found})
	}
	return problems
}

// memberOfTerms names the member of the terms that a problem is about: the header ends
// with it, as in "Nơi cấp (place)".
func memberOfTerms(p roster.Problem) string {
	if _, member, named := strings.Cut(p.Header, "("); named {
		return strings.TrimSuffix(member, ")")
	}
	switch p.Code {
	case roster.CodeIssueFuture, roster.CodeIssueBefore:
		return "issueDate"
	case roster.CodeTermsYear:
		return "graduationYear"
	}
	return "decisionDate"
}

// termsAnswers are the answers that a report holds to questions about the terms.
func termsAnswers(report *roster.Report) map[string]string {
	answers := map[string]string{}
	for _, p := range report.Problems {
		if p.File == roster.FileTerms && p.Answer != "" {
			answers[p.ID] = p.Answer
		}
	}
	return answers
}
