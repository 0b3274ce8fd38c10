package registry

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// BatchState is where an imported batch stands. It moves forward:
// draft → approved → sealed → anchored, or draft → rejected or discarded. From
// approved on the worker carries it to the end, unless it is given up: approved
// or sealed → given_up. Where a batch before it is given up, a sealed one that was
// not sent goes back to approved, and its anchors are made anew.
type BatchState string

// The states of a batch. A new one needs a line in the table below, a migration
// that lets the database have it, and a text in the pages.
const (
	BatchDraft     BatchState = "draft"     // imported; waits for a second person
	BatchApproved  BatchState = "approved"  // approved; the worker numbers and signs it, see Batch.WaitsFor
	BatchSealed    BatchState = "sealed"    // signed: it will stand on the ledger, even across a restart
	BatchAnchored  BatchState = "anchored"  // all its anchors stand on the ledger
	BatchRejected  BatchState = "rejected"  // by an approver, with a reason
	BatchDiscarded BatchState = "discarded" // by the registrar's side
	BatchGivenUp   BatchState = "given_up"  // by two persons, with a reason: its numbers are void, its credentials gone
)

// batchStateRow is a line of the table of states.
type batchStateRow struct {
	state  BatchState
	step   int  // which of the four steps to the ledger it has come to; 0 for none any more
	open   bool // something is still to come
	signed bool // it has credentials, or anchors in the place of those that are gone
}

// batchStates says of each state how far a batch in it has come, in the order of
// their lives.
var batchStates = []batchStateRow{
	{BatchDraft, 1, true, false},
	{BatchApproved, 2, true, false},
	{BatchSealed, 3, true, true},
	{BatchAnchored, 4, false, true},
	{BatchRejected, 0, false, false},
	{BatchDiscarded, 0, false, false},
	{BatchGivenUp, 0, false, true},
}

// BatchStates returns all states, in the order of a batch's life.
func BatchStates() []BatchState {
	states := make([]BatchState, len(batchStates))
	for i, row := range batchStates {
		states[i] = row.state
	}
	return states
}

// OpenBatchStates returns the states in which something is still to come.
func OpenBatchStates() []BatchState {
	return slices.DeleteFunc(BatchStates(), func(s BatchState) bool { return !s.Open() })
}

// row returns the state's line of the table; for an unknown one a line that
// promises nothing.
func (s BatchState) row() batchStateRow {
	for _, row := range batchStates {
		if row.state == s {
			return row
		}
	}
	return batchStateRow{state: s}
}

// Step returns which of the four steps imported, approved, signed and anchored
// a batch has come to; 0 for one that goes nowhere any more.
func (s BatchState) Step() int { return s.row().step }

// Open reports whether something is still to come, by a person or by itself.
func (s BatchState) Open() bool { return s.row().open }

// Signed reports whether a batch in this state has credentials. Of one that was
// given up there are those that stood on the ledger before, usually none.
func (s BatchState) Signed() bool { return s.row().signed }

// Wait says what keeps an approved batch from being signed, a sealed one from
// being anchored, or its void from being signed.
type Wait string

// What a batch may wait for.
const (
	WaitNothing    Wait = ""            // the worker signs it next
	WaitPassphrase Wait = "passphrase"  // an approver must open the school's own key
	WaitSigningKey Wait = "signing_key" // no key that is here is good on the ledger
	WaitHalted     Wait = "halted"      // an integrity alarm stopped its issuer, until an operator lets it go on
	// What the accreditor must change, or the ledger's next answer.
	WaitLedger      Wait = "ledger"       // the ledger does not answer, so nobody knows whether it would take the batch
	WaitIssuerState Wait = "issuer_state" // the school is suspended, withdrawn or closed on the ledger
	WaitScope       Wait = "scope"        // the accreditation covers a kind of the batch not, or not today
	WaitQuota       Wait = "quota"        // the batch exceeds this year's quota
	WaitOperator    Wait = "operator"     // signing failed for another reason, which the log tells; it is tried again
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
	WaitsFor     Wait        `json:"waitsFor,omitempty"` // what keeps it from going on
	Attempts     int         `json:"attempts,omitzero"`  // to sign it that did not succeed
	RetryAt      *time.Time  `json:"retryAt,omitempty"`  // when the worker tries to sign it again
	IssuedAt     *time.Time  `json:"issuedAt,omitempty"` // when it was signed; the same moment as SealedAt
	SealedAt     *time.Time  `json:"sealedAt,omitempty"`
	AnchoredAt   *time.Time  `json:"anchoredAt,omitempty"`
	// SetAside says where rows come from that were not to be signed with the rest.
	SetAside *SetAside   `json:"setAside,omitempty"`
	Anchors  []AnchorRef `json:"anchors,omitempty"` // from sealed on; lists leave it out
	// GivingUp is nil while nobody asked to give it up; lists leave it out.
	GivingUp *GivingUp `json:"givingUp,omitempty"`
}

// SetAside says from which batch a batch was set aside, by whom and why.
type SetAside struct {
	From   uuid.UUID `json:"from"`
	By     uuid.UUID `json:"by"`
	Reason string    `json:"reason"`
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

// MarshalJSON implements json.Marshaler: what the people of a school read. Who may not
// see a national id gets a draft whose content is Masked.
func (d Draft) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		ID             uuid.UUID              `json:"id"` // the later credential's id
		Line           int                    `json:"line"`
		Kind           ledger.Kind            `json:"kind"`
		SerialNumber   string                 `json:"serialNumber,omitempty"` // "" until it is signed where the file held none
		RegisterNumber string                 `json:"registerNumber,omitempty"`
		Diploma        *credential.Diploma    `json:"diploma,omitempty"`
		Transcript     *credential.Transcript `json:"transcript,omitempty"`
	}{d.ID, d.Line, d.Kind, d.SerialNumber, d.RegisterNumber, d.Content.Diploma, d.Content.Transcript})
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

// Masked returns a copy that shows the last four digits of the national id.
func (c Content) Masked() Content {
	var copied Content
	if c.Transcript != nil {
		t := *c.Transcript
		copied.Transcript = &t
	} else {
		d := *c.Diploma
		copied.Diploma = &d
	}
	copied.Subject().NationalID = MaskNationalID(copied.Subject().NationalID)
	return copied
}

// MaskNationalID returns a national id of which the last four digits show.
func MaskNationalID(id string) string {
	if len(id) <= 4 {
		return id
	}
	return strings.Repeat("*", len(id)-4) + id[len(id)-4:]
}

// LogValue implements slog.LogValuer: the id only.
func (d Draft) LogValue() slog.Value { return slog.StringValue(d.ID.String()) }
