package intake

import (
	"cmp"
	"context"
	"slices"

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
	Foreign  []OddNumber      // rows whose register number is not of the book: worth a question
	Jumps    []OddNumber      // rows whose register number lies far above the one before it: worth a question
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

// OddNumber is a row with a register number of its own, and what was expected.
type OddNumber struct {
	Line   int
	Number string
	Want   string // the book's next number
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
	drafts, batch, book, err := s.prepare(ctx, actor, r)
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
	found, err := s.known(ctx, r, book, &check)
	if err == nil && usesBook(drafts) {
		check.Foreign, check.Jumps = oddNumbers(r.Rows, book, found.LastRegister)
	}
	return check, err
}

// usualJump is how many register numbers a list may leave out without a question.
const usualJump = 100

// oddNumbers returns the rows whose register number is not the book's, and those whose
// number lies far above the next lower one of list and register.
func oddNumbers(rows []registry.Row, book registry.Book, last uint64) (foreign, jumps []OddNumber) {
	type numbered struct {
		n uint64
		OddNumber
	}
	last = max(last, book.RegisterNext-1)
	want := book.FormatRegisterNumber(last + 1)
	var own []numbered
	for _, row := range rows {
		if row.RegisterNumber == "" {
			continue
		}
		odd := OddNumber{row.Line, row.RegisterNumber, want}
		if n, ok := book.RegisterOrdinal(row.RegisterNumber); ok {
			own = append(own, numbered{n, odd})
		} else {
			foreign = append(foreign, odd)
		}
	}
	slices.SortStableFunc(own, func(a, b numbered) int { return cmp.Compare(a.n, b.n) })
	for _, one := range own {
		if one.n > last+usualJump {
			one.Want = book.FormatRegisterNumber(last + 1)
			jumps = append(jumps, one.OddNumber)
		}
		last = max(last, one.n)
	}
	return foreign, jumps
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
func (s *Service) known(
	ctx context.Context,
	r ImportRequest,
	book registry.Book,
	check *ImportCheck,
) (Found, error) {
	asked := Asked{Book: &book}
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
		return found, err
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
			check.Known = append(check.Known, Known{row.Line, k.Batch, k.LearnerCode, k.RegisterNumber})
		} else if p, ok := byRow[i]; ok {
			check.Persons = append(check.Persons, Known{row.Line, p.Batch, p.LearnerCode, p.RegisterNumber})
		}
	}
	return found, nil
}
