package ctl_test

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// accredited makes a school with a key on the network that all tests share, by
// the command, and returns the key's thumbprint.
func (b *bundle) accredited(t *testing.T, ministry, issuer string) string {
	t.Helper()
	text, err := json.Marshal(map[string]any{"name": "Trường THPT Số 1 (mẫu)", "code": issuer, "nameEn": "", "delegate": "",
		"scopes": []map[string]any{{"type": "VN-USE", "field": "", "from": "2026-01-01", "until": "2099-12-31", "quota": 100}}})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(b.path("accreditation.json"), text, 0o600))
	b.must(t, "", nil, "keygen", "-issuer", issuer)
	b.must(t, "", nil, "accredit", "-connection", ministry, "-file", b.path("accreditation.json"))
	var view ledger.IssuerView
	b.must(t, "", &view, "add-key", "-connection", ministry, "-issuer", issuer)
	require.Len(t, view.Keys, 1)
	return view.Keys[0].Key.Thumbprint()
}

func TestWhatAnAccreditorDoesOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	ministry := testnetwork.File(dir, "accreditor")
	first, heir := "CTL-"+rand.Text()[:12], "CTL-"+rand.Text()[:12]
	b, _ := local(t, first)
	b.env["SOGOC_KEYSTORE"] = b.path("keystore")
	key := b.accredited(t, ministry, first)
	heirs := b.accredited(t, ministry, heir)
	act := func(want int, args ...string) (view ledger.IssuerView, complaints string) {
		t.Helper()
		code, out, complaints := b.run(t, "", append(args, "-connection", ministry, "--json")...)
		require.Equal(t, want, code, complaints)
		if want == 0 {
			require.NoError(t, json.Unmarshal([]byte(out), &view))
		}
		return view, complaints
	}

	view, _ := act(0, "set-issuer", first, "-state", "suspended")
	require.Equal(t, ledger.IssuerSuspended, view.Issuer.State)
	view, _ = act(0, "set-issuer", first, "-state", "active")
	require.Equal(t, ledger.IssuerActive, view.Issuer.State)
	act(2, "set-issuer", first, "-state", "closed")
	code, _, complaints := b.run(t, "", "set-issuer", first, "-state", "suspended", "-connection", testnetwork.File(dir, "registryd"))
	require.Equal(t, 1, code, complaints)
	require.Contains(t, complaints, string(ledger.CodeForbidden), "nobody but an accreditor")

	act(1, "set-anchors", "-issuer", first, "-first", "1", "-state", "revoked") // it has none
	since := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	view, _ = act(0, "end-key", "-issuer", first, "-thumbprint", key, "-compromised-since", since.Format(time.RFC3339))
	require.Equal(t, since, view.Keys[0].Compromised.UTC())
	act(2, "end-key", "-issuer", first, "-thumbprint", key, "-compromised-since", "yesterday")
	view, _ = act(0, "end-key", "-issuer", first, "-thumbprint", key)
	require.False(t, view.Keys[0].Retired.IsZero())

	view, _ = act(0, "transfer-custody", "-from", first, "-to", heir)
	require.Equal(t, heir, view.Issuer.Successor)
	act(1, "transfer-custody", "-from", heir, "-to", first) // which is closed
	view, _ = act(0, "set-issuer", heir, "-state", "withdrawn")
	require.Equal(t, ledger.IssuerWithdrawn, view.Issuer.State)
	_, out, _ := b.run(t, "", "end-key", "-connection", ministry, "-issuer", heir, "-thumbprint", heirs)
	require.Contains(t, out, "retired")

	seen, err := fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")).Issuer(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, heir, seen.Issuer.Successor)
}
