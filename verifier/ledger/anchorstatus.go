package ledger

import "time"

// MaxAnchorRange is how many anchors one SetAnchorStatus may change.
const MaxAnchorRange = 500

// AnchorStatus is the world state's record of what accreditors last said of one
// anchor. An anchor without a record is active.
type AnchorStatus struct {
	State State     `json:"state"` // Active, Suspended or Revoked
	MSP   string    `json:"msp"`   // the organisation that set it
	Time  time.Time `json:"time"`  // ledger time
	TxID  string    `json:"txId"`
	// Detail is the digest of the accreditor's StatusDetail, zeros for a record that is
	// older than this member.
	Detail Digest `json:"detail,omitzero"`
}

// AnchorRange answers SetAnchorStatus: the anchors, and the status that they
// have now.
type AnchorRange struct {
	First  uint64       `json:"first"`
	Last   uint64       `json:"last"`
	Status AnchorStatus `json:"status"` // as the last anchor's record holds it
}

// AnchorStatusAt returns the status of an anchor at a moment, out of its
// history, oldest first; Active without a time where nothing was said by then.
func AnchorStatusAt(history []AnchorStatus, at time.Time) AnchorStatus {
	status := AnchorStatus{State: Active}
	for _, s := range history {
		if !s.Time.After(at) {
			status = s
		}
	}
	return status
}

// AnchorStatuses is the record of what accreditors said of an issuer's anchors
// as the chaincode kept it before AnchorStatus: every change, oldest first; of
// those that cover a sequence number the last one counts. It stands on older
// ledgers, is still read where an anchor has no AnchorStatus, and is written no more.
type AnchorStatuses struct {
	Changes []AnchorStatusChange `json:"changes"`
}

// AnchorStatusChange sets the state of the anchors First to Last.
type AnchorStatusChange struct {
	First uint64    `json:"first"`
	Last  uint64    `json:"last"`
	State State     `json:"state"` // Active, Suspended or Revoked
	MSP   string    `json:"msp"`
	Time  time.Time `json:"time"`
	TxID  string    `json:"txId"`
}

// Of returns what was said of one anchor, oldest first.
func (a AnchorStatuses) Of(sequence uint64) []AnchorStatus {
	var history []AnchorStatus
	for _, c := range a.Changes {
		if c.First <= sequence && sequence <= c.Last {
			history = append(history, AnchorStatus{State: c.State, MSP: c.MSP, Time: c.Time, TxID: c.TxID})
		}
	}
	return history
}

// Continue returns the history of an anchor that has records of its own, or may
// have: the list counts until the first of them.
func (a AnchorStatuses) Continue(sequence uint64, own []AnchorStatus) []AnchorStatus {
	var history []AnchorStatus
	for _, s := range a.Of(sequence) {
		if len(own) == 0 || !s.Time.After(own[0].Time) {
			history = append(history, s)
		}
	}
	return append(history, own...)
}

// Last returns what was last said of one anchor, Active where nothing was.
func (a AnchorStatuses) Last(sequence uint64) AnchorStatus {
	if history := a.Of(sequence); len(history) > 0 {
		return history[len(history)-1]
	}
	return AnchorStatus{State: Active}
}
