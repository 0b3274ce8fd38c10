package bundle

import (
	"errors"

	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// view is the ledger as far as one attestation tells of it. What it does not
// tell is an error, never an empty answer.
type view struct {
	broken      error // the evidence does not hold: nothing is answered
	attestation ledger.Attestation
	txID        string // of the attestation
	proof       batch.Proof
	block       uint64 // highest that the attested records name

	issuer, anchor, key, entry, entryKey ledger.Position // of the transactions that wrote the records
}

var _ ledger.View = (*view)(nil)

var errNotAttested = &verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailNotAttested}

// locate takes from the endorsed read set which transactions wrote the records,
// so that what came before the anchor and what after is known by order, not by time.
func (v *view) locate(reads []blocks.Read) error {
	a := v.attestation
	code := a.Issuer.Accreditation.Code
	find := func(k ledger.StateKey, p *ledger.Position) bool {
		for _, r := range reads {
			if r.Key == k.String() {
				p.Block, p.Index = r.Block, r.Index
				return r.Found
			}
		}
		return false
	}
	held := find(ledger.IssuerKey(code), &v.issuer) &&
		find(ledger.AnchorKey(code, a.Anchor.Anchor.Sequence), &v.anchor) &&
		find(ledger.KeyKey(a.Anchor.Anchor.Key), &v.key)
	if a.EntryKey != nil {
		held = held && find(ledger.KeyKey(a.Entry.Key), &v.entryKey)
	}
	if found := find(ledger.StatusKey(code, a.List, a.Index), &v.entry); !held || found != (a.Entry.Version > 0) {
		return aboutAnother("records that were not read")
	}
	for _, r := range reads {
		v.block = max(v.block, r.Block)
	}
	v.issuer.Time = a.Issuer.Time
	v.anchor.Time = a.Anchor.Time
	v.key.Time = a.Key.Time
	v.entry.Time = a.Entry.Time
	v.anchor.TxID, v.entry.TxID = a.Anchor.TxID, a.Entry.TxID
	if a.EntryKey != nil {
		v.entryKey.Time = a.EntryKey.Time
	}
	return nil
}

// Head returns the moment of the attestation. Its height is the least that the
// ledger had, and its hash is not known.
func (v *view) Head() ledger.Head {
	return ledger.Head{Height: v.block + 1, Time: v.attestation.Time}
}

func (v *view) Issuer(code string) ([]ledger.IssuerVersion, error) {
	switch {
	case v.broken != nil:
		return nil, v.broken
	case code != v.attestation.Issuer.Accreditation.Code:
		return nil, errNotAttested
	}
	return []ledger.IssuerVersion{{Issuer: v.attestation.Issuer, Position: v.issuer}}, nil
}

func (v *view) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	switch {
	case v.broken != nil:
		return nil, v.broken
	case thumbprint == v.attestation.Anchor.Anchor.Key:
		return []ledger.KeyVersion{{Key: v.attestation.Key, Position: v.key}}, nil
	case v.attestation.EntryKey != nil && thumbprint == v.attestation.Entry.Key:
		return []ledger.KeyVersion{{Key: *v.attestation.EntryKey, Position: v.entryKey}}, nil
	}
	return nil, errNotAttested
}

// Leaves answers for the one digest that the proof leads from.
func (v *view) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	anchor := v.attestation.Anchor.Anchor
	switch {
	case v.broken != nil:
		return nil, v.broken
	case issuer != anchor.Issuer:
		return nil, errNotAttested
	}
	if err := batch.Verify(anchor.Root, anchor.Size, digest, v.proof); err != nil {
		return nil, tampered(verifier.DetailProof, err)
	}
	return []ledger.Leaf{{Sequence: anchor.Sequence, Index: v.proof.Index, Position: v.anchor}}, nil
}

func (v *view) Anchor(issuer string, sequence uint64) (ledger.AnchorRecord, ledger.Position, bool, error) {
	record := v.attestation.Anchor
	switch {
	case v.broken != nil:
		return ledger.AnchorRecord{}, ledger.Position{}, false, v.broken
	case issuer != record.Anchor.Issuer || sequence != record.Anchor.Sequence:
		return ledger.AnchorRecord{}, ledger.Position{}, false, errNotAttested
	}
	return record, v.anchor, true, nil
}

// Digests answers nothing: a bundle holds one credential's proof, and nobody else's.
func (v *view) Digests(string, uint64) ([]ledger.Digest, error) {
	return nil, errors.Join(v.broken, errNotAttested)
}

// AnchorStatus returns the state that counts, without the moment since when.
func (v *view) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	a := v.attestation
	switch {
	case v.broken != nil:
		return nil, v.broken
	case issuer != a.Anchor.Anchor.Issuer || sequence != a.Anchor.Anchor.Sequence:
		return nil, errNotAttested
	case a.AnchorState == ledger.Active:
		return nil, nil
	}
	return []ledger.AnchorStatus{{State: a.AnchorState}}, nil
}

// Void answers nothing: an attestation is about an anchor.
func (v *view) Void(string, uint64) (ledger.VoidRecord, ledger.Position, bool, error) {
	return ledger.VoidRecord{}, ledger.Position{}, false, errors.Join(v.broken, errNotAttested)
}

// Status returns the entry's present version. What it was before must be
// known only where a compromised key changed it: then that change counts less,
// and without the others nothing can be said.
func (v *view) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	a := v.attestation
	switch {
	case v.broken != nil:
		return nil, v.broken
	case issuer != a.Issuer.Accreditation.Code || list != a.List || index != a.Index:
		return nil, errNotAttested
	case a.Entry.Version == 0 && a.Entry.State == ledger.Active:
		return nil, nil
	case a.Entry.Version == 0:
		return nil, aboutAnother("a status that nobody set")
	case a.EntryKey != nil && a.EntryKey.CompromisedAt(a.Entry.Time) && a.Entry.Version > 1:
		return nil, errNotAttested
	}
	return []ledger.StatusVersion{{Status: a.Entry, Position: v.entry}}, nil
}

// StatusList answers nothing: a bundle attests one entry.
func (v *view) StatusList(string, uint32) (map[uint32][]ledger.StatusVersion, error) {
	return nil, errors.Join(v.broken, errNotAttested)
}

func (v *view) Close() error { return nil }
