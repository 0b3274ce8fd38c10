package signer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/signer"
)

// TestOnlyTestsMakeKeysThatOpenQuickly is not parallel: it sets what other tests read.
func TestOnlyTestsMakeKeysThatOpenQuickly(t *testing.T) {
	require.Equal(t, 1<<18, signer.NewCost(""), "go-ethereum's standard: 256 MB, some 0.6 s")
	require.Equal(t, 1<<10, signer.NewCost("light"))
}
