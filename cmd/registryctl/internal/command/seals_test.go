package command_test

import (
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testseal"
	"sogoc/verifier/pdffile"
)

// papers writes two PDF files as export does.
func papers(t *testing.T, folder string) {
	t.Helper()
	require.NoError(t, os.Mkdir(folder, 0o700))
	for _, name := range []string{"a.pdf", "b.pdf"} {
		pdf := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
		pdf.SetCatalogSort(true)
		pdf.AddPage()
		var out strings.Builder
		require.NoError(t, pdf.Output(&out))
		file, err := pdffile.Finish([]byte(out.String()), &pdffile.Attachment{Name: "x", MediaType: "text/plain"})
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), file, 0o600))
	}
}

// TestSealsOfABatch goes the way of a school's office: prepare, have it sealed elsewhere,
// put the seals in. Where one signature is missing or of another file, nothing is written.
func TestSealsOfABatch(t *testing.T) {
	t.Parallel()
	b, authority := newBundle(t), testseal.New(t)
	from, prepared, signatures, to := b.path("out"), b.path("prepared"), b.path("signatures"), b.path("sealed")
	papers(t, from)
	code, _, complaints := b.run(t, "", "prepare-seals", "-from", from, "-to", prepared, "-at", "2026-07-24T08:00:00Z")
	require.Zero(t, code, complaints)
	list, err := os.ReadFile(filepath.Join(prepared, "digests.jsonl"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(list)), "\n")
	require.Len(t, lines, 2)
	require.NoError(t, os.Mkdir(signatures, 0o700))
	sign := func(name string, content []byte) {
		text := pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: authority.Sign(t, content, true)})
		require.NoError(t, os.WriteFile(filepath.Join(signatures, name+".p7s"), text, 0o600))
	}
	put := func() (int, string) {
		code, _, complaints := b.run(t, "", "put-seals", "-from", prepared, "-signatures", signatures, "-to", to)
		return code, complaints
	}
	bytesOf := map[string][]byte{}
	for _, line := range lines {
		var entry struct{ File, SHA256 string }
		require.NoError(t, json.Unmarshal([]byte(line), &entry))
		file, err := os.ReadFile(filepath.Join(prepared, entry.File))
		require.NoError(t, err)
		place, err := pdffile.FindPlace(file)
		require.NoError(t, err)
		digest := place.Digest()
		require.Equal(t, hex.EncodeToString(digest[:]), entry.SHA256)
		bytesOf[entry.File] = place.Sealed()
	}
	sign("a.pdf", bytesOf["a.pdf"])
	code, complaints = put()
	require.NotZero(t, code)
	require.Contains(t, complaints, "b.pdf")
	require.NoDirExists(t, to)
	sign("b.pdf", []byte("another file"))
	code, complaints = put()
	require.NotZero(t, code)
	require.Contains(t, complaints, "it is not a signature over this file")
	require.NoDirExists(t, to)
	sign("b.pdf", bytesOf["b.pdf"])
	code, complaints = put()
	require.Zero(t, code, complaints)
	for name := range bytesOf {
		sealed, err := os.ReadFile(filepath.Join(to, name))
		require.NoError(t, err)
		before, err := os.ReadFile(filepath.Join(from, name))
		require.NoError(t, err)
		require.Equal(t, before, sealed[:len(before)], "what was exported stays byte for byte")
	}
	code, complaints = put()
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "is there already")
	entries, err := os.ReadDir(b.dir)
	require.NoError(t, err)
	require.Len(t, entries, 4, "no half folder is left")
}
