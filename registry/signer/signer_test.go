package signer_test

import (
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

const (
	issuer   = "TH-MAU"
	password = "synthetic password of a test"
)

type bundle struct {
	dir, passwordFile string
	public            ledger.PublicKey
}

func setup(t *testing.T) bundle {
	t.Helper()
	b := bundle{dir: filepath.Join(t.TempDir(), "keystore"), passwordFile: filepath.Join(t.TempDir(), "password")}
	require.NoError(t, os.WriteFile(b.passwordFile, []byte(password+"\n"), 0o600))
	var err error
	b.public, err = signer.Generate(b.dir, issuer, password)
	require.NoError(t, err)
	return b
}

func (b bundle) file() string {
	return filepath.Join(b.dir, issuer, b.public.Thumbprint()+".json")
}

func TestKeystore(t *testing.T) {
	t.Parallel()

	t.Run("SignsLowSWhatThePublicKeyVerifies", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		s, err := store.Signer(issuer, b.public.Thumbprint())
		require.NoError(t, err)
		require.Equal(t, b.public, s.PublicKey())
		half := new(big.Int).Rsh(crypto.S256().Params().N, 1)
		for i := range 50 {
			message := fmt.Appendf(nil, "message %d", i)
			signature, err := s.Sign(message)
			require.NoError(t, err)
			require.NoError(t, b.public.Verify(message, signature))
			require.ErrorIs(t, b.public.Verify(append(message, '!'), signature), ledger.ErrSignature)
			require.LessOrEqual(t, new(big.Int).SetBytes(signature[32:]).Cmp(half), 0)
		}
	})

	t.Run("KeepsFilesFromOthers", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for path, mode := range map[string]os.FileMode{b.dir: 0o700, filepath.Join(b.dir, issuer): 0o700, b.file(): 0o600} {
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode().Perm(), path)
		}
		entries, err := os.ReadDir(filepath.Join(b.dir, issuer))
		require.NoError(t, err)
		require.Len(t, entries, 1, "no temporary file is left")
	})

	t.Run("RefusesWhatOthersCanRead", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		require.NoError(t, os.Chmod(b.file(), 0o640))
		_, err = store.Signers(issuer)
		require.ErrorIs(t, err, signer.ErrMode)
		require.NoError(t, os.Chmod(b.passwordFile, 0o604))
		_, err = signer.Open(b.dir, b.passwordFile)
		require.ErrorIs(t, err, signer.ErrMode)
	})

	t.Run("UnlocksOnce", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		_, err = store.Signers(issuer)
		require.NoError(t, err)
		require.NoError(t, os.Remove(b.passwordFile))
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				s, err := store.Signer(issuer, b.public.Thumbprint())
				if err == nil {
					_, err = s.Sign([]byte("again"))
				}
				require.NoError(t, err)
			})
		}
		wait.Wait()
	})

	t.Run("FindsAKeyThatIsAddedLater", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		first, err := store.Signers(issuer)
		require.NoError(t, err)
		require.Len(t, first, 1)
		second, err := signer.Generate(b.dir, issuer, password)
		require.NoError(t, err)
		_, err = store.Signer(issuer, second.Thumbprint())
		require.NoError(t, err)
		codes, err := store.Issuers()
		require.NoError(t, err)
		require.Equal(t, []string{issuer}, codes)
	})

	t.Run("SaysWhenThereIsNone", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		none, err := store.Signers("UNKNOWN")
		require.NoError(t, err)
		require.Empty(t, none)
		_, err = store.Signer(issuer, strings.Repeat("A", 43))
		require.ErrorIs(t, err, signer.ErrNoKey)
		_, err = store.Signers("../" + issuer)
		require.ErrorIs(t, err, ledger.ErrIssuerCode)
		_, err = signer.Generate(b.dir, "../X", password)
		require.ErrorIs(t, err, ledger.ErrIssuerCode)
	})

	t.Run("ErrorsTellNoSecret", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		require.NoError(t, os.WriteFile(b.passwordFile, []byte("another password\n"), 0o600))
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		_, err = store.Signers(issuer)
		require.ErrorIs(t, err, signer.ErrUnlock)
		require.NotContains(t, err.Error(), "another password")

		require.NoError(t, os.WriteFile(b.file(), []byte(`{"version":3,"crypto":"deadbeefdeadbeef"}`), 0o600))
		_, err = store.Signers(issuer)
		require.ErrorIs(t, err, signer.ErrUnlock)
		require.NotContains(t, err.Error(), "deadbeef")
	})

	t.Run("CloseForgetsTheKeys", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		store, err := signer.Open(b.dir, b.passwordFile)
		require.NoError(t, err)
		s, err := store.Signer(issuer, b.public.Thumbprint())
		require.NoError(t, err)
		require.NoError(t, store.Close())
		_, err = s.Sign([]byte("after"))
		require.ErrorIs(t, err, signer.ErrClosed)
		_, err = store.Signers(issuer)
		require.ErrorIs(t, err, signer.ErrClosed)
		require.Equal(t, "signing key "+b.public.Thumbprint(), fmt.Sprintf("%v", s))
		require.NotContains(t, fmt.Sprintf("%#v %+v", s, s), "private")
	})
}
