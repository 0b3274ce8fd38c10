package ledger

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"

	"sogoc/verifier/canonicaljson"

	"github.com/ethereum/go-ethereum/crypto"
)

// Algorithm is a JWS algorithm name (RFC 7518 §3.1, RFC 8812 §3.2).
type Algorithm string

// The two signature algorithms that the ledger admits.
const (
	ES256K Algorithm = "ES256K" // secp256k1 and SHA-256
	ES256  Algorithm = "ES256"  // P-256 and SHA-256
)

// Curve names as in RFC 7518 §6.2.1.1 and RFC 8812 §3.1.
const (
	curveSecp256k1 = "secp256k1"
	curveP256      = "P-256"
)

var (
	// ErrKey is returned for a public key that is not a point of one of the two curves, or not in its one text form.
	ErrKey = errors.New("not a public key on secp256k1 or P-256")
	// ErrSignature is returned for a signature that does not verify or is not low-S.
	ErrSignature = errors.New("signature does not verify")
)

// PublicKey is an issuer's or verifier service's public key as a JWK
// (RFC 7517), with the four required members and no others.
type PublicKey struct {
	Crv string `json:"crv"`
	Kty string `json:"kty"`
	X   string `json:"x"`
	Y   string `json:"y"`
}

// NewPublicKey returns the JWK of a key on secp256k1 or P-256. The key must
// have its coordinates, as every key has that a library made.
func NewPublicKey(key *ecdsa.PublicKey) (PublicKey, error) {
	if key == nil {
		return PublicKey{}, ErrKey
	}
	k := PublicKey{Kty: "EC"}
	var point []byte // uncompressed: 0x04, x, y
	switch key.Curve {
	case elliptic.P256():
		k.Crv = curveP256
		var err error
		if point, err = key.Bytes(); err != nil {
			return PublicKey{}, ErrKey
		}
	case crypto.S256():
		k.Crv, point = curveSecp256k1, crypto.FromECDSAPub(key)
	}
	if len(point) != 65 {
		return PublicKey{}, ErrKey
	}
	k.X = base64.RawURLEncoding.EncodeToString(point[1:33])
	k.Y = base64.RawURLEncoding.EncodeToString(point[33:])
	return k, k.Validate()
}

// ParsePublicKey reads the canonical JSON of a PublicKey and validates it.
func ParsePublicKey(text []byte) (PublicKey, error) {
	var k PublicKey
	if err := canonicaljson.Unmarshal(text, &k, maxStatement); err != nil {
		return PublicKey{}, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return k, k.Validate()
}

// Canonical returns the JSON text whose SHA-256 is the thumbprint (RFC 7638 §3.2).
func (k PublicKey) Canonical() []byte {
	for _, member := range []string{k.Crv, k.Kty, k.X, k.Y} {
		if !isBase64URL(member) { // of no key: then a library escapes what must be escaped
			return mustCanonical(k)
		}
	}
	text := make([]byte, 0, 160)
	text = append(append(text, `{"crv":"`...), k.Crv...)
	text = append(append(text, `","kty":"`...), k.Kty...)
	text = append(append(text, `","x":"`...), k.X...)
	text = append(append(text, `","y":"`...), k.Y...)
	return append(text, `"}`...)
}

// isBase64URL reports whether text has letters, digits, hyphens and low lines
// only, which stand in JSON as they are.
func isBase64URL(text string) bool {
	for i := range len(text) {
		c := text[i]
		if (c < 'a' || c > 'z') && !isUpperOrDigit(c) && c != '-' && c != '_' {
			return false
		}
	}
	return true
}

// Thumbprint returns the RFC 7638 thumbprint: 43 base64url characters.
func (k PublicKey) Thumbprint() string {
	sum := sha256.Sum256(k.Canonical())
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// Algorithm returns the one algorithm that goes with the key's curve. A
// token's header never decides it.
func (k PublicKey) Algorithm() Algorithm {
	if k.Crv == curveP256 {
		return ES256
	}
	return ES256K
}

// Validate returns ErrKey unless k is a point of its curve in its one text form.
func (k PublicKey) Validate() error {
	_, err := k.decode()
	return err
}

// ECDSA returns the key for libraries that take the standard type.
func (k PublicKey) ECDSA() (*ecdsa.PublicKey, error) {
	point, err := k.decode()
	if err != nil {
		return nil, err
	}
	if k.Crv == curveP256 {
		return ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	}
	return crypto.UnmarshalPubkey(point)
}

// Verify returns nil if s is a low-S signature by k over SHA-256 of message,
// and ErrSignature or ErrKey otherwise. Verification never recovers a key
// from a signature: recovery accepts (r, N-s) as well.
func (k PublicKey) Verify(message []byte, s Signature) error {
	return k.VerifySum(sha256.Sum256(message), s)
}

// VerifySum is Verify for a caller that has the SHA-256 of the message.
func (k PublicKey) VerifySum(sum Digest, s Signature) error {
	point, err := k.coordinates()
	if err != nil {
		return err
	}
	if k.Crv == curveP256 {
		return verifyP256(point, sum[:], s)
	}
	if !crypto.VerifySignature(point, sum[:], s[:]) { // also for a point that is not on the curve
		if err := k.Validate(); err != nil {
			return err
		}
		return ErrSignature
	}
	return nil
}

func verifyP256(point, sum []byte, s Signature) error {
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return ErrKey
	}
	r, sValue := new(big.Int).SetBytes(s[:32]), new(big.Int).SetBytes(s[32:])
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	if sValue.Cmp(half) > 0 || !ecdsa.Verify(key, sum, r, sValue) {
		return ErrSignature
	}
	return nil
}

// coordinates returns 0x04, x, y, which is the uncompressed point if it is on the
// curve. That decode asks.
func (k PublicKey) coordinates() ([]byte, error) {
	if k.Kty != "EC" || (k.Crv != curveP256 && k.Crv != curveSecp256k1) {
		return nil, ErrKey
	}
	point := make([]byte, 1, 65)
	point[0] = 4
	for _, text := range []string{k.X, k.Y} {
		var err error
		before := len(point)
		point, err = strictBase64.AppendDecode(point, []byte(text))
		if err != nil || len(text) != 43 || len(point)-before != 32 {
			return nil, ErrKey
		}
	}
	return point, nil
}

// decode returns the uncompressed point, which is on its curve.
func (k PublicKey) decode() ([]byte, error) {
	point, err := k.coordinates()
	if err != nil {
		return nil, err
	}
	if k.Crv == curveP256 {
		if _, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point); err != nil {
			return nil, ErrKey
		}
	} else if _, err := crypto.UnmarshalPubkey(point); err != nil {
		return nil, ErrKey
	}
	return point, nil
}

// strictBase64 is unpadded base64url whose trailing bits are zero.
var strictBase64 = base64.RawURLEncoding.Strict()

// SignatureSize is the length of a Signature in bytes.
const SignatureSize = 64

// Signature is R || S, 32 bytes each, big-endian, low-S (RFC 7518 §3.4).
// Its text form is unpadded base64url. It identifies nothing: use digests.
type Signature [SignatureSize]byte

// ParseSignature reads the text form: 86 base64url characters with zero trailing bits.
func ParseSignature(text string) (Signature, error) {
	var s Signature
	err := s.UnmarshalText([]byte(text))
	return s, err
}

// String returns the text form.
func (s Signature) String() string { return base64.RawURLEncoding.EncodeToString(s[:]) }

// ASN1 returns the DER form (RFC 3279 §2.2.3), which X.509 and Fabric use.
func (s Signature) ASN1() ([]byte, error) {
	return asn1.Marshal(struct{ R, S *big.Int }{
		new(big.Int).SetBytes(s[:SignatureSize/2]),
		new(big.Int).SetBytes(s[SignatureSize/2:]),
	})
}

// MarshalText implements encoding.TextMarshaler.
func (s Signature) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Signature) UnmarshalText(text []byte) error {
	raw, err := strictBase64.AppendDecode(make([]byte, 0, SignatureSize), text)
	if err != nil || len(text) != 86 || len(raw) != SignatureSize {
		return fmt.Errorf("%w: want 86 characters of base64url", ErrSignature)
	}
	copy(s[:], raw)
	return nil
}

// ValidThumbprint reports whether text has the form of an RFC 7638 SHA-256 thumbprint.
func ValidThumbprint(text string) bool {
	raw, err := strictBase64.DecodeString(text)
	return err == nil && len(text) == 43 && len(raw) == 32
}
