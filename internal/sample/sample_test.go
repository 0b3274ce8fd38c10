package sample_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
)

func TestCommittedListsAreWhatTheGeneratorMakes(t *testing.T) {
	t.Parallel()
	files, err := sample.Files()
	require.NoError(t, err)
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "..", "testdata", "rosters", name))
		require.NoError(t, err)
		require.True(t, string(want) == string(got), "%s differs: go generate ./internal/sample", name)
	}
}
