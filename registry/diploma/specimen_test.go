package diploma_test

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
)

// specimens prints documents that nobody has signed.
func specimens(t testing.TB, printer *diploma.Printer, documents ...credential.Document) []byte {
	t.Helper()
	file, err := printer.File("DH-MAU")
	require.NoError(t, err)
	for _, d := range documents {
		require.NoError(t, file.AddSpecimen(d))
	}
	var out bytes.Buffer
	_, err = file.WriteTo(&out)
	require.NoError(t, err)
	return out.Bytes()
}

func TestSpecimensAreMarkedAndVerifyNothing(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	d := bachelor()
	d.SerialNumber, d.RegisterNumber, d.ID = "", "", ""
	long := transcript(60)
	long.ID = ""
	text := pages(t, "specimen", specimens(t, printer, d, long))
	require.Greater(t, len(text), 3)
	for _, page := range text {
		turned := strings.ReplaceAll(page, " ", "") // letters of a turned line are read apart
		require.Contains(t, turned, "BẢNMẪU", "each page is marked")
		require.Contains(t, turned, "SPECIMEN")
	}
	for _, want := range []string{
		"BẰNG CỬ NHÂN", d.Subject.FullName, "15/03/2004", "Hà Nam Ninh", "Giỏi", "cấp khi ký", "chỉ có trên bản thật",
	} {
		require.Contains(t, text[0], want)
	}
	require.NotContains(t, text[0], d.Subject.NationalID)
	require.Contains(t, text[1], "Giải tích 1")
}

// codesOn returns what zbar reads on the first page of a file, "" for nothing.
func codesOn(t *testing.T, name string, pdf []byte) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "page")
	tool(t, "poppler-utils", "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", saved(t, name, pdf), page)
	tool(t, "zbar-tools", "zbarimg", "--version")
	found, err := exec.Command("zbarimg", "--quiet", "--raw", page+".png").Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		require.Equal(t, 4, failed.ExitCode(), "zbarimg found nothing")
		return ""
	}
	require.NoError(t, err)
	return string(found)
}

func TestASpecimenHasNoCode(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	d := bachelor()
	require.Empty(t, codesOn(t, "specimen-code", specimens(t, printer, d)))
	require.NotEmpty(t, codesOn(t, "real-code", write(t, printer, "DH-MAU", issue(t, d))), "on paper it is read")
}
