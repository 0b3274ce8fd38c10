package registry

import (
	"encoding/json"
	"log/slog"
	"strings"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// BatchState is where an imported batch stands. It only moves forward:
// draft → approved → issued → sealed → anchored, or draft → rejected or discarded.
type BatchState string

// The states of a batch.
const (
	BatchDraft     BatchState = "draft"     // imported; waits for a second person
	BatchApproved  BatchState = "approved"  // numbered; waits to be signed
	BatchIssued    BatchState = "issued"    // signed; waits to be sealed
	BatchSealed    BatchState = "sealed"    // its anchors are signed and on their way: they will stand on the ledger, even across a restart
	BatchAnchored  BatchState = "anchored"  // all its anchors stand on the ledger
	BatchRejected  BatchState = "rejected"  // by an approver, with a reason
	BatchDiscarded BatchState = "discarded" // by the registrar's side
)

// Batch is what one upload brought in: rows that are approved, issued and
// sealed together.
type Batch struct {
	ID           uuid.UUID   `json:"id"`
	Issuer       string      `json:"issuer"` // issuer code
	State        BatchState  `json:"state"`
	Terms        Terms       `json:"terms"`
	Count        int         `json:"count"`              // credentials, transcripts included
	Decision     ledger.Date `json:"decision,omitempty"` // the earliest graduation decision of its rows: see Deadline
	ImportedBy   uuid.UUID   `json:"importedBy"`
	ImportedAt   time.Time   `json:"importedAt"`
	DecidedBy    *uuid.UUID  `json:"decidedBy,omitempty"` // who approved, rejected or discarded
	DecidedAt    *time.Time  `json:"decidedAt,omitempty"`
	RejectReason string      `json:"rejectReason,omitempty"`
	IssuedAt     *time.Time  `json:"issuedAt,omitempty"`
	SealedAt     *time.Time  `json:"sealedAt,omitempty"`
	AnchoredAt   *time.Time  `json:"anchoredAt,omitempty"`
	Anchors      []AnchorRef `json:"anchors,omitempty"` // from sealed on; Batch and Seal fill it, Batches does not
}

// Draft is one credential-to-be of a batch, with the document as it will be
// signed but for what issuing adds: the status entry, and the numbers where
// the book gives them. A row with courses makes two drafts: the diploma and
// its transcript.
type Draft struct {
	Entry
	Content
}

// MarshalJSON implements json.Marshaler: what an approver reads, with the
// national id masked.
func (d Draft) MarshalJSON() ([]byte, error) {
	content := d.Content.masked()
	return json.Marshal(struct {
		ID             uuid.UUID              `json:"id"` // the later credential's id
		Line           int                    `json:"line"`
		Kind           ledger.Kind            `json:"kind"`
		SerialNumber   string                 `json:"serialNumber,omitempty"` // "" until approval where the file held none
		RegisterNumber string                 `json:"registerNumber,omitempty"`
		Diploma        *credential.Diploma    `json:"diploma,omitempty"`
		Transcript     *credential.Transcript `json:"transcript,omitempty"`
	}{d.ID, d.Line, d.Kind, d.SerialNumber, d.RegisterNumber, content.Diploma, content.Transcript})
}

// Content is a document of either form: exactly one of the two is set.
type Content struct {
	Diploma    *credential.Diploma    `json:"diploma,omitempty"`
	Transcript *credential.Transcript `json:"transcript,omitempty"`
}

// Document returns the document that is there.
func (c Content) Document() credential.Document {
	if c.Transcript != nil {
		return *c.Transcript
	}
	return *c.Diploma
}

// Issuance returns the document's issuance, to read or to fill in.
func (c Content) Issuance() *credential.Issuance {
	if c.Transcript != nil {
		return &c.Transcript.Issuance
	}
	return &c.Diploma.Issuance
}

// Subject returns the document's learner, to read or to fill in.
func (c Content) Subject() *credential.Subject {
	if c.Transcript != nil {
		return &c.Transcript.Subject
	}
	return &c.Diploma.Subject
}

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (c Content) LogValue() slog.Value { return c.Issuance().LogValue() }

// masked returns a copy that shows the last four digits of the national id.
func (c Content) masked() Content {
	var copied Content
	if c.Transcript != nil {
		t := *c.Transcript
		copied.Transcript = &t
	} else {
		d := *c.Diploma
		copied.Diploma = &d
	}
	if id := copied.Subject().NationalID; len(id) > 4 {
		copied.Subject().NationalID = strings.Repeat("*", len(id)-4) + id[len(id)-4:]
	}
	return copied
}

// LogValue implements slog.LogValuer: the id only.
func (d Draft) LogValue() slog.Value { return slog.StringValue(d.ID.String()) }

// AnchorState is where a sealed anchor stands.
type AnchorState string

// The states of an anchor in the register.
const (
	AnchorSealed   AnchorState = "sealed"   // committed here, not yet known to stand on the ledger
	AnchorAnchored AnchorState = "anchored" // stands on the ledger
)

// AnchorRef is an anchor as lists show it.
type AnchorRef struct {
	Issuer     string      `json:"issuer"`
	Sequence   uint64      `json:"sequence"`
	Batch      uuid.UUID   `json:"batch"`
	Kind       ledger.Kind `json:"kind"`
	Size       uint64      `json:"size"`
	State      AnchorState `json:"state"`
	SealedAt   time.Time   `json:"sealedAt"`
	Attempts   int         `json:"attempts"`             // submissions that did not succeed
	Refusal    ledger.Code `json:"refusal,omitempty"`    // the ledger's last refusal, while it stays sealed
	RetryAt    *time.Time  `json:"retryAt,omitempty"`    // when the worker tries again; nil: at once
	TxID       string      `json:"txId,omitempty"`       // from anchored on
	LedgerTime *time.Time  `json:"ledgerTime,omitempty"` // from anchored on
}

// SealedAnchor is an anchor with all that it takes to submit it: what Seal
// commits and the worker reads.
type SealedAnchor struct {
	AnchorRef
	Statement ledger.Anchor
	Signature ledger.Signature
	Digests   []ledger.Digest // sorted
}

// BatchFilter narrows Batches. Zero fields do not narrow.
type BatchFilter struct {
	Issuer string // "" for the actor's own; operators must name one
	State  BatchState
	Open   bool // not anchored, rejected or discarded
	Page   Page
}

// Page asks for a part of a list. Lists are newest first unless they say otherwise.
type Page struct {
	Offset int // from 0
	Limit  int // 0 for 100; at most 1,000
}

// Bounds returns the page with its defaults and limits applied.
func (p Page) Bounds() (offset, limit int) {
	if p.Limit <= 0 {
		p.Limit = 100
	}
	return max(0, p.Offset), min(p.Limit, 1000)
}
