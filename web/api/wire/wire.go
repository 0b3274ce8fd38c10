// Package wire is what the register's HTTP API says, beside the types of
// package registry: for the server, package api, and for its clients.
package wire

import (
	"log/slog"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/names"
	"sogoc/registry/roster"
	"sogoc/registry/status"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Parts of the multipart/form-data body of POST /api/v1/batches.
const (
	PartIssuer  = "issuer"  // text: issuer code; may be left out for the caller's own
	PartTerms   = "terms"   // JSON: registry.Terms
	PartList    = "list"    // file: XLSX or CSV
	PartCourses = "courses" // file, may be left out
	PartAnswers = "answers" // JSON: values of options by problem ids; may be left out
	PartChoices = "choices" // JSON: list of roster.Choice; may be left out
	PartAgain   = "again"   // text: id of the batch that this file made before; asks for another one besides it
)

// HeaderIdempotencyKey is the header by which POST /api/v1/batches may be sent again.
const HeaderIdempotencyKey = "Idempotency-Key"

// Imported answers POST /api/v1/batches.
type Imported struct {
	Batch  registry.Batch `json:"batch"`
	Rows   int            `json:"rows"`   // learners; a row with courses makes two credentials
	Report roster.Report  `json:"report"` // warnings, and which columns were read and dropped
}

// ImportedBefore answers POST /api/v1/batches for a file that made a batch before,
// and stands among the errors of a problem document with the code
// "already_imported".
type ImportedBefore struct {
	// Batch is the newest of the file that was not rejected, discarded or given up.
	Batch registry.Batch `json:"batch"`
}

// RowFault is one fault of one row that the file itself did not show: one
// entry of errors in a problem document with the code "rows_invalid".
type RowFault struct {
	Sheet string           `json:"sheet,omitempty"`
	Row   int              `json:"row"` // 0: the terms
	Field string           `json:"field"`
	Fault credential.Fault `json:"fault"`
	Want  string           `json:"want"`
	// InRegister is a number that is taken, as it stands in the register.
	InRegister string `json:"inRegister,omitzero"`
}

// Batches answers GET /api/v1/batches.
type Batches struct {
	Batches []registry.Batch `json:"batches"`
}

// Drafts answers GET /api/v1/batches/{id}/drafts.
type Drafts struct {
	Drafts []registry.Draft `json:"drafts"`
}

// SettingAside is the body of POST /api/v1/batches/{id}/set-aside.
type SettingAside struct {
	Drafts []uuid.UUID `json:"drafts"` // ids of drafts; a diploma and its transcript stay together
	Reason string      `json:"reason"` // names no learner
}

// Rejection is the body of POST /api/v1/batches/{id}/reject.
type Rejection struct {
	Reason string `json:"reason"`
}

// GiveUp is the body of POST /api/v1/batches/{id}/give-up. The person who confirms
// may leave the reason out; the passphrase of the school's own key goes with the
// confirmation.
type GiveUp struct {
	Reason     string `json:"reason,omitempty"`
	Passphrase string `json:"passphrase,omitempty"`
}

// LogValue implements slog.LogValuer and hides the passphrase.
func (GiveUp) LogValue() slog.Value { return slog.StringValue("hidden") }

// VoidEntries answers GET /api/v1/batches/{id}/void-entries.
type VoidEntries struct {
	Entries []registry.VoidEntry `json:"entries"`
}

// Progress answers GET /api/v1/batches/{id}/progress.
type Progress struct {
	State           registry.BatchState `json:"state"`
	Credentials     int                 `json:"credentials"`     // in the batch
	Signed          int                 `json:"signed"`          // of them are signed; while that goes on, by the process that answers
	Anchored        int                 `json:"anchored"`        // of them stand on the ledger
	Anchors         int                 `json:"anchors"`         // sealed
	AnchorsAnchored int                 `json:"anchorsAnchored"` // stand on the ledger
	Attempts        int                 `json:"attempts"`        // to sign or to submit it that did not succeed so far
	Refusals        []ledger.Code       `json:"refusals,omitempty"`
	WaitsFor        registry.Wait       `json:"waitsFor,omitempty"` // what keeps the batch, or its void, from being signed
	GivingUp        bool                `json:"givingUp,omitzero"`  // confirmed: the void is on its way to the ledger
	Done            bool                `json:"done"`               // nothing more will happen by itself
}

// UploadProgress answers GET /api/v1/uploads/progress.
type UploadProgress struct {
	Stage classlist.Stage `json:"stage,omitempty"` // absent where no list of the caller is under way
	Rows  int             `json:"rows"`            // that have been judged
	Of    int             `json:"of"`              // so many that were found in the files so far
}

// ProgressOf counts how far a batch is; b must have its anchors. While it is being
// signed, signed says how many of its credentials are.
func ProgressOf(b registry.Batch, signed int) Progress {
	p := Progress{
		State:       b.State,
		Credentials: b.Count,
		Signed:      signed,
		Anchors:     len(b.Anchors),
		Attempts:    b.Attempts,
		WaitsFor:    b.WaitsFor,
		GivingUp:    b.GivingUp.Confirmed(),
	}
	for _, a := range b.Anchors {
		p.Attempts += a.Attempts
		if a.State == registry.AnchorAnchored {
			p.AnchorsAnchored++
			p.Anchored += int(a.Size)
		} else if a.Refusal != "" {
			p.Refusals = append(p.Refusals, a.Refusal)
		}
	}
	if b.State == registry.BatchSealed || b.State == registry.BatchAnchored {
		p.Signed = b.Count
	}
	p.Done = !b.State.Open()
	return p
}

// Search is the body of POST /api/v1/credentials/search: it may name a person,
// so it travels in no URL. Empty members do not narrow; texts match whole, a
// name by consecutive words of it. What is searched by name comes in the order
// of names: given name, family name, the rest, each as Vietnamese is sorted.
type Search struct {
	Issuer         string      `json:"issuer,omitempty"` // "" for the caller's own
	Batch          uuid.UUID   `json:"batch,omitzero"`
	SerialNumber   string      `json:"serialNumber,omitempty"`
	RegisterNumber string      `json:"registerNumber,omitempty"`
	LearnerCode    string      `json:"learnerCode,omitempty"`
	NationalID     string      `json:"nationalId,omitempty"`
	Name           string      `json:"name,omitempty"`
	Match          names.Level `json:"match,omitempty"` // how close to Name: "exact", "tone" or "plain"; "" for plain
	ByName         bool        `json:"byName,omitzero"` // in the order of names without a name too
	Offset         int         `json:"offset,omitzero"`
	Limit          int         `json:"limit,omitzero"` // 0 for 100; at most 1,000
}

// LogValue implements slog.LogValuer: a search names persons.
func (s Search) LogValue() slog.Value { return slog.StringValue(s.Issuer) }

// Credentials answers POST /api/v1/credentials/search.
type Credentials struct {
	Credentials []registry.Credential `json:"credentials"`
}

// StatusChange is the body of POST /api/v1/credentials/{id}/revoke, suspend
// and reinstate.
type StatusChange struct {
	// Alone leaves the transcripts of a diploma as they are; else they go with it.
	Alone          bool            `json:"alone,omitzero"`
	Ground         registry.Ground `json:"ground"`
	DecisionNumber string          `json:"decisionNumber"`
	DecisionDate   ledger.Date     `json:"decisionDate"`
}

// Proposals answers GET /api/v1/proposals.
type Proposals struct {
	Proposals []registry.Proposal `json:"proposals"`
}

// ShownProposal answers GET /api/v1/proposals/{id}.
type ShownProposal struct {
	Proposal registry.Proposal `json:"proposal"`
	Items    []status.BulkItem `json:"items"` // what it is about, and what stands against it now
}

// BulkStatus is the body of POST /api/v1/credentials/status. A commit answers
// with BulkChanges, for revoked with a registry.Proposal that another person
// confirms, or with a problem document of the code "bulk_refused" whose
// errors are the status.BulkItem that stand in its way.
type BulkStatus struct {
	Issuer      string       `json:"issuer,omitempty"` // "" for the caller's own
	Credentials []uuid.UUID  `json:"credentials,omitempty"`
	Serials     []string     `json:"serials,omitempty"`
	State       ledger.State `json:"state"`             // revoked, suspended, or active to reinstate
	Preview     *bool        `json:"preview,omitempty"` // required: nothing is revoked by leaving something out
	StatusChange
}

// LogValue implements slog.LogValuer: serial numbers are of persons.
func (b BulkStatus) LogValue() slog.Value { return slog.StringValue(b.Issuer) }

// BulkPreview answers a preview: what would happen to each, once.
type BulkPreview struct {
	Items     []status.BulkItem `json:"items"`
	Obstacles int               `json:"obstacles"` // how many of them; a commit needs none
}

// BulkChanges answers a commit: all changes are on their way to the ledger.
type BulkChanges struct {
	Changes []registry.StatusChange `json:"changes"`
}

// Document is one line of GET /api/v1/batches/{id}/documents: what one holder gets.
type Document struct {
	Credential registry.Credential `json:"credential"`
	Link       string              `json:"link"`   // what the QR code says
	SDJWT      string              `json:"sdJwt"`  // with all disclosures
	Holder     []byte              `json:"holder"` // the holder's file
}

// LogValue implements slog.LogValuer: the credential's id only.
func (d Document) LogValue() slog.Value { return d.Credential.LogValue() }

// Audit answers GET /api/v1/audit.
type Audit struct {
	Entries []registry.AuditEntry `json:"entries"`
}

// Issuers answers GET /api/v1/issuers.
type Issuers struct {
	Issuers []registry.Issuer `json:"issuers"`
}

// Me answers GET /api/v1/me.
type Me struct {
	ID     uuid.UUID       `json:"id"`
	Login  string          `json:"login"`
	Name   string          `json:"name"`
	Issuer string          `json:"issuer,omitempty"`
	Roles  []registry.Role `json:"roles"`
}

// Approval is the body of POST /api/v1/batches/{id}/approve.
type Approval struct {
	// Count is how many credentials the batch had when its approver read it. Where rows
	// were set aside since, nothing is approved.
	Count      int    `json:"count"`
	Passphrase string `json:"passphrase,omitempty"` // of the school's own signing key
}

// LogValue implements slog.LogValuer and hides the passphrase.
func (a Approval) LogValue() slog.Value { return slog.IntValue(a.Count) }

// Unlock is the body of POST /api/v1/key/unlock, and of retry where it has one: the passphrase of the school's own signing key.
type Unlock struct {
	Passphrase string `json:"passphrase"`
}

// LogValue implements slog.LogValuer and hides the passphrase.
func (Unlock) LogValue() slog.Value { return slog.StringValue("hidden") }

// End is the last line of every answer of many lines: without it the answer
// broke off.
type End struct {
	End int `json:"end"` // number of lines before it
}
