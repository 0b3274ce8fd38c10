package public_test

import (
	"bytes"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/qrcorpus"
	"sogoc/internal/testbrowser"
)

// leastShare is of the pictures that zbar or zxing-cpp read the share that the
// page has to read.
const leastShare = 0.98

// readingTable names the document that the measurement of all pictures is written to.
const readingTable = "SOGOC_READING_CODES"

// scores are how many pictures of a family were read by whom.
type scores struct {
	pictures, zbar, zxing int
	others, page, both    int // others: by zbar or zxing-cpp; both: by one of these and the page
}

func (s *scores) add(o scores) {
	s.pictures += o.pictures
	s.zbar += o.zbar
	s.zxing += o.zxing
	s.others += o.others
	s.page += o.page
	s.both += o.both
}

func (s *scores) row(name string) string {
	share := "–"
	if s.others > 0 {
		share = fmt.Sprintf("%.0f %%", 100*float64(s.both)/float64(s.others))
	}
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %s |\n", name, s.pictures, s.zbar, s.zxing, s.page, share)
}

// The page's own reader, in the browser, is held against two decoders that are
// not ours. Of each family one picture is read, all with make reading-codes.
func TestThePageReadsWhatOtherDecodersRead(t *testing.T) {
	t.Parallel()
	requireDecoder(t)
	requireProgram(t, "zbarimg", "zbar-tools")
	requireProgram(t, "ZXingReader", "zxing-cpp-tools")
	requireProgram(t, "pdftoppm", "poppler-utils")
	sources, err := qrcorpus.Sources(t.Context())
	require.NoError(t, err)
	pictures, document := qrcorpus.Usual(sources), os.Getenv(readingTable)
	if document != "" {
		pictures = qrcorpus.Pictures(sources)
	}
	families, total := measure(t, pictures)
	require.Len(t, families, len(qrcorpus.Families()))
	require.NotZero(t, total.others)
	require.GreaterOrEqual(t, float64(total.both), leastShare*float64(total.others), "%+v", total)
	if document == "" {
		return
	}
	var table strings.Builder
	table.WriteString("| spoilt by | pictures | zbar | zxing-cpp | the page | of what these two read |\n|---|---|---|---|---|---|\n")
	for _, name := range qrcorpus.Families() {
		table.WriteString(families[name].row(name))
	}
	table.WriteString(total.row("**all**"))
	replaceTable(t, document, table.String())
}

// measure reads pictures in all three ways.
func measure(t *testing.T, pictures iter.Seq2[qrcorpus.Picture, error]) (map[string]*scores, scores) {
	t.Helper()
	reader := openReader(t)
	dir := t.TempDir()
	families, total := map[string]*scores{}, scores{}
	for picture, err := range pictures {
		require.NoError(t, err)
		path := filepath.Join(dir, picture.Name()+"."+picture.Ending)
		require.NoError(t, os.WriteFile(path, picture.Encoded, 0o600))
		zbar := says(path, picture.Text, "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable")
		zxing := says(path, picture.Text, "ZXingReader")
		page := reader.read(picture) == picture.Text
		others := zbar || zxing
		one := scores{1, count(zbar), count(zxing), count(others), count(page), count(others && page)}
		if families[picture.Family] == nil {
			families[picture.Family] = &scores{}
		}
		families[picture.Family].add(one)
		total.add(one)
		if others && !page {
			t.Log("not read by the page: ", picture.Name())
		}
	}
	return families, total
}

func count(is bool) int {
	if is {
		return 1
	}
	return 0
}

// says reports whether a program finds the text in a picture.
func says(path, text, program string, args ...string) bool {
	out, err := exec.Command(program, append(args, path)...).Output()
	return err == nil && bytes.Contains(out, []byte(text))
}

// pageReader is the public page, whose reader is shown pictures of its own server.
type pageReader struct {
	*tab
	mu      sync.Mutex
	picture qrcorpus.Picture
}

func openReader(t *testing.T) *pageReader {
	t.Helper()
	r := &pageReader{}
	pages := http.NewServeMux()
	pages.Handle("/", setup(t).engine)
	pages.HandleFunc("/picture", func(w http.ResponseWriter, _ *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		w.Header().Set("Content-Type", map[string]string{"png": "image/png", "jpg": "image/jpeg"}[r.picture.Ending])
		_, _ = w.Write(r.picture.Encoded)
	})
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	r.tab = openTab(t)
	r.Run(chromedp.Navigate(server.URL+"/"), testbrowser.WaitVisible("#reading"))
	return r
}

// read returns what the page reads in a picture: texts, or why it reads none.
func (r *pageReader) read(picture qrcorpus.Picture) string {
	r.t.Helper()
	r.mu.Lock()
	r.picture = picture
	r.mu.Unlock()
	var text string
	r.Run(chromedp.Evaluate(
		`fetch("/picture", {cache: "no-store"}).then(r => r.blob()).then(PictureReader.read)
		.then(({codes}) => codes.map(c => c.text).join(" "), e => "fault: " + (e.fault || e))`,
		&text,
		func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) },
	))
	return text
}

// replaceTable writes the table into the document, between its two marks.
func replaceTable(t *testing.T, document, table string) {
	t.Helper()
	const begin, end = "<!-- table: make reading-codes -->\n", "<!-- end of table -->"
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	before, rest, found := strings.Cut(string(text), begin)
	require.True(t, found, "the document has no mark %q", begin)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found, "the document has no mark %q", end)
	require.NoError(t, os.WriteFile(document, []byte(before+begin+table+end+after), 0o644))
}

// requireDecoder skips a test where the page was built without its decoder, and
// fails it where CI=true.
func requireDecoder(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("static", "zxing_reader.wasm")); err != nil {
		skipOrFail(t, "the page was built without its QR decoder; to run this: make assets")
	}
}

func requireProgram(t *testing.T, name, pkg string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		skipOrFail(t, name+" is not installed; to run this: apt-get install "+pkg)
	}
}

func skipOrFail(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}
