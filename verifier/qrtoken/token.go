package qrtoken

import (
	"bytes"
	"fmt"
	"io"
	"log/slog"
	"slices"

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
	signed        []byte // Sig_structure: what is signed (RFC 9052 §4.4)
	signature     ledger.Signature
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
	// COSE_Sign1_Tagged = #6.18([protected: bstr, unprotected: {}, payload: bstr, signature: bstr])
	r := cborReader{rest: token}
	isSign1 := r.head(majorTag) == tagSign1 && r.head(majorArray) == 4
	protected := r.item(majorBytes)
	isUnprotectedEmpty := r.head(majorMap) == 0
	body := r.item(majorBytes)
	signature := r.content(majorBytes)
	if !r.ended() || !isSign1 || !isUnprotectedEmpty || len(signature) != ledger.SignatureSize {
		return nil, malformed("not a COSE_Sign1 in its deterministic encoding")
	}
	algorithm, known := algorithms[string(protected)]
	if !known {
		return nil, malformed("algorithm, or another header")
	}
	t := &Token{
		algorithm: algorithm,
		signed:    slices.Concat(signatureContext, protected, noExternalData, body),
		signature: ledger.Signature(signature),
	}
	if err := t.readPayload(body); err != nil {
		return nil, err
	}
	return t, nil
}

// algorithms are known by the encoding of protected headers that hold one of them
// and nothing else: {1: -47} and {1: -7}.
var algorithms = map[string]cose.Algorithm{
	"\x44\xa1\x01\x38\x2e": algorithmES256K,
	"\x43\xa1\x01\x26":     cose.AlgorithmES256,
}

// Sig_structure = ["Signature1", protected, external_aad: h”, payload].
var (
	signatureContext = []byte("\x84\x6aSignature1")
	noExternalData   = []byte{0x40}
)

// readPayload reads the two members of the payload.
func (t *Token) readPayload(body []byte) error {
	outer := cborReader{rest: body}
	r := cborReader{rest: outer.content(majorBytes)}
	hasTwo := r.head(majorMap) == 2
	isHash := r.head(majorUnsigned) == 1
	hash := r.content(majorBytes)
	isClaims := r.head(majorUnsigned) == 2
	if r.failed || !hasTwo || !isHash || !isClaims || len(hash) != ledger.DigestSize {
		return malformed("payload")
	}
	t.JWTHash, t.encodedClaims = ledger.Digest(hash), r.rest
	var err error
	t.Claims, err = ParseClaims(t.encodedClaims)
	return err
}

// ParseSigningInput reads what a token's signature is over, the Sig_structure of
// RFC 9052 §4.4, as a signer is asked to sign it: as strictly as Parse reads a
// token. The signature of what it returns is empty.
func ParseSigningInput(input []byte) (*Token, error) {
	rest, found := bytes.CutPrefix(input, signatureContext)
	r := cborReader{rest: rest, failed: !found}
	protected := r.item(majorBytes)
	noExternal := bytes.Equal(r.item(majorBytes), noExternalData)
	body := r.item(majorBytes)
	if !r.ended() || !noExternal {
		return nil, malformed("not the Sig_structure of a COSE_Sign1")
	}
	return Parse(slices.Concat(beginToken, protected, noUnprotected, body, noSignature))
}

// The parts of a token around what is signed: the tag and the array's head, the
// empty map of unprotected headers, a signature of zeros.
var (
	beginToken    = []byte{majorTag<<5 | tagSign1, majorArray<<5 | 4}
	noUnprotected = []byte{majorMap << 5}
	noSignature   = append([]byte{majorBytes<<5 | 24, ledger.SignatureSize}, make([]byte, ledger.SignatureSize)...)
)

// EncodedClaims returns the claims' bytes, whose hash the JWT holds.
func (t *Token) EncodedClaims() []byte { return t.encodedClaims }

// Algorithm returns what the header names. Which one counts, the key says.
func (t *Token) Algorithm() ledger.Algorithm {
	if t.algorithm == cose.AlgorithmES256 {
		return ledger.ES256
	}
	return ledger.ES256K
}

// VerifySignature returns nil if the token is signed by key, and
// ledger.ErrSignature otherwise: also where the token names another algorithm
// than the key's, or another key. Whose key it is, the ledger says.
func (t *Token) VerifySignature(key ledger.PublicKey) error {
	if t.algorithm != coseAlgorithm(key) || t.Claims.Thumbprint != key.Thumbprint() {
		return fmt.Errorf("%w: another key or algorithm", ledger.ErrSignature)
	}
	return key.Verify(t.signed, t.signature)
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
