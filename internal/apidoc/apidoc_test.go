package apidoc_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/apidoc"
	"sogoc/internal/openapi"
)

//go:generate go test . -run TestDocumentsAreAsGenerated -count=1 -update
var update = flag.Bool("update", false, "write the documents again")

const root = "../.."

func TestDocumentsAreAsGenerated(t *testing.T) {
	t.Parallel()
	for name, generate := range map[string]func(root string) (*openapi.Document, error){
		"web/api/openapi.json":    apidoc.Register,
		"web/public/openapi.json": apidoc.Verifier,
	} {
		document, err := generate(root)
		require.NoError(t, err, name)
		text, err := document.JSON()
		require.NoError(t, err, name)
		path := filepath.Join(root, filepath.FromSlash(name))
		if *update {
			require.NoError(t, os.WriteFile(path, text, 0o644))
		}
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		if line := firstDifference(string(text), string(kept)); line != "" {
			t.Errorf("routes, types or texts have changed: run make openapi, and read what it changes in %s:\n%s", name, line)
		}
	}
}

// firstDifference returns the first line of want that got does not have in its
// place, "" where they are equal.
func firstDifference(want, got string) string {
	if want == got {
		return ""
	}
	others := strings.Split(got, "\n")
	for i, line := range strings.Split(want, "\n") {
		if i >= len(others) || others[i] != line {
			return fmt.Sprintf("line %d: %.200s", i+1, line)
		}
	}
	return "it ends earlier"
}
