package registry

import (
	"crypto/rand"
	"io"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"sogoc/registry/password"
)

// Config is what a Service must know besides its connections.
type Config struct {
	// Host is the host, or host:port, of the permanent public address: part
	// of every issuer's DID and thereby of every credential. Required.
	Host string
	// Random is the source of ids, salts and status indices; nil for
	// crypto/rand. It must be cryptographically strong and safe for concurrent use.
	Random io.Reader
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log is nil for slog.Default.
	Log *slog.Logger
	// PasswordCost is what one password hash takes; zero for password.Standard.
	PasswordCost password.Cost
}

// Service is the register. It is safe for concurrent use, by several
// processes on one database as well. Every method that takes an Actor decides
// itself whether the actor may; errors are those of errors.go.
type Service struct {
	store  Store
	ledger Ledger
	keys   Keys
	host   string
	random io.Reader
	now    func() time.Time
	log    *slog.Logger
	wake   chan struct{} // tells a worker of this process that there is work

	passwordCost password.Cost
	hashing      chan struct{} // bounds the memory that password hashes take at once
	nobody       func() string // hash of a password that nobody has

	unlocking *lru.Cache[uuid.UUID, *rate.Limiter] // who tries passphrases of keys
}

// New returns the register on these connections. It starts nothing: the
// ledger is called by a Worker.
func New(store Store, l Ledger, keys Keys, config Config) *Service {
	s := &Service{store: store, ledger: l, keys: keys, host: config.Host, random: config.Random, now: config.Now, log: config.Log, wake: make(chan struct{}, 1),
		passwordCost: config.PasswordCost, hashing: make(chan struct{}, parallelHashes)}
	s.unlocking, _ = lru.New[uuid.UUID, *rate.Limiter](unlockers) // fails for a size of 0 alone
	if s.passwordCost == (password.Cost{}) {
		s.passwordCost = password.Standard
	}
	s.nobody = sync.OnceValue(func() string { return password.Hash(string(NewToken()), s.passwordCost) })
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	return s
}

// time returns the present as the database keeps it: UTC, microseconds.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// id draws a random UUID.
func (s *Service) id() (uuid.UUID, error) { return uuid.NewRandomFromReader(s.random) }

// stir wakes a worker of this process, if one waits.
func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
