package ctl_test

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/internal/sample"
	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

func TestFromAccreditationToRevocationOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	issuer := "CTL-" + rand.Text()[:12] // the network is shared, and remembers
	b, db := local(t, issuer)
	b.env["SOGOC_KEYSTORE"] = b.path("keystore") // a key stands on a ledger once: this issuer has its own
	require.NoError(t, os.WriteFile(b.path("passphrase"), []byte("bốn con trâu của trường mẫu\n"), 0o600))
	b.input = "ngắn\n"
	code, _, _ := b.run(t, "", "keygen", "-issuer", issuer, "-passphrase-file", "-")
	require.Equal(t, 2, code, "too easily guessed")
	b.must(t, "", nil, "keygen", "-issuer", issuer, "-passphrase-file", b.path("passphrase"))
	ministry := testnetwork.File(dir, "accreditor")

	accreditation := map[string]any{"name": "Trường THPT Số 1 (mẫu)", "code": issuer, "nameEn": "", "delegate": "",
		"scopes": []map[string]any{{"type": "VN-USE", "field": "", "from": "2026-01-01", "until": "2040-12-31", "quota": 100}}}
	write := func() string {
		text, err := json.Marshal(accreditation)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(b.path("accreditation.json"), text, 0o600))
		return b.path("accreditation.json")
	}
	b.must(t, "", nil, "accredit", "-connection", ministry, "-file", write())
	b.must(t, "", nil, "accredit", "-connection", ministry, "-file", write())
	accreditation["scopes"].([]map[string]any)[0]["quota"] = 1000
	code, _, complaints := b.run(t, "", "accredit", "-connection", ministry, "-file", write())
	require.Equal(t, 1, code, complaints)
	b.must(t, "", nil, "accredit", "-connection", ministry, "-file", write(), "-amend")
	var view ledger.IssuerView
	code, _, _ = b.run(t, "", "add-key", "-connection", ministry, "-issuer", issuer)
	require.Equal(t, 2, code, "the passphrase is wanted")
	b.must(t, "", nil, "add-key", "-connection", ministry, "-issuer", issuer, "-passphrase-file", b.path("passphrase"))
	_, out, _ := b.run(t, "", "add-key", "-connection", ministry, "-issuer", issuer, "-passphrase-file", b.path("passphrase"), "--json")
	require.NoError(t, json.Unmarshal([]byte(out), &view))
	require.Len(t, view.Keys, 1, "repeating is no harm")

	keystore, err := signer.Open(b.path("keystore"), b.env["SOGOC_KEYSTORE_PASSWORD_FILE"])
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, keystore.Close()) })
	b.serve(t, db, fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")), registry.KeysFrom(keystore), time.Now)

	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	code, _, complaints = b.run(t, "approver", "approve", made.ID)
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "key_locked")
	code, _, complaints = b.run(t, "approver", "unlock", "-passphrase-file", "-")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "wrong_passphrase")
	b.must(t, "approver", nil, "unlock", "-passphrase-file", b.path("passphrase"))
	b.must(t, "approver", nil, "approve", made.ID)
	var anchored struct{ Anchored int }
	b.must(t, "approver", &anchored, "anchor", made.ID)
	require.Equal(t, sample.THPTCount, anchored.Anchored)
	var found []struct{ ID, Status string }
	b.must(t, "registrar", &found, "search", "-batch", made.ID, "-limit", "1")
	b.must(t, "approver", &found[0], "revoke", found[0].ID, "-ground", "issuer-error", "-decision-number", "3/QĐ", "-decision-date", "2026-06-19")
	require.Equal(t, "revoked", found[0].Status)
	var said ledger.AnchorStatuses
	b.must(t, "", &said, "set-anchors", "-connection", ministry, "-issuer", issuer, "-first", "1", "-state", "suspended")
	require.Len(t, said.Changes, 1)
}

func TestAVerifiersKeyOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	b := &bundle{dir: t.TempDir(), env: map[string]string{}}
	public, err := receiptkey.Generate(b.path("receipt.key"))
	require.NoError(t, err)
	name := "V-" + rand.Text()[:12]
	add := func(client, name string) (int, string, string) {
		return b.run(t, "", "add-verifier-key", "-connection", testnetwork.File(dir, client), "-name", name, "-key", b.path("receipt.key"), "--json")
	}
	code, _, complaints := add("registryd", name)
	require.Equal(t, 1, code, "only an accreditor may")
	require.Contains(t, complaints, string(ledger.CodeForbidden))
	for range 2 { // repeating is no harm
		code, out, complaints := add("accreditor", name)
		require.Equal(t, 0, code, complaints)
		var record ledger.Key
		require.NoError(t, json.Unmarshal([]byte(out), &record))
		require.Equal(t, public, record.Key)
		require.Equal(t, ledger.PurposeVerifier, record.Purpose)
		require.Equal(t, name, record.Issuer)
	}
	code, _, complaints = add("accreditor", name+"-2")
	require.Equal(t, 1, code, "a key has one name")
	require.Contains(t, complaints, string(ledger.CodeConflict))
	code, out, complaints := b.run(t, "", "end-key", "-connection", testnetwork.File(dir, "accreditor"), "-issuer", name, "-thumbprint", public.Thumbprint(),
		"-compromised-since", "2026-11-20T08:00:00+07:00")
	require.Equal(t, 0, code, complaints)
	require.Contains(t, out, "compromised since 2026-11-20T01:00:00Z")
}
