package status

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sogoc/registry"
	"sogoc/registry/worker"
)

// Task returns the worker's task of taking changes of status to the ledger. A
// halted issuer's changes go on.
func (s *Service) Task() worker.Task {
	return worker.NewTask(s.store.DueToChange, s.store.NextStatus,
		func(c registry.SealedStatus) worker.Job { return job{s, c} })
}

// job takes one change to the ledger.
type job struct {
	service *Service
	change  registry.SealedStatus
}

// Do implements worker.Job.
func (j job) Do(ctx context.Context) error { return j.service.changeStatus(ctx, j.change) }

// Postpone implements worker.Job. A change that can never be is refused and not
// tried again.
func (j job) Postpone(ctx context.Context, cause error, until time.Time) error {
	code := registry.RefusalCode(cause)
	return j.service.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if !errors.Is(cause, errRefusedForGood) {
			return q.DelayStatus(ctx, j.change.ID, code, until)
		}
		entry := j.service.proc.NewAuditEntry(registry.Actor{}, j.change.Issuer, registry.ActionStatusRefused)
		entry.Credential, entry.Note = &j.change.Credential, string(code)
		if err := q.AppendAudit(ctx, entry); err != nil {
			return err
		}
		return q.RefuseStatus(ctx, j.change.ID, code)
	})
}

// Attempts implements worker.Job.
func (j job) Attempts() int { return j.change.Attempts }

// BlocksNext implements worker.Job: a change that is delayed holds up no other.
func (j job) BlocksNext() bool { return false }

// LogAttr implements worker.Job.
func (j job) LogAttr() slog.Attr { return slog.Any("credential", j.change.Credential) }
