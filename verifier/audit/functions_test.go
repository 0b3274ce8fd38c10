package audit

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// TestTheAuditKnowsEveryRecord fails when a record joins package ledger's table
// of functions and the audit has no word for it.
func TestTheAuditKnowsEveryRecord(t *testing.T) {
	t.Parallel()
	require.Equal(t, ledger.Objects(), slices.Sorted(maps.Keys(eventReaders)))
	for _, f := range ledger.Functions() {
		require.Equal(t, !f.Query(), changesLedger(f.Name), f.Name)
	}
	require.False(t, changesLedger("Unknown"))
}
