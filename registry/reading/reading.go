// Package reading answers what people ask of the register: batches, drafts,
// credentials, documents, books, anchors, the audit, exports and reports, and
// the public DID documents.
//
// What belongs here: what is asked and changes nothing but the audit. What
// does not: making files of it, which is package handout's, and deciding what
// may come next. Every method that takes an Actor decides itself whether the
// actor is authorized; a person who reads a holder's full document is recorded
// before the reading.
package reading

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/process"
	"sogoc/verifier/ledger"
)

// Store is what the readers ask. Package postgres implements it. Errors are
// those of package registry.
type Store interface {
	Issuer(ctx context.Context, code string) (registry.Issuer, error)
	Issuers(ctx context.Context) ([]registry.Issuer, error)
	// PeopleNames returns the names of an issuer's users by id, those who are shut out included.
	PeopleNames(ctx context.Context, issuer string) (map[uuid.UUID]string, error)
	Books(ctx context.Context, issuer string) ([]registry.Book, error)

	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	Batches(ctx context.Context, filter BatchFilter) ([]registry.Batch, error)
	// Drafts returns drafts from that position on, with national ids.
	Drafts(ctx context.Context, batch uuid.UUID, from, limit int) ([]registry.Draft, error)
	AnchorsOf(ctx context.Context, batch uuid.UUID) ([]registry.AnchorRef, error)
	// GivingUp returns how far giving up a batch has come; nil where nobody asked.
	GivingUp(ctx context.Context, batch uuid.UUID) (*registry.GivingUp, error)
	// Anchors returns an issuer's anchors, newest first.
	Anchors(ctx context.Context, issuer string, page registry.Page) ([]registry.AnchorRef, error)
	// AnchorsBetween returns an issuer's anchors that were sealed in a time, its
	// end excluded, oldest first, without void ones.
	AnchorsBetween(ctx context.Context, issuer string, from, until time.Time) ([]TimedAnchor, error)

	Credential(ctx context.Context, id uuid.UUID) (registry.Credential, error)
	Credentials(ctx context.Context, filter CredentialFilter) ([]registry.Credential, error)
	Document(ctx context.Context, id uuid.UUID) (registry.Document, error)
	// EachDocument calls f in the order of the file.
	EachDocument(ctx context.Context, batch uuid.UUID, f func(registry.Document) error) error
	// EachExport calls f for what is not sealed, then for the rest in the
	// order of anchor and leaf. It misses nothing; what is sealed meanwhile may
	// come twice.
	EachExport(ctx context.Context, issuer string, f func(ExportEntry) error) error

	// StatusChangesOf returns the changes of credentials, each one's oldest first.
	StatusChangesOf(ctx context.Context, credentials []uuid.UUID) (map[uuid.UUID][]registry.StatusChange, error)
	// ListChanges returns an issuer's changes of status: first what is on its
	// way, then the newest.
	ListChanges(ctx context.Context, issuer string, page registry.Page) ([]registry.ListedChange, error)

	Audit(ctx context.Context, filter AuditFilter) ([]registry.AuditEntry, error)
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Ledger says what an issuer may issue, its keys, and what holds of a credential now.
type Ledger interface {
	Issuer(ctx context.Context, code string) (ledger.IssuerView, error)
	Attest(ctx context.Context, issuer string, sequence uint64, list, index uint32) (ledger.Attestation, error)
}

// Service is safe for concurrent use.
type Service struct {
	proc   *process.Process
	store  Store
	ledger Ledger
}

// New returns the service.
func New(store Store, l Ledger, p *process.Process) *Service {
	return &Service{proc: p, store: store, ledger: l}
}

// School returns the issuer that actor belongs to.
func (s *Service) School(ctx context.Context, actor registry.Actor) (registry.Issuer, error) {
	return s.store.Issuer(ctx, actor.Issuer)
}

// Issuers returns the issuers that actor sees: its own, or all.
func (s *Service) Issuers(ctx context.Context, actor registry.Actor) ([]registry.Issuer, error) {
	if actor.Has(registry.RoleOperator) {
		return s.store.Issuers(ctx)
	}
	if err := actor.Authorize(actor.Issuer, registry.ReadingRoles()...); err != nil {
		return nil, err
	}
	own, err := s.store.Issuer(ctx, actor.Issuer)
	if err != nil {
		return nil, err
	}
	return []registry.Issuer{own}, nil
}

// PeopleNames returns the names of actor's colleagues by id, those who left
// included: for "imported by" and "approved by".
func (s *Service) PeopleNames(ctx context.Context, actor registry.Actor) (map[uuid.UUID]string, error) {
	if err := actor.Authorize(actor.Issuer, registry.ReadingRoles()...); err != nil {
		return nil, err
	}
	return s.store.PeopleNames(ctx, actor.Issuer)
}

// Scope returns what actor's school may issue by its accreditation on the ledger.
func (s *Service) Scope(ctx context.Context, actor registry.Actor) ([]ledger.Scope, error) {
	if err := actor.Authorize(actor.Issuer, registry.ReadingRoles()...); err != nil {
		return nil, err
	}
	view, err := s.ledger.Issuer(ctx, actor.Issuer)
	if err != nil {
		return nil, err
	}
	return view.Issuer.Accreditation.Scopes, nil
}
