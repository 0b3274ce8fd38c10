// Package receipt makes and checks receipts: what an employer keeps of a
// verification, signed by the verifier service that did it.
//
// A receipt holds the result, its reason codes, the credential's digest and
// the block of the ledger that was read; nothing personal. It is a compact
// JWS (RFC 7515 §7.1). It says what one service found, on that service's word;
// evidence that needs nobody's word is package bundle's.
//
// The package holds no key: whoever issues supplies a [Signer]. Whose keys are
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
	Type = "sogoc/receipt/v1"
	// MediaType is the typ of its header.
	MediaType = "sogoc-receipt+jwt"
	// Suffix is how the names of receipts' files end.
	Suffix = ".sogoc.jws"
	// MaxSize is the largest receipt in bytes.
	MaxSize = 16 << 10
	// Form is how a receipt is named where forms of presentations are.
	Form presentation.Form = "receipt"
)

var (
	// ErrMalformed is returned for what is no receipt in its one form.
	ErrMalformed = errors.New("malformed receipt")
	// ErrNothing is returned by Issue for a result that says nothing of a
	// credential on a ledger: malformed, or without a block that was read.
	ErrNothing = errors.New("no receipt of a result without digest and ledger")
)

// Signer signs receipts; its key decides the algorithm.
type Signer interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// Receipt is the payload. Its JSON is canonical (RFC 8785).
type Receipt struct {
	AsOf   time.Time       `json:"asOf,omitzero"` // the moment that the result holds for, where that was not At
	At     time.Time       `json:"at"`            // the service's clock
	Checks []Step          `json:"checks"`        // all nine steps, in order
	Detail verifier.Detail `json:"detail"`        // of the step that decided, may be empty
	Digest ledger.Digest   `json:"digest"`        // what the ledger knows the credential by
	Hash   ledger.Digest   `json:"hash"`          // header hash of the last block that was read
	Height uint64          `json:"height"`        // number of blocks that were read
	Ledger ledger.Digest   `json:"ledger"`        // header hash of the genesis block
	Result verifier.Code   `json:"result"`
	Time   time.Time       `json:"time,omitzero"` // ledger time of that block
	Type   string          `json:"type"`          // Type
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

// Issue signs a receipt of a result that a reading of this ledger gave. It
// returns ErrNothing, or the signer's error.
func Issue(r verifier.Result, genesis ledger.Digest, s Signer) (string, error) {
	if !Possible(r) {
		return "", ErrNothing
	}
	payload := Receipt{Type: Type, Ledger: genesis, Result: r.Result, Detail: r.Detail, Digest: *r.Digest,
		Height: r.Ledger.Height, Hash: r.Ledger.Hash, Time: seconds(r.Ledger.Time), At: seconds(r.At)}
	if r.AsOf != nil {
		payload.AsOf = seconds(*r.AsOf)
	}
	for _, c := range r.Checks {
		payload.Checks = append(payload.Checks, Step{Detail: c.Detail, Outcome: c.Outcome, Reason: c.Reason})
	}
	if err := payload.validate(); err != nil {
		return "", err
	}
	key := s.PublicKey()
	head, err := canonicaljson.Marshal(
		header{Algorithm: key.Algorithm(), Thumbprint: key.Thumbprint(), Type: MediaType},
	)
	if err != nil {
		return "", err
	}
	body, err := canonicaljson.Marshal(payload)
	if err != nil {
		return "", err
	}
	message := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	signature, err := s.Sign([]byte(message))
	if err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	if err := key.Verify([]byte(message), signature); err != nil {
		return "", fmt.Errorf("sign receipt: %w", err)
	}
	return message + "." + signature.String(), nil
}

// Possible reports whether a result says something of a digest and a ledger,
// which a receipt can keep.
func Possible(r verifier.Result) bool { return r.Digest != nil && r.Ledger != nil }

// seconds cuts a time as the receipt writes it.
func seconds(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

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
	if r.Type != Type || r.Ledger.IsZero() || r.Digest.IsZero() || r.Height == 0 || r.Height > 1<<53-1 ||
		len(r.Checks) != verifier.StepFreshness {
		return fmt.Errorf("%w: type, ledger, digest, height or checks", ErrMalformed)
	}
	for _, t := range []time.Time{r.AsOf, r.At, r.Time} {
		if t.Location() != time.UTC || t.Nanosecond() != 0 {
			return fmt.Errorf("%w: times are whole seconds in UTC", ErrMalformed)
		}
	}
	if r.At.IsZero() {
		return fmt.Errorf("%w: time", ErrMalformed)
	}
	for i, c := range r.Checks {
		failed := c.Outcome == verifier.Failed
		if failed != (c.Reason != "") || (!failed && c.Outcome != verifier.Passed && c.Outcome != verifier.Skipped) ||
			failed && (!c.Reason.Known() || c.Reason == verifier.Valid) {
			return fmt.Errorf("%w: checks[%d]", ErrMalformed, i)
		}
	}
	if code, detail := decisive(r.Checks[:verifier.StepFreshness-1]); code != r.Result || detail != r.Detail {
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
