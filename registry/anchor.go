package registry

import (
	"time"

	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// AnchorState is where a sealed anchor stands.
type AnchorState string

// The states of an anchor in the register.
const (
	AnchorSealed   AnchorState = "sealed"   // committed here, not yet known to stand on the ledger
	AnchorAnchored AnchorState = "anchored" // stands on the ledger
	AnchorVoid     AnchorState = "void"     // given up: a void stands on the ledger in its place
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
	SentAt     *time.Time  `json:"sentAt,omitempty"`     // when it was first sent to a peer, or was about to be
	TxID       string      `json:"txId,omitempty"`       // of the anchor or its void
	LedgerTime *time.Time  `json:"ledgerTime,omitempty"` // of the anchor or its void
}

// SealedAnchor is an anchor with all that it takes to submit it: what Seal
// commits and the worker reads.
type SealedAnchor struct {
	AnchorRef
	Statement ledger.Anchor
	Signature ledger.Signature
	Digests   []ledger.Digest // sorted
}
