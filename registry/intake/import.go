package intake

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Import turns rows into a batch of drafts: all of them, or none and Problems. Terms are
// judged here too, whoever read the rows: one that is wrong, or that raises a question
// without an answer, is among the Problems.
// The upload that it is of, if it names one, is gone with it: ErrNotFound where
// it was imported before. It may be repeated: a file that made a batch before is
// *AlreadyImported unless the request names that batch in Besides, and a request whose
// key was answered is its *KeptAnswer. Role registrar.
func (s *Service) Import(ctx context.Context, actor registry.Actor, r ImportRequest) (registry.Batch, error) {
	drafts, batch, book, err := s.prepare(ctx, actor, r)
	if err != nil {
		return registry.Batch{}, err
	}
	issuer := drafts[0].Content.Issuance().Issuer.Name
	if wrong := s.terms.JudgeTerms(r.Terms, issuer, r.TermsAnswers, s.proc.Now()); len(wrong) > 0 {
		return registry.Batch{}, wrong
	}
	err = s.store.InImportTx(ctx, func(ctx context.Context, q ImportQueries) error {
		return s.put(ctx, q, actor, r, batch, book, drafts)
	})
	if err != nil {
		return registry.Batch{}, fmt.Errorf("import: %w", err)
	}
	s.proc.Log.InfoContext(ctx, "batch imported",
		slog.Any("batch", batch.ID),
		slog.String("issuer", batch.Issuer),
		slog.Int("count", batch.Count))
	return batch, nil
}

// put is Import in its transaction, whose commit is the commit point: batch, drafts,
// audit entries and the answer to be repeated stand or fall together.
func (s *Service) put(
	ctx context.Context,
	q ImportQueries,
	actor registry.Actor,
	r ImportRequest,
	batch registry.Batch,
	book registry.Book,
	drafts []registry.Draft,
) error {
	besides, err := refuseTwice(ctx, q, actor.ID, r, batch.ImportedAt)
	if err != nil {
		return err
	}
	if r.Upload != uuid.Nil {
		if err := q.DropUpload(ctx, r.Upload); err != nil {
			return err
		}
	}
	if serials, registers := ownNumbers(drafts); len(serials)+len(registers) > 0 {
		if err := q.LockNumbers(ctx, batch.Issuer); err != nil {
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
	origin := Origin{Source: r.Source, Asked: r.Asked, Upload: r.Upload, Besides: besides}
	if err := q.AddBatch(ctx, batch, origin, drafts); err != nil {
		return err
	}
	if err := q.PutRemarks(ctx, batch.ID, dated(r.Remarks, batch.ImportedAt)); err != nil {
		return err
	}
	if err := remember(ctx, q, r, actor.ID, s.proc.Time()); err != nil {
		return err
	}
	if err := keepAnswer(ctx, q, actor.ID, r, batch); err != nil {
		return err
	}
	return q.AppendAudit(ctx, s.importEntries(actor, r, batch)...)
}

// importEntries are the audit entries of an import.
func (s *Service) importEntries(actor registry.Actor, r ImportRequest, batch registry.Batch) []registry.AuditEntry {
	entry := s.proc.NewAuditEntry(actor, r.Issuer, registry.ActionImported)
	entry.Batch, entry.Note = &batch.ID, fmt.Sprintf("%d credentials", batch.Count)
	entries := []registry.AuditEntry{entry}
	for _, confirmed := range r.Confirmed {
		entry := s.proc.NewAuditEntry(actor, r.Issuer, registry.ActionConfirmed)
		entry.Batch, entry.Note = &batch.ID, confirmed
		entries = append(entries, entry)
	}
	return entries
}

// dated says of answers that came with the import that they were given at it.
func dated(remarks []registry.Remark, at time.Time) []registry.Remark {
	all := slices.Clone(remarks)
	for i := range all {
		if all[i].By != nil && all[i].At == nil {
			all[i].At = &at
		}
	}
	return all
}

// prepare makes the drafts of rows, and the batch and book that they would be of.
func (s *Service) prepare(
	ctx context.Context,
	actor registry.Actor,
	r ImportRequest,
) ([]registry.Draft, registry.Batch, registry.Book, error) {
	if err := actor.Authorize(r.Issuer, registry.RoleRegistrar); err != nil {
		return nil, registry.Batch{}, registry.Book{}, err
	}
	school, err := s.store.Issuer(ctx, r.Issuer)
	if err != nil {
		return nil, registry.Batch{}, registry.Book{}, fmt.Errorf("issuer %s: %w", r.Issuer, err)
	}
	book, err := s.book(ctx, r.Issuer, r.Terms.Book)
	if err != nil {
		return nil, registry.Batch{}, registry.Book{}, err
	}
	issuer := credential.Issuer{Code: school.Code, Name: school.Name, NameEn: school.NameEn, Host: s.proc.Host}
	drafts, err := assemble(r, issuer, book, s.proc.NewID)
	if err != nil {
		return nil, registry.Batch{}, registry.Book{}, err
	}
	id, err := s.proc.NewID()
	if err != nil {
		return nil, registry.Batch{}, registry.Book{}, err
	}
	return drafts, registry.Batch{
		ID:         id,
		Issuer:     r.Issuer,
		State:      registry.BatchDraft,
		Terms:      r.Terms,
		Count:      len(drafts),
		Decision:   firstDecision(drafts),
		ImportedBy: actor.ID,
		ImportedAt: s.proc.Time(),
	}, book, nil
}

// firstDecision returns the earliest graduation decision of drafts, "" for none.
func firstDecision(drafts []registry.Draft) ledger.Date {
	var first ledger.Date
	for _, d := range drafts {
		if decision := d.Content.Issuance().DecisionDate; decision != "" && (first == "" || decision < first) {
			first = decision
		}
	}
	return first
}

// book returns the open book of that name, or the one that would be opened.
func (s *Service) book(ctx context.Context, issuer, code string) (registry.Book, error) {
	books, err := s.store.Books(ctx, issuer)
	if err != nil {
		return registry.Book{}, err
	}
	for _, b := range books {
		if b.Code == code {
			return b, nil
		}
	}
	return registry.DefaultBook(issuer, code, s.proc.Time()), nil
}

func usesBook(drafts []registry.Draft) bool {
	for _, d := range drafts {
		if d.Book != "" {
			return true
		}
	}
	return false
}

// takenQueries finds numbers.
type takenQueries interface {
	// TakenNumbers returns which of these numbers stand in the register already, in
	// whatever way they are written, each with the number as it stands there.
	TakenNumbers(
		ctx context.Context,
		issuer, book string,
		serials, registers []string,
	) (takenSerials, takenRegisters map[string]string, err error)
}

// refuseTaken returns Problems for numbers that stand in the register already, in
// whatever way they are written there.
func refuseTaken(ctx context.Context, q takenQueries, batch registry.Batch, drafts []registry.Draft) error {
	serials, registers := ownNumbers(drafts)
	takenSerials, takenRegisters, err := q.TakenNumbers(ctx, batch.Issuer, batch.Terms.Book, serials, registers)
	if err != nil {
		return err
	}
	var problems Problems
	for _, d := range drafts {
		for _, n := range []struct{ field, inRegister string }{
			{"serialNumber", takenSerials[d.SerialNumber]},
			{"registerNumber", takenRegisters[d.RegisterNumber]},
		} {
			if n.inRegister == "" {
				continue
			}
			problems = append(problems, Problem{
				Line: d.Line,
				Problem: credential.Problem{
					Field: n.field,
					Fault: credential.FaultConflict,
					Want:  "a number that is not in the register yet, however it is written",
				},
				InRegister: n.inRegister,
			})
		}
	}
	if len(problems) > 0 {
		return problems
	}
	return nil
}

// ownNumbers are those that came with the list.
func ownNumbers(drafts []registry.Draft) (serials, registers []string) {
	for _, d := range drafts {
		if d.SerialNumber != "" {
			serials = append(serials, d.SerialNumber)
		}
		if d.RegisterNumber != "" {
			registers = append(registers, d.RegisterNumber)
		}
	}
	return serials, registers
}

// Discard ends a draft batch and erases its drafts. Its numbers are free
// again. Role registrar.
func (s *Service) Discard(ctx context.Context, actor registry.Actor, id uuid.UUID) (registry.Batch, error) {
	var batch registry.Batch
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if batch, err = q.LockBatch(ctx, id); err != nil {
			return err
		}
		if err := actor.Authorize(batch.Issuer, registry.RoleRegistrar); err != nil {
			return err
		}
		if batch.State != registry.BatchDraft {
			return registry.ErrState
		}
		if err := q.DropEntries(ctx, id); err != nil {
			return err
		}
		if err := q.DeleteDrafts(ctx, id); err != nil {
			return err
		}
		now := s.proc.Time()
		batch.State, batch.DecidedBy, batch.DecidedAt = registry.BatchDiscarded, &actor.ID, &now
		if err := q.MoveBatch(ctx, batch); err != nil {
			return err
		}
		entry := s.proc.NewAuditEntry(actor, batch.Issuer, registry.ActionDiscarded)
		entry.Batch = &id
		return q.AppendAudit(ctx, entry)
	})
	if err != nil {
		return registry.Batch{}, fmt.Errorf("discard batch %s: %w", id, err)
	}
	return batch, nil
}
