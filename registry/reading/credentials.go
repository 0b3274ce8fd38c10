package reading

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"sogoc/registry"
)

// Batch returns a batch with its anchors.
func (s *Service) Batch(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Batch, error) {
	b, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.Batch{}, err
	}
	if err := actor.Authorize(b.Issuer, registry.ReadingRoles()...); err != nil {
		return registry.Batch{}, err
	}
	return s.withAnchors(ctx, b)
}

// Batches returns batches, newest first.
func (s *Service) Batches(ctx context.Context, actor registry.Actor, f BatchFilter) ([]registry.Batch, error) {
	var err error
	if f.Issuer, err = actor.IssuerToRead(f.Issuer); err != nil {
		return nil, err
	}
	return s.store.Batches(ctx, f)
}

// Drafts returns a batch's drafts in the order of the file. An issued or
// discarded batch has none. National ids are masked for those who do not see them: see
// registry.Actor. Not for operators.
func (s *Service) Drafts(
	ctx context.Context,
	actor registry.Actor,
	batch uuid.UUID,
	page registry.Page,
) ([]registry.Draft, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(b.Issuer, registry.LearnerRoles()...); err != nil {
		return nil, err
	}
	offset, limit := page.Bounds()
	drafts, err := s.store.Drafts(ctx, batch, offset, limit)
	if err != nil {
		return nil, err
	}
	if !actor.SeesNationalIDs() {
		for i := range drafts {
			drafts[i].Content = drafts[i].Content.Masked()
		}
	}
	return drafts, nil
}

// Anchors returns an issuer's anchors, newest first: what waits, why, and what
// stands on the ledger.
func (s *Service) Anchors(
	ctx context.Context,
	actor registry.Actor,
	issuer string,
	page registry.Page,
) ([]registry.AnchorRef, error) {
	issuer, err := actor.IssuerToRead(issuer)
	if err != nil {
		return nil, err
	}
	return s.store.Anchors(ctx, issuer, page)
}

// Books returns an issuer's register books.
func (s *Service) Books(ctx context.Context, actor registry.Actor, issuer string) ([]registry.Book, error) {
	issuer, err := actor.IssuerToRead(issuer)
	if err != nil {
		return nil, err
	}
	return s.store.Books(ctx, issuer)
}

// Credential returns one credential with its status changes. Not for operators.
func (s *Service) Credential(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Credential, error) {
	c, err := s.store.Credential(ctx, id)
	if err != nil {
		return registry.Credential{}, err
	}
	if err := actor.Authorize(c.Issuer, registry.LearnerRoles()...); err != nil {
		return registry.Credential{}, err
	}
	changes, err := s.store.StatusChangesOf(ctx, []uuid.UUID{id})
	if err != nil {
		return registry.Credential{}, err
	}
	c.Changes = changes[id]
	// The worker may have finished a change since the first reading: the
	// second one counts, so that both say the same.
	c.Pending = nil
	version := uint64(0)
	for i := range c.Changes {
		switch change := &c.Changes[i]; {
		case change.State == registry.ChangePending:
			c.Pending = change
		case change.State == registry.ChangeDone && change.Version > version:
			c.Status, version = change.To, change.Version
		}
	}
	return c, nil
}

// Credentials returns credentials, in the order of issue or of names. Not for operators.
func (s *Service) Credentials(
	ctx context.Context,
	actor registry.Actor,
	f CredentialFilter,
) ([]registry.Credential, error) {
	var err error
	if f.Issuer, err = actor.IssuerToRead(f.Issuer); err != nil {
		return nil, err
	}
	if err := actor.Authorize(f.Issuer, registry.LearnerRoles()...); err != nil {
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
		found[i].Pending = registry.PendingChange(changes[found[i].ID])
	}
	return found, nil
}

// ListChanges returns the changes of status of actor's issuer: first what is on
// its way to the ledger, then the newest.
func (s *Service) ListChanges(
	ctx context.Context,
	actor registry.Actor,
	page registry.Page,
) ([]registry.ListedChange, error) {
	issuer, err := actor.IssuerToRead("")
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(issuer, registry.LearnerRoles()...); err != nil {
		return nil, err
	}
	return s.store.ListChanges(ctx, issuer, page)
}

// requireAnchored returns ErrNotAnchored unless what is left of a batch stands on
// the ledger: until then it may still be given up, and its papers with it.
func requireAnchored(b registry.Batch) error {
	if b.State != registry.BatchAnchored && b.State != registry.BatchGivenUp {
		return fmt.Errorf("batch %s is %s: %w", b.ID, b.State, registry.ErrNotAnchored)
	}
	return nil
}

// Document returns what the holder gets. Every call is audited. ErrNotAnchored
// for a credential of a batch that is not on the ledger.
func (s *Service) Document(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Document, error) {
	c, err := s.store.Credential(ctx, id)
	if err != nil {
		return registry.Document{}, err
	}
	if err := actor.Authorize(c.Issuer, registry.LearnerRoles()...); err != nil {
		return registry.Document{}, err
	}
	b, err := s.store.Batch(ctx, c.Batch)
	if err != nil {
		return registry.Document{}, err
	}
	if err := requireAnchored(b); err != nil {
		return registry.Document{}, err
	}
	entry := s.proc.NewAuditEntry(actor, c.Issuer, registry.ActionDocumentRead)
	entry.Credential, entry.Batch = &c.ID, &c.Batch
	if err := s.store.AppendAudit(ctx, entry); err != nil { // before, not after: a reading that cannot be recorded does not happen
		return registry.Document{}, err
	}
	return s.store.Document(ctx, id)
}

// Documents calls each with every credential of an anchored batch, in the order
// of the file. One audit entry. ErrNotAnchored for any other batch.
func (s *Service) Documents(
	ctx context.Context,
	actor registry.Actor,
	batch uuid.UUID,
	each func(registry.Document) error,
) error {
	read, err := s.OpenDocuments(ctx, actor, batch)
	if err != nil {
		return err
	}
	return read(each)
}

// OpenDocuments returns what Documents does, to be done as often as it takes
// and within ctx. It decides and audits at once: a refusal comes before
// anything was read.
func (s *Service) OpenDocuments(
	ctx context.Context,
	actor registry.Actor,
	batch uuid.UUID,
) (func(each func(registry.Document) error) error, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(b.Issuer, registry.LearnerRoles()...); err != nil {
		return nil, err
	}
	if err := requireAnchored(b); err != nil {
		return nil, err
	}
	entry := s.proc.NewAuditEntry(actor, b.Issuer, registry.ActionDocumentRead)
	entry.Batch, entry.Note = &b.ID, fmt.Sprintf("%d credentials", b.Count)
	if err := s.store.AppendAudit(ctx, entry); err != nil {
		return nil, err
	}
	return func(each func(registry.Document) error) error { return s.store.EachDocument(ctx, batch, each) }, nil
}

// ExportDigests calls each with every credential of an issuer: first what is
// not sealed yet (Sequence 0), then the rest in the order of anchor and leaf.
// It misses nothing; a credential that is sealed meanwhile may come twice. One
// audit entry, which says whether register numbers went out.
func (s *Service) ExportDigests(
	ctx context.Context,
	actor registry.Actor,
	request ExportRequest,
	each func(ExportEntry) error,
) error {
	issuer, err := actor.IssuerToRead(request.Issuer)
	if err != nil {
		return err
	}
	entry := s.proc.NewAuditEntry(actor, issuer, registry.ActionExported)
	if request.RegisterNumbers {
		if err := actor.Authorize(issuer, registry.LearnerRoles()...); err != nil {
			return err
		}
		entry.Note = "digests with register numbers"
	}
	if err := s.store.AppendAudit(ctx, entry); err != nil {
		return err
	}
	return s.store.EachExport(ctx, issuer, func(e ExportEntry) error {
		if !request.RegisterNumbers {
			e.RegisterNumber = ""
		}
		return each(e)
	})
}

// Audit returns audit entries, newest first.
func (s *Service) Audit(ctx context.Context, actor registry.Actor, f AuditFilter) ([]registry.AuditEntry, error) {
	var err error
	if f.Issuer, err = actor.IssuerToRead(f.Issuer); err != nil {
		return nil, err
	}
	return s.store.Audit(ctx, f)
}

func (s *Service) withAnchors(ctx context.Context, b registry.Batch) (registry.Batch, error) {
	var err error
	if b.GivingUp, err = s.store.GivingUp(ctx, b.ID); err != nil || !b.State.Signed() {
		return b, err
	}
	b.Anchors, err = s.store.AnchorsOf(ctx, b.ID)
	return b, err
}
