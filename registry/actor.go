package registry

import (
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
	RoleRegistrar Role = "registrar" // imports, discards, proposes revocations, reads
	RoleApprover  Role = "approver"  // approves, rejects, opens the school's key, sets status, confirms revocations, reads
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

// ReadingRoles returns the roles that may read everything of their issuer but
// what holders get.
func ReadingRoles() []Role {
	return []Role{RoleRegistrar, RoleApprover, RoleReader, RoleOperator}
}

// LearnerRoles returns the roles that may read what is said of learners, and what
// they get: those of people who work in the school. An operator is none.
func LearnerRoles() []Role { return []Role{RoleRegistrar, RoleApprover, RoleReader} }

// SeesNationalIDs reports whether an actor sees the national ids of drafts in full:
// those who answer for what is signed, since two ids with the same last digits are two.
// Others see them masked.
func (a Actor) SeesNationalIDs() bool { return a.Has(RoleRegistrar) || a.Has(RoleApprover) }

// Issuer is a school as a tenant of the register. What it is allowed to issue
// stands on the ledger, not here.
type Issuer struct {
	Code      string     `json:"code"` // issuer code, as on the ledger
	Name      string     `json:"name"` // legal name, NFC, printed on credentials
	NameEn    string     `json:"nameEn,omitempty"`
	CreatedAt time.Time  `json:"createdAt"`
	HaltedAt  *time.Time `json:"haltedAt,omitempty"` // when ledger and register were found to contradict each other: nothing is anchored
	Halt      string     `json:"halt,omitempty"`     // why
}

// Actor is the authenticated user who asks for something. The zero Actor
// stands for the register itself, its worker and its local commands, and is
// authorized for nothing.
type Actor struct {
	ID     uuid.UUID
	Login  string
	Name   string
	Issuer string // issuer code; "" for an operator
	Roles  []Role
}

// LogValue implements slog.LogValuer: the id only.
func (a Actor) LogValue() slog.Value { return slog.StringValue(a.ID.String()) }

// IsZero reports whether a is the register itself and no person.
func (a Actor) IsZero() bool { return a.Login == "" }

// Has reports whether a has one of the roles.
func (a Actor) Has(roles ...Role) bool {
	return slices.ContainsFunc(roles, func(r Role) bool { return slices.Contains(a.Roles, r) })
}

// Authorize returns ErrForbidden unless a has one of the roles for issuer. For
// another issuer it returns ErrNotFound, so that people of other schools do
// not learn what is there. An operator acts for every issuer, within its role.
func (a Actor) Authorize(issuer string, roles ...Role) error {
	if a.Issuer != issuer && !a.Has(RoleOperator) {
		return ErrNotFound
	}
	if !a.Has(roles...) {
		return fmt.Errorf("%w: this needs one of the roles %v", ErrForbidden, roles)
	}
	return nil
}

// IssuerToRead returns the issuer that a wants to read of: the named one, or
// for "" its own. Errors are ErrInvalid for an operator who names none, and
// those of Authorize for ReadingRoles.
func (a Actor) IssuerToRead(issuer string) (string, error) {
	if issuer == "" {
		issuer = a.Issuer
	}
	if issuer == "" {
		return "", fmt.Errorf("%w: an operator must name an issuer", ErrInvalid)
	}
	return issuer, a.Authorize(issuer, ReadingRoles()...)
}

// KeyState says with which key an issuer would sign now.
type KeyState struct {
	Thumbprint string `json:"thumbprint,omitempty"` // of the key that would sign; "" where none can
	Locked     bool   `json:"locked"`               // none can until the school's passphrase is given
}

// Secret is a password or a passphrase. It never shows itself; string(s) is
// the text.
type Secret string

// LogValue implements slog.LogValuer and hides the secret.
func (s Secret) LogValue() slog.Value { return slog.StringValue("hidden") }

// String hides the secret from formatting by accident.
func (s Secret) String() string { return "hidden" }

// GoString is String.
func (s Secret) GoString() string { return "hidden" }
