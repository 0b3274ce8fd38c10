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
func judge(input []byte, trust *ledger.Trust, o options, now time.Time) verifier.Result {
	r := answer.To(answer.Question{Input: string(input)}, answer.Grounds{Trust: trust}, now)
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

// exits holds the exit code of each meaning, and how bad it is.
var exits = map[verifier.Meaning]struct{ code, badness int }{
	verifier.Accepted:   {exitValid, 0},
	verifier.Undecided:  {exitUnsure, 1},
	verifier.Rejected:   {exitNotValid, 2},
	verifier.Unreadable: {exitInput, 3},
}

// isWorse reports whether one result is worse than another for somebody who must
// decide.
func isWorse(one, other verifier.Code) bool {
	return exits[one.Meaning()].badness > exits[other.Meaning()].badness
}

// exit returns the exit code: that of the worse, where the answer is also about
// another moment.
func exit(r verifier.Result) int {
	worst := r.Result
	if r.Today != nil && isWorse(r.Today.Result, worst) {
		worst = r.Today.Result
	}
	return exits[worst.Meaning()].code
}
