package remotesigner

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
)

// IdentityKey is a SigningKey as the standard library has it, for the identity of a
// client of the ledger. The signer gets whole messages and signs no digest.
type IdentityKey struct {
	key    *SigningKey
	public *ecdsa.PublicKey
}

var _ crypto.MessageSigner = IdentityKey{}

// IdentityKey asks the signer for the key of the owner's that a certificate has. It
// returns ErrNoKey where the signer has none such; then nothing was signed yet.
func (c *Client) IdentityKey(owner string, certificate *x509.Certificate) (IdentityKey, error) {
	keys, err := c.Signers(owner)
	if err != nil {
		return IdentityKey{}, err
	}
	for _, k := range keys {
		public, err := k.PublicKey().ECDSA()
		if err != nil {
			return IdentityKey{}, err
		}
		if public.Equal(certificate.PublicKey) {
			return IdentityKey{c.Key(owner, k.PublicKey()), public}, nil
		}
	}
	return IdentityKey{}, fmt.Errorf("%w: the signer has no key of %s that is the certificate's", ErrNoKey, owner)
}

// Public implements crypto.Signer.
func (k IdentityKey) Public() crypto.PublicKey { return k.public }

// Sign implements crypto.Signer by an error: the signer reads what it signs.
func (k IdentityKey) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) {
	return nil, errors.New("a key at a signer signs whole messages, no digest")
}

// SignMessage implements crypto.MessageSigner, with SHA-256 alone: the signature is ASN.1
// (RFC 3279 §2.2.3) and low-S. Errors are those of SigningKey.Sign.
func (k IdentityKey) SignMessage(_ io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != crypto.SHA256 {
		return nil, errors.New("a key at a signer signs with SHA-256 alone")
	}
	signature, err := k.key.Sign(message)
	if err != nil {
		return nil, err
	}
	return signature.ASN1()
}
