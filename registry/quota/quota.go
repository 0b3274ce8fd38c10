// Package quota answers what a school may still issue this year by its
// accreditation, and what a list would take of it.
//
// What belongs here: the question, for people, before they import and approve.
// What does not: the rule, which is registry.AssessQuota's, and asking again before
// anything is signed, which is package issuing's. It relies on the ledger for
// what was used, and never guesses it.
package quota

import (
	"context"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Store counts what is in the register. Package postgres implements it.
type Store interface {
	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// KindCounts counts what a batch needs, and what other batches of the issuer
	// have sealed that is not on the ledger. The zero id needs nothing.
	KindCounts(ctx context.Context, issuer string, batch uuid.UUID) (needed, waiting registry.KindCounts, err error)
	// ApprovedCounts counts what each other batch of the issuer needs that is approved and
	// not signed yet, in the order in which they are signed: where the batch is approved
	// too, those that were before it.
	ApprovedCounts(ctx context.Context, issuer string, batch uuid.UUID) ([]registry.KindCounts, error)
}

// Ledger says what an issuer may anchor, and what it used of it. Errors are those
// of anchoring.Ledger.
type Ledger interface {
	Quota(ctx context.Context, issuer string) (ledger.QuotaView, error)
}

// Service is safe for concurrent use.
type Service struct {
	store  Store
	ledger Ledger
}

// New returns the service.
func New(store Store, l Ledger) *Service { return &Service{store, l} }

// OfBatch says what a batch takes of its issuer's quotas. ErrLedgerUnavailable
// where the ledger does not answer. Reading roles.
func (s *Service) OfBatch(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.QuotaState, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.QuotaState{}, err
	}
	if err := actor.Authorize(b.Issuer, registry.ReadingRoles()...); err != nil {
		return registry.QuotaState{}, err
	}
	needed, sealed, err := s.store.KindCounts(ctx, b.Issuer, id)
	if err != nil {
		return registry.QuotaState{}, err
	}
	return s.assess(ctx, b.Issuer, id, sealed, needed)
}

// OfList says what credentials of these kinds would take of the quotas of actor's
// school; nil asks for the quotas alone. Errors are those of OfBatch. Reading roles.
func (s *Service) OfList(
	ctx context.Context, actor registry.Actor, needed registry.KindCounts,
) (registry.QuotaState, error) {
	if err := actor.Authorize(actor.Issuer, registry.ReadingRoles()...); err != nil {
		return registry.QuotaState{}, err
	}
	_, sealed, err := s.store.KindCounts(ctx, actor.Issuer, uuid.Nil)
	if err != nil {
		return registry.QuotaState{}, err
	}
	return s.assess(ctx, actor.Issuer, uuid.Nil, sealed, needed)
}

// assess asks what other batches that are approved take, and then the ledger.
func (s *Service) assess(
	ctx context.Context, issuer string, batch uuid.UUID, sealed, needed registry.KindCounts,
) (registry.QuotaState, error) {
	approved, err := s.store.ApprovedCounts(ctx, issuer, batch)
	if err != nil {
		return registry.QuotaState{}, err
	}
	view, err := s.ledger.Quota(ctx, issuer)
	if err != nil {
		return registry.QuotaState{}, err
	}
	return registry.AssessQuotaInTurn(view, sealed, approved, needed), nil
}
