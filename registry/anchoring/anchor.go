package anchoring

import (
	"context"
	"fmt"

	"sogoc/registry"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// anchorSealed brings one sealed anchor to the ledger and records it. The first
// attempt, every other one and recovery after a crash go the same way: it asks
// first what stands there, since an earlier attempt may have succeeded without
// learning it.
//
//	an equal anchor  → record it
//	none             → note that it is sent, and submit it
//	a different one  → ErrIntegrity
func (s *Service) anchorSealed(ctx context.Context, a registry.SealedAnchor) error {
	if err := s.checkSealed(a); err != nil {
		return err
	}
	record, err := s.standingAnchor(ctx, a)
	if err == nil {
		return s.markAnchored(ctx, a, record)
	}
	if registry.RefusalCode(err) != ledger.CodeNotFound {
		return err
	}
	sent, err := s.store.MarkSent(ctx, a.Issuer, a.Sequence, s.proc.Time())
	if err != nil || !sent {
		return err
	}
	record, err = s.ledger.PutAnchor(ctx, a.Statement, a.Signature, a.Digests)
	switch registry.RefusalCode(err) {
	case ledger.CodeConflict, ledger.CodeSequence:
		return s.outOfOrder(ctx, a, err)
	}
	if err != nil {
		return err // after registry.ErrOutcomeUnknown the next attempt asks the ledger first
	}
	if err := checkSame(a, record); err != nil {
		return err
	}
	return s.markAnchored(ctx, a, record)
}

// checkSealed refuses to submit what the register itself contradicts.
func (s *Service) checkSealed(a registry.SealedAnchor) error {
	if a.Statement.Ledger != s.ledger.Genesis() {
		return fmt.Errorf("%w: anchor %s/%d was sealed for another ledger", registry.ErrIntegrity, a.Issuer, a.Sequence)
	}
	root, err := batch.Root(a.Digests)
	if err != nil || root != a.Statement.Root || uint64(len(a.Digests)) != a.Statement.Size {
		return fmt.Errorf(
			"%w: digests of anchor %s/%d do not lead to its root",
			registry.ErrIntegrity,
			a.Issuer,
			a.Sequence,
		)
	}
	return nil
}

// standingAnchor returns the anchor that stands in a's place: it is a, or this is ErrIntegrity.
func (s *Service) standingAnchor(ctx context.Context, a registry.SealedAnchor) (ledger.AnchorRecord, error) {
	record, err := s.ledger.Anchor(ctx, a.Issuer, a.Sequence)
	if err != nil {
		return record, err
	}
	return record, checkSame(a, record)
}

// checkSame returns ErrIntegrity unless the ledger's anchor is a.
func checkSame(a registry.SealedAnchor, record ledger.AnchorRecord) error {
	if record.Anchor != a.Statement {
		return fmt.Errorf("%w: the ledger holds another anchor as %s/%d", registry.ErrIntegrity, a.Issuer, a.Sequence)
	}
	return nil
}

// outOfOrder finds out why the ledger says that a's sequence is not next.
// Either ours stands there by now, or a peer is behind and the refusal stands,
// or register and ledger have different histories.
func (s *Service) outOfOrder(ctx context.Context, a registry.SealedAnchor, refusal error) error {
	record, err := s.standingAnchor(ctx, a)
	if err == nil {
		return s.markAnchored(ctx, a, record)
	}
	if registry.RefusalCode(err) != ledger.CodeNotFound {
		return err
	}
	view, err := s.ledger.Issuer(ctx, a.Issuer)
	if err != nil {
		return err
	}
	if view.Sequence.Sequence+1 == a.Sequence && view.Sequence.Previous != a.Statement.Previous {
		return fmt.Errorf(
			"%w: the ledger's anchor before %s/%d is not ours",
			registry.ErrIntegrity,
			a.Issuer,
			a.Sequence,
		)
	}
	return refusal
}

func (s *Service) markAnchored(ctx context.Context, a registry.SealedAnchor, record ledger.AnchorRecord) error {
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		first, err := q.MarkAnchored(ctx, a.Issuer, a.Sequence, record, s.proc.Time())
		if err != nil || !first {
			return err
		}
		entry := s.proc.NewAuditEntry(registry.Actor{}, a.Issuer, registry.ActionAnchored)
		entry.Batch, entry.Sequence, entry.Note = &a.Batch, a.Sequence, record.TxID
		return q.AppendAudit(ctx, entry)
	})
	if err == nil {
		s.logAnchored(ctx, a, record)
	}
	return err
}
