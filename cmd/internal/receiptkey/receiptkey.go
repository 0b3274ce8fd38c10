// Package receiptkey opens the private key with which a verifier service signs
// receipts: one PEM file (PKCS #8, P-256) of mode 0600, a P-256 key in a PKCS #11 token
// (package pkcs11key), named by its URI, or one at a signer on another host (package
// remotekey). Verifierd makes the first two, signs with each, and proves in a request
// to an accreditor that it holds it; of the third signerd does that.
package receiptkey

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/cmd/internal/remotekey"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// Signer signs with ES256. It is safe for concurrent use, and says of itself
// the thumbprint alone.
type Signer struct {
	public ledger.PublicKey
	sign   func(message []byte) (ledger.Signature, error)
	close  func() error
}

var (
	_ receipt.Signer    = (*Signer)(nil)
	_ credential.Signer = (*Signer)(nil)
)

// Generate makes a key and returns its public half. A file must not exist yet, and a
// token must have no key of that label. When it returns nil the key is there for good;
// a receipt by this key is not believed before a trust file names the key or an
// accreditor registers it.
func Generate(name, pinFile string) (ledger.PublicKey, error) {
	switch {
	case pkcs11key.IsURI(name):
		return generateInToken(name, pinFile)
	case remotekey.IsName(name):
		return ledger.PublicKey{}, errAtSigner
	}
	return generateFile(name)
}

func generateFile(path string) (ledger.PublicKey, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	public, err := ledger.NewPublicKey(&private.PublicKey)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der})
	defer clear(der)
	defer clear(text)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return ledger.PublicKey{}, errors.Join(err, os.Remove(path))
	}
	return public, nil
}

// pemType is PKCS #8's (RFC 7468 §10).
const pemType = "PRIVATE KEY"

// Open opens a key; its user closes it. Errors say nothing of a file's content. The PIN
// of a token is in pinFile where the URI names no other. A key at a signer on another
// host is opened by OpenAtSigner.
func Open(name, pinFile string) (*Signer, error) {
	switch {
	case pkcs11key.IsURI(name):
		return openInToken(name, pinFile)
	case remotekey.IsName(name):
		return nil, errAtSigner
	}
	return openFile(name)
}

func openFile(path string) (*Signer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("%s can be read by others: chmod 600", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	defer clear(text)
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemType || len(rest) > 0 {
		return nil, fmt.Errorf("%s is not one PEM block PRIVATE KEY (PKCS #8)", path)
	}
	defer clear(block.Bytes)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, is := parsed.(*ecdsa.PrivateKey)
	if err != nil || !is || private.Curve != elliptic.P256() {
		return nil, fmt.Errorf("%s holds no P-256 key", path)
	}
	public, err := ledger.NewPublicKey(&private.PublicKey)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s", path), err)
	}
	sign := func(message []byte) (ledger.Signature, error) { return signLowS(private, message) }
	return &Signer{public: public, sign: sign, close: func() error { return nil }}, nil
}

// Close ends the use of a token or of the connections to a signer.
func (s *Signer) Close() error { return s.close() }

// PublicKey implements receipt.Signer.
func (s *Signer) PublicKey() ledger.PublicKey { return s.public }

// String keeps the private half out of every format verb.
func (s *Signer) String() string { return "receipt key " + s.public.Thumbprint() }

// GoString is String.
func (s *Signer) GoString() string { return s.String() }

// LogValue implements slog.LogValuer.
func (s *Signer) LogValue() slog.Value { return slog.StringValue(s.public.Thumbprint()) }

// Sign implements receipt.Signer; the signature is low-S.
func (s *Signer) Sign(message []byte) (ledger.Signature, error) { return s.sign(message) }

func signLowS(private *ecdsa.PrivateKey, message []byte) (ledger.Signature, error) {
	var signature ledger.Signature
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, private, sum[:])
	if err != nil {
		return signature, err
	}
	n := elliptic.P256().Params().N
	if v.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		v.Sub(n, v)
	}
	r.FillBytes(signature[:ledger.SignatureSize/2])
	v.FillBytes(signature[ledger.SignatureSize/2:])
	return signature, nil
}
