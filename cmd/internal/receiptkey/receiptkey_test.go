package receiptkey_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/receiptkey"
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

func TestGenerate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "receipt.key")
	public, err := receiptkey.Generate(path, "")
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	s, err := receiptkey.Open(path, "")
	require.NoError(t, err)
	require.Equal(t, public, s.PublicKey())

	before, err := os.ReadFile(path)
	require.NoError(t, err)
	_, err = receiptkey.Generate(path, "")
	require.ErrorIs(t, err, os.ErrExist, "a key that signs is never overwritten")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}

func TestSigner(t *testing.T) {
	t.Parallel()
	path := keyFile(t, elliptic.P256(), 0o600)
	s, err := receiptkey.Open(path, "")
	require.NoError(t, err)
	for range 8 { // half of them would be high-S
		signature, err := s.Sign([]byte("message"))
		require.NoError(t, err)
		require.NoError(t, s.PublicKey().Verify([]byte("message"), signature))
	}
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	secret, err := private.(*ecdsa.PrivateKey).Bytes()
	require.NoError(t, err)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		said := fmt.Sprintf(verb, s)
		require.NotContains(t, said, new(big.Int).SetBytes(secret).String())
		require.NotContains(t, said, base64.StdEncoding.EncodeToString(secret))
		require.Contains(t, said, s.PublicKey().Thumbprint())
	}
}

func TestWhatIsNoKeyIsRefused(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	require.NoError(t, os.WriteFile(text, []byte("a secret that is no key"), 0o600))
	for name, path := range map[string]string{
		"AKeyThatOthersCanRead": keyFile(t, elliptic.P256(), 0o644), "AnotherCurve": keyFile(t, elliptic.P384(), 0o600),
		"NoPEM": text, "NoFile": filepath.Join(t.TempDir(), "none"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := receiptkey.Open(path, "")
			require.Error(t, err)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}
