package command_test

import (
	"crypto/rand"
	"os"
	"strconv"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

const passphrase = "bốn con trâu của trường mẫu"

// ownKey makes a key of the school's own, registers it on the network, and
// returns the keystore, in which it is locked.
func (b *bundle) ownKey(t *testing.T, network, issuer string) *signer.Keystore {
	t.Helper()
	require.NoError(t, os.WriteFile(b.path("password"), []byte("một mật khẩu mẫu\n"), 0o600))
	public, err := signer.GenerateOwnLight(b.path("keystore"), issuer, ledger.ES256K, passphrase)
	require.NoError(t, err)
	open := func() *signer.Keystore {
		keystore, err := signer.Open(b.path("keystore"), b.path("password"))
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, keystore.Close()) })
		return keystore
	}
	owner := open()
	opened, err := owner.OpenOwn(issuer, passphrase)
	require.NoError(t, err)
	require.Equal(t, public, opened[0].PublicKey())
	ministry := fabricledger.NewAccreditor(testnetwork.Client(t, network, "accreditor"))
	_, err = ministry.Accredit(t.Context(), ledger.Accreditation{Code: issuer, Name: "Trường THPT Số 1 (mẫu)",
		Scopes: []ledger.Scope{
			{Type: "VN-USE", From: "2026-01-01", Until: "2040-12-31", Quota: 1000},
		}}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	testnetwork.RegisterKey(t, ministry, ledger.PurposeIssuer, issuer, opened[0])
	return open()
}

func TestFromListToRevocationOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	issuer := "CTL-" + rand.Text()[:12] // the network is shared, and remembers
	b := newBundle(t)
	keystore := b.ownKey(t, dir, issuer)
	l := fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd"))
	b.serve(t, issuer, l, keystore, time.Now)

	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	b.input = "một mật khẩu khác\n"
	code, _, complaints := b.run(t, "approver", "approve", made.ID, "-count", strconv.Itoa(made.Count), "-passphrase-file", "-")
	require.Equal(t, 2, code, "nothing is approved with a wrong passphrase")
	require.Contains(t, complaints, "wrong_passphrase")
	b.must(t, "approver", nil, "approve", made.ID, "-count", strconv.Itoa(made.Count))
	code, _, complaints = b.run(t, "approver", "anchor", made.ID)
	require.Equal(t, 3, code, "it waits for the key")
	require.Contains(t, complaints, "registryctl retry")
	b.input = passphrase + "\n"
	b.must(t, "approver", nil, "retry", made.ID, "-passphrase-file", "-")
	var anchored struct{ Anchored int }
	b.must(t, "approver", &anchored, "anchor", made.ID)
	require.Equal(t, sample.THPTCount, anchored.Anchored)
	var found []struct{ ID, Status string }
	b.must(t, "registrar", &found, "search", "-batch", made.ID, "-limit", "1")
	b.input = passphrase + "\n"
	b.must(t, "approver", nil, "unlock", "-passphrase-file", "-")
	var proposal struct{ ID string }
	b.must(t, "registrar", &proposal, "revoke", found[0].ID,
		"-ground", "issuer-error", "-decision-number", "3/QĐ", "-decision-date", "2026-06-19")
	b.must(t, "approver", &found[0], "confirm", proposal.ID)
	require.Equal(t, "revoked", found[0].Status)
}
