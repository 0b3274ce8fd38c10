// Package intake turns uploaded class lists into batches of drafts: it keeps
// what was uploaded until its registrar has looked at it, says what an import
// would do, and imports all rows or none.
//
// What belongs here: everything up to the batch that waits for a second
// person, and how a registrar takes it back. What does not: reading files,
// which is package roster's, and deciding, which is package issuing's. It
// relies on verifier/credential for what a document may say.
package intake

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/process"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written, in a transaction or outside.
// Errors are those of package registry.
type Queries interface {
	Issuer(ctx context.Context, code string) (registry.Issuer, error)

	Books(ctx context.Context, issuer string) ([]registry.Book, error)
	takenQueries

	// AddUpload keeps an upload, and so many of its person: the oldest go.
	AddUpload(ctx context.Context, upload Upload, keep int) error
	Upload(ctx context.Context, id uuid.UUID) (Upload, error)
	// Uploads returns a person's that have not expired, newest first, without the files.
	Uploads(ctx context.Context, person uuid.UUID, now time.Time) ([]Upload, error)
	ChangeUpload(ctx context.Context, id uuid.UUID, settings UploadSettings) error
	// DropUpload removes an upload; ErrNotFound where it is gone.
	DropUpload(ctx context.Context, id uuid.UUID) error
	// SweepIntake forgets uploads and kept answers that have expired.
	SweepIntake(ctx context.Context, now time.Time) error
	// Known returns the credentials and drafts of a type that may be of people who
	// are asked for.
	Known(ctx context.Context, issuer, kind string, asked Asked) (Found, error)

	sourceQueries
	keyQueries

	// LockBatch returns a batch that nobody else moves until the transaction's end.
	LockBatch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// MoveBatch writes state, decision and times.
	MoveBatch(ctx context.Context, batch registry.Batch) error
	// DropEntries gives a batch's numbers back.
	DropEntries(ctx context.Context, batch uuid.UUID) error
	// DeleteDrafts erases what waited to be signed.
	DeleteDrafts(ctx context.Context, batch uuid.UUID) error

	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// ImportQueries are what an import asks and writes, in its transaction.
type ImportQueries interface {
	sourceQueries
	keyQueries
	takenQueries

	// LockName waits until nobody else holds a name, and holds it until the
	// transaction's end.
	LockName(ctx context.Context, name string) error
	// LockNumbers lets nobody else write numbers of an issuer until the transaction's end.
	LockNumbers(ctx context.Context, issuer string) error
	// DropUpload removes an upload; ErrNotFound where it is gone.
	DropUpload(ctx context.Context, id uuid.UUID) error
	// PutBook opens a book; one that is there stays as it is, and false is returned.
	PutBook(ctx context.Context, book registry.Book) (bool, error)
	AddBatch(ctx context.Context, batch registry.Batch, origin Origin, drafts []registry.Draft) error
	// PutRemarks keeps what is to be known of a batch's drafts, until they go.
	PutRemarks(ctx context.Context, batch uuid.UUID, remarks []registry.Remark) error
	// PutMapping remembers how columns are read, in the place of what was said
	// before, or forgets it.
	PutMapping(ctx context.Context, change MappingChange) error
	// PutAnswer keeps the answer to a request with that key.
	PutAnswer(ctx context.Context, person uuid.UUID, key ledger.Digest, answer KeptAnswer, expires time.Time) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Origin is where a batch comes from. What there is not is zero.
type Origin struct {
	Source  ledger.Digest // of the uploaded file
	Asked   ledger.Digest // of all that was asked for: see RequestDigest
	Upload  uuid.UUID
	Besides uuid.UUID // the batch of the same file that it was asked for besides
}

// Store keeps uploads and drafts. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
	// InImportTx is InTx for an import.
	InImportTx(ctx context.Context, f func(ctx context.Context, q ImportQueries) error) error
}

// TermsJudge judges what an import says for all rows. Package classlist implements it,
// with the rules by which a list is read.
type TermsJudge interface {
	// JudgeTerms returns what keeps terms from being imported by a school of that name:
	// what is wrong with them, and each question that has no answer in answers, which are
	// by the ids of the questions. at is the moment of the import.
	JudgeTerms(terms registry.Terms, issuer string, answers map[string]string, at time.Time) Problems
}

// Service is safe for concurrent use, by several processes on one database as
// well. Every method decides itself whether the actor is authorized.
type Service struct {
	proc     *process.Process
	store    Store
	terms    TermsJudge
	inFlight inFlight
}

// New returns the service.
func New(store Store, p *process.Process, terms TermsJudge) *Service {
	return &Service{proc: p, store: store, terms: terms, inFlight: inFlight{keys: map[string]ledger.Digest{}}}
}

// Sweep forgets uploads and answers that have expired. Call it now and then.
func (s *Service) Sweep(ctx context.Context) error {
	return s.store.SweepIntake(ctx, s.proc.Time())
}

func isNotFound(err error) bool { return errors.Is(err, registry.ErrNotFound) }

// Asked are people whom the register is asked for.
type Asked struct {
	LearnerCodes []string
	NationalIDs  []string
	Persons      []Person
	Book         *registry.Book // whose last register number is asked for; nil for none
}

// Found are the credentials and drafts of people who were asked for.
type Found struct {
	Learners []KnownLearner // by learner code or national id
	Persons  []KnownPerson  // by name, but for capitals and the place of tone marks, and birth date

	LastRegister uint64 // the highest register number in use in Asked.Book; 0 for none
}

// KnownLearner is a credential or draft of a learner who was asked for.
type KnownLearner struct {
	LearnerCode    string
	NationalID     string // "" unless it was asked for
	Batch          uuid.UUID
	RegisterNumber string // "" until it is numbered
}
