// Package giveup ends approved and sealed batches that will not be carried to
// the ledger: a registrar or an approver asks for it, and an approver who is
// another person confirms it.
//
// What belongs here: who decides it, what it does to numbers, credentials and
// the batches behind, and the void that the ledger takes where the anchor was
// sent. What does not: anchoring, which is package anchoring's.
//
// An anchor that a peer has seen can be submitted by others for as long as its
// sequence number is free. So a batch whose anchor was sent is given up only by
// the ledger: a Void, signed with the school's key, takes the number. Only after
// its commit are numbers void, credentials and salts gone, and the next sequence
// number in use. Where the anchor stands on the ledger first, giving up has
// failed, and the batch goes on. What was never sent is given up at once.
package giveup

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/process"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written, in a transaction or outside.
// Errors are those of package registry.
type Queries interface {
	// LockBatch returns a batch that nobody else moves until the transaction's end.
	LockBatch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// MoveBatch writes state, decision and times.
	MoveBatch(ctx context.Context, batch registry.Batch) error
	// LockIssuer keeps others from sealing until the transaction's end.
	LockIssuer(ctx context.Context, code string) error

	// GivingUp returns how far giving up a batch has come; nil where nobody asked.
	GivingUp(ctx context.Context, batch uuid.UUID) (*registry.GivingUp, error)
	// PutGivingUp writes it, and forgets a void that was signed for an earlier one.
	PutGivingUp(ctx context.Context, batch uuid.UUID, g registry.GivingUp) error
	DropGivingUp(ctx context.Context, batch uuid.UUID) error
	EndGivingUp(ctx context.Context, batch uuid.UUID, failed bool, at time.Time) error

	// LockWaitingAnchors returns the anchors of an issuer that are not on the
	// ledger, in order, and keeps them as they are until the transaction's end.
	LockWaitingAnchors(ctx context.Context, issuer string) ([]registry.AnchorRef, error)
	// HurryAnchors lets what waits of an issuer for the ledger be tried at once.
	HurryAnchors(ctx context.Context, issuer string) error
	// MarkVoid records that a void stands in an anchor's place, and drops its leaves.
	MarkVoid(ctx context.Context, issuer string, sequence uint64, record ledger.VoidRecord, at time.Time) error
	// DropAnchors removes the anchors from a sequence number on, none of which
	// may have been sent, and returns of which batches they were.
	DropAnchors(ctx context.Context, issuer string, from uint64) ([]uuid.UUID, error)
	// Unseal takes sealed batches that lost their anchors back to approved.
	Unseal(ctx context.Context, batches []uuid.UUID) error
	// Destroy makes the lines of a batch that was given up void, or drops those
	// without numbers, and deletes its drafts and all of its credentials that
	// have no leaf, with their salts. It returns how many lines are void.
	Destroy(ctx context.Context, batch uuid.UUID, reason string) (int, error)
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps batches. Package postgres implements it.
type Store interface {
	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// GivingUp returns how far giving up a batch has come; nil where nobody asked.
	GivingUp(ctx context.Context, batch uuid.UUID) (*registry.GivingUp, error)
	// PutVoid keeps the signed void of what is confirmed; nil forgets it.
	PutVoid(ctx context.Context, batch uuid.UUID, void *SignedVoid) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
	// DueToVoid returns the issuers with a void that a process may try now: not
	// one that is yet to be signed by a key which another process holds open.
	DueToVoid(ctx context.Context, process uuid.UUID, now time.Time) ([]string, error)
	// NextToVoid returns the one of an issuer, or ErrNotFound.
	NextToVoid(ctx context.Context, issuer string, process uuid.UUID, now time.Time) (Decided, error)
	// DelayVoid records a failed attempt to put a void on the ledger.
	DelayVoid(ctx context.Context, d Decided, wait registry.Wait, code ledger.Code, until time.Time) error
	// Consequences says what giving up a batch would do now.
	Consequences(ctx context.Context, batch uuid.UUID) (registry.GiveUpConsequences, error)
	// VoidEntries returns the void lines of a batch, in order.
	VoidEntries(ctx context.Context, batch uuid.UUID, page registry.Page) ([]registry.VoidEntry, error)
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
	// InAnchoredTx is InTx for recording that an anchor stands on the ledger.
	InAnchoredTx(ctx context.Context, f func(ctx context.Context, q AnchoredQueries) error) error
}

// AnchoredQueries record that an anchor stands on the ledger after all.
type AnchoredQueries interface {
	// MarkAnchored is that of package anchoring.
	MarkAnchored(
		ctx context.Context,
		issuer string,
		sequence uint64,
		record ledger.AnchorRecord,
		at time.Time,
	) (bool, error)
	EndGivingUp(ctx context.Context, batch uuid.UUID, failed bool, at time.Time) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Ledger takes voids. Its errors are those of anchoring.Ledger.
type Ledger interface {
	// Void takes an issuer's next sequence number without an anchor. It may be
	// repeated: an equal void that stands already is success. A refusal with
	// ledger.CodeConflict says that the number is taken by something else.
	Void(ctx context.Context, statement ledger.Void, signature ledger.Signature) (ledger.VoidRecord, error)
	// Anchor returns the anchor with that sequence number.
	Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.AnchorRecord, error)
	// Issuer returns an issuer's record, its keys and its last sequence.
	Issuer(ctx context.Context, code string) (ledger.IssuerView, error)
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}

// Keys chooses the key that signs a void. Package keys implements it.
type Keys interface {
	BatchSigner(ctx context.Context, b registry.Batch, thumbprint string) (credential.Signer, keys.Grant, error)
	// Open opens the school's own key for a use; see package keys for its errors.
	Open(ctx context.Context, actor registry.Actor, passphrase registry.Secret, use keys.Use) error
	// ReleaseBatch tells that a batch needs no key, or no more.
	ReleaseBatch(ctx context.Context, batch uuid.UUID)
}

// SignedVoid is a void with its signature.
type SignedVoid struct {
	Statement ledger.Void
	Signature ledger.Signature
}

// Decided is a batch that is confirmed to be given up and whose first waiting
// anchor was sent.
type Decided struct {
	Batch  registry.Batch
	Anchor registry.SealedAnchor // without its digests
	Void   *SignedVoid           // nil until it is signed
}

// Service is safe for concurrent use, by several processes on one database as well.
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
