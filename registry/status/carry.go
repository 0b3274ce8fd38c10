package status

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// changeStatus brings one pending change of status to the ledger and records
// it. As for anchors, first attempt, repetition and recovery go the same way.
func (s *Service) changeStatus(ctx context.Context, c registry.SealedStatus) error {
	if c.Statement.Ledger != s.ledger.Genesis() {
		return fmt.Errorf("%w: a status of issuer %s was signed for another ledger", registry.ErrIntegrity, c.Issuer)
	}
	record, err := s.ledger.Status(ctx, c.Issuer, c.List, c.Index)
	if registry.RefusalCode(err) == ledger.CodeNotFound {
		record, err = ledger.StatusRecord{State: ledger.Active}, nil
	}
	if err != nil {
		return err
	}
	if stands(c, record) {
		return s.finishStatus(ctx, c, record)
	}
	if record.Version >= c.Version { // the accreditor acted in between: ours can never be that version
		if c, err = s.renewStatus(ctx, c, record); err != nil {
			return err
		}
	}
	byAccreditor := record.MSP != ""
	record, err = s.ledger.SetStatus(ctx, c.Statement, c.Signature)
	switch code := registry.RefusalCode(err); {
	case code == ledger.CodeTransition, code == ledger.CodeMalformed, code == ledger.CodeForbidden && byAccreditor:
		return fmt.Errorf("%w: %w", errRefusedForGood, err)
	case err != nil:
		return err
	}
	if !stands(c, record) { // overtaken by another statement between commit and answer; the next attempt looks again
		return fmt.Errorf("%w: status of %s", registry.ErrOutcomeUnknown, c.Credential)
	}
	return s.finishStatus(ctx, c, record)
}

// errRefusedForGood marks a refusal of a status change that no time will heal:
// the state does not follow, or the accreditor's stands above it. Without the
// mark a refusal may be of this process, its certificate or its clock.
var errRefusedForGood = errors.New("refused for good")

// stands reports whether the ledger's entry is what c asked for.
func stands(c registry.SealedStatus, record ledger.StatusRecord) bool {
	return record.Version == c.Version && record.State == c.Statement.State && record.Detail == c.Statement.Detail &&
		record.Key == c.Statement.Key
}

// renewStatus signs a pending change again, for the version after the ledger's.
func (s *Service) renewStatus(
	ctx context.Context,
	c registry.SealedStatus,
	record ledger.StatusRecord,
) (registry.SealedStatus, error) {
	with, err := s.keys.WaitingSigner(ctx, c.Issuer)
	if err != nil {
		return c, err
	}
	c.Version = record.Version + 1
	if c.Statement, c.Signature, err = s.signStatus(c.StatusChange, with); err != nil {
		return c, err
	}
	return c, s.store.RenewStatus(ctx, c)
}

func (s *Service) finishStatus(ctx context.Context, c registry.SealedStatus, record ledger.StatusRecord) error {
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		first, err := q.FinishStatus(ctx, c.ID, record)
		if err != nil || !first {
			return err
		}
		entry := s.proc.NewAuditEntry(registry.Actor{}, c.Issuer, registry.ActionStatusDone)
		entry.Credential, entry.Note = &c.Credential, string(c.To)
		return q.AppendAudit(ctx, entry)
	})
	if err == nil {
		s.proc.Log.InfoContext(ctx, "status changed",
			slog.Any("credential", c.Credential),
			slog.String("issuer", c.Issuer),
			slog.String("state", string(c.To)),
			slog.String("tx", record.TxID))
	}
	return err
}
