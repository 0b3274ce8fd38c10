package ledger

import (
	"errors"
	"fmt"
	"time"

	"sogoc/verifier/canonicaljson"
)

// Type members of the statements. They and the ledger's hash keep a signature
// from meaning anything elsewhere.
const (
	TypeAnchor            = "sogoc/anchor/v1"
	TypeVoid              = "sogoc/void/v1"
	TypeStatus            = "sogoc/status/v1"
	TypeKeyPossession     = "sogoc/key-possession/v1"
	TypeKeyRetirement     = "sogoc/key-retirement/v1"
	TypeKeyCompromise     = "sogoc/key-compromise/v1"
	TypeCustodyAcceptance = "sogoc/custody-acceptance/v1"
)

// Purposes of a KeyPossession.
const (
	PurposeIssuer   = "issuer"
	PurposeVerifier = "verifier"
)

// StatusListSize is the number of entries in a status list; indices are below
// it (W3C Bitstring Status List 1.0 asks for at least 131,072).
const StatusListSize = 131072

// ErrStatement is returned for a statement that breaks a rule of its type.
var ErrStatement = errors.New("statement")

// Anchor is what an issuer signs to put a batch on the ledger.
type Anchor struct {
	Type     string `json:"type"`     // TypeAnchor
	Ledger   Digest `json:"ledger"`   // header hash of the genesis block
	Issuer   string `json:"issuer"`   // issuer code
	Sequence uint64 `json:"sequence"` // 1, 2, 3 … without gaps per issuer; voids take numbers too
	Kind     Kind   `json:"kind"`     // of every credential in the batch
	Root     Digest `json:"root"`     // RFC 9162 tree hash of the sorted digests
	Size     uint64 `json:"size"`     // number of digests, 1 to MaxBatch
	Previous Digest `json:"previous"` // SumDigest of the canonical Anchor or Void before, zeros for the first
	Key      string `json:"key"`      // thumbprint of the signing key
}

// Validate returns ErrStatement, with the member at fault, unless a is well formed.
func (a Anchor) Validate() error {
	switch {
	case a.Type != TypeAnchor:
		return member("type")
	case ValidateIssuerCode(a.Issuer) != nil:
		return member("issuer")
	case a.Sequence == 0 || a.Sequence > maxInteger:
		return member("sequence")
	case a.Kind.Validate() != nil:
		return member("kind")
	case a.Size == 0 || a.Size > MaxBatch:
		return member("size")
	case (a.Sequence == 1) != a.Previous.IsZero():
		return member("previous")
	case !ValidThumbprint(a.Key):
		return member("key")
	}
	return nil
}

// State is the state of a credential's status entry or of an anchor.
type State string

// The states; Active is that of an entry of which the ledger holds nothing.
const (
	Active     State = "active"
	Suspended  State = "suspended"
	Revoked    State = "revoked"
	Superseded State = "superseded"
)

// Allows reports whether an entry in state s may become next.
func (s State) Allows(next State) bool {
	switch s {
	case Active:
		return next == Suspended || next == Superseded || next == Revoked
	case Suspended:
		return next == Active || next == Superseded || next == Revoked
	case Superseded:
		return next == Revoked
	}
	return false
}

// Worse returns the worse of two states: revoked, superseded, suspended, active.
func (s State) Worse(other State) State {
	if other.rank() > s.rank() {
		return other
	}
	return s
}

func (s State) rank() int {
	switch s {
	case Active, "":
		return 0
	case Suspended:
		return 1
	case Superseded:
		return 2
	}
	return 3 // Revoked, and whatever is not known is taken for the worst
}

func (s State) valid() bool {
	return s == Active || s == Suspended || s == Revoked || s == Superseded
}

// Status changes the state of one entry of an issuer's status list.
type Status struct {
	Type    string `json:"type"`    // TypeStatus
	Ledger  Digest `json:"ledger"`  // as in Anchor
	Issuer  string `json:"issuer"`  // the issuer whose list it is
	List    uint32 `json:"list"`    // the list's number, from 1
	Index   uint32 `json:"index"`   // below StatusListSize
	Version uint64 `json:"version"` // one more than the entry's version on the ledger, from 1
	State   State  `json:"state"`
	Detail  Digest `json:"detail"` // salted digest of ground, decision and successor; the salt stays off the ledger
	Key     string `json:"key"`    // thumbprint of the signing key; "" when an accreditor sets it
}

// Validate returns ErrStatement, with the member at fault, unless s is well formed.
func (s Status) Validate() error {
	switch {
	case s.Type != TypeStatus:
		return member("type")
	case ValidateIssuerCode(s.Issuer) != nil:
		return member("issuer")
	case s.List == 0:
		return member("list")
	case s.Index >= StatusListSize:
		return member("index")
	case s.Version == 0 || s.Version > maxInteger:
		return member("version")
	case !s.State.valid():
		return member("state")
	case s.Key != "" && !ValidThumbprint(s.Key):
		return member("key")
	}
	return nil
}

// KeyPossession is signed by the key that it names, when an accreditor
// registers that key.
type KeyPossession struct {
	Type    string `json:"type"`    // TypeKeyPossession
	Purpose string `json:"purpose"` // PurposeIssuer or PurposeVerifier
	Ledger  Digest `json:"ledger"`
	Issuer  string `json:"issuer"` // issuer code; for a verifier key its name, of the same form
	Key     string `json:"key"`    // the key's thumbprint
}

// Validate returns ErrStatement, with the member at fault, unless p is well formed.
func (p KeyPossession) Validate() error {
	switch {
	case p.Type != TypeKeyPossession:
		return member("type")
	case p.Purpose != PurposeIssuer && p.Purpose != PurposeVerifier:
		return member("purpose")
	case ValidateIssuerCode(p.Issuer) != nil:
		return member("issuer")
	case !ValidThumbprint(p.Key):
		return member("key")
	}
	return nil
}

// KeyRetirement is signed by the key itself, or set by the accreditor: no
// anchor or status after it stands on this key.
type KeyRetirement struct {
	Type   string `json:"type"` // TypeKeyRetirement
	Ledger Digest `json:"ledger"`
	Issuer string `json:"issuer"`
	Key    string `json:"key"`
}

// Validate returns ErrStatement, with the member at fault, unless r is well formed.
func (r KeyRetirement) Validate() error {
	switch {
	case r.Type != TypeKeyRetirement:
		return member("type")
	case ValidateIssuerCode(r.Issuer) != nil:
		return member("issuer")
	case !ValidThumbprint(r.Key):
		return member("key")
	}
	return nil
}

// KeyCompromise is signed by the key itself, or set by the accreditor: what
// the key signed and the ledger took at or after Since is not trusted.
type KeyCompromise struct {
	Type   string    `json:"type"` // TypeKeyCompromise
	Ledger Digest    `json:"ledger"`
	Issuer string    `json:"issuer"`
	Key    string    `json:"key"`
	Since  time.Time `json:"since"` // UTC, whole seconds
}

// Validate returns ErrStatement, with the member at fault, unless c is well formed.
func (c KeyCompromise) Validate() error {
	switch {
	case c.Type != TypeKeyCompromise:
		return member("type")
	case ValidateIssuerCode(c.Issuer) != nil:
		return member("issuer")
	case !ValidThumbprint(c.Key):
		return member("key")
	case c.Since.IsZero() || c.Since.Nanosecond() != 0 || c.Since.Location() != time.UTC:
		return member("since")
	}
	return nil
}

// CustodyAcceptance is signed by the successor that takes over a closed
// issuer's register: from then on the successor's keys change its status entries.
type CustodyAcceptance struct {
	Type        string `json:"type"` // TypeCustodyAcceptance
	Ledger      Digest `json:"ledger"`
	Predecessor string `json:"predecessor"` // issuer code
	Successor   string `json:"successor"`   // issuer code
	Key         string `json:"key"`         // thumbprint of the successor's signing key
}

// Validate returns ErrStatement, with the member at fault, unless c is well formed.
func (c CustodyAcceptance) Validate() error {
	switch {
	case c.Type != TypeCustodyAcceptance:
		return member("type")
	case ValidateIssuerCode(c.Predecessor) != nil:
		return member("predecessor")
	case ValidateIssuerCode(c.Successor) != nil || c.Successor == c.Predecessor:
		return member("successor")
	case !ValidThumbprint(c.Key):
		return member("key")
	}
	return nil
}

// Statement is any of the types that are signed.
type Statement interface {
	Anchor | Void | Status | KeyPossession | KeyRetirement | KeyCompromise | CustodyAcceptance
	Validate() error
}

// Canonical returns the bytes that are signed: RFC 8785 JSON. The statement
// must be valid.
func Canonical[S Statement](s S) []byte { return mustCanonical(s) }

// Parse reads canonical JSON into a statement and validates it. What it
// accepts, Canonical turns into the same bytes. It returns ErrNotCanonical or
// ErrStatement.
func Parse[S Statement](text []byte) (S, error) {
	var s S
	if err := canonicaljson.Unmarshal(text, &s, maxStatement); err != nil {
		return s, err
	}
	return s, s.Validate()
}

// maxInteger is the largest integer that every JSON reader keeps (RFC 8785 §3.2.2.3).
const maxInteger = 1<<53 - 1

func member(name string) error { return fmt.Errorf("%w: %s is not valid", ErrStatement, name) }
