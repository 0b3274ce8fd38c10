package pkcs11key

import (
	"crypto"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"sync"

	"sogoc/verifier/ledger"
)

// Keyring opens keys by their URIs, for programs that take a key as a crypto.Signer,
// and keeps their tokens open until it is closed. The zero value is ready; PINFile is
// for URIs that name none.
type Keyring struct {
	PINFile string

	mu     sync.Mutex
	tokens []Token
}

// Open opens the one key that a URI names. Errors are those of OpenKey.
func (k *Keyring) Open(uri string) (crypto.Signer, error) {
	opened, token, err := OpenKey(uri, k.PINFile)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	k.tokens = append(k.tokens, token)
	k.mu.Unlock()
	public, err := opened.PublicKey().ECDSA()
	if err != nil {
		return nil, err
	}
	return cryptoSigner{opened, public}, nil
}

// Close closes the tokens.
func (k *Keyring) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all error
	for _, token := range k.tokens {
		all = errors.Join(all, token.Close())
	}
	k.tokens = nil
	return all
}

// cryptoSigner is a key as the standard library has it.
type cryptoSigner struct {
	key    Key
	public *ecdsa.PublicKey
}

// Public implements crypto.Signer.
func (s cryptoSigner) Public() crypto.PublicKey { return s.public }

// Sign implements crypto.Signer, for a SHA-256 alone: the signature is ASN.1 (RFC 3279
// §2.2.3) and low-S.
func (s cryptoSigner) Sign(_ io.Reader, digest []byte, _ crypto.SignerOpts) ([]byte, error) {
	if len(digest) != ledger.DigestSize {
		return nil, fmt.Errorf("%w: it signs a SHA-256, not %d bytes", ErrToken, len(digest))
	}
	signature, err := s.key.SignSum(ledger.Digest(digest))
	if err != nil {
		return nil, err
	}
	return signature.ASN1()
}
