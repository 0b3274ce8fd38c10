package fabricledger_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/signer"
	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// accredited is a freshly accredited issuer with a key, on the network that all
// tests share: its code is drawn at random, so that nobody meets another's.
type accredited struct {
	ledger     fabricledger.Ledger
	accreditor fabricledger.Accreditor
	issuer     string
	key        credential.Signer
}

func setupNetwork(t *testing.T) accredited {
	t.Helper()
	dir := testnetwork.Shared(t)
	b := accredited{
		ledger:     fabricledger.NewLedger(testnetwork.Client(t, dir, "registryd")),
		accreditor: fabricledger.NewAccreditor(testnetwork.Client(t, dir, "accreditor")),
		issuer:     "T-" + strings.ToUpper(rand.Text()[:12]),
	}
	view, err := b.accreditor.Accredit(t.Context(), accreditation(b.issuer), testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	require.Equal(t, ledger.IssuerActive, view.Issuer.State)
	b.key = newKey(t, b.issuer)
	view = testnetwork.RegisterKey(t, b.accreditor, ledger.PurposeIssuer, b.issuer, b.key)
	require.Equal(t, b.key.PublicKey(), view.Keys[0].Key)
	require.Eventually(t, func() bool { // the registry's peer may lag behind the accreditor's
		view, err := b.ledger.Issuer(t.Context(), b.issuer)
		return err == nil && len(view.Keys) == 1
	}, time.Minute, 50*time.Millisecond)
	return b
}

func newKey(t *testing.T, issuer string) credential.Signer {
	t.Helper()
	const password = "synthetic password of a test"
	dir, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte(password), 0o600))
	public, err := signer.Generate(dir, issuer, ledger.ES256K, password)
	require.NoError(t, err)
	store, err := signer.Open(dir, file)
	require.NoError(t, err)
	s, err := store.Signer(issuer, public.Thumbprint())
	require.NoError(t, err)
	return s
}

func accreditation(code string) ledger.Accreditation {
	return ledger.Accreditation{Code: code, Name: "Trường THPT Mẫu (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2020-01-01", Until: "2099-12-31", Quota: 100000}}}
}

// statement returns the anchor that follows last, signed, with its digests.
func (b accredited) statement(
	t *testing.T,
	last ledger.Sequence,
	size int,
) (ledger.Anchor, ledger.Signature, []ledger.Digest) {
	t.Helper()
	digests := make([]ledger.Digest, size)
	for i := range digests {
		digests[i] = ledger.SumDigest(
			binary.BigEndian.AppendUint64([]byte(b.issuer+fmt.Sprint(last.Sequence)), uint64(i)),
		)
	}
	sealed, err := batch.Seal(digests)
	require.NoError(t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   b.ledger.Genesis(),
		Issuer:   b.issuer,
		Sequence: last.Sequence + 1,
		Kind:     "VN-USE",
		Root:     sealed.Root,
		Size:     uint64(size),
		Previous: last.Previous,
		Key:      b.key.PublicKey().Thumbprint(),
	}
	signature, err := b.key.Sign(ledger.Canonical(a))
	require.NoError(t, err)
	return a, signature, sealed.Digests
}

func (b accredited) status(
	t *testing.T,
	index uint32,
	version uint64,
	state ledger.State,
) (ledger.Status, ledger.Signature) {
	t.Helper()
	s := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  b.ledger.Genesis(),
		Issuer:  b.issuer,
		List:    1,
		Index:   index,
		Version: version,
		State:   state,
		Detail:  ledger.SumDigest([]byte("detail of a test")),
		Key:     b.key.PublicKey().Thumbprint(),
	}
	signature, err := b.key.Sign(ledger.Canonical(s))
	require.NoError(t, err)
	return s, signature
}

func requireRefusal(t *testing.T, err error, code ledger.Code) {
	t.Helper()
	var refusal *ledger.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, code, refusal.Code)
	require.NotErrorIs(t, err, registry.ErrOutcomeUnknown)
}

func TestNetworkAnchors(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	ctx := t.Context()

	_, err := b.ledger.Anchor(ctx, b.issuer, 1)
	requireRefusal(t, err, ledger.CodeNotFound)

	anchor, signature, digests := b.statement(t, ledger.Sequence{}, 3)
	record, err := b.ledger.PutAnchor(ctx, anchor, signature, digests)
	require.NoError(t, err)
	require.Equal(t, anchor, record.Anchor)
	require.Equal(t, signature, record.Signature)
	require.NotEmpty(t, record.TxID)

	again, err := b.ledger.PutAnchor(ctx, anchor, signature, digests)
	require.NoError(t, err, "an equal anchor that stands already is success")
	require.Equal(t, record, again)

	view, err := b.ledger.Issuer(ctx, b.issuer)
	require.NoError(t, err)
	require.Equal(t, uint64(1), view.Sequence.Sequence)

	gap, signature, digests := b.statement(t, ledger.Sequence{Sequence: 6, Previous: view.Sequence.Previous}, 1)
	_, err = b.ledger.PutAnchor(ctx, gap, signature, digests)
	requireRefusal(t, err, ledger.CodeSequence)

	full, signature, digests := b.statement(t, view.Sequence, ledger.MaxBatch)
	record, err = b.ledger.PutAnchor(ctx, full, signature, digests)
	require.NoError(t, err)
	require.Equal(t, full, record.Anchor)
}

func TestNetworkStatus(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	ctx := t.Context()

	entry, err := b.ledger.Status(ctx, b.issuer, 1, 7)
	require.NoError(t, err)
	require.Equal(t, ledger.Active, entry.State)
	require.Zero(t, entry.Version)

	statement, signature := b.status(t, 7, 1, ledger.Suspended)
	entry, err = b.ledger.SetStatus(ctx, statement, signature)
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, entry.State)

	statement, signature = b.status(t, 7, 3, ledger.Revoked)
	_, err = b.ledger.SetStatus(ctx, statement, signature)
	requireRefusal(t, err, ledger.CodeVersion)

	byAccreditor := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  b.ledger.Genesis(),
		Issuer:  b.issuer,
		List:    1,
		Index:   7,
		Version: 2,
		State:   ledger.Revoked,
		Detail:  ledger.SumDigest([]byte("detail of a test")),
	}
	entry, err = b.accreditor.SetStatus(ctx, byAccreditor)
	require.NoError(t, err)
	require.Equal(t, "MinistryMSP", entry.MSP)

	anchor, anchorSignature, digests := b.statement(t, ledger.Sequence{}, 1)
	_, err = b.ledger.PutAnchor(ctx, anchor, anchorSignature, digests)
	require.NoError(t, err)
	changed, err := b.accreditor.SetAnchorStatus(
		ctx,
		b.issuer,
		1,
		1,
		ledger.Suspended,
		ledger.SumDigest([]byte("detail")),
	)
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, changed.Status.State)
}

func TestNetworkAccreditor(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	ctx := t.Context()

	view, err := b.accreditor.SuspendIssuer(ctx, b.issuer, testledger.Reason(ledger.FuncSuspendIssuer))
	require.NoError(t, err)
	require.Equal(t, ledger.IssuerSuspended, view.Issuer.State)
	require.Eventually(t, func() bool {
		seen, err := b.ledger.Issuer(ctx, b.issuer)
		return err == nil && seen.Issuer.State == ledger.IssuerSuspended
	}, time.Minute, 50*time.Millisecond)
	anchor, signature, digests := b.statement(t, ledger.Sequence{}, 1)
	_, err = b.ledger.PutAnchor(ctx, anchor, signature, digests)
	requireRefusal(t, err, ledger.CodeIssuerState)
	view, err = b.accreditor.ReinstateIssuer(ctx, b.issuer, testledger.Reason(ledger.FuncReinstateIssuer))
	require.NoError(t, err)
	require.Equal(t, ledger.IssuerActive, view.Issuer.State)

	amended := accreditation(b.issuer)
	amended.NameEn = "Sample High School (sample)"
	view, err = b.accreditor.AmendAccreditation(ctx, amended, testledger.Reason(ledger.FuncAmendAccreditation))
	require.NoError(t, err)
	require.Equal(t, amended, view.Issuer.Accreditation)

	view, err = b.accreditor.ReportKeyCompromised(
		ctx,
		b.issuer,
		b.key.PublicKey().Thumbprint(),
		time.Now().Add(-time.Minute).Truncate(time.Second),
		testledger.Reason(ledger.FuncReportKeyCompromised),
	)
	require.NoError(t, err)
	require.False(t, view.Keys[0].Compromised.IsZero())

	next := newKey(t, b.issuer)
	testnetwork.RegisterKey(t, b.accreditor, ledger.PurposeIssuer, b.issuer, next)
	view, err = b.accreditor.RetireKey(
		ctx,
		b.issuer,
		next.PublicKey().Thumbprint(),
		testledger.Reason(ledger.FuncRetireKey),
	)
	require.NoError(t, err)
	require.False(t, view.Keys[1].Retired.IsZero())
	view = testnetwork.RegisterKey(t, b.accreditor, ledger.PurposeVerifier, "V-"+b.issuer, newKey(t, "TH-MAU"))
	require.Equal(t, ledger.PurposeVerifier, view.Keys[0].Purpose)

	heir := setupNetwork(t)
	accepted, err := ledger.NewCustodyRequest(
		b.ledger.Genesis(),
		b.issuer,
		heir.issuer,
		heir.key.PublicKey(),
		heir.key.Sign,
	)
	require.NoError(t, err)
	view, err = b.accreditor.TransferCustody(ctx, accepted, testledger.Reason(ledger.FuncTransferCustody))
	require.NoError(t, err)
	require.Equal(t, heir.issuer, view.Issuer.Successor)
	_, err = heir.accreditor.WithdrawIssuer(ctx, heir.issuer, testledger.Reason(ledger.FuncWithdrawIssuer))
	require.NoError(t, err)

	_, err = fabricledger.NewAccreditor(b.ledger.Client).
		SuspendIssuer(ctx, heir.issuer, testledger.Reason(ledger.FuncSuspendIssuer))
	requireRefusal(t, err, ledger.CodeForbidden)
}

// Ticks are offered while anchors are put: a client that is caught by one submits
// again, and nobody sees an error.
func TestNetworkTicksDoNotDisturb(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	ctx, stop := context.WithCancel(t.Context())
	var ticks sync.WaitGroup
	ticks.Go(func() {
		for ctx.Err() == nil {
			var refusal *ledger.Refusal
			if err := b.ledger.Tick(ctx); err != nil && ctx.Err() == nil {
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, ledger.CodeTickTooEarly, refusal.Code)
			}
		}
	})
	last := ledger.Sequence{}
	for range 5 {
		anchor, signature, digests := b.statement(t, last, 2)
		_, err := b.ledger.PutAnchor(ctx, anchor, signature, digests)
		require.NoError(t, err)
		last = ledger.Sequence{Sequence: anchor.Sequence, Previous: ledger.SumDigest(ledger.Canonical(anchor))}
	}
	stop()
	ticks.Wait()
}
