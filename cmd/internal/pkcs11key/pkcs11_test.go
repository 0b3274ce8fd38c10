//go:build pkcs11

package pkcs11key_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/internal/testtoken"
	"sogoc/verifier/ledger"
)

// openAgain is Open by the URI of a token.
func openAgain(t *testing.T, token testtoken.Token) pkcs11key.Token {
	t.Helper()
	reference, err := pkcs11key.ParseURI(token.URI(""), "")
	require.NoError(t, err)
	opened, err := pkcs11key.Open(reference)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

// TestKeysOfAToken: both curves, each key by its label, every signature low-S.
func TestKeysOfAToken(t *testing.T) {
	token := testtoken.New(t, "keys-of-a-token")
	wrongPIN := filepath.Join(t.TempDir(), "pin")
	require.NoError(t, os.WriteFile(wrongPIN, []byte("000000\n"), 0o600))
	reference, err := pkcs11key.ParseURI(token.URI(""), "")
	require.NoError(t, err)
	reference.PINFile = wrongPIN
	_, err = pkcs11key.Open(reference)
	require.ErrorIs(t, err, pkcs11key.ErrToken, "with a PIN that is not the token's")
	require.NotContains(t, err.Error(), "000000")

	opened := openAgain(t, token)
	for _, algorithm := range []ledger.Algorithm{ledger.ES256, ledger.ES256K} {
		public, err := opened.Generate("TRUONG-MAU", algorithm)
		require.NoError(t, err)
		require.Equal(t, algorithm, public.Algorithm())
	}
	other, err := opened.Generate("TRUONG-KHAC", ledger.ES256)
	require.NoError(t, err)
	keys, err := opened.Keys("TRUONG-MAU")
	require.NoError(t, err)
	require.Len(t, keys, 2)
	for _, key := range keys {
		require.NotEqual(t, other, key.PublicKey())
		for i := range 32 { // a token gives either S: half of them were made low
			message := fmt.Appendf(nil, "message %d", i)
			signature, err := key.Sign(message)
			require.NoError(t, err)
			require.NoError(t, key.PublicKey().Verify(message, signature))
		}
		require.Equal(t, "signing key "+key.PublicKey().Thumbprint(), fmt.Sprintf("%v", key))
	}
	t.Run("ManyAtOnce", func(t *testing.T) {
		var all sync.WaitGroup
		failed := make(chan error, 64)
		for i := range cap(failed) {
			all.Go(func() {
				_, err := keys[i%2].Sign([]byte{byte(i)})
				failed <- err
			})
		}
		all.Wait()
		for range cap(failed) {
			require.NoError(t, <-failed)
		}
	})
	t.Run("TheOneKeyOfALabel", func(t *testing.T) {
		key, also, err := pkcs11key.OpenKey(token.URI("TRUONG-KHAC"), "")
		require.NoError(t, err)
		require.Equal(t, other, key.PublicKey())
		require.NoError(t, also.Close())
		_, err = key.Sign([]byte("after Close"))
		require.ErrorIs(t, err, pkcs11key.ErrToken)
		for _, label := range []string{"TRUONG-MAU", "TRUONG-NAO"} { // two, and none
			_, _, err = pkcs11key.OpenKey(token.URI(label), "")
			require.ErrorIs(t, err, pkcs11key.ErrNoKey)
		}
	})
	t.Run("NoSuchToken", func(t *testing.T) {
		reference := reference
		reference.Token, reference.PINFile = "no-such-token", token.PINFile
		_, err = pkcs11key.Open(reference)
		require.ErrorIs(t, err, pkcs11key.ErrToken)
	})
	t.Run("NoModule", func(t *testing.T) {
		reference := reference
		reference.Module = "/usr/lib/none.so"
		_, err = pkcs11key.Open(reference)
		require.ErrorIs(t, err, pkcs11key.ErrToken)
	})
}
