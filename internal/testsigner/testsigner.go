// Package testsigner gives tests the program signerd. Only tests may import it.
package testsigner

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/require"
)

// Program returns the path of signerd, which is built once for all packages of a run of
// tests: in the folder that SOGOC_TEST_BUILT names, or else for this test alone. Keys that
// it makes take little to open, as those do that tests make: linkedCost in package signer.
func Program(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("SOGOC_TEST_BUILT")
	if dir == "" {
		dir = t.TempDir()
	}
	program := filepath.Join(dir, "signerd")
	lock := flock.New(program + ".lock")
	require.NoError(t, lock.Lock())
	defer func() { require.NoError(t, lock.Unlock()) }()
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) {
		build := exec.CommandContext(t.Context(), "go", "build", "-o", program,
			"-ldflags=-w -X=sogoc/registry/signer.linkedCost=light", "sogoc/cmd/signerd")
		output, err := build.CombinedOutput()
		require.NoError(t, err, string(output))
	}
	return program
}
