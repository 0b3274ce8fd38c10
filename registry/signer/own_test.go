package signer_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

const passphrase = "bốn con trâu của trường mẫu"

// own is a keystore with one shared key and one of the school's own.
func own(t *testing.T) (bundle, *signer.Keystore, ledger.PublicKey) {
	t.Helper()
	b := setup(t)
	public, err := signer.GenerateOwn(b.dir, issuer, ledger.ES256K, passphrase)
	require.NoError(t, err)
	store, err := signer.Open(b.dir, b.passwordFile)
	require.NoError(t, err)
	return b, store, public
}

// requireOpens fails unless the passphrase opens the issuer's key.
func requireOpens(
	t *testing.T,
	store *signer.Keystore,
	issuer, passphrase string,
	public ledger.PublicKey,
) signer.OpenKey {
	t.Helper()
	opened, err := store.OpenOwn(issuer, passphrase)
	require.NoError(t, err)
	require.Len(t, opened, 1)
	require.Equal(t, public, opened[0].PublicKey())
	signature, err := opened[0].Sign([]byte("message"))
	require.NoError(t, err)
	require.NoError(t, public.Verify([]byte("message"), signature))
	return opened[0]
}

// requireOpensNone fails unless the passphrase is wrong.
func requireOpensNone(t *testing.T, store *signer.Keystore, issuer, passphrase string) {
	t.Helper()
	opened, err := store.OpenOwn(issuer, passphrase)
	require.NoError(t, err)
	require.Empty(t, opened)
}

func TestKeysOfASchoolsOwn(t *testing.T) {
	t.Parallel()

	t.Run("OpenByTheirPassphraseAlone", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		thumbprints, err := store.OwnKeys(issuer)
		require.NoError(t, err)
		require.Equal(t, []string{public.Thumbprint()}, thumbprints)
		for _, wrong := range []string{"", password, passphrase + "!"} {
			requireOpensNone(t, store, issuer, wrong)
		}
		requireOpens(t, store, issuer, passphrase, public)
		shared, err := store.Signers(issuer)
		require.NoError(t, err)
		require.Len(t, shared, 1, "the keystore keeps nothing that a passphrase opened")
		require.Equal(t, b.public, shared[0].PublicKey())
	})

	t.Run("OpenOneDoNotMakeAWrongPassphraseRight", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		requireOpens(t, store, issuer, passphrase, public)
		next, err := signer.GenerateOwn(b.dir, issuer, ledger.ES256K, "chín con trâu của trường mẫu")
		require.NoError(t, err)
		requireOpensNone(t, store, issuer, "sai")
		requireOpens(t, store, issuer, passphrase, public)
		requireOpens(t, store, issuer, "chín con trâu của trường mẫu", next)
	})

	t.Run("TakeThePassphraseHoweverItsLettersAreComposed", func(t *testing.T) {
		t.Parallel()
		_, store, public := own(t)
		require.NotEqual(t, passphrase, norm.NFD.String(passphrase))
		requireOpens(t, store, issuer, norm.NFD.String(passphrase), public)
	})

	t.Run("SignNoMoreOnceTheyAreWiped", func(t *testing.T) {
		t.Parallel()
		_, store, public := own(t)
		opened := requireOpens(t, store, issuer, passphrase, public)
		opened.Wipe()
		_, err := opened.Sign([]byte("late"))
		require.ErrorIs(t, err, signer.ErrClosed)
		requireOpens(t, store, issuer, passphrase, public)
	})

	t.Run("OfAnotherSchoolStayLocked", func(t *testing.T) {
		t.Parallel()
		b, store, _ := own(t)
		other, err := signer.GenerateOwn(b.dir, "TH-KHAC", ledger.ES256K, "năm con trâu của trường khác")
		require.NoError(t, err)
		requireOpensNone(t, store, "TH-KHAC", passphrase)
		requireOpens(t, store, "TH-KHAC", "năm con trâu của trường khác", other)
		requireOpensNone(t, store, "TH-BA", passphrase)
		_, err = store.OpenOwn("../"+issuer, passphrase)
		require.Error(t, err)
	})

	t.Run("CannotBeOpenedOnceItIsClosed", func(t *testing.T) {
		t.Parallel()
		_, store, _ := own(t)
		require.NoError(t, store.Close())
		_, err := store.OpenOwn(issuer, passphrase)
		require.ErrorIs(t, err, signer.ErrClosed)
	})

	t.Run("ADamagedFileIsNoWrongPassphraseAndSaysNothingOfIt", func(t *testing.T) {
		t.Parallel()
		b, store, public := own(t)
		file := filepath.Join(b.dir, issuer, public.Thumbprint()+".own.json")
		require.NoError(t, os.WriteFile(file, []byte(`{"crypto":"`+passphrase+`"}`), 0o600))
		_, err := store.OpenOwn(issuer, passphrase)
		require.ErrorIs(t, err, signer.ErrUnlock)
		require.NotErrorIs(t, err, signer.ErrPassphrase)
		require.NotContains(t, err.Error(), passphrase)

		next, err := signer.GenerateOwn(b.dir, issuer, ledger.ES256K, "chín con trâu của trường mẫu")
		require.NoError(t, err)
		requireOpens(t, store, issuer, "chín con trâu của trường mẫu", next)
	})
}
