package ledger

import (
	"bytes"
	"errors"
	"fmt"

	"sogoc/verifier/canonicaljson"
)

// Type members of the requests.
const (
	TypeKeyRequest     = "sogoc/key-request/v1"
	TypeCustodyRequest = "sogoc/custody-request/v1"
)

// ErrRequest is returned for a request whose parts do not belong together, or
// whose signature does not verify.
var ErrRequest = errors.New("request")

// Sign signs a message with a private key that somebody else keeps.
type Sign func(message []byte) (Signature, error)

// KeyRequest asks an accreditor to register a key. It is made where the private
// key is, and travels as a file: the public key, with the proof that its sender
// holds the private one. Nothing in it is secret.
type KeyRequest struct {
	Type       string        `json:"type"` // TypeKeyRequest
	Key        PublicKey     `json:"key"`
	Possession KeyPossession `json:"possession"`
	Signature  Signature     `json:"signature"` // by Key, over the canonical Possession
}

// NewKeyRequest makes a request to register the key for an issuer or, with
// PurposeVerifier, for a verifier service of that name. It returns ErrStatement
// for a purpose or name that cannot be, and the error of sign.
func NewKeyRequest(purpose string, ledger Digest, name string, key PublicKey, sign Sign) (KeyRequest, error) {
	r := KeyRequest{Type: TypeKeyRequest, Key: key, Possession: KeyPossession{
		Type:    TypeKeyPossession,
		Purpose: purpose,
		Ledger:  ledger,
		Issuer:  name,
		Key:     key.Thumbprint(),
	}}
	if err := r.Possession.Validate(); err != nil {
		return r, err
	}
	signature, err := sign(Canonical(r.Possession))
	if err != nil {
		return r, fmt.Errorf("proof of possession: %w", err)
	}
	r.Signature = signature
	return r, r.Verify()
}

// Verify returns ErrRequest unless the key signed a proof of its own possession.
func (r KeyRequest) Verify() error {
	if r.Type != TypeKeyRequest {
		return fmt.Errorf("%w: type is not %s", ErrRequest, TypeKeyRequest)
	}
	if err := r.Possession.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if r.Possession.Key != r.Key.Thumbprint() {
		return fmt.Errorf("%w: the proof of possession is of another key", ErrRequest)
	}
	if err := r.Key.Verify(Canonical(r.Possession), r.Signature); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return nil
}

// Canonical returns the request's one text form, without a final newline.
func (r KeyRequest) Canonical() []byte { return mustCanonical(r) }

// ParseKeyRequest reads what Canonical wrote, with or without white space around
// it, and verifies it. It returns ErrNotCanonical or ErrRequest.
func ParseKeyRequest(text []byte) (KeyRequest, error) {
	var r KeyRequest
	if err := canonicaljson.Unmarshal(bytes.TrimSpace(text), &r, maxStatement); err != nil {
		return r, err
	}
	return r, r.Verify()
}

// CustodyRequest asks an accreditor to close an issuer and to hand its register
// to a successor. It is made where the successor's private key is, and travels
// as a file. Nothing in it is secret.
type CustodyRequest struct {
	Type       string            `json:"type"` // TypeCustodyRequest
	Key        PublicKey         `json:"key"`  // the successor's
	Acceptance CustodyAcceptance `json:"acceptance"`
	Signature  Signature         `json:"signature"` // by Key, over the canonical Acceptance
}

// NewCustodyRequest makes a request in the successor's name. It returns
// ErrStatement for issuer codes that cannot be, and the error of sign.
func NewCustodyRequest(ledger Digest, predecessor, successor string, key PublicKey, sign Sign) (CustodyRequest, error) {
	r := CustodyRequest{Type: TypeCustodyRequest, Key: key, Acceptance: CustodyAcceptance{
		Type:        TypeCustodyAcceptance,
		Ledger:      ledger,
		Predecessor: predecessor,
		Successor:   successor,
		Key:         key.Thumbprint(),
	}}
	if err := r.Acceptance.Validate(); err != nil {
		return r, err
	}
	signature, err := sign(Canonical(r.Acceptance))
	if err != nil {
		return r, fmt.Errorf("acceptance of custody: %w", err)
	}
	r.Signature = signature
	return r, r.Verify()
}

// Verify returns ErrRequest unless the key that the acceptance names signed it.
func (r CustodyRequest) Verify() error {
	if r.Type != TypeCustodyRequest {
		return fmt.Errorf("%w: type is not %s", ErrRequest, TypeCustodyRequest)
	}
	if err := r.Acceptance.Validate(); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if r.Acceptance.Key != r.Key.Thumbprint() {
		return fmt.Errorf("%w: the acceptance names another key", ErrRequest)
	}
	if err := r.Key.Verify(Canonical(r.Acceptance), r.Signature); err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return nil
}

// Canonical returns the request's one text form, without a final newline.
func (r CustodyRequest) Canonical() []byte { return mustCanonical(r) }

// ParseCustodyRequest reads what Canonical wrote, with or without white space
// around it, and verifies it. It returns ErrNotCanonical or ErrRequest.
func ParseCustodyRequest(text []byte) (CustodyRequest, error) {
	var r CustodyRequest
	if err := canonicaljson.Unmarshal(bytes.TrimSpace(text), &r, maxStatement); err != nil {
		return r, err
	}
	return r, r.Verify()
}
