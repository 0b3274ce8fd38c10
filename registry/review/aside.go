package review

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/google/uuid"

	"sogoc/registry"
)

// MaxReason is the length of a reason, in bytes.
const MaxReason = 1000

// SetAside takes rows out of a draft batch that are not to be signed yet: they
// become a draft batch of their own, with the same terms, registrar and remarks, in
// the order of the list. Rows are named by one of their drafts; a diploma and its
// transcript stay together. The reason must name no learner. Errors are ErrInvalid
// for no reason, for no rows and for all of them, ErrNotFound for drafts that the
// batch does not have, ErrState for a batch that is decided. Roles registrar and
// approver.
func (s *Service) SetAside(
	ctx context.Context,
	actor registry.Actor,
	batch uuid.UUID,
	drafts []uuid.UUID,
	reason string,
) (registry.Batch, error) {
	if reason == "" || len(reason) > MaxReason {
		return registry.Batch{}, fmt.Errorf("%w: a reason of at most %d bytes", registry.ErrInvalid, MaxReason)
	}
	id, err := s.proc.NewID()
	if err != nil {
		return registry.Batch{}, err
	}
	drafts = slices.Clone(drafts)
	slices.SortFunc(drafts, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	drafts = slices.Compact(drafts)
	var aside registry.Batch
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		aside, err = s.setAside(ctx, q, actor, batch, drafts, registry.Batch{
			ID:       id,
			SetAside: &registry.SetAside{From: batch, By: actor.ID, Reason: reason},
		})
		return err
	})
	if err != nil {
		return registry.Batch{}, fmt.Errorf("set aside rows of batch %s: %w", batch, err)
	}
	s.proc.Log.InfoContext(ctx, "rows set aside", slog.Any("batch", batch), slog.Any("aside", id),
		slog.String("issuer", aside.Issuer), slog.Int("count", aside.Count))
	return aside, nil
}

// setAside is SetAside in its transaction.
func (s *Service) setAside(
	ctx context.Context,
	q Queries,
	actor registry.Actor,
	batch uuid.UUID,
	drafts []uuid.UUID,
	aside registry.Batch,
) (registry.Batch, error) {
	b, err := q.LockBatch(ctx, batch)
	if err != nil {
		return aside, err
	}
	if err := actor.Authorize(b.Issuer, registry.RoleRegistrar, registry.RoleApprover); err != nil {
		return aside, err
	}
	if b.State != registry.BatchDraft {
		return aside, registry.ErrState
	}
	rows, found, err := q.NamedRows(ctx, batch, drafts)
	switch {
	case err != nil:
		return aside, err
	case found != len(drafts):
		return aside, fmt.Errorf("%w: a draft of this batch", registry.ErrNotFound)
	case len(rows) == 0:
		return aside, fmt.Errorf("%w: no row is named", registry.ErrInvalid)
	case len(rows) == b.Count:
		return aside, fmt.Errorf("%w: all rows are named; reject or discard the batch instead", registry.ErrInvalid)
	}
	if err := q.MoveRows(ctx, aside, rows); err != nil {
		return aside, err
	}
	remarks, err := q.Remarks(ctx, batch)
	if err != nil {
		return aside, err
	}
	if err := q.PutRemarks(ctx, aside.ID, remarks); err != nil {
		return aside, err
	}
	from := s.proc.NewAuditEntry(actor, b.Issuer, registry.ActionSetAside)
	from.Batch, from.Note = &batch, fmt.Sprintf("%d credentials to batch %s", len(rows), aside.ID)
	to := s.proc.NewAuditEntry(actor, b.Issuer, registry.ActionSetAside)
	to.Batch, to.Note = &aside.ID, fmt.Sprintf("%d credentials from batch %s", len(rows), batch)
	if err := q.AppendAudit(ctx, from, to); err != nil {
		return aside, err
	}
	return q.Batch(ctx, aside.ID)
}

// Asides returns the batches that were set aside from one. Roles registrar,
// approver and reader.
func (s *Service) Asides(ctx context.Context, actor registry.Actor, batch uuid.UUID) ([]registry.Batch, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(b.Issuer, roles...); err != nil {
		return nil, err
	}
	return s.store.BatchesSetAside(ctx, batch)
}
