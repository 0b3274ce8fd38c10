package follower

import (
	"slices"
	"strconv"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// writeAnchorStatus holds what an accreditor says of one anchor against the
// range and state of its transaction.
func (x *blockIndexer) writeAnchorStatus(
	p ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.AnchorStatus](text)
	if err != nil {
		return err
	}
	code := k.Attributes[0]
	first, errFirst := strconv.ParseUint(argument(t, 1), 10, 64)
	last, errLast := strconv.ParseUint(argument(t, 2), 10, 64)
	sequence, errSequence := strconv.ParseUint(k.Attributes[1], 10, 64)
	switch {
	case errFirst != nil || errLast != nil || errSequence != nil || sequence < first || sequence > last:
		return recordError("anchor state outside the range")
	case argument(t, 0) != code || k.String() != ledger.AnchorStatusKey(code, sequence).String():
		return recordError("anchor state of another issuer")
	case string(record.State) != argument(t, 3):
		return recordError("anchor state is not what was said")
	case (argument(t, 4) != "" || !record.Detail.IsZero()) && record.Detail.String() != argument(t, 4):
		return recordError("anchor state's detail is not what was said")
	case !sameTime(record.Time, p) || record.TxID != p.TxID || record.MSP != t.Creator.MSP:
		return recordError("anchor state's time, transaction or organisation")
	}
	if err := x.byAccreditorOf(t, code); err != nil {
		return err
	}
	return setVersion(x, key(spaceAnchorStatus, terminated(code), u64(sequence), positionKey(p)), p, record)
}

// writeAnchorStatuses holds an older ledger's list of what accreditors said
// against the list before it.
func (x *blockIndexer) writeAnchorStatuses(
	p ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.AnchorStatuses](text)
	if err != nil {
		return err
	}
	place := key(spaceAnchorStatuses, terminated(k.Attributes[0]))
	before, _, err := lastVersion[ledger.AnchorStatuses](x.batch, place)
	if err != nil {
		return err
	}
	n := len(before.Changes)
	if len(record.Changes) != n+1 || !slices.EqualFunc(record.Changes[:n], before.Changes, sameChange) {
		return recordError("history of anchor states")
	}
	if c := record.Changes[n]; !sameTime(c.Time, p) || c.TxID != p.TxID || c.MSP != t.Creator.MSP {
		return recordError("anchor state's time, transaction or organisation")
	}
	if err := x.byAccreditorOf(t, k.Attributes[0]); err != nil {
		return err
	}
	return setVersion(x, place, p, record)
}

func sameChange(a, b ledger.AnchorStatusChange) bool {
	same := a.Time.Equal(b.Time)
	a.Time = b.Time
	return same && a == b
}

// anchorStatusHistory returns what was said of an anchor, oldest first: out of
// an older ledger's list, and then by its own records.
func anchorStatusHistory(r pebble.Reader, issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	own, err := versions(r, key(spaceAnchorStatus, terminated(issuer), u64(sequence)),
		func(s ledger.AnchorStatus, _ ledger.Position) ledger.AnchorStatus { return s })
	if err != nil {
		return nil, err
	}
	old, _, err := lastVersion[ledger.AnchorStatuses](r, key(spaceAnchorStatuses, terminated(issuer)))
	return old.Continue(sequence, own), err
}
