package anchoring

import (
	"context"
	"log/slog"
	"time"

	"sogoc/registry"
	"sogoc/registry/worker"
)

// Task returns the worker's task of taking sealed anchors to the ledger.
func (s *Service) Task() worker.Task {
	return worker.NewTask(s.store.DueToAnchor, s.nextAnchor,
		func(a registry.SealedAnchor) worker.Job { return job{s, a} })
}

// nextAnchor returns an issuer's first anchor that the ledger has not, since it
// takes them in order. ErrNotFound for a halted issuer, and before the anchor's time.
func (s *Service) nextAnchor(ctx context.Context, issuer string, now time.Time) (registry.SealedAnchor, error) {
	school, err := s.store.Issuer(ctx, issuer)
	if err != nil {
		return registry.SealedAnchor{}, err
	}
	if school.HaltedAt != nil {
		return registry.SealedAnchor{}, registry.ErrNotFound
	}
	anchor, err := s.store.NextAnchor(ctx, issuer)
	if err == nil && anchor.RetryAt != nil && now.Before(*anchor.RetryAt) {
		err = registry.ErrNotFound
	}
	return anchor, err
}

// job anchors one sealed anchor.
type job struct {
	service *Service
	anchor  registry.SealedAnchor
}

// Do implements worker.Job.
func (j job) Do(ctx context.Context) error { return j.service.anchorSealed(ctx, j.anchor) }

// Postpone implements worker.Job. A refusal is audited once per code.
func (j job) Postpone(ctx context.Context, cause error, until time.Time) error {
	code := registry.RefusalCode(cause)
	return j.service.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if code != "" && code != j.anchor.Refusal {
			entry := j.service.proc.NewAuditEntry(registry.Actor{}, j.anchor.Issuer, registry.ActionRefused)
			entry.Batch, entry.Sequence, entry.Note = &j.anchor.Batch, j.anchor.Sequence, string(code)
			if err := q.AppendAudit(ctx, entry); err != nil {
				return err
			}
		}
		return q.DelayAnchor(ctx, j.anchor.Issuer, j.anchor.Sequence, code, until)
	})
}

// Attempts implements worker.Job.
func (j job) Attempts() int { return j.anchor.Attempts }

// BlocksNext implements worker.Job: the ledger takes an issuer's anchors in order.
func (j job) BlocksNext() bool { return true }

// LogAttr implements worker.Job.
func (j job) LogAttr() slog.Attr { return slog.Uint64("sequence", j.anchor.Sequence) }
