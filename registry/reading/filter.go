package reading

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/verifier/ledger"
)

// BatchFilter narrows Batches. Zero fields do not narrow.
type BatchFilter struct {
	Issuer string // "" for the actor's own; operators must name one
	State  registry.BatchState
	Open   bool // not anchored, rejected or discarded
	Page   registry.Page
}

// CredentialFilter narrows Credentials. Zero fields do not narrow; texts match whole,
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
	Page           registry.Page
}

// NameQuery makes of what somebody typed a search for whole words of a name;
// an empty level is names.Plain. It returns ErrInvalid.
func NameQuery(name string, level names.Level) (names.Query, error) {
	q, err := names.ParseQuery(name, level)
	if err != nil {
		return q, fmt.Errorf("%w: %w", registry.ErrInvalid, err)
	}
	return q, nil
}

// LogValue implements slog.LogValuer: a filter names persons.
func (f CredentialFilter) LogValue() slog.Value { return slog.StringValue(f.Issuer) }

// ExportEntry is one line of the register's export for an audit: what the
// ledger must hold, and nothing personal unless register numbers were asked for.
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
	// RegisterNumber finds the credential in the school's own book. It is there
	// only where it was asked for.
	RegisterNumber string `json:"registerNumber,omitempty"`
}

// ExportRequest says what an export of digests holds.
type ExportRequest struct {
	Issuer          string // "" for the actor's own
	RegisterNumbers bool   // each line names the credential in the school's book
}

// AuditFilter narrows Audit. Zero fields do not narrow.
type AuditFilter struct {
	Issuer     string // "" for the actor's own
	Batch      uuid.UUID
	Credential uuid.UUID // with the entry of its batch's issuing
	Action     registry.Action
	Page       registry.Page
}
