package registry

import (
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// Ground is the code of why a status changed. On the ledger it is hidden in a
// salted digest: a saved QR must not tie "fraud" to a person for ever.
type Ground string

// The grounds: the six of the circular for revocation (vietnam's rules of
// 2019, article 25, kept in 2026), then those of the other changes.
const (
	GroundFraud       Ground = "fraud"        // a: fraud in admission, study, exam, thesis or file
	GroundIneligible  Ground = "ineligible"   // b: the holder was not eligible
	GroundNoAuthority Ground = "no-authority" // c: issued without authority
	GroundAltered     Ground = "altered"      // d: erased or altered
	GroundLent        Ground = "lent"         // đ: lent to another person
	GroundIssuerError Ground = "issuer-error" // e: the issuer's error
	GroundInspection  Ground = "inspection"   // under inspection: suspension only
	GroundCleared     Ground = "cleared"      // the inspection found nothing: reinstatement only
)

// grounds says which ground goes with which state.
var grounds = map[ledger.State][]Ground{
	ledger.Revoked: {
		GroundFraud,
		GroundIneligible,
		GroundNoAuthority,
		GroundAltered,
		GroundLent,
		GroundIssuerError,
	},
	ledger.Suspended: {GroundInspection},
	ledger.Active:    {GroundCleared},
}

// Grounds returns the grounds that go with a change to a state, none for a state
// that is not asked for.
func Grounds(to ledger.State) []Ground { return slices.Clone(grounds[to]) }

// ChangeState is where a status change stands.
type ChangeState string

// The states of a status change. Refused is final: the ledger said that it can
// never be so; ask for another change.
const (
	ChangePending ChangeState = "pending" // committed and signed here, on its way to the ledger
	ChangeDone    ChangeState = "done"    // stands on the ledger
	ChangeRefused ChangeState = "refused"
)

// StatusChange is one change of a credential's status, with what stays in the
// register: ground, decision and salt.
type StatusChange struct {
	ID             uuid.UUID    `json:"id"`
	Credential     uuid.UUID    `json:"credential"`
	Issuer         string       `json:"issuer"`
	List           uint32       `json:"list"`
	Index          uint32       `json:"index"`
	Version        uint64       `json:"version"`
	To             ledger.State `json:"to"`
	Ground         Ground       `json:"ground"`
	DecisionNumber string       `json:"decisionNumber"`
	DecisionDate   ledger.Date  `json:"decisionDate"`
	Salt           [16]byte     `json:"-"`
	State          ChangeState  `json:"state"`
	RequestedBy    uuid.UUID    `json:"requestedBy"`
	RequestedAt    time.Time    `json:"requestedAt"`
	Proposal       *uuid.UUID   `json:"proposal,omitempty"` // of a revocation: what was confirmed by RequestedBy
	Attempts       int          `json:"attempts"`
	Refusal        ledger.Code  `json:"refusal,omitempty"` // the ledger's last refusal
	RetryAt        *time.Time   `json:"retryAt,omitempty"`
	TxID           string       `json:"txId,omitempty"`
	LedgerTime     *time.Time   `json:"ledgerTime,omitempty"`
}

// LogValue implements slog.LogValuer: the id only, since a ground is nobody's business.
func (c StatusChange) LogValue() slog.Value { return slog.StringValue(c.ID.String()) }

// PendingChange returns the change that is on its way to the ledger, nil for
// none; a credential has one at most.
func PendingChange(changes []StatusChange) *StatusChange {
	for i := range changes {
		if changes[i].State == ChangePending {
			return &changes[i]
		}
	}
	return nil
}

// ListedChange is a status change with what its credential is known by.
type ListedChange struct {
	StatusChange
	FullName       string `json:"fullName"`
	SerialNumber   string `json:"serialNumber,omitempty"`
	RegisterNumber string `json:"registerNumber,omitempty"`
}

// LogValue implements slog.LogValuer: the id only.
func (c ListedChange) LogValue() slog.Value { return c.StatusChange.LogValue() }

// SealedStatus is a status change with all that it takes to submit it.
type SealedStatus struct {
	StatusChange
	Statement ledger.Status
	Signature ledger.Signature
}
