package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"

	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// signer signs receipts with ES256.
type signer struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

var _ receipt.Signer = (*signer)(nil)

// openSigner reads the key that signs receipts. Its errors say nothing of the
// file's content.
func openSigner(path string) (*signer, error) {
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
	if block == nil || block.Type != "PRIVATE KEY" || len(rest) > 0 {
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
	return &signer{private: private, public: public}, nil
}

// PublicKey implements receipt.Signer.
func (s *signer) PublicKey() ledger.PublicKey { return s.public }

// Sign implements receipt.Signer; the signature is low-S.
func (s *signer) Sign(message []byte) (ledger.Signature, error) {
	var signature ledger.Signature
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, s.private, sum[:])
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
