package issuing

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/statement"
	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// sealAnchors writes the anchors of a batch, one per kind and ledger.MaxBatch,
// and returns how many. The issuer must be locked.
func (s *Service) sealAnchors(
	ctx context.Context, q SigningQueries, b registry.Batch, unsealed []Unsealed, with credential.Signer,
) (int, error) {
	last, previous, err := q.LastAnchor(ctx, b.Issuer)
	if err != nil {
		return 0, err
	}
	sequence := last
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
			anchor, order, err := s.sealAnchor(b, kind, part, sequence, previous, with)
			if err != nil {
				return 0, err
			}
			if err := q.AddAnchor(ctx, anchor, order); err != nil {
				return 0, err
			}
			previous = ledger.SumDigest(ledger.Canonical(anchor.Statement))
			entry := s.proc.NewAuditEntry(registry.Actor{}, b.Issuer, registry.ActionSealed)
			entry.Batch, entry.Sequence = &b.ID, sequence
			entry.Note = fmt.Sprintf("%d digests of %s", len(part), kind)
			if err := q.AppendAudit(ctx, entry); err != nil {
				return 0, err
			}
		}
	}
	return int(sequence - last), nil
}

// sealAnchor makes one anchor, and the ids of its credentials in the order of the digests.
func (s *Service) sealAnchor(
	b registry.Batch,
	kind ledger.Kind,
	part []Unsealed,
	sequence uint64,
	previous ledger.Digest,
	with credential.Signer,
) (registry.SealedAnchor, []uuid.UUID, error) {
	digests, ids := make([]ledger.Digest, len(part)), make(map[ledger.Digest]uuid.UUID, len(part))
	for i, u := range part {
		digests[i], ids[u.Digest] = u.Digest, u.ID
	}
	closed, err := batch.Seal(digests)
	if err != nil {
		return registry.SealedAnchor{}, nil, fmt.Errorf("%w: batch %s: %w", registry.ErrIntegrity, b.ID, err)
	}
	order := make([]uuid.UUID, len(part))
	for i, d := range closed.Digests {
		order[i] = ids[d]
	}
	anchor := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   s.ledger.Genesis(),
		Issuer:   b.Issuer,
		Sequence: sequence,
		Kind:     kind,
		Root:     closed.Root,
		Size:     uint64(len(part)),
		Previous: previous,
		Key:      with.PublicKey().Thumbprint(),
	}
	signature, err := statement.Sign(anchor, with)
	if err != nil {
		return registry.SealedAnchor{}, nil, err
	}
	ref := registry.AnchorRef{
		Issuer:   b.Issuer,
		Sequence: sequence,
		Batch:    b.ID,
		Kind:     kind,
		Size:     anchor.Size,
		State:    registry.AnchorSealed,
		SealedAt: s.proc.Time(),
	}
	sealed := registry.SealedAnchor{AnchorRef: ref, Statement: anchor, Signature: signature, Digests: closed.Digests}
	return sealed, order, nil
}
