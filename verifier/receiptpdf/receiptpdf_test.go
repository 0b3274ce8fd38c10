package receiptpdf_test

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/typeface"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

var keep = flag.String("keep", "", "folder for the PDF files and pictures that the tests make, to look at")

const address = "https://vanbang.example"

func tool(t testing.TB, pkg, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		skipOrFail(t, program+" of package "+pkg+" is not installed")
	}
	output, err := exec.Command(path, args...).Output()
	require.NoError(t, err, program)
	return string(output)
}

// skipOrFail ends a test for which something is not installed.
func skipOrFail(t testing.TB, missing string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skipf("%s; to run this: make test ARGS=./verifier/receiptpdf", missing)
}

func newPrinter(t testing.TB) *receiptpdf.Printer {
	t.Helper()
	p, err := receiptpdf.New("")
	if err != nil {
		require.ErrorIs(t, err, typeface.ErrFonts)
		skipOrFail(t, err.Error())
	}
	return p
}

// receipts are of every kind of answer, by name.
func receipts(t *testing.T) map[string]string {
	t.Helper()
	w := testevidence.New(t)
	testledger.Must[ledger.Tick](t, w.Ledger, w.Ledger.Registry, ledger.FuncTick) // so that the reading is fresh
	then := w.Ledger.Clock.Now()
	key := testledger.NewSigner(t)
	issue := func(r verifier.Result) string {
		text, err := receipt.Issue(r, w.Trust.Genesis, key)
		require.NoError(t, err)
		return text
	}
	verify := func(at time.Time) verifier.Result {
		o := verifier.Options{At: at}
		return verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), w.Ledger.Clock.Now(), o)
	}
	all := map[string]string{
		"valid": issue(verify(time.Time{})),
		"unreadable": issue(
			verifier.Verify("nothing", verifier.FreshReading(w.Ledger.View()), then, verifier.Options{})),
		"without-a-ledger": issue(verifier.Verify(w.Link(), verifier.Reading{}, then, verifier.Options{})),
	}
	w.Ledger.Clock.Advance(48 * time.Hour)
	w.Ledger.SetEntry(
		t,
		testevidence.Issuer,
		testevidence.Status.List,
		testevidence.Status.Index,
		ledger.Revoked,
		w.Key,
	)
	testledger.Must[ledger.Tick](t, w.Ledger, w.Ledger.Registry, ledger.FuncTick)
	all["revoked"] = issue(verify(time.Time{}))
	past := verify(then)
	today := verify(time.Time{}).Present()
	past.Today = &today
	all["past-day"] = issue(past)
	return all
}

func saved(t *testing.T, name string, content []byte) string {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	path := filepath.Join(dir, name+".pdf")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

// TestPrintedReceipt reads the file with other people's programs: structure, words,
// what it carries, and the code on the page as a scanner sees it.
func TestPrintedReceipt(t *testing.T) {
	t.Parallel()
	p := newPrinter(t)
	says := map[words.Language][]string{
		words.Vietnamese: {
			"Biên nhận kiểm tra",
			"Chữ in trên tờ này không chứng minh điều gì",
			"Trang kiểm tra không lưu gì",
		},
		words.English: {
			"Receipt of a verification",
			"The words printed here prove nothing",
			"The service keeps nothing",
		},
	}
	for name, text := range receipts(t) {
		for l, sentences := range says {
			content, err := p.Print(text, address, l)
			require.NoError(t, err, name)
			again, err := p.Print(text, address, l)
			require.NoError(t, err)
			require.True(t, bytes.Equal(content, again), "equal input gives equal bytes")
			path := saved(t, name+"-"+string(l), content)
			t.Run(name+string(l), func(t *testing.T) {
				t.Parallel()
				tool(t, "qpdf", "qpdf", "--check", path)
				require.Contains(t, tool(t, "poppler-utils", "pdfinfo", path), "Pages:           1\n")
				printed := strings.Join(strings.Fields(tool(t, "poppler-utils", "pdftotext", "-layout", path, "-")), " ")
				signed, err := receipt.Parse(text)
				require.NoError(t, err)
				for _, sentence := range append(sentences, words.Of(signed.Stated(), l).Word) {
					require.Contains(t, printed, sentence)
				}
				dir := t.TempDir()
				listed := tool(t, "poppler-utils", "pdfdetach", "-list", path)
				require.Contains(t, listed, receiptpdf.EmbeddedFile)
				out := filepath.Join(dir, "detached")
				tool(t, "poppler-utils", "pdfdetach", "-save", "1", "-o", out, path)
				detached, err := os.ReadFile(out)
				require.NoError(t, err)
				require.Equal(t, text, string(detached))

				picture := strings.TrimSuffix(path, ".pdf")
				tool(t, "poppler-utils", "pdftoppm", "-r", "150", "-gray", "-png", "-singlefile", path, picture)
				scanned := tool(
					t,
					"zbar-tools",
					"zbarimg",
					"--quiet",
					"--raw",
					"-Sdisable",
					"-Sqrcode.enable",
					picture+".png",
				)
				link, is := strings.CutPrefix(strings.TrimSpace(scanned), address+"/v#")
				require.True(t, is, scanned)
				coded, err := receipt.ParseLink(link)
				require.NoError(t, err)
				require.Equal(t, text, coded.Encode(), "the paper alone holds the receipt")
			})
		}
	}
}

// TestEditedWordsChangeNothing: a file whose printed words somebody replaced is read as
// what it carries and what its code says.
func TestEditedWordsChangeNothing(t *testing.T) {
	t.Parallel()
	p := newPrinter(t)
	all := receipts(t)
	revoked, err := p.Print(all["revoked"], address, words.English)
	require.NoError(t, err)
	path := saved(t, "edited", revoked)
	plain := strings.TrimSuffix(path, ".pdf") + "-plain.pdf"
	tool(t, "qpdf", "qpdf", "--qdf", "--object-streams=disable", path, plain)
	content, err := os.ReadFile(plain)
	require.NoError(t, err)
	cover := []byte("1 g 40 560 520 180 re f\nq 0 g ") // white over the answer
	edited := bytes.Replace(content, []byte("q 0 g "), cover, 1)
	require.NotEqual(t, content, edited)
	forged := strings.TrimSuffix(path, ".pdf") + "-forged.pdf"
	require.NoError(t, os.WriteFile(plain, edited, 0o600))
	fixed := tool(t, "qpdf", "fix-qdf", plain)
	require.NoError(t, os.WriteFile(forged, []byte(fixed), 0o600))

	u := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, u.Close()) })
	got, err := u.Unpack(t.Context(), []byte(fixed))
	require.NoError(t, err)
	groups := got.Groups()
	require.Len(t, groups, 1, "what is embedded and what is printed as a code is one receipt")
	require.Equal(t, all["revoked"], groups[0].Text)
	require.Equal(t, []unpack.Place{{Way: unpack.WayEmbedded}, {Page: 1, Way: unpack.WayQR}}, groups[0].Places)
	require.False(t, groups[0].Broken)
}

func TestPrintsNothingElse(t *testing.T) {
	t.Parallel()
	p := newPrinter(t)
	_, err := p.Print("nothing", address, words.English)
	require.ErrorIs(t, err, receipt.ErrMalformed)
	_, err = receiptpdf.New(t.TempDir())
	require.ErrorIs(t, err, typeface.ErrFonts)
	text := receipts(t)["valid"]
	content, err := p.Print(text, "", words.Vietnamese)
	require.NoError(t, err)
	path := saved(t, "no-address", content)
	require.Contains(t, strings.Join(strings.Fields(tool(t, "poppler-utils", "pdftotext", path, "-")), " "),
		"bất kỳ trang kiểm tra nào của sổ cái này")
}
