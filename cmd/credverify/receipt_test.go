package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/receipt"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/words"
)

// What is wrong with a receipt is said of the receipt, as the verifier's page and
// ledgeraudit say it, and nothing of the diploma.
func TestWhatIsWrongWithAReceipt(t *testing.T) {
	t.Parallel()
	d := setup(t)
	genuine := d.receipt(t)
	changed := bytes.Clone(genuine)
	at := bytes.LastIndexByte(changed, '.') + 5 // of the signature's first number
	changed[at] = map[bool]byte{true: 'B', false: 'A'}[changed[at] == 'A']
	unread, err := receipt.Issue(
		verifier.Unread(verifier.DetailNotRead, verifier.Reading{}, d.now), d.Trust.Genesis, d.service)
	require.NoError(t, err)
	other := setup(t)

	for name, c := range map[string]struct {
		text, trust string
		code        int
		says        string
	}{
		"Changed":       {string(changed), d.trust(), exitNotValid, "THE RECEIPT WAS CHANGED OR DAMAGED"},
		"UnknownKey":    {string(genuine), other.trust(), exitUnsure, "THIS RECEIPT CANNOT BE RELIED ON"},
		"OfWhatWasNone": {unread, d.trust(), exitInput, "A RECEIPT OF WHAT COULD NOT BE READ\nThe receipt is genuine; "},
	} {
		code, out, _ := d.run(c.text, "-trust", c.trust, "-")
		require.Equal(t, c.code, code, name+out)
		require.True(t, strings.HasPrefix(out, c.says), out)
		require.NotContains(t, out, "issuer's signature", name)
		require.NotContains(t, out, "ISSUER NOT TRUSTED", name)
	}
}

// A printed receipt is read as the receipt that its file carries or its code holds.
func TestPrintedReceipt(t *testing.T) {
	t.Parallel()
	d := setup(t)
	printer, err := receiptpdf.New("")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./cmd/credverify", err)
	}
	require.NoError(t, err)
	text := string(d.receipt(t))
	pdf, err := printer.Print(text, "https://vanbang.example", words.Vietnamese)
	require.NoError(t, err)
	_, want, _ := d.run(text, "-trust", d.trust(), "-")
	code, out, complained := d.run("", "-trust", d.trust(), d.file(t, "receipt.sogoc.pdf", pdf))
	require.Equal(t, exitValid, code, out+complained)
	require.Equal(t, want, out)
	require.Empty(t, complained)

	signed, err := receipt.Parse(text)
	require.NoError(t, err)
	digits, err := signed.Digits()
	require.NoError(t, err)
	code, out, _ = d.run("https://vanbang.example/v#"+digits, "-trust", d.trust(), "-")
	require.Equal(t, exitValid, code)
	require.Equal(t, want, out)

	code, _, complained = d.run("", "-trust", d.trust(), d.file(t, "other.pdf", []byte("%PDF-1.4\nnothing\n%%EOF\n")))
	require.Equal(t, exitInput, code)
	require.Contains(t, complained, "the file holds no evidence, receipt or credential")
}
