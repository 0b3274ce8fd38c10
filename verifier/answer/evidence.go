package answer

import (
	"time"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// oldEvidenceRetry is after how many seconds asking again may help where only
// old evidence is at hand: the ledger may have been read by then.
const oldEvidenceRetry = 300

func toBundle(text []byte, on Grounds, now time.Time) verifier.Result {
	own, b := on.checkBundle(text, now)
	if own.Detail == verifier.DetailOtherLedger && on.isElsewhere(b.Presentation) {
		own.Fail(verifier.StepSignature, elsewhere)
		own.Conclude()
	}
	reading := on.Reading
	switch {
	case own.Result == verifier.Malformed && own.Evidence == nil: // the file, or the presentation in it
		if own.Detail == verifier.DetailNotRead {
			own.Detail = verifier.DetailForm // a bundle is read here
		}
		return verifier.Unread(own.Detail, reading, now)
	case on.Trust == nil, reading.Info.Kind == "": // there is no ledger to ask as well
		return own
	case own.Evidence == nil: // it proves nothing
		return own.Beside(reading)
	case own.Result == verifier.Tampered:
		return own
	}
	head := reading.Head()
	if reading.Info.Kind.Current() && own.Evidence.Block >= head.Height {
		// The attestation names a block that this reading does not have.
		reading.Info.Kind = verifier.ReadingBehind
		reading.Info.ProvenHeight = own.Evidence.Block + 1
	}
	live := verifier.Verify(b.Presentation, reading, now, on.options())
	r := decide(own, live, own.Evidence.AsOf, now)
	r.Evidence = own.Evidence
	return r
}

func toReceipt(text string, on Grounds, now time.Time) verifier.Result {
	own := on.checkReceipt(text, now)
	read := own.Passed(verifier.StepParse) && own.Passed(verifier.StepDisclosures)
	switch {
	case own.Receipt == nil && own.Result == verifier.Malformed:
		r := verifier.Unread(verifier.DetailForm, on.Reading, now)
		r.Form = receipt.Form
		return r
	case on.Trust == nil, on.Reading.Info.Kind == "": // there is no ledger to ask as well
		return own
	case own.Receipt == nil:
		return own.Beside(on.Reading)
	case own.Reference == nil || !read: // it states nothing that the ledger could be asked about
		return own
	}
	live := verifier.VerifyAgain(*own.Reference, on.Reading, now, on.options())
	r := decide(own, live, own.Receipt.AsOf, now)
	r.Receipt = own.Receipt
	r.Form = receipt.Form
	return r
}

// checkBundle returns what a bundle shows by itself, and the bundle where it can be read.
func (g Grounds) checkBundle(text []byte, now time.Time) (verifier.Result, bundle.Bundle) {
	b, err := bundle.Parse(text)
	switch {
	case err != nil:
		return verifier.NewMalformed(now), b
	case g.Trust == nil:
		return bundle.CheckUnpinned(text, now), b
	}
	return b.Check(*g.Trust, now), b
}

// checkReceipt returns what a receipt shows by itself.
func (g Grounds) checkReceipt(text string, now time.Time) verifier.Result {
	if g.Trust == nil {
		return receipt.CheckUnpinned(text, now)
	}
	return receipt.Check(text, *g.Trust, g.Reading.View, now)
}

// decide returns the answer of the later moment. Live is the ledger's by a
// reading of now, own that of evidence on a moment. Evidence is later only
// where the reading is outdated and ends before it, and not where it is of a
// moment to come: its maker's clock, or this one, is wrong.
func decide(own, live verifier.Result, moment, now time.Time) verifier.Result {
	head := ledger.Head{}
	if live.Ledger != nil {
		head = *live.Ledger
	}
	isLater := moment.After(head.Time) && moment.Sub(now) <= verifier.MaxAge
	if !live.Reading.Kind.Outdated() || !isLater || own.Result == verifier.Indeterminate {
		return live
	}
	r := own
	r.Checks = append([]verifier.Check{}, own.Checks...)
	r.Ledger, r.Reading = live.Ledger, live.Reading
	if !takeAnchorSteps(&r, live) {
		r.Outdate(live.Cause, live.RetryAfter)
		return r
	}
	r.Conclude()
	if now.Sub(moment) > verifier.MaxAge {
		r.Outdate(verifier.DetailOldEvidence, oldEvidenceRetry)
	}
	r.Cause = live.Cause
	return r
}

// takeAnchorSteps puts the ledger's own judgement in the place of steps 4 to 6
// that stand on the word of evidence. It reports whether there is one.
func takeAnchorSteps(r *verifier.Result, live verifier.Result) bool {
	if live.Anchor == nil {
		return r.Checks[verifier.StepAccreditation-1].Detail != verifier.DetailAcceptedByLedger
	}
	for step := verifier.StepAnchor; step <= verifier.StepAccreditation; step++ {
		r.Checks[step-1] = live.Checks[step-1]
	}
	return true
}

var elsewhere = verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailOtherRegister}

// isElsewhere reports whether a presentation says that it is of another register.
func (g Grounds) isElsewhere(presented string) bool {
	shown, err := presentation.Parse(presented)
	if err != nil || len(g.Hosts) == 0 || shown.Host() == "" {
		return false
	}
	for _, host := range g.Hosts {
		if host == shown.Host() {
			return false
		}
	}
	return true
}
