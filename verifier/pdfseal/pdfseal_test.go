package pdfseal_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/smallstep/pkcs7"
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

// certificateOf returns a certificate of an RSA key with that many bits, which nobody has.
func certificateOf(t testing.TB, bits uint) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	modulus := new(big.Int).Lsh(big.NewInt(1), bits-1)
	template := &x509.Certificate{SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "Large (synthetic)"}}
	public := &rsa.PublicKey{N: modulus.SetBit(modulus, 0, 1), E: 65537}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, key)
	require.NoError(t, err)
	made, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return made
}

// TestWhatIsNotReadIsNotCalledBroken: a signature of another kind was changed by nobody, and
// one whose keys cost a processor minutes is not looked at.
func TestWhatIsNotReadIsNotCalledBroken(t *testing.T) {
	t.Parallel()
	a := testseal.New(t)
	prepared, err := pdffile.PrepareSeal(paper(t), time.Now())
	require.NoError(t, err)
	place, err := pdffile.FindPlace(prepared)
	require.NoError(t, err)
	begin, end := placeOf(t, prepared)
	sealed := func(changes ...func(*pkcs7.SignedData)) ([]byte, pdfseal.Raw) {
		file, err := place.Put(a.Sign(t, place.Sealed(), true, changes...))
		require.NoError(t, err)
		contents, err := hex.DecodeString(string(file[begin+1 : end-1]))
		require.NoError(t, err)
		return file, pdfseal.Raw{
			ByteRange: []int{0, begin, end, len(file) - end},
			Contents:  contents,
			SubFilter: "ETSI.CAdES.detached",
		}
	}
	with := func(bits uint) func(*pkcs7.SignedData) {
		return func(s *pkcs7.SignedData) { s.AddCertificate(certificateOf(t, bits)) }
	}
	for name, c := range map[string]struct {
		change func(*pkcs7.SignedData)
		state  pdfseal.State
	}{
		"LongKey": {with(pdfseal.MaxRSABits), pdfseal.Intact},
		"TooLong": {with(pdfseal.MaxRSABits + 1), pdfseal.Unreadable},
		"SHA1": {
			func(s *pkcs7.SignedData) { s.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA1) },
			pdfseal.Unreadable,
		},
	} {
		require.Equal(t, c.state, pdfseal.Read(sealed(c.change)).State, name)
	}
	file, raw := sealed()
	require.Equal(t, pdfseal.Intact, pdfseal.Read(file, raw).State)
	raw.SubFilter = "ETSI.RFC3161"
	require.Equal(t, pdfseal.Unreadable, pdfseal.Read(file, raw).State)
	file, raw = sealed()
	file[end-2] ^= 1 // the last of its zeros
	require.Equal(t, pdfseal.Unreadable, pdfseal.Read(file, raw).State, "something else stands in its place")
}

// placeOf returns beginning and end of the empty place in a prepared file.
func placeOf(t testing.TB, prepared []byte) (begin, end int) {
	t.Helper()
	found := regexp.MustCompile(`<0{1000}0*>`).FindIndex(prepared)
	require.Len(t, found, 2)
	return found[0], found[1]
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
