package app

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func keyFile(t *testing.T, curve elliptic.Curve, mode os.FileMode) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "receipt.key")
	require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), mode))
	return path
}

func TestSigner(t *testing.T) {
	t.Parallel()
	trust := ledger.Trust{}
	s, err := readReceiptKey(Config{ReceiptKey: keyFile(t, elliptic.P256(), 0o600)}, &trust)
	require.NoError(t, err)
	require.Equal(t, []ledger.PublicKey{s.PublicKey()}, trust.VerifierKeys)
	for range 8 { // half of them would be high-S
		signature, err := s.Sign([]byte("message"))
		require.NoError(t, err)
		require.NoError(t, s.PublicKey().Verify([]byte("message"), signature))
	}
}

func TestSignerRefuses(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("a secret that is no key"), 0o600))
	for name, path := range map[string]string{
		"AKeyThatOthersCanRead": keyFile(t, elliptic.P256(), 0o644), "AnotherCurve": keyFile(t, elliptic.P384(), 0o600),
		"NoPEM": text, "NoFile": filepath.Join(t.TempDir(), "none"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := readReceiptKey(Config{ReceiptKey: path}, &ledger.Trust{})
			require.ErrorIs(t, err, ErrConfig)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}
