package verifier

import (
	"fmt"
	"time"

	"sogoc/verifier/ledger"
)

// Who set a status.
const (
	byIssuer     = "issuer"
	bySuccessor  = "successor" // that keeps the issuer's register now
	byAccreditor = "accreditor"
)

// IsAuthor reports whether by names somebody who can set a status; see
// StatusInfo.By.
func IsAuthor(by string) bool { return by == byIssuer || by == bySuccessor || by == byAccreditor }

// entryState is the state of one entry with the change that made it so.
type entryState struct {
	state  ledger.State
	since  time.Time
	by     string
	detail Detail // DetailEntry, or what a compromised key reported
}

// compromisedReports are the details of what a compromised key may report. Each
// counts as a suspension.
var compromisedReports = map[ledger.State]Detail{
	ledger.Revoked:    DetailCompromisedStatus,
	ledger.Suspended:  DetailCompromisedSuspension,
	ledger.Superseded: DetailCompromisedReplacement,
}

// entryAt folds an entry's history up to a moment. Keys are judged by what is
// known of them today: a statement that the ledger took at or after its key's
// compromise never improves the credential, and worsens it to suspended at
// most, until a later statement stands on a good key or an accreditor's word.
func (v *verification) entryAt(history []ledger.StatusVersion) (entryState, *Verdict) {
	current := entryState{state: ledger.Active, detail: DetailEntry}
	for _, version := range history {
		if v.aboutPast && version.Position.Time.After(v.moment) {
			continue
		}
		next := entryState{
			state:  version.Status.State,
			since:  version.Position.Time,
			by:     byIssuer,
			detail: DetailEntry,
		}
		if version.Status.Key == "" {
			next.by = byAccreditor
			current = next
			continue
		}
		key, why := v.newestKey(version.Status.Key)
		if why != nil {
			return current, why
		}
		if key.Issuer != v.reference.Issuer {
			next.by = bySuccessor
		}
		if !key.CompromisedAt(version.Position.Time) {
			current = next
			continue
		}
		if next.state != ledger.Active {
			next.detail = compromisedReports[next.state]
			next.state = ledger.Suspended
		}
		if current.state.Worse(next.state) != current.state {
			current = next
		}
	}
	return current, nil
}

// ListStates returns the states of an issuer's status list as they stand on a
// reading of the ledger: of every entry that was ever set, by the rules of step 7,
// so that what a compromised key changed counts as a suspension at most. A state
// of a whole anchor is not in it: which entries an anchor's credentials have, only
// the credentials say. It returns the view's errors.
func ListStates(view ledger.View, issuer string, list uint32) (map[uint32]ledger.State, error) {
	entries, err := view.StatusList(issuer, list)
	if err != nil {
		return nil, err
	}
	v := &verification{view: view, reference: Reference{Issuer: issuer}}
	states := make(map[uint32]ledger.State, len(entries))
	for index, history := range entries {
		entry, why := v.entryAt(history)
		if why != nil {
			return nil, fmt.Errorf("entry %d of list %d of %s: %s", index, list, issuer, why.Detail)
		}
		states[index] = entry.state
	}
	return states, nil
}

// StatusNow returns the state that counts of a credential on a reading of the
// ledger, by the rules of step 7, and the detail that step 7 would give it: ""
// where it is active. Of is its issuer and status entry; nothing else is judged.
// It returns the view's errors.
func StatusNow(view ledger.View, of Reference, sequence uint64) (StatusInfo, Detail, error) {
	v := &verification{view: view, reference: of}
	info, why := v.status(sequence)
	switch {
	case info == nil:
		return StatusInfo{}, "", fmt.Errorf("the status of a credential of %s: %w", of.Issuer, why)
	case why == nil:
		return *info, "", nil
	}
	return *info, why.Detail, nil
}

// status takes step 7. The anchor's sequence is 0 where there is none.
func (v *verification) status(sequence uint64) (*StatusInfo, *Verdict) {
	history, err := v.view.Status(v.reference.Issuer, v.reference.List, v.reference.Index)
	if err != nil {
		return nil, verdictOf(err)
	}
	entry, why := v.entryAt(history)
	if why != nil {
		return nil, why
	}
	info := &StatusInfo{State: entry.state, Entry: entry.state, Anchor: ledger.Active, By: entry.by}
	if !entry.since.IsZero() {
		info.Since = &entry.since
	}
	detail := entry.detail
	if sequence == 0 {
		return info, stateVerdict(info.State, detail)
	}
	statuses, err := v.view.AnchorStatus(v.reference.Issuer, sequence)
	if err != nil {
		return nil, verdictOf(err)
	}
	change := v.anchorStatus(statuses)
	info.Anchor = change.State
	if entry.state.Worse(change.State) != entry.state { // the worse of the two counts
		info.State = change.State
		info.By = byAccreditor
		info.Since = nil
		if !change.Time.IsZero() { // an attestation does not say since when
			info.Since = &change.Time
		}
		detail = DetailAnchorStatus
	}
	return info, stateVerdict(info.State, detail)
}

// anchorStatus returns the status of an anchor that counts, out of its history.
func (v *verification) anchorStatus(history []ledger.AnchorStatus) ledger.AnchorStatus {
	switch {
	case v.aboutPast:
		return ledger.AnchorStatusAt(history, v.moment)
	case len(history) == 0:
		return ledger.AnchorStatus{State: ledger.Active}
	}
	return history[len(history)-1] // the last one: ledger times may run ahead of this clock
}

func stateVerdict(s ledger.State, detail Detail) *Verdict {
	switch s {
	case ledger.Active:
		return nil
	case ledger.Suspended:
		return &Verdict{Code: Suspended, Detail: detail}
	case ledger.Superseded:
		return &Verdict{Code: Superseded, Detail: detail}
	case ledger.Revoked:
		return &Verdict{Code: Revoked, Detail: detail}
	}
	return undecided(DetailInconsistent)
}
