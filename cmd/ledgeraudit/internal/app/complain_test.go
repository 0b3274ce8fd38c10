package app

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/presentation"
)

// Whatever file names a credential or an issuer is asked about.
func TestHistoryTakesAnyFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "given")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	sdJWT := b.issued.SDJWT()
	for name, path := range map[string]string{
		"Receipt":      b.receipt(t, b.found(t), service),
		"SDJWT":        write(sdJWT),
		"SDJWTInLines": write(sdJWT[:100] + "\r\n> " + sdJWT[100:]),
	} {
		code, out, complaints := ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", path)
		require.Equal(t, 0, code, "%s: %s", name, complaints)
		require.Contains(t, out, "The credential is suspended", name)
		code, out, complaints = ledgeraudit(t, "history", "-trust", b.trust, b.folder, "issuer", path)
		require.Equal(t, 0, code, "%s: %s", name, complaints)
		require.Contains(t, out, "Issuer "+school, name)
	}
	did := write(`{"id":"did:web:vanbang.example:issuers:` + school + `"}`)
	code, out, complaints := ledgeraudit(t, "history", "-trust", b.trust, b.folder, "issuer", did)
	require.Equal(t, 0, code, complaints)
	require.Contains(t, out, "Issuer "+school)
	code, _, complaints = ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", did)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "ask for issuer "+school)
}

// With -lang vi an error is said in Vietnamese, and what of it is English says so.
func TestErrorsInVietnamese(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken := t.TempDir()
	for _, block := range b.Blocks {
		audittest.Write(t, broken, block)
	}
	require.NoError(t, os.Truncate(audittest.Path(broken, 3), 100))
	for name, c := range map[string]struct {
		args []string
		want int
		said string
	}{
		"NoSuchTrust": {[]string{"verify", b.folder, "-trust", "/no/such/file"}, 2, "/no/such/file: không có tệp này"},
		"NoTrust":     {[]string{"verify", b.folder}, 2, "dòng lệnh hoặc tệp đưa vào không đúng"},
		"Nobody": {
			[]string{"history", b.folder, "issuer", "NOBODY", "-trust", b.trust}, 1,
			"sổ cái này, đến khối cuối của thư mục, không có gì về điều được hỏi",
		},
		"Broken": {[]string{"verify", broken, "-trust", b.trust}, 4, "thư mục khối không toàn vẹn"},
		"Distrusted": {
			[]string{"verify", b.folder, "-trust", b.trustFile(t, "AuditorMSP")}, 1,
			"nơi cấp do một tổ chức không có trong tệp tin cậy công nhận",
		},
	} {
		code, _, complaints := ledgeraudit(t, append([]string{c.args[0], "-lang=vi"}, c.args[1:]...)...)
		require.Equal(t, c.want, code, "%s: %s", name, complaints)
		require.Contains(t, complaints, c.said, name)
		require.Regexp(t, `ledgeraudit: [^()]*(\(chi tiết kỹ thuật, tiếng Anh: .*\))?\n$`, complaints, name)
	}
}

// An auditor is given papers, not tokens.
func TestHistoryLooksIntoPicturesAndArchives(t *testing.T) {
	t.Parallel()
	b := setup(t)
	drawn, err := qrcode.Encode(presentation.URL("https://vanbang.example", b.issued.QRToken), qrcode.Low, -4)
	require.NoError(t, err)
	other := credentialOfAnother(t)
	for name, c := range map[string]struct {
		content []byte
		code    int
		says    string
	}{
		"APicture":                {drawn, 0, "The credential is suspended"},
		"AnArchiveOfTwoForms":     {zipped(t, drawn, []byte(b.issued.SDJWT())), 0, "The credential is suspended"},
		"AnArchiveOfTwoPeople":    {zipped(t, drawn, []byte(other)), 2, "the file holds 2 credentials"},
		"APictureWithoutACode":    {blank(t), 2, "nothing in the file names a credential"},
		"AFileThatCannotBeOpened": {drawn[:200], 2, "not read in the file: the file: damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "given")
			require.NoError(t, os.WriteFile(path, c.content, 0o600))
			code, out, complaints := ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", path)
			require.Equal(t, c.code, code, complaints)
			require.Contains(t, out+complaints, c.says)
			require.NotContains(t, out+complaints, "Nguyễn")
		})
	}
}

func zipped(t *testing.T, files ...[]byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for i, content := range files {
		entry, err := w.Create(fmt.Sprintf("Nguyễn %d", i))
		require.NoError(t, err)
		_, err = entry.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return packed.Bytes()
}

func blank(t *testing.T) []byte {
	t.Helper()
	var drawn bytes.Buffer
	require.NoError(t, png.Encode(&drawn, image.NewGray(image.Rect(0, 0, 200, 200))))
	return drawn.Bytes()
}

func credentialOfAnother(t *testing.T) string {
	t.Helper()
	return setup(t).issued.SDJWT()
}
