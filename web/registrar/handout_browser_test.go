package registrar_test

import (
	"archive/zip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/presentation"
)

// scanned prints a PDF's page as a printer of 150 dpi would and reads its QR code.
func scanned(t *testing.T, pdf string) string {
	t.Helper()
	image := filepath.Join(t.TempDir(), "page")
	said, err := exec.CommandContext(t.Context(), "pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-singlefile", "-png", pdf, image).
		CombinedOutput()
	require.NoError(t, err, string(said))
	text, err := exec.CommandContext(t.Context(), "zbarimg", "-q", "--raw", image+".png").Output()
	require.NoError(t, err)
	return strings.TrimSpace(string(text))
}

func TestHandingOutInTheBrowser(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(program); err != nil && os.Getenv("CI") != "true" {
			t.Skipf("needs %s; to run this: apt-get install poppler-utils zbar-tools", program)
		}
	}
	b := setupNetwork(t)
	batch := "/batches/" + b.issued().String()
	found, err := b.register.Reading.Credentials(
		t.Context(),
		b.actor("giaovu"),
		reading.CredentialFilter{Page: registry.Page{Limit: 1}},
	)
	require.NoError(t, err)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.visit("/credentials/" + found[0].ID.String())
	one := scanned(t, p.Download(`a[href$="/files/pdf"]`, ".pdf"))
	token, err := presentation.ParseURL(one)
	require.NoError(t, err)
	require.Equal(t, found[0].FullName, token.Claims.FullName)

	p.visit(batch)
	require.Equal(t, one, scanned(t, p.Download(`a[href$="/files/diploma.pdf"]`, ".pdf")), "the first of the batch")
	packed, err := zip.OpenReader(p.Download(`a[href$="/files/zip"]`, ".zip"))
	require.NoError(t, err)
	defer func() { require.NoError(t, packed.Close()) }()
	require.Len(t, packed.File, 1+3*250)
	p.quiet(found[0].FullName, "Nguy")
}

func TestRejectingInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	batch := b.imported("giaovu")
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.visit("/overview")
	p.everywhere("overview-open", func() { p.visit("/overview") })
	p.Look(1280, "light")
	p.press(`a[href$="`+batch+`"]`, ".decide")
	p.Run(
		testbrowser.Click(".decide summary"),
		testbrowser.SendKeys("#reason", "Sai ngày cấp"),
		testbrowser.Click(".decide button.danger"),
	)
	p.Shows("Bị từ chối", "Sai ngày cấp")
	p.everywhere("batch-rejected", func() { p.visit(batch) })
	p.Look(1280, "light")
	p.visit("/overview")
	require.NotContains(t, p.Text("#main"), "2026/THPT")
	p.signOut()
	p.signIn("giaovu")
	p.visit("/batches?state=rejected")
	p.press("tbody th a", "dl")
	require.Contains(t, p.Text("dl"), "Sai ngày cấp", "who imported it learns why")
	p.quiet("Nguy")
}
