package verifier

import (
	"time"

	"sogoc/verifier/ledger"
)

// Who set a status.
const (
	byIssuer     = "issuer"
	byAccreditor = "accreditor"
)

// entryState is the state of one entry with the change that made it so.
type entryState struct {
	state   ledger.State
	since   time.Time
	by      string
	reduced bool // a revocation or supersession by a compromised key, counted as a suspension
}

// entryAt folds an entry's history up to a moment. Keys are judged by what is
// known of them today: a statement that the ledger took at or after its key's
// compromise never improves the credential, and worsens it to suspended at
// most, until a later statement stands on a good key or an accreditor's word.
func (v *verification) entryAt(history []ledger.StatusVersion) (entryState, *verdict) {
	current := entryState{state: ledger.Active}
	for _, version := range history {
		if v.past() && version.Position.Time.After(v.moment) {
			continue
		}
		next := entryState{state: version.Status.State, since: version.Position.Time, by: byIssuer}
		if version.Status.Key == "" {
			next.by = byAccreditor
			current = next
			continue
		}
		key, why := v.latestKey(version.Status.Key)
		if why != nil {
			return current, why
		}
		if !key.CompromisedAt(version.Position.Time) {
			current = next
			continue
		}
		if next.state != ledger.Active {
			next.reduced = next.state != ledger.Suspended
			next.state = ledger.Suspended
		}
		if current.state.Worse(next.state) != current.state {
			current = next
		}
	}
	return current, nil
}

// status takes step 7. The anchor's sequence is 0 where there is none.
func (v *verification) status(sequence uint64) (*StatusInfo, *verdict) {
	place := v.shown.Status()
	history, err := v.view.Status(v.issuer, place.List, place.Index)
	if err != nil {
		return nil, unread(err)
	}
	entry, why := v.entryAt(history)
	if why != nil {
		return nil, why
	}
	info := &StatusInfo{State: entry.state, Entry: entry.state, Anchor: ledger.Active, By: entry.by}
	if !entry.since.IsZero() {
		info.Since = &entry.since
	}
	detail := DetailEntry
	if entry.reduced {
		detail = DetailCompromisedStatus
	}
	if sequence > 0 {
		statuses, err := v.view.AnchorStatuses(v.issuer)
		if err != nil {
			return nil, unread(err)
		}
		state, change := anchorStateAt(statuses, sequence, v)
		info.Anchor = state
		if entry.state.Worse(state) != entry.state { // the worse of the two counts
			info.State, info.Since, info.By, detail = state, nil, byAccreditor, DetailAnchorStatus
			if !change.Time.IsZero() { // an attestation does not say since when
				info.Since = &change.Time
			}
		}
	}
	return info, stateVerdict(info.State, detail)
}

func anchorStateAt(statuses ledger.AnchorStatuses, sequence uint64, v *verification) (ledger.State, ledger.AnchorStatusChange) {
	if v.past() {
		return statuses.At(sequence, v.moment)
	}
	state, by := ledger.Active, ledger.AnchorStatusChange{} // all of them: ledger times may run ahead of this clock
	for _, c := range statuses.Changes {
		if c.First <= sequence && sequence <= c.Last {
			state, by = c.State, c
		}
	}
	return state, by
}

func stateVerdict(s ledger.State, detail Detail) *verdict {
	switch s {
	case ledger.Active:
		return nil
	case ledger.Suspended:
		return &verdict{Suspended, detail}
	case ledger.Superseded:
		return &verdict{Superseded, detail}
	case ledger.Revoked:
		return &verdict{Revoked, detail}
	}
	return &verdict{Indeterminate, DetailInconsistent}
}
