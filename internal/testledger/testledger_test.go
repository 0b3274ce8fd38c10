package testledger_test

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/register"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// That it is the register's ledger is said here, and not where it is written: so tests that
// need no register are linked without one.
var _ register.Ledger = (*testledger.Ledger)(nil)

const school = "THPT-MAU"

func setup(t *testing.T) (*testledger.Ledger, testledger.Signer) {
	t.Helper()
	l := testledger.New(t, testledger.Options{})
	l.Accredit(
		t,
		ledger.Accreditation{
			Code:   school,
			Name:   "Trường THPT Mẫu (mẫu)",
			Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
		},
	)
	key := testledger.NewSigner(t)
	l.AddKey(t, school, key)
	return l, key
}

func digests(from, n uint32) []ledger.Digest {
	all := make([]ledger.Digest, n)
	for i := range n {
		all[i] = ledger.SumDigest(binary.BigEndian.AppendUint32(nil, from+i))
	}
	return all
}

func TestViewSeesWhatWasCommitted(t *testing.T) {
	t.Parallel()
	l, key := setup(t)
	first := l.AnchorDigests(t, school, "VN-USE", key, digests(0, 5)...)
	before := l.View()
	second := l.AnchorDigests(t, school, "VN-USE", key, digests(3, 5)...)
	l.SetEntry(t, school, 1, 7, ledger.Revoked, key)
	testledger.Must[ledger.AnchorRange](t, l, l.Accreditor, ledger.FuncSetAnchorStatus, school, "1", "2",
		"suspended")
	now := l.View()

	require.Equal(t, uint64(4), before.Head().Height, "genesis, accreditation, key, anchor")
	require.Equal(t, uint64(7), now.Head().Height)
	require.NotEqual(t, before.Head().Hash, now.Head().Hash)

	issuers, err := now.Issuer(school)
	require.NoError(t, err)
	require.Len(t, issuers, 2)
	require.Empty(t, issuers[0].Issuer.Keys)
	require.Len(t, issuers[1].Issuer.Keys, 1)

	keys, err := now.Key(key.PublicKey().Thumbprint())
	require.NoError(t, err)
	require.Len(t, keys, 1)

	for _, tt := range []struct {
		view  ledger.View
		digit uint32
		want  []uint64
	}{{before, 0, []uint64{1}}, {before, 4, []uint64{1}}, {before, 5, nil},
		{now, 4, []uint64{1, 2}}, {now, 5, []uint64{2}}, {now, 8, nil}} {
		places, err := tt.view.Leaves(school, digests(tt.digit, 1)[0])
		require.NoError(t, err)
		var sequences []uint64
		for _, p := range places {
			sequences = append(sequences, p.Sequence)
			all, err := tt.view.Digests(school, p.Sequence)
			require.NoError(t, err)
			require.Equal(t, digests(tt.digit, 1)[0], all[p.Index])
		}
		require.Equal(t, tt.want, sequences)
	}

	record, position, found, err := now.Anchor(school, 2)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, second, record)
	require.Equal(t, second.TxID, position.TxID)
	require.Equal(t, second.Time, position.Time)
	_, _, found, err = before.Anchor(school, 2)
	require.NoError(t, err)
	require.False(t, found)
	record, _, _, err = before.Anchor(school, 1)
	require.NoError(t, err)
	require.Equal(t, first, record)

	statuses, err := now.Status(school, 1, 7)
	require.NoError(t, err)
	require.Len(t, statuses, 1)
	require.Equal(t, ledger.Revoked, statuses[0].Status.State)
	anchorStatuses, err := now.AnchorStatus(school, 2)
	require.NoError(t, err)
	require.Len(t, anchorStatuses, 1)
	require.Equal(t, ledger.Suspended, anchorStatuses[0].State)
	anchorStatuses, err = before.AnchorStatus(school, 2)
	require.NoError(t, err)
	require.Empty(t, anchorStatuses)
}

func TestServesAsTheRegistrysLedger(t *testing.T) {
	t.Parallel()
	l, key := setup(t)
	ctx := t.Context()
	b, err := batch.Seal(digests(0, 4))
	require.NoError(t, err)
	anchor := l.NextAnchor(t, school, "VN-USE", key, b)
	signature, err := key.Sign(ledger.Canonical(anchor))
	require.NoError(t, err)

	put := func() (ledger.AnchorRecord, error) { return l.PutAnchor(ctx, anchor, signature, b.Digests) }
	l.FailNext(ledger.FuncPutAnchor, testledger.Unavailable, testledger.UnknownDropped, testledger.UnknownCommitted)

	_, err = put()
	require.ErrorIs(t, err, registry.ErrLedgerUnavailable)
	_, err = put()
	require.ErrorIs(t, err, registry.ErrOutcomeUnknown)
	_, err = l.Anchor(ctx, school, 1)
	var refusal *ledger.Refusal
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, ledger.CodeNotFound, refusal.Code)

	_, err = put()
	require.ErrorIs(t, err, registry.ErrOutcomeUnknown)
	stands, err := l.Anchor(ctx, school, 1)
	require.NoError(t, err)
	require.Equal(t, anchor, stands.Anchor)

	again, err := put()
	require.NoError(t, err)
	require.Equal(t, stands, again)

	status := l.NextStatus(t, school, 1, 1, ledger.Suspended, key)
	signature, err = key.Sign(ledger.Canonical(status))
	require.NoError(t, err)
	_, err = l.SetStatus(ctx, status, signature)
	require.NoError(t, err)
	entry, err := l.Status(ctx, school, 1, 1)
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, entry.State)

	l.SetDown(true)
	_, err = l.Issuer(ctx, school)
	require.ErrorIs(t, err, registry.ErrUnavailable)
	l.SetDown(false)
	view, err := l.Issuer(ctx, school)
	require.NoError(t, err)
	require.Equal(t, uint64(1), view.Sequence.Sequence)
	require.Equal(t, status.Ledger, l.Genesis())
}

func TestATransactionHeldBackPastATickIsInvalid(t *testing.T) {
	t.Parallel()
	l, key := setup(t)
	b, err := batch.Seal(digests(0, 4))
	require.NoError(t, err)
	text, signature := testledger.Sign(t, key, l.NextAnchor(t, school, "VN-USE", key, b))
	held, err := l.Endorse(testledger.Call{
		As:       l.Registry,
		Function: ledger.FuncPutAnchor,
		Args:     []string{text, signature, ledger.EncodeDigests(b.Digests)},
	})
	require.NoError(t, err)
	l.Clock.Advance(time.Minute)
	require.NoError(t, l.Tick(t.Context()))
	require.ErrorIs(t, l.Commit(held), testledger.ErrMVCC)
}
