package anchoring

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sogoc/registry"
	"sogoc/registry/worker"
)

// Task returns the worker's task of taking sealed anchors to the ledger.
func (s *Service) Task() worker.Task { return task{s} }

type task struct{ service *Service }

// DueIssuers implements worker.Task.
func (t task) DueIssuers(ctx context.Context, now time.Time) ([]string, error) {
	return t.service.store.DueToAnchor(ctx, now)
}

// NextJob implements worker.Task: an issuer's first anchor that the ledger has
// not, since it takes them in order. A halted issuer has none.
func (t task) NextJob(ctx context.Context, issuer string, now time.Time) (worker.Job, error) {
	school, err := t.service.store.Issuer(ctx, issuer)
	if err != nil || school.HaltedAt != nil {
		return nil, err
	}
	anchor, err := t.service.store.NextAnchor(ctx, issuer)
	if errors.Is(err, registry.ErrNotFound) || (anchor.RetryAt != nil && now.Before(*anchor.RetryAt)) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return job{t.service, anchor}, nil
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
