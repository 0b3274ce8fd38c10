package giveup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/verifier/ledger"
)

// roles may ask for a batch to be given up; an approver confirms it.
var roles = []registry.Role{registry.RoleRegistrar, registry.RoleApprover}

// maxReason is the longest reason, in characters: it stands in the book.
const maxReason = 300

// errConfirmer says who is wanted for the second step.
var errConfirmer = fmt.Errorf(
	"%w: giving up this batch was asked for; an approver who is another person confirms it", registry.ErrConflict)

// Request asks for a batch to be given up, or confirms that.
type Request struct {
	// Reason stands in the book; it must name no learner. It may be left out by the
	// person who confirms: the first one's stands.
	Reason string
	// Passphrase opens the school's own key, which signs the void. It goes with
	// the confirmation, where the batch was sent.
	Passphrase registry.Secret
}

// LogValue implements slog.LogValuer and hides the passphrase.
func (r Request) LogValue() slog.Value { return slog.StringValue("hidden") }

// GiveUp asks for an approved or sealed batch to be given up, or confirms what
// another person asked for: that takes the role approver. Confirmed, a batch that
// was not sent is given up when GiveUp returns; of one that was sent, the worker
// brings a void to the ledger. The same person asking again changes nothing.
//
// Errors: ErrState for a batch in another state, ErrInvalid for a bad reason,
// ErrConflict for a registrar where somebody asked already, and those of
// keys.Service.Open for the passphrase. Roles registrar and approver.
func (s *Service) GiveUp(
	ctx context.Context, actor registry.Actor, id uuid.UUID, r Request,
) (registry.Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.Batch{}, err
	}
	if err := actor.Authorize(b.Issuer, roles...); err != nil {
		return registry.Batch{}, err
	}
	opened, err := s.openKey(ctx, actor, b, r.Passphrase)
	if err != nil {
		return registry.Batch{}, err
	}
	waits := false // for the ledger, which needs the key
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		waits, err = s.decide(ctx, q, actor, id, r.Reason)
		return err
	})
	if opened && !waits {
		s.keys.ReleaseBatch(ctx, id)
	}
	if err != nil {
		return registry.Batch{}, fmt.Errorf("give up batch %s: %w", id, err)
	}
	s.proc.WakeWorker()
	return s.show(ctx, id)
}

// show returns a batch with how far giving it up has come.
func (s *Service) show(ctx context.Context, id uuid.UUID) (registry.Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.Batch{}, err
	}
	b.GivingUp, err = s.store.GivingUp(ctx, id)
	return b, err
}

// openKey opens the school's own key for the void of a batch, if a passphrase
// came with the confirmation.
func (s *Service) openKey(
	ctx context.Context, actor registry.Actor, b registry.Batch, passphrase registry.Secret,
) (bool, error) {
	if passphrase == "" {
		return false, nil
	}
	g, err := s.store.GivingUp(ctx, b.ID)
	if err != nil {
		return false, err
	}
	if !g.Asked() || g.AskedBy == actor.ID {
		return false, fmt.Errorf("%w: a passphrase goes with the confirmation by a second person", registry.ErrInvalid)
	}
	err = s.keys.Open(ctx, actor, passphrase, keys.Use{Batches: []uuid.UUID{b.ID}})
	if errors.Is(err, registry.ErrState) { // the school has no key that needs a passphrase
		return false, nil
	}
	return err == nil, err
}

// decide does in a transaction what GiveUp promises. It reports whether the
// ledger must be asked.
func (s *Service) decide(
	ctx context.Context, q Queries, actor registry.Actor, id uuid.UUID, reason string,
) (waits bool, err error) {
	b, err := q.LockBatch(ctx, id)
	if err != nil {
		return false, err
	}
	if b.State != registry.BatchApproved && b.State != registry.BatchSealed {
		return false, registry.ErrState
	}
	g, err := q.GivingUp(ctx, id)
	switch {
	case err != nil:
		return false, err
	case g.Confirmed():
		return true, nil
	case !g.Asked():
		return false, s.ask(ctx, q, actor, b, reason)
	case g.AskedBy == actor.ID:
		return false, nil
	case !actor.Has(registry.RoleApprover):
		return false, errConfirmer
	}
	return s.confirm(ctx, q, actor, b, *g)
}

func (s *Service) ask(
	ctx context.Context, q Queries, actor registry.Actor, b registry.Batch, reason string,
) error {
	if reason == "" || utf8.RuneCountInString(reason) > maxReason {
		return fmt.Errorf("%w: a reason of 1 to %d characters, which names no learner", registry.ErrInvalid, maxReason)
	}
	g := registry.GivingUp{Reason: reason, AskedBy: actor.ID, AskedAt: s.proc.Time()}
	if err := q.PutGivingUp(ctx, b.ID, g); err != nil {
		return err
	}
	return s.audit(ctx, q, actor, b, registry.ActionGiveUpAsked, reason)
}

func (s *Service) audit(
	ctx context.Context, q Queries, actor registry.Actor, b registry.Batch, action registry.Action, note string,
) error {
	entry := s.proc.NewAuditEntry(actor, b.Issuer, action)
	entry.Batch, entry.Note = &b.ID, note
	return q.AppendAudit(ctx, entry)
}

// confirm decides for good. What was not sent is given up here and now.
func (s *Service) confirm(
	ctx context.Context, q Queries, actor registry.Actor, b registry.Batch, g registry.GivingUp,
) (waits bool, err error) {
	now := s.proc.Time()
	g.ConfirmedBy, g.ConfirmedAt = &actor.ID, &now
	if err := q.PutGivingUp(ctx, b.ID, g); err != nil {
		return false, err
	}
	if err := s.audit(ctx, q, actor, b, registry.ActionGiveUpConfirmed, ""); err != nil {
		return false, err
	}
	if err := q.LockIssuer(ctx, b.Issuer); err != nil {
		return false, err
	}
	anchors, err := q.LockWaitingAnchors(ctx, b.Issuer)
	if err != nil {
		return false, err
	}
	first := slices.IndexFunc(anchors, func(a registry.AnchorRef) bool { return a.Batch == b.ID })
	if first >= 0 && anchors[first].SentAt != nil {
		return true, q.HurryAnchors(ctx, b.Issuer)
	}
	var dropped []uuid.UUID
	if first >= 0 {
		if dropped, err = q.DropAnchors(ctx, b.Issuer, anchors[first].Sequence); err != nil {
			return false, err
		}
	}
	return false, s.end(ctx, q, b, g, dropped)
}

// end gives a batch up after its anchors are gone. dropped are the batches whose
// anchors went with them: they are made anew.
func (s *Service) end(
	ctx context.Context, q Queries, b registry.Batch, g registry.GivingUp, dropped []uuid.UUID,
) error {
	unsealed := slices.DeleteFunc(dropped, func(id uuid.UUID) bool { return id == b.ID })
	b.State = registry.BatchGivenUp
	if err := q.MoveBatch(ctx, b); err != nil {
		return err
	}
	void, err := q.Destroy(ctx, b.ID, g.Reason)
	if err != nil {
		return err
	}
	if err := q.Unseal(ctx, unsealed); err != nil {
		return err
	}
	for _, id := range unsealed {
		later := registry.Batch{ID: id, Issuer: b.Issuer}
		note := "batch " + b.ID.String() + " before it was given up"
		if err := s.audit(ctx, q, registry.Actor{}, later, registry.ActionUnsealed, note); err != nil {
			return err
		}
	}
	if err := q.EndGivingUp(ctx, b.ID, false, s.proc.Time()); err != nil {
		return err
	}
	note := fmt.Sprintf("%d lines void: %s", void, g.Reason)
	return s.audit(ctx, q, registry.Actor{}, b, registry.ActionGivenUp, note)
}

// Withdraw takes back what somebody asked for, before it is confirmed. ErrState
// where nothing waits to be confirmed. Roles registrar and approver.
func (s *Service) Withdraw(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Batch, error) {
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		b, err := q.LockBatch(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Authorize(b.Issuer, roles...); err != nil {
			return err
		}
		g, err := q.GivingUp(ctx, id)
		if err != nil {
			return err
		}
		if !g.Asked() {
			return registry.ErrState
		}
		if err := q.DropGivingUp(ctx, id); err != nil {
			return err
		}
		return s.audit(ctx, q, actor, b, registry.ActionGiveUpWithdrawn, "")
	})
	if err != nil {
		return registry.Batch{}, fmt.Errorf("withdraw giving up batch %s: %w", id, err)
	}
	return s.show(ctx, id)
}

// Preview says what giving up a batch would do now. ErrState for a batch that
// cannot be given up. Roles registrar and approver.
func (s *Service) Preview(
	ctx context.Context,
	actor registry.Actor,
	id uuid.UUID,
) (registry.GiveUpConsequences, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.GiveUpConsequences{}, err
	}
	if err := actor.Authorize(b.Issuer, roles...); err != nil {
		return registry.GiveUpConsequences{}, err
	}
	if b.State != registry.BatchApproved && b.State != registry.BatchSealed {
		return registry.GiveUpConsequences{}, fmt.Errorf("batch %s: %w", id, registry.ErrState)
	}
	return s.store.Consequences(ctx, id)
}

// VoidEntries returns the lines of the book that are void because the batch was
// given up, in the order of the file. Not for operators.
func (s *Service) VoidEntries(
	ctx context.Context, actor registry.Actor, id uuid.UUID, page registry.Page,
) ([]registry.VoidEntry, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(b.Issuer, registry.LearnerRoles()...); err != nil {
		return nil, err
	}
	return s.store.VoidEntries(ctx, id, page)
}

// logGivenUp tells that the ledger holds a batch's void.
func (s *Service) logGivenUp(ctx context.Context, d Decided, record ledger.VoidRecord) {
	s.proc.Log.InfoContext(ctx, "batch given up",
		slog.Any("batch", d.Batch.ID),
		slog.String("issuer", d.Batch.Issuer),
		slog.Uint64("sequence", d.Anchor.Sequence),
		slog.String("tx", record.TxID))
}
