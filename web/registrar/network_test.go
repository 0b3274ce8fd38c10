package registrar_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// passphrase opens the schools' own keys.
const passphrase = "bốn con trâu của trường mẫu"

// setupNetwork is a register on the real network, as registryd has it: the
// schools' keys are files that wait for their passphrase. Codes are drawn at
// random, since the network is shared and remembers.
func setupNetwork(t *testing.T) *bundle {
	t.Helper()
	dir := testnetwork.Shared(t)
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor"))
	folder, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("synthetic password of a test"), 0o600))
	draw := "-" + strings.ToUpper(rand.Text()[:12])
	rename := func(code string) string { return code + draw }
	for code, name := range names {
		_, err := accreditor.Accredit(
			t.Context(),
			ledger.Accreditation{Code: rename(code), Name: name, Scopes: scopes[code]},
			testledger.Reason(ledger.FuncAccredit),
		)
		require.NoError(t, err)
		public, err := signer.GenerateOwnLight(folder, rename(code), ledger.ES256K, passphrase)
		require.NoError(t, err)
		owner, err := signer.Open(folder, file)
		require.NoError(t, err)
		opened, err := owner.OpenOwn(rename(code), passphrase)
		require.NoError(t, err)
		require.Equal(t, public, opened[0].PublicKey())
		testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, rename(code), opened[0])
		require.NoError(t, owner.Close())
	}
	store, err := signer.Open(folder, file)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	b := new(
		bundle,
	).begin(t, fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")), store, time.Now, rename)
	b.openBooks(rename)
	return b
}
