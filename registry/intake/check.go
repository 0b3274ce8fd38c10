package intake

import (
	"context"

	"github.com/google/uuid"

	"sogoc/registry"
)

// ImportCheck is what Import would do.
type ImportCheck struct {
	Count    int              // credentials, transcripts included
	Drafts   []registry.Draft // as they would be stored; none where it would refuse
	Problems Problems         // why it would refuse
	Known    []Known          // rows of whom the register holds such a credential already: worth a question
	Persons  []Known          // rows of whose name and birth date somebody else has one: worth a question
	NewBook  *NewBook         // the register book that it would open; nil for none
	School   string           // the issuer's name, as its documents say it; "" where it would refuse
}

// Known is a row whose learner has a credential of the same type in the
// register, issued or waiting.
type Known struct {
	Line           int
	Batch          uuid.UUID
	LearnerCode    string // as it stands in the register; "" where there is none
	RegisterNumber string // "" where it waits for one
}

// NewBook is a register book that an import would open.
type NewBook struct {
	Code   string
	Others []string // codes of the school's books, newest first
}

// Person is a name with a birth date as credentials have it, "2008-06-05".
type Person struct{ Name, BirthDate string }

// KnownPerson is a credential or draft of somebody with a name and birth date that
// was asked for.
type KnownPerson struct {
	Asked          int // index in Asked.Persons
	LearnerCode    string
	Batch          uuid.UUID
	RegisterNumber string // "" until it is numbered
}

// Check looks at what Import would do, and does nothing. Role registrar.
func (s *Service) Check(ctx context.Context, actor registry.Actor, r ImportRequest) (ImportCheck, error) {
	drafts, batch, _, err := s.prepare(ctx, actor, r)
	check := ImportCheck{Count: len(drafts), Drafts: drafts}
	if len(drafts) > 0 {
		check.School = drafts[0].Content.Issuance().Issuer.Name
	}
	if err == nil {
		err = refuseTaken(ctx, s.store, batch, drafts)
	}
	if problems, ok := err.(Problems); ok { //nolint:errorlint // neither function wraps it
		check.Problems, err = problems, nil
	}
	if err != nil {
		return check, err
	}
	if usesBook(drafts) {
		if check.NewBook, err = s.newBook(ctx, r); err != nil {
			return check, err
		}
	}
	check.Known, check.Persons, err = s.known(ctx, r)
	return check, err
}

// newBook returns the book that would be opened, nil where it is open.
func (s *Service) newBook(ctx context.Context, r ImportRequest) (*NewBook, error) {
	books, err := s.store.Books(ctx, r.Issuer)
	if err != nil {
		return nil, err
	}
	opened := &NewBook{Code: r.Terms.Book}
	for _, b := range books {
		if b.Code == r.Terms.Book {
			return nil, nil
		}
		opened.Others = append(opened.Others, b.Code)
	}
	return opened, nil
}

// known finds rows whose learners the register knows for this type, and rows whose
// name and birth date somebody has there who is not known to be the same learner.
func (s *Service) known(ctx context.Context, r ImportRequest) (known, persons []Known, err error) {
	var asked Asked
	for _, row := range r.Rows {
		if row.Subject.LearnerCode != "" {
			asked.LearnerCodes = append(asked.LearnerCodes, row.Subject.LearnerCode)
		}
		if row.Subject.NationalID != "" {
			asked.NationalIDs = append(asked.NationalIDs, row.Subject.NationalID)
		}
		asked.Persons = append(asked.Persons, Person{row.Subject.FullName, string(row.Subject.BirthDate)})
	}
	found, err := s.store.Known(ctx, r.Issuer, r.Terms.Type, asked)
	if err != nil {
		return nil, nil, err
	}
	byLearner, byID, byRow := map[string]KnownLearner{}, map[string]KnownLearner{}, map[int]KnownPerson{}
	for _, k := range found.Learners {
		if k.LearnerCode != "" {
			byLearner[k.LearnerCode] = k
		}
		if k.NationalID != "" {
			byID[k.NationalID] = k
		}
	}
	for _, k := range found.Persons {
		byRow[k.Asked] = k
	}
	for i, row := range r.Rows {
		k, ok := byID[row.Subject.NationalID]
		if !ok {
			k, ok = byLearner[row.Subject.LearnerCode]
		}
		if ok {
			known = append(known, Known{row.Line, k.Batch, k.LearnerCode, k.RegisterNumber})
		} else if p, ok := byRow[i]; ok {
			persons = append(persons, Known{row.Line, p.Batch, p.LearnerCode, p.RegisterNumber})
		}
	}
	return known, persons, nil
}
