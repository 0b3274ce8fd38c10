package issuing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// askQuota asks the ledger what the issuer of an approved batch may anchor, and
// returns ErrNotCovered where it would refuse the batch. That is known before a
// passphrase is asked for. While the ledger does not answer, the batch says that
// it waits for it.
func (s *Service) askQuota(ctx context.Context, b registry.Batch) (ledger.QuotaView, error) {
	view, err := s.ledger.Quota(ctx, b.Issuer)
	if errors.Is(err, registry.ErrUnavailable) {
		if noted := s.store.PostponeBatch(ctx, b.ID, registry.WaitLedger, s.proc.Time()); noted != nil {
			return view, noted
		}
	}
	if err != nil {
		return view, fmt.Errorf("quota of issuer %s: %w", b.Issuer, err)
	}
	return view, requireCovered(ctx, s.store, b, view)
}

// kindCounter is what requireCovered asks, in the signing transaction and before it.
type kindCounter interface {
	KindCounts(ctx context.Context, issuer string, batch uuid.UUID) (needed, waiting registry.KindCounts, err error)
}

// requireCovered returns ErrNotCovered where the ledger would refuse a batch beside
// what other batches of its issuer have sealed.
func requireCovered(ctx context.Context, q kindCounter, b registry.Batch, view ledger.QuotaView) error {
	needed, waiting, err := q.KindCounts(ctx, b.Issuer, b.ID)
	if err != nil {
		return err
	}
	if wait := registry.AssessQuota(view, waiting, needed).Wait(); wait != registry.WaitNothing {
		return fmt.Errorf("batch %s: %w", b.ID, &registry.NotCovered{Wait: wait})
	}
	return nil
}

// askPatience is how long an approval waits for what the ledger says of the quota.
const askPatience = 3 * time.Second

// quotaNow asks the ledger what an issuer may anchor; false where it does not answer
// soon. Then nothing is known, and the worker asks again before it signs.
func (s *Service) quotaNow(ctx context.Context, issuer string) (ledger.QuotaView, bool) {
	ctx, cancel := context.WithTimeout(ctx, askPatience)
	defer cancel()
	view, err := s.ledger.Quota(ctx, issuer)
	if err != nil {
		s.proc.Log.InfoContext(ctx, "batch is approved without the ledger's quota",
			slog.String("issuer", issuer), slog.Any("error", err))
	}
	return view, err == nil
}

// expectWait says what a batch that is being approved will wait for: it takes its turn
// after the batches that its issuer has sealed, or approved and that fit. Approvals of an issuer are
// counted one after the other.
func expectWait(ctx context.Context, q Queries, b registry.Batch, view ledger.QuotaView) (registry.Wait, error) {
	if err := q.LockName(ctx, "approval of "+b.Issuer); err != nil {
		return registry.WaitNothing, err
	}
	needed, sealed, err := q.KindCounts(ctx, b.Issuer, b.ID)
	if err != nil {
		return registry.WaitNothing, err
	}
	approved, err := q.ApprovedCounts(ctx, b.Issuer, b.ID)
	if err != nil {
		return registry.WaitNothing, err
	}
	return registry.AssessQuotaInTurn(view, sealed, approved, needed).Wait(), nil
}
