package roster

import "sogoc/verifier/ledger"

// JudgeTerms says of in.Terms what Read and AskOtherSchool say of them beside a list:
// with the same questions, which have the same ids, so that an answer to one is an answer
// to the other. issuer is the name of the school that issues. Files are not looked at.
func JudgeTerms(in Input, issuer string) Report {
	b := &builder{Input: in, at: in.At.In(ledger.Vietnam)}
	b.collector = newCollector(&b.report, in.Answers)
	b.judgeTerms()
	r := Result{Report: b.report, answers: in.Answers}
	r.AskOtherSchool(in.Terms.School, issuer)
	return r.Report
}
