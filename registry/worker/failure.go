package worker

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// handleFailure decides what a job's error means: for the issuer (a refusal is
// postponed, a contradiction halts it), or for all (nobody answers). It reports
// whether the issuer's next job may be tried.
func (w *Worker) handleFailure(ctx context.Context, issuer string, job Job, err error) bool {
	if ctx.Err() != nil {
		return false // stopping; the next start goes on
	}
	log := w.proc.Log.With(slog.String("issuer", issuer), job.LogAttr())
	pause := backoff(w.config.Slow, job.Attempts(), slowDoublings)
	var recorded error
	switch code := registry.RefusalCode(err); {
	case errors.Is(err, registry.ErrIntegrity):
		log.ErrorContext(ctx, "integrity alarm: anchoring stopped for issuer", slog.Any("error", err))
		if recorded = w.halter.Halt(ctx, issuer, err.Error()); recorded == nil {
			recorded = w.postpone(ctx, job, err, pause)
		}
	case code != "":
		log.WarnContext(ctx, "ledger refused", slog.String("code", string(code)), slog.Any("error", err))
		recorded = w.postpone(ctx, job, err, pause)
	case errors.Is(err, registry.ErrUnavailable):
		w.noteUnreachable(ctx, err)
		return false
	case errors.Is(err, registry.ErrOutcomeUnknown):
		log.WarnContext(ctx, "outcome unknown, asking the ledger next", slog.Any("error", err))
		recorded = w.postpone(ctx, job, err, backoff(w.config.Backoff, job.Attempts(), 6))
	case errors.Is(err, registry.ErrLocked): // an approver must come, who lets what waits be tried at once
		log.WarnContext(ctx, "waits for the school's passphrase")
		recorded = w.postpone(ctx, job, err, pause)
	case errors.Is(err, registry.ErrNotCovered): // the accreditor must act
		log.WarnContext(ctx, "the ledger would refuse it", slog.Any("error", err))
		recorded = w.postpone(ctx, job, err, pause)
	default: // a key that is gone, a record that does not read: an operator's matter
		log.ErrorContext(ctx, "job failed", slog.Any("error", err))
		recorded = w.postpone(ctx, job, err, pause)
	}
	if recorded != nil {
		w.noteUnreachable(ctx, recorded)
		return false
	}
	return true
}

func (w *Worker) postpone(ctx context.Context, job Job, cause error, pause time.Duration) error {
	return job.Postpone(ctx, cause, w.proc.Time().Add(pause))
}

// offerTicks offers ticks until ctx ends. Others do as well: that one came too
// early, or lost its race, is the ordinary case.
func (w *Worker) offerTicks(ctx context.Context) {
	ticker := time.NewTicker(w.config.Tick)
	defer ticker.Stop()
	for {
		err := w.ledger.Tick(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			w.proc.Log.DebugContext(ctx, "tick taken")
		case registry.RefusalCode(err) == ledger.CodeTickTooEarly:
			w.proc.Log.DebugContext(ctx, "tick was too early")
		default:
			w.proc.Log.WarnContext(ctx, "tick not taken", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}
