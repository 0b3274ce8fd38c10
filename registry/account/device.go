package account

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// A known device is a browser in which somebody signed in to an account before. It
// keeps a token of its own for that account. The token opens nothing: it lets the
// account's password be tried before those of strangers, and its wrong guesses are
// counted by themselves, so that a flood of strangers, from the same address too,
// keeps nobody out who has both.
const (
	// DeviceLife is how long a device is known after it last signed in.
	DeviceLife = 180 * 24 * time.Hour
	// MaxDevices bounds the devices of an account: the one that signed in longest ago
	// is forgotten.
	MaxDevices = 10
	// MaxDeviceGuesses is how many wrong passwords may be tried in a row with one
	// token. After that whoever has it is a stranger.
	MaxDeviceGuesses = 10
	// MaxBrowser bounds what a device is called, in bytes.
	MaxBrowser = 60
	// MaxDeviceTokens bounds the tokens that are looked at for one attempt: several
	// people may use one browser.
	MaxDeviceTokens = 4
)

// Device is a known device during one attempt to give a password; the zero value is
// a stranger.
type Device struct {
	user  uuid.UUID
	token TokenHash
}

// NewDevice returns the device of a user that has a token.
func NewDevice(user uuid.UUID, token TokenHash) Device { return Device{user, token} }

// Known reports whether the device signed in to the account before.
func (d Device) Known() bool { return d.user != uuid.Nil }

// Is reports whether a token is that of the device.
func (d Device) Is(token Token) bool { return d.Known() && d.token == token.Hash() }

// DeviceGuesses count the wrong passwords of known devices. They are counted at once,
// whatever becomes of the attempt. Package postgres implements it. Errors are as for
// Queries.
type DeviceGuesses interface {
	// CountDeviceGuess counts one more wrong password for the device of a login that
	// has one of these tokens, was seen after a moment and has guesses left, and
	// returns it. ErrNotFound where there is none, and for users who are shut out.
	CountDeviceGuess(ctx context.Context, login string, tokens []TokenHash, seen time.Time) (Device, error)
	// TakeBackDeviceGuess takes one back that was not made.
	TakeBackDeviceGuess(ctx context.Context, token TokenHash) error
}

// hashesOf returns the hashes of as many tokens as are looked at.
func hashesOf(tokens []Token) []TokenHash {
	tokens = tokens[:min(len(tokens), MaxDeviceTokens)]
	hashes := make([]TokenHash, len(tokens))
	for i, t := range tokens {
		hashes[i] = t.Hash()
	}
	return hashes
}
