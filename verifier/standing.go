package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// Known is a result as it was once found, and the moment that it holds for.
type Known struct {
	Result Code      `json:"result"`
	Detail Detail    `json:"detail,omitempty"`
	AsOf   time.Time `json:"asOf"`
}

// Present is the answer on now that stands beside an answer on a past moment.
type Present struct {
	Known
	Since *time.Time `json:"since,omitempty"` // ledger time of the revocation, suspension or replacement, where known
	By    string     `json:"by,omitempty"`    // its author: "issuer", "successor" or "accreditor"; "" for not known
}

// StandsOn reports whether the result may be given as it is on a reading of
// that kind. The rule is the table of reason codes; see reasons.
func (r Result) StandsOn(kind ReadingKind) bool {
	switch {
	case kind.Current():
		return true
	case kind.Outdated():
		return r.Result.properties().stands != standsOnCurrent
	}
	// By the bytes alone: no key of the ledger was looked at.
	byBytes := r.Checks[StepSignature-1].Outcome == Skipped
	return r.Result.properties().stands == standsAlways && byBytes
}

// settle gives the result as far as it stands on the reading that it was found
// by. One that does not stand becomes indeterminate, with the cause, and with
// what was found as LastKnown where that was once true.
func (v *verification) settle(kind ReadingKind) {
	r := &v.result
	if kind.Current() {
		return
	}
	r.Cause = kind.Cause()
	if v.covered {
		return
	}
	if r.StandsOn(kind) {
		v.holdsAsOfHead()
		return
	}
	r.RetryAfter = readingKinds[kind].retryAfter
	if kind.Outdated() {
		if r.Result != Indeterminate {
			r.LastKnown = &Known{Result: r.Result, Detail: r.Detail, AsOf: v.reading.Head().Time}
		}
		v.holdsAsOfHead()
	}
	if kind == ReadingStarting {
		r.forget()
	}
	r.Result, r.Detail = Indeterminate, r.Cause
}

// holdsAsOfHead says that the answer is about the last ledger time that was read.
func (v *verification) holdsAsOfHead() {
	head := v.reading.Head()
	if head.Height > 0 && !head.Time.IsZero() && (v.result.AsOf == nil || head.Time.Before(*v.result.AsOf)) {
		v.result.AsOf = &head.Time
	}
}

// forget takes back what the steps from the second on found by a reading that
// never reached the ledger's end: what it lacks proves nothing.
func (r *Result) forget() {
	for step := StepSignature; step < StepFreshness; step++ {
		if r.Checks[step-1].Outcome == Failed {
			r.SetStep(step, Skipped, Verdict{})
		}
	}
	r.Anchor, r.Status = nil, nil
}

// Outdate makes a result that was found as of a moment in the past indeterminate
// unless it stands on an outdated reading. The cause says why that moment is
// too long ago. A result that is about no moment stays as it is.
func (r *Result) Outdate(cause Detail, retryAfter int) {
	r.Cause = cause
	if r.AsOf == nil || r.Result == Indeterminate || r.StandsOn(ReadingUnconfirmed) {
		return
	}
	r.LastKnown = &Known{Result: r.Result, Detail: r.Detail, AsOf: *r.AsOf}
	r.RetryAfter = retryAfter
	r.Result, r.Detail = Indeterminate, cause
}

// Known returns the result, and the moment that it holds for.
func (r Result) Known() Known {
	k := Known{Result: r.Result, Detail: r.Detail, AsOf: r.CheckedAt}
	if r.AsOf != nil {
		k.AsOf = *r.AsOf
	}
	return k
}

// Present returns the result on now, with the change of status that made it so.
func (r Result) Present() Present {
	p := Present{Known: r.Known()}
	if r.Status != nil && r.Status.State != ledger.Active {
		p.Since, p.By = r.Status.Since, r.Status.By
	}
	return p
}

// badness orders meanings for somebody who must decide.
var badness = map[Meaning]int{Accepted: 0, Undecided: 1, Rejected: 2, Unreadable: 3}

// WorseThan reports whether one result is worse than another for somebody who
// must decide.
func (c Code) WorseThan(other Code) bool { return badness[c.Meaning()] > badness[other.Meaning()] }

// Leading returns the one answer of a receipt about a past moment for somebody who
// has no ledger to ask: that of the moment when it was made, where that is worse.
// What the receipt states of both stays in its Receipt. Any other result stays as
// it is.
func (r Result) Leading() Result {
	if r.Receipt == nil || r.Today == nil || !r.Today.Result.WorseThan(r.Result) {
		return r
	}
	today := *r.Today
	r.Result, r.Detail, r.Cause = today.Result, today.Detail, ""
	r.AsOf, r.At, r.KnownAsOf = &today.AsOf, nil, nil
	r.Today, r.LastKnown = nil, nil
	r.Checks = slices.Clone(r.Checks)
	if step := changedStep(today.Result); step > 0 {
		r.SetStep(step, Failed, Verdict{Code: today.Result, Detail: today.Detail})
	}
	return r
}

// changedStep returns the step which says that a credential is in force no longer;
// 0 for results of other steps.
func changedStep(code Code) int {
	switch code {
	case Revoked, Suspended, Superseded:
		return StepStatus
	case Expired:
		return StepDates
	}
	return 0
}
