package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Seal closes an issued batch: it groups the credentials by kind, fixes order,
// root, sequence and signature of each anchor, and commits. After Seal returns
// nil the anchors will stand on the ledger, even across a restart. Role
// approver. It may be repeated; on a sealed batch it asks the worker to try at
// once what the ledger refused before.
func (s *Service) Seal(ctx context.Context, actor Actor, id uuid.UUID) (Batch, error) {
	before, err := s.store.Batch(ctx, id)
	if err != nil {
		return Batch{}, err
	}
	if err := actor.may(before.Issuer, RoleApprover); err != nil {
		return Batch{}, err
	}
	var signer credential.Signer
	switch before.State {
	case BatchIssued:
		signer, err = s.sealer(ctx, before)
		if errors.Is(err, errDone) {
			return s.Seal(ctx, actor, id) // sealed since it was read: once more, from there
		}
		if err != nil {
			return Batch{}, err
		}
	case BatchSealed, BatchAnchored:
		if err := s.store.HurryAnchors(ctx, before.Issuer); err != nil {
			return Batch{}, err
		}
		s.stir()
		return s.withAnchors(ctx, before)
	default:
		return Batch{}, fmt.Errorf("batch %s: %w", id, ErrState)
	}
	sealed, err := s.move(ctx, actor, id, RoleApprover, func(ctx context.Context, q Queries, b *Batch) error {
		if b.State != BatchIssued { // another process was faster
			return errDone
		}
		if err := s.sealAll(ctx, q, actor, *b, signer); err != nil {
			return err
		}
		now := s.time()
		b.State, b.SealedAt = BatchSealed, &now
		return nil // and here is the commit point: from now on the worker will not rest
	})
	if err != nil {
		return Batch{}, err
	}
	s.stir()
	s.log.InfoContext(ctx, "batch sealed", "batch", sealed.ID, "issuer", sealed.Issuer, "anchors", len(sealed.Anchors))
	return sealed, nil
}

// sealer returns the signer of the key that signed a batch's credentials. A
// verifier asks whether that key was good when they were anchored: if it no
// longer is, anchoring them would make them worthless for ever. It returns
// errDone when the batch was sealed after b was read.
func (s *Service) sealer(ctx context.Context, b Batch) (credential.Signer, error) {
	unsealed, err := s.store.Unsealed(ctx, b.ID)
	if err != nil {
		return nil, err
	}
	if len(unsealed) == 0 {
		now, err := s.store.Batch(ctx, b.ID)
		if err != nil {
			return nil, err
		}
		if now.State != BatchIssued {
			return nil, errDone
		}
		return nil, fmt.Errorf("%w: issued batch %s has nothing to seal", ErrIntegrity, b.ID)
	}
	return s.signer(ctx, b.Issuer, unsealed[0].Key)
}

// sealAll writes the anchors of a batch, one per kind and ledger.MaxBatch.
func (s *Service) sealAll(ctx context.Context, q Queries, actor Actor, b Batch, signer credential.Signer) error {
	if err := q.LockIssuer(ctx, b.Issuer); err != nil {
		return err
	}
	unsealed, err := q.Unsealed(ctx, b.ID)
	if err != nil {
		return err
	}
	sequence, previous, err := q.LastAnchor(ctx, b.Issuer)
	if err != nil {
		return err
	}
	byKind := map[ledger.Kind][]Unsealed{}
	var kinds []ledger.Kind
	for _, u := range unsealed {
		if len(byKind[u.Kind]) == 0 {
			kinds = append(kinds, u.Kind)
		}
		byKind[u.Kind] = append(byKind[u.Kind], u)
	}
	for _, kind := range kinds {
		for part := range slices.Chunk(byKind[kind], ledger.MaxBatch) {
			sequence++
			anchor, order, err := s.seal(b, kind, part, sequence, previous, signer)
			if err != nil {
				return err
			}
			if err := q.AddAnchor(ctx, anchor, order); err != nil {
				return err
			}
			previous = ledger.SumDigest(ledger.Canonical(anchor.Statement))
			entry := s.entry(actor, b.Issuer, ActionSealed)
			entry.Batch, entry.Sequence, entry.Note = &b.ID, sequence, fmt.Sprintf("%d digests of %s", len(part), kind)
			if err := q.AppendAudit(ctx, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// seal makes one anchor, and the ids of its credentials in the order of the digests.
func (s *Service) seal(b Batch, kind ledger.Kind, part []Unsealed, sequence uint64, previous ledger.Digest, signer credential.Signer) (SealedAnchor, []uuid.UUID, error) {
	digests, ids := make([]ledger.Digest, len(part)), make(map[ledger.Digest]uuid.UUID, len(part))
	for i, u := range part {
		digests[i], ids[u.Digest] = u.Digest, u.ID
	}
	closed, err := batch.Seal(digests)
	if err != nil {
		return SealedAnchor{}, nil, fmt.Errorf("%w: batch %s: %w", ErrIntegrity, b.ID, err)
	}
	order := make([]uuid.UUID, len(part))
	for i, d := range closed.Digests {
		order[i] = ids[d]
	}
	statement := ledger.Anchor{Type: ledger.TypeAnchor, Ledger: s.ledger.Genesis(), Issuer: b.Issuer, Sequence: sequence, Kind: kind,
		Root: closed.Root, Size: uint64(len(part)), Previous: previous, Key: signer.PublicKey().Thumbprint()}
	signature, err := sign(statement, signer)
	if err != nil {
		return SealedAnchor{}, nil, err
	}
	ref := AnchorRef{Issuer: b.Issuer, Sequence: sequence, Batch: b.ID, Kind: kind, Size: statement.Size, State: AnchorSealed, SealedAt: s.time()}
	return SealedAnchor{AnchorRef: ref, Statement: statement, Signature: signature, Digests: closed.Digests}, order, nil
}
