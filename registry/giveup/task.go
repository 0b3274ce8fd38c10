package giveup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"sogoc/registry"
	"sogoc/registry/statement"
	"sogoc/registry/worker"
	"sogoc/verifier/ledger"
)

// Task returns the worker's task of bringing voids to the ledger.
func (s *Service) Task() worker.Task {
	due := func(ctx context.Context, now time.Time) ([]string, error) {
		return s.store.DueToVoid(ctx, s.proc.Instance, now)
	}
	next := func(ctx context.Context, issuer string, now time.Time) (Decided, error) {
		return s.store.NextToVoid(ctx, issuer, s.proc.Instance, now)
	}
	return worker.NewTask(due, next, func(d Decided) worker.Job { return job{s, d} })
}

// job brings one void to the ledger.
type job struct {
	service *Service
	decided Decided
}

// Do implements worker.Job.
func (j job) Do(ctx context.Context) error { return j.service.void(ctx, j.decided) }

// Postpone implements worker.Job. A refusal is audited once per code.
func (j job) Postpone(ctx context.Context, cause error, until time.Time) error {
	wait, code := registry.WaitNothing, registry.RefusalCode(cause)
	switch {
	case errors.Is(cause, registry.ErrLocked):
		wait = registry.WaitPassphrase
	case errors.Is(cause, registry.ErrKey):
		wait = registry.WaitSigningKey
	}
	if code != "" && code != j.decided.Anchor.Refusal {
		entry := j.service.proc.NewAuditEntry(registry.Actor{}, j.decided.Batch.Issuer, registry.ActionRefused)
		entry.Batch, entry.Sequence = &j.decided.Batch.ID, j.decided.Anchor.Sequence
		entry.Note = "void: " + string(code)
		if err := j.service.store.AppendAudit(ctx, entry); err != nil {
			return err
		}
	}
	return j.service.store.DelayVoid(ctx, j.decided, wait, code, until)
}

// Attempts implements worker.Job.
func (j job) Attempts() int { return j.decided.Anchor.Attempts }

// BlocksNext implements worker.Job: nothing of the issuer passes it.
func (j job) BlocksNext() bool { return true }

// LogAttr implements worker.Job.
func (j job) LogAttr() slog.Attr { return slog.Uint64("sequence", j.decided.Anchor.Sequence) }

// void brings the void of a batch to the ledger and gives the batch up. The first
// attempt, every other one and recovery after a crash go the same way: it asks
// first whether the anchor stands there, since then giving up has failed.
//
//	the anchor        → record it: giving up has failed
//	an equal void     → the batch is given up
//	nothing           → sign the void, keep it, submit it
func (s *Service) void(ctx context.Context, d Decided) error {
	if failed, err := s.failIfAnchored(ctx, d); failed || err != nil {
		return err
	}
	if d.Void == nil {
		var err error
		if d.Void, err = s.signVoid(ctx, d); err != nil {
			return err
		}
	}
	record, err := s.ledger.Void(ctx, d.Void.Statement, d.Void.Signature)
	switch registry.RefusalCode(err) {
	case ledger.CodeConflict, ledger.CodeSequence:
		return s.outOfOrder(ctx, d, err)
	case ledger.CodeKeyState: // another key signs it next time
		return errors.Join(err, s.store.PutVoid(ctx, d.Batch.ID, nil))
	}
	if err != nil {
		return err // after registry.ErrOutcomeUnknown the next attempt asks the ledger first
	}
	if err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		return s.endByVoid(ctx, q, d, record)
	}); err != nil {
		return err
	}
	s.logGivenUp(ctx, d, record)
	return nil
}

// signVoid signs the void and keeps it: the same statement is sent until the
// ledger has answered.
func (s *Service) signVoid(ctx context.Context, d Decided) (*SignedVoid, error) {
	with, _, err := s.keys.BatchSigner(ctx, d.Batch, "")
	if err != nil {
		return nil, err
	}
	void := ledger.Void{
		Type:     ledger.TypeVoid,
		Ledger:   s.ledger.Genesis(),
		Issuer:   d.Batch.Issuer,
		Sequence: d.Anchor.Sequence,
		Previous: d.Anchor.Statement.Previous,
		Key:      with.PublicKey().Thumbprint(),
	}
	signature, err := statement.Sign(void, with)
	if err != nil {
		return nil, err
	}
	signed := &SignedVoid{void, signature}
	if err := s.store.PutVoid(ctx, d.Batch.ID, signed); err != nil {
		return nil, err
	}
	s.keys.ReleaseBatch(ctx, d.Batch.ID)
	return signed, nil
}

// endByVoid gives the batch up after its void was committed. It may be repeated.
func (s *Service) endByVoid(ctx context.Context, q Queries, d Decided, record ledger.VoidRecord) error {
	b, err := q.LockBatch(ctx, d.Batch.ID)
	if err != nil || b.State != registry.BatchSealed {
		return err
	}
	g, err := q.GivingUp(ctx, b.ID)
	if err != nil || !g.Confirmed() {
		return err
	}
	if err := q.LockIssuer(ctx, b.Issuer); err != nil {
		return err
	}
	anchors, err := q.LockWaitingAnchors(ctx, b.Issuer)
	if err != nil {
		return err
	}
	if len(anchors) == 0 || anchors[0].Sequence != d.Anchor.Sequence || anchors[0].Batch != b.ID ||
		slices.ContainsFunc(anchors[1:], func(a registry.AnchorRef) bool { return a.SentAt != nil }) {
		return fmt.Errorf("%w: void %s/%d was committed, and is not the register's next anchor",
			registry.ErrIntegrity, b.Issuer, d.Anchor.Sequence)
	}
	dropped, err := q.DropAnchors(ctx, b.Issuer, d.Anchor.Sequence+1)
	if err != nil {
		return err
	}
	if err := q.MarkVoid(ctx, b.Issuer, d.Anchor.Sequence, record, s.proc.Time()); err != nil {
		return err
	}
	return s.end(ctx, q, b, *g, dropped)
}

// failIfAnchored records that the anchor stands on the ledger, and reports
// whether it does.
func (s *Service) failIfAnchored(ctx context.Context, d Decided) (bool, error) {
	record, err := s.ledger.Anchor(ctx, d.Batch.Issuer, d.Anchor.Sequence)
	if registry.RefusalCode(err) == ledger.CodeNotFound {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if record.Anchor != d.Anchor.Statement {
		return false, fmt.Errorf("%w: the ledger holds another anchor as %s/%d",
			registry.ErrIntegrity, d.Batch.Issuer, d.Anchor.Sequence)
	}
	err = s.store.InAnchoredTx(ctx, func(ctx context.Context, q AnchoredQueries) error {
		first, err := q.MarkAnchored(ctx, d.Batch.Issuer, d.Anchor.Sequence, record, s.proc.Time())
		if err != nil {
			return err
		}
		if err := q.EndGivingUp(ctx, d.Batch.ID, true, s.proc.Time()); err != nil {
			return err
		}
		anchored := s.proc.NewAuditEntry(registry.Actor{}, d.Batch.Issuer, registry.ActionAnchored)
		anchored.Batch, anchored.Sequence, anchored.Note = &d.Batch.ID, d.Anchor.Sequence, record.TxID
		failed := s.proc.NewAuditEntry(registry.Actor{}, d.Batch.Issuer, registry.ActionGiveUpFailed)
		failed.Batch, failed.Sequence = &d.Batch.ID, d.Anchor.Sequence
		if !first {
			return q.AppendAudit(ctx, failed)
		}
		return q.AppendAudit(ctx, anchored, failed)
	})
	if err != nil {
		return false, err
	}
	s.keys.ReleaseBatch(ctx, d.Batch.ID)
	s.proc.Log.WarnContext(ctx, "giving up failed: the anchor stands on the ledger",
		slog.Any("batch", d.Batch.ID), slog.Uint64("sequence", d.Anchor.Sequence))
	return true, nil
}

// outOfOrder finds out why the ledger says that the void's sequence number is
// not next: the anchor stands there by now, or a peer is behind and the refusal
// stands, or register and ledger have different histories.
func (s *Service) outOfOrder(ctx context.Context, d Decided, refusal error) error {
	if failed, err := s.failIfAnchored(ctx, d); failed || err != nil {
		return err
	}
	view, err := s.ledger.Issuer(ctx, d.Batch.Issuer)
	if err != nil {
		return err
	}
	if view.Sequence.Sequence+1 == d.Anchor.Sequence && view.Sequence.Previous != d.Anchor.Statement.Previous {
		return fmt.Errorf("%w: the ledger's anchor before %s/%d is not ours",
			registry.ErrIntegrity, d.Batch.Issuer, d.Anchor.Sequence)
	}
	return refusal
}
