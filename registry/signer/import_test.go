package signer_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/signer"
)

// TestAKeyIsImported: the key of a file signs afterwards, and a file that is anything
// else is refused without a word of what it holds.
func TestAKeyIsImported(t *testing.T) {
	t.Parallel()
	b := setup(t)
	write := func(key any, mode os.FileMode, further string) string {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		require.NoError(t, err)
		text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
		file := filepath.Join(t.TempDir(), "key.pem")
		require.NoError(t, os.WriteFile(file, append(text, further...), mode))
		return file
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := signer.Import(b.dir, "BO-GDDT", write(key, 0o600, ""), "synthetic password of a test")
	require.NoError(t, err)
	of, err := public.ECDSA()
	require.NoError(t, err)
	require.True(t, key.PublicKey.Equal(of))

	larger, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	second, err := os.ReadFile(write(key, 0o600, ""))
	require.NoError(t, err)
	for name, file := range map[string]string{
		"AnotherCurve": write(larger, 0o600, ""),
		"AnotherKind":  write(edwards, 0o600, ""),
		"Two":          write(key, 0o600, string(second)),
	} {
		_, err := signer.Import(b.dir, "BO-GDDT", file, "synthetic password of a test")
		require.ErrorIs(t, err, signer.ErrImport, name)
	}
	_, err = signer.Import(b.dir, "BO-GDDT", write(key, 0o644, ""), "synthetic password of a test")
	require.ErrorIs(t, err, signer.ErrMode)
	_, err = signer.Import(b.dir, "../BO", write(key, 0o600, ""), "synthetic password of a test")
	require.Error(t, err)
}
