package follower

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// checkQuotaUsed holds the count of a scope and year against the anchor that
// drew on it: it goes up by the anchor's size. Whether the scope's quota allows
// that is not asked again: a majority signed that it does.
func (x *blockIndexer) checkQuotaUsed(
	p ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.QuotaUsed](text)
	if err != nil {
		return err
	}
	anchor, err := ledger.Parse[ledger.Anchor]([]byte(argument(t, 0)))
	if err != nil || k.Attributes[0] != anchor.Issuer || !drawsOn(anchor, p, k) {
		return recordError("quota is not the anchor's")
	}
	place := countKey(spaceQuotaUsed, k)
	before, err := x.count(place)
	if err != nil {
		return err
	}
	if record.Count != before+anchor.Size {
		return recordError("quota used")
	}
	return x.batch.Set(place, u64(record.Count), nil)
}

// drawsOn reports whether the key of a count is one that an anchor may draw on:
// of its type, a prefix of its field of study, and its year.
func drawsOn(anchor ledger.Anchor, p ledger.Position, k ledger.StateKey) bool {
	return k.Attributes[1] == anchor.Kind.Type() && strings.HasPrefix(anchor.Kind.Field(), k.Attributes[2]) &&
		k.Attributes[3] == strconv.Itoa(ledger.Year(p.Time))
}

// checkAnchorQuotas takes over an older ledger's list of anchors: its total
// begins the count that came later.
func (x *blockIndexer) checkAnchorQuotas(
	_ ledger.Position,
	_ blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.AnchorQuotas](text)
	if err != nil {
		return err
	}
	return x.batch.Set(countKey(spaceQuotaUsed, k), u64(record.Total()), nil)
}

// checkQuotaReturned holds the count of what was given back against the anchor
// that gave it back.
func (x *blockIndexer) checkQuotaReturned(
	_ ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.QuotaReturned](text)
	if err != nil {
		return err
	}
	anchor, had, err := x.anchor(argument(t, 0), argument(t, 1))
	if err != nil {
		return err
	}
	if !had || k.Attributes[0] != anchor.Anchor.Issuer {
		return recordError("quota of another anchor given back")
	}
	place := countKey(spaceQuotaReturned, k)
	before, err := x.count(place)
	if err != nil {
		return err
	}
	if record.Count != before+anchor.Anchor.Size {
		return recordError("quota returned")
	}
	return x.batch.Set(place, u64(record.Count), nil)
}

// writeQuotaReturn holds the record that an anchor gave its share back against
// what the index knows: only an anchor that no longer counts does, and once.
func (x *blockIndexer) writeQuotaReturn(
	p ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.QuotaReturn](text)
	if err != nil {
		return err
	}
	anchor, had, err := x.anchor(argument(t, 0), argument(t, 1))
	if err != nil {
		return err
	}
	switch {
	case !had || k.String() != ledger.QuotaReturnKey(anchor.Anchor.Issuer, anchor.Anchor.Sequence).String():
		return recordError("quota of another anchor given back")
	case record.Size != anchor.Anchor.Size || !sameTime(record.Time, p) || record.TxID != p.TxID:
		return recordError("quota given back is not the anchor's")
	case anchor.Quota != (ledger.QuotaPlace{}) && record.Place != anchor.Quota:
		return recordError("quota given back to another scope or year")
	case !slices.Contains(t.Creator.Units, roleRegistry) && !slices.Contains(t.Creator.Units, roleAccreditor):
		return recordError("quota given back by a certificate without a role")
	case !isSaid(t, ledger.Reason{}, record.Reason, ledger.FuncReturnQuota):
		return recordError("quota given back for a reason that was not said")
	}
	if err := x.requireWorthless(anchor); err != nil {
		return err
	}
	place := key(spaceQuotaReturn, terminated(anchor.Anchor.Issuer), u64(anchor.Anchor.Sequence))
	if _, again, err := find(x.batch, place); err != nil || again {
		return orRecordError(err, "quota given back twice")
	}
	return setVersion(x, place, p, record)
}

// requireWorthless returns ErrRecord unless an anchor no longer counts: its key
// was compromised by then, or an accreditor revoked it.
func (x *blockIndexer) requireWorthless(anchor ledger.AnchorRecord) error {
	signer, _, err := lastVersion[ledger.Key](x.batch, key(spaceKey, terminated(anchor.Anchor.Key)))
	if err != nil || signer.CompromisedAt(anchor.Time) {
		return err
	}
	history, err := anchorStatusHistory(x.batch, anchor.Anchor.Issuer, anchor.Anchor.Sequence)
	if err != nil {
		return err
	}
	if n := len(history); n == 0 || history[n-1].State != ledger.Revoked {
		return recordError("quota given back of an anchor that counts")
	}
	return nil
}

// anchor returns the anchor that two arguments of a transaction name.
func (x *blockIndexer) anchor(code, sequenceText string) (ledger.AnchorRecord, bool, error) {
	sequence, err := strconv.ParseUint(sequenceText, 10, 64)
	if err != nil {
		return ledger.AnchorRecord{}, false, nil
	}
	return lastVersion[ledger.AnchorRecord](x.batch, key(spaceAnchor, terminated(code), u64(sequence)))
}

// countKey is the index's key of a count of one issuer, scope and year.
func countKey(space byte, k ledger.StateKey) []byte {
	var parts [][]byte
	for _, attribute := range k.Attributes {
		parts = append(parts, terminated(attribute))
	}
	return key(space, parts...)
}

// count reads a count, 0 where there is none.
func (x *blockIndexer) count(place []byte) (uint64, error) {
	value, found, err := find(x.batch, place)
	if err != nil || !found {
		return 0, err
	}
	if len(value) != 8 {
		return 0, errIndex
	}
	return binary.BigEndian.Uint64(value), nil
}

func orRecordError(err error, what string) error {
	if err != nil {
		return err
	}
	return recordError(what)
}
