package registry

import (
	"log/slog"
	"time"

	"github.com/google/uuid"

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
	Changes        []StatusChange         `json:"changes,omitempty"`  // oldest first; lists leave it out
	OnLedger       *LedgerWord            `json:"onLedger,omitempty"` // what the ledger says now; lists leave it out
}

// LedgerWord is what the ledger says of a credential at the moment of a question, as
// one peer answers. It differs from the register's own state where an accreditor
// acted: the register is not told of that.
type LedgerWord struct {
	Asked    bool               `json:"asked"`           // false: the ledger could not be asked, and the rest is empty
	State    ledger.State       `json:"state,omitempty"` // the worse of the credential's own state and its anchor's
	By       LedgerAuthor       `json:"by,omitempty"`    // who set the state; "" where nobody ever did
	Since    *time.Time         `json:"since,omitempty"`
	Version  uint64             `json:"version,omitempty"`  // of the credential's status entry
	Issuer   ledger.IssuerState `json:"issuer,omitempty"`   // the school's accreditation
	Doubtful bool               `json:"doubtful,omitempty"` // a key that was compromised by then signed the state
}

// LedgerAuthor is the side that set a state on the ledger.
type LedgerAuthor string

// The authors of a state.
const (
	BySchool     LedgerAuthor = "school"
	ByAccreditor LedgerAuthor = "accreditor"
)

// Differs reports whether the ledger says of a credential what its register does not
// know. What is on its way there is no difference.
func (c Credential) Differs() bool {
	return c.OnLedger != nil && c.OnLedger.Asked && c.Pending == nil &&
		(c.OnLedger.State != c.Status || c.OnLedger.Doubtful)
}

// LogValue implements slog.LogValuer: the id only.
func (c Credential) LogValue() slog.Value { return slog.StringValue(c.ID.String()) }

// CredentialState is where an issued credential stands on its way to the ledger.
type CredentialState string

// The states of an issued credential.
const (
	CredentialSigned   CredentialState = "signed" // of a register that an older version left between signing and sealing
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

// CredentialRecord is what issuing writes of one credential.
type CredentialRecord struct {
	ID       uuid.UUID
	Issuer   string
	Batch    uuid.UUID
	Content  Content
	Key      string // thumbprint
	Issued   credential.Issued
	IssuedAt time.Time
}

// LogValue implements slog.LogValuer: the id only.
func (r CredentialRecord) LogValue() slog.Value { return slog.StringValue(r.ID.String()) }
