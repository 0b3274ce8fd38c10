package chaincode_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// cost is what one transaction reads and writes: keys, and bytes.
type cost struct{ reads, readBytes, writes, writtenBytes int }

func (w *world) measure(tx *testledger.Transaction) cost {
	c := cost{reads: len(tx.Reads), writes: len(tx.Writes)}
	for _, key := range tx.Reads {
		c.readBytes += len(key) + len(w.State(key))
	}
	for key, value := range tx.Writes {
		c.writtenBytes += len(key) + len(value)
	}
	return c
}

// moreDigits is how many bytes records of one transaction may differ in because
// numbers have more digits: a sequence number of five digits is no record that grows.
const moreDigits = 24

// TestAnchorsCostTheSameForEver measures the 1st, the 1,000th and the 10,000th
// anchor of one digest of one issuer in one year.
func TestAnchorsCostTheSameForEver(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.key = testledger.NewSigner(t) // P-256: signs quicker
	w.AddKey(t, school, w.key)
	a := schoolAccreditation()
	a.Scopes[0].Quota = 1 << 20
	w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
	var costs []cost
	for n := uint32(1); n <= 10_000; n++ {
		tx := w.endorse(t, ledger.FuncPutAnchor, w.anchorArgs(t, digests(n, 1), nil)...)
		if n == 1 || n == 1_000 || n == 10_000 {
			costs = append(costs, w.measure(tx))
		}
		require.NoError(t, w.Commit(tx))
	}
	t.Logf("the 1st, 1,000th and 10,000th anchor: %+v", costs)
	for _, c := range costs[1:] {
		require.Equal(t, costs[1].reads, c.reads)
		require.Equal(t, costs[0].writes, c.writes)
		require.InDelta(t, costs[1].readBytes, c.readBytes, moreDigits)
		require.InDelta(t, costs[0].writtenBytes, c.writtenBytes, moreDigits)
	}
	require.Equal(t, costs[0].reads, costs[1].reads+1, "the first one of a year looks for an older ledger's list")
}

// TestStatusOfAnchorsCostsTheSameForEver: a change writes one record an anchor,
// however often the state has changed before.
func TestStatusOfAnchorsCostsTheSameForEver(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.put(t, digests(0, 1), nil))
	var costs []cost
	for n := 1; n <= 1_000; n++ {
		state := []string{"active", "suspended"}[n%2]
		tx := w.endorse(t, ledger.FuncSetAnchorStatus, school, "1", "1", state)
		if n == 1 || n == 999 {
			costs = append(costs, w.measure(tx))
		}
		require.NoError(t, w.Commit(tx))
	}
	require.Equal(t, costs[0].writes, costs[1].writes)
	require.InDelta(t, costs[0].writtenBytes, costs[1].writtenBytes, moreDigits)
}

// TestRangeOfAnchorsIsBounded: 500 records a transaction, each its own.
func TestRangeOfAnchorsIsBounded(t *testing.T) {
	t.Parallel()
	w := setup(t)
	a := schoolAccreditation()
	a.Scopes[0].Quota = 1 << 20
	w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
	for n := range uint32(ledger.MaxAnchorRange + 1) {
		require.NoError(t, w.put(t, digests(n, 1), nil))
	}
	last := strconv.Itoa(ledger.MaxAnchorRange)
	tx := w.endorse(t, ledger.FuncSetAnchorStatus, school, "1", last, "suspended")
	require.Len(t, tx.Writes, ledger.MaxAnchorRange)
	require.NoError(t, w.Commit(tx))
	again := w.endorse(t, ledger.FuncSetAnchorStatus, school, "1", last, "suspended")
	require.Empty(t, again.Writes, "an equal repeat writes nothing")
	beyond := strconv.Itoa(ledger.MaxAnchorRange + 1)
	_, err := w.Invoke(w.Accreditor, ledger.FuncSetAnchorStatus, school, "1", beyond, "suspended")
	requireCode(t, ledger.CodeMalformed, err)
}
