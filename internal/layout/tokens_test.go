package layout_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTestsOfTokensAreFound: make test runs tests that keep keys in tokens apart from all
// others, by the names of their files and their own.
func TestTestsOfTokensAreFound(t *testing.T) {
	declared, found := regexp.MustCompile(`(?m)^func (Test\w+)\(`), 0
	require.NoError(t, filepath.WalkDir("../..", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			if strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." {
				return fs.SkipDir
			}
			return nil
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		tagged := strings.HasPrefix(string(text), "//go:build pkcs11\n")
		require.Equal(t, tagged, entry.Name() == "pkcs11_test.go", path)
		if !tagged {
			return nil
		}
		for _, name := range declared.FindAllStringSubmatch(string(text), -1) {
			require.Contains(t, name[1], "Token", path)
			found++
		}
		return nil
	}))
	require.NotZero(t, found)
}
