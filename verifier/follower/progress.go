package follower

import (
	"time"

	"sogoc/verifier"
)

// enoughAtHead is how many organisations must have told the height of the last
// checked block for it to be the ledger's end: a majority of the network's four,
// of which one may lie and one may be down.
const enoughAtHead = 3

// Progress returns what the facts come to for an answer. verifier.JudgeReading
// judges them for every service that answers.
func (s State) Progress(now time.Time) verifier.Progress {
	p := verifier.Progress{
		CaughtUp: s.CaughtUp && !s.BelowHead,
		Alarm:    s.Alarm != nil,

		CaughtUpBefore: s.CaughtUpBefore && !s.BelowHead,

		Beyond:       s.Beyond != nil,
		ProvenHeight: s.Proven.Height,
		HigherSince:  s.Since,
	}
	if len(s.AtHead) >= enoughAtHead {
		p.ConfirmedAt = now
	}
	return p
}
