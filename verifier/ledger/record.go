package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"sogoc/verifier/canonicaljson"

	"golang.org/x/text/unicode/norm"
)

// ErrRecord is returned for a record that breaks a rule of its type.
var ErrRecord = errors.New("record")

// IssuerState says what an issuer may do.
type IssuerState string

// The states of an issuer. Closed is final: its register went to a successor.
const (
	IssuerActive    IssuerState = "active"
	IssuerSuspended IssuerState = "suspended"
	IssuerWithdrawn IssuerState = "withdrawn"
	IssuerClosed    IssuerState = "closed"
)

// Scope is one permission of an accreditation.
type Scope struct {
	Type  string `json:"type"`  // type code, "VN-BA"
	Field string `json:"field"` // prefix of the field-of-study code, "748"; "" for all and for types without one
	From  Date   `json:"from"`  // first day, in Vietnam
	Until Date   `json:"until"` // last day, included
	Quota uint32 `json:"quota"` // credentials per calendar year in Vietnam; every anchored digest counts
}

// Covers reports whether s allows kind on the day of the moment at.
func (s Scope) Covers(kind Kind, at time.Time) bool {
	return kind.Type() == s.Type && strings.HasPrefix(kind.Field(), s.Field) && s.InForce(at)
}

// InForce reports whether s holds on the day of the moment at.
func (s Scope) InForce(at time.Time) bool {
	day := DateOf(at)
	return s.From <= day && day <= s.Until
}

// Accreditation is what an accreditor says of an issuer: the argument of
// Accredit and AmendAccreditation.
type Accreditation struct {
	Code     string  `json:"code"`     // issuer code
	Name     string  `json:"name"`     // legal name, NFC
	NameEn   string  `json:"nameEn"`   // English name, may be empty
	Delegate string  `json:"delegate"` // MSP of an organisation that may act for the accreditor, or ""
	Scopes   []Scope `json:"scopes"`   // at least one
}

// Validate returns ErrRecord, with the member at fault, unless a is well formed.
func (a Accreditation) Validate() error {
	switch {
	case ValidateIssuerCode(a.Code) != nil:
		return fmt.Errorf("%w: code: %w", ErrRecord, ErrIssuerCode)
	case a.Name == "":
		return fmt.Errorf("%w: name is empty", ErrRecord)
	case checkPlainText(a.Name) != nil:
		return fmt.Errorf("%w: name: %w", ErrRecord, checkPlainText(a.Name))
	case checkPlainText(a.NameEn) != nil:
		return fmt.Errorf("%w: nameEn: %w", ErrRecord, checkPlainText(a.NameEn))
	case len(a.Delegate) > 64:
		return fmt.Errorf("%w: delegate", ErrRecord)
	case len(a.Scopes) == 0 || len(a.Scopes) > 512:
		return fmt.Errorf("%w: scopes: want 1 to 512", ErrRecord)
	}
	for i, s := range a.Scopes {
		if err := s.validate(); err != nil {
			return fmt.Errorf("%w: scopes[%d]: %w", ErrRecord, i, err)
		}
		for _, other := range a.Scopes[:i] {
			if other.Type == s.Type && other.Field == s.Field && other.From <= s.Until && s.From <= other.Until {
				return fmt.Errorf("%w: scopes[%d] repeats type, field and days of another", ErrRecord, i)
			}
		}
	}
	return nil
}

func (s Scope) validate() error {
	if strings.Contains(s.Type, "/") {
		return ErrKind
	}
	if err := NewKind(s.Type, s.Field).Validate(); err != nil {
		return err
	}
	if err := errors.Join(s.From.Validate(), s.Until.Validate()); err != nil {
		return err
	}
	if s.Until < s.From || s.Quota == 0 {
		return errors.New("until is before from, or the quota is 0")
	}
	return nil
}

// maxName is the length of a name in bytes.
const maxName = 200

// checkPlainText says what a name must not be: long, not Unicode NFC, or with a
// control character below U+0020.
func checkPlainText(s string) error {
	switch {
	case len(s) > maxName:
		return fmt.Errorf("%d bytes, at most %d are allowed", len(s), maxName)
	case !utf8.ValidString(s):
		return errors.New("not UTF-8")
	}
	for i, r := range []rune(s) {
		if r < ' ' {
			return fmt.Errorf("character %d is the control character U+%04X: take it out", i+1, r)
		}
	}
	if !norm.NFC.IsNormalString(s) {
		return errors.New("not Unicode NFC: write accented letters as one character each")
	}
	return nil
}

// ValidateNew returns ErrRecord unless an accreditation may be put on the ledger:
// Validate, and texts that read as they are written. Records that are older than
// this rule are read by Validate.
func (a Accreditation) ValidateNew() error {
	if err := a.Validate(); err != nil {
		return err
	}
	for member, text := range map[string]string{"name": a.Name, "nameEn": a.NameEn, "delegate": a.Delegate} {
		if err := CheckText(text); err != nil {
			return fmt.Errorf("%w: %s: %w", ErrRecord, member, err)
		}
	}
	return nil
}

// ParseAccreditation reads canonical JSON of an accreditation that is to be put on
// the ledger, and validates it as new.
func ParseAccreditation(text []byte) (Accreditation, error) {
	var a Accreditation
	if err := canonicaljson.Unmarshal(text, &a, maxStatement); err != nil {
		return a, err
	}
	return a, a.ValidateNew()
}

// Canonical returns the text that ParseAccreditation reads.
func (a Accreditation) Canonical() []byte { return mustCanonical(a) }

// Issuer is the world state's record of an issuer.
type Issuer struct {
	Accreditation Accreditation `json:"accreditation"`
	Accreditor    string        `json:"accreditor"` // MSP that accredited it
	State         IssuerState   `json:"state"`
	// StateBy is the MSP that suspended, withdrew or closed the issuer, "" for an
	// active one. Records that are older than this member hold "".
	StateBy string `json:"stateBy,omitempty"`
	// Reason is that of the accreditation as it stands, StateReason that of the last
	// suspension, reinstatement, withdrawal or transfer of custody. Records that are
	// older than these members have none.
	Reason      Reason `json:"reason,omitzero"`
	StateReason Reason `json:"stateReason,omitzero"`

	Keys      []string  `json:"keys"`      // thumbprints of all its keys, in the order of registration
	Successor string    `json:"successor"` // issuer code, where State is IssuerClosed
	Version   uint64    `json:"version"`   // grows by one with every change
	Time      time.Time `json:"time"`      // ledger time of this version
}

// Scope returns the scope that allows kind at the moment at: of several the
// one with the longest field prefix. The second result is false where none does.
func (i Issuer) Scope(kind Kind, at time.Time) (Scope, bool) {
	best, found := Scope{}, false
	for _, s := range i.Accreditation.Scopes {
		if s.Covers(kind, at) && (!found || len(s.Field) > len(best.Field)) {
			best, found = s, true
		}
	}
	return best, found
}

// Key is the world state's record of an issuer's or verifier's public key. A
// thumbprint stands there once for ever.
type Key struct {
	Key         PublicKey `json:"key"`
	Purpose     string    `json:"purpose"`          // PurposeIssuer or PurposeVerifier
	Issuer      string    `json:"issuer"`           // issuer code, or the verifier's name
	Accreditor  string    `json:"accreditor"`       // MSP that registered it
	Added       time.Time `json:"added"`            // ledger time
	Retired     time.Time `json:"retired,omitzero"` // ledger time from which it signs no more
	Compromised time.Time `json:"compromised,omitzero"`
	Time        time.Time `json:"time"` // ledger time of this version

	// Reason is the accreditor's for registering the key, RetiredReason for retiring
	// it, CompromisedReason for the report. What a key did by itself has none, and
	// neither have records that are older than these members.
	Reason            Reason `json:"reason,omitzero"`
	RetiredReason     Reason `json:"retiredReason,omitzero"`
	CompromisedReason Reason `json:"compromisedReason,omitzero"`
}

// GoodAt reports whether what the key signed counts, when the ledger took it
// at the moment at: added, not yet retired, not compromised.
func (k Key) GoodAt(at time.Time) bool {
	return !at.Before(k.Added) && (k.Retired.IsZero() || at.Before(k.Retired)) && !k.CompromisedAt(at)
}

// CompromisedAt reports whether at is at or after the time since which the key is not to be trusted.
func (k Key) CompromisedAt(at time.Time) bool {
	return !k.Compromised.IsZero() && !at.Before(k.Compromised)
}

// Sequence is the world state's record of the last sequence number that an
// issuer's anchors and voids took. It has a key of its own, so that a flood of
// anchors never starves a suspension.
type Sequence struct {
	Sequence uint64 `json:"sequence"`
	Previous Digest `json:"previous"` // SumDigest of the canonical statement, an Anchor or Void, that took it
}

// AnchorRecord is the world state's record of an anchor. The digests
// themselves stay in the block, as an argument of PutAnchor.
type AnchorRecord struct {
	Anchor    Anchor    `json:"anchor"`
	Signature Signature `json:"signature"`
	// Quota is the count that the anchor drew on. Records that are older than
	// QuotaUsed do not say.
	Quota QuotaPlace `json:"quota,omitzero"`
	Time  time.Time  `json:"time"` // ledger time
	TxID  string     `json:"txId"`
}

// StatusRecord is the world state's record of one status entry.
type StatusRecord struct {
	State   State     `json:"state"`
	Version uint64    `json:"version"`
	Detail  Digest    `json:"detail"`
	Key     string    `json:"key"` // thumbprint of the key that signed, "" where an accreditor set it
	MSP     string    `json:"msp"` // the accreditor's organisation, "" where an issuer signed it
	Time    time.Time `json:"time"`
	TxID    string    `json:"txId"`
}

// Custody is the world state's record of how often, at most, the registers that
// an issuer keeps have changed hands. It bounds the walk to a register's keeper.
type Custody struct {
	Successions uint64 `json:"successions"`
}

// Tick is the world state's record of the last tick.
type Tick struct {
	Time time.Time `json:"time"`
}

// IssuerView answers the query Issuer.
type IssuerView struct {
	Issuer   Issuer   `json:"issuer"`
	Keys     []Key    `json:"keys"` // in the order of Issuer.Keys
	Sequence Sequence `json:"sequence"`
}

// Attestation answers the query Attest: what is committed and in force at the
// moment of the query, to be endorsed by a majority and never submitted.
type Attestation struct {
	Ledger      Digest       `json:"ledger"`
	Issuer      Issuer       `json:"issuer"`
	Key         Key          `json:"key"` // of the anchor
	Anchor      AnchorRecord `json:"anchor"`
	AnchorState State        `json:"anchorState"`
	List        uint32       `json:"list"`
	Index       uint32       `json:"index"`
	Entry       StatusRecord `json:"entry"`    // State Active and Version 0 where the ledger holds none
	EntryKey    *Key         `json:"entryKey"` // of the entry's statement, null without one
	Time        time.Time    `json:"time"`     // ledger time of the query
	LastTick    time.Time    `json:"lastTick,omitzero"`
}

// Record is any type that the world state or a query's answer holds.
type Record interface {
	Issuer | Key | Sequence | AnchorRecord | VoidRecord | VoidCount | Custody | StatusRecord | Tick |
		QuotaUsed | QuotaReturned | QuotaReturn | AnchorQuotas |
		AnchorStatus | AnchorStatuses | AnchorRange | IssuerView | Attestation | QuotaView
}

// EncodeRecord returns the canonical JSON that the world state holds.
func EncodeRecord[R Record](r R) []byte { return mustCanonical(r) }

// DecodeRecord reads what EncodeRecord wrote and nothing else.
func DecodeRecord[R Record](text []byte) (R, error) {
	var r R
	err := canonicaljson.Unmarshal(text, &r, maxRecord)
	return r, err
}
