package issuing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/worker"
	"sogoc/verifier/ledger"
)

// Task returns the worker's task of signing approved batches.
func (s *Service) Task() worker.Task {
	due := func(ctx context.Context, now time.Time) ([]string, error) {
		return s.store.DueToSign(ctx, s.proc.Instance, now)
	}
	next := func(ctx context.Context, issuer string, now time.Time) (registry.Batch, error) {
		return s.store.NextToSign(ctx, issuer, s.proc.Instance, now)
	}
	return worker.NewTask(due, next, func(b registry.Batch) worker.Job { return job{s, b} })
}

// job signs one approved batch.
type job struct {
	service *Service
	batch   registry.Batch
}

// Do implements worker.Job.
func (j job) Do(ctx context.Context) error { return j.service.sign(ctx, j.batch) }

// Postpone implements worker.Job: the batch says from now on what it waits for.
func (j job) Postpone(ctx context.Context, cause error, until time.Time) error {
	waits := waitOf(cause)
	if soon := j.service.proc.Time().Add(time.Second); waits == registry.WaitPassphrase && j.service.keys.IsOpenFor(j.batch.ID) {
		waits, until = registry.WaitNothing, soon // it was opened since
	}
	return j.service.store.PostponeBatch(ctx, j.batch.ID, waits, until)
}

// waitOf says what a batch waits for that could not be signed.
func waitOf(cause error) registry.Wait {
	var uncovered *registry.NotCovered
	switch {
	case errors.As(cause, &uncovered):
		return uncovered.Wait
	case errors.Is(cause, registry.ErrLocked):
		return registry.WaitPassphrase
	case errors.Is(cause, registry.ErrKey), registry.RefusalCode(cause) == ledger.CodeNotFound:
		return registry.WaitSigningKey
	}
	return registry.WaitOperator
}

// Attempts implements worker.Job.
func (j job) Attempts() int { return j.batch.Attempts }

// BlocksNext implements worker.Job: a batch that waits for its school's key
// holds up no other.
func (j job) BlocksNext() bool { return false }

// LogAttr implements worker.Job.
func (j job) LogAttr() slog.Attr { return slog.Any("batch", j.batch.ID) }

// Retry lets the worker go on at once with a batch that was approved. A
// passphrase opens the school's own key for it, where it or its void waits for that; errors
// are then those of keys.Service.Open too. ErrState for a batch that was not
// approved. Role approver.
func (s *Service) Retry(
	ctx context.Context, actor registry.Actor, id uuid.UUID, passphrase registry.Secret,
) (registry.Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.Batch{}, err
	}
	if err := actor.Authorize(b.Issuer, registry.RoleApprover); err != nil {
		return registry.Batch{}, err
	}
	if !wasApproved(b) {
		return registry.Batch{}, fmt.Errorf("batch %s: %w", id, registry.ErrState)
	}
	if b.State == registry.BatchApproved || b.WaitsFor != registry.WaitNothing {
		if _, err := s.openKey(ctx, actor, id, passphrase); err != nil {
			return registry.Batch{}, err
		}
	}
	if err := s.store.HurryBatches(ctx, []uuid.UUID{id}); err != nil {
		return registry.Batch{}, err
	}
	if err := s.store.HurryAnchors(ctx, b.Issuer); err != nil {
		return registry.Batch{}, err
	}
	s.proc.WakeWorker()
	return s.store.Batch(ctx, id)
}
