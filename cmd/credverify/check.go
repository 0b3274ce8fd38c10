package main

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
)

// judge recognises the input and judges it, without a ledger: the answer is
// about the evidence's own moment. Where that is longer ago than asked for, only
// what no later block can improve stands.
func judge(input string, trust *ledger.Trust, o options, now time.Time) verifier.Result {
	r := answer.To(answer.Question{Input: input}, answer.Grounds{Trust: trust}, now)
	if o.maxAge == 0 || r.AsOf == nil {
		return r
	}
	switch age := now.Sub(*r.AsOf); {
	case age > o.maxAge:
		r.Outdate(verifier.DetailOlderThanAsked, 0)
	case age < -verifier.MaxAge: // how old it is cannot be told: one of the two clocks is wrong
		r.Outdate(verifier.DetailFutureMoment, 0)
	}
	return r
}

// exits holds the exit code of each meaning.
var exits = map[verifier.Meaning]int{
	verifier.Accepted:   exitValid,
	verifier.Undecided:  exitUnsure,
	verifier.Rejected:   exitNotValid,
	verifier.Unreadable: exitInput,
}

// exit returns the exit code, of the answer that leads.
func exit(r verifier.Result) int {
	return exits[r.Leading().Result.Meaning()]
}
