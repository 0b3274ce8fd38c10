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

// sealing writes the anchors of a batch, one per kind and ledger.MaxBatch. The issuer
// must be locked.
type sealing struct {
	service  *Service
	q        SigningQueries
	batch    registry.Batch
	with     credential.Signer
	kinds    []ledger.Kind // in the order of the file
	byKind   map[ledger.Kind][]Unsealed
	sequence uint64        // of the newest anchor
	previous ledger.Digest // its statement's
	audit    []registry.AuditEntry
}

func (s *Service) beginSealing(
	ctx context.Context, q SigningQueries, b registry.Batch, with credential.Signer,
) (*sealing, error) {
	last, previous, err := q.LastAnchor(ctx, b.Issuer)
	return &sealing{
		service:  s,
		q:        q,
		batch:    b,
		with:     with,
		byKind:   map[ledger.Kind][]Unsealed{},
		sequence: last,
		previous: previous,
	}, err
}

// add adds credentials that are stored, in the order of the file.
func (a *sealing) add(unsealed []Unsealed) {
	for _, u := range unsealed {
		of, known := a.byKind[u.Kind]
		if !known {
			a.kinds = append(a.kinds, u.Kind)
		}
		a.byKind[u.Kind] = append(of, u)
	}
}

// sealFull seals what fills anchors already. That is of the first kind only: the anchors of a
// kind stand behind all of the kind before it, whenever they are sealed.
func (a *sealing) sealFull(ctx context.Context) error {
	if len(a.kinds) == 0 {
		return nil
	}
	kind := a.kinds[0]
	for len(a.byKind[kind]) >= ledger.MaxBatch {
		part := a.byKind[kind][:ledger.MaxBatch]
		if err := a.put(ctx, kind, part); err != nil {
			return err
		}
		a.byKind[kind] = a.byKind[kind][ledger.MaxBatch:]
	}
	return nil
}

// finish seals all that is left, and returns how many anchors the batch has.
func (a *sealing) finish(ctx context.Context) (int, error) {
	for _, kind := range a.kinds {
		for part := range slices.Chunk(a.byKind[kind], ledger.MaxBatch) {
			if err := a.put(ctx, kind, part); err != nil {
				return 0, err
			}
		}
	}
	return len(a.audit), a.q.AppendAudit(ctx, a.audit...)
}

// put seals and writes the next anchor.
func (a *sealing) put(ctx context.Context, kind ledger.Kind, part []Unsealed) error {
	anchor, order, err := a.service.sealAnchor(a.batch, kind, part, a.sequence+1, a.previous, a.with)
	if err != nil {
		return err
	}
	if err := a.q.AddAnchor(ctx, anchor, order); err != nil {
		return err
	}
	a.sequence++
	a.previous = ledger.SumDigest(ledger.Canonical(anchor.Statement))
	entry := a.service.proc.NewAuditEntry(registry.Actor{}, a.batch.Issuer, registry.ActionSealed)
	entry.Batch, entry.Sequence = &a.batch.ID, a.sequence
	entry.Note = fmt.Sprintf("%d digests of %s", len(part), kind)
	a.audit = append(a.audit, entry)
	return nil
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
