package verifier_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	evidence "sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

//go:generate go test sogoc/internal/testvectors -run TestVectorsAreAsGenerated -count=1 -update

// TestVectors asks the library what testdata/vectors asks.
func TestVectors(t *testing.T) {
	t.Parallel()
	const dir = "testdata/vectors"
	codes := map[verifier.Code]int{}
	for _, v := range testvectors.Load(t, dir) {
		codes[v.Want.Result]++
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, v.Want, testvectors.Of(ask(t, dir, v)))
		})
	}
	for _, code := range verifier.Codes() {
		require.Positive(t, codes[code], "no vector has the result %s", code)
	}
}

// ask takes a vector to the function for its form.
func ask(t *testing.T, dir string, v testvectors.Vector) verifier.Result {
	t.Helper()
	var view ledger.View
	if v.Ledger != "" {
		view = testvectors.ReadLedger(t, dir, v.Ledger)
	}
	trust := ledger.Trust{}
	if v.Trust != nil {
		trust = *v.Trust
	}
	switch {
	case evidence.Is([]byte(v.Presentation)):
		return evidence.Check([]byte(v.Presentation), trust, v.Now)
	case receipt.Is([]byte(v.Presentation)):
		return receipt.Check(v.Presentation, trust, view, v.Now)
	}
	return verifier.Verify(v.Presentation, view, testvectors.Freshness, v.Now, verifier.Options{At: v.At})
}
