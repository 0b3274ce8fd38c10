package signer

import (
	gocrypto "crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"fmt"
	"log/slog"
	"math/big"
	"sync"

	"github.com/ethereum/go-ethereum/crypto"

	"sogoc/verifier/ledger"
)

// key is an unlocked key. It says of itself the thumbprint alone.
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
	return k.SignDigest(ledger.SumDigest(message))
}

// SignDigest implements credential.DigestSigner. Its errors are Sign's.
func (k *key) SignDigest(sum ledger.Digest) (ledger.Signature, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	if k.private == nil {
		return ledger.Signature{}, ErrClosed
	}
	var signature ledger.Signature
	var err error
	if k.public.Algorithm() == ledger.ES256 {
		signature, err = signP256(k.private, sum[:])
	} else {
		var recoverable []byte // deterministic (RFC 6979) and low-S; the last byte helps recovery only
		recoverable, err = crypto.Sign(sum[:], k.private)
		copy(signature[:], recoverable)
	}
	if err != nil {
		return ledger.Signature{}, fmt.Errorf("sign with key %s: %w", k.public.Thumbprint(), err)
	}
	return signature, nil
}

// halfP256 is half of the order of P-256: a larger S has a smaller twin.
var halfP256 = new(big.Int).Rsh(elliptic.P256().Params().N, 1)

// signP256 returns the deterministic (RFC 6979), low-S signature of a hash.
func signP256(private *ecdsa.PrivateKey, sum []byte) (ledger.Signature, error) {
	encoded, err := private.Sign(nil, sum, gocrypto.SHA256)
	if err != nil {
		return ledger.Signature{}, err
	}
	var pair struct{ R, S *big.Int } // RFC 3279 §2.2.3
	if _, err := asn1.Unmarshal(encoded, &pair); err != nil {
		return ledger.Signature{}, err
	}
	if pair.S.Cmp(halfP256) > 0 {
		pair.S.Sub(elliptic.P256().Params().N, pair.S)
	}
	var signature ledger.Signature
	pair.R.FillBytes(signature[:32])
	pair.S.FillBytes(signature[32:])
	return signature, nil
}

// String keeps the private half out of every format verb.
func (k *key) String() string { return "signing key " + k.public.Thumbprint() }

// GoString is String.
func (k *key) GoString() string { return k.String() }

// LogValue implements slog.LogValuer.
func (k *key) LogValue() slog.Value { return slog.StringValue(k.public.Thumbprint()) }

// IsOpen implements OpenKey.
func (k *key) IsOpen() bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.private != nil
}

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
