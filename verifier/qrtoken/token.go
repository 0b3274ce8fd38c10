package qrtoken

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"sogoc/verifier/ledger"
)

// algorithmES256K is the COSE number of ES256K (RFC 8812 §3.2).
const algorithmES256K cose.Algorithm = -47

// MaxToken is the largest token in bytes: the claims, the JWT's hash, the
// signature, and the CBOR around them.
const MaxToken = MaxClaims + ledger.DigestSize + ledger.SignatureSize + 24

// Token is a QR token taken apart.
type Token struct {
	JWTHash ledger.Digest // SHA-256 of the issuer-signed JWT of the same credential
	Claims  Claims

	encodedClaims []byte
	algorithm     cose.Algorithm
	message       *cose.Sign1Message
}

// payload is the map that is signed: 1 the JWT's hash, 2 the claims.
type payload struct {
	JWTHash []byte          `cbor:"1,keyasint"`
	Claims  cbor.RawMessage `cbor:"2,keyasint"`
}

// Signer signs for an issuer; package credential describes it.
type Signer interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// Sign returns the token for a JWT's hash and encoded claims.
func Sign(jwtHash ledger.Digest, encodedClaims []byte, signer Signer) ([]byte, error) {
	body, err := encoder.Marshal(payload{JWTHash: jwtHash[:], Claims: encodedClaims})
	if err != nil {
		return nil, err
	}
	algorithm := coseAlgorithm(signer.PublicKey())
	headers := cose.Headers{Protected: cose.ProtectedHeader{cose.HeaderLabelAlgorithm: algorithm}}
	return cose.Sign1(nil, coseSigner{signer, algorithm}, headers, body, nil)
}

// Parse reads a token. It does not verify the signature; it accepts only
// what Sign could have returned.
func Parse(token []byte) (*Token, error) {
	if len(token) > MaxToken {
		return nil, malformed("too long")
	}
	message := cose.NewSign1Message()
	if err := message.UnmarshalCBOR(token); err != nil {
		return nil, malformed("not a COSE_Sign1")
	}
	algorithm, err := message.Headers.Protected.Algorithm()
	if err != nil || (algorithm != algorithmES256K && algorithm != cose.AlgorithmES256) {
		return nil, malformed("algorithm")
	}
	if len(message.Headers.Protected) != 1 || len(message.Headers.Unprotected) != 0 ||
		len(message.Signature) != ledger.SignatureSize {
		return nil, malformed("headers or signature")
	}
	var p payload
	if err := decoder.Unmarshal(message.Payload, &p); err != nil || len(p.JWTHash) != ledger.DigestSize {
		return nil, malformed("payload")
	}
	claims, err := ParseClaims(p.Claims)
	if err != nil {
		return nil, err
	}
	t := &Token{
		JWTHash:       ledger.Digest(p.JWTHash),
		Claims:        claims,
		encodedClaims: p.Claims,
		algorithm:     algorithm,
		message:       message,
	}
	if again, err := t.encode(); err != nil || !bytes.Equal(again, token) {
		return nil, malformed("not in its deterministic encoding")
	}
	return t, nil
}

// encode builds the token from its parts alone, as Sign does.
func (t *Token) encode() ([]byte, error) {
	body, err := encoder.Marshal(payload{JWTHash: t.JWTHash[:], Claims: t.encodedClaims})
	if err != nil {
		return nil, err
	}
	message := cose.Sign1Message{
		Headers:   cose.Headers{Protected: cose.ProtectedHeader{cose.HeaderLabelAlgorithm: t.algorithm}},
		Payload:   body,
		Signature: t.message.Signature,
	}
	return message.MarshalCBOR()
}

// EncodedClaims returns the claims' bytes, whose hash the JWT holds.
func (t *Token) EncodedClaims() []byte { return t.encodedClaims }

// VerifySignature returns nil if the token is signed by key, and
// ledger.ErrSignature otherwise: also where the token names another algorithm
// than the key's, or another key. Whose key it is, the ledger says.
func (t *Token) VerifySignature(key ledger.PublicKey) error {
	if t.algorithm != coseAlgorithm(key) || t.Claims.Thumbprint != key.Thumbprint() {
		return fmt.Errorf("%w: another key or algorithm", ledger.ErrSignature)
	}
	return t.message.Verify(nil, coseVerifier{key})
}

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (t *Token) LogValue() slog.Value { return t.Claims.LogValue() }

func coseAlgorithm(key ledger.PublicKey) cose.Algorithm {
	if key.Algorithm() == ledger.ES256 {
		return cose.AlgorithmES256
	}
	return algorithmES256K
}

type coseSigner struct {
	signer    Signer
	algorithm cose.Algorithm
}

func (s coseSigner) Algorithm() cose.Algorithm { return s.algorithm }

func (s coseSigner) Sign(_ io.Reader, content []byte) ([]byte, error) {
	signature, err := s.signer.Sign(content)
	return signature[:], err
}

type coseVerifier struct{ key ledger.PublicKey }

func (v coseVerifier) Algorithm() cose.Algorithm { return coseAlgorithm(v.key) }

func (v coseVerifier) Verify(content, signature []byte) error {
	if len(signature) != ledger.SignatureSize {
		return ledger.ErrSignature
	}
	return v.key.Verify(content, ledger.Signature(signature))
}
