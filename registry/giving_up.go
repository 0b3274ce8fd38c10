package registry

import (
	"time"

	"github.com/google/uuid"
)

// GivingUp is how far giving up a batch has come: one person asks for it, and an
// approver who is another person confirms it. From then on the batch is given up,
// at once or by the ledger, unless its anchor stands on the ledger first.
type GivingUp struct {
	Reason      string     `json:"reason"` // stands in the book; it names no learner
	AskedBy     uuid.UUID  `json:"askedBy"`
	AskedAt     time.Time  `json:"askedAt"`
	ConfirmedBy *uuid.UUID `json:"confirmedBy,omitempty"`
	ConfirmedAt *time.Time `json:"confirmedAt,omitempty"`
	EndedAt     *time.Time `json:"endedAt,omitempty"` // it is given up, or Failed
	Failed      bool       `json:"failed,omitzero"`   // the batch was on the ledger first: it is not given up
}

// Asked reports whether it waits for a second person.
func (g *GivingUp) Asked() bool { return g != nil && g.ConfirmedAt == nil && g.EndedAt == nil }

// Confirmed reports whether it is decided and waits for the ledger.
func (g *GivingUp) Confirmed() bool { return g != nil && g.ConfirmedAt != nil && g.EndedAt == nil }

// GiveUpConsequences is what giving up a batch would do.
type GiveUpConsequences struct {
	Rows        int    `json:"rows"`                  // of the batch that are not on the ledger
	Credentials int    `json:"credentials"`           // that are signed, and would be gone with their salts
	Numbers     int    `json:"numbers"`               // lines of the book that would be void
	FirstNumber string `json:"firstNumber,omitempty"` // of their register numbers
	LastNumber  string `json:"lastNumber,omitempty"`
	Kept        int    `json:"kept"`        // credentials of the batch that stand on the ledger, and stay
	Sent        bool   `json:"sent"`        // the ledger decides: a void must be signed and committed
	LaterSealed int    `json:"laterSealed"` // batches behind it whose anchors would be made anew
}

// VoidEntry is a line of the register book that is void for good.
type VoidEntry struct {
	Line           int    `json:"line"` // in the uploaded file
	Book           string `json:"book,omitempty"`
	SerialNumber   string `json:"serialNumber,omitempty"`
	RegisterNumber string `json:"registerNumber,omitempty"`
	Reason         string `json:"reason"`
}
