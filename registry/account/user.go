package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
)

// User is a person, or a program, that works in the register.
type User struct {
	ID         uuid.UUID       `json:"id"`
	Login      string          `json:"login"`            // unique: 2 to 64 of a-z, 0-9, dot, hyphen, underscore, @
	Name       string          `json:"name"`             // shown to colleagues
	Issuer     string          `json:"issuer,omitempty"` // issuer code; "" for an operator
	Roles      []registry.Role `json:"roles"`
	CreatedAt  time.Time       `json:"createdAt"`
	DisabledAt *time.Time      `json:"disabledAt,omitempty"`
}

// LogValue implements slog.LogValuer: the id only.
func (u User) LogValue() slog.Value { return slog.StringValue(u.ID.String()) }

// Actor returns the user as who it acts.
func (u User) Actor() registry.Actor {
	return registry.Actor{ID: u.ID, Login: u.Login, Name: u.Name, Issuer: u.Issuer, Roles: u.Roles}
}

// Token is what a user shows to be let in: 256 random bits in base64url. The
// register keeps its hash only, so that nobody can read it there.
type Token string

// TokenHash is the SHA-256 of a token's text.
type TokenHash [sha256.Size]byte

// NewToken makes a token.
func NewToken() Token {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails
	return Token(base64.RawURLEncoding.EncodeToString(secret[:]))
}

// WellFormed reports whether a text may be a token.
func (t Token) WellFormed() bool {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(string(t))
	return err == nil && len(secret) == 32
}

// Hash returns what the register keeps. A plain hash is enough for 256 random
// bits: there is nothing to guess.
func (t Token) Hash() TokenHash { return sha256.Sum256([]byte(t)) }

// LogValue implements slog.LogValuer and hides the token.
func (t Token) LogValue() slog.Value { return slog.StringValue("hidden") }

// String hides the token from formatting by accident; string(t) is the token.
func (t Token) String() string { return "hidden" }

// NewUser asks for a user.
type NewUser struct {
	Login  string          `json:"login"`
	Name   string          `json:"name"`
	Issuer string          `json:"issuer,omitempty"` // "" for an operator
	Roles  []registry.Role `json:"roles"`
	// Password lets the user sign in to the browser; "" for a user that does not. An
	// operator has none.
	Password registry.Secret `json:"-"`
	// NoToken makes no token: for people who only work in the browser.
	NoToken bool `json:"-"`
}

// LogValue implements slog.LogValuer: the login only.
func (u NewUser) LogValue() slog.Value { return slog.StringValue(u.Login) }
