package registry

import (
	"context"
	"errors"
	"fmt"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// anchorSealed brings one sealed anchor to the ledger and records it. It is
// the way of the first attempt, of every other and of recovery after a crash
// alike: it asks first what stands there, since whoever tried before may have
// succeeded without learning it.
//
//	an equal anchor  → record it
//	none             → submit it
//	a different one  → ErrIntegrity
func (s *Service) anchorSealed(ctx context.Context, a SealedAnchor) error {
	if err := s.checkSealed(a); err != nil {
		return err
	}
	record, err := s.standing(ctx, a)
	if err == nil {
		return s.markAnchored(ctx, a, record)
	}
	if codeOf(err) != ledger.CodeNotFound {
		return err
	}
	record, err = s.ledger.PutAnchor(ctx, a.Statement, a.Signature, a.Digests)
	switch codeOf(err) {
	case ledger.CodeConflict, ledger.CodeSequence:
		return s.outOfOrder(ctx, a, err)
	}
	if err != nil {
		return err // after ErrOutcomeUnknown the next attempt asks the ledger first
	}
	if err := same(a, record); err != nil {
		return err
	}
	return s.markAnchored(ctx, a, record)
}

// checkSealed refuses to submit what the register itself contradicts.
func (s *Service) checkSealed(a SealedAnchor) error {
	if a.Statement.Ledger != s.ledger.Genesis() {
		return fmt.Errorf("%w: anchor %s/%d was sealed for another ledger", ErrIntegrity, a.Issuer, a.Sequence)
	}
	root, err := batch.Root(a.Digests)
	if err != nil || root != a.Statement.Root || uint64(len(a.Digests)) != a.Statement.Size {
		return fmt.Errorf("%w: digests of anchor %s/%d do not lead to its root", ErrIntegrity, a.Issuer, a.Sequence)
	}
	return nil
}

// standing returns the anchor that stands in a's place: it is a, or this is ErrIntegrity.
func (s *Service) standing(ctx context.Context, a SealedAnchor) (ledger.AnchorRecord, error) {
	record, err := s.ledger.Anchor(ctx, a.Issuer, a.Sequence)
	if err != nil {
		return record, err
	}
	return record, same(a, record)
}

func same(a SealedAnchor, record ledger.AnchorRecord) error {
	if record.Anchor != a.Statement {
		return fmt.Errorf("%w: the ledger holds another anchor as %s/%d", ErrIntegrity, a.Issuer, a.Sequence)
	}
	return nil
}

// outOfOrder finds out why the ledger says that a's sequence is not next.
// Either ours stands there by now, or a peer is behind and the refusal stands,
// or register and ledger have different histories.
func (s *Service) outOfOrder(ctx context.Context, a SealedAnchor, refusal error) error {
	record, err := s.standing(ctx, a)
	if err == nil {
		return s.markAnchored(ctx, a, record)
	}
	if codeOf(err) != ledger.CodeNotFound {
		return err
	}
	view, err := s.ledger.Issuer(ctx, a.Issuer)
	if err != nil {
		return err
	}
	if view.Sequence.Sequence+1 == a.Sequence && view.Sequence.Previous != a.Statement.Previous {
		return fmt.Errorf("%w: the ledger's anchor before %s/%d is not ours", ErrIntegrity, a.Issuer, a.Sequence)
	}
	return refusal
}

func (s *Service) markAnchored(ctx context.Context, a SealedAnchor, record ledger.AnchorRecord) error {
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		first, err := q.MarkAnchored(ctx, a.Issuer, a.Sequence, record, s.time())
		if err != nil || !first {
			return err
		}
		entry := s.entry(Actor{}, a.Issuer, ActionAnchored)
		entry.Batch, entry.Sequence, entry.Note = &a.Batch, a.Sequence, record.TxID
		return q.AppendAudit(ctx, entry)
	})
	if err == nil {
		s.log.InfoContext(ctx, "batch anchored", "batch", a.Batch, "issuer", a.Issuer, "sequence", a.Sequence, "size", a.Size, "tx", record.TxID)
	}
	return err
}

// changeStatus brings one pending change of status to the ledger, on the same
// one way as anchorSealed.
func (s *Service) changeStatus(ctx context.Context, c SealedStatus) error {
	if c.Statement.Ledger != s.ledger.Genesis() {
		return fmt.Errorf("%w: a status of issuer %s was signed for another ledger", ErrIntegrity, c.Issuer)
	}
	record, err := s.ledger.Status(ctx, c.Issuer, c.List, c.Index)
	if codeOf(err) == ledger.CodeNotFound {
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
	switch code := codeOf(err); {
	case code == ledger.CodeTransition, code == ledger.CodeMalformed, code == ledger.CodeForbidden && byAccreditor:
		return fmt.Errorf("%w: %w", errNever, err)
	case err != nil:
		return err
	}
	if !stands(c, record) { // overtaken by another statement between commit and answer; the next attempt looks again
		return fmt.Errorf("%w: status of %s", ErrOutcomeUnknown, c.Credential)
	}
	return s.finishStatus(ctx, c, record)
}

// errNever marks a refusal of a status change that no time will heal: the
// state does not follow, or the accreditor's stands above it. Without the mark
// a refusal may be of this process, its certificate or its clock.
var errNever = errors.New("it can never be")

func stands(c SealedStatus, record ledger.StatusRecord) bool {
	return record.Version == c.Version && record.State == c.Statement.State && record.Detail == c.Statement.Detail && record.Key == c.Statement.Key
}

// renewStatus signs a pending change again, for the version after the ledger's.
func (s *Service) renewStatus(ctx context.Context, c SealedStatus, record ledger.StatusRecord) (SealedStatus, error) {
	signer, err := s.signer(ctx, c.Issuer, "")
	if err != nil {
		return c, err
	}
	c.Version = record.Version + 1
	if c.Statement, c.Signature, err = s.signStatus(c.StatusChange, signer); err != nil {
		return c, err
	}
	return c, s.store.RenewStatus(ctx, c)
}

func (s *Service) finishStatus(ctx context.Context, c SealedStatus, record ledger.StatusRecord) error {
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		first, err := q.FinishStatus(ctx, c.ID, record)
		if err != nil || !first {
			return err
		}
		entry := s.entry(Actor{}, c.Issuer, ActionStatusDone)
		entry.Credential, entry.Note = &c.Credential, string(c.To)
		return q.AppendAudit(ctx, entry)
	})
	if err == nil {
		s.log.InfoContext(ctx, "status changed", "credential", c.Credential, "issuer", c.Issuer, "state", string(c.To), "tx", record.TxID)
	}
	return err
}

// codeOf returns the code of a refusal by the ledger, "" for other errors.
func codeOf(err error) ledger.Code {
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}
