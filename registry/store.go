package registry

import (
	"context"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Store keeps everything that must survive. Package postgres implements it;
// the interface is there to keep SQL out of this package, not to have others.
// It is safe for concurrent use by several processes.
//
// Errors are those of errors.go: ErrNotFound, ErrConflict, ErrState where a
// constraint refuses, ErrSamePerson, ErrStoreUnavailable.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. Where the
	// database asks for it (serialisation, deadlock) f runs again, so it must
	// have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
	// HoldIssuer takes the right to talk to the ledger for an issuer, for as
	// long as this process lives or until release. ok is false where another
	// worker has it. It is for calm, not for correctness: whoever loses the
	// database loses the hold while it works.
	HoldIssuer(ctx context.Context, issuer string) (release func(), ok bool, err error)
}

// Queries are what can be asked and written, in a transaction or outside.
type Queries interface {
	PutIssuer(ctx context.Context, issuer Issuer) error
	Issuer(ctx context.Context, code string) (Issuer, error)
	Issuers(ctx context.Context) ([]Issuer, error)
	// LockIssuer serialises what must not run twice at once for an issuer:
	// sealing, and the choice of status indices. It holds to the transaction's end.
	LockIssuer(ctx context.Context, code string) error
	// Halt stops anchoring for an issuer, Resume lets it go on.
	Halt(ctx context.Context, code, why string, at time.Time) error
	Resume(ctx context.Context, code string) error

	// AddUser adds a user; token is nil for one who has none.
	AddUser(ctx context.Context, user User, token *TokenHash) error
	DisableUser(ctx context.Context, login string, at time.Time) (User, error)
	EnableUser(ctx context.Context, user uuid.UUID) error
	User(ctx context.Context, id uuid.UUID) (User, error)
	UserByToken(ctx context.Context, token TokenHash) (User, error)
	// Colleagues returns an issuer's users by login.
	Colleagues(ctx context.Context, issuer string) ([]Colleague, error)

	// PasswordHash returns a user and the hash of its password; "" for none.
	PasswordHash(ctx context.Context, login string) (User, string, error)
	SetPassword(ctx context.Context, user uuid.UUID, hash string, at time.Time) error
	// PutInvitation replaces the one that the user may have.
	PutInvitation(ctx context.Context, user, by uuid.UUID, token TokenHash, expires time.Time) error
	// Invited returns whose invitation it is, while it is good.
	Invited(ctx context.Context, token TokenHash, now time.Time) (User, error)
	// EndInvitation removes a user's invitation; ErrNotFound where there is none.
	EndInvitation(ctx context.Context, user uuid.UUID) error

	AddSession(ctx context.Context, user uuid.UUID, token TokenHash, at time.Time) error
	Session(ctx context.Context, token TokenHash) (Session, User, error)
	// TouchSession records that a session was used.
	TouchSession(ctx context.Context, token TokenHash, at time.Time) error
	EndSession(ctx context.Context, token TokenHash) error
	// EndSessions ends all sessions of a user, but the one of that token unless it is nil.
	EndSessions(ctx context.Context, user uuid.UUID, but *TokenHash) error
	// SweepAccounts forgets sessions last seen or begun before these times,
	// and invitations that have expired.
	SweepAccounts(ctx context.Context, seen, begun, now time.Time) error

	AppendAudit(ctx context.Context, entries ...AuditEntry) error
	Audit(ctx context.Context, filter AuditFilter) ([]AuditEntry, error)

	// PutBook opens a book; one that is there stays as it is, and false is returned.
	PutBook(ctx context.Context, book Book) (bool, error)
	Books(ctx context.Context, issuer string) ([]Book, error)
	// LockBook returns a book whose counters nobody else moves until the transaction's end.
	LockBook(ctx context.Context, issuer, code string) (Book, error)
	// MoveBook sets the counters of a locked book.
	MoveBook(ctx context.Context, book Book) error
	// TakenNumbers returns which of these numbers stand in the register already.
	TakenNumbers(ctx context.Context, issuer, book string, serials, registers []string) (takenSerials, takenRegisters map[string]bool, err error)

	AddUpload(ctx context.Context, upload Upload) error
	// TrimUploads removes a person's oldest uploads beyond so many.
	TrimUploads(ctx context.Context, person uuid.UUID, keep int) error
	Upload(ctx context.Context, id uuid.UUID) (Upload, error)
	// Uploads returns a person's that have not expired, newest first, without the files.
	Uploads(ctx context.Context, person uuid.UUID, now time.Time) ([]Upload, error)
	ChangeUpload(ctx context.Context, id uuid.UUID, settings UploadSettings) error
	// DropUpload removes an upload; ErrNotFound where it is gone.
	DropUpload(ctx context.Context, id uuid.UUID) error
	SweepUploads(ctx context.Context, now time.Time) error
	// KnownLearners returns the credentials and drafts of a type that are of
	// these learners, by learner code or national id.
	KnownLearners(ctx context.Context, issuer, kind string, learners, nationalIDs []string) ([]KnownLearner, error)

	AddBatch(ctx context.Context, batch Batch, source ledger.Digest, drafts []Draft) error
	Batch(ctx context.Context, id uuid.UUID) (Batch, error)
	// LockBatch is Batch, and nobody else moves it until the transaction's end.
	LockBatch(ctx context.Context, id uuid.UUID) (Batch, error)
	Batches(ctx context.Context, filter BatchFilter) ([]Batch, error)
	// MoveBatch writes state, decision and times.
	MoveBatch(ctx context.Context, batch Batch) error
	// Drafts returns drafts from that position on, with national ids.
	Drafts(ctx context.Context, batch uuid.UUID, from, limit int) ([]Draft, error)
	// Entries returns the register lines of a batch, in order.
	Entries(ctx context.Context, batch uuid.UUID) ([]Entry, error)
	// NumberEntries writes the numbers of a batch's lines and marks all of them numbered.
	NumberEntries(ctx context.Context, batch uuid.UUID, entries []Entry) error
	// DropEntries gives a batch's numbers back.
	DropEntries(ctx context.Context, batch uuid.UUID) error
	// DeleteDrafts erases what waited to be signed.
	DeleteDrafts(ctx context.Context, batch uuid.UUID) error

	// StatusList returns an issuer's newest list and how many of its entries
	// are in use; list 0 where there is none.
	StatusList(ctx context.Context, issuer string) (list uint32, used int, err error)
	PutStatusList(ctx context.Context, issuer string, list uint32, used int) error
	// TakenIndices returns which of these indices are in use.
	TakenIndices(ctx context.Context, issuer string, list uint32, indices []uint32) (map[uint32]bool, error)
	AddCredentials(ctx context.Context, records []CredentialRecord) error
	Credential(ctx context.Context, id uuid.UUID) (Credential, error)
	Credentials(ctx context.Context, filter CredentialFilter) ([]Credential, error)
	Document(ctx context.Context, id uuid.UUID) (Document, error)
	// EachDocument calls f in the order of the file.
	EachDocument(ctx context.Context, batch uuid.UUID, f func(Document) error) error
	// EachExport calls f for what is not sealed, then for the rest in the
	// order of anchor and leaf. It misses nothing; what is sealed meanwhile may
	// come twice.
	EachExport(ctx context.Context, issuer string, f func(ExportEntry) error) error

	// Unsealed returns what a batch has to be sealed, in the order of the file.
	Unsealed(ctx context.Context, batch uuid.UUID) ([]Unsealed, error)
	// LastAnchor returns the sequence and the statement's hash of an issuer's
	// newest anchor; 0 where there is none.
	LastAnchor(ctx context.Context, issuer string) (sequence uint64, statement ledger.Digest, err error)
	// AddAnchor writes a sealed anchor and its leaves, in the order of the digests.
	AddAnchor(ctx context.Context, anchor SealedAnchor, credentials []uuid.UUID) error
	AnchorsOf(ctx context.Context, batch uuid.UUID) ([]AnchorRef, error)
	// Anchors returns an issuer's anchors, newest first.
	Anchors(ctx context.Context, issuer string, page Page) ([]AnchorRef, error)
	// AnchorsBetween returns an issuer's anchors that were sealed in a time, its
	// end excluded, oldest first.
	AnchorsBetween(ctx context.Context, issuer string, from, until time.Time) ([]TimedAnchor, error)
	// NextAnchor returns an issuer's first anchor that is not anchored, or ErrNotFound.
	NextAnchor(ctx context.Context, issuer string) (SealedAnchor, error)
	// MarkAnchored records that an anchor stands on the ledger, and its batch
	// as anchored when it was the last of it. It returns false where that was
	// recorded before.
	MarkAnchored(ctx context.Context, issuer string, sequence uint64, record ledger.AnchorRecord, at time.Time) (bool, error)
	// DelayAnchor records a failed attempt; code is "" where the ledger said nothing.
	DelayAnchor(ctx context.Context, issuer string, sequence uint64, code ledger.Code, until time.Time) error
	// HurryAnchors lets waiting anchors and status changes of an issuer be tried at once.
	HurryAnchors(ctx context.Context, issuer string) error

	AddStatusChange(ctx context.Context, change SealedStatus) error
	AddStatusChanges(ctx context.Context, changes []SealedStatus) error
	// NamedCredentials returns those of an issuer with one of these ids or
	// serial numbers, in no order.
	NamedCredentials(ctx context.Context, issuer string, ids []uuid.UUID, serials []string) ([]Credential, error)
	// StatusChangesOf is StatusChanges of many credentials.
	StatusChangesOf(ctx context.Context, credentials []uuid.UUID) (map[uuid.UUID][]StatusChange, error)
	// ListChanges returns an issuer's changes of status: first what is on its
	// way, then the newest.
	ListChanges(ctx context.Context, issuer string, page Page) ([]ListedChange, error)
	// StatusChanges returns a credential's changes, oldest first.
	StatusChanges(ctx context.Context, credential uuid.UUID) ([]StatusChange, error)
	// NextStatus returns an issuer's first pending change that is due, or ErrNotFound.
	NextStatus(ctx context.Context, issuer string, now time.Time) (SealedStatus, error)
	// RenewStatus writes a pending change's new version, statement and signature.
	RenewStatus(ctx context.Context, change SealedStatus) error
	// FinishStatus records that a change stands on the ledger; false where that was recorded before.
	FinishStatus(ctx context.Context, id uuid.UUID, record ledger.StatusRecord) (bool, error)
	// RefuseStatus records that a change can never be.
	RefuseStatus(ctx context.Context, id uuid.UUID, code ledger.Code) error
	// DelayStatus is DelayAnchor for a change.
	DelayStatus(ctx context.Context, id uuid.UUID, code ledger.Code, until time.Time) error

	// DueIssuers returns the issuers for which the ledger must be called now.
	DueIssuers(ctx context.Context, now time.Time) ([]string, error)
}

// Entry is a line of the register book: one per credential, from import on.
type Entry struct {
	ID             uuid.UUID
	Position       int // in the batch, from 0
	Line           int // in the uploaded file
	Kind           ledger.Kind
	DiplomaID      *uuid.UUID // of a transcript: the diploma that it came with
	Book           string     // "" for types that are not numbered
	SerialNumber   string
	RegisterNumber string
}

// CredentialRecord is what issuing writes of one credential.
type CredentialRecord struct {
	ID       uuid.UUID
	Issuer   string
	Batch    uuid.UUID
	Content  Content
	Key      string // thumbprint
	Issued   credential.Issued
	IssuedAt time.Time
}

// LogValue implements slog.LogValuer: the id only.
func (r CredentialRecord) LogValue() slog.Value { return slog.StringValue(r.ID.String()) }

// KnownLearner is a credential or draft of a learner who was asked for.
type KnownLearner struct {
	LearnerCode    string
	NationalID     string // "" unless it was asked for
	Batch          uuid.UUID
	RegisterNumber string // "" until it is numbered
}

// Unsealed is an issued credential without an anchor.
type Unsealed struct {
	ID     uuid.UUID
	Kind   ledger.Kind
	Key    string // thumbprint; the same of a whole batch
	Digest ledger.Digest
}
