package ledger_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestFunctionsHaveOneNameAndKnownRecords(t *testing.T) {
	t.Parallel()
	names, written := map[string]bool{}, map[string]bool{}
	for _, f := range ledger.Functions() {
		require.False(t, names[f.Name], f.Name)
		names[f.Name] = true
		for _, object := range slices.Concat(f.Writes, f.Wrote) {
			require.Contains(t, ledger.Objects(), object)
			require.True(t, ledger.MayWrite(f.Name, object))
			written[object] = true
		}
		found, known := ledger.FindFunction(f.Name)
		require.True(t, known)
		require.Equal(t, f, found)
	}
	for _, object := range ledger.Objects() {
		require.True(t, written[object], "no function writes %s", object)
	}
	_, known := ledger.FindFunction("Unknown")
	require.False(t, known)
	require.False(t, ledger.MayWrite("Unknown", ledger.ObjectTick))
	require.False(t, ledger.MayWrite(ledger.FuncTick, ledger.ObjectIssuer))
}
