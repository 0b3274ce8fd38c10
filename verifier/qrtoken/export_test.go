package qrtoken

import (
	"bytes"
	"encoding/base64"
	"regexp"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"sogoc/verifier/ledger"
)

// Encode builds the token from its parts with the library, for tests of "accepted ⇒
// re-encodes".
func (t *Token) Encode() ([]byte, error) {
	body, err := encoder.Marshal(payload{JWTHash: t.JWTHash[:], Claims: t.encodedClaims})
	if err != nil {
		return nil, err
	}
	message := cose.Sign1Message{
		Headers:   cose.Headers{Protected: cose.ProtectedHeader{cose.HeaderLabelAlgorithm: t.algorithm}},
		Payload:   body,
		Signature: t.signature[:],
	}
	return message.MarshalCBOR()
}

// SigningInput returns what the signature is over.
func (t *Token) SigningInput() []byte { return t.signed }

// libraryDecoder reads CBOR; that an encoding is the deterministic one shows when
// it is encoded again.
var libraryDecoder = func() cbor.DecMode {
	mode, err := cbor.DecOptions{
		DupMapKey:         cbor.DupMapKeyEnforcedAPF,
		IndefLength:       cbor.IndefLengthForbidden,
		TagsMd:            cbor.TagsForbidden,
		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
		MaxNestedLevels:   4,
		MaxMapPairs:       32,
		MaxArrayElements:  16,
	}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// LibraryToken is a token as the libraries read it.
type LibraryToken struct {
	JWTHash ledger.Digest
	Claims  Claims

	message *cose.Sign1Message
}

// LibraryParse is Parse by the libraries: slow, and plainly as the format says.
func LibraryParse(token []byte) (*LibraryToken, error) {
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
	if err := libraryDecoder.Unmarshal(message.Payload, &p); err != nil || len(p.JWTHash) != ledger.DigestSize {
		return nil, malformed("payload")
	}
	claims, err := LibraryParseClaims(p.Claims)
	if err != nil {
		return nil, err
	}
	again, err := (&Token{
		JWTHash:       ledger.Digest(p.JWTHash),
		encodedClaims: p.Claims,
		algorithm:     algorithm,
		signature:     ledger.Signature(message.Signature),
	}).Encode()
	if err != nil || !bytes.Equal(again, token) {
		return nil, malformed("not in its deterministic encoding")
	}
	return &LibraryToken{JWTHash: ledger.Digest(p.JWTHash), Claims: claims, message: message}, nil
}

// LibraryParseClaims is ParseClaims by the library.
func LibraryParseClaims(encoded []byte) (Claims, error) {
	if len(encoded) > MaxClaims {
		return Claims{}, malformed("claims are too long")
	}
	var m claimsMap
	if err := libraryDecoder.Unmarshal(encoded, &m); err != nil {
		return Claims{}, malformed("claims are not the CBOR map that is expected")
	}
	if len(m.Salt) != SaltSize {
		return Claims{}, malformed("salt")
	}
	c := Claims{
		Salt:           [SaltSize]byte(m.Salt),
		Issuer:         m.Issuer,
		Thumbprint:     base64.RawURLEncoding.EncodeToString(m.Thumbprint),
		Kind:           ledger.Kind(m.Kind),
		ValidUntil:     ledger.Date(m.ValidUntil),
		List:           m.List,
		Index:          m.Index,
		FullName:       m.FullName,
		BirthDate:      m.BirthDate,
		Award:          m.Award,
		Major:          m.Major,
		SerialNumber:   m.SerialNumber,
		RegisterNumber: m.RegisterNumber,
		IssueDate:      ledger.Date(m.IssueDate),
		Rank:           m.Rank,
	}
	again, err := c.Encode()
	if err != nil || !birthDate.MatchString(c.BirthDate) {
		return Claims{}, malformed("claims that would not be encoded")
	}
	if !bytes.Equal(again, encoded) {
		return Claims{}, malformed("claims are not in their deterministic encoding")
	}
	return c, nil
}

var birthDate = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}){0,2}$`)

// VerifySignature returns nil if key signed the token.
func (t *LibraryToken) VerifySignature(key ledger.PublicKey) error {
	return t.message.Verify(nil, coseVerifier{key})
}

type coseVerifier struct{ key ledger.PublicKey }

func (v coseVerifier) Algorithm() cose.Algorithm { return coseAlgorithm(v.key) }

func (v coseVerifier) Verify(content, signature []byte) error {
	if len(signature) != ledger.SignatureSize {
		return ledger.ErrSignature
	}
	return v.key.Verify(content, ledger.Signature(signature))
}
