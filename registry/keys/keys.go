// Package keys says with which key an issuer signs now, and opens a school's
// own key for as long as it is needed.
//
// What belongs here: the choice among the keys that are here by what the
// ledger says of them, and the grants by which an approver opens the school's
// own key. What does not: private keys themselves, which only package signer
// touches, and what is signed with them, which the acts decide.
//
// # A school's own key
//
// It is opened by a passphrase that only the school's approvers know, in the
// memory of one process, for a stated use: certain approved batches, or what
// one approver does. A grant lasts GrantLife at most. It is wiped when its last
// batch is signed, when its time is over, and when the process ends. Only the
// process that holds it signs those batches: it takes a lease on each in the
// database, whose fencing number the signing transaction checks. Where the
// process died or lost the lease, the batch waits until an approver opens the
// key again.
package keys

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"sogoc/registry"
	"sogoc/registry/process"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// Queries are what can be asked and written, in a transaction or outside.
type Queries interface {
	// LeaseKey gives a process the right to sign a batch with a school's own key
	// until a moment, with a number greater than of all leases before. It takes
	// the place of any other lease of that batch. ErrNotFound where the batch
	// needs no key, or no more.
	LeaseKey(ctx context.Context, batch, holder uuid.UUID, until time.Time) (fence int64, err error)
	// RenewKeyLeases moves the end of a process's leases and returns the fencing
	// numbers of those that it still holds for batches that still need a key.
	RenewKeyLeases(ctx context.Context, holder uuid.UUID, batches []uuid.UUID, until time.Time) (map[uuid.UUID]int64, error)
	// EndKeyLeases ends a process's leases of these batches.
	EndKeyLeases(ctx context.Context, holder uuid.UUID, batches []uuid.UUID) error
	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// UnsignedBatches returns an issuer's approved batches, and those whose void
	// waits to be signed.
	UnsignedBatches(ctx context.Context, issuer string) ([]uuid.UUID, error)
	// HurryBatches lets approved batches be tried at once, HurryAnchors anchors
	// and changes of status.
	HurryBatches(ctx context.Context, batches []uuid.UUID) error
	HurryAnchors(ctx context.Context, issuer string) error
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps leases. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Ledger says which keys of an issuer are good.
type Ledger interface {
	Issuer(ctx context.Context, code string) (ledger.IssuerView, error)
}

// Service is safe for concurrent use.
type Service struct {
	proc   *process.Process
	store  Store
	ledger Ledger
	source signer.Source
	tries  *lru.Cache[uuid.UUID, *rate.Limiter] // passphrases tried, by person

	mu     sync.Mutex // guards the fields below
	grants []*grant
	rights map[uuid.UUID]right // by batch
}

// New returns the service. It opens nothing.
func New(store Store, l Ledger, source signer.Source, p *process.Process) *Service {
	s := &Service{proc: p, store: store, ledger: l, source: source, rights: map[uuid.UUID]right{}}
	s.tries, _ = lru.New[uuid.UUID, *rate.Limiter](rememberedPersons) // fails for a size of 0 alone
	return s
}

// SigningKey returns with which key actor's school would sign what actor asks
// for now. ErrKey where none that is here is good on the ledger, locked or not.
// Role approver.
func (s *Service) SigningKey(ctx context.Context, actor registry.Actor) (registry.KeyState, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleApprover); err != nil {
		return registry.KeyState{}, err
	}
	found, err := s.Signer(ctx, actor)
	if isLocked(err) {
		return registry.KeyState{Locked: true}, nil
	}
	if err != nil {
		return registry.KeyState{}, err
	}
	return registry.KeyState{Thumbprint: found.PublicKey().Thumbprint()}, nil
}

// Use says what a school's own key is opened for.
type Use struct {
	// Batches are the approved batches that it may sign.
	Batches []uuid.UUID
	// Acts lets it sign, besides, what the approver who opens it does in this
	// process while it is open: changes of status, and batches approved.
	Acts bool
}

// How often one person may try a passphrase at once, and how soon again: each
// try takes half a second of one processor.
const (
	passphraseTries   = 5
	passphrasePause   = 20 * time.Second
	rememberedPersons = 1024
)

// allowTry counts a person's try.
func (s *Service) allowTry(person uuid.UUID) bool {
	fresh := rate.NewLimiter(rate.Every(passphrasePause), passphraseTries)
	limiter, known, _ := s.tries.PeekOrAdd(person, fresh)
	if !known {
		limiter = fresh
	}
	return limiter.AllowN(s.proc.Now(), 1)
}

// Open opens the own keys of actor's school in this process for a use, for
// GrantLife at most. ErrPassphrase where the passphrase opens none, ErrState
// where the school has none here, ErrTooMany after too many tries, ErrNotFound
// for a batch of another school. Role approver.
func (s *Service) Open(ctx context.Context, actor registry.Actor, passphrase registry.Secret, use Use) error {
	if err := actor.Authorize(actor.Issuer, registry.RoleApprover); err != nil {
		return err
	}
	own, err := s.source.OwnKeys(actor.Issuer)
	if err != nil {
		return fmt.Errorf("%w: issuer %s: %w", registry.ErrKey, actor.Issuer, err)
	}
	if len(own) == 0 {
		return fmt.Errorf("%w: no key of the school is opened by a passphrase", registry.ErrState)
	}
	for _, id := range use.Batches {
		b, err := s.store.Batch(ctx, id)
		if err != nil {
			return err
		}
		if err := actor.Authorize(b.Issuer, registry.RoleApprover); err != nil {
			return err
		}
	}
	if !s.allowTry(actor.ID) {
		return registry.ErrTooMany
	}
	opened, err := s.source.OpenOwn(actor.Issuer, string(passphrase))
	if err != nil {
		return fmt.Errorf("%w: issuer %s: %w", registry.ErrKey, actor.Issuer, err)
	}
	if len(opened) == 0 {
		return registry.ErrPassphrase
	}
	s.tries.Remove(actor.ID)
	if err := s.storeGrant(ctx, actor, opened, use); err != nil {
		return err
	}
	s.proc.WakeWorker()
	s.proc.Log.InfoContext(ctx, "signing key opened", slog.String("issuer", actor.Issuer), slog.Any("actor", actor),
		slog.Int("batches", len(use.Batches)), slog.Bool("acts", use.Acts))
	return nil
}

// OpenForWaiting opens the key for all approved batches of actor's school, and
// for what actor does. Errors are those of Open. Role approver.
func (s *Service) OpenForWaiting(ctx context.Context, actor registry.Actor, passphrase registry.Secret) error {
	if err := actor.Authorize(actor.Issuer, registry.RoleApprover); err != nil {
		return err
	}
	batches, err := s.store.UnsignedBatches(ctx, actor.Issuer)
	if err != nil {
		return err
	}
	return s.Open(ctx, actor, passphrase, Use{Batches: batches, Acts: true})
}
