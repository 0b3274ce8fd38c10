package apidoc_test

import (
	"flag"
	"os"
	"path/filepath"
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
		require.Equal(
			t,
			string(text),
			string(kept),
			"routes, types or texts have changed: run make openapi, and read what it changes in %s",
			name,
		)
	}
}
