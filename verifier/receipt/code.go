package receipt

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/fxamacker/cbor/v2"

	"sogoc/verifier"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// A receipt's JSON is canonical, so that the same receipt can be written much shorter
// and its text be made again from that, to the byte: what was signed is what is
// checked. The short form is what a QR code holds: CBOR in its deterministic encoding
// (RFC 8949 §4.2.1), a map with integer keys. A paper's QR token begins with another
// byte: it is a tagged COSE_Sign1.

// coded is a receipt with its header and signature in the short form. Moments are
// seconds since 1970; hashes, thumbprints and signature are their bytes; of type any are
// codes as termOf writes them.
type coded struct {
	Version    uint64           `cbor:"0,keyasint"` // of the payload's type: 3 of sogoc/receipt/v3
	Ledger     []byte           `cbor:"1,keyasint"`
	Algorithm  string           `cbor:"2,keyasint"`
	Key        []byte           `cbor:"3,keyasint"`
	Signature  []byte           `cbor:"4,keyasint"`
	MadeAt     int64            `cbor:"5,keyasint"`
	Reading    codedReading     `cbor:"6,keyasint"`
	Result     any              `cbor:"7,keyasint,omitempty"` // with Detail absent where the checks give it
	Detail     any              `cbor:"8,keyasint,omitempty"`
	Outcomes   string           `cbor:"9,keyasint"` // of the steps, one letter each: p, f, s
	Reasons    map[int]any      `cbor:"10,keyasint,omitempty"`
	Details    map[int]any      `cbor:"11,keyasint,omitempty"`
	Credential *codedCredential `cbor:"12,keyasint,omitempty"`
	AsOf       *int64           `cbor:"13,keyasint,omitempty"`
	At         *int64           `cbor:"14,keyasint,omitempty"`
	Change     *codedChange     `cbor:"15,keyasint,omitempty"`
	LastKnown  *codedKnown      `cbor:"16,keyasint,omitempty"`
	Today      *codedKnown      `cbor:"17,keyasint,omitempty"`
}

type codedReading struct {
	Kind   any    `cbor:"1,keyasint"`
	Height uint64 `cbor:"2,keyasint,omitempty"`
	Hash   []byte `cbor:"3,keyasint,omitempty"`
	Time   *int64 `cbor:"4,keyasint,omitempty"`
}

type codedCredential struct {
	Issuer     string `cbor:"1,keyasint"`
	Digest     []byte `cbor:"2,keyasint"`
	Kind       string `cbor:"3,keyasint"`
	Key        []byte `cbor:"4,keyasint"`
	List       uint32 `cbor:"5,keyasint"`
	Index      uint32 `cbor:"6,keyasint"`
	ValidFrom  string `cbor:"7,keyasint"`
	ValidUntil string `cbor:"8,keyasint,omitempty"`
}

type codedChange struct {
	By    any    `cbor:"1,keyasint"`
	Since *int64 `cbor:"2,keyasint,omitempty"`
}

type codedKnown struct {
	AsOf   int64        `cbor:"1,keyasint"`
	Result any          `cbor:"2,keyasint"`
	Detail any          `cbor:"3,keyasint,omitempty"`
	Change *codedChange `cbor:"4,keyasint,omitempty"`
}

// ErrNoCode is returned for a receipt that no QR code can hold.
var ErrNoCode = errors.New("no code of this receipt")

// versions are the types of receipts by their number in the short form.
var versions = map[uint64]string{2: TypeWithoutChanges, 3: Type}

// outcomeLetters are the outcomes of steps in the short form.
var outcomeLetters = map[verifier.Outcome]byte{verifier.Passed: 'p', verifier.Failed: 'f', verifier.Skipped: 's'}

var codeEncoder = func() cbor.EncMode {
	mode, err := cbor.CoreDetEncOptions().EncMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return mode
}()

var codeDecoder = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxMapPairs:       32,
		MaxArrayElements:  16,
		MaxNestedLevels:   4,
	}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return mode
}()

// Digits returns what a QR code of the receipt holds behind the number sign of a
// verifier's address: the whole receipt, in digits as presentation.Digits writes
// them. ParseLink gives the receipt back. It returns ErrNoCode for a receipt that is
// too long for a code, which none is that Issue makes.
func (s Signed) Digits() (string, error) {
	short := s.coded()
	encoded, err := codeEncoder.Marshal(short)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoCode, err)
	}
	if text, err := short.text(); err != nil || text != s.Encode() {
		return "", fmt.Errorf("%w: it is not made again from its short form", ErrNoCode)
	}
	digits := presentation.Digits(encoded)
	if len(digits) > presentation.MaxDigits {
		return "", fmt.Errorf("%w: %d digits, and %d at most", ErrNoCode, len(digits), presentation.MaxDigits)
	}
	return digits, nil
}

// IsCode reports whether the bytes that digits hold begin as a receipt's code: with a CBOR
// map whose first keys are the version and a hash. Digits that were cut short do not, since
// their number is another one.
func IsCode(code []byte) bool {
	const majorMap, fewPairs = 5, 24
	if len(code) < 6 || code[0]>>5 != majorMap || code[0]&31 >= fewPairs || code[1] != 0 {
		return false
	}
	_, known := versions[uint64(code[2])]
	return known && bytes.Equal(code[3:6], []byte{1, 0x58, 32})
}

// IsLink reports whether a text is digits, alone or behind an address that ends in /v#,
// that begin as a receipt's code.
func IsLink(text string) bool {
	code, err := codeIn(text)
	return err == nil && IsCode(code)
}

// ParseLink reads the digits of a receipt's QR code, alone or behind an address that ends in
// /v#. It returns ErrMalformed for anything that Digits does not write.
func ParseLink(link string) (Signed, error) {
	code, err := codeIn(link)
	if err != nil {
		return Signed{}, err
	}
	return parseCoded(code)
}

// codeIn returns the bytes that the digits of a link hold.
func codeIn(link string) ([]byte, error) {
	digits := strings.Trim(link, " \t\r\n")
	if address, behind, is := strings.Cut(digits, "#"); is {
		isWeb := strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
		if !isWeb || !strings.HasSuffix(address, "/v") {
			return nil, fmt.Errorf("%w: no address of a verifier", ErrMalformed)
		}
		digits = behind
	}
	code, err := presentation.ParseDigits(digits)
	if err != nil {
		return nil, fmt.Errorf("%w: digits", ErrMalformed)
	}
	return code, nil
}

func parseCoded(raw []byte) (Signed, error) {
	if !IsCode(raw) {
		return Signed{}, fmt.Errorf("%w: not a receipt's code", ErrMalformed)
	}
	var c coded
	if err := codeDecoder.Unmarshal(raw, &c); err != nil {
		return Signed{}, fmt.Errorf("%w: code", ErrMalformed)
	}
	text, err := c.text()
	if err != nil {
		return Signed{}, err
	}
	s, err := Parse(text)
	if err != nil {
		return Signed{}, err
	}
	again, err := codeEncoder.Marshal(s.coded())
	if err != nil || !bytes.Equal(again, raw) {
		return Signed{}, fmt.Errorf("%w: not the one form of a code", ErrMalformed)
	}
	return s, nil
}

// coded returns the short form.
func (s Signed) coded() coded {
	r := s.Receipt
	c := coded{
		Ledger:    r.Ledger[:],
		Algorithm: string(s.Algorithm),
		Key:       bytesOf(s.Thumbprint),
		Signature: s.signature[:],
		MadeAt:    r.MadeAt.Unix(),
		Reading:   codedReading{Kind: termOf(string(r.Reading.Kind)), Height: r.Reading.Height, Time: unixOf(r.Reading.Time)},
		AsOf:      unixOf(r.AsOf),
		At:        unixOf(r.At),
		Change:    r.Change.coded(),
		LastKnown: r.LastKnown.coded(),
		Today:     r.Today.coded(),
	}
	for number, name := range versions {
		if name == r.Type {
			c.Version = number
		}
	}
	if r.Reading.Height > 0 {
		c.Reading.Hash = r.Reading.Hash[:]
	}
	for i, check := range r.Checks {
		c.addStep(i+1, check)
	}
	if code, detail := decisive(r.Checks[:verifier.StepFreshness-1]); code != r.Result || detail != r.Detail {
		c.Result, c.Detail = termOf(string(r.Result)), termOf(string(r.Detail))
	}
	if ref := r.Credential; ref != nil {
		c.Credential = &codedCredential{
			Issuer:     ref.Issuer,
			Digest:     ref.Digest[:],
			Kind:       string(ref.Kind),
			Key:        bytesOf(ref.Key),
			List:       ref.List,
			Index:      ref.Index,
			ValidFrom:  string(ref.ValidFrom),
			ValidUntil: string(ref.ValidUntil),
		}
	}
	return c
}

func (c *coded) addStep(number int, s Step) {
	c.Outcomes += string(outcomeLetters[s.Outcome])
	add := func(to *map[int]any, text string) {
		if text == "" {
			return
		}
		if *to == nil {
			*to = map[int]any{}
		}
		(*to)[number] = termOf(text)
	}
	add(&c.Reasons, string(s.Reason))
	add(&c.Details, string(s.Detail))
}

// text makes the receipt's text again. What is missing or too long in it Parse finds.
func (c coded) text() (string, error) {
	signature, err := ledger.ParseSignature(base64.RawURLEncoding.EncodeToString(c.Signature))
	if err != nil {
		return "", fmt.Errorf("%w: signature", ErrMalformed)
	}
	r := Receipt{
		Type:      versions[c.Version],
		Result:    verifier.Code(codeOf(c.Result)),
		Detail:    verifier.Detail(codeOf(c.Detail)),
		MadeAt:    time.Unix(c.MadeAt, 0).UTC(),
		AsOf:      timeOf(c.AsOf),
		At:        timeOf(c.At),
		Change:    c.Change.change(),
		LastKnown: c.LastKnown.known(),
		Today:     c.Today.known(),
		Checks:    c.steps(),
		Reading: Reading{
			Kind:   verifier.ReadingKind(codeOf(c.Reading.Kind)),
			Height: c.Reading.Height,
			Time:   timeOf(c.Reading.Time),
		},
	}
	if c.Result == nil && len(r.Checks) == verifier.StepFreshness {
		r.Result, r.Detail = decisive(r.Checks[:verifier.StepFreshness-1])
	}
	copy(r.Ledger[:], c.Ledger)
	copy(r.Reading.Hash[:], c.Reading.Hash)
	if ref := c.Credential; ref != nil {
		r.Credential = &verifier.Reference{
			Issuer:     ref.Issuer,
			Kind:       ledger.Kind(ref.Kind),
			Key:        base64.RawURLEncoding.EncodeToString(ref.Key),
			List:       ref.List,
			Index:      ref.Index,
			ValidFrom:  ledger.Date(ref.ValidFrom),
			ValidUntil: ledger.Date(ref.ValidUntil),
		}
		copy(r.Credential.Digest[:], ref.Digest)
	}
	message, err := messageOf(r, ledger.Algorithm(c.Algorithm), base64.RawURLEncoding.EncodeToString(c.Key))
	if err != nil {
		return "", fmt.Errorf("%w: code", ErrMalformed)
	}
	return message + "." + signature.String(), nil
}

func (c coded) steps() []Step {
	var steps []Step
	for i, letter := range []byte(c.Outcomes) {
		s := Step{Reason: verifier.Code(codeOf(c.Reasons[i+1])), Detail: verifier.Detail(codeOf(c.Details[i+1]))}
		for outcome, its := range outcomeLetters {
			if its == letter {
				s.Outcome = outcome
			}
		}
		steps = append(steps, s)
	}
	return steps
}

// messageOf returns what is signed: header and payload.
func messageOf(r Receipt, algorithm ledger.Algorithm, thumbprint string) (string, error) {
	head, err := canonicaljson.Marshal(header{Algorithm: algorithm, Thumbprint: thumbprint, Type: MediaType})
	if err != nil {
		return "", err
	}
	body, err := canonicaljson.Marshal(r)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body), nil
}

func (c *Change) coded() *codedChange {
	if c == nil {
		return nil
	}
	return &codedChange{By: termOf(c.By), Since: unixOf(c.Since)}
}

func (c *codedChange) change() *Change {
	if c == nil {
		return nil
	}
	return &Change{By: codeOf(c.By), Since: timeOf(c.Since)}
}

func (k *Known) coded() *codedKnown {
	if k == nil {
		return nil
	}
	return &codedKnown{
		AsOf:   k.AsOf.Unix(),
		Result: termOf(string(k.Result)),
		Detail: termOf(string(k.Detail)),
		Change: k.Change.coded(),
	}
}

func (k *codedKnown) known() *Known {
	if k == nil {
		return nil
	}
	return &Known{
		AsOf:   time.Unix(k.AsOf, 0).UTC(),
		Result: verifier.Code(codeOf(k.Result)),
		Detail: verifier.Detail(codeOf(k.Detail)),
		Change: k.Change.change(),
	}
}

// unixOf returns a moment's seconds, nil for none.
func unixOf(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	seconds := t.Unix()
	return &seconds
}

func timeOf(seconds *int64) time.Time {
	if seconds == nil {
		return time.Time{}
	}
	return time.Unix(*seconds, 0).UTC()
}

// bytesOf returns the bytes of a thumbprint that was checked.
func bytesOf(thumbprint string) []byte {
	raw, _ := base64.RawURLEncoding.DecodeString(thumbprint)
	return raw
}
