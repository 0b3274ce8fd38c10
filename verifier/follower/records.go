package follower

import (
	"fmt"
	"slices"

	"sogoc/verifier/batch"
	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Each of these re-does what an endorser claims to have done, as far as the
// transaction and the index tell: that the record is what the arguments say,
// that the issuer's signature verifies by a key of the ledger, that versions
// follow each other. It guards against endorsers, a majority of which could
// otherwise write anything.

func recordError(what string) error { return fmt.Errorf("%w: %s", ErrRecord, what) }

func (x *blockIndexer) writeIssuer(p ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.Issuer](text)
	if err != nil {
		return err
	}
	code := k.Attributes[0]
	before, _, err := lastVersion[ledger.Issuer](x.batch, key(spaceIssuer, terminated(code)))
	switch {
	case err != nil:
		return err
	case record.Accreditation.Code != code || record.Accreditation.Validate() != nil:
		return recordError("issuer record")
	case record.Version != before.Version+1 || !sameTime(record.Time, p) || record.Time.Before(before.Time):
		return recordError("issuer version")
	case before.Version > 0 && record.Accreditor != before.Accreditor:
		return recordError("issuer's accreditor")
	case !issuerReasonsAreSaid(t, before, record):
		return recordError("issuer's reason is not what was said")
	}
	if err := requireAccreditor(t, record.Accreditor, before.Accreditation.Delegate); err != nil {
		return err
	}
	return setVersion(x, key(spaceIssuer, terminated(code), positionKey(p)), p, record)
}

func (x *blockIndexer) writeKey(p ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.Key](text)
	if err != nil {
		return err
	}
	thumbprint := k.Attributes[0]
	before, had, err := lastVersion[ledger.Key](x.batch, key(spaceKey, terminated(thumbprint)))
	switch {
	case err != nil:
		return err
	case record.Key.Validate() != nil || record.Key.Thumbprint() != thumbprint || !sameTime(record.Time, p):
		return recordError("key record")
	case !had && !sameTime(record.Added, p):
		return recordError("key added at another time")
	case had && (record.Issuer != before.Issuer || record.Purpose != before.Purpose ||
		!record.Added.Equal(before.Added) || record.Time.Before(before.Time)):
		return recordError("key changed hands")
	case had && !before.Retired.IsZero() && !record.Retired.Equal(before.Retired):
		return recordError("retired key")
	case had && !before.Compromised.IsZero() &&
		(record.Compromised.IsZero() || record.Compromised.After(before.Compromised)):
		return recordError("compromised key")
	case !keyReasonsAreSaid(t, before, record):
		return recordError("key's reason is not what was said")
	}
	if err := x.mayWriteKey(t, record); err != nil {
		return err
	}
	return setVersion(x, key(spaceKey, terminated(thumbprint), positionKey(p)), p, record)
}

func (x *blockIndexer) writeAnchor(p ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.AnchorRecord](text)
	if err != nil {
		return err
	}
	statement := argument(t, 0)
	anchor, err := ledger.Parse[ledger.Anchor]([]byte(statement))
	switch {
	case err != nil || anchor != record.Anchor || record.Signature.String() != argument(t, 1):
		return recordError("anchor is not the statement")
	case anchor.Ledger != x.genesis:
		return recordError("anchor of another ledger")
	case k.String() != ledger.AnchorKey(anchor.Issuer, anchor.Sequence).String():
		return recordError("anchor in another's place")
	case !sameTime(record.Time, p) || record.TxID != p.TxID:
		return recordError("anchor's time or transaction")
	case record.Quota != (ledger.QuotaPlace{}) &&
		!drawsOn(anchor, p, ledger.QuotaUsedKey(anchor.Issuer, record.Quota)):
		return recordError("anchor's quota")
	}
	if err := x.checkSignature(anchor.Key, statement, record.Signature, anchor.Issuer); err != nil {
		return err
	}
	if err := x.checkNext(anchor.Issuer, anchor.Sequence, anchor.Previous); err != nil {
		return err
	}
	digests, err := ledger.DecodeDigests(argument(t, 2))
	if err != nil {
		return recordError("digests")
	}
	root, err := batch.Root(digests)
	if err != nil || root != anchor.Root || uint64(len(digests)) != anchor.Size {
		return recordError("root of the digests")
	}
	return x.setAnchor(p, record, digests)
}

func (x *blockIndexer) setAnchor(p ledger.Position, record ledger.AnchorRecord, digests []ledger.Digest) error {
	issuer, sequence := terminated(record.Anchor.Issuer), record.Anchor.Sequence
	if err := setDigests(x.digests, issuer, sequence, digests); err != nil {
		return err
	}
	return setVersion(x, key(spaceAnchor, issuer, u64(sequence)), p, record)
}

// checkSignature verifies an issuer's statement by a key that stands on the
// ledger for one of these issuers, or for any issuer where none is named.
func (x *blockIndexer) checkSignature(
	thumbprint, statement string,
	signature ledger.Signature,
	issuers ...string,
) error {
	signer, had, err := lastVersion[ledger.Key](x.batch, key(spaceKey, terminated(thumbprint)))
	if err != nil {
		return err
	}
	if !had || signer.Purpose != ledger.PurposeIssuer ||
		(len(issuers) > 0 && !slices.Contains(issuers, signer.Issuer)) {
		return recordError("signed by a key that is not the issuer's")
	}
	if signer.Key.Verify([]byte(statement), signature) != nil {
		return recordError("issuer's signature")
	}
	return nil
}

func (x *blockIndexer) writeStatus(p ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.StatusRecord](text)
	if err != nil {
		return err
	}
	status, err := ledger.Parse[ledger.Status]([]byte(argument(t, 0)))
	if err != nil || k.String() != ledger.StatusKey(status.Issuer, status.List, status.Index).String() ||
		status.Ledger != x.genesis {
		return recordError("status in another's place")
	}
	want := ledger.StatusRecord{
		State:   status.State,
		Version: status.Version,
		Detail:  status.Detail,
		Key:     status.Key,
		Time:    record.Time,
		TxID:    p.TxID,
	}
	if status.Key == "" {
		want.MSP = t.Creator.MSP
		if err := x.byAccreditorOf(t, status.Issuer); err != nil {
			return err
		}
	}
	if record != want || !sameTime(record.Time, p) {
		return recordError("status is not the statement")
	}
	if status.Key != "" {
		signature, err := ledger.ParseSignature(argument(t, 1))
		if err != nil {
			return recordError("issuer's signature")
		}
		keepers, err := x.keepers(status.Issuer)
		if err != nil {
			return err
		}
		if err := x.checkSignature(status.Key, argument(t, 0), signature, keepers...); err != nil {
			return err
		}
	}
	entry := key(spaceStatus, terminated(status.Issuer), u32(status.List), u32(status.Index))
	history, err := statusHistory(x.batch, entry)
	if err != nil {
		return err
	}
	var before ledger.StatusRecord
	if n := len(history); n > 0 {
		before = history[n-1].Status
	}
	if record.Version != before.Version+1 || record.Time.Before(before.Time) {
		return recordError("status version")
	}
	return addStatus(x.batch, entry, p, record)
}

// keepers returns an issuer and all who took over its register, in turn.
func (x *blockIndexer) keepers(issuer string) ([]string, error) {
	keepers := []string{issuer}
	for {
		record, had, err := lastVersion[ledger.Issuer](
			x.batch,
			key(spaceIssuer, terminated(keepers[len(keepers)-1])),
		)
		if err != nil || !had || record.Successor == "" || slices.Contains(keepers, record.Successor) {
			return keepers, err
		}
		keepers = append(keepers, record.Successor)
	}
}

// writeCustody holds the count of a register's successions against the counts
// of both issuers before.
func (x *blockIndexer) writeCustody(_ ledger.Position, t blocks.Transaction, k ledger.StateKey, text []byte) error {
	record, err := decode[ledger.Custody](text)
	if err != nil {
		return err
	}
	acceptance, err := ledger.Parse[ledger.CustodyAcceptance]([]byte(argument(t, 0)))
	if err != nil || k.Attributes[0] != acceptance.Successor {
		return recordError("custody of another issuer")
	}
	predecessor, err := x.count(key(spaceCustody, terminated(acceptance.Predecessor)))
	if err != nil {
		return err
	}
	place := key(spaceCustody, terminated(acceptance.Successor))
	successor, err := x.count(place)
	if err != nil {
		return err
	}
	if record.Successions != predecessor+1 || record.Successions <= successor {
		return recordError("count of successions")
	}
	return x.batch.Set(place, u64(record.Successions), nil)
}

func (x *blockIndexer) writeTick(p ledger.Position, _ blocks.Transaction, _ ledger.StateKey, text []byte) error {
	record, err := decode[ledger.Tick](text)
	if err != nil {
		return err
	}
	if !sameTime(record.Time, p) {
		return recordError("tick's time")
	}
	return setVersion(x, key(spaceTick), p, record)
}
