package app

import (
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/registry/reading"
	"sogoc/registry/signer"
	"sogoc/verifier/audit"
	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// newKey makes a key of a keystore of its own: a key stands on a ledger once.
func newKey(t *testing.T, issuer string) credential.Signer {
	t.Helper()
	dir, password := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(password, []byte("test\n"), 0o600))
	_, err := signer.Generate(dir, issuer, ledger.ES256K, "test")
	require.NoError(t, err)
	store, err := signer.Open(dir, password)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	signers, err := store.Signers(issuer)
	require.NoError(t, err)
	require.Len(t, signers, 1)
	return signers[0]
}

// anchorOnNetwork returns the export of what one synthetic school put on the network's ledger: an anchor
// of three digests, and a revoked status entry.
func anchorOnNetwork(t *testing.T, dir, code string) ([]reading.ExportEntry, ledger.AnchorRecord) {
	t.Helper()
	key, ministry, reg := newKey(
		t,
		code,
	), fabricledger.NewAccreditor(
		testnetwork.Client(t, dir, "accreditor"),
	), fabricledger.NewLedger(
		testnetwork.Client(t, dir, "registryd"),
	)
	_, err := ministry.Accredit(
		t.Context(),
		ledger.Accreditation{
			Code:   code,
			Name:   "Trường (mẫu)",
			Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2099-12-31", Quota: 100}},
		},
		testledger.Reason(ledger.FuncAccredit),
	)
	require.NoError(t, err)
	testnetwork.RegisterKey(t, ministry, ledger.PurposeIssuer, code, key)
	digests := make([]ledger.Digest, 3)
	for i := range digests {
		_, _ = rand.Read(digests[i][:])
	}
	sealed, err := batch.Seal(digests)
	require.NoError(t, err)
	statement := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   reg.Genesis(),
		Issuer:   code,
		Sequence: 1,
		Kind:     "VN-USE",
		Root:     sealed.Root,
		Size:     3,
		Key:      key.PublicKey().Thumbprint(),
	}
	signature, err := key.Sign(ledger.Canonical(statement))
	require.NoError(t, err)
	record, err := reg.PutAnchor(t.Context(), statement, signature, sealed.Digests)
	require.NoError(t, err)
	status := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  reg.Genesis(),
		Issuer:  code,
		List:    1,
		Index:   11,
		Version: 1,
		State:   ledger.Revoked,
		Key:     key.PublicKey().Thumbprint(),
	}
	signature, err = key.Sign(ledger.Canonical(status))
	require.NoError(t, err)
	_, err = reg.SetStatus(t.Context(), status, signature)
	require.NoError(t, err)
	var export []reading.ExportEntry
	for i, d := range sealed.Digests {
		e := reading.ExportEntry{
			Issuer:    code,
			Sequence:  1,
			LeafIndex: uint64(i),
			Digest:    d,
			Kind:      "VN-USE",
			List:      1,
			Index:     uint32(10 + i),
			Status:    ledger.Active,
			IssuedAt:  record.Time.Add(-time.Minute),
		}
		if e.Index == 11 {
			e.Status = ledger.Revoked
		}
		export = append(export, e)
	}
	return export, record
}

func writeLines(t *testing.T, entries []reading.ExportEntry) string {
	t.Helper()
	var text []byte
	for _, e := range entries {
		line, err := json.Marshal(e)
		require.NoError(t, err)
		text = append(append(text, line...), '\n')
	}
	path := filepath.Join(t.TempDir(), "digests.jsonl")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

func must(t *testing.T, into any, args ...string) {
	t.Helper()
	code, out, complaints := ledgeraudit(t, append(args, "--json")...)
	require.Equal(t, 0, code, complaints)
	require.NoError(t, json.Unmarshal([]byte(out), into))
}

func TestAnAuditOfANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	code := "AUDIT-" + rand.Text()[:12] // the network is shared, and remembers
	export, record := anchorOnNetwork(t, dir, code)
	trust, index, to := filepath.Join(dir, "trust.json"), t.TempDir(), filepath.Join(t.TempDir(), "blocks")
	connection := testnetwork.File(dir, "verifierd")

	// From one organisation first, then from all: what was there is compared.
	var fetched audit.Fetched
	must(t, &fetched, "fetch", "-connection", connection, "-to", to, "-peers", "AuditorMSP")
	require.Len(t, fetched.Peers, 1)
	must(t, &fetched, "fetch", "-connection", connection, "-to", to)
	require.Len(t, fetched.Peers, 4)
	require.Empty(t, fetched.Differences)
	for _, p := range fetched.Peers {
		require.Positive(t, p.Compared)
	}
	exit, _, complaints := ledgeraudit(t, "fetch", "-connection", connection, "-to", to, "-peers", "NobodyMSP")
	require.Equal(t, 2, exit, complaints)

	var report audit.Report
	must(t, &report, "verify", "-trust", trust, "-index", index, to)
	require.Equal(t, fetched.Blocks, report.Head.Height)
	require.Equal(t, fetched.Hash, report.Head.Hash)
	require.NotEmpty(t, report.Definitions)
	var mine []audit.Issuer
	for _, i := range report.Issuers {
		if i.Code == code {
			mine = append(mine, i)
		}
	}
	require.Equal(
		t,
		[]audit.Issuer{
			{
				Code:       code,
				Name:       "Trường (mẫu)",
				State:      ledger.IssuerActive,
				Accreditor: "MinistryMSP",
				Keys:       1,
				Anchors:    1,
				Digests:    3,
				Statuses:   1,
			},
		},
		mine,
	)

	replay := func(command string, args ...string) []string {
		return append([]string{command, "-trust", trust, "-index", index, to}, args...)
	}
	var issuer audit.IssuerHistory
	must(t, &issuer, replay("history", "issuer", code)...)
	require.Len(t, issuer.Events, 4, "accredited, key twice, anchor: %+v", issuer.Events)
	var one audit.CredentialHistory
	must(t, &one, replay("history", "credential", export[1].Digest.String(), "-issuer", code, "-entry", "1/11")...)
	require.Equal(t, ledger.Revoked, one.State)
	var transaction audit.TransactionHistory
	must(t, &transaction, replay("history", "transaction", record.TxID)...)
	require.True(t, transaction.Valid)
	require.Equal(t, ledger.FuncPutAnchor, transaction.Function)
	require.Equal(t, audit.Identity{MSP: "SchoolsMSP", Units: []string{"client", "registry"}}, transaction.Creator)
	require.GreaterOrEqual(t, len(transaction.Endorsers), 3)

	var reconciled audit.Reconciliation
	must(t, &reconciled, replay("reconcile", "-export", writeLines(t, export))...)
	require.Equal(t, uint64(3), reconciled.Equal)
	export[1].Status = ledger.Active
	exit, out, complaints := ledgeraudit(t, replay("reconcile", "-export", writeLines(t, export[:2]), "--json")...)
	require.Equal(t, 1, exit, complaints)
	require.NoError(t, json.Unmarshal([]byte(out), &reconciled))
	require.Equal(t, []uint64{1, 1}, []uint64{reconciled.Extra, reconciled.Altered}, out)

	// Offline, a file that was cut is noticed.
	raw, err := os.ReadFile(filepath.Join(to, "1.block"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(to, "1.block"), raw[:len(raw)-1], 0o600))
	exit, _, complaints = ledgeraudit(t, "verify", "-trust", trust, to)
	require.Equal(t, 4, exit, complaints)
}
