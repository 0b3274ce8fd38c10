package follower

import (
	"errors"
	"fmt"
	"strings"

	"sogoc/verifier/blocks"
)

// Alarm is what stops the follower for good. It wraps ErrIntegrity and Rule.
type Alarm struct {
	Block         uint64
	Transaction   string   // id; "" where it is the block itself
	Organisations []string // whose transaction it is
	Sources       []string // who gave the block, each with its organisation
	Rule          error    // the check that failed
}

// Error names block, transaction, organisations and rule, and says what a
// person must do.
func (a *Alarm) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: block %d", ErrIntegrity, a.Block)
	if a.Transaction != "" {
		fmt.Fprintf(&text, ", transaction %.64s", a.Transaction)
	}
	if len(a.Organisations) > 0 {
		fmt.Fprintf(&text, " of %s", strings.Join(a.Organisations, ", "))
	}
	fmt.Fprintf(&text, ": %v", a.Rule)
	if len(a.Sources) > 0 {
		fmt.Fprintf(&text, "; given by %s", strings.Join(a.Sources, ", "))
	}
	return text.String() + "; " + a.Advice()
}

// Advice says what a person must do.
func (a *Alarm) Advice() string {
	return fmt.Sprintf("keep this folder, fetch block %d from every organisation (ledgeraudit fetch -peers all), "+
		"compare the copies, and have the organisations named here explain it; "+
		"start again only with sources that give a block which all agree on", a.Block)
}

// Unwrap returns ErrIntegrity and Rule.
func (a *Alarm) Unwrap() []error { return []error{ErrIntegrity, a.Rule} }

// newAlarm returns the alarm for a block's failed check.
func newAlarm(number uint64, rule error, sources ...string) *Alarm {
	var earlier *Alarm
	if errors.As(rule, &earlier) {
		rule = earlier.Rule
	}
	alarm := &Alarm{Block: number, Rule: rule, Sources: sources}
	var about *blocks.TransactionError
	if errors.As(rule, &about) {
		alarm.Transaction, alarm.Organisations, alarm.Rule = about.TxID, about.Organisations, about.Err
	}
	return alarm
}
