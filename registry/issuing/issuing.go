// Package issuing turns a batch of drafts into sealed anchors: an approver
// approves or rejects it, and the worker then numbers, signs and seals it in
// one transaction.
//
// What belongs here: what happens between a draft and the signed statement
// that the ledger is asked to take. What does not: submitting it, which is
// package anchoring's, and the choice of the key, which is package keys'. It
// relies on verifier/credential for the documents and verifier/batch for the
// tree.
//
// Numbers, signatures and anchors are one act of one process. Whatever is
// killed in the middle of it leaves an approved batch, which the worker of any
// process signs again. After it the batch will stand on the ledger, and no key
// is needed for that.
package issuing

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/process"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written about batches, in a transaction or
// outside. Errors are those of package registry.
type Queries interface {
	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// LockBatch is Batch, and nobody else moves it until the transaction's end.
	LockBatch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// MoveBatch writes state, decision and times.
	MoveBatch(ctx context.Context, batch registry.Batch) error
	// DropEntries gives a batch's numbers back.
	DropEntries(ctx context.Context, batch uuid.UUID) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error

	// LockName waits until nobody else holds a name, and holds it until the
	// transaction's end.
	LockName(ctx context.Context, name string) error
	// KindCounts counts what a batch needs, and what other batches of the issuer have
	// sealed that is not on the ledger.
	KindCounts(ctx context.Context, issuer string, batch uuid.UUID) (needed, waiting registry.KindCounts, err error)
	// ApprovedCounts counts what each other batch of the issuer needs that is approved and
	// not signed yet, in the order in which they are signed: where the batch is approved
	// too, those that were before it.
	ApprovedCounts(ctx context.Context, issuer string, batch uuid.UUID) ([]registry.KindCounts, error)

	// PutBook opens a book; one that is there stays as it is, and false is returned.
	PutBook(ctx context.Context, book registry.Book) (bool, error)

	// DueToSign returns the issuers with approved batches that a process may
	// sign now: not those whose key another process holds a lease of.
	DueToSign(ctx context.Context, process uuid.UUID, now time.Time) ([]string, error)
	// NextToSign returns the first of them of an issuer, or ErrNotFound.
	NextToSign(ctx context.Context, issuer string, process uuid.UUID, now time.Time) (registry.Batch, error)
	// PostponeBatch records why an approved batch was not signed.
	PostponeBatch(ctx context.Context, id uuid.UUID, wait registry.Wait, until time.Time) error
	// HurryBatches lets approved batches be tried at once, HurryAnchors what
	// waits of an issuer for the ledger.
	HurryBatches(ctx context.Context, batches []uuid.UUID) error
	HurryAnchors(ctx context.Context, issuer string) error
}

// SigningQueries are what the signing transaction asks and writes.
type SigningQueries interface {
	LockBatch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	MoveBatch(ctx context.Context, batch registry.Batch) error
	// LockIssuer serialises what must not run twice at once for an issuer:
	// sealing, and the choice of status indices. It holds to the transaction's end.
	LockIssuer(ctx context.Context, code string) error
	// HoldsKeyLease reports whether a batch's newest lease has that number and
	// lasts, and keeps others from taking it until the transaction's end.
	HoldsKeyLease(ctx context.Context, batch uuid.UUID, fence int64, now time.Time) (bool, error)

	// LockBook returns a book whose counters nobody else moves until the transaction's
	// end, and until then no import writes numbers of the issuer.
	LockBook(ctx context.Context, issuer, code string) (LockedBook, error)
	// MoveBook sets the counters of a locked book.
	MoveBook(ctx context.Context, book registry.Book) error
	// TakenNumbers returns which of these numbers stand in the register already, in
	// whatever way they are written, each with the number as it stands there.
	TakenNumbers(
		ctx context.Context,
		issuer, book string,
		serials, registers []string,
	) (takenSerials, takenRegisters map[string]string, err error)
	// KindCounts counts what a batch needs, and what other batches of the issuer
	// have sealed that is not on the ledger.
	KindCounts(ctx context.Context, issuer string, batch uuid.UUID) (needed, waiting registry.KindCounts, err error)
	// Entries returns the register lines of a batch, in order.
	Entries(ctx context.Context, batch uuid.UUID) ([]registry.Entry, error)
	// NumberEntries writes the numbers of a batch's lines and marks all of them numbered.
	NumberEntries(ctx context.Context, batch uuid.UUID, entries []registry.Entry) error

	// Drafts returns drafts from that position on, with national ids.
	Drafts(ctx context.Context, batch uuid.UUID, from, limit int) ([]registry.Draft, error)
	// DeleteDrafts erases what waited to be signed.
	DeleteDrafts(ctx context.Context, batch uuid.UUID) error
	// StatusList returns an issuer's newest list and how many of its entries
	// are in use; list 0 where there is none.
	StatusList(ctx context.Context, issuer string) (list uint32, used int, err error)
	PutStatusList(ctx context.Context, issuer string, list uint32, used int) error
	// TakenIndices returns which of these indices are in use.
	TakenIndices(ctx context.Context, issuer string, list uint32, indices []uint32) (map[uint32]bool, error)
	AddCredentials(ctx context.Context, records []registry.CredentialRecord) error

	// Unsealed returns what a batch has to be sealed, in the order of the file.
	Unsealed(ctx context.Context, batch uuid.UUID) ([]Unsealed, error)
	// LastAnchor returns the sequence and the statement's hash of an issuer's
	// newest anchor; 0 where there is none.
	LastAnchor(ctx context.Context, issuer string) (sequence uint64, statement ledger.Digest, err error)
	// AddAnchor writes a sealed anchor and its leaves, in the order of the digests.
	AddAnchor(ctx context.Context, anchor registry.SealedAnchor, credentials []uuid.UUID) error

	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps batches. Package postgres implements it.
type Store interface {
	Queries
	// Unsealed is that of SigningQueries.
	Unsealed(ctx context.Context, batch uuid.UUID) ([]Unsealed, error)
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
	// InSigningTx is InTx for signing a batch of so many credentials.
	InSigningTx(ctx context.Context, credentials int, f func(ctx context.Context, q SigningQueries) error) error
}

// Keys chooses the signer of a batch. Package keys implements it.
type Keys interface {
	BatchSigner(ctx context.Context, b registry.Batch, thumbprint string) (credential.Signer, keys.Grant, error)
	// Open opens the school's own key for a use; see package keys for its errors.
	Open(ctx context.Context, actor registry.Actor, passphrase registry.Secret, use keys.Use) error
	// AddToOpenGrant lets the approver's open key, if there is one, sign an approved batch.
	AddToOpenGrant(ctx context.Context, actor registry.Actor, batch uuid.UUID) error
	// IsOpenFor reports whether the school's own key is open here for a batch.
	IsOpenFor(batch uuid.UUID) bool
	// ReleaseBatch tells that a batch needs no key, or no more.
	ReleaseBatch(ctx context.Context, batch uuid.UUID)
}

// Ledger says what an issuer may anchor, and what it used of it. Errors are those
// of anchoring.Ledger.
type Ledger interface {
	Quota(ctx context.Context, issuer string) (ledger.QuotaView, error)
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}

// LockedBook is a book with the numbers that drafts brought which were rejected or
// discarded. Some of them may be in use again.
type LockedBook struct {
	registry.Book
	FreedSerials, FreedRegisters []string
}

// Unsealed is an issued credential without an anchor.
type Unsealed struct {
	ID     uuid.UUID
	Kind   ledger.Kind
	Key    string // thumbprint; the same of a whole batch
	Digest ledger.Digest
}

// Service is safe for concurrent use, by several processes on one database as
// well. Every method that takes an Actor decides itself whether the actor is
// authorized.
type Service struct {
	proc   *process.Process
	store  Store
	keys   Keys
	ledger Ledger
	signed signedCounts
}

// New returns the service.
func New(store Store, k Keys, l Ledger, p *process.Process) *Service {
	return &Service{proc: p, store: store, keys: k, ledger: l}
}

// Signed returns how many credentials of an approved batch this process has signed
// so far; 0 where it does not sign it now. They count once all of them are committed.
func (s *Service) Signed(batch uuid.UUID) int { return s.signed.of(batch) }

// Approve approves a draft batch: from here on the worker carries it to the
// ledger. A passphrase opens the school's own key for it; without one the batch
// waits if that key is the only good one. Nothing is approved where the
// passphrase is wrong: see keys.Service.Open for the errors. Role approver;
// ErrSamePerson for the importer. Approving again is success for the same
// actor, ErrState for any other. read is how many credentials the batch had when the
// actor read it: ErrInvalid for none, ErrNotAsRead for another number than it has. Rows
// leave a draft batch and none ever comes into it or changes, so that an equal number
// means the same rows. Where the ledger would refuse the batch now beside
// those that were approved before it, the answer's WaitsFor says why.
func (s *Service) Approve(
	ctx context.Context, actor registry.Actor, id uuid.UUID, passphrase registry.Secret, read int,
) (registry.Batch, error) {
	batch, err := s.store.Batch(ctx, id)
	if err != nil {
		return registry.Batch{}, err
	}
	if err := mayApprove(actor, batch, read); err != nil {
		return registry.Batch{}, fmt.Errorf("approve batch %s: %w", id, err)
	}
	if batch.State.Signed() { // by the same actor: the key has nothing to do
		return batch, nil
	}
	opened, err := s.openKey(ctx, actor, id, passphrase)
	if err != nil {
		return registry.Batch{}, err
	}
	batch, err = s.approve(ctx, actor, id, read)
	if err != nil {
		if opened {
			s.closeUnlessApproved(ctx, id)
		}
		return registry.Batch{}, fmt.Errorf("approve batch %s: %w", id, err)
	}
	if !opened && batch.State == registry.BatchApproved {
		if err := s.keys.AddToOpenGrant(ctx, actor, id); err != nil { // the batch is approved, and waits for the key
			s.proc.Log.WarnContext(ctx, "open key not used for batch", slog.Any("batch", id), slog.Any("error", err))
		}
	}
	s.proc.WakeWorker()
	return batch, nil
}

// closeUnlessApproved ends what the key was opened for, unless another approver
// was faster: then the batch waits for just this key.
func (s *Service) closeUnlessApproved(ctx context.Context, id uuid.UUID) {
	if b, err := s.store.Batch(ctx, id); err == nil && b.State == registry.BatchApproved {
		s.proc.WakeWorker()
		return
	}
	s.keys.ReleaseBatch(ctx, id)
}

// openKey opens the school's own key for a batch, and reports whether it did. A
// school that has no such key needs no passphrase.
func (s *Service) openKey(
	ctx context.Context, actor registry.Actor, id uuid.UUID, passphrase registry.Secret,
) (bool, error) {
	if passphrase == "" {
		return false, nil
	}
	err := s.keys.Open(ctx, actor, passphrase, keys.Use{Batches: []uuid.UUID{id}})
	if errors.Is(err, registry.ErrState) {
		return false, nil
	}
	return err == nil, err
}

// approve is Approve without the key.
func (s *Service) approve(
	ctx context.Context, actor registry.Actor, id uuid.UUID, read int,
) (registry.Batch, error) {
	var batch registry.Batch
	approved := false
	view, known := s.quotaNow(ctx, actor.Issuer)
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if batch, err = q.LockBatch(ctx, id); err != nil {
			return err
		}
		if err := mayApprove(actor, batch, read); err != nil || batch.State != registry.BatchDraft {
			return err
		}
		now := s.proc.Time()
		if known {
			if batch.WaitsFor, err = expectWait(ctx, q, batch, view); err != nil {
				return err
			}
		}
		batch.State, batch.DecidedBy, batch.DecidedAt = registry.BatchApproved, &actor.ID, &now
		if err := q.MoveBatch(ctx, batch); err != nil {
			return err
		}
		approved = true
		entry := s.proc.NewAuditEntry(actor, batch.Issuer, registry.ActionApproved)
		entry.Batch, entry.Note = &id, fmt.Sprintf("%d credentials", batch.Count)
		return q.AppendAudit(ctx, entry)
	})
	if err == nil && approved {
		s.proc.Log.InfoContext(ctx, "batch approved", slog.Any("batch", id), slog.String("issuer", batch.Issuer),
			slog.Int("count", batch.Count))
	}
	return batch, err
}

// mayApprove returns nil where actor may approve the batch, or has, as it was read.
func mayApprove(actor registry.Actor, batch registry.Batch, read int) error {
	if err := actor.Authorize(batch.Issuer, registry.RoleApprover); err != nil {
		return err
	}
	switch {
	case batch.ImportedBy == actor.ID:
		return registry.ErrSamePerson
	case batch.State != registry.BatchDraft && (!wasApproved(batch) || *batch.DecidedBy != actor.ID):
		return registry.ErrState
	case read <= 0:
		return fmt.Errorf("%w: count: the number of credentials of the batch that was read is needed", registry.ErrInvalid)
	case read != batch.Count:
		return registry.ErrNotAsRead
	}
	return nil
}

// wasApproved reports whether a batch was approved and is, or goes, on the ledger.
// One that was given up does not.
func wasApproved(b registry.Batch) bool { return b.State.Step() >= registry.BatchApproved.Step() }

// Reject ends a draft batch with a reason, which must name no learner. Its
// numbers are free again. Role approver, and not the importer.
func (s *Service) Reject(
	ctx context.Context,
	actor registry.Actor,
	id uuid.UUID,
	reason string,
) (registry.Batch, error) {
	if reason == "" || len(reason) > 1000 {
		return registry.Batch{}, fmt.Errorf("%w: a reason of at most 1,000 bytes", registry.ErrInvalid)
	}
	var batch registry.Batch
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if batch, err = q.LockBatch(ctx, id); err != nil {
			return err
		}
		if err := actor.Authorize(batch.Issuer, registry.RoleApprover); err != nil {
			return err
		}
		switch {
		case batch.State != registry.BatchDraft:
			return registry.ErrState
		case batch.ImportedBy == actor.ID:
			return registry.ErrSamePerson
		}
		if err := q.DropEntries(ctx, id); err != nil {
			return err
		}
		now := s.proc.Time()
		batch.State, batch.DecidedBy, batch.DecidedAt = registry.BatchRejected, &actor.ID, &now
		batch.RejectReason = reason
		if err := q.MoveBatch(ctx, batch); err != nil {
			return err
		}
		entry := s.proc.NewAuditEntry(actor, batch.Issuer, registry.ActionRejected)
		entry.Batch = &id
		return q.AppendAudit(ctx, entry)
	})
	if err != nil {
		return registry.Batch{}, fmt.Errorf("reject batch %s: %w", id, err)
	}
	return batch, nil
}

// OpenBook opens a register book with number forms of the school's own, before
// an import names it. ErrConflict if it is open. Role approver.
func (s *Service) OpenBook(ctx context.Context, actor registry.Actor, book registry.Book) error {
	if err := actor.Authorize(book.Issuer, registry.RoleApprover); err != nil {
		return err
	}
	if err := book.Validate(); err != nil {
		return err
	}
	book.OpenedAt = s.proc.Time()
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		opened, err := q.PutBook(ctx, book)
		if err != nil {
			return err
		}
		if !opened {
			return fmt.Errorf("%w: the book is open", registry.ErrConflict)
		}
		entry := s.proc.NewAuditEntry(actor, book.Issuer, registry.ActionBookOpened)
		entry.Note = book.Code
		return q.AppendAudit(ctx, entry)
	})
}
