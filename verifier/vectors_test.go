package verifier_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

//go:generate go test sogoc/internal/testvectors -run "TestVectorsAreAsGenerated|TestTheDocumentHasAllCodesAndDetails" -count=1 -update

// TestVectors asks the library what testdata/vectors asks.
func TestVectors(t *testing.T) {
	t.Parallel()
	const dir = "testdata/vectors"
	codes := map[verifier.Code]int{}
	for _, v := range testvectors.Load(t, dir) {
		codes[v.Want.Result]++
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, v.Want, testvectors.Of(v.Ask(testvectors.ReadLedger(t, dir, v.Ledger))))
		})
	}
	for _, code := range verifier.Codes() {
		require.Positive(t, codes[code], "no vector has the result %s", code)
	}
}
