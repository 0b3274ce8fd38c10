package network

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"

	"sogoc/verifier/ledger"
)

// maxRequest bounds in bytes a certificate request, which has about 400.
const maxRequest = 16 << 10

// typeRequest is the type of a certificate request's PEM block (RFC 7468 §7).
const typeRequest = "CERTIFICATE REQUEST"

// ErrRequest is returned for a certificate request that cannot be granted.
var ErrRequest = errors.New("certificate request")

// IdentityRequest is a certificate request (PKCS #10, RFC 2986) for the P-256 key of a
// ledger identity. Whoever made it has the private key: it is signed with it.
type IdentityRequest struct {
	// Says is the name that the request gives itself. It is believed for nothing: the
	// organisation decides whose the certificate is.
	Says string
	Key  ledger.PublicKey

	public *ecdsa.PublicKey
}

// ReadIdentityRequest reads a request. Its errors name the file.
func ReadIdentityRequest(path string) (IdentityRequest, error) {
	file, err := os.Open(path)
	if err != nil {
		return IdentityRequest{}, err
	}
	defer func() { _ = file.Close() }()
	text, err := io.ReadAll(io.LimitReader(file, maxRequest+1))
	if err != nil {
		return IdentityRequest{}, err
	}
	request, err := ParseIdentityRequest(text)
	if err != nil {
		return request, fmt.Errorf("%s: %w", path, err)
	}
	return request, nil
}

// ParseIdentityRequest reads a request: one PEM block and nothing else, of a P-256 key,
// with a signature by that key (ECDSA with SHA-256) and without wishes. It returns
// ErrRequest, and what would mend it, for anything else.
func ParseIdentityRequest(text []byte) (IdentityRequest, error) {
	der, err := onlyBlock(text)
	if err != nil {
		return IdentityRequest{}, err
	}
	parsed, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return IdentityRequest{}, fmt.Errorf("%w: no PKCS #10 request: %w", ErrRequest, err)
	}
	public, isECDSA := parsed.PublicKey.(*ecdsa.PublicKey)
	switch {
	case !isECDSA:
		return IdentityRequest{}, fmt.Errorf("%w: it is for a key of the kind %s; a ledger identity's is ECDSA on P-256 "+
			"(signerd keygen -algorithm ES256)", ErrRequest, parsed.PublicKeyAlgorithm)
	case public.Curve != elliptic.P256():
		return IdentityRequest{}, fmt.Errorf("%w: its key is on the curve %s; a ledger identity's is on P-256 "+
			"(signerd keygen -algorithm ES256)", ErrRequest, public.Curve.Params().Name)
	case parsed.SignatureAlgorithm != x509.ECDSAWithSHA256:
		return IdentityRequest{}, fmt.Errorf("%w: it is signed by %s; want ECDSA with SHA-256", ErrRequest,
			parsed.SignatureAlgorithm)
	case parsed.Version != 0:
		return IdentityRequest{}, fmt.Errorf("%w: it is of another version than 1", ErrRequest)
	case len(parsed.Extensions) > 0:
		return IdentityRequest{}, fmt.Errorf("%w: it asks for extensions (%s and others); the organisation decides what the "+
			"certificate says: make a request without them (signerd identity request)", ErrRequest, parsed.Extensions[0].Id)
	}
	if err := parsed.CheckSignature(); err != nil {
		return IdentityRequest{}, fmt.Errorf("%w: its signature is not by its key: it was changed, or was made without "+
			"the private key", ErrRequest)
	}
	key, err := ledger.NewPublicKey(public)
	if err != nil {
		return IdentityRequest{}, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return IdentityRequest{Says: parsed.Subject.String(), Key: key, public: public}, nil
}

// onlyBlock returns what the only PEM block of a text holds.
func onlyBlock(text []byte) ([]byte, error) {
	if len(text) > maxRequest {
		return nil, fmt.Errorf("%w: longer than %d bytes; one of a P-256 key has about 400", ErrRequest, maxRequest)
	}
	text = bytes.TrimSpace(text)
	if !bytes.HasPrefix(text, []byte("-----BEGIN ")) {
		return nil, fmt.Errorf("%w: no PEM file that begins with -----BEGIN %s-----", ErrRequest, typeRequest)
	}
	block, rest := pem.Decode(text)
	switch {
	case block == nil:
		return nil, fmt.Errorf("%w: its PEM block cannot be read; copy the file again", ErrRequest)
	case block.Type != typeRequest:
		return nil, fmt.Errorf("%w: its PEM block is a %s; want -----BEGIN %s-----", ErrRequest, block.Type, typeRequest)
	case len(block.Headers) > 0, len(bytes.TrimSpace(rest)) > 0:
		return nil, fmt.Errorf("%w: something stands beside the request; want one PEM block and nothing else", ErrRequest)
	}
	return block.Bytes, nil
}
