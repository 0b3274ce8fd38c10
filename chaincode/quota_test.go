package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

func TestQuota(t *testing.T) {
	t.Parallel()

	t.Run("CountsUpToItsLastOne", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 60), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(60, 41), nil))
		require.NoError(t, w.put(t, digests(60, 40), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 1), nil))
	})
	t.Run("ReplacementsCountToo", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 60), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(0, 60), nil))
	})
	t.Run("YearsAreVietnams", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.Clock.Set(time.Date(2026, 12, 31, 16, 59, 59, 0, time.UTC))
		require.NoError(t, w.put(t, digests(0, 100), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 1), nil))
		w.Clock.Advance(time.Second)
		require.NoError(t, w.put(t, digests(100, 100), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(200, 1), nil))
	})
	t.Run("RevokedStatusReturnsNothing", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 100), nil))
		require.NoError(t, w.setStatus(t, ledger.Revoked, w.key, nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 1), nil))
	})
	t.Run("LongestPrefixIsTheOneThatCounts", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		put := func(kind ledger.Kind, from, n uint32) error {
			return w.putBy(t, w.uniKey, university, kind, digests(from, n))
		}
		require.NoError(t, put("VN-BA/7480201", 0, 10))
		requireCode(t, ledger.CodeQuota, put("VN-BA/7480201", 10, 1))
		require.NoError(t, put("VN-BA/7480101", 10, 50))
		requireCode(t, ledger.CodeQuota, put("VN-BA/7480107", 60, 1))
		requireCode(t, ledger.CodeScope, put("VN-BA/7340101", 60, 1))
		requireCode(t, ledger.CodeScope, put("VN-BA", 60, 1))
		requireCode(t, ledger.CodeScope, put("VN-MA/7480201", 60, 1))
	})
	t.Run("WiderScopeAppliesWhenTheNarrowOneHasEnded", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.Clock.Set(time.Date(2027, 6, 20, 5, 0, 0, 0, time.UTC))
		require.NoError(t, w.putBy(t, w.uniKey, university, bachelor, digests(0, 50)))
		requireCode(t, ledger.CodeQuota, w.putBy(t, w.uniKey, university, bachelor, digests(50, 1)))
	})
	t.Run("AmendedQuotaCountsFromWhatWasUsed", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 100), nil))
		a := schoolAccreditation()
		a.Scopes[0].Quota = 120
		w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 21), nil))
		require.NoError(t, w.put(t, digests(100, 20), nil))
		a.Scopes[0].Quota = 50
		w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(120, 1), nil))
	})
	t.Run("ScopesDaysAreVietnams", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.Clock.Set(time.Date(2030, 12, 31, 16, 59, 59, 0, time.UTC))
		require.NoError(t, w.put(t, digests(0, 1), nil))
		w.Clock.Advance(time.Second)
		requireCode(t, ledger.CodeScope, w.put(t, digests(1, 1), nil))
	})
}

// putBy puts an issuer's next anchor, signed by one of its keys.
func (w *world) putBy(t testing.TB, key testledger.Signer, issuer string, kind ledger.Kind,
	all []ledger.Digest) error {
	t.Helper()
	b := seal(t, all)
	text, signature := testledger.Sign(t, key, w.NextAnchor(t, issuer, kind, key, b))
	_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, text, signature, ledger.EncodeDigests(b.Digests))
	return err
}

func TestAnchorsOfOneIssuer(t *testing.T) {
	t.Parallel()
	w := setup(t)
	first := w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	second := w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	require.Equal(t, uint64(2), second.Anchor.Sequence)
	require.Equal(t, ledger.SumDigest(ledger.Canonical(first.Anchor)), second.Anchor.Previous)
	require.Equal(t, w.Clock.Now(), second.Time)
	require.NotEqual(t, first.TxID, second.TxID)

	view := w.issuer(t, school)
	require.Equal(t, ledger.Sequence{Sequence: 2, Previous: ledger.SumDigest(ledger.Canonical(second.Anchor))},
		view.Sequence)
	require.Zero(t, w.issuer(t, university).Sequence, "another issuer's sequence is its own")
	got := testledger.MustQuery[ledger.AnchorRecord](t, w.Ledger, ledger.FuncAnchor, school, "1")
	require.Equal(t, first, got)

	t.Run("TwoAtOnceAreOne", func(t *testing.T) {
		one := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(5, 1), nil)...)
		two := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(6, 1), nil)...)
		require.NoError(t, w.Commit(one))
		require.ErrorIs(t, w.Commit(two), testledger.ErrMVCC)
	})
}

func TestQuotaSaysWhatTheNextAnchorIsHeldAgainst(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.put(t, digests(0, 60), nil))
	view := testledger.MustQuery[ledger.QuotaView](t, w.Ledger, ledger.FuncQuota, school)
	scope, found := view.Issuer.Scope(diploma, view.Time)
	require.True(t, found)
	require.Contains(t, view.Uses, ledger.QuotaUse{
		Place: ledger.QuotaPlaceOf(scope, view.Time), Quota: uint64(scope.Quota), Used: 60,
	})
	_, err := w.Query(w.Registry, ledger.FuncQuota, "NO-ONE")
	requireCode(t, ledger.CodeNotFound, err)
}
