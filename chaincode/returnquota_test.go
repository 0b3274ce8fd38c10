package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// giveBack calls ReturnQuota for one of the school's anchors.
func (w *world) giveBack(sequence string) error {
	_, err := w.Invoke(w.Registry, ledger.FuncReturnQuota, school, sequence)
	return err
}

func TestReturnQuota(t *testing.T) {
	t.Parallel()

	t.Run("RevokedAnchorGivesItsShareBackOnce", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 60), nil))
		require.NoError(t, w.put(t, digests(60, 40), nil))
		requireCode(t, ledger.CodeQuota, w.giveBack("1"))
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "suspended")
		requireCode(t, ledger.CodeQuota, w.giveBack("1"))
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "revoked")
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 1), nil))
		require.NoError(t, w.giveBack("1"))
		require.NoError(t, w.giveBack("1"), "a repeat is success")
		requireCode(t, ledger.CodeQuota, w.put(t, digests(100, 61), nil))
		require.NoError(t, w.put(t, digests(100, 60), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(160, 1), nil))
	})
	t.Run("CompromisedKeysAnchorsGiveTheirsBack", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		next := newEthSigner(t)
		require.NoError(t, w.put(t, digests(0, 10), nil))
		stolen := w.Clock.Advance(time.Hour)
		require.NoError(t, w.put(t, digests(10, 90), nil))
		w.AddKey(t, school, next)
		w.Clock.Advance(time.Hour)
		require.NoError(t, w.report(t, school, w.key, stolen))
		requireCode(t, ledger.CodeQuota, w.giveBack("1"))
		require.NoError(t, w.giveBack("2"))
		requireCode(t, ledger.CodeQuota, w.putBy(t, next, school, diploma, digests(100, 91)))
		require.NoError(t, w.putBy(t, next, school, diploma, digests(100, 90)))
	})
	t.Run("ItIsTheAnchorsYearThatGetsItBack", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 100), nil))
		w.Clock.Set(time.Date(2027, 6, 20, 5, 0, 0, 0, time.UTC))
		require.NoError(t, w.put(t, digests(100, 100), nil))
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "revoked")
		require.NoError(t, w.giveBack("1"))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(200, 1), nil))
	})
	t.Run("ItRacesNoAnchor", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 10), nil))
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "revoked")
		given := w.endorse(t, ledger.FuncReturnQuota, school, "1")
		require.NotContains(t, given.Reads, ledger.QuotaUsedKey(school, ledger.QuotaPlace{Type: "VN-USE", Year: 2026}).String())
		require.NoError(t, w.put(t, digests(10, 10), nil))
		require.NoError(t, w.Commit(given))
	})
	t.Run("WhatIsNoAnchorGivesNothingBack", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		requireCode(t, ledger.CodeNotFound, w.giveBack("1"))
		requireCode(t, ledger.CodeMalformed, w.giveBack("01"))
		w.void(t, nil)
		requireCode(t, ledger.CodeNotFound, w.giveBack("1"))
	})
}

// olderLedger makes the world's state what the rules before QuotaUsed and
// AnchorStatus left: two anchors, of 60 and 40 digests, the first suspended.
func olderLedger(t *testing.T) *world {
	t.Helper()
	w := setup(t)
	place := ledger.QuotaPlace{Type: "VN-USE", Year: 2026}
	list := ledger.AnchorQuotas{}
	for i, n := range []uint32{60, 40} {
		record := w.AnchorDigests(t, school, diploma, w.key, digests(100*uint32(i), n)...)
		record.Quota = ledger.QuotaPlace{}
		w.Set(ledger.AnchorKey(school, record.Anchor.Sequence), ledger.EncodeRecord(record))
		list.Entries = append(list.Entries, ledger.AnchorQuota{Sequence: record.Anchor.Sequence, Size: uint64(n),
			Key: record.Anchor.Key, Time: record.Time})
	}
	w.Set(ledger.QuotaUsedKey(school, place), nil)
	w.Set(ledger.AnchorQuotasKey(school, place), ledger.EncodeRecord(list))
	w.Set(ledger.AnchorStatusesKey(school), ledger.EncodeRecord(ledger.AnchorStatuses{Changes: []ledger.AnchorStatusChange{
		{First: 1, Last: 1, State: ledger.Suspended, MSP: testledger.MinistryMSP, Time: w.Clock.Now(), TxID: "t"}}}))
	w.Clock.Advance(time.Hour)
	return w
}

func TestOlderLedgersRecordsAreReadOn(t *testing.T) {
	t.Parallel()

	t.Run("TheirListBeginsTheCount", func(t *testing.T) {
		t.Parallel()
		w := olderLedger(t)
		requireCode(t, ledger.CodeQuota, w.put(t, digests(200, 1), nil))
		a := schoolAccreditation()
		a.Scopes[0].Quota = 101
		w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		require.NoError(t, w.put(t, digests(200, 1), nil))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(201, 1), nil))
		list := ledger.AnchorQuotasKey(school, ledger.QuotaPlace{Type: "VN-USE", Year: 2026}).String()
		a.Scopes[0].Quota = 200
		w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		next := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(201, 1), nil)...)
		require.NotContains(t, next.Reads, list, "it is read once")
		require.NotContains(t, next.Writes, list)
	})
	t.Run("TheirAnchorsGiveTheirShareBack", func(t *testing.T) {
		t.Parallel()
		w := olderLedger(t)
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "2", "revoked")
		require.NoError(t, w.giveBack("1"))
		requireCode(t, ledger.CodeQuota, w.put(t, digests(200, 61), nil))
		require.NoError(t, w.put(t, digests(200, 60), nil))
		require.NoError(t, w.giveBack("2"), "also after the count has begun")
		require.NoError(t, w.put(t, digests(300, 40), nil))
	})
	t.Run("TheirAnchorsStatesCountUntilANewOne", func(t *testing.T) {
		t.Parallel()
		w := olderLedger(t)
		attest := func() ledger.State {
			return testledger.MustQuery[ledger.Attestation](t, w.Ledger, ledger.FuncAttest, school, "1", "1", "7").AnchorState
		}
		require.Equal(t, ledger.Suspended, attest())
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "2", "active")
		require.Equal(t, ledger.Active, attest())
		old := w.endorse(t, ledger.FuncSetAnchorStatus, school, "1", "1", "suspended")
		require.NotContains(t, old.Writes, ledger.AnchorStatusesKey(school).String())
	})
	t.Run("WhatTheMinistrySetThereIsItsOwn", func(t *testing.T) {
		t.Parallel()
		w := olderLedger(t)
		_, err := w.Invoke(w.delegate, ledger.FuncSetAnchorStatus, school, "1", "1", "active")
		requireCode(t, ledger.CodeForbidden, err)
	})
}
