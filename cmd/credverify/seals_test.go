package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testseal"
	"sogoc/verifier"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/pdfseal"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// printed returns a receipt as a PDF file.
func (d desk) printed(t *testing.T) []byte {
	t.Helper()
	printer, err := receiptpdf.New("")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./cmd/credverify", err)
	}
	require.NoError(t, err)
	pdf, err := printer.Print(string(d.receipt(t)), "https://vanbang.example", words.Vietnamese)
	require.NoError(t, err)
	return pdf
}

// An electronic seal of a PDF file is told behind the answer, in words and in JSON, and
// changes nothing of it.
func TestSealStandsBehindTheAnswer(t *testing.T) {
	t.Parallel()
	d := setup(t)
	pdf := d.printed(t)
	authority := testseal.New(t)
	roots := d.file(t, "roots.pem", authority.PEM())
	plain := d.file(t, "plain.pdf", pdf)
	sealed := d.file(t, "sealed.pdf", authority.Seal(t, pdf))
	stranger := d.file(t, "stranger.pdf", testseal.New(t).Seal(t, pdf))
	code, want, _ := d.run("", "-trust", d.trust(), plain)
	require.Equal(t, exitValid, code)
	require.NotContains(t, want, "electronic seal")

	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"Trusted":   {[]string{"-seal-roots", roots, sealed}, "is under an authority that is trusted here"},
		"Untrusted": {[]string{"-seal-roots", roots, stranger}, "anybody may have written the name in it"},
		"NotJudged": {[]string{"-lang", "vi", sealed}, "Ở đây không xét chứng thư đó là của ai."},
	} {
		code, out, complained := d.run("", append([]string{"-trust", d.trust()}, c.args...)...)
		require.Equal(t, exitValid, code, name+complained)
		require.Contains(t, out, c.says, name)
		require.Contains(t, out, "Truong Mau (synthetic)", name)
		if name != "NotJudged" { // which is in Vietnamese
			behind, is := strings.CutPrefix(out, want)
			require.True(t, is, out)
			require.Contains(t, behind, "It is no part of the result and does not replace it")
		}
	}

	_, out, _ := d.run("", "-json", "-trust", d.trust(), "-seal-roots", roots, sealed)
	var told struct {
		Result verifier.Code      `json:"result"`
		Seals  []unpack.FoundSeal `json:"seals"`
	}
	require.NoError(t, json.Unmarshal([]byte(out), &told))
	require.Equal(t, verifier.Valid, told.Result)
	require.Len(t, told.Seals, 1)
	require.Equal(t, pdfseal.Intact, told.Seals[0].State)
	require.Equal(t, pdfseal.Trusted, told.Seals[0].Chain)

	code, _, complained := d.run("", "-trust", d.trust(), "-seal-roots", d.trust(), sealed)
	require.Equal(t, exitInput, code)
	require.Contains(t, complained, "the file of -seal-roots holds no certificates")
}

// A sealed file that holds nothing to be judged is no answer, and its seal is told all the same.
func TestSealOfAFileWithoutEvidence(t *testing.T) {
	t.Parallel()
	d := setup(t)
	page := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	page.AddPage()
	var made bytes.Buffer
	require.NoError(t, page.Output(&made))
	empty, err := pdffile.Finish(made.Bytes(), nil)
	require.NoError(t, err)
	sealed := testseal.New(t).Seal(t, empty)
	code, out, complained := d.run("", "-trust", d.trust(), d.file(t, "empty.pdf", sealed))
	require.Equal(t, exitInput, code)
	require.Empty(t, out)
	require.Contains(t, complained, "Truong Mau (synthetic)")
	require.Contains(t, complained, "the file holds no evidence, receipt or credential")
}
