package issuing

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// listCapacity is how many entries of a status list are used before a new one
// begins: half of them, so that a free one is found at once.
const listCapacity = ledger.StatusListSize / 2

// sign numbers, signs and seals an approved batch, all in one transaction. It
// may be repeated; a batch that was signed meanwhile stays as it is. What the
// ledger would refuse is not signed: ErrNotCovered.
func (s *Service) sign(ctx context.Context, b registry.Batch) error {
	view, err := s.askQuota(ctx, b)
	if err != nil {
		return err
	}
	signed, err := s.store.Unsealed(ctx, b.ID) // by an older version, which signed before it sealed
	if err != nil {
		return err
	}
	thumbprint := ""
	if len(signed) > 0 {
		thumbprint = signed[0].Key // a verifier asks whether the key that signed was good when it was anchored
	}
	with, grant, err := s.keys.BatchSigner(ctx, b, thumbprint)
	if err != nil {
		return err
	}
	anchors := 0
	defer s.signed.forget(b.ID)
	err = s.store.InSigningTx(ctx, b.Count, func(ctx context.Context, q SigningQueries) (err error) {
		anchors, err = s.signInTx(ctx, q, b.ID, view, with, grant)
		return err // nil is the commit point: from now on the batch will stand on the ledger
	})
	if errors.Is(err, signer.ErrClosed) { // the school's key was wiped while it signed
		err = fmt.Errorf("%w: %w", registry.ErrLocked, err)
	}
	if errors.Is(err, signer.ErrUnavailable) || errors.Is(err, signer.ErrRefused) {
		err = fmt.Errorf("%w: %w", registry.ErrKey, err)
	}
	if err != nil {
		return fmt.Errorf("sign batch %s: %w", b.ID, err)
	}
	s.keys.ReleaseBatch(ctx, b.ID)
	if anchors > 0 {
		s.proc.Log.InfoContext(ctx, "batch sealed", slog.Any("batch", b.ID), slog.String("issuer", b.Issuer),
			slog.Int("count", b.Count), slog.Int("anchors", anchors))
	}
	return nil
}

// signInTx does in a transaction what sign promises, and returns how many
// anchors it sealed; 0 where another process was faster.
func (s *Service) signInTx(
	ctx context.Context,
	q SigningQueries,
	id uuid.UUID,
	view ledger.QuotaView,
	with credential.Signer,
	grant keys.Grant,
) (int, error) {
	b, err := q.LockBatch(ctx, id)
	if err != nil || b.State != registry.BatchApproved {
		return 0, err
	}
	if grant.Fence != 0 {
		held, err := q.HoldsKeyLease(ctx, id, grant.Fence, s.proc.Time())
		if err != nil {
			return 0, err
		}
		if !held {
			return 0, fmt.Errorf("%w: the lease of the key was lost", registry.ErrLocked)
		}
	}
	if err := q.LockIssuer(ctx, b.Issuer); err != nil {
		return 0, err
	}
	if err := requireCovered(ctx, q, b, view); err != nil {
		return 0, err
	}
	seal, err := s.beginSealing(ctx, q, b, with)
	if err != nil {
		return 0, err
	}
	unsealed, err := q.Unsealed(ctx, id)
	if err != nil {
		return 0, err
	}
	seal.add(unsealed)
	if len(unsealed) == 0 {
		if err := s.signDrafts(ctx, q, b, seal); err != nil {
			return 0, err
		}
	}
	anchors, err := seal.finish(ctx)
	if err != nil {
		return 0, err
	}
	now := s.proc.Time()
	b.State, b.IssuedAt, b.SealedAt = registry.BatchSealed, &now, &now
	return anchors, q.MoveBatch(ctx, b)
}

// drawStatusEntries draws n status entries that were never used: random, so that an
// index says nothing of its neighbours. The issuer must be locked.
func (s *Service) drawStatusEntries(
	ctx context.Context, q SigningQueries, issuer string, n int,
) ([]credential.StatusRef, error) {
	list, used, err := q.StatusList(ctx, issuer)
	if err != nil {
		return nil, err
	}
	refs := make([]credential.StatusRef, 0, n)
	for len(refs) < n {
		if list == 0 || used >= listCapacity {
			list, used = list+1, 0
		}
		want := min(n-len(refs), listCapacity-used)
		indices, err := s.freeIndices(ctx, q, issuer, list, want)
		if err != nil {
			return nil, err
		}
		for _, index := range indices {
			refs = append(refs, credential.StatusRef{List: list, Index: index})
		}
		used += want
		if err := q.PutStatusList(ctx, issuer, list, used); err != nil {
			return nil, err
		}
	}
	return refs, nil
}

func (s *Service) freeIndices(
	ctx context.Context,
	q SigningQueries,
	issuer string,
	list uint32,
	n int,
) ([]uint32, error) {
	found, drawn := make([]uint32, 0, n), make(map[uint32]bool, n)
	for len(found) < n {
		candidates, err := s.drawIndices(n-len(found), drawn)
		if err != nil {
			return nil, err
		}
		taken, err := q.TakenIndices(ctx, issuer, list, candidates)
		if err != nil {
			return nil, err
		}
		for _, c := range candidates {
			if !taken[c] {
				found = append(found, c)
			}
		}
	}
	return found, nil
}

// drawIndices draws n random indices that are not in drawn, and puts them there.
func (s *Service) drawIndices(n int, drawn map[uint32]bool) ([]uint32, error) {
	indices := make([]uint32, 0, n)
	for len(indices) < n {
		raw := make([]byte, 4*(n-len(indices)))
		if _, err := io.ReadFull(s.proc.Random, raw); err != nil {
			return nil, err
		}
		for r := bytes.NewReader(raw); r.Len() > 0; {
			var v uint32
			if err := binary.Read(r, binary.BigEndian, &v); err != nil {
				return nil, err
			}
			v %= ledger.StatusListSize // a power of two: no index is likelier
			if !drawn[v] {
				drawn[v] = true
				indices = append(indices, v)
			}
		}
	}
	return indices, nil
}
