// Package anchoring takes sealed anchors to the ledger and records that they
// stand there.
//
// What belongs here: everything between the sealed statement and the mark that
// the ledger holds it, and what happens where the two contradict each other.
// What does not: signing, which needs a key; anchoring needs none. It relies on
// its Ledger for knowing what stands there, and never guesses it.
package anchoring

import (
	"context"
	"log/slog"
	"time"

	"sogoc/registry"
	"sogoc/registry/process"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written, in a transaction or outside.
// Errors are those of package registry.
type Queries interface {
	Issuer(ctx context.Context, code string) (registry.Issuer, error)
	// Halt stops anchoring for an issuer, Resume lets it go on.
	Halt(ctx context.Context, code, why string, at time.Time) error
	Resume(ctx context.Context, code string) error

	// DueToAnchor returns the issuers whose next anchor may be tried now.
	DueToAnchor(ctx context.Context, now time.Time) ([]string, error)
	// NextAnchor returns an issuer's first anchor that is not anchored, or ErrNotFound.
	NextAnchor(ctx context.Context, issuer string) (registry.SealedAnchor, error)
	// MarkSent commits that an anchor is about to be sent to a peer, before it
	// is: from then on only the ledger can give it up. It returns false where the
	// batch is given up.
	MarkSent(ctx context.Context, issuer string, sequence uint64, at time.Time) (bool, error)
	// MarkAnchored records that an anchor stands on the ledger, and its batch
	// as anchored when it was the last of it. It returns false where that was
	// recorded before.
	MarkAnchored(
		ctx context.Context,
		issuer string,
		sequence uint64,
		record ledger.AnchorRecord,
		at time.Time,
	) (bool, error)
	// DelayAnchor records a failed attempt; code is "" where the ledger said nothing.
	DelayAnchor(ctx context.Context, issuer string, sequence uint64, code ledger.Code, until time.Time) error
	// HurryAnchors lets waiting anchors and changes of status be tried at once.
	HurryAnchors(ctx context.Context, issuer string) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps anchors. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Ledger takes anchors. It is safe for concurrent use, and every call ends by a
// deadline of the implementation's own if ctx has none.
//
// Errors: a refusal by the chaincode is a *ledger.Refusal (errors.As);
// ErrLedgerUnavailable when nothing was done; ErrOutcomeUnknown when a
// transaction was sent and its fate is not known. A query for what is not
// there answers a refusal with ledger.CodeNotFound.
type Ledger interface {
	// PutAnchor returns the anchor as the ledger holds it once its transaction
	// is committed as valid. It may be repeated: an equal anchor that stands
	// already is success.
	PutAnchor(
		ctx context.Context,
		statement ledger.Anchor,
		signature ledger.Signature,
		digests []ledger.Digest,
	) (ledger.AnchorRecord, error)
	// Anchor returns the anchor with that sequence number.
	Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.AnchorRecord, error)
	// Issuer returns an issuer's record, its keys and its last sequence.
	Issuer(ctx context.Context, code string) (ledger.IssuerView, error)
	// Genesis returns the ledger's name: its genesis block's hash.
	Genesis() ledger.Digest
}

// Service is safe for concurrent use, by several processes on one database as well.
type Service struct {
	proc   *process.Process
	store  Store
	ledger Ledger
}

// New returns the service. It calls the ledger only as a Task of a worker.
func New(store Store, l Ledger, p *process.Process) *Service {
	return &Service{proc: p, store: store, ledger: l}
}

// Resume lets the worker go on with an issuer that an integrity alarm halted.
// Role operator.
func (s *Service) Resume(ctx context.Context, actor registry.Actor, issuer string) error {
	if err := actor.Authorize(issuer, registry.RoleOperator); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.Resume(ctx, issuer); err != nil {
			return err
		}
		if err := q.HurryAnchors(ctx, issuer); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.proc.NewAuditEntry(actor, issuer, registry.ActionResumed))
	})
	if err == nil {
		s.proc.WakeWorker()
	}
	return err
}

// Halt stops anchoring for an issuer until an operator resumes it. It is for
// the worker.
func (s *Service) Halt(ctx context.Context, issuer, why string) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.Halt(ctx, issuer, why, s.proc.Time()); err != nil {
			return err
		}
		entry := s.proc.NewAuditEntry(registry.Actor{}, issuer, registry.ActionHalted)
		entry.Note = why
		return q.AppendAudit(ctx, entry)
	})
}

// logAnchored tells that an anchor was recorded for the first time.
func (s *Service) logAnchored(ctx context.Context, a registry.SealedAnchor, record ledger.AnchorRecord) {
	s.proc.Log.InfoContext(ctx, "batch anchored",
		slog.Any("batch", a.Batch),
		slog.String("issuer", a.Issuer),
		slog.Uint64("sequence", a.Sequence),
		slog.Uint64("size", a.Size),
		slog.String("tx", record.TxID))
}
