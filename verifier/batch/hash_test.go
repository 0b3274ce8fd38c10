package batch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestHashesAreTheLibrarys(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		a, b := ledger.SumDigest([]byte{byte(n)}), ledger.SumDigest([]byte{byte(n), 1})
		require.Equal(t, hasher.HashLeaf(a[:]), hashLeaf(&a))
		require.Equal(t, hasher.HashChildren(a[:], b[:]), hashChildren(a[:], b[:]))
	}
}
