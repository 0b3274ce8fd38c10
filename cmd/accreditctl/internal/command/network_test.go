package command_test

import (
	"crypto/rand"
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// bundle is the network that all tests share, as one of its clients uses it.
type bundle struct {
	network  string
	settings map[string]string
	genesis  ledger.Digest
}

func setup(t *testing.T, client string) bundle {
	t.Helper()
	dir := testnetwork.Shared(t)
	return bundle{
		network:  dir,
		settings: map[string]string{"SOGOC_ACCREDITOR_CONNECTION": testnetwork.File(dir, client)},
		genesis:  testnetwork.Connection(t, dir, client).Genesis,
	}
}

// run runs a command line without a question, with a decision where it is an act,
// demands the exit code, and returns the record that was printed for machines.
func (b bundle) run(t *testing.T, want int, args ...string) (view ledger.IssuerView, complaints string) {
	t.Helper()
	code, out, complaints := clitest.Run(t, command.Program(), b.settings, "", append(decided(args), "--json")...)
	require.Equal(t, want, code, "%v: %s", args, complaints)
	if want == 0 {
		require.NoError(t, json.Unmarshal([]byte(out), &view), out)
	}
	return view, complaints
}

// decided adds a decision to an act's command line, with the ground that says least.
func decided(args []string) []string {
	if args[0] == "show" {
		return args
	}
	return append(decide("as-decided", args...), "-yes")
}

// newCode draws the code of a school: the network is shared, and remembers.
func newCode() string { return "ACC-" + rand.Text()[:12] }

// accreditation writes an accreditation with that quota.
func accreditation(t *testing.T, issuer string, quota int) string {
	t.Helper()
	scope := map[string]any{
		"type":  "VN-USE",
		"field": "",
		"from":  "2026-01-01",
		"until": "2099-12-31",
		"quota": quota,
	}
	text, err := json.Marshal(map[string]any{
		"name": "Trường THPT Số 1 (mẫu)", "code": issuer, "nameEn": "", "delegate": "", "scopes": []any{scope},
	})
	require.NoError(t, err)
	return writeFile(t, text)
}

// accredited makes a school with a key and returns its code and key.
func (b bundle) accredited(t *testing.T) (string, testledger.Signer) {
	t.Helper()
	issuer, key := newCode(), testledger.NewSigner(t)
	b.run(t, 0, "accredit", "-file", accreditation(t, issuer, 100))
	file := writeKeyRequest(t, b.genesis, issuer, key)
	view, _ := b.run(t, 0, "key", "add", file, "-thumbprint", key.PublicKey().Thumbprint())
	require.Len(t, view.Keys, 1)
	return issuer, key
}

func TestAccreditations(t *testing.T) {
	t.Parallel()
	b := setup(t, "accreditor")
	issuer := newCode()
	_, complaints := b.run(t, 1, "show", issuer)
	require.Contains(t, complaints, string(ledger.CodeNotFound))
	b.run(t, 1, "amend", "-file", accreditation(t, issuer, 100)) // nothing stands there
	b.run(t, 0, "accredit", "-file", accreditation(t, issuer, 100))
	b.run(t, 0, "accredit", "-file", accreditation(t, issuer, 100))
	_, complaints = b.run(t, 1, "accredit", "-file", accreditation(t, issuer, 1000))
	require.Contains(t, complaints, string(ledger.CodeConflict))
	view, _ := b.run(t, 0, "amend", "-file", accreditation(t, issuer, 1000))
	require.EqualValues(t, 1000, view.Issuer.Accreditation.Scopes[0].Quota)

	view, _ = b.run(t, 0, "suspend", issuer)
	require.Equal(t, ledger.IssuerSuspended, view.Issuer.State)
	require.Equal(t, ledger.GroundAsDecided, view.Issuer.StateReason.Ground)
	code, _, complaints := clitest.Run(t, command.Program(), b.settings, "yes\n", decide("inspection", "suspend", issuer)...)
	require.Equal(t, 1, code, complaints)
	require.Contains(t, complaints, "It is so already")
	require.Contains(t, complaints, "by decision 12/QĐ-SGDĐT of 2026-06-18, ground as-decided")
	view, _ = b.run(t, 0, "reinstate", issuer)
	require.Equal(t, ledger.IssuerActive, view.Issuer.State)
	view, _ = b.run(t, 0, "withdraw", issuer)
	require.Equal(t, ledger.IssuerWithdrawn, view.Issuer.State)
	view, _ = b.run(t, 0, "show", issuer)
	require.Equal(t, ledger.IssuerWithdrawn, view.Issuer.State)
}

func TestKeys(t *testing.T) {
	t.Parallel()
	b := setup(t, "accreditor")
	issuer, key := b.accredited(t)
	thumbprint := key.PublicKey().Thumbprint()
	file := writeKeyRequest(t, b.genesis, issuer, key)
	view, _ := b.run(t, 0, "key", "add", file, "-thumbprint", thumbprint)
	require.Len(t, view.Keys, 1, "repeating is no harm")
	another := testledger.NewSigner(t)
	foreign := writeKeyRequest(t, ledger.SumDigest([]byte("another ledger")), issuer, another)
	_, complaints := b.run(t, 2, "key", "add", foreign, "-thumbprint", another.PublicKey().Thumbprint())
	require.Contains(t, complaints, "another ledger")

	since := time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	view, _ = b.run(t, 0, "key", "compromised", "-owner", issuer, "-thumbprint", thumbprint,
		"-since", since.Format(time.RFC3339))
	require.Equal(t, since, view.Keys[0].Compromised.UTC())
	view, _ = b.run(t, 0, "key", "retire", "-owner", issuer, "-thumbprint", thumbprint)
	require.False(t, view.Keys[0].Retired.IsZero())
	code, out, _ := clitest.Run(t, command.Program(), b.settings, "", "show", issuer)
	require.Zero(t, code)
	require.Contains(t, out, "compromised since "+since.Format(time.RFC3339))
	require.Contains(t, out, "retired")
}

func TestAVerifiersKey(t *testing.T) {
	t.Parallel()
	b := setup(t, "accreditor")
	key, name := testledger.NewSigner(t), "V-"+rand.Text()[:12]
	request := func(name string) string {
		r, err := ledger.NewKeyRequest(ledger.PurposeVerifier, b.genesis, name, key.PublicKey(), key.Sign)
		require.NoError(t, err)
		return writeFile(t, r.Canonical())
	}
	for range 2 { // repeating is no harm
		view, _ := b.run(t, 0, "key", "add", request(name), "-thumbprint", key.PublicKey().Thumbprint())
		require.Equal(t, key.PublicKey(), view.Keys[0].Key)
		require.Equal(t, ledger.PurposeVerifier, view.Keys[0].Purpose)
		require.Equal(t, name, view.Keys[0].Issuer)
	}
	_, complaints := b.run(t, 1, "key", "add", request(name+"-2"), "-thumbprint", key.PublicKey().Thumbprint())
	require.Contains(t, complaints, string(ledger.CodeConflict), "a key has one name")
	code, out, complaints := clitest.Run(t, command.Program(), b.settings, "", decided([]string{"key", "compromised", "-owner", name,
		"-thumbprint", key.PublicKey().Thumbprint(), "-since", "2026-11-20T08:00:00+07:00"})...)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "compromised since 2026-11-20T01:00:00Z")
}

func TestCustody(t *testing.T) {
	t.Parallel()
	b := setup(t, "accreditor")
	first, firstKey := b.accredited(t)
	heir, heirKey := b.accredited(t)
	request := func(from, to string, key testledger.Signer) string {
		r, err := ledger.NewCustodyRequest(b.genesis, from, to, key.PublicKey(), key.Sign)
		require.NoError(t, err)
		return writeFile(t, r.Canonical())
	}
	transfer := func(want int, from, to string, key testledger.Signer) ledger.IssuerView {
		view, _ := b.run(t, want, "custody", "transfer", "-from", from, "-to", to, request(from, to, key))
		return view
	}
	transfer(1, first, heir, firstKey) // signed by the predecessor, whom nobody asks
	view := transfer(0, first, heir, heirKey)
	require.Equal(t, heir, view.Issuer.Successor)
	require.Equal(t, ledger.IssuerClosed, view.Issuer.State)
	transfer(1, heir, first, firstKey) // which is closed
}

func TestAnchors(t *testing.T) {
	t.Parallel()
	b := setup(t, "accreditor")
	issuer, key := b.accredited(t)
	folder := t.TempDir()
	set := func(want int, args ...string) (changed ledger.AnchorRange) {
		t.Helper()
		args = append([]string{"anchors", "set", "-issuer", issuer, "--json", "-reason-file",
			filepath.Join(folder, args[len(args)-1])}, args...)
		code, out, complaints := clitest.Run(t, command.Program(), b.settings, "", decided(args)...)
		require.Equal(t, want, code, complaints)
		if want == 0 {
			require.NoError(t, json.Unmarshal([]byte(out), &changed))
		}
		return changed
	}
	set(1, "-first", "1", "-state", "suspended") // it has none
	put(t, fabricledger.NewLedger(testnetwork.Client(t, b.network, "registryd")), issuer, key)
	require.Equal(t, ledger.Suspended, set(0, "-first", "1", "-state", "suspended").Status.State)
	changed := set(0, "-first", "1", "-last", strconv.Itoa(1), "-state", "revoked")
	require.Equal(t, ledger.Revoked, changed.Status.State)
	set(1, "-first", "1", "-state", "active") // revoked is for ever
}

// put anchors one digest.
func put(t *testing.T, l fabricledger.Ledger, issuer string, key testledger.Signer) {
	t.Helper()
	sealed, err := batch.Seal([]ledger.Digest{ledger.SumDigest([]byte(issuer))})
	require.NoError(t, err)
	anchor := ledger.Anchor{
		Type: ledger.TypeAnchor, Ledger: l.Genesis(), Issuer: issuer, Sequence: 1, Kind: "VN-USE",
		Root: sealed.Root, Size: 1, Key: key.PublicKey().Thumbprint(),
	}
	signature, err := key.Sign(ledger.Canonical(anchor))
	require.NoError(t, err)
	require.Eventually(t, func() bool { // the registry's peer may lag behind the accreditor's
		_, err := l.PutAnchor(t.Context(), anchor, signature, sealed.Digests)
		return err == nil
	}, time.Minute, 50*time.Millisecond)
}

func TestNobodyButAnAccreditor(t *testing.T) {
	t.Parallel()
	ministry := setup(t, "accreditor")
	issuer, _ := ministry.accredited(t)
	b := setup(t, "registryd")
	key := testledger.NewSigner(t)
	file := writeKeyRequest(t, b.genesis, issuer, key)
	for _, args := range [][]string{
		{"accredit", "-file", accreditation(t, newCode(), 1)},
		{"suspend", issuer},
		{"key", "add", file, "-thumbprint", key.PublicKey().Thumbprint()},
	} {
		_, complaints := b.run(t, 1, args...)
		require.Contains(t, complaints, string(ledger.CodeForbidden), args)
	}
}
