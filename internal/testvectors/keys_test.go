package testvectors_test

import (
	stdcrypto "crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/binary"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// stream is SHA-256 in counter mode over a seed: the same bytes for ever, and
// no secret.
type stream struct {
	seed    string
	counter uint64
	rest    []byte
}

func (s *stream) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		if len(s.rest) == 0 {
			block := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(s.seed), s.counter))
			s.counter, s.rest = s.counter+1, block[:]
		}
		copied := copy(p[n:], s.rest)
		n, s.rest = n+copied, s.rest[copied:]
	}
	return len(p), nil
}

// signer signs with a key that is the hash of its name, and by RFC 6979, so
// that its signatures are always the same.
type signer struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

func newSigner(t testing.TB, alg ledger.Algorithm, name string) signer {
	t.Helper()
	seed := sha256.Sum256([]byte("test vectors, key of " + name))
	var private *ecdsa.PrivateKey
	var err error
	if alg == ledger.ES256K {
		private, err = crypto.ToECDSA(seed[:])
	} else {
		private, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), seed[:])
	}
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return signer{private, public}
}

func (s signer) PublicKey() ledger.PublicKey { return s.public }

// Sign makes a low-S signature.
func (s signer) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	if s.public.Algorithm() == ledger.ES256K {
		signed, err := crypto.Sign(sum[:], s.private) // by RFC 6979, low-S
		if err != nil {
			return ledger.Signature{}, err
		}
		return ledger.Signature(signed[:ledger.SignatureSize]), nil
	}
	der, err := s.private.Sign(nil, sum[:], stdcrypto.SHA256) // without a random source: by RFC 6979
	if err != nil {
		return ledger.Signature{}, err
	}
	var values struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &values); err != nil {
		return ledger.Signature{}, err
	}
	var signature ledger.Signature
	values.R.FillBytes(signature[:32])
	values.S.FillBytes(signature[32:])
	if n := s.private.Params().N; values.S.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		return malleate(s.private, signature), nil
	}
	return signature, nil
}

// malleate returns (r, N-s), which verifies as well where nobody asks for low S.
func malleate(key *ecdsa.PrivateKey, signature ledger.Signature) ledger.Signature {
	s := new(big.Int).SetBytes(signature[32:])
	s.Sub(key.Params().N, s).FillBytes(signature[32:])
	return signature
}
