// Package process holds what one process gives to every act of the register:
// its clock, its source of random values, its log, the public host, and the
// signal that wakes its worker.
//
// It belongs here if every act needs it and it ends with the process. It
// touches neither database nor ledger, and decides nothing.
package process

import (
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
)

// Config is what a Process is made of.
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
}

// Process is safe for concurrent use.
type Process struct {
	Config
	// Instance names this process among those that work on one database.
	Instance uuid.UUID

	wake chan struct{}
}

// New returns the process with its defaults filled in.
func New(c Config) *Process {
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Process{Config: c, Instance: uuid.New(), wake: make(chan struct{}, 1)}
}

// Time returns the present as the database keeps it: UTC, microseconds.
func (p *Process) Time() time.Time { return p.Now().UTC().Truncate(time.Microsecond) }

// NewID draws a random UUID.
func (p *Process) NewID() (uuid.UUID, error) { return uuid.NewRandomFromReader(p.Random) }

// NewAuditEntry begins the record of what an actor does now for an issuer.
func (p *Process) NewAuditEntry(actor registry.Actor, issuer string, action registry.Action) registry.AuditEntry {
	return registry.NewAuditEntry(p.Time(), actor, issuer, action)
}

// WakeWorker lets a worker of this process look for work at once, if one waits.
func (p *Process) WakeWorker() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake already
	}
}

// Wakes returns the channel that WakeWorker sends to.
func (p *Process) Wakes() <-chan struct{} { return p.wake }
