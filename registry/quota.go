package registry

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"

	"sogoc/verifier/ledger"
)

// ErrNotCovered means that the ledger would refuse a batch now: see NotCovered.
var ErrNotCovered = errors.New("the accreditation does not cover the batch")

// NotCovered is the error of a batch that the ledger would refuse now. It is
// ErrNotCovered.
type NotCovered struct {
	Wait Wait // what must change: WaitIssuerState, WaitScope or WaitQuota
}

// Error implements error.
func (e *NotCovered) Error() string { return fmt.Sprintf("%v: %s", ErrNotCovered, e.Wait) }

// Unwrap returns ErrNotCovered.
func (e *NotCovered) Unwrap() error { return ErrNotCovered }

// KindCounts counts credentials by kind.
type KindCounts map[ledger.Kind]int

// Add adds other counts to these.
func (c KindCounts) Add(other KindCounts) {
	for kind, n := range other {
		c[kind] += n
	}
}

// QuotaLine is what a list takes of one scope of an accreditation in a calendar
// year of Viet Nam. Where Covered is false no scope in force allows the kind, and
// Type and Field are the kind's.
type QuotaLine struct {
	Type    string `json:"type"`
	Field   string `json:"field,omitempty"` // field prefix of the scope
	Year    int    `json:"year"`
	Covered bool   `json:"covered"`
	Quota   int    `json:"quota"`   // credentials a year
	Used    int    `json:"used"`    // of it on the ledger, without what was given back
	Waiting int    `json:"waiting"` // by other batches that are sealed, or approved and fit, on their way to the ledger
	// Beyond is of other approved batches that do not fit: they wait and take nothing.
	Beyond int `json:"beyond,omitzero"`
	Needed int `json:"needed"` // by this list
}

// Fits reports whether the ledger would take what is needed.
func (l QuotaLine) Fits() bool {
	return l.Needed == 0 || (l.Covered && l.Used+l.Waiting+l.Needed <= l.Quota)
}

// QuotaState is what an issuer may issue at a moment, and what a list would take
// of it.
type QuotaState struct {
	State ledger.IssuerState `json:"state"` // only an active issuer anchors
	Lines []QuotaLine        `json:"lines"`
}

// AssessQuota counts what a list needs against what the ledger says and what other
// batches are about to take, by the rules of the chaincode: of the scopes that
// allow a kind the one with the longest field prefix counts.
func AssessQuota(view ledger.QuotaView, waiting, needed KindCounts) QuotaState {
	state := QuotaState{State: view.Issuer.State}
	places := map[ledger.QuotaPlace]int{}
	for _, use := range view.Uses {
		places[use.Place] = len(state.Lines)
		state.Lines = append(state.Lines, QuotaLine{
			Type:    use.Place.Type,
			Field:   use.Place.Field,
			Year:    use.Place.Year,
			Covered: true,
			Quota:   int(use.Quota),
			Used:    int(use.Used - min(use.Returned, use.Used)),
		})
	}
	line := func(kind ledger.Kind) *QuotaLine {
		if scope, found := view.Issuer.Scope(kind, view.Time); found {
			if i, listed := places[ledger.QuotaPlaceOf(scope, view.Time)]; listed {
				return &state.Lines[i]
			}
		}
		state.Lines = append(state.Lines, QuotaLine{
			Type: kind.Type(), Field: kind.Field(), Year: ledger.Year(view.Time),
		})
		return &state.Lines[len(state.Lines)-1]
	}
	for _, kind := range slices.SortedFunc(maps.Keys(waiting), cmp.Compare[ledger.Kind]) {
		line(kind).Waiting += waiting[kind]
	}
	for _, kind := range slices.SortedFunc(maps.Keys(needed), cmp.Compare[ledger.Kind]) {
		line(kind).Needed += needed[kind]
	}
	return state
}

// AssessQuotaInTurn is AssessQuota beside other batches that are sealed, and others that
// are approved and signed before: these in the order of their turns. One that fits takes
// its share; one that does not waits, and those behind it go on without it.
func AssessQuotaInTurn(
	view ledger.QuotaView, sealed KindCounts, approved []KindCounts, needed KindCounts,
) QuotaState {
	waiting, beyond := KindCounts{}, KindCounts{}
	waiting.Add(sealed)
	for _, batch := range approved {
		if AssessQuota(view, waiting, batch).fits() {
			waiting.Add(batch)
		} else {
			beyond.Add(batch)
		}
	}
	state := AssessQuota(view, waiting, needed)
	for _, line := range AssessQuota(view, nil, beyond).Needed() {
		place := slices.IndexFunc(state.Lines, func(l QuotaLine) bool {
			return l.Type == line.Type && l.Field == line.Field && l.Year == line.Year && l.Covered == line.Covered
		})
		if place < 0 {
			place = len(state.Lines)
			state.Lines = append(state.Lines, line)
			state.Lines[place].Needed = 0
		}
		state.Lines[place].Beyond += line.Needed
	}
	return state
}

// fits reports whether the quotas cover what is needed, whatever the issuer's state.
func (q QuotaState) fits() bool {
	return !slices.ContainsFunc(q.Lines, func(l QuotaLine) bool { return !l.Fits() })
}

// Wait says what must change before the ledger takes what is needed: WaitNothing,
// WaitIssuerState, WaitScope or WaitQuota.
func (q QuotaState) Wait() Wait {
	if q.State != ledger.IssuerActive {
		return WaitIssuerState
	}
	wait := WaitNothing
	for _, line := range q.Lines {
		switch {
		case line.Fits():
		case !line.Covered:
			return WaitScope
		default:
			wait = WaitQuota
		}
	}
	return wait
}

// Needed returns the lines that a list takes something of.
func (q QuotaState) Needed() []QuotaLine {
	return slices.DeleteFunc(slices.Clone(q.Lines), func(l QuotaLine) bool { return l.Needed == 0 })
}
