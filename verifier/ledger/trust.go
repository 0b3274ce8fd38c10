package ledger

import (
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
)

// Trust is the trust file: what a verifier pins and all that it believes
// without checking.
type Trust struct {
	Genesis      Digest      `json:"genesis"`      // header hash of the channel's genesis block; the ledger's name in statements
	Channel      string      `json:"channel"`      // channel id
	Chaincode    string      `json:"chaincode"`    // the application chaincode's name
	Accreditors  []string    `json:"accreditors"`  // MSPs of the accreditor organisations
	VerifierKeys []PublicKey `json:"verifierKeys"` // accepted signers of receipts, may be empty

	// Agreements are the organisations' signatures on the members above but
	// VerifierKeys. A file without them is read too: it is as good as the way that it
	// came. With them, it is as good as the organisations' certificates in the genesis
	// block, against which blocks.CheckAgreements holds them: whose those are, a reader
	// must know from elsewhere.
	Agreements []Agreement `json:"agreements,omitempty"`
}

// ParseTrust reads a trust file's text and validates it. An unknown member is
// an error, and so is an agreement whose signature is not on what the file says.
func ParseTrust(text []byte) (Trust, error) {
	var t Trust
	if err := json.Unmarshal(text, &t, json.RejectUnknownMembers(true)); err != nil {
		return t, fmt.Errorf("not a trust file: %w", err)
	}
	if t.Genesis.IsZero() || t.Channel == "" || t.Chaincode == "" || len(t.Accreditors) == 0 {
		return t, errors.New("genesis, channel, chaincode and accreditors are required")
	}
	for i, k := range t.VerifierKeys {
		if err := k.Validate(); err != nil {
			return t, fmt.Errorf("verifierKeys[%d]: %w", i, err)
		}
	}
	return t, t.verifyAgreements()
}
