package credential

import (
	"encoding/base64"
	"errors"
	"fmt"

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

var (
	strictBase64 = base64.RawURLEncoding.Strict()
	errBase64    = errors.New("not base64url without padding")
)

// decodeBase64 reads unpadded base64url in its one form: no line ends, zero trailing bits.
func decodeBase64(text string) ([]byte, error) {
	return appendBase64(nil, []byte(text))
}

// appendBase64 appends what decodeBase64 reads to raw.
func appendBase64(raw, text []byte) ([]byte, error) {
	before := len(raw)
	raw, err := strictBase64.AppendDecode(raw, text)
	if err != nil || base64.RawURLEncoding.EncodedLen(len(raw)-before) != len(text) {
		return raw, errBase64
	}
	return raw, nil
}

var errDigest = errors.New("not a SHA-256 in base64url")

func decodeDigest(text string) (ledger.Digest, error) {
	var encoded [digestLength]byte
	if copy(encoded[:], text) != len(text) {
		return ledger.Digest{}, errDigest
	}
	raw, err := appendBase64(make([]byte, 0, digestLength), encoded[:len(text)])
	if err != nil || len(raw) != ledger.DigestSize {
		return ledger.Digest{}, errDigest
	}
	return ledger.Digest(raw), nil
}

// digestLength is the length of a digest in base64url.
const digestLength = 43
