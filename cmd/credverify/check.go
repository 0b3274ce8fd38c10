package main

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
)

// judgement is a result, and what was asked.
type judgement struct {
	result verifier.Result
	trust  *ledger.Trust
	pinned string // the trust file's name
	key    string // of the file with a verifier service's key, which is then the trust's last
	maxAge time.Duration
	tooOld bool // valid, but longer ago than asked for
}

// judge recognises the input and judges it.
func judge(input []byte, trust *ledger.Trust, o options, now time.Time) judgement {
	j := judgement{
		result: answer.To(answer.Question{Input: string(input)}, answer.Grounds{Trust: trust}, now),
		trust:  trust,
		pinned: o.trust,
		key:    o.key,
		maxAge: o.maxAge,
	}
	age := o.maxAge + 1 // of an answer about now: there is no ledger to give one
	if j.result.AsOf != nil {
		age = now.Sub(*j.result.AsOf)
	}
	j.tooOld = j.result.Result == verifier.Valid && o.maxAge > 0 && age > o.maxAge
	return j
}
