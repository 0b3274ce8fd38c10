package signer_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/signer"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

const passphrase = "bốn con trâu của trường mẫu"

// own is a keystore with one shared key and one of the school's own.
func own(t *testing.T) (bundle, *signer.Keystore, ledger.PublicKey) {
	t.Helper()
	b := setup(t)
	public, err := signer.GenerateOwn(b.dir, issuer, passphrase)
	require.NoError(t, err)
	store, err := signer.Open(b.dir, b.passwordFile)
	require.NoError(t, err)
	return b, store, public
}

func keysOf(t *testing.T, store *signer.Keystore) map[ledger.PublicKey]credential.Signer {
	t.Helper()
	signers, err := store.Signers(issuer)
	require.NoError(t, err)
	keys := map[ledger.PublicKey]credential.Signer{}
	for _, s := range signers {
		keys[s.PublicKey()] = s
	}
	return keys
}

func TestKeysOfASchoolsOwn(t *testing.T) {
	t.Parallel()

	t.Run("WaitForTheirPassphrase", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		require.Len(t, keysOf(t, store), 1, "the keystore's password opens its own key")
		locked, err := store.Locked(issuer)
		require.NoError(t, err)
		require.Equal(t, []string{public.Thumbprint()}, locked)
		for _, wrong := range []string{"", password, passphrase + "!"} {
			require.ErrorIs(t, store.Unlock(issuer, wrong), signer.ErrPassphrase)
			require.NotContains(t, keysOf(t, store), public)
		}
		require.NoError(t, store.Unlock(issuer, passphrase))
		signature, err := keysOf(t, store)[public].Sign([]byte("message"))
		require.NoError(t, err)
		require.NoError(t, public.Verify([]byte("message"), signature))
		require.Contains(t, keysOf(t, store), b.public)
		locked, err = store.Locked(issuer)
		require.NoError(t, err)
		require.Empty(t, locked)
	})

	t.Run("OpenOneDoNotMakeAWrongPassphraseRight", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		require.NoError(t, store.Unlock(issuer, passphrase))
		next, err := signer.GenerateOwn(b.dir, issuer, "chín con trâu của trường mẫu")
		require.NoError(t, err)
		require.ErrorIs(t, store.Unlock(issuer, "sai"), signer.ErrPassphrase)
		require.NoError(t, store.Unlock(issuer, passphrase), "the first one's own is still right")
		require.NotContains(t, keysOf(t, store), next)
		require.NoError(t, store.Unlock(issuer, "chín con trâu của trường mẫu"))
		keys := keysOf(t, store)
		for _, k := range []ledger.PublicKey{public, next} {
			_, err := keys[k].Sign([]byte("message"))
			require.NoError(t, err)
		}
	})

	t.Run("TakeThePassphraseHoweverItsLettersAreComposed", func(t *testing.T) {
		t.Parallel()
		_, store, _ := own(t)
		require.NotEqual(t, passphrase, norm.NFD.String(passphrase))
		require.NoError(t, store.Unlock(issuer, norm.NFD.String(passphrase)))
	})

	t.Run("AreForgottenWhenTheyDoNotSign", func(t *testing.T) {
		t.Parallel()
		_, store, public := own(t)
		synctest.Test(t, func(t *testing.T) {
			require.NoError(t, store.Unlock(issuer, passphrase))
			opened := keysOf(t, store)[public]
			for range 3 { // longer than that in all
				time.Sleep(signer.Idle - time.Second)
				_, err := opened.Sign([]byte("at work"))
				require.NoError(t, err)
			}
			require.NoError(t, store.Unlock(issuer, passphrase), "once more, which begins the time anew")
			require.Same(t, opened, keysOf(t, store)[public])
			time.Sleep(signer.Idle + time.Second)
			synctest.Wait()
			require.NotContains(t, keysOf(t, store), public)
			_, err := opened.Sign([]byte("late"))
			require.ErrorIs(t, err, signer.ErrClosed)
			require.NoError(t, store.Unlock(issuer, passphrase), "and opened again")
			require.NoError(t, store.Close())
		})
	})

	t.Run("OfAnotherSchoolStayLocked", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		_, err := signer.GenerateOwn(b.dir, "TH-KHAC", "năm con trâu của trường khác")
		require.NoError(t, err)
		require.ErrorIs(t, store.Unlock("TH-KHAC", passphrase), signer.ErrPassphrase)
		require.NoError(t, store.Unlock("TH-KHAC", "năm con trâu của trường khác"))
		require.NotContains(t, keysOf(t, store), public)
		require.ErrorIs(t, store.Unlock("TH-BA", passphrase), signer.ErrNoKey)
		require.Error(t, store.Unlock("../"+issuer, passphrase))
	})

	t.Run("CloseWipesThem", func(t *testing.T) {
		t.Parallel()
		_, store, public := own(t)
		require.NoError(t, store.Unlock(issuer, passphrase))
		opened := keysOf(t, store)[public]
		require.NoError(t, store.Close())
		_, err := opened.Sign([]byte("late"))
		require.ErrorIs(t, err, signer.ErrClosed)
		require.ErrorIs(t, store.Unlock(issuer, passphrase), signer.ErrClosed)
	})

	t.Run("SayNothingOfThePassphrase", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		file := filepath.Join(b.dir, issuer, public.Thumbprint()+".own.json")
		require.NoError(t, os.WriteFile(file, []byte(`{"crypto":"`+passphrase+`"}`), 0o600))
		err := store.Unlock(issuer, passphrase)
		require.ErrorIs(t, err, signer.ErrUnlock)
		require.NotContains(t, err.Error(), passphrase)
	})
}
