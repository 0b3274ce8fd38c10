package chaincode

import (
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// putAnchor puts a batch on the ledger on the strength of its issuer's
// signature. An equal anchor that stands is success, whatever became of the
// issuer or key since.
func putAnchor(t *transaction, text, signature, digestsText string) (ledger.AnchorRecord, error) {
	anchor, err := parse(t, text, func(a ledger.Anchor) ledger.Digest { return a.Ledger })
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	if err := t.require(roleRegistry); err != nil {
		return ledger.AnchorRecord{}, err
	}
	if err := checkDigests(anchor, digestsText); err != nil {
		return ledger.AnchorRecord{}, err
	}
	issuer, err := find[ledger.Issuer](t, ledger.IssuerKey(anchor.Issuer))
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	key, err := t.signingKey(anchor.Key, text, signature, anchor.Issuer)
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	last, _, err := get[ledger.Sequence](t, ledger.SequenceKey(anchor.Issuer))
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	if anchor.Sequence <= last.Sequence {
		return t.standingAnchor(anchor)
	}
	if err := t.mayAnchor(issuer, key, last, anchor); err != nil {
		return ledger.AnchorRecord{}, err
	}
	quota, err := t.useQuota(issuer, anchor)
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	return t.appendAnchor(anchor, quota, text, signature)
}

// checkDigests checks that the digests are a batch, and the one that was signed.
func checkDigests(anchor ledger.Anchor, text string) error {
	digests, err := ledger.DecodeDigests(text)
	if err != nil {
		return refuse(ledger.CodeDigests, "the digests are not 1 to %d of 32 bytes each in unpadded base64url",
			ledger.MaxBatch)
	}
	root, err := batch.Root(digests)
	if err != nil {
		return refuse(ledger.CodeDigests, "%s", err.Error()) // positions, never content
	}
	if root != anchor.Root || uint64(len(digests)) != anchor.Size {
		return refuse(ledger.CodeRoot, "root or size does not match the digests")
	}
	return nil
}

// standingAnchor returns the anchor that stands in the statement's place if it
// is the same.
func (t *transaction) standingAnchor(anchor ledger.Anchor) (ledger.AnchorRecord, error) {
	present, found, err := get[ledger.AnchorRecord](t, ledger.AnchorKey(anchor.Issuer, anchor.Sequence))
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	if !found {
		return ledger.AnchorRecord{}, refuse(ledger.CodeConflict, "this sequence is void: the batch was given up")
	}
	if present.Anchor != anchor {
		return ledger.AnchorRecord{}, refuse(ledger.CodeConflict, "another anchor stands at this sequence")
	}
	return present, nil
}

// mayAnchor holds what must be so for a new anchor, but its scope and quota.
func (t *transaction) mayAnchor(issuer ledger.Issuer, key ledger.Key, last ledger.Sequence,
	anchor ledger.Anchor) error {
	if issuer.State != ledger.IssuerActive {
		return refuse(ledger.CodeIssuerState, "the issuer is %s", issuer.State)
	}
	if err := t.notBefore(issuer.Time); err != nil {
		return err
	}
	if err := t.requireGood(key); err != nil {
		return err
	}
	return requireNext(last, anchor.Sequence, anchor.Previous)
}

// appendAnchor writes an anchor and what the next one must follow.
func (t *transaction) appendAnchor(anchor ledger.Anchor, quota ledger.QuotaPlace,
	text, signature string) (ledger.AnchorRecord, error) {
	record := ledger.AnchorRecord{Anchor: anchor, Quota: quota, Time: t.at, TxID: t.stub.GetTxID()}
	if err := record.Signature.UnmarshalText([]byte(signature)); err != nil {
		return ledger.AnchorRecord{}, refuse(ledger.CodeMalformed, "the signature is not 86 characters of base64url")
	}
	if err := put(t, ledger.AnchorKey(anchor.Issuer, anchor.Sequence), record); err != nil {
		return ledger.AnchorRecord{}, err
	}
	return record, t.takeSequence(anchor.Issuer, anchor.Sequence, text)
}

func viewAnchor(t *transaction, code, sequenceText string) (ledger.AnchorRecord, error) {
	if err := issuerCode(code); err != nil {
		return ledger.AnchorRecord{}, err
	}
	sequence, err := number("the sequence", sequenceText, 1, maxInteger)
	if err != nil {
		return ledger.AnchorRecord{}, err
	}
	return find[ledger.AnchorRecord](t, ledger.AnchorKey(code, sequence))
}
