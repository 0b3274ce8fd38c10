package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// DigestSize is the length of a Digest in bytes.
const DigestSize = sha256.Size

// Digest is a SHA-256 value: a credential's digest, a batch's root, the hash
// of a statement or of a block header. Its text form is lower-case hex.
type Digest [DigestSize]byte

// ErrDigest is returned for text that is not 64 lower-case hex digits.
var ErrDigest = errors.New("a digest is 64 lower-case hex digits")

// SumDigest returns the SHA-256 of data.
func SumDigest(data []byte) Digest { return sha256.Sum256(data) }

// ParseDigest reads the text form of a digest.
func ParseDigest(text string) (Digest, error) {
	var d Digest
	err := d.UnmarshalText([]byte(text))
	return d, err
}

// IsZero reports whether d is all zeros: "none", as in a first anchor's Previous.
func (d Digest) IsZero() bool { return d == Digest{} }

// String returns the text form.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText implements encoding.TextMarshaler.
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler; upper case is refused,
// so that a digest has one text form only.
func (d *Digest) UnmarshalText(text []byte) error {
	if len(text) != 2*DigestSize {
		return ErrDigest
	}
	for i, c := range text {
		var nibble byte
		switch {
		case c >= '0' && c <= '9':
			nibble = c - '0'
		case c >= 'a' && c <= 'f':
			nibble = c - 'a' + 10
		default:
			return ErrDigest
		}
		if i%2 == 0 {
			d[i/2] = nibble << 4
		} else {
			d[i/2] |= nibble
		}
	}
	return nil
}

// MaxBatch is the largest number of digests that one anchor may carry.
const MaxBatch = 16384

// EncodeDigests returns the form in which digests travel as a transaction's
// argument: their concatenation in unpadded base64url.
func EncodeDigests(digests []Digest) string {
	joined := make([]byte, 0, len(digests)*DigestSize)
	for _, d := range digests {
		joined = append(joined, d[:]...)
	}
	return base64.RawURLEncoding.EncodeToString(joined)
}

// DecodeDigests reads what EncodeDigests wrote. It refuses more than MaxBatch
// digests, none at all, and any other text of the same bytes. It does not ask
// whether they are sorted: that is package batch's question.
func DecodeDigests(text string) ([]Digest, error) {
	if len(text) > base64.RawURLEncoding.EncodedLen(MaxBatch*DigestSize) {
		return nil, fmt.Errorf("more than %d digests", MaxBatch)
	}
	joined, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodeToString(joined) != text {
		return nil, errors.New("digests are not canonical unpadded base64url")
	}
	if len(joined) == 0 || len(joined)%DigestSize != 0 {
		return nil, fmt.Errorf("digests have %d bytes in all: not a positive multiple of %d", len(joined), DigestSize)
	}
	digests := make([]Digest, len(joined)/DigestSize)
	for i := range digests {
		copy(digests[i][:], joined[i*DigestSize:])
	}
	return digests, nil
}
