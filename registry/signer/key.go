package signer

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"sync"

	"github.com/ethereum/go-ethereum/crypto"

	"sogoc/verifier/ledger"
)

// key is an unlocked secp256k1 key. It says of itself the thumbprint alone.
type key struct {
	public ledger.PublicKey

	mu      sync.RWMutex // Sign reads, Wipe writes
	private *ecdsa.PrivateKey
}

func newKey(private *ecdsa.PrivateKey) (*key, error) {
	public, err := ledger.NewPublicKey(&private.PublicKey)
	if err != nil {
		return nil, err
	}
	return &key{public: public, private: private}, nil
}

// PublicKey implements credential.Signer.
func (k *key) PublicKey() ledger.PublicKey { return k.public }

// Sign implements credential.Signer. It returns ErrClosed once the keystore is
// closed, or the key was wiped.
func (k *key) Sign(message []byte) (ledger.Signature, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.private == nil {
		return ledger.Signature{}, ErrClosed
	}
	sum := sha256.Sum256(message)
	signed, err := crypto.Sign(
		sum[:],
		k.private,
	) // deterministic (RFC 6979) and low-S; the last byte helps recovery only
	if err != nil {
		return ledger.Signature{}, fmt.Errorf("sign with key %s: %w", k.public.Thumbprint(), err)
	}
	return ledger.Signature(signed[:ledger.SignatureSize]), nil
}

// String keeps the private half out of every format verb.
func (k *key) String() string { return "signing key " + k.public.Thumbprint() }

// GoString is String.
func (k *key) GoString() string { return k.String() }

// LogValue implements slog.LogValuer.
func (k *key) LogValue() slog.Value { return slog.StringValue(k.public.Thumbprint()) }

// Wipe implements OpenKey.
func (k *key) Wipe() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.private != nil {
		wipe(k.private)
		k.private = nil
	}
}

// wipe zeroes the words of the private number. Copies that the runtime or a
// library made on its way here are out of reach.
func wipe(private *ecdsa.PrivateKey) {
	//lint:ignore SA1019 the one way to the words themselves
	clear(private.D.Bits())
}
