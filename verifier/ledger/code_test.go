package ledger

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A new code must say what becomes of a request that it refused.
func TestEveryCodeHasAProspect(t *testing.T) {
	t.Parallel()
	for _, c := range Codes() {
		require.Contains(t, prospects, c)
	}
	require.Len(t, prospects, len(Codes()))
	require.Equal(t, RefusedUntilSomebodyActs, Code("E_OF_A_NEWER_CHAINCODE").Prospect())
}
