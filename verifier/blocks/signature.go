package blocks

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
)

// verifySignature reports whether signature is one by the certificate's key
// over message, as Fabric's crypto provider judges it: ECDSA over SHA-256, or
// over SHA3-256 where the organisation says so, DER, low-S only, bytes after
// the DER are ignored; or Ed25519.
func verifySignature(certificate *x509.Certificate, overSHA3 bool, message, signature []byte) bool {
	switch key := certificate.PublicKey.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(key, message, signature)
	case *ecdsa.PublicKey:
		var rs struct{ R, S *big.Int }
		if _, err := asn1.Unmarshal(signature, &rs); err != nil {
			return false
		}
		if rs.R == nil || rs.S == nil || rs.R.Sign() != 1 || rs.S.Sign() != 1 || !knownCurve(key.Curve) {
			return false
		}
		if half := new(big.Int).Rsh(key.Curve.Params().N, 1); rs.S.Cmp(half) > 0 {
			return false
		}
		sum := sha256.Sum256(message)
		if overSHA3 {
			sum = sha3.Sum256(message)
		}
		return ecdsa.Verify(key, sum[:], rs.R, rs.S)
	}
	return false
}

func knownCurve(c elliptic.Curve) bool {
	return c == elliptic.P224() || c == elliptic.P256() || c == elliptic.P384() || c == elliptic.P521()
}
