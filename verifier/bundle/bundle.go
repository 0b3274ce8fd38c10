// Package bundle makes and checks evidence: one file that lets anybody who
// pins a ledger's genesis block judge a credential with no network at all.
//
// A bundle holds the presentation, the proof that its digest belongs to an
// anchor, an attestation (a query about issuer, key, anchor and status that
// peers of most organisations endorsed and nobody submitted), and the chain of
// configuration blocks from the genesis block on, which says who those
// organisations are. [Check] walks through the same nine steps as a
// verification against the whole ledger, by the same code; its answer is
// always about the moment of the attestation.
//
// A bundle cannot show that no configuration came after its last one, nor that
// the digest is in no earlier anchor of the issuer's, which would be the one
// that counts. Where it does not hold what a step asks for, the step says so:
// the issuer's record of the past (the step stands on the ledger's word then),
// another key than the anchor's, and what a status entry was before a
// compromised key changed it (both indeterminate).
//
// It relies on package blocks for what Fabric's messages mean and on package
// verifier for the steps. It reads no clock, does no I/O but through what
// [Maker] is given, and holds no key.
package bundle

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"sogoc/verifier/batch"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/presentation"
)

const (
	// Type is the type member of a bundle.
	Type = "sogoc/bundle/v1"
	// Suffix is how the names of bundles' files end.
	Suffix = ".sogoc.json"
	// MaxSize is the largest bundle in bytes.
	MaxSize = 16 << 20
)

// ErrMalformed is returned for what is no bundle in its one form.
var ErrMalformed = errors.New("malformed bundle")

// Bundle is the file taken apart. Its JSON is canonical (RFC 8785).
type Bundle struct {
	Attestation   Bytes       `json:"attestation"`   // payload of the endorsed transaction's envelope
	Configuration []Bytes     `json:"configuration"` // blocks as blocks.EncodeConfigChain writes them, the genesis block first
	Presentation  string      `json:"presentation"`  // a QR code's digits, an SD-JWT, or a holder's file as canonical JSON
	Proof         batch.Proof `json:"proof"`         // of the presentation's digest in the attested anchor
	Type          string      `json:"type"`          // Type
}

// Bytes are written in unpadded base64url.
type Bytes []byte

// MarshalText implements encoding.TextMarshaler.
func (b Bytes) MarshalText() ([]byte, error) { return base64.RawURLEncoding.AppendEncode(nil, b), nil }

// UnmarshalText implements encoding.TextUnmarshaler; other texts of the same bytes are refused.
func (b *Bytes) UnmarshalText(text []byte) error {
	raw, err := base64.RawURLEncoding.Strict().AppendDecode(nil, text)
	if err != nil || len(raw) == 0 ||
		base64.RawURLEncoding.EncodedLen(len(raw)) != len(text) { // the decoder skips line breaks
		return fmt.Errorf("%w: not unpadded base64url", ErrMalformed)
	}
	*b = raw
	return nil
}

// Is reports whether input is meant as a bundle, however badly it is made.
func Is(input []byte) bool {
	if !bytes.HasPrefix(bytes.TrimLeft(input, " \t\r\n"), []byte("{")) {
		return false
	}
	// Of the forms that are JSON objects, this word stands in a bundle's alone.
	return bytes.Contains(input, []byte(`"attestation"`)) || bytes.Contains(input, []byte(`"sogoc/bundle/`))
}

// Parse reads a bundle. What it accepts, Encode turns into the same bytes. It
// returns ErrMalformed for anything else; whether the parts hold is Check's
// question.
func Parse(text []byte) (Bundle, error) {
	var b Bundle
	if err := canonicaljson.Unmarshal(text, &b, MaxSize); err != nil {
		return Bundle{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if err := b.validate(); err != nil {
		return Bundle{}, err
	}
	return b, nil
}

// validate returns ErrMalformed for a bundle that lacks a part.
func (b Bundle) validate() error {
	if b.Type != Type || len(b.Attestation) == 0 || len(b.Configuration) == 0 {
		return fmt.Errorf("%w: type, attestation or configuration is missing", ErrMalformed)
	}
	if normal, err := normalise(b.Presentation); err != nil || normal != b.Presentation {
		return fmt.Errorf("%w: the presentation is not in its one form", ErrMalformed)
	}
	return nil
}

// Encode returns the file. It returns ErrMalformed for a bundle that Parse
// would refuse.
func (b Bundle) Encode() ([]byte, error) {
	if err := b.validate(); err != nil {
		return nil, err
	}
	text, err := canonicaljson.Marshal(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if len(text) > MaxSize {
		return nil, fmt.Errorf("%w: over 16 MiB", ErrMalformed)
	}
	return text, nil
}

// normalise brings a presentation to the form that a bundle holds: without
// what pasting left around it, without a QR code's public address, which
// nobody signed, and a holder's file as canonical JSON.
func normalise(input string) (string, error) {
	input = strings.Trim(input, " \t\r\n")
	switch {
	case len(input) > presentation.MaxSize:
		return "", ErrMalformed
	case strings.HasPrefix(input, "{"):
		text, err := canonicaljson.Normalize([]byte(input))
		if err != nil {
			return "", ErrMalformed
		}
		return string(text), nil
	case strings.HasPrefix(input, "http://"), strings.HasPrefix(input, "https://"):
		if _, err := presentation.ParseURL(input); err != nil {
			return "", ErrMalformed
		}
		_, input, _ = strings.Cut(input, "#")
	}
	return input, nil
}
