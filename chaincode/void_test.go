package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// voidArgs returns the arguments of Void for the school's next sequence number,
// after edit changed the statement.
func (w *world) voidArgs(t testing.TB, edit func(*ledger.Void)) []string {
	t.Helper()
	void := w.NextVoid(t, school, w.key)
	if edit != nil {
		edit(&void)
	}
	text, signature := testledger.Sign(t, w.key, void)
	return []string{text, signature}
}

func (w *world) void(t testing.TB, edit func(*ledger.Void)) {
	t.Helper()
	testledger.Must[ledger.VoidRecord](t, w.Ledger, w.Registry, ledger.FuncVoid, w.voidArgs(t, edit)...)
}

func TestVoid(t *testing.T) {
	t.Parallel()

	t.Run("TakesTheSequenceNumberForGood", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 3), nil))
		anchor, void := w.anchorArgs(t, digests(3, 3), nil), w.voidArgs(t, nil)
		record := testledger.Must[ledger.VoidRecord](t, w.Ledger, w.Registry, ledger.FuncVoid, void...)
		require.Equal(t, uint64(2), record.Void.Sequence)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, anchor...)
		requireCode(t, ledger.CodeConflict, err)
		require.Equal(t, ledger.Sequence{Sequence: 2, Previous: ledger.SumDigest([]byte(void[0]))},
			w.issuer(t, school).Sequence)
		require.NoError(t, w.put(t, digests(3, 3), nil), "the next batch follows the void")
		again := testledger.Must[ledger.VoidRecord](t, w.Ledger, w.Registry, ledger.FuncVoid, void...)
		require.Equal(t, record, again, "a repeat is success and answers with what stands")
	})
	t.Run("WhereTheAnchorStandsItIsAConflict", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		anchor, void := w.anchorArgs(t, digests(0, 3), nil), w.voidArgs(t, nil)
		held := w.endorse(t, ledger.FuncVoid, void...)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, anchor...)
		require.NoError(t, err)
		require.ErrorIs(t, w.Commit(held), testledger.ErrMVCC)
		_, err = w.Invoke(w.Registry, ledger.FuncVoid, void...)
		requireCode(t, ledger.CodeConflict, err)
	})
	t.Run("AnAnchorThatIsHeldBackLosesAgainstIt", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		held := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(0, 3), nil)...)
		w.void(t, nil)
		require.ErrorIs(t, w.Commit(held), testledger.ErrMVCC)
	})
	t.Run("AnotherVoidInItsPlaceIsAConflict", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		next := newEthSigner(t)
		w.AddKey(t, school, next)
		w.void(t, nil)
		text, signature := testledger.Sign(t, next, ledger.Void{Type: ledger.TypeVoid, Ledger: w.Genesis(), Issuer: school,
			Sequence: 1, Key: next.PublicKey().Thumbprint()})
		_, err := w.Invoke(w.Registry, ledger.FuncVoid, text, signature)
		requireCode(t, ledger.CodeConflict, err)
	})
	t.Run("WhateverTheIssuersState", func(t *testing.T) {
		t.Parallel()
		for _, function := range []string{ledger.FuncSuspendIssuer, ledger.FuncWithdrawIssuer} {
			w := setup(t)
			w.accreditorDoes(t, function, school)
			requireCode(t, ledger.CodeIssuerState, w.put(t, digests(0, 3), nil))
			tx := w.endorse(t, ledger.FuncVoid, w.voidArgs(t, nil)...)
			require.NotContains(t, tx.Reads, ledger.IssuerKey(school).String())
			require.NoError(t, w.Commit(tx))
		}
	})
	t.Run("UsesNoQuota", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.void(t, nil)
		require.NoError(t, w.put(t, digests(0, 100), nil))
		w.void(t, nil)
	})
	t.Run("AHundredAYear", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		for range ledger.MaxVoids {
			w.void(t, nil)
		}
		_, err := w.Invoke(w.Registry, ledger.FuncVoid, w.voidArgs(t, nil)...)
		requireCode(t, ledger.CodeQuota, err)
		require.NoError(t, w.put(t, digests(0, 3), nil), "it can still anchor")
		w.Clock.Set(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC)) // the new year in Vietnam
		w.void(t, nil)
	})
	t.Run("IsRefusedWhereItDoesNotFollow", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 3), nil))
		for name, edit := range map[string]func(*ledger.Void){
			"gap":            func(v *ledger.Void) { v.Sequence++ },
			"other previous": func(v *ledger.Void) { v.Previous = ledger.SumDigest(nil) },
		} {
			_, err := w.Invoke(w.Registry, ledger.FuncVoid, w.voidArgs(t, edit)...)
			requireCode(t, ledger.CodeSequence, err)
			require.NotEmpty(t, name)
		}
	})
	t.Run("IsRefusedWithoutAGoodKeyOfTheIssuer", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		args := w.voidArgs(t, func(v *ledger.Void) { v.Ledger = ledger.SumDigest([]byte("other")) })
		_, err := w.Invoke(w.Registry, ledger.FuncVoid, args...)
		requireCode(t, ledger.CodeLedger, err)
		args = w.voidArgs(t, func(v *ledger.Void) { v.Issuer = university })
		_, err = w.Invoke(w.Registry, ledger.FuncVoid, args...)
		requireCode(t, ledger.CodeKeyState, err)
		args = w.voidArgs(t, nil)
		_, err = w.Invoke(w.Registry, ledger.FuncVoid, args[0], w.voidArgs(t, func(v *ledger.Void) { v.Sequence++; v.Previous = ledger.SumDigest(nil) })[1])
		requireCode(t, ledger.CodeSignature, err)
		w.retire(t, school, w.key)
		_, err = w.Invoke(w.Registry, ledger.FuncVoid, args...)
		requireCode(t, ledger.CodeKeyState, err)
	})
	t.Run("AVoidNumberHasAStatusThatMeansNothing", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.put(t, digests(0, 3), nil))
		w.void(t, nil)
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "2", "revoked")
	})
}
