package command_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/verifier/typeface"
)

// exportsPDF prints a batch in both ways.
func exportsPDF(t *testing.T, b *bundle, batch string) {
	t.Helper()
	if _, err := typeface.Load(""); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./cmd/registryctl/...", err)
	}
	out := b.path("printed")
	b.must(t, "registrar", nil, "export", "-batch", batch, "-to", out, "-pdf", "batch")
	b.must(t, "registrar", nil, "export", "-batch", batch, "-to", out, "-pdf", "each")
	found, err := filepath.Glob(filepath.Join(out, "*.pdf"))
	require.NoError(t, err)
	require.Len(t, found, sample.THPTCount+1)
	for _, name := range []string{"batch.pdf", "2026-THPT-00001.pdf"} {
		pdf, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-")) && bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")), name)
	}
}
