//go:build pkcs11

package pkcs11key

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"

	"sogoc/verifier/ledger"
)

// curve is what is needed of a curve.
type curve struct {
	algorithm  ledger.Algorithm
	name       string                // RFC 7518 §6.2.1.1, RFC 8812 §3.1
	identifier asn1.ObjectIdentifier // SEC 2 §A.2
	order      *big.Int              // SEC 2 §2.4
}

var curves = []curve{
	{
		algorithm:  ledger.ES256K,
		name:       "secp256k1",
		identifier: asn1.ObjectIdentifier{1, 3, 132, 0, 10},
		order:      number("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"),
	},
	{
		algorithm:  ledger.ES256,
		name:       "P-256",
		identifier: asn1.ObjectIdentifier{1, 2, 840, 10045, 3, 1, 7},
		order:      number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
	},
}

func number(hex string) *big.Int {
	n, is := new(big.Int).SetString(hex, 16)
	if !is {
		panic("pkcs11key: not a number: " + hex)
	}
	return n
}

func curveOf(algorithm ledger.Algorithm) (curve, error) {
	for _, c := range curves {
		if c.algorithm == algorithm {
			return c, nil
		}
	}
	return curve{}, fmt.Errorf("%w: no such algorithm: %q", ErrToken, algorithm)
}

// parameters returns the curve's name as a token knows it (CKA_EC_PARAMS).
func (c curve) parameters() ([]byte, error) { return asn1.Marshal(c.identifier) }

// publicKey reads CKA_EC_PARAMS and CKA_EC_POINT. It reports false for a key on
// another curve.
func publicKey(parameters, point []byte) (ledger.PublicKey, bool) {
	var wrapped []byte // DER OCTET STRING, as the standard says; some modules leave it out
	if rest, err := asn1.Unmarshal(point, &wrapped); err == nil && len(rest) == 0 {
		point = wrapped
	}
	if len(point) != 65 || point[0] != 4 {
		return ledger.PublicKey{}, false
	}
	for _, c := range curves {
		if known, err := c.parameters(); err != nil || !bytes.Equal(known, parameters) {
			continue
		}
		key := ledger.PublicKey{
			Crv: c.name,
			Kty: "EC",
			X:   base64.RawURLEncoding.EncodeToString(point[1:33]),
			Y:   base64.RawURLEncoding.EncodeToString(point[33:]),
		}
		return key, key.Validate() == nil
	}
	return ledger.PublicKey{}, false
}

// lowS returns R || S as a token gives it (PKCS #11 v2.40 §2.3.1) with the smaller of
// the two values that S may have, of which tokens give either.
func lowS(algorithm ledger.Algorithm, raw []byte) (ledger.Signature, error) {
	var signature ledger.Signature
	c, err := curveOf(algorithm)
	if err != nil {
		return signature, err
	}
	if len(raw) != len(signature) {
		return signature, fmt.Errorf("%w: a signature of %d bytes", ErrToken, len(raw))
	}
	s := new(big.Int).SetBytes(raw[32:])
	if s.Cmp(new(big.Int).Rsh(c.order, 1)) > 0 {
		s.Sub(c.order, s)
	}
	if s.Sign() <= 0 {
		return signature, fmt.Errorf("%w: a signature out of range", ErrToken)
	}
	copy(signature[:32], raw)
	s.FillBytes(signature[32:])
	return signature, nil
}
