package registry

import (
	"time"

	"github.com/google/uuid"
)

// Action says what an audit entry records.
type Action string

// The actions.
const (
	ActionIssuerAdded     Action = "issuer_added"
	ActionUserAdded       Action = "user_added"
	ActionUserDisabled    Action = "user_disabled"
	ActionUserEnabled     Action = "user_enabled"
	ActionUserInvited     Action = "user_invited" // a link to set a password was made
	ActionPasswordSet     Action = "password_set"
	ActionSignedIn        Action = "signed_in"
	ActionDeviceForgotten Action = "device_forgotten" // by its owner: one known device, or all
	ActionBookOpened      Action = "book_opened"
	ActionImported        Action = "imported"
	ActionConfirmed       Action = "confirmed" // a question about an imported list was answered
	ActionSetAside        Action = "set_aside" // rows left a draft batch for one of their own; one entry for each of the two
	ActionApproved        Action = "approved"
	ActionRejected        Action = "rejected"
	ActionDiscarded       Action = "discarded"
	ActionIssued          Action = "issued" // one entry per batch, which stands for each of its credentials
	ActionSealed          Action = "sealed" // one per anchor
	ActionAnchored        Action = "anchored"
	ActionRefused         Action = "refused"           // by the ledger; once per code
	ActionGiveUpAsked     Action = "give_up_asked"     // one person asked to give a batch up
	ActionGiveUpWithdrawn Action = "give_up_withdrawn" // before it was confirmed
	ActionGiveUpConfirmed Action = "give_up_confirmed" // by an approver, another person
	ActionGiveUpFailed    Action = "give_up_failed"    // the anchor stood on the ledger first
	ActionGivenUp         Action = "given_up"          // numbers are void, credentials and salts gone
	ActionUnsealed        Action = "unsealed"          // its anchors are made anew: one before it was given up
	ActionStatusProposed  Action = "status_proposed"   // one entry per credential
	ActionProposalEnded   Action = "proposal_ended"    // withdrawn or refused; the note says which, of which proposal
	ActionStatusRequested Action = "status_requested"
	ActionStatusDone      Action = "status_done"
	ActionStatusRefused   Action = "status_refused"
	ActionHalted          Action = "halted"
	ActionResumed         Action = "resumed"
	ActionDocumentRead    Action = "document_read" // somebody read a holder's full document
	ActionExported        Action = "exported"
	ActionKeyUnlocked     Action = "key_unlocked" // an approver gave the passphrase of the school's key
)

// AuditEntry is one line of the record of who did what. Entries are appended
// in the transaction of the change that they describe, and the database
// refuses to change or delete them. They hold no personal data of learners.
type AuditEntry struct {
	ID         int64      `json:"id"` // grows; gaps mean nothing
	At         time.Time  `json:"at"`
	Actor      *uuid.UUID `json:"actor,omitempty"` // nil for the worker and for local commands
	Issuer     string     `json:"issuer,omitempty"`
	Action     Action     `json:"action"`
	Batch      *uuid.UUID `json:"batch,omitempty"`
	Credential *uuid.UUID `json:"credential,omitempty"`
	Sequence   uint64     `json:"sequence,omitempty"` // of the anchor
	Note       string     `json:"note,omitempty"`     // code or count, for people
}

// NewAuditEntry begins the record of what an actor did for an issuer.
func NewAuditEntry(at time.Time, actor Actor, issuer string, action Action) AuditEntry {
	e := AuditEntry{At: at, Issuer: issuer, Action: action}
	if !actor.IsZero() {
		e.Actor = &actor.ID
	}
	return e
}
