package ledger_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// curves are the two that the ledger admits.
var curves = map[string]elliptic.Curve{"secp256k1": crypto.S256(), "P-256": elliptic.P256()}

func newKey(t testing.TB, curve elliptic.Curve) (*ecdsa.PrivateKey, ledger.PublicKey) {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return private, public
}

// sign returns the low-S and the high-S signature of a message.
func sign(t testing.TB, private *ecdsa.PrivateKey, message []byte) (low, high ledger.Signature) {
	t.Helper()
	sum := sha256.Sum256(message)
	r, s, err := ecdsa.Sign(rand.Reader, private, sum[:])
	require.NoError(t, err)
	n := private.Params().N
	other := new(big.Int).Sub(n, s)
	if s.Cmp(other) > 0 {
		s, other = other, s
	}
	r.FillBytes(low[:32])
	r.FillBytes(high[:32])
	s.FillBytes(low[32:])
	other.FillBytes(high[32:])
	return low, high
}

func TestVerify(t *testing.T) {
	t.Parallel()
	message := []byte("message")
	for name, curve := range curves {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			private, public := newKey(t, curve)
			for range 20 {
				low, high := sign(t, private, message)
				require.NoError(t, public.Verify(message, low))
				require.ErrorIs(t, public.Verify(message, high), ledger.ErrSignature, "the malleated signature")
				require.ErrorIs(t, public.Verify([]byte("massage"), low), ledger.ErrSignature)
				for i := range low {
					changed := low
					changed[i] ^= 1
					require.ErrorIs(t, public.Verify(message, changed), ledger.ErrSignature)
				}
			}
			n := curve.Params().N
			for _, edge := range []*big.Int{
				big.NewInt(0), n, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1)),
			} {
				low, _ := sign(t, private, message)
				edge.FillBytes(low[:32])
				require.ErrorIs(t, public.Verify(message, low), ledger.ErrSignature)
				low, _ = sign(t, private, message)
				edge.FillBytes(low[32:])
				require.ErrorIs(t, public.Verify(message, low), ledger.ErrSignature)
			}
			_, stranger := newKey(t, curve)
			low, _ := sign(t, private, message)
			require.ErrorIs(t, stranger.Verify(message, low), ledger.ErrSignature)
		})
	}
}

func TestPublicKeyForms(t *testing.T) {
	t.Parallel()
	for name, curve := range curves {
		private, public := newKey(t, curve)
		require.Equal(t, name, public.Crv)
		again, err := ledger.ParsePublicKey(public.Canonical())
		require.NoError(t, err)
		require.Equal(t, public, again)
		point, err := public.ECDSA()
		require.NoError(t, err)
		require.True(t, private.PublicKey.Equal(point))
		require.True(t, ledger.ValidThumbprint(public.Thumbprint()))
		sum := sha256.Sum256(
			[]byte(`{"crv":"` + name + `","kty":"EC","x":"` + public.X + `","y":"` + public.Y + `"}`),
		)
		require.Equal(t, base64.RawURLEncoding.EncodeToString(sum[:]), public.Thumbprint(), "RFC 7638 §3.2")
	}
	_, public := newKey(t, elliptic.P256())
	require.Equal(t, ledger.ES256, public.Algorithm())
	_, public = newKey(t, crypto.S256())
	require.Equal(t, ledger.ES256K, public.Algorithm())
}

func TestPublicKeyRefuses(t *testing.T) {
	t.Parallel()
	other, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	_, err = ledger.NewPublicKey(&other.PublicKey)
	require.ErrorIs(t, err, ledger.ErrKey)
	_, err = ledger.NewPublicKey(nil)
	require.ErrorIs(t, err, ledger.ErrKey)
	_, err = ledger.NewPublicKey(&ecdsa.PublicKey{Curve: crypto.S256()})
	require.ErrorIs(t, err, ledger.ErrKey)

	for name, curve := range curves {
		_, good := newKey(t, curve)
		for what, edit := range map[string]func(*ledger.PublicKey){
			"other curve": func(k *ledger.PublicKey) {
				k.Crv = map[string]string{"P-256": "secp256k1", "secp256k1": "P-256"}[k.Crv]
			},
			"unknown curve":   func(k *ledger.PublicKey) { k.Crv = "P-384" },
			"other type":      func(k *ledger.PublicKey) { k.Kty = "OKP" },
			"not on curve":    func(k *ledger.PublicKey) { k.Y = k.X },
			"no coordinate":   func(k *ledger.PublicKey) { k.Y = "" },
			"padding":         func(k *ledger.PublicKey) { k.X += "=" },
			"trailing bits":   func(k *ledger.PublicKey) { k.X = k.X[:42] + string(k.X[42]+1) },
			"zero":            func(k *ledger.PublicKey) { k.X, k.Y = strings.Repeat("A", 43), strings.Repeat("A", 43) },
			"beyond the base": func(k *ledger.PublicKey) { k.X = strings.Repeat("_", 42) + "8" },
			"line break":      func(k *ledger.PublicKey) { k.X = k.X[:42] + "\n" },
		} {
			k := good
			edit(&k)
			require.ErrorIs(t, k.Validate(), ledger.ErrKey, "%s: %s", name, what)
			require.ErrorIs(t, k.Verify(nil, ledger.Signature{}), ledger.ErrKey)
			_, err := k.ECDSA()
			require.ErrorIs(t, err, ledger.ErrKey)
			_, err = ledger.ParsePublicKey(k.Canonical())
			require.ErrorIs(t, err, ledger.ErrKey)
		}
		_, err := ledger.ParsePublicKey(append(good.Canonical(), ' '))
		require.ErrorIs(t, err, ledger.ErrKey)
		_, err = ledger.ParsePublicKey([]byte(strings.Replace(string(good.Canonical()), "{", `{"alg":"ES256",`, 1)))
		require.ErrorIs(t, err, ledger.ErrKey)
	}
}

func TestSignatureForms(t *testing.T) {
	t.Parallel()
	private, _ := newKey(t, elliptic.P256())
	s, _ := sign(t, private, nil)
	again, err := ledger.ParseSignature(s.String())
	require.NoError(t, err)
	require.Equal(t, s, again)
	for name, text := range map[string]string{
		"nothing": "", "padding": s.String() + "==", "shorter": s.String()[:85], "longer": s.String() + "A",
		"trailing bits":  strings.Repeat("A", 85) + "B",
		"line break":     s.String()[:85] + "\n",
		"other alphabet": "+" + s.String()[1:],
	} {
		_, err := ledger.ParseSignature(text)
		require.ErrorIs(t, err, ledger.ErrSignature, name)
	}
}

func TestThumbprintForm(t *testing.T) {
	t.Parallel()
	require.True(t, ledger.ValidThumbprint(strings.Repeat("A", 43)))
	for _, text := range []string{
		"", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("A", 42) + "B",
		strings.Repeat("A", 42) + "\n", strings.Repeat("A", 42) + "=",
	} {
		require.False(t, ledger.ValidThumbprint(text), "%q", text)
	}
}

func FuzzParsePublicKey(f *testing.F) {
	for _, curve := range curves {
		_, public := newKey(f, curve)
		f.Add(public.Canonical())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		k, err := ledger.ParsePublicKey(text)
		if err != nil {
			require.ErrorIs(t, err, ledger.ErrKey)
			return
		}
		require.Equal(t, string(text), string(k.Canonical()))
		point, err := k.ECDSA()
		require.NoError(t, err)
		again, err := ledger.NewPublicKey(point)
		require.NoError(t, err)
		require.Equal(t, k, again, "one point, one text")
	})
}

func FuzzParseSignature(f *testing.F) {
	f.Add(strings.Repeat("A", 86))
	f.Add(strings.Repeat("_", 85) + "w")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ledger.ParseSignature(text)
		var other ledger.Signature
		require.Equal(t, err == nil, other.UnmarshalText([]byte(text)) == nil)
		if err == nil {
			require.Equal(t, s, other)
			require.Equal(t, text, s.String())
		}
	})
}
