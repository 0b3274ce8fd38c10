// Package answer is the one door through which a question reaches the
// verifier: it recognises what was handed in (a presentation, a bundle or a
// receipt) and has it judged by the package whose matter it is.
//
// The page, the HTTP API, credverify and the test vectors all ask here, so that
// one input has one answer. The package judges nothing itself: it relies on
// package verifier for presentations, on package bundle for bundles and on
// package receipt for receipts. It does no I/O beyond the reading of the ledger
// that it is given.
package answer

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// Kind is what an input was taken for.
type Kind string

// The kinds.
const (
	Presentation Kind = "presentation" // a QR code's text, an SD-JWT, a holder's file, or nothing that is known
	Bundle       Kind = "bundle"
	Receipt      Kind = "receipt"
)

// KindOf recognises an input, however badly it is made.
func KindOf(input string) Kind {
	switch {
	case bundle.Is([]byte(input)):
		return Bundle
	case receipt.Is([]byte(input)):
		return Receipt
	}
	return Presentation
}

// IsEvidence reports whether the kind answers about a moment of its own.
func (k Kind) IsEvidence() bool { return k == Bundle || k == Receipt }

// Question is what is asked.
type Question struct {
	Input string
	At    time.Time // the past moment that a presentation is asked about; zero for now
}

// Grounds are what an answer may stand on.
type Grounds struct {
	Trust     *ledger.Trust // what is pinned; nil: nothing, and no evidence is believed
	View      ledger.View   // a reading of the ledger, which stays the caller's to close; nil: none
	Freshness verifier.Freshness
}

// To answers a question. Every input has a result.
func To(q Question, on Grounds, now time.Time) verifier.Result {
	switch KindOf(q.Input) {
	case Bundle:
		if on.Trust == nil {
			return bundle.CheckUnpinned([]byte(q.Input), now)
		}
		return bundle.Check([]byte(q.Input), *on.Trust, now)
	case Receipt:
		if on.Trust == nil {
			return receipt.CheckUnpinned(q.Input, now)
		}
		return receipt.Check(q.Input, *on.Trust, on.View, now)
	}
	options := verifier.Options{At: q.At}
	if on.Trust != nil {
		options.Accreditors = on.Trust.Accreditors
	}
	return verifier.Verify(q.Input, on.View, on.Freshness, now, options)
}
