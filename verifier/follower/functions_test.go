package follower

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// TestTheFollowerKnowsEveryRecord fails when a record joins package ledger's
// table of functions and the follower cannot check it. A follower that meets
// such a record on the ledger reads no further, so verifiers are upgraded before
// the chaincode.
func TestTheFollowerKnowsEveryRecord(t *testing.T) {
	t.Parallel()
	require.Equal(t, ledger.Objects(), slices.Sorted(maps.Keys(indexers)))
}
