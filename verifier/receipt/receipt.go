// Package receipt makes and checks receipts: what an employer keeps of a
// verification, signed by the verifier service that did it.
//
// A receipt holds the result, its reason codes, where the credential stands on
// the ledger (digest, issuer, status entry), and the block of the ledger that
// was read; nothing personal. There is one for every result. It is a compact
// JWS (RFC 7515 §7.1). It says what one service found, on that service's word;
// evidence that needs nobody's word is package bundle's.
//
// The package holds no key: the issuing service supplies a [Signer]. Whose keys are
// believed is the trust file's matter, or the ledger's, where an accreditor
// registered them.
package receipt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

const (
	// Type is the type member of a receipt's payload.
	Type = "sogoc/receipt/v3"
	// TypeWithoutChanges is that of receipts which are still read, and which do not
	// say when and by whom a status was changed.
	TypeWithoutChanges = "sogoc/receipt/v2"
	// MediaType is the typ of its header.
	MediaType = "sogoc-receipt+jwt"
	// Suffix is how the names of receipts' files end.
	Suffix = ".sogoc.jws"
	// MaxSize is the largest receipt in bytes.
	MaxSize = 16 << 10
	// Form is how a receipt is named where forms of presentations are.
	Form presentation.Form = "receipt"
)

// ErrMalformed is returned for what is no receipt in its one form.
var ErrMalformed = errors.New("malformed receipt")

// Signer signs receipts; its key decides the algorithm.
type Signer interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// Receipt is the payload. Its JSON is canonical (RFC 8785).
type Receipt struct {
	AsOf       time.Time           `json:"asOf,omitzero"`    // the moment that the result holds for, where that was not MadeAt
	At         time.Time           `json:"at,omitzero"`      // the past moment that was asked about
	Change     *Change             `json:"change,omitempty"` // of status, for which step 7 failed
	Checks     []Step              `json:"checks"`           // all nine steps, in order
	Credential *verifier.Reference `json:"credential"`       // null where none could be read
	Detail     verifier.Detail     `json:"detail"`           // of the result, may be empty
	LastKnown  *Known              `json:"lastKnown"`        // what was found by the last reading, where that did not stand
	Ledger     ledger.Digest       `json:"ledger"`           // header hash of the genesis block
	MadeAt     time.Time           `json:"madeAt"`           // the service's clock
	Reading    Reading             `json:"reading"`          // what the service had read of the ledger
	Result     verifier.Code       `json:"result"`
	Today      *Known              `json:"today"` // what held at MadeAt, of an answer on At
	Type       string              `json:"type"`  // Type, or TypeWithoutChanges
}

// Change is a revocation, suspension or replacement: its author and moment.
type Change struct {
	By    string    `json:"by"`             // as verifier.StatusInfo has it
	Since time.Time `json:"since,omitzero"` // ledger time; absent where an attestation did not say
}

// Reading is what the service had read of the ledger, and what that was worth.
type Reading struct {
	Hash   ledger.Digest        `json:"hash"`          // header hash of the last block; zeros where none was read
	Height uint64               `json:"height"`        // number of blocks
	Kind   verifier.ReadingKind `json:"kind"`          // at MadeAt
	Time   time.Time            `json:"time,omitzero"` // ledger time of that block
}

// Known is a result of another moment than the one that was asked about.
type Known struct {
	AsOf   time.Time       `json:"asOf"`
	Change *Change         `json:"change,omitempty"` // of Today alone
	Detail verifier.Detail `json:"detail"`
	Result verifier.Code   `json:"result"`
}

// Step is one step's outcome; its place is its number.
type Step struct {
	Detail  verifier.Detail  `json:"detail"`
	Outcome verifier.Outcome `json:"outcome"`
	Reason  verifier.Code    `json:"reason"`
}

// header is the JWS protected header, canonical as well.
type header struct {
	Algorithm  ledger.Algorithm `json:"alg"`
	Thumbprint string           `json:"kid"` // RFC 7638
	Type       string           `json:"typ"` // MediaType
}

// Signed is a receipt that was read, and not yet checked.
type Signed struct {
	Receipt    Receipt
	Algorithm  ledger.Algorithm // as the header claims
	Thumbprint string           // of the key that it claims
	message    string           // that was signed
	signature  ledger.Signature
}

// Issue signs a receipt of a result, whatever the result is. It returns the
// signer's error.
func Issue(r verifier.Result, genesis ledger.Digest, s Signer) (string, error) {
	payload := Receipt{
		Type:       Type,
		Ledger:     genesis,
		Result:     r.Result,
		Detail:     r.Detail,
		MadeAt:     seconds(r.CheckedAt),
		AsOf:       secondsOf(r.AsOf),
		At:         secondsOf(r.At),
		Credential: r.Reference,
		Change:     changeBehind(r),
		LastKnown:  known(r.LastKnown),
		Today:      knownOf(r.Today),
		Reading:    Reading{Kind: r.Reading.Kind},
	}
	if r.Ledger != nil {
		payload.Reading.Height = r.Ledger.Height
		payload.Reading.Hash = r.Ledger.Hash
		payload.Reading.Time = seconds(r.Ledger.Time)
	}
	for _, c := range r.Checks {
		payload.Checks = append(payload.Checks, Step{Detail: c.Detail, Outcome: c.Outcome, Reason: c.Reason})
	}
	if err := payload.validate(); err != nil {
		return "", err
	}
	key := s.PublicKey()
	message, err := messageOf(payload, key.Algorithm(), key.Thumbprint())
	if err != nil {
		return "", err
	}
	signature, err := s.Sign([]byte(message))
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	if err := key.Verify([]byte(message), signature); err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	return message + "." + signature.String(), nil
}

// seconds cuts a time as the receipt writes it.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func secondsOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return seconds(*t)
}

// knownOf is what a receipt keeps of the answer on now.
func knownOf(p *verifier.Present) *Known {
	if p == nil {
		return nil
	}
	k := known(&p.Known)
	if changesStatus(p.Result) && p.By != "" {
		k.Change = &Change{By: p.By, Since: secondsOf(p.Since)}
	}
	return k
}

// changeBehind is what a receipt keeps of the change of status that step 7 found.
func changeBehind(r verifier.Result) *Change {
	if r.Status == nil || r.Status.By == "" || !changesStatus(r.Checks[verifier.StepStatus-1].Reason) {
		return nil
	}
	return &Change{By: r.Status.By, Since: secondsOf(r.Status.Since)}
}

// changesStatus reports whether a result is one that a change of status makes.
func changesStatus(code verifier.Code) bool {
	return code == verifier.Revoked || code == verifier.Suspended || code == verifier.Superseded
}

func known(k *verifier.Known) *Known {
	if k == nil {
		return nil
	}
	return &Known{AsOf: seconds(k.AsOf), Detail: k.Detail, Result: k.Result}
}

// Is reports whether input is meant as a receipt: three parts with points
// between, and no disclosure.
func Is(input []byte) bool {
	input = bytes.TrimSpace(input)
	return bytes.Count(input, []byte(".")) == 2 && bytes.HasPrefix(input, []byte("eyJ")) &&
		!bytes.ContainsAny(input, "~/{")
}

// Parse reads a receipt; what pasting left around it is ignored. It returns
// ErrMalformed for anything that Issue would not have written.
func Parse(text string) (Signed, error) {
	if len(text) > MaxSize {
		return Signed{}, fmt.Errorf("%w: over 16 KiB", ErrMalformed)
	}
	parts := strings.Split(strings.Trim(text, " \t\r\n"), ".")
	if len(parts) != 3 {
		return Signed{}, fmt.Errorf("%w: not three parts", ErrMalformed)
	}
	var s Signed
	var h header
	if err := readPart(parts[0], &h); err != nil {
		return Signed{}, fmt.Errorf("%w: header: %w", ErrMalformed, err)
	}
	if h.Type != MediaType || !ledger.ValidThumbprint(h.Thumbprint) ||
		(h.Algorithm != ledger.ES256 && h.Algorithm != ledger.ES256K) {
		return Signed{}, fmt.Errorf("%w: header", ErrMalformed)
	}
	if err := readPart(parts[1], &s.Receipt); err != nil {
		return Signed{}, fmt.Errorf("%w: payload: %w", ErrMalformed, err)
	}
	if err := s.Receipt.validate(); err != nil {
		return Signed{}, err
	}
	signature, err := ledger.ParseSignature(parts[2])
	if err != nil {
		return Signed{}, fmt.Errorf("%w: signature", ErrMalformed)
	}
	s.Algorithm = h.Algorithm
	s.Thumbprint = h.Thumbprint
	s.message = parts[0] + "." + parts[1]
	s.signature = signature
	return s, nil
}

// Encode returns the text that was read.
func (s Signed) Encode() string { return s.message + "." + s.signature.String() }

func (r Receipt) validate() error {
	if r.Type != Type && r.Type != TypeWithoutChanges || r.Ledger.IsZero() || r.MadeAt.IsZero() ||
		len(r.Checks) != verifier.StepFreshness {
		return fmt.Errorf("%w: type, ledger, time or checks", ErrMalformed)
	}
	if err := r.Reading.validate(); err != nil {
		return err
	}
	times := []time.Time{r.AsOf, r.At, r.MadeAt, r.Reading.Time}
	for _, k := range []*Known{r.LastKnown, r.Today} {
		if k != nil {
			times = append(times, k.AsOf)
			if !k.Result.Known() {
				return fmt.Errorf("%w: a result that is not known", ErrMalformed)
			}
		}
	}
	for _, t := range times {
		if t.Location() != time.UTC || t.Nanosecond() != 0 {
			return fmt.Errorf("%w: times are whole seconds in UTC", ErrMalformed)
		}
	}
	if err := r.validateChanges(); err != nil {
		return err
	}
	if r.Credential != nil && !validReference(*r.Credential) {
		return fmt.Errorf("%w: credential", ErrMalformed)
	}
	for i, c := range r.Checks {
		if !c.valid() {
			return fmt.Errorf("%w: checks[%d]", ErrMalformed, i)
		}
	}
	return r.validateResult()
}

// validateChanges holds changes of status against the results that they made.
func (r Receipt) validateChanges() error {
	changes := map[*Change]verifier.Code{}
	if r.Change != nil {
		changes[r.Change] = r.Checks[verifier.StepStatus-1].Reason
	}
	if r.Today != nil && r.Today.Change != nil {
		changes[r.Today.Change] = r.Today.Result
	}
	for change, code := range changes {
		since := change.Since
		if r.Type != Type || !changesStatus(code) || !verifier.IsAuthor(change.By) ||
			since.Location() != time.UTC || since.Nanosecond() != 0 {
			return fmt.Errorf("%w: change", ErrMalformed)
		}
	}
	if r.LastKnown != nil && r.LastKnown.Change != nil {
		return fmt.Errorf("%w: change of what was last known", ErrMalformed)
	}
	return nil
}

func (c Step) valid() bool {
	switch c.Outcome {
	case verifier.Failed:
		return c.Reason.Known() && c.Reason != verifier.Valid
	case verifier.Passed, verifier.Skipped:
		return c.Reason == ""
	}
	return false
}

func (r Reading) validate() error {
	none := r.Height == 0
	if none != r.Hash.IsZero() || r.Height > 1<<53-1 || !r.Kind.Known() || none && !r.Time.IsZero() {
		return fmt.Errorf("%w: reading", ErrMalformed)
	}
	return nil
}

func validReference(ref verifier.Reference) bool {
	_, err := ref.ValidFrom.Begin()
	_, errUntil := ref.ValidUntil.Begin()
	return ledger.ValidateIssuerCode(ref.Issuer) == nil &&
		!ref.Digest.IsZero() &&
		ref.Kind.Validate() == nil &&
		ledger.ValidThumbprint(ref.Key) &&
		err == nil && (ref.ValidUntil == "" || errUntil == nil)
}

// validateResult holds the result against its checks: it is theirs or, where
// that does not stand, indeterminate.
func (r Receipt) validateResult() error {
	code, detail := decisive(r.Checks[:verifier.StepFreshness-1])
	own := code == r.Result && detail == r.Detail
	held := r.Result == verifier.Indeterminate && !r.Reading.Kind.Current()
	if held && r.LastKnown != nil {
		held = r.LastKnown.Result == code && r.LastKnown.Detail == detail
	}
	if !own && !held || own && r.LastKnown != nil || !r.Result.Known() {
		return fmt.Errorf("%w: the result is not that of its checks", ErrMalformed)
	}
	return nil
}

// decisive returns the result of these checks: that of the first which failed.
func decisive(checks []Step) (verifier.Code, verifier.Detail) {
	code, detail := verifier.Valid, verifier.Detail("")
	for _, c := range checks {
		switch c.Outcome {
		case verifier.Failed:
			return c.Reason, c.Detail
		case verifier.Skipped:
			code, detail = verifier.Indeterminate, verifier.DetailIncomplete
		}
	}
	return code, detail
}

// readPart reads a JWS part: strict base64url of canonical JSON.
func readPart(part string, into any) error {
	text, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err != nil || base64.RawURLEncoding.EncodeToString(text) != part {
		return errors.New("not unpadded base64url")
	}
	if err := canonicaljson.Unmarshal(text, into, MaxSize); err != nil {
		return err
	}
	return nil
}
