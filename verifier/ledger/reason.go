package ledger

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sogoc/verifier/canonicaljson"
)

// Reason is why an accreditor did something about an institution: the decision
// that it carries out, and on what ground. It stands on the ledger in clear, so
// nothing of a person may stand in it: the ground is a code, and the decision's
// number has no spaces, which keeps a name from being typed there by mistake. A name
// or a number of a person that is written as one word cannot be told from a decision's.
type Reason struct {
	DecisionDate   Date   `json:"decisionDate"`   // not after ledger time
	DecisionNumber string `json:"decisionNumber"` // as CheckDecisionNumber wants it
	Ground         Ground `json:"ground"`         // one of Grounds(function)
}

// ErrReason is returned for a reason that breaks a rule; the text names the
// member, and the grounds that there are.
var ErrReason = errors.New("reason")

// IsZero reports whether there is no reason: of a record that is older than
// reasons, or of what a key did by itself.
func (r Reason) IsZero() bool { return r == Reason{} }

// Validate returns ErrReason, with the member at fault, unless r is a reason of
// that function.
func (r Reason) Validate(function string) error {
	allowed := Grounds(function)
	switch {
	case r.DecisionDate.Validate() != nil:
		return fmt.Errorf("%w: decisionDate is not a date as 2026-11-18", ErrReason)
	case CheckDecisionNumber(r.DecisionNumber) != nil:
		return fmt.Errorf("%w: decisionNumber: %w", ErrReason, CheckDecisionNumber(r.DecisionNumber))
	case !slices.Contains(allowed, r.Ground):
		return fmt.Errorf("%w: ground: %s has one of %v", ErrReason, function, allowed)
	}
	return nil
}

// ParseReason reads canonical JSON of a reason and validates it for a function.
// What it accepts, Canonical turns into the same bytes.
func ParseReason(function string, text []byte) (Reason, error) {
	var r Reason
	if len(text) == 0 {
		return r, fmt.Errorf("%w: there is none: decisionDate, decisionNumber and ground are wanted", ErrReason)
	}
	if err := canonicaljson.Unmarshal(text, &r, maxStatement); err != nil {
		return r, err
	}
	return r, r.Validate(function)
}

// Canonical returns the text that ParseReason reads, "" for no reason.
func (r Reason) Canonical() []byte {
	if r.IsZero() {
		return nil
	}
	return mustCanonical(r)
}

// maxDecisionNumber is the length of a decision's number in bytes.
const maxDecisionNumber = 100

// CheckDecisionNumber returns nil for a text that can be a decision's number, as
// 12/QĐ-SGDĐT or 1234/2026/QĐ-UBND: Latin letters, digits and / - . _ & only, with
// a digit at least, and no spaces.
func CheckDecisionNumber(text string) error {
	switch {
	case text == "" || len(text) > maxDecisionNumber:
		return fmt.Errorf("want 1 to %d bytes", maxDecisionNumber)
	case !IsPlainText(text):
		return errors.New("not Unicode NFC")
	case !strings.ContainsFunc(text, isDigit):
		return errors.New("there is no digit in it")
	}
	at := strings.IndexFunc(text, func(c rune) bool {
		return !isDigit(c) && !isLatinLetter(c) && !strings.ContainsRune("/-._&", c)
	})
	if at >= 0 {
		return fmt.Errorf("character %d is neither a letter, a digit nor one of / - . _ & (no spaces)",
			len([]rune(text[:at]))+1)
	}
	return nil
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// isLatinLetter knows the letters by their ranges, so that it does not change
// with the version of the Unicode tables.
func isLatinLetter(c rune) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ||
		c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7 || c >= 0x1e00 && c <= 0x1eff
}

// StatusDetail is why credentials were given a state. It may touch a person, so the
// ledger gets its Digest only; the salt stays with the institution that decided.
type StatusDetail struct {
	DecisionDate   Date   `json:"decisionDate"`
	DecisionNumber string `json:"decisionNumber"`
	Ground         Ground `json:"ground"`
	Salt           string `json:"salt"` // 128 random bits in unpadded base64url
	Successor      string `json:"successor"`
}

// SaltSize is the length of a StatusDetail's salt in bytes.
const SaltSize = 16

// NewStatusDetail returns the detail of a reason, with its salt and no successor.
func NewStatusDetail(r Reason, salt [SaltSize]byte) StatusDetail {
	return StatusDetail{DecisionDate: r.DecisionDate, DecisionNumber: r.DecisionNumber, Ground: r.Ground,
		Salt: base64.RawURLEncoding.EncodeToString(salt[:])}
}

// Reason returns the detail without its salt.
func (d StatusDetail) Reason() Reason {
	return Reason{DecisionDate: d.DecisionDate, DecisionNumber: d.DecisionNumber, Ground: d.Ground}
}

// Canonical returns the RFC 8785 JSON that Digest hashes. It returns an error where
// a member is not text.
func (d StatusDetail) Canonical() ([]byte, error) { return canonicaljson.Marshal(d) }

// Digest returns what the ledger gets: SHA-256 of Canonical. Without the 128 random
// bits of the salt nobody can guess the detail back.
func (d StatusDetail) Digest() (Digest, error) {
	text, err := d.Canonical()
	return SumDigest(text), err
}

// ParseStatusDetail reads the canonical JSON of a detail, as an accreditor keeps it
// in a file; a line feed at its end is passed over. It asks for the form of date,
// number and salt; which grounds there are, it does not ask.
func ParseStatusDetail(text []byte) (StatusDetail, error) {
	var d StatusDetail
	text = []byte(strings.TrimSuffix(string(text), "\n"))
	if err := canonicaljson.Unmarshal(text, &d, maxStatement); err != nil {
		return d, err
	}
	salt, err := base64.RawURLEncoding.Strict().DecodeString(d.Salt)
	switch {
	case d.DecisionDate.Validate() != nil:
		return d, fmt.Errorf("%w: decisionDate is not a date as 2026-11-18", ErrReason)
	case d.DecisionNumber == "" || len(d.DecisionNumber) > maxDecisionNumber || CheckText(d.DecisionNumber) != nil:
		return d, fmt.Errorf("%w: decisionNumber", ErrReason)
	case err != nil || len(salt) != SaltSize:
		return d, fmt.Errorf("%w: salt is not %d bytes in unpadded base64url", ErrReason, SaltSize)
	}
	return d, nil
}
