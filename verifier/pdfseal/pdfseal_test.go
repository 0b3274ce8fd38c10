package pdfseal_test

import (
	"bytes"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testseal"
	"sogoc/verifier/pdffile"
	"sogoc/verifier/pdfseal"
	"sogoc/verifier/unpack"
)

// paper is a PDF file as the project makes them.
func paper(t testing.TB) []byte {
	t.Helper()
	pdf := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	pdf.SetCatalogSort(true)
	made := time.Date(2026, 6, 20, 7, 0, 0, 0, time.UTC)
	pdffile.Describe(pdf, pdffile.Metadata{Title: "A paper", Author: "Mẫu", Language: "vi-VN", Made: made})
	pdf.AddPage()
	pdf.Line(10, 10, 100, 100)
	var out bytes.Buffer
	require.NoError(t, pdf.Output(&out))
	file, err := pdffile.Finish(out.Bytes(), &pdffile.Attachment{
		Name: "credential.sogoc.json", MediaType: "application/json", Description: "x", Made: made, Content: []byte("{}"),
	})
	require.NoError(t, err)
	return file
}

func tool(t testing.TB, pkg, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%s of package %s is not installed; to run this: make test ARGS=./verifier/pdfseal", program, pkg)
	}
	require.NoError(t, err)
	output, err := exec.Command(path, args...).CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}

// TestSealIsWhatOtherProgramsRead prepares a file, has its bytes signed outside, puts the
// signature in, and reads the seal by poppler's pdfsig.
func TestSealIsWhatOtherProgramsRead(t *testing.T) {
	t.Parallel()
	a := testseal.New(t)
	before := paper(t)
	file := a.Seal(t, before)
	require.True(t, bytes.HasPrefix(file, before), "what was there stays byte for byte")
	path := filepath.Join(t.TempDir(), "sealed.pdf")
	require.NoError(t, os.WriteFile(path, file, 0o600))
	tool(t, "qpdf", "qpdf", "--check", path)
	said := tool(t, "poppler-utils", "pdfsig", "-nocert", path)
	for _, line := range []string{
		"Signature Type: ETSI.CAdES.detached", "Signature Validation: Signature is Valid.", "Truong Mau (synthetic)",
		"Total document signed", "Signing Hash Algorithm: SHA-256",
	} {
		require.Contains(t, said, line)
	}
	file[len(before)-100] ^= 1
	require.NoError(t, os.WriteFile(path, file, 0o600))
	require.NotContains(t, tool(t, "poppler-utils", "pdfsig", "-nocert", path), "Signature is Valid.")
}

// TestReadSeal reads seals out of files as the verifier does, by PDFium in its sandbox.
func TestReadSeal(t *testing.T) {
	t.Parallel()
	a := testseal.New(t)
	whole := a.Seal(t, paper(t))
	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	changed := bytes.Clone(whole)
	changed[bytes.Index(changed, []byte("/Title"))-3] ^= 0x01 // a space of the information dictionary
	extended := append(bytes.Clone(whole), "\n% added\n%%EOF\n"...)
	for name, c := range map[string]struct {
		file  []byte
		roots *x509.CertPool
		state pdfseal.State
		chain pdfseal.Chain
	}{
		"Whole":          {whole, nil, pdfseal.Intact, pdfseal.NotJudged},
		"Trusted":        {whole, a.Roots(), pdfseal.Intact, pdfseal.Trusted},
		"OtherAuthority": {whole, testseal.New(t).Roots(), pdfseal.Intact, pdfseal.Untrusted},
		"Extended":       {extended, a.Roots(), pdfseal.Extended, pdfseal.Trusted},
		"Changed":        {changed, a.Roots(), pdfseal.Broken, pdfseal.NotJudged},
	} {
		contents, err := u.Unpack(t.Context(), c.file)
		require.NoError(t, err, name)
		require.Len(t, contents.Seals, 1, name)
		s := contents.Seals[0].Seal
		s.Judge(c.roots, time.Now())
		require.Equal(t, c.state, s.State, name)
		require.Equal(t, c.chain, s.Chain, name)
		require.Contains(t, s.Signer, "CN=Truong Mau (synthetic)")
		require.Contains(t, s.Issuer, "CN=Test CA (synthetic)")
		require.WithinDuration(t, time.Now(), s.Time, time.Hour)
	}
	contents, err := u.Unpack(t.Context(), paper(t))
	require.NoError(t, err)
	require.Empty(t, contents.Seals)
}

// TestWhatIsAccepted: only a signature over this very file, in the form that the file names.
func TestWhatIsAccepted(t *testing.T) {
	t.Parallel()
	a := testseal.New(t)
	prepared, err := pdffile.PrepareSeal(paper(t), time.Now())
	require.NoError(t, err)
	place, err := pdffile.FindPlace(prepared)
	require.NoError(t, err)
	require.NoError(t, pdfseal.Accept(a.Sign(t, place.Sealed(), true), place.Sealed()))
	for name, signature := range map[string][]byte{
		"Nothing":        nil,
		"NoCMS":          []byte("signature"),
		"OtherFile":      a.Sign(t, []byte("another file"), true),
		"NotCAdES":       a.Sign(t, place.Sealed(), false),
		"SomethingAfter": append(a.Sign(t, place.Sealed(), true), 1),
	} {
		require.ErrorIs(t, pdfseal.Accept(signature, place.Sealed()), pdfseal.ErrSignature, name)
	}
	_, err = pdffile.FindPlace(paper(t))
	require.ErrorIs(t, err, pdffile.ErrNotPrepared)
	_, err = pdffile.FindPlace(a.Seal(t, paper(t)))
	require.ErrorIs(t, err, pdffile.ErrNotPrepared, "sealed already")
	_, err = pdffile.FindPlace(append(bytes.Clone(prepared), '\n'))
	require.ErrorIs(t, err, pdffile.ErrNotPrepared, "something was added")
	_, err = pdffile.PrepareSeal(prepared, time.Now())
	require.ErrorIs(t, err, pdffile.ErrSealed)
	_, err = place.Put(make([]byte, pdffile.MaxSignature+1))
	require.ErrorIs(t, err, pdffile.ErrSignatureSize)
}

func FuzzRead(f *testing.F) {
	a := testseal.New(f)
	f.Add([]byte("<00>"), 0, 0, 4, 0, a.Sign(f, []byte("x"), true))
	f.Add([]byte("ab<00>cd"), 0, 2, 6, 2, []byte{0x30, 0})
	f.Fuzz(func(t *testing.T, file []byte, i, j, k, l int, contents []byte) {
		s := pdfseal.Read(
			file,
			pdfseal.Raw{ByteRange: []int{i, j, k, l}, Contents: contents, SubFilter: "ETSI.CAdES.detached"},
		)
		require.Contains(t, pdfseal.States(), s.State)
		s.Judge(x509.NewCertPool(), time.Now())
	})
}
