package registry

import (
	"context"

	"sogoc/verifier/ledger"
)

// Ledger writes an issuer's statements to the ledger and asks what stands
// there. It is safe for concurrent use, and every call ends by a deadline of
// the implementation's own if ctx has none.
//
// Errors: a refusal by the chaincode is a *ledger.Refusal (errors.As);
// ErrLedgerUnavailable when nothing was done; ErrOutcomeUnknown when a
// transaction was sent and its fate is not known. A query for what is not
// there answers a refusal with ledger.CodeNotFound.
type Ledger interface {
	// PutAnchor returns the anchor as the ledger holds it once its
	// transaction is committed as valid. It may be repeated: an equal anchor
	// that stands already is success.
	PutAnchor(ctx context.Context, statement ledger.Anchor, signature ledger.Signature, digests []ledger.Digest) (ledger.AnchorRecord, error)
	// SetStatus returns the entry as the ledger holds it once its transaction
	// is committed as valid. It may be repeated as PutAnchor may.
	SetStatus(ctx context.Context, statement ledger.Status, signature ledger.Signature) (ledger.StatusRecord, error)
	// Issuer returns an issuer's record, its keys and its last sequence.
	Issuer(ctx context.Context, code string) (ledger.IssuerView, error)
	// Anchor returns the anchor with that sequence number.
	Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.AnchorRecord, error)
	// Status returns a status entry; one of which the ledger holds nothing is
	// ledger.Active with version 0.
	Status(ctx context.Context, issuer string, list, index uint32) (ledger.StatusRecord, error)
	// Tick offers a tick. A refusal with ledger.CodeTickTooEarly is the
	// ordinary answer where others tick as well.
	Tick(ctx context.Context) error
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}
