package credential

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

var (
	// ErrMalformed is returned for a presentation that breaks the format. It
	// is the same value as qrtoken.ErrMalformed.
	ErrMalformed = qrtoken.ErrMalformed
	// ErrTampered is returned for a presentation whose parts do not belong
	// together: a disclosure that the credential holds no digest of, or two
	// forms of one credential that differ.
	ErrTampered = errors.New("tampered")
)

// malformed never quotes what it read: that may be personal data.
func malformed(what string) error { return fmt.Errorf("%w credential: %s", ErrMalformed, what) }

func tampered(what string) error { return fmt.Errorf("%w credential: %s", ErrTampered, what) }

const maxDepth = 32

// decode reads one JSON value strictly into v: valid UTF-8, no duplicate
// member, no member that v does not have, nothing after it, at most 32 levels,
// no null, plain numbers, and every string NFC and without control characters.
func decode(text []byte, what string, v any) error {
	if err := checkText(text); err != nil {
		return malformed(what + ": " + err.Error())
	}
	return unmarshalClosed(text, what, v)
}

// unmarshalClosed is decode for a part of what checkText has passed.
func unmarshalClosed(text []byte, what string, v any) error {
	if json.Unmarshal(text, v, json.RejectUnknownMembers(true)) != nil {
		return malformed(what + ": a member is unknown or of another type")
	}
	return nil
}

func checkText(text []byte) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(text))
	for values := 0; ; {
		token, err := d.ReadToken()
		if err == io.EOF && values == 1 {
			return nil
		}
		if err != nil || values == 1 {
			return errors.New("not one JSON value without duplicate members")
		}
		switch token.Kind() {
		case 'n':
			return errors.New("null")
		case '0':
			// No sign, no exponent, and every reader keeps its value.
			if !isDecimal(token.String(), 10, 4) {
				return errors.New("a number that is not a plain decimal")
			}
		case '"':
			if !isText(token.String()) {
				return errors.New("text that is not NFC or has control characters")
			}
		}
		if d.StackDepth() > maxDepth {
			return errors.New("nested too deeply")
		}
		if d.StackDepth() == 0 {
			values++
		}
	}
}

// decodeBase64 reads unpadded base64url in its one form: no line ends, zero trailing bits.
func decodeBase64(text string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodedLen(len(raw)) != len(text) {
		return nil, errors.New("not base64url without padding")
	}
	return raw, nil
}

func decodeDigest(text string) (ledger.Digest, error) {
	raw, err := decodeBase64(text)
	if err != nil || len(raw) != ledger.DigestSize {
		return ledger.Digest{}, errors.New("not a SHA-256 in base64url")
	}
	return ledger.Digest(raw), nil
}
