package registry

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/credential"
)

// Keys opens an issuer's signing key. Package signer implements it.
type Keys interface {
	// Signers returns the signers of all keys that are here for an issuer;
	// none is no error. Which of them is good is the ledger's matter. It may
	// be called concurrently.
	Signers(ctx context.Context, issuer string) ([]credential.Signer, error)
}

// KeysFrom makes Keys of what package signer offers: a Keystore, or another of
// its sources.
func KeysFrom[S credential.Signer](source interface {
	Signers(issuer string) ([]S, error)
}) Keys {
	return keySource[S]{source.Signers}
}

type keySource[S credential.Signer] struct {
	signers func(issuer string) ([]S, error)
}

func (k keySource[S]) Signers(_ context.Context, issuer string) ([]credential.Signer, error) {
	found, err := k.signers(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: issuer %s: %w", ErrKey, issuer, err)
	}
	signers := make([]credential.Signer, len(found))
	for i, s := range found {
		signers[i] = s
	}
	return signers, nil
}

// Config is what a Service must know besides its connections.
type Config struct {
	// Host is the host, or host:port, of the permanent public address: part
	// of every issuer's DID and thereby of every credential. Required.
	Host string
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log is nil for slog.Default.
	Log *slog.Logger
}

// Service is the register. It is safe for concurrent use, by several
// processes on one database as well. Every method that takes an Actor decides
// itself whether the actor may; errors are those of errors.go.
type Service struct{ register }

// register holds the method set while it is being built.
type register interface {
	// AddIssuer makes a tenant, or changes its names. It is for local commands.
	AddIssuer(ctx context.Context, issuer Issuer) error
	// AddUser makes a user and its token, which is shown this once. ErrConflict
	// for a login that is taken, ErrNotFound for an issuer that is not there.
	// It is for local commands.
	AddUser(ctx context.Context, user NewUser) (User, Token, error)
	// DisableUser shuts a user out at once. It is for local commands.
	DisableUser(ctx context.Context, login string) error
	// Authenticate returns who holds a token, or ErrUnauthenticated.
	Authenticate(ctx context.Context, token Token) (Actor, error)
	// Issuers returns the issuers that actor sees: its own, or all.
	Issuers(ctx context.Context, actor Actor) ([]Issuer, error)

	// Import turns rows into a batch of drafts: all of them, or none and
	// Problems. Role registrar.
	Import(ctx context.Context, actor Actor, request ImportRequest) (Batch, error)
	// Batch returns a batch with its anchors.
	Batch(ctx context.Context, actor Actor, id uuid.UUID) (Batch, error)
	// Batches returns batches, newest first.
	Batches(ctx context.Context, actor Actor, filter BatchFilter) ([]Batch, error)
	// Drafts returns a batch's drafts in the order of the file.
	Drafts(ctx context.Context, actor Actor, batch uuid.UUID, page Page) ([]Draft, error)
	// Approve numbers a draft batch from its book and approves it. Role
	// approver; ErrSamePerson for the importer. Approving again is success
	// for the same actor, ErrState for any other.
	Approve(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error)
	// Reject ends a draft batch with a reason. Role approver.
	Reject(ctx context.Context, actor Actor, batch uuid.UUID, reason string) (Batch, error)
	// Discard ends a draft batch. Role registrar.
	Discard(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error)
	// Issue signs an approved batch: all credentials in one transaction. Role
	// approver. It may be repeated: an issued batch is returned as it is.
	Issue(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error)
	// Seal closes an issued batch: it groups the credentials by kind, fixes
	// order, root, sequence and signature of each anchor, and commits. After
	// Seal returns nil the anchors will stand on the ledger, even across a
	// restart. Role approver. It may be repeated; on a sealed batch it asks
	// the worker to try at once what the ledger refused before.
	Seal(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error)

	// Anchors returns an issuer's anchors, newest first: what waits, why, and
	// what stands on the ledger.
	Anchors(ctx context.Context, actor Actor, issuer string, page Page) ([]AnchorRef, error)
	// OpenBook opens a register book with number forms of the school's own,
	// before an import names it. Role approver. ErrConflict if it is open.
	OpenBook(ctx context.Context, actor Actor, book Book) error
	// Books returns an issuer's register books.
	Books(ctx context.Context, actor Actor, issuer string) ([]Book, error)

	// Show returns one credential with its status changes.
	Show(ctx context.Context, actor Actor, id uuid.UUID) (Credential, error)
	// List returns credentials.
	List(ctx context.Context, actor Actor, filter CredentialFilter) ([]Credential, error)
	// Document returns what the holder gets. Every call is audited.
	Document(ctx context.Context, actor Actor, id uuid.UUID) (Document, error)
	// Documents calls each with every credential of an issued batch, in the
	// order of the file. One audit entry.
	Documents(ctx context.Context, actor Actor, batch uuid.UUID, each func(Document) error) error
	// SetStatus commits a change of a credential's status, which the worker
	// carries to the ledger. ErrState where the present state does not allow
	// it or another change is on its way. Role approver.
	SetStatus(ctx context.Context, actor Actor, request StatusRequest) (StatusChange, error)
	// ExportDigests calls each with every credential of an issuer, in the
	// order of anchor and leaf. One audit entry.
	ExportDigests(ctx context.Context, actor Actor, issuer string, each func(ExportEntry) error) error
	// Audit returns audit entries, newest first.
	Audit(ctx context.Context, actor Actor, filter AuditFilter) ([]AuditEntry, error)
	// Resume lets the worker go on with an issuer that an integrity alarm
	// halted. Role operator.
	Resume(ctx context.Context, actor Actor, issuer string) error
	// DIDDocument returns an issuer's DID document (did:web) as JSON, with
	// the keys that stand on the ledger. It is public.
	DIDDocument(ctx context.Context, issuer string) ([]byte, error)
}
