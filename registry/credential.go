package registry

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry/names"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Credential is an issued credential as the register shows it.
type Credential struct {
	ID             uuid.UUID              `json:"id"` // also "urn:uuid:…" in the credential
	Batch          uuid.UUID              `json:"batch"`
	Issuer         string                 `json:"issuer"`
	Kind           ledger.Kind            `json:"kind"`
	Diploma        *uuid.UUID             `json:"diploma,omitempty"` // of a transcript: the diploma that it came with
	FullName       string                 `json:"fullName"`
	BirthDate      credential.PartialDate `json:"birthDate"`
	LearnerCode    string                 `json:"learnerCode,omitempty"`
	Book           string                 `json:"book,omitempty"`
	SerialNumber   string                 `json:"serialNumber,omitempty"`
	RegisterNumber string                 `json:"registerNumber,omitempty"`
	IssueDate      ledger.Date            `json:"issueDate"`
	Digest         ledger.Digest          `json:"digest"`
	Key            string                 `json:"key"` // thumbprint of the signing key
	StatusRef      credential.StatusRef   `json:"statusRef"`
	IssuedAt       time.Time              `json:"issuedAt"`
	State          CredentialState        `json:"state"`
	Sequence       uint64                 `json:"sequence,omitempty"` // of its anchor; 0 until sealed
	LeafIndex      uint64                 `json:"leafIndex"`          // among the anchor's sorted digests; 0 until sealed
	Status         ledger.State           `json:"status"`             // as the ledger last confirmed it
	Pending        *StatusChange          `json:"pending,omitempty"`  // on its way to the ledger
	Changes        []StatusChange         `json:"changes,omitempty"`  // oldest first; Show fills it, List does not
}

// LogValue implements slog.LogValuer: the id only.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.ID.String()) }

// CredentialState is where an issued credential stands on its way to the ledger.
type CredentialState string

// The states of an issued credential.
const (
	CredentialSigned   CredentialState = "signed"
	CredentialSealed   CredentialState = "sealed"
	CredentialAnchored CredentialState = "anchored"
)

// Document is a credential with all that its holder gets: the SD-JWT with all
// disclosures, the QR claims and the QR token.
type Document struct {
	Credential Credential
	Issued     credential.Issued
}

// LogValue implements slog.LogValuer: the id only.
func (d Document) LogValue() slog.Value { return d.Credential.LogValue() }

// CredentialFilter narrows List. Zero fields do not narrow; texts match whole,
// a name by its words.
type CredentialFilter struct {
	Issuer         string // "" for the actor's own; operators must name one
	Batch          uuid.UUID
	SerialNumber   string
	RegisterNumber string
	Number         string // a serial number or a register number
	LearnerCode    string
	NationalID     string      // found by keyed hash; never logged, never in a URL
	Name           names.Query // of NameQuery; never logged, never in a URL
	ByName         bool        // in the order of names, as with Name; else in the order of register: batch, line
	Page           Page
}

// NameQuery makes of what somebody typed a search for whole words of a name;
// an empty level is names.Plain. It returns ErrInvalid.
func NameQuery(name string, level names.Level) (names.Query, error) {
	q, err := names.ParseQuery(name, level)
	if err != nil {
		return q, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return q, nil
}

// LogValue implements slog.LogValuer: a filter names persons.
func (f CredentialFilter) LogValue() slog.Value { return slog.StringValue(f.Issuer) }

// ExportEntry is one line of the register's export for an audit: what the
// ledger must hold, and nothing personal.
type ExportEntry struct {
	Issuer    string        `json:"issuer"`
	Sequence  uint64        `json:"sequence"` // 0 until sealed
	LeafIndex uint64        `json:"leafIndex"`
	Digest    ledger.Digest `json:"digest"`
	Kind      ledger.Kind   `json:"kind"`
	List      uint32        `json:"list"`
	Index     uint32        `json:"index"`
	Status    ledger.State  `json:"status"`
	IssuedAt  time.Time     `json:"issuedAt"`
}
