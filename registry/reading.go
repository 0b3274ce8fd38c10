package registry

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// Batch returns a batch with its anchors.
func (s *Service) Batch(ctx context.Context, actor Actor, id uuid.UUID) (Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return Batch{}, err
	}
	if err := actor.may(b.Issuer, readers...); err != nil {
		return Batch{}, err
	}
	return s.withAnchors(ctx, b)
}

// Batches returns batches, newest first.
func (s *Service) Batches(ctx context.Context, actor Actor, f BatchFilter) ([]Batch, error) {
	var err error
	if f.Issuer, err = actor.own(f.Issuer); err != nil {
		return nil, err
	}
	return s.store.Batches(ctx, f)
}

// Drafts returns a batch's drafts in the order of the file. An issued or
// discarded batch has none.
func (s *Service) Drafts(ctx context.Context, actor Actor, batch uuid.UUID, page Page) ([]Draft, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := actor.may(b.Issuer, readers...); err != nil {
		return nil, err
	}
	offset, limit := page.Bounds()
	return s.store.Drafts(ctx, batch, offset, limit)
}

// Anchors returns an issuer's anchors, newest first: what waits, why, and what
// stands on the ledger.
func (s *Service) Anchors(ctx context.Context, actor Actor, issuer string, page Page) ([]AnchorRef, error) {
	issuer, err := actor.own(issuer)
	if err != nil {
		return nil, err
	}
	return s.store.Anchors(ctx, issuer, page)
}

// Books returns an issuer's register books.
func (s *Service) Books(ctx context.Context, actor Actor, issuer string) ([]Book, error) {
	issuer, err := actor.own(issuer)
	if err != nil {
		return nil, err
	}
	return s.store.Books(ctx, issuer)
}

// Show returns one credential with its status changes.
func (s *Service) Show(ctx context.Context, actor Actor, id uuid.UUID) (Credential, error) {
	c, err := s.store.Credential(ctx, id)
	if err != nil {
		return Credential{}, err
	}
	if err := actor.may(c.Issuer, readers...); err != nil {
		return Credential{}, err
	}
	if c.Changes, err = s.store.StatusChanges(ctx, id); err != nil {
		return Credential{}, err
	}
	// The worker may have finished a change since the first reading: the
	// second one counts, so that both say the same.
	c.Pending = nil
	version := uint64(0)
	for i := range c.Changes {
		switch change := &c.Changes[i]; {
		case change.State == ChangePending:
			c.Pending = change
		case change.State == ChangeDone && change.Version > version:
			c.Status, version = change.To, change.Version
		}
	}
	return c, nil
}

// List returns credentials, in the order of issue or of names.
func (s *Service) List(ctx context.Context, actor Actor, f CredentialFilter) ([]Credential, error) {
	var err error
	if f.Issuer, err = actor.own(f.Issuer); err != nil {
		return nil, err
	}
	found, err := s.store.Credentials(ctx, f)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(found))
	for i, c := range found {
		ids[i] = c.ID
	}
	changes, err := s.store.StatusChangesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range found {
		found[i].Pending = pendingOf(changes[found[i].ID])
	}
	return found, nil
}

// ListChanges returns the changes of status of actor's issuer: first what is on
// its way to the ledger, then the newest.
func (s *Service) ListChanges(ctx context.Context, actor Actor, page Page) ([]ListedChange, error) {
	issuer, err := actor.own("")
	if err != nil {
		return nil, err
	}
	return s.store.ListChanges(ctx, issuer, page)
}

// holders are the roles that may read what a holder gets: everybody of the
// school but operators, who need no learner's data to run the service.
var holders = []Role{RoleRegistrar, RoleApprover, RoleReader}

// Document returns what the holder gets. Every call is audited.
func (s *Service) Document(ctx context.Context, actor Actor, id uuid.UUID) (Document, error) {
	c, err := s.store.Credential(ctx, id)
	if err != nil {
		return Document{}, err
	}
	if err := actor.may(c.Issuer, holders...); err != nil {
		return Document{}, err
	}
	entry := s.entry(actor, c.Issuer, ActionDocumentRead)
	entry.Credential, entry.Batch = &c.ID, &c.Batch
	if err := s.store.AppendAudit(ctx, entry); err != nil { // before, not after: a reading that cannot be recorded does not happen
		return Document{}, err
	}
	return s.store.Document(ctx, id)
}

// Documents calls each with every credential of an issued batch, in the order
// of the file. One audit entry.
func (s *Service) Documents(ctx context.Context, actor Actor, batch uuid.UUID, each func(Document) error) error {
	read, err := s.OpenDocuments(ctx, actor, batch)
	if err != nil {
		return err
	}
	return read(each)
}

// OpenDocuments returns what Documents does, to be done as often as it takes
// and within ctx. It decides and audits at once: a refusal comes before
// anything was read.
func (s *Service) OpenDocuments(ctx context.Context, actor Actor, batch uuid.UUID) (func(each func(Document) error) error, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := actor.may(b.Issuer, holders...); err != nil {
		return nil, err
	}
	if _, err := s.issued(ctx, b); err != nil {
		return nil, err
	}
	entry := s.entry(actor, b.Issuer, ActionDocumentRead)
	entry.Batch, entry.Note = &b.ID, fmt.Sprintf("%d credentials", b.Count)
	if err := s.store.AppendAudit(ctx, entry); err != nil {
		return nil, err
	}
	return func(each func(Document) error) error { return s.store.EachDocument(ctx, batch, each) }, nil
}

// ExportDigests calls each with every credential of an issuer: first what is
// not sealed yet (Sequence 0), then the rest in the order of anchor and leaf.
// It misses nothing; a credential that is sealed meanwhile may come twice. One
// audit entry.
func (s *Service) ExportDigests(ctx context.Context, actor Actor, issuer string, each func(ExportEntry) error) error {
	issuer, err := actor.own(issuer)
	if err != nil {
		return err
	}
	if err := s.store.AppendAudit(ctx, s.entry(actor, issuer, ActionExported)); err != nil {
		return err
	}
	return s.store.EachExport(ctx, issuer, each)
}

// Audit returns audit entries, newest first.
func (s *Service) Audit(ctx context.Context, actor Actor, f AuditFilter) ([]AuditEntry, error) {
	var err error
	if f.Issuer, err = actor.own(f.Issuer); err != nil {
		return nil, err
	}
	return s.store.Audit(ctx, f)
}

// Scope returns what actor's school may issue by its accreditation on the ledger.
func (s *Service) Scope(ctx context.Context, actor Actor) ([]ledger.Scope, error) {
	if err := actor.may(actor.Issuer, readers...); err != nil {
		return nil, err
	}
	view, err := s.ledger.Issuer(ctx, actor.Issuer)
	if err != nil {
		return nil, err
	}
	return view.Issuer.Accreditation.Scopes, nil
}
