// Package status changes the status of issued credentials: it commits and
// signs what an approver asks for, one credential or many at once, and takes it
// to the ledger. What is final takes two persons: one proposes it, another confirms.
//
// What belongs here: which change may follow which, the statement that is
// signed, and its way to the ledger. What does not: which grounds the law
// knows, which is a noun of package registry, and how a list of changes is
// shown. It relies on package keys for the signer.
package status

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/process"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written, in a transaction or outside.
// Errors are those of package registry.
type Queries interface {
	Credential(ctx context.Context, id uuid.UUID) (registry.Credential, error)
	// NamedCredentials returns those of an issuer with one of these ids or
	// serial numbers, in no order.
	NamedCredentials(
		ctx context.Context,
		issuer string,
		ids []uuid.UUID,
		serials []string,
	) ([]registry.Credential, error)
	// AttachedCredentials returns the transcripts of these diplomas.
	AttachedCredentials(ctx context.Context, diplomas []uuid.UUID) ([]registry.Credential, error)
	// StatusChangesOf returns the changes of many credentials, oldest first.
	StatusChangesOf(ctx context.Context, credentials []uuid.UUID) (map[uuid.UUID][]registry.StatusChange, error)
	AddStatusChanges(ctx context.Context, changes []registry.SealedStatus) error

	AddProposal(ctx context.Context, p registry.Proposal) error
	Proposal(ctx context.Context, id uuid.UUID) (registry.Proposal, error)
	// LockProposal is Proposal, and nobody else ends it until the transaction's end.
	LockProposal(ctx context.Context, id uuid.UUID) (registry.Proposal, error)
	// Proposals returns an issuer's, the newest first; "" for all states.
	Proposals(
		ctx context.Context,
		issuer string,
		state registry.ProposalState,
		page registry.Page,
	) ([]registry.Proposal, error)
	// EndProposal writes how an open proposal ended; ErrState where it has.
	EndProposal(ctx context.Context, p registry.Proposal) error
	// Proposed returns which of these credentials an open proposal is about.
	Proposed(ctx context.Context, credentials []uuid.UUID) (map[uuid.UUID]bool, error)

	// DueToChange returns the issuers with pending changes that may be tried now.
	DueToChange(ctx context.Context, now time.Time) ([]string, error)
	// NextStatus returns an issuer's first pending change that is due, or ErrNotFound.
	NextStatus(ctx context.Context, issuer string, now time.Time) (registry.SealedStatus, error)
	// RenewStatus writes a pending change's new version, statement and signature.
	RenewStatus(ctx context.Context, change registry.SealedStatus) error
	// FinishStatus records that a change stands on the ledger; false where that was recorded before.
	FinishStatus(ctx context.Context, id uuid.UUID, record ledger.StatusRecord) (bool, error)
	// RefuseStatus records that a change can never be.
	RefuseStatus(ctx context.Context, id uuid.UUID, code ledger.Code) error
	// DelayStatus records a failed attempt; code is "" where the ledger said nothing.
	DelayStatus(ctx context.Context, id uuid.UUID, code ledger.Code, until time.Time) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps changes. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Ledger takes changes of status. Its errors are those that package anchoring
// describes.
type Ledger interface {
	// SetStatus returns the entry as the ledger holds it once its transaction
	// is committed as valid. It may be repeated: an equal entry that stands
	// already is success.
	SetStatus(ctx context.Context, statement ledger.Status, signature ledger.Signature) (ledger.StatusRecord, error)
	// Status returns a status entry; one of which the ledger holds nothing is
	// ledger.Active with version 0.
	Status(ctx context.Context, issuer string, list, index uint32) (ledger.StatusRecord, error)
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}

// Keys chooses the signer of a change. Package keys implements it.
type Keys interface {
	// Signer returns the key for what an actor does now, WaitingSigner one for
	// what was asked for before; see package keys for their errors.
	Signer(ctx context.Context, actor registry.Actor) (credential.Signer, error)
	WaitingSigner(ctx context.Context, issuer string) (credential.Signer, error)
}

// Service is safe for concurrent use, by several processes on one database as
// well. Every method that takes an Actor decides itself whether the actor is
// authorized.
type Service struct {
	proc   *process.Process
	store  Store
	ledger Ledger
	keys   Keys
}

// New returns the service. It calls the ledger only as a Task of a worker.
func New(store Store, l Ledger, k Keys, p *process.Process) *Service {
	return &Service{proc: p, store: store, ledger: l, keys: k}
}
