package signer_test

import (
	"crypto/elliptic"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/go-json-experiment/json"
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
	b.public, err = signer.Generate(b.dir, issuer, ledger.ES256K, password)
	require.NoError(t, err)
	return b
}

func (b bundle) file() string {
	return filepath.Join(b.dir, issuer, b.public.Thumbprint()+".json")
}

func signsLowS(t *testing.T, algorithm ledger.Algorithm, curve elliptic.Curve) {
	b := setup(t)
	public, err := signer.Generate(b.dir, issuer, algorithm, password)
	require.NoError(t, err)
	require.Equal(t, algorithm, public.Algorithm())
	store, err := signer.Open(b.dir, b.passwordFile)
	require.NoError(t, err)
	s, err := store.Signer(issuer, public.Thumbprint())
	require.NoError(t, err)
	require.Equal(t, public, s.PublicKey())
	half := new(big.Int).Rsh(curve.Params().N, 1)
	for i := range 50 {
		message := fmt.Appendf(nil, "message %d", i)
		signature, err := s.Sign(message)
		require.NoError(t, err)
		require.NoError(t, public.Verify(message, signature))
		require.ErrorIs(t, public.Verify(append(message, '!'), signature), ledger.ErrSignature)
		require.LessOrEqual(t, new(big.Int).SetBytes(signature[32:]).Cmp(half), 0)
		again, err := s.Sign(message)
		require.NoError(t, err)
		require.Equal(t, signature, again, "deterministic")
	}
}

func TestKeystore(t *testing.T) {
	t.Parallel()

	for algorithm, curve := range map[ledger.Algorithm]elliptic.Curve{
		ledger.ES256K: crypto.S256(),
		ledger.ES256:  elliptic.P256(),
	} {
		t.Run(string(algorithm)+"SignsLowSWhatThePublicKeyVerifies", func(t *testing.T) {
			t.Parallel()
			signsLowS(t, algorithm, curve)
		})
	}
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
		second, err := signer.Generate(b.dir, issuer, ledger.ES256K, password)
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
		_, err = signer.Generate(b.dir, "../X", ledger.ES256K, password)
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

		for _, text := range []string{
			`{"version":3,"crypto":"deadbeefdeadbeef"}`,
			`{"type":"sogoc/p256-key/v2","crypto":{"cipher":"aes-128-ctr","ciphertext":"deadbeef","cipherparams":{"iv":""},` +
				`"kdf":"scrypt","kdfparams":{"salt":"","dklen":32,"n":2,"r":1,"p":1},"mac":""}}`,
			"deadbeef",
		} {
			require.NoError(t, os.WriteFile(b.file(), []byte(text), 0o600))
			_, err = store.Signers(issuer)
			require.ErrorIs(t, err, signer.ErrUnlock)
			require.NotContains(t, err.Error(), "deadbeef")
		}
	})

	for _, algorithm := range []ledger.Algorithm{ledger.ES256K, ledger.ES256} {
		t.Run("EveryMemberLessIsAnError"+string(algorithm), func(t *testing.T) {
			t.Parallel()
			lessIsAnError(t, algorithm)
		})
	}

	t.Run("NoKeyOfAnotherAlgorithm", func(t *testing.T) {
		t.Parallel()
		_, err := signer.Generate(t.TempDir(), issuer, "RS256", password)
		require.ErrorIs(t, err, signer.ErrAlgorithm)
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

// lessIsAnError takes each member out of a key's file, on every level.
func lessIsAnError(t *testing.T, algorithm ledger.Algorithm) {
	dir := t.TempDir()
	public, err := signer.Generate(dir, issuer, algorithm, password)
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(dir, issuer, public.Thumbprint()+".json"))
	require.NoError(t, err)
	var whole map[string]any
	require.NoError(t, json.Unmarshal(text, &whole))
	require.NoError(t, signer.Decrypt(text, password))
	require.ErrorIs(t, signer.Decrypt(text, password+"!"), signer.ErrPassphrase)
	open := func() error {
		changed, err := json.Marshal(whole)
		require.NoError(t, err)
		return signer.Decrypt(changed, password)
	}
	needless := map[string]bool{"address": true, "id": true}
	var walk func(object map[string]any)
	walk = func(object map[string]any) {
		for name, value := range maps.Clone(object) {
			if needless[name] {
				continue
			}
			delete(object, name)
			require.ErrorIs(t, open(), signer.ErrUnlock, "without %s", name)
			for _, other := range []any{"ab", 0, nil} {
				if object[name] = other; name != "version" && name != "type" {
					require.ErrorIs(t, open(), signer.ErrUnlock, "%s is %v", name, other)
				}
			}
			object[name] = value
			if inner, ok := value.(map[string]any); ok {
				walk(inner)
			}
		}
	}
	walk(whole)
}
