// Package account is about who works in the register: issuers as tenants,
// users and their roles, passwords, sessions, known devices, tokens, and the links
// by which a school's administrator lets people in.
//
// What belongs here: who somebody is, and how that is found out. What does
// not: what a role may do elsewhere, which each act decides by
// registry.Actor.Authorize. It relies on package password for hashing, and on
// its Store for everything that must survive. A password or token is never
// logged; types that hold one hide it.
package account

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/password"
	"sogoc/registry/process"
)

// Queries are what can be asked and written, in a transaction or outside.
// Errors are those of package registry: ErrNotFound, ErrConflict, ErrState
// where a constraint refuses, ErrStoreUnavailable.
type Queries interface {
	PutIssuer(ctx context.Context, issuer registry.Issuer) error
	Issuer(ctx context.Context, code string) (registry.Issuer, error)

	// AddUser adds a user; token is nil for one who has none.
	AddUser(ctx context.Context, user User, token *TokenHash) error
	// SetDisabled shuts a user out from a moment on, or lets it in again by nil.
	// It leaves the moment of an earlier exclusion as it is.
	SetDisabled(ctx context.Context, user uuid.UUID, at *time.Time) error
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

	// AddSession begins a session and makes its device known to the user: the device
	// takes the place of those of the user that have one of the replaced tokens, and of
	// those beyond MaxDevices.
	AddSession(ctx context.Context, session NewSession) error
	Session(ctx context.Context, token TokenHash) (Session, User, error)
	// TouchSession records that a session was used.
	TouchSession(ctx context.Context, token TokenHash, at time.Time) error
	EndSession(ctx context.Context, token TokenHash) error
	// EndSessions ends sessions of a user and forgets the devices that they are on.
	// ErrNotFound where a device is named that the user does not have.
	EndSessions(ctx context.Context, user uuid.UUID, e Ending) error
	// SweepAccounts forgets sessions last seen or begun before these times,
	// invitations that have expired, and devices that signed in last before device.
	SweepAccounts(ctx context.Context, seen, begun, device, now time.Time) error

	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps accounts. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. Where the
	// database asks for it (serialisation, deadlock) f runs again, so it must
	// have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Service is safe for concurrent use, by several processes on one database as
// well. Every method that takes an Actor decides itself whether the actor is
// authorized; errors are those of package registry.
type Service struct {
	proc         *process.Process
	store        Store
	devices      DeviceStore
	passwordCost password.Cost
	hashes       *hashQueue
	dummyHash    func() string // of a password that nobody has: a wrong login takes as long as a wrong password
}

// New returns the service. A zero cost is password.Standard.
func New(store Store, devices DeviceStore, p *process.Process, cost password.Cost) *Service {
	if cost == (password.Cost{}) {
		cost = password.Standard
	}
	return &Service{
		proc:         p,
		store:        store,
		devices:      devices,
		passwordCost: cost,
		hashes:       newHashQueue(),
		dummyHash:    sync.OnceValue(func() string { return password.Hash(string(NewToken()), cost) }),
	}
}

// Sweep forgets sessions, invitations and devices that are past. Call it now and then.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.proc.Time()
	kept := now.Add(-EndedSessionKept)
	return s.store.SweepAccounts(ctx, kept.Add(-SessionIdle), kept.Add(-SessionLife), now.Add(-DeviceLife), now)
}

// endInvitation ends a user's invitation if there is one.
func endInvitation(ctx context.Context, q Queries, user uuid.UUID) error {
	if err := q.EndInvitation(ctx, user); err != nil && !errors.Is(err, registry.ErrNotFound) {
		return err
	}
	return nil
}
