package follower

import (
	"slices"
	"strconv"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// writeVoid holds a void sequence number against its statement, the issuer's
// signature, and the statement that took the number before.
func (x *blockIndexer) writeVoid(p ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.VoidRecord](text)
	if err != nil {
		return err
	}
	statement := argument(t, 0)
	void, err := ledger.Parse[ledger.Void]([]byte(statement))
	switch {
	case err != nil || void != record.Void || record.Signature.String() != argument(t, 1):
		return recordError("void is not the statement")
	case void.Ledger != x.genesis:
		return recordError("void of another ledger")
	case k.String() != ledger.VoidKey(void.Issuer, void.Sequence).String():
		return recordError("void in another's place")
	case !sameTime(record.Time, p) || record.TxID != p.TxID:
		return recordError("void's time or transaction")
	case !slices.Contains(t.Creator.Units, roleRegistry):
		return recordError("void by a certificate that is not a registry's")
	}
	if err := x.checkSignature(void.Key, statement, record.Signature, void.Issuer); err != nil {
		return err
	}
	if err := x.checkNext(void.Issuer, void.Sequence, void.Previous); err != nil {
		return err
	}
	return setVersion(x, key(spaceVoid, terminated(void.Issuer), u64(void.Sequence)), p, record)
}

// checkVoidCount holds the count of an issuer's voids in one year against the
// void of its transaction.
func (x *blockIndexer) checkVoidCount(
	p ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.VoidCount](text)
	if err != nil {
		return err
	}
	void, err := ledger.Parse[ledger.Void]([]byte(argument(t, 0)))
	if err != nil || k.Attributes[0] != void.Issuer || k.Attributes[1] != strconv.Itoa(ledger.Year(p.Time)) {
		return recordError("count of another's voids")
	}
	place := countKey(spaceVoidCount, k)
	before, err := x.count(place)
	if err != nil {
		return err
	}
	if record.Count != before+1 || record.Count > ledger.MaxVoids {
		return recordError("count of voids")
	}
	return x.batch.Set(place, u64(record.Count), nil)
}

// checkNext holds a sequence number, and the hash of the statement before,
// against the last anchor or void of the issuer.
func (x *blockIndexer) checkNext(issuer string, sequence uint64, previous ledger.Digest) error {
	anchor, _, err := lastVersion[ledger.AnchorRecord](x.batch, key(spaceAnchor, terminated(issuer)))
	if err != nil {
		return err
	}
	void, _, err := lastVersion[ledger.VoidRecord](x.batch, key(spaceVoid, terminated(issuer)))
	if err != nil {
		return err
	}
	last := ledger.Sequence{}
	switch {
	case void.Void.Sequence > anchor.Anchor.Sequence:
		last.Sequence, last.Previous = void.Void.Sequence, ledger.SumDigest(ledger.Canonical(void.Void))
	case anchor.Anchor.Sequence > 0:
		last.Sequence, last.Previous = anchor.Anchor.Sequence, ledger.SumDigest(ledger.Canonical(anchor.Anchor))
	}
	if sequence != last.Sequence+1 || previous != last.Previous {
		return recordError("anchor or void does not follow the one before")
	}
	return nil
}

// checkSequence holds an issuer's last sequence number against the statement of
// its transaction, which takes it.
func (x *blockIndexer) checkSequence(
	_ ledger.Position,
	t blocks.Transaction,
	k ledger.StateKey,
	text []byte,
) error {
	record, err := decode[ledger.Sequence](text)
	if err != nil {
		return err
	}
	issuer, sequence := "", uint64(0)
	statement := []byte(argument(t, 0))
	if function(t) == ledger.FuncVoid {
		void, err := ledger.Parse[ledger.Void](statement)
		if err != nil {
			return recordError("sequence without a void")
		}
		issuer, sequence = void.Issuer, void.Sequence
	} else {
		anchor, err := ledger.Parse[ledger.Anchor](statement)
		if err != nil {
			return recordError("sequence without an anchor")
		}
		issuer, sequence = anchor.Issuer, anchor.Sequence
	}
	if k.Attributes[0] != issuer ||
		record != (ledger.Sequence{Sequence: sequence, Previous: ledger.SumDigest(statement)}) {
		return recordError("sequence is not the statement's")
	}
	return nil
}
