package registry

import (
	"context"
	"fmt"

	"github.com/google/uuid"
)

// Approve numbers a draft batch from its book and approves it. Role approver;
// ErrSamePerson for the importer. Approving again is success for the same
// actor, ErrState for any other.
func (s *Service) Approve(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error) {
	approved, err := s.move(ctx, actor, batch, RoleApprover, func(ctx context.Context, q Queries, b *Batch) error {
		switch {
		case b.ImportedBy == actor.ID:
			return ErrSamePerson
		case b.State == BatchApproved && *b.DecidedBy == actor.ID:
			return errDone
		case b.State != BatchDraft:
			return ErrState
		}
		if err := number(ctx, q, *b); err != nil {
			return err
		}
		now := s.time()
		b.State, b.DecidedBy, b.DecidedAt = BatchApproved, &actor.ID, &now
		entry := s.entry(actor, b.Issuer, ActionApproved)
		entry.Batch, entry.Note = &b.ID, fmt.Sprintf("%d credentials", b.Count)
		return q.AppendAudit(ctx, entry)
	})
	if err == nil {
		s.log.InfoContext(ctx, "batch approved", "batch", approved.ID, "issuer", approved.Issuer, "count", approved.Count)
	}
	return approved, err
}

// number gives every line of a numbered type both numbers, those that the file
// did not bring from the book. The book is locked to the end of the
// transaction, so that a counter that moved was used: no gaps.
func number(ctx context.Context, q Queries, batch Batch) error {
	entries, err := q.Entries(ctx, batch.ID)
	if err != nil {
		return err
	}
	var serials, registers []*string // that are still to be filled in
	for i := range entries {
		if e := &entries[i]; e.Book != "" {
			if e.SerialNumber == "" {
				serials = append(serials, &e.SerialNumber)
			}
			if e.RegisterNumber == "" {
				registers = append(registers, &e.RegisterNumber)
			}
		}
	}
	if len(serials)+len(registers) > 0 {
		book, err := q.LockBook(ctx, batch.Issuer, batch.Terms.Book)
		if err != nil {
			return err
		}
		book.SerialNext, err = draw(serials, book.SerialNext, book.serial, func(numbers []string) (map[string]bool, error) {
			taken, _, err := q.TakenNumbers(ctx, book.Issuer, book.Code, numbers, nil)
			return taken, err
		})
		if err != nil {
			return err
		}
		book.RegisterNext, err = draw(registers, book.RegisterNext, book.register, func(numbers []string) (map[string]bool, error) {
			_, taken, err := q.TakenNumbers(ctx, book.Issuer, book.Code, nil, numbers)
			return taken, err
		})
		if err != nil {
			return err
		}
		if err := q.MoveBook(ctx, book); err != nil {
			return err
		}
	}
	return q.NumberEntries(ctx, batch.ID, entries)
}

// draw fills places from a counter and returns where the counter stands then.
// Numbers that a file brought and that are taken already are passed over.
func draw(places []*string, next uint64, format func(uint64) string, taken func([]string) (map[string]bool, error)) (uint64, error) {
	for len(places) > 0 {
		numbers := make([]string, len(places))
		for i := range numbers {
			numbers[i] = format(next + uint64(i))
		}
		used, err := taken(numbers)
		if err != nil {
			return next, err
		}
		for _, n := range numbers {
			if !used[n] {
				*places[0] = n
				places = places[1:]
			}
		}
		next += uint64(len(numbers))
	}
	return next, nil
}
