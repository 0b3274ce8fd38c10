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
// draft → approved → sealed → anchored, or draft → rejected or discarded. From
// approved on the worker carries it to the end.
type BatchState string

// The states of a batch. One that another state joins has its place in four
// files: here, in the migrations, in wire.ProgressOf and in the pages' texts.
const (
	BatchDraft     BatchState = "draft"     // imported; waits for a second person
	BatchApproved  BatchState = "approved"  // approved; the worker numbers and signs it, see Batch.WaitsFor
	BatchSealed    BatchState = "sealed"    // signed: it will stand on the ledger, even across a restart
	BatchAnchored  BatchState = "anchored"  // all its anchors stand on the ledger
	BatchRejected  BatchState = "rejected"  // by an approver, with a reason
	BatchDiscarded BatchState = "discarded" // by the registrar's side
)

// Wait says what an approved batch waits for before it can be signed.
type Wait string

// What a batch may wait for.
const (
	WaitNothing    Wait = ""            // the worker signs it next
	WaitPassphrase Wait = "passphrase"  // an approver must open the school's own key
	WaitSigningKey Wait = "signing_key" // no key that is here is good on the ledger
	WaitOperator   Wait = "operator"    // signing failed for another reason, which the log tells; it is tried again
)

// Batch is what one upload brought in: rows that are approved, signed and
// anchored together.
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
	WaitsFor     Wait        `json:"waitsFor,omitempty"` // of an approved batch: what keeps it from being signed
	Attempts     int         `json:"attempts,omitzero"`  // to sign it that did not succeed
	RetryAt      *time.Time  `json:"retryAt,omitempty"`  // when the worker tries to sign it again
	IssuedAt     *time.Time  `json:"issuedAt,omitempty"` // when it was signed; the same moment as SealedAt
	SealedAt     *time.Time  `json:"sealedAt,omitempty"`
	AnchoredAt   *time.Time  `json:"anchoredAt,omitempty"`
	Anchors      []AnchorRef `json:"anchors,omitempty"` // from sealed on; lists leave it out
}

// Entry is a line of the register book: one per credential, from import on.
type Entry struct {
	ID             uuid.UUID
	Position       int // in the batch, from 0
	Line           int // in the uploaded file
	Kind           ledger.Kind
	DiplomaID      *uuid.UUID // of a transcript: the diploma that it came with
	Book           string     // "" for types that are not numbered
	SerialNumber   string
	RegisterNumber string
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
		SerialNumber   string                 `json:"serialNumber,omitempty"` // "" until it is signed where the file held none
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
