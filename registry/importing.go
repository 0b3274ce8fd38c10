package registry

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Import turns rows into a batch of drafts: all of them, or none and Problems.
// The upload that it is of, if it names one, is gone with it: ErrNotFound where
// it was imported before. Role registrar.
func (s *Service) Import(ctx context.Context, actor Actor, r ImportRequest) (Batch, error) {
	drafts, batch, book, err := s.prepare(ctx, actor, r)
	if err != nil {
		return Batch{}, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if r.Upload != uuid.Nil {
			if err := q.DropUpload(ctx, r.Upload); err != nil {
				return err
			}
		}
		if usesBook(drafts) {
			if _, err := q.PutBook(ctx, book); err != nil {
				return err
			}
			if err := refuseTaken(ctx, q, batch, drafts); err != nil {
				return err
			}
		}
		if err := q.AddBatch(ctx, batch, r.Source, drafts); err != nil {
			return err
		}
		entry := s.entry(actor, r.Issuer, ActionImported)
		entry.Batch, entry.Note = &batch.ID, fmt.Sprintf("%d credentials", batch.Count)
		return q.AppendAudit(ctx, entry)
	})
	if err != nil {
		return Batch{}, fmt.Errorf("import: %w", err)
	}
	s.log.InfoContext(ctx, "batch imported", "batch", batch.ID, "issuer", batch.Issuer, "count", batch.Count)
	return batch, nil
}

// prepare makes the drafts of rows, and the batch and book that they would be of.
func (s *Service) prepare(ctx context.Context, actor Actor, r ImportRequest) ([]Draft, Batch, Book, error) {
	if err := actor.may(r.Issuer, RoleRegistrar); err != nil {
		return nil, Batch{}, Book{}, err
	}
	school, err := s.store.Issuer(ctx, r.Issuer)
	if err != nil {
		return nil, Batch{}, Book{}, fmt.Errorf("issuer %s: %w", r.Issuer, err)
	}
	book, err := s.book(ctx, r.Issuer, r.Terms.Book)
	if err != nil {
		return nil, Batch{}, Book{}, err
	}
	issuer := credential.Issuer{Code: school.Code, Name: school.Name, NameEn: school.NameEn, Host: s.host}
	drafts, err := assemble(r, issuer, book, s.id)
	if err != nil {
		return nil, Batch{}, Book{}, err
	}
	id, err := s.id()
	if err != nil {
		return nil, Batch{}, Book{}, err
	}
	return drafts, Batch{ID: id, Issuer: r.Issuer, State: BatchDraft, Terms: r.Terms, Count: len(drafts), Decision: firstDecision(drafts),
		ImportedBy: actor.ID, ImportedAt: s.time()}, book, nil
}

// firstDecision returns the earliest graduation decision of drafts, "" for none.
func firstDecision(drafts []Draft) ledger.Date {
	var first ledger.Date
	for _, d := range drafts {
		if decision := d.Content.Issuance().DecisionDate; decision != "" && (first == "" || decision < first) {
			first = decision
		}
	}
	return first
}

// book returns the open book of that name, or the one that would be opened.
func (s *Service) book(ctx context.Context, issuer, code string) (Book, error) {
	books, err := s.store.Books(ctx, issuer)
	if err != nil {
		return Book{}, err
	}
	for _, b := range books {
		if b.Code == code {
			return b, nil
		}
	}
	return DefaultBook(issuer, code, s.time()), nil
}

func usesBook(drafts []Draft) bool {
	for _, d := range drafts {
		if d.Book != "" {
			return true
		}
	}
	return false
}

// refuseTaken returns Problems for numbers that stand in the register already.
func refuseTaken(ctx context.Context, q Queries, batch Batch, drafts []Draft) error {
	var serials, registers []string
	for _, d := range drafts {
		if d.SerialNumber != "" {
			serials = append(serials, d.SerialNumber)
		}
		if d.RegisterNumber != "" {
			registers = append(registers, d.RegisterNumber)
		}
	}
	takenSerials, takenRegisters, err := q.TakenNumbers(ctx, batch.Issuer, batch.Terms.Book, serials, registers)
	if err != nil {
		return err
	}
	var problems Problems
	for _, d := range drafts {
		for _, n := range []struct {
			field string
			taken bool
		}{{"serialNumber", takenSerials[d.SerialNumber]}, {"registerNumber", takenRegisters[d.RegisterNumber]}} {
			if n.taken {
				problems = append(problems, Problem{Line: d.Line, Problem: credential.Problem{
					Field: n.field, Fault: credential.FaultConflict, Want: "a number that is not in the register yet"}})
			}
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// OpenBook opens a register book with number forms of the school's own, before
// an import names it. ErrConflict if it is open. Role approver.
func (s *Service) OpenBook(ctx context.Context, actor Actor, book Book) error {
	if err := actor.may(book.Issuer, RoleApprover); err != nil {
		return err
	}
	if err := book.Validate(); err != nil {
		return err
	}
	book.OpenedAt = s.time()
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		opened, err := q.PutBook(ctx, book)
		if err != nil {
			return err
		}
		if !opened {
			return fmt.Errorf("%w: the book is open", ErrConflict)
		}
		entry := s.entry(actor, book.Issuer, ActionBookOpened)
		entry.Note = book.Code
		return q.AppendAudit(ctx, entry)
	})
}

// Reject ends a draft batch with a reason, which must name no learner. Its
// numbers are free again. Role approver, and not the importer.
func (s *Service) Reject(ctx context.Context, actor Actor, batch uuid.UUID, reason string) (Batch, error) {
	if reason == "" || len(reason) > 1000 {
		return Batch{}, fmt.Errorf("%w: a reason of at most 1,000 bytes", ErrInvalid)
	}
	return s.end(ctx, actor, batch, RoleApprover, BatchRejected, reason)
}

// Discard ends a draft batch and erases its drafts. Role registrar.
func (s *Service) Discard(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error) {
	return s.end(ctx, actor, batch, RoleRegistrar, BatchDiscarded, "")
}

func (s *Service) end(ctx context.Context, actor Actor, id uuid.UUID, role Role, state BatchState, reason string) (Batch, error) {
	action := ActionDiscarded
	if state == BatchRejected {
		action = ActionRejected
	}
	return s.move(ctx, actor, id, role, func(ctx context.Context, q Queries, b *Batch) error {
		switch {
		case b.State != BatchDraft:
			return ErrState
		case state == BatchRejected && b.ImportedBy == actor.ID:
			return ErrSamePerson
		}
		now := s.time()
		b.State, b.DecidedBy, b.DecidedAt, b.RejectReason = state, &actor.ID, &now, reason
		if err := q.DropEntries(ctx, b.ID); err != nil {
			return err
		}
		if state == BatchDiscarded {
			if err := q.DeleteDrafts(ctx, b.ID); err != nil {
				return err
			}
		}
		entry := s.entry(actor, b.Issuer, action)
		entry.Batch = &b.ID
		return q.AppendAudit(ctx, entry)
	})
}

// errDone ends a step that was taken before: nothing to write.
var errDone = errors.New("done before")

// move locks a batch, lets step change it, and writes it, all in one
// transaction. errDone from step leaves everything as it is.
func (s *Service) move(ctx context.Context, actor Actor, id uuid.UUID, role Role, step func(ctx context.Context, q Queries, b *Batch) error) (Batch, error) {
	var batch Batch
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		var err error
		if batch, err = q.LockBatch(ctx, id); err != nil {
			return err
		}
		if err := actor.may(batch.Issuer, role); err != nil {
			return err
		}
		if err := step(ctx, q, &batch); err != nil {
			return err
		}
		return q.MoveBatch(ctx, batch)
	})
	if err != nil && !errors.Is(err, errDone) {
		return Batch{}, fmt.Errorf("batch %s: %w", id, err)
	}
	return s.withAnchors(ctx, batch)
}

func (s *Service) withAnchors(ctx context.Context, batch Batch) (Batch, error) {
	if batch.State != BatchSealed && batch.State != BatchAnchored {
		return batch, nil
	}
	var err error
	batch.Anchors, err = s.store.AnchorsOf(ctx, batch.ID)
	return batch, err
}
