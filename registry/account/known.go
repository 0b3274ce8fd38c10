package account

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
)

// KnownDevice is a known device as its owner sees it.
type KnownDevice struct {
	ID       uuid.UUID
	Browser  string    // as Attempt.Browser said; "" where it is not known
	SeenAt   time.Time // when it last signed in
	SignedIn bool      // somebody is signed in on it
	Here     bool      // the session that asks is on it
}

// Ending says what of a user ends. The zero value is all sessions, and all known devices.
type Ending struct {
	APIToken bool      // the token of the user's programs too
	Device   uuid.UUID // this device and its sessions only; uuid.Nil for all
	Keep     TokenHash // a session that goes on where all end
}

// DeviceStore keeps what is asked of devices outside of transactions. Package postgres
// implements it. Errors are as for Queries.
type DeviceStore interface {
	DeviceGuesses
	// KnownDevices returns the devices of a user that signed in after a moment, the last
	// one first. Sessions count that were seen and begun after theirs.
	KnownDevices(ctx context.Context, user uuid.UUID, here TokenHash, after Moments) ([]KnownDevice, error)
}

// Moments are those before which devices and sessions are past.
type Moments struct{ Device, Seen, Begun time.Time }

// KnownDevices returns actor's known devices, the one that signed in last first; here is
// the session that asks.
func (s *Service) KnownDevices(ctx context.Context, actor registry.Actor, here Token) ([]KnownDevice, error) {
	now := s.proc.Time()
	after := Moments{Device: now.Add(-DeviceLife), Seen: now.Add(-SessionIdle), Begun: now.Add(-SessionLife)}
	return s.devices.KnownDevices(ctx, actor.ID, here.Hash(), after)
}

// ForgetDevice forgets one of actor's known devices and ends the sessions on it, also
// the one that asks. ErrNotFound for a device that actor does not have.
func (s *Service) ForgetDevice(ctx context.Context, actor registry.Actor, device uuid.UUID) error {
	if device == uuid.Nil {
		return registry.ErrNotFound
	}
	return s.forget(ctx, actor, Ending{Device: device})
}

// ForgetDevices forgets all of actor's known devices and ends all sessions but the one
// that asks. Every browser is a stranger's then, until it signs in again.
func (s *Service) ForgetDevices(ctx context.Context, actor registry.Actor, here Token) error {
	return s.forget(ctx, actor, Ending{Keep: here.Hash()})
}

func (s *Service) forget(ctx context.Context, actor registry.Actor, e Ending) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.EndSessions(ctx, actor.ID, e); err != nil {
			return err
		}
		entry := s.proc.NewAuditEntry(actor, actor.Issuer, registry.ActionDeviceForgotten)
		entry.Note = "one"
		if e.Device == uuid.Nil {
			entry.Note = "all"
		}
		return q.AppendAudit(ctx, entry)
	})
}
