package registry

import (
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// ProposalState is where a proposal stands.
type ProposalState string

// The states of a proposal. All but the first are final.
const (
	ProposalOpen      ProposalState = "open"      // waits for a second person
	ProposalConfirmed ProposalState = "confirmed" // by another person: its changes went to the ledger
	ProposalWithdrawn ProposalState = "withdrawn" // by the person who made it
	ProposalRefused   ProposalState = "refused"   // by another person, with a reason
)

// Proposal asks for a final change of status, which takes two persons: one
// proposes it, another confirms it. Nothing is signed before.
type Proposal struct {
	ID             uuid.UUID     `json:"id"`
	Issuer         string        `json:"issuer"`
	To             ledger.State  `json:"to"`
	Ground         Ground        `json:"ground"`
	DecisionNumber string        `json:"decisionNumber"`
	DecisionDate   ledger.Date   `json:"decisionDate"`
	ProposedBy     uuid.UUID     `json:"proposedBy"`
	ProposedAt     time.Time     `json:"proposedAt"`
	State          ProposalState `json:"state"`
	EndedBy        *uuid.UUID    `json:"endedBy,omitempty"` // the person who confirmed, withdrew or refused it
	EndedAt        *time.Time    `json:"endedAt,omitempty"`
	Reason         string        `json:"reason,omitempty"` // of a refusal
	Credentials    []uuid.UUID   `json:"credentials"`      // transcripts that go with their diplomas included
}

// LogValue implements slog.LogValuer: the id only, since a ground is nobody's business.
func (p Proposal) LogValue() slog.Value { return slog.StringValue(p.ID.String()) }
