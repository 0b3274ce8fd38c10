package public_test

import (
	"bytes"
	"fmt"
	"image"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/web/public"
)

// sight is a test vector whose answer is looked at.
type sight struct {
	testvectors.Vector
	server  *sharedServer
	service http.Handler
	ledger  reading
}

// sharedServer is an address at which one sight is served after another: a browser compiles and
// keeps the page's module once for each address.
type sharedServer struct {
	url     string
	service atomic.Pointer[http.Handler]
}

func newSharedServer(t *testing.T) *sharedServer {
	t.Helper()
	var s sharedServer
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		(*s.service.Load()).ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.url = server.URL
	return &s
}

// sight makes what serves a vector's answer, with a key for receipts so that there is
// something to keep.
func (on *sharedServer) sight(t *testing.T, v testvectors.Vector) sight {
	t.Helper()
	var view ledger.View
	if v.Ledger != "" {
		view = testvectors.ReadLedger(t, vectors, v.Ledger)
	}
	s := sight{Vector: v, server: on, ledger: reading{v, view}}
	config := public.Config{
		Ledger: s.ledger,
		Hosts:  v.Hosts,
		Now:    func() time.Time { return v.Now },
		Log:    slog.New(slog.DiscardHandler),
		Files:  files,
		Signer: testledger.NewSigner(t),
	}
	if v.Trust != nil {
		config.Trust = *v.Trust
	}
	engine, err := public.New(config)
	require.NoError(t, err)
	s.service = engine
	return s
}

// serve serves the sight, in place of the one before it, and returns the address.
func (s sight) serve() string {
	s.server.service.Store(&s.service)
	return s.server.url
}

// day is the day that the vector asks about, as the page's field has it; "" for now.
func (s sight) day() string {
	if s.At.IsZero() {
		return ""
	}
	return string(ledger.DateOf(s.At))
}

// result is what the page answers, which may be asked about whole days only.
func (s sight) result() verifier.Code { return s.Ask(s.ledger.view).Result }

// isCode reports whether a QR code holds what is presented.
func (s sight) isCode() bool { return strings.HasPrefix(s.Presentation, "https://") }

// isTyped reports whether what is presented is a few words that people type. In a file of
// a ZIP they are no evidence: the page lists the file and has no result.
func (s sight) isTyped() bool { return !s.isCode() && len(s.Presentation) < 100 }

// wayIn is one way by which a reader gives the page a credential.
type wayIn struct {
	name string
	// takes reports whether a vector can be given in this way.
	takes func(s sight) bool
	// open returns a tab for it, and give gives the credential to the page that the tab
	// shows in a language, up to the answer.
	open func(t *testing.T) *tab
	give func(b *tab, s sight, language string)
}

func codesOfNow(s sight) bool { return s.isCode() && s.At.IsZero() }

func anything(sight) bool { return true }

// waysIn are all ways. Where the page has the module, codes, SD-JWTs and holders'
// files are answered on the device, but for the last four.
var waysIn = []wayIn{
	{"scanned", codesOfNow, openTab, func(b *tab, s sight, language string) {
		_, digits, _ := strings.Cut(s.Presentation, "#")
		b.Run(chromedp.Navigate("about:blank"), chromedp.Navigate(s.serve()+"/v?lang="+language+"#"+digits))
	}},
	{"pasted", anything, openTab, (*tab).fillIn},
	{"camera", codesOfNow, openSeeingTab, func(b *tab, s sight, language string) {
		b.show(s, language)
		b.Run(chromedp.Evaluate(fmt.Sprintf(`window.seen = %q`, s.Presentation), nil))
		b.Press("#camera")
	}},
	{"photo", codesOfNow, openTab, func(b *tab, s sight, language string) {
		b.show(s, language)
		b.Choose("#file", written(b.t, "photo.png", codePicture(b.t, s.Presentation)))
	}},
	{"text-file", func(s sight) bool { return !s.isCode() && s.At.IsZero() }, openTab,
		func(b *tab, s sight, language string) {
			b.show(s, language)
			b.Choose("#file", written(b.t, "bang.json", []byte(s.Presentation)))
		}},
	{"pdf", codesOfNow, openTab, func(b *tab, s sight, language string) {
		b.show(s, language)
		b.Choose("#file", written(b.t, "bang.pdf", paperOf(b.t, s.Presentation)))
	}},
	{"zip", func(s sight) bool { return s.At.IsZero() && !s.isTyped() }, openTab, func(b *tab, s sight, language string) {
		b.show(s, language)
		content := []byte(s.Presentation)
		name := "Nguyễn Thị Mẫu/bang.json"
		if s.isCode() {
			name, content = "Nguyễn Thị Mẫu/anh-chup.png", codePicture(b.t, s.Presentation)
		}
		b.Choose("#file", written(b.t, "ho-so.zip", zipped(b.t, []string{name}, content)))
	}},
	{"without-module", anything, withoutModule, (*tab).fillIn},
	{"without-script", codesOfNow, openTab, func(b *tab, s sight, language string) {
		b.Run(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(s.serve()+"/v?lang="+language))
		b.Focus("#presentation")
		b.Run(input.InsertText(s.Presentation))
		b.Press("#ask .go")
		b.Shows(`data-result="`, `<html lang="`+language)
		b.Run(emulation.SetScriptExecutionDisabled(false)) // what looks at the page runs in it
	}},
}

// openSeeingTab opens a tab whose camera shows nothing, and whose reader of codes
// sees what the test says.
func openSeeingTab(t *testing.T) *tab {
	t.Helper()
	b := withCamera(t, image.NewGray(image.Rect(0, 0, 640, 480)))
	b.before(detector(`return [{rawValue: window.seen, boundingBox: {x: 1, y: 1, width: 9, height: 9}}];`))
	return b
}

// show opens the page in a language, as it is before anything is asked.
func (b *tab) show(s sight, language string) {
	b.t.Helper()
	// Chromium's reports of requests would hold the posted bytes, which are no text.
	b.Run(network.Disable(), chromedp.Navigate("about:blank"), chromedp.Navigate(s.serve()+"/?lang="+language))
	b.until(`!document.getElementById("reading").hidden`)
}

// fillIn writes the credential and the day into the form and sends it.
func (b *tab) fillIn(s sight, language string) {
	b.t.Helper()
	b.Run(
		chromedp.Navigate("about:blank"),
		chromedp.Navigate(s.serve()+"/?lang="+language),
		testbrowser.Leave(fmt.Sprintf(`document.getElementById("on").value = %q;
			document.getElementById("presentation").value = %q;
			document.querySelector("#ask button.go").click()`, s.day(), s.Presentation)),
	)
}

// paperOf is a PDF file of one page with a code.
func paperOf(t *testing.T, text string) []byte {
	t.Helper()
	file := fpdf.New(fpdf.OrientationPortrait, "mm", "A4", "")
	file.AddPage()
	file.RegisterImageOptionsReader("code", fpdf.ImageOptions{ImageType: "PNG"}, bytes.NewReader(codePicture(t, text)))
	file.ImageOptions("code", 20, 20, 80, 0, false, fpdf.ImageOptions{}, 0, "")
	var out bytes.Buffer
	require.NoError(t, file.Output(&out))
	return out.Bytes()
}

// sightsOf returns the vectors that are looked at: every result, asked about now, a
// past day, in a bundle and in a receipt; every worth of a reading; and the forms and
// details that are said in words of their own.
func sightsOf(t *testing.T) []testvectors.Vector {
	t.Helper()
	named := map[string]bool{}
	for _, name := range []string{
		"genuine/es256k-sd-jwt-full", "genuine/es256k-holder", "genuine/es256k-sd-jwt-nothing",
		"genuine/transcript-full", "genuine/transcript-two-courses", "genuine/transcript-holder",
		"status/superseded-sd-jwt", "mutant/disclosure-name-letter", "mutant/holder-claims-byte",
		"bounds/qr-award-most", "carried/sd-jwt/cut-by-little", "reading/alarm/serial-number",
		"issuer/unknown", "issuer/suspended", "issuer/key-retired", "dates/not-yet-valid",
		"compromise/revoked-since", "custody/revoked-by-successor", "status/revoked-that-day",
		"receipt/unknown-key", "bundle/other-chaincode",
	} {
		named[name] = true
	}
	var found []testvectors.Vector
	for _, v := range testvectors.Load(t, vectors) {
		parts := strings.Split(v.Name, "/")
		isOfMatrix := parts[0] == "matrix" && (v.Reading == verifier.ReadingFresh ||
			parts[1] == string(verifier.Valid) && parts[2] == "now")
		if isOfMatrix || named[v.Name] {
			found = append(found, v)
		}
	}
	require.Greater(t, len(found), 60)
	return found
}
