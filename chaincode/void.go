package chaincode

import "sogoc/verifier/ledger"

// voidSequence takes an issuer's next sequence number without an anchor, on the
// strength of the issuer's signature: the batch that was sealed with this number
// can never be anchored after that. It asks neither for the issuer's state nor
// for a quota, so that a batch which the ledger refuses for good can always be
// given up; but a year has a limit.
//
// Where an anchor stands in its place the batch is anchored, and giving it up
// has failed: that is a conflict.
func voidSequence(t *transaction, text, signature string) (ledger.VoidRecord, error) {
	void, err := parse(t, text, func(v ledger.Void) ledger.Digest { return v.Ledger })
	if err != nil {
		return ledger.VoidRecord{}, err
	}
	if err := t.require(roleRegistry); err != nil {
		return ledger.VoidRecord{}, err
	}
	key, err := t.signingKey(void.Key, text, signature, void.Issuer)
	if err != nil {
		return ledger.VoidRecord{}, err
	}
	last, _, err := get[ledger.Sequence](t, ledger.SequenceKey(void.Issuer))
	if err != nil {
		return ledger.VoidRecord{}, err
	}
	if void.Sequence <= last.Sequence {
		return t.standingVoid(void)
	}
	if err := t.requireGood(key); err != nil {
		return ledger.VoidRecord{}, err
	}
	if err := requireNext(last, void.Sequence, void.Previous); err != nil {
		return ledger.VoidRecord{}, err
	}
	if err := t.countVoid(void.Issuer); err != nil {
		return ledger.VoidRecord{}, err
	}
	return t.appendVoid(void, text, signature)
}

// standingVoid returns the void that stands in the statement's place if it is
// the same.
func (t *transaction) standingVoid(void ledger.Void) (ledger.VoidRecord, error) {
	present, found, err := get[ledger.VoidRecord](t, ledger.VoidKey(void.Issuer, void.Sequence))
	switch {
	case err != nil:
		return ledger.VoidRecord{}, err
	case !found:
		return ledger.VoidRecord{}, refuse(ledger.CodeConflict, "an anchor stands at this sequence: it is not given up")
	case present.Void != void:
		return ledger.VoidRecord{}, refuse(ledger.CodeConflict, "this sequence is void by another statement")
	}
	return present, nil
}

// countVoid counts one more void of the year.
func (t *transaction) countVoid(issuer string) error {
	place := ledger.VoidCountKey(issuer, ledger.Year(t.at))
	count, _, err := get[ledger.VoidCount](t, place)
	if err != nil {
		return err
	}
	if count.Count >= ledger.MaxVoids {
		return refuse(ledger.CodeQuota, "%d sequence numbers are void this year already", count.Count)
	}
	count.Count++
	return put(t, place, count)
}

func (t *transaction) appendVoid(void ledger.Void, text, signature string) (ledger.VoidRecord, error) {
	record := ledger.VoidRecord{Void: void, Time: t.at, TxID: t.stub.GetTxID()}
	if err := record.Signature.UnmarshalText([]byte(signature)); err != nil {
		return ledger.VoidRecord{}, refuse(ledger.CodeMalformed, "the signature is not 86 characters of base64url")
	}
	if err := put(t, ledger.VoidKey(void.Issuer, void.Sequence), record); err != nil {
		return ledger.VoidRecord{}, err
	}
	return record, t.takeSequence(void.Issuer, void.Sequence, text)
}

// requireNext refuses a statement that does not take the sequence number after
// the last one, or does not name the statement that took that.
func requireNext(last ledger.Sequence, sequence uint64, previous ledger.Digest) error {
	if sequence != last.Sequence+1 || previous != last.Previous {
		return refuse(ledger.CodeSequence,
			"the last sequence number on the ledger is %d, and this statement does not follow it", last.Sequence)
	}
	return nil
}

// takeSequence notes that a statement took an issuer's next sequence number.
func (t *transaction) takeSequence(issuer string, sequence uint64, statement string) error {
	next := ledger.Sequence{Sequence: sequence, Previous: ledger.SumDigest([]byte(statement))}
	return put(t, ledger.SequenceKey(issuer), next)
}
