package registry

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Role says what a user may do for the issuer that the user belongs to.
type Role string

// The roles. One person may have several; that never lets the importer of a
// batch approve it.
const (
	RoleRegistrar Role = "registrar" // imports, discards, reads
	RoleApprover  Role = "approver"  // approves, rejects, issues, seals, sets status, reads
	RoleReader    Role = "reader"    // reads and exports
	RoleOperator  Role = "operator"  // runs the service for every issuer: reads, resumes anchoring; never issues
	// RoleAdministrator manages the people of its school. By itself it neither
	// imports nor approves nor reads what learners have.
	RoleAdministrator Role = "administrator"
)

// Roles returns all roles.
func Roles() []Role {
	return []Role{RoleRegistrar, RoleApprover, RoleReader, RoleOperator, RoleAdministrator}
}

// Issuer is a school as a tenant of the register. What it is allowed to issue
// stands on the ledger, not here.
type Issuer struct {
	Code      string     `json:"code"` // issuer code, as on the ledger
	Name      string     `json:"name"` // legal name, NFC, printed on credentials
	NameEn    string     `json:"nameEn,omitempty"`
	CreatedAt time.Time  `json:"createdAt"`
	HaltedAt  *time.Time `json:"haltedAt,omitempty"` // set when ledger and register contradict each other: nothing is anchored until an operator resumes
	Halt      string     `json:"halt,omitempty"`     // why
}

// User is a person, or a program, that works in the register.
type User struct {
	ID         uuid.UUID  `json:"id"`
	Login      string     `json:"login"`            // unique: 2 to 64 of a-z, 0-9, dot, hyphen, underscore, @
	Name       string     `json:"name"`             // shown to colleagues
	Issuer     string     `json:"issuer,omitempty"` // issuer code; "" for an operator
	Roles      []Role     `json:"roles"`
	CreatedAt  time.Time  `json:"createdAt"`
	DisabledAt *time.Time `json:"disabledAt,omitempty"`
}

// LogValue implements slog.LogValuer: the id only.
func (u User) LogValue() slog.Value { return slog.StringValue(u.ID.String()) }

// Actor is the authenticated user who asks for something. The zero Actor may nothing.
type Actor struct {
	ID     uuid.UUID
	Login  string
	Name   string
	Issuer string // issuer code; "" for an operator
	Roles  []Role
}

// LogValue implements slog.LogValuer: the id only.
func (a Actor) LogValue() slog.Value { return slog.StringValue(a.ID.String()) }

// Has reports whether a has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// may returns ErrForbidden unless a has one of the roles for issuer. For
// another issuer it is ErrNotFound: who is not of that school does not learn
// what is there. An operator may what operators may for every issuer.
func (a Actor) may(issuer string, roles ...Role) error {
	if a.Issuer != issuer && !a.Has(RoleOperator) {
		return ErrNotFound
	}
	if !a.Has(roles...) {
		return fmt.Errorf("%w: this needs one of the roles %v", ErrForbidden, roles)
	}
	return nil
}

// readers are the roles that may read everything of their issuer.
var readers = []Role{RoleRegistrar, RoleApprover, RoleReader, RoleOperator}

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

// Hash returns what the register keeps. A plain hash is enough for 256 random
// bits: there is nothing to guess.
func (t Token) Hash() TokenHash { return sha256.Sum256([]byte(t)) }

// LogValue implements slog.LogValuer and hides the token.
func (t Token) LogValue() slog.Value { return slog.StringValue("hidden") }

// String hides the token from formatting by accident; string(t) is the token.
func (t Token) String() string { return "hidden" }

// NewUser asks for a user.
type NewUser struct {
	Login  string `json:"login"`
	Name   string `json:"name"`
	Issuer string `json:"issuer,omitempty"` // "" for an operator
	Roles  []Role `json:"roles"`
	// Password lets the user sign in to the browser; "" for who does not. An
	// operator has none.
	Password Password `json:"-"`
	// NoToken makes no token: for people who only work in the browser.
	NoToken bool `json:"-"`
}

// LogValue implements slog.LogValuer: the login only.
func (u NewUser) LogValue() slog.Value { return slog.StringValue(u.Login) }
