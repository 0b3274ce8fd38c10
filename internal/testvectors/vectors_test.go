package testvectors_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const folder = "../../verifier/testdata/vectors"

var update = flag.Bool("update", false, "write the vectors again")

// TestVectorsAreAsGenerated makes all vectors and compares them, byte for
// byte, with those that are kept. Keys, salts and times come from fixed seeds.
func TestVectorsAreAsGenerated(t *testing.T) {
	files := map[string][]byte{}
	w, d, by := genuine(t, files)
	mutants(w, d, by)
	bounds(w, d, by)
	statuses(t, files)
	compromises(t, files)
	custody(t, files)
	issuers(t, files)
	readings(t, files)
	bundles(t, files)
	t.Run("matrix", func(t *testing.T) { matrix(t, files) })
	if *update {
		replace(t, files)
	}
	kept := map[string]bool{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".json") {
			name, _ := filepath.Rel(folder, path)
			kept[filepath.ToSlash(name)] = true
		}
		return err
	}))
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, name))
		require.NoError(t, err, "run: go generate ./verifier")
		require.Equal(
			t,
			string(want),
			string(got),
			"%s differs; run: go generate ./verifier, and read the difference",
			name,
		)
		delete(kept, name)
	}
	require.Empty(t, kept, "nothing makes these; run: go generate ./verifier")
}

func replace(t *testing.T, files map[string][]byte) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if !os.IsNotExist(err) {
		require.NoError(t, err)
	}
	for _, e := range entries {
		if e.IsDir() {
			require.NoError(t, os.RemoveAll(filepath.Join(folder, e.Name())))
		}
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, text, 0o644))
	}
}
