package chaincode_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// endorse endorses a call by an identity that may make it.
func (w *world) endorse(t *testing.T, function string, args ...string) *testledger.Transaction {
	t.Helper()
	for _, as := range []testledger.Identity{w.Registry, w.Accreditor} {
		if tx, err := w.Endorse(testledger.Call{As: as, Function: function, Args: args}); err == nil {
			return tx
		}
	}
	t.Fatalf("nobody may %s", function)
	return nil
}

func written(tx *testledger.Transaction) []string {
	var keys []string
	for key := range tx.Writes {
		keys = append(keys, key)
	}
	return keys
}

// TestAFloodOfAnchorsStarvesNoSuspension: what an issuer can write at will is
// not what its accreditor's measures read or write.
func TestAFloodOfAnchorsStarvesNoSuspension(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	flood := append(written(w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(5, 1), nil)...)),
		written(w.endorse(t, ledger.FuncSetStatus, w.statusArgs(t, ledger.Revoked, w.key, nil)...))...)
	require.Len(t, flood, 4, "anchor, sequence, quota, status")

	measures := map[string]*testledger.Transaction{
		"suspend issuer":  w.endorse(t, ledger.FuncSuspendIssuer, school),
		"withdraw issuer": w.endorse(t, ledger.FuncWithdrawIssuer, school),
		"suspend anchors": w.endorse(t, ledger.FuncSetAnchorStatus, school, "1", "1", "suspended"),
		"key compromised": w.endorse(t, ledger.FuncReportKeyCompromised,
			string(ledger.Canonical(w.compromise(school, w.key, w.Clock.Now()))), ""),
		"retire key": w.endorse(t, ledger.FuncRetireKey, string(ledger.Canonical(w.retirement(school, w.key))), ""),
		"custody":    w.endorse(t, ledger.FuncTransferCustody, w.custodyArgs(t, school, university, w.uniKey)...),
		"amend":      w.endorse(t, ledger.FuncAmendAccreditation, string(amended().Canonical())),
	}
	for name, tx := range measures {
		require.NotEmpty(t, tx.Writes, name)
		for _, key := range flood {
			require.NotContains(t, tx.Reads, key, name)
			require.NotContains(t, written(tx), key, name)
		}
	}
}

func amended() ledger.Accreditation {
	a := schoolAccreditation()
	a.Name = "Trường đổi tên (mẫu)"
	return a
}

// TestAnchorsStandOnWhatMeasuresWrite: an anchor that was endorsed before a
// measure and is ordered after it is invalid.
func TestAnchorsStandOnWhatMeasuresWrite(t *testing.T) {
	t.Parallel()
	for _, d := range []struct {
		function string
		args     func(w *world) []string
	}{
		{ledger.FuncSuspendIssuer, func(*world) []string { return []string{school} }},
		{ledger.FuncWithdrawIssuer, func(*world) []string { return []string{school} }},
		{ledger.FuncAmendAccreditation, func(*world) []string { return []string{string(amended().Canonical())} }},
		{ledger.FuncRetireKey, func(w *world) []string {
			return []string{string(ledger.Canonical(w.retirement(school, w.key))), ""}
		}},
		{ledger.FuncReportKeyCompromised, func(w *world) []string {
			return []string{string(ledger.Canonical(w.compromise(school, w.key, w.Clock.Now()))), ""}
		}},
		{ledger.FuncTick, func(*world) []string { return nil }},
	} {
		t.Run(d.function, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
			held := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(5, 1), nil)...)
			w.accreditorDoes(t, d.function, d.args(w)...)
			require.ErrorIs(t, w.Commit(held), testledger.ErrMVCC)
		})
	}
}

// TestIssuersShareNoKey but the tick: nobody can hold up another.
func TestIssuersShareNoKey(t *testing.T) {
	t.Parallel()
	w := setup(t)
	one := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(0, 3), nil)...)
	b := seal(t, digests(0, 3))
	text, signature := testledger.Sign(t, w.uniKey, w.NextAnchor(t, university, bachelor, w.uniKey, b))
	two := w.endorse(t, ledger.FuncPutAnchor, text, signature, ledger.EncodeDigests(b.Digests))
	for _, key := range one.Reads {
		if key != ledger.TickKey().String() {
			require.NotContains(t, two.Reads, key)
		}
	}
	for key := range one.Writes {
		require.NotContains(t, two.Reads, key)
		require.NotContains(t, two.Writes, key)
	}
	require.NoError(t, w.Commit(one))
	require.NoError(t, w.Commit(two))
}

func TestEveryWriteReadsTheTickFirst(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	tick := ledger.TickKey().String()
	for _, d := range accessRules {
		tx := w.endorse(t, d.function, d.args(t, w)...)
		switch d.function {
		case ledger.FuncTick:
			require.Equal(t, []string{tick}, tx.Reads)
			require.Equal(t, []string{tick}, written(tx))
		default:
			if f, _ := ledger.FindFunction(d.function); f.Query() {
				require.Empty(t, tx.Writes, d.name)
				continue
			}
			require.Equal(t, tick, tx.Reads[0], d.name)
			require.NotContains(t, written(tx), tick, d.name)
		}
	}
}

// TestNothingIsWrittenUnread: a write without a read would escape Fabric's
// check that nothing changed in between.
func TestNothingIsWrittenUnread(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	for _, d := range accessRules {
		tx := w.endorse(t, d.function, d.args(t, w)...)
		for key := range tx.Writes {
			parsed, err := ledger.ParseStateKey(key)
			require.NoError(t, err)
			if parsed.Object == ledger.ObjectAnchor || parsed.Object == ledger.ObjectVoid {
				require.True(t, slices.Contains(tx.Reads, ledger.SequenceKey(school).String()),
					"the sequence guards its anchors and voids")
				continue
			}
			require.Contains(t, tx.Reads, key, d.name)
		}
	}
}

func TestTick(t *testing.T) {
	t.Parallel()

	t.Run("OnceInAnInterval", func(t *testing.T) {
		w := setup(t)
		first := testledger.Must[ledger.Tick](t, w.Ledger, w.nobody, ledger.FuncTick)
		require.Equal(t, w.Clock.Now(), first.Time)
		_, err := w.Invoke(w.Registry, ledger.FuncTick)
		requireCode(t, ledger.CodeTickTooEarly, err)
		w.Clock.Advance(5 * time.Minute)
		second := testledger.Must[ledger.Tick](t, w.Ledger, w.Registry, ledger.FuncTick)
		require.Equal(t, first.Time.Add(5*time.Minute), second.Time)
	})
	t.Run("TwoAtOnceAreOne", func(t *testing.T) {
		w := setup(t)
		one, two := w.endorse(t, ledger.FuncTick), w.endorse(t, ledger.FuncTick)
		require.NoError(t, w.Commit(one))
		require.ErrorIs(t, w.Commit(two), testledger.ErrMVCC)
	})
	t.Run("IntervalIsAnOption", func(t *testing.T) {
		l := testledger.New(t, testledger.Options{TickInterval: time.Second})
		require.NoError(t, l.Tick(t.Context()))
		l.Clock.Advance(time.Second)
		require.NoError(t, l.Tick(t.Context()))
	})
	t.Run("TimeDoesNotGoBackBehindIt", func(t *testing.T) {
		w := setup(t)
		ahead := w.Clock.Now().Add(5 * time.Minute)
		_, err := w.InvokeCall(testledger.Call{As: w.Registry, Function: ledger.FuncTick, At: ahead})
		require.NoError(t, err)
		_, err = w.Endorse(
			testledger.Call{As: w.Accreditor, Function: ledger.FuncSuspendIssuer, Args: []string{school}},
		)
		require.NoError(t, err, "an honest clock passes")
		w.Clock.Advance(-time.Second)
		_, err = w.Endorse(
			testledger.Call{As: w.Accreditor, Function: ledger.FuncSuspendIssuer, Args: []string{university}},
		)
		requireCode(t, ledger.CodeTime, err)
	})
}
