package main

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// answer is a result, and what was asked.
type answer struct {
	result verifier.Result
	kind   string // what the input was taken for
	trust  *ledger.Trust
	pinned string // the trust file's name
	key    string // of the file with a verifier service's key, which is then the trust's last
	maxAge time.Duration
	tooOld bool // valid, but longer ago than asked for
}

// check recognises the input and judges it.
func check(input []byte, trust *ledger.Trust, o options, now time.Time) answer {
	a := answer{trust: trust, pinned: o.trust, key: o.key, maxAge: o.maxAge}
	switch {
	case bundle.Is(input):
		a.kind = "bundle"
		if trust == nil {
			a.result = bundle.CheckUnpinned(input, now)
		} else {
			a.result = bundle.Check(input, *trust, now)
		}
	case receipt.Is(input):
		a.kind = "receipt"
		if trust == nil {
			a.result = unpinned(receipt.Check(string(input), ledger.Trust{}, nil, now))
		} else {
			a.result = receipt.Check(string(input), *trust, nil, now)
		}
	default:
		a.kind = "presentation"
		a.result = verifier.Verify(string(input), nil, verifier.Freshness{}, now, verifier.Options{})
	}
	a.tooOld = a.result.Result == verifier.Valid && o.maxAge > 0 && (a.result.AsOf == nil || now.Sub(*a.result.AsOf) > o.maxAge)
	return a
}

// unpinned says of a receipt whose key cannot be known that there is no trust file.
func unpinned(r verifier.Result) verifier.Result {
	if r.Result == verifier.Indeterminate {
		r.Detail = verifier.DetailNoTrust
		r.Checks[verifier.StepSignature-1].Detail = verifier.DetailNoTrust
	}
	return r
}
