// Package answer takes every question for the verifier: it recognises what was handed in (a presentation, a bundle or a
// receipt) and has it judged by the package whose matter it is.
//
// The page, the HTTP API, credverify and the test vectors all ask here, so that
// one input has one answer. The package judges nothing itself: it relies on
// package verifier for presentations, on package bundle for bundles and on
// package receipt for receipts. It alone decides between what a file proves and
// what the ledger says now. It does no I/O beyond the reading of the ledger
// that it is given.
package answer

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Kind is what an input was taken for.
type Kind string

// The kinds.
const (
	Presentation Kind = "presentation" // a QR code's text, an SD-JWT, a holder's file, or nothing that is known
	Bundle       Kind = "bundle"
	Receipt      Kind = "receipt"
)

// KindOf recognises an input, however badly it is made; see Read.
func KindOf(input string) Kind { return Read(input).Kind }

// IsEvidence reports whether the kind answers about a moment of its own.
func (k Kind) IsEvidence() bool { return k == Bundle || k == Receipt }

// Question is what is asked.
type Question struct {
	Input string
	At    time.Time // the past moment that a presentation is asked about; zero for now
}

// Grounds are what an answer may stand on.
type Grounds struct {
	Trust   *ledger.Trust    // what is pinned; nil: nothing, and no evidence is believed
	Reading verifier.Reading // of the ledger, which stays the caller's to close; zero: none
	Hosts   []string         // see verifier.Options
}

func (g Grounds) options() verifier.Options {
	o := verifier.Options{Hosts: g.Hosts}
	if g.Trust != nil {
		o.Accreditors = g.Trust.Accreditors
	}
	return o
}

// To answers a question. Every input has a result. An input that came changed
// in form is read by Read first. A question about a past moment is answered on
// now as well, beside it. Evidence is answered by what it proves and, where a
// ledger was read, by that ledger too: the later moment decides.
func To(q Question, on Grounds, now time.Time) verifier.Result {
	in := Read(q.Input)
	switch {
	case in.CutShort:
		return verifier.Unread(verifier.DetailCutShort, on.Reading, now)
	case in.Kind == Bundle:
		return toBundle([]byte(in.Text), on, now)
	case in.Kind == Receipt:
		return toReceipt(in.Text, on, now)
	}
	options := on.options()
	if q.At.IsZero() {
		return in.verify(on.Reading, now, options)
	}
	today := in.verify(on.Reading, now, options).Present()
	options.At = q.At
	r := in.verify(on.Reading, now, options)
	if r.Digest != nil {
		r.Today = &today
	}
	return r
}

// verify has a presentation verified, which is read once.
func (r Received) verify(reading verifier.Reading, now time.Time, o verifier.Options) verifier.Result {
	if r.shown != nil {
		return verifier.VerifyShown(r.shown, reading, now, o)
	}
	return verifier.Verify(r.Text, reading, now, o)
}
