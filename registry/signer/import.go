package signer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"sogoc/verifier/ledger"
)

// ErrImport is returned for a file that holds no key that can be imported.
var ErrImport = errors.New("not one P-256 private key in PKCS #8 (PEM)")

// Import puts a private key that another program made into the keystore, for an owner:
// the key of a ledger identity, P-256, in a PKCS #8 PEM file of mode
// 0600. The keystore's password opens it. It returns the public half. The file stays as
// it is: its owner destroys it.
func Import(dir, owner, file, password string) (ledger.PublicKey, error) {
	if err := ledger.ValidateIssuerCode(owner); err != nil {
		return ledger.PublicKey{}, err
	}
	if password == "" {
		return ledger.PublicKey{}, errors.New("import key: the password is empty")
	}
	text, err := readPrivate(file)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	defer clear(text)
	secret, err := parseP256(text)
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("%s: %w", file, err)
	}
	defer wipe(secret)
	return store(dir, owner, secret, password, sharedEnding, standardCost)
}

// parseP256 reads the key. It never wraps the library's error, which may hold parts of
// the file.
func parseP256(text []byte) (*ecdsa.PrivateKey, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != "PRIVATE KEY" {
		return nil, ErrImport
	}
	defer clear(block.Bytes)
	if further, _ := pem.Decode(rest); further != nil {
		return nil, ErrImport
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, ErrImport
	}
	secret, is := parsed.(*ecdsa.PrivateKey)
	if !is || secret.Curve != elliptic.P256() {
		return nil, ErrImport
	}
	return secret, nil
}
