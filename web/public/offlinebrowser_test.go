package public_test

import (
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/web/public"
)

// digitsOf returns what stands behind the number sign of a credential's address.
func digitsOf(issued credential.Issued) string {
	_, digits, _ := strings.Cut(presentation.URL("https://vanbang.example", issued.QRToken), "#")
	return digits
}

// changedSignature returns a code whose signature was changed in its last byte.
func changedSignature(t *testing.T, digits string) string {
	t.Helper()
	number, is := new(big.Int).SetString(digits, 10)
	require.True(t, is)
	token := number.Bytes()
	token[len(token)-1] ^= 1
	return new(big.Int).SetBytes(token).String()
}

// goOffline takes the network away: the page's, and by closing the server also the
// worker's.
func (b *tab) goOffline(server *httptest.Server) {
	b.t.Helper()
	b.Run(network.EmulateNetworkConditions(true, 0, 0, 0))
	server.CloseClientConnections()
	server.Close()
}

// scanKept opens a code's address anew.
func (b *tab) scanKept(address, digits string) {
	b.t.Helper()
	b.Run(chromedp.Navigate("about:blank"), chromedp.Navigate(address+"/v?lang=en#"+digits))
	b.await("#answer:not(.busy) [data-result]")
	var green bool
	b.Run(chromedp.Evaluate(`document.querySelector(".verdict.check") !== null`, &green))
	require.False(b.t, green, "never green without a network")
}

// keptText is all that the page keeps on the device besides its files.
func (b *tab) keptText() string {
	b.t.Helper()
	var kept string
	b.Run(chromedp.Evaluate(`localStorage.getItem("sogoc-kept") || ""`, &kept))
	return kept
}

// awaitWorker waits until the worker has kept the page.
func (b *tab) awaitWorker() {
	b.t.Helper()
	b.until(`navigator.serviceWorker.getRegistration().then((one) => one && one.active)`)
}

// TestWithoutANetwork scans, takes the network away, and scans again.
func TestWithoutANetwork(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	service := testledger.NewSigner(t)
	l := setup(t, func(c *public.Config) {
		c.Signer = service
		c.Trust.Genesis = ledger.SumDigest([]byte("genesis"))
	})
	other := diploma()
	other.Status.Index = 7
	second := l.issue(other)
	foreign := diploma()
	foreign.Issuer.Code = "DH-KHAC"
	third := l.issue(foreign)
	server := httptest.NewServer(l.engine)
	t.Cleanup(server.Close)
	_, digits, _ := strings.Cut(l.link(), "#")

	b := openTab(t)
	b.Run(chromedp.Navigate(server.URL + "/v?lang=en#" + digits))
	b.answered(verifier.Valid)
	b.awaitWorker()
	kept := b.keptText()
	require.Contains(t, kept, code, "the school's key")
	for _, of := range []string{l.diploma.Digest.String(), learner, digits[:30], "A 00123456"} {
		require.NotContains(t, kept, of, "nothing of a document is kept without the reader's act")
	}
	require.Contains(t, b.inner("#kept"), "issuers: 1; receipts: 0")

	b.Run(
		chromedp.Evaluate(`[...document.querySelectorAll(".keep button")].at(-1).focus()`, nil),
		chromedp.KeyEvent(kb.Enter),
	)
	b.until(`document.getElementById("kept").innerText.includes("issuers: 1; receipts: 1")`)
	require.Contains(t, b.inner(".keep"), "The receipt is kept on this device.")
	b.Accessible("an answer that is kept")
	require.NotContains(t, b.keptText(), learner)

	b.goOffline(server)
	b.scanKept(server.URL, digits)
	require.Equal(t, verifier.Indeterminate, b.result())
	require.Contains(t, b.inner(".verdict.hourglass"), "the document was in force")
	require.Contains(t, b.inner(".verdict.hourglass"), "what came since is not known")
	require.Contains(t, b.inner(".facts"), learner)
	require.Contains(t, b.inner(".facts"), "not confirmed")
	require.Contains(t, b.inner(".way"), "nothing was sent")
	for _, scheme := range []string{"light", "dark"} {
		b.Look(360, scheme)
		b.Fits("an answer without a network")
		b.Accessible("an answer without a network")
		b.Picture("offline-360-" + scheme)
	}

	b.scanKept(server.URL, digitsOf(second))
	require.Contains(t, b.inner(".verdict.question"), "Signature genuine, status unknown")

	b.scanKept(server.URL, digitsOf(third))
	require.Contains(t, b.inner(".verdict.question"), "does not keep the issuer's key")
	require.NotContains(t, b.inner("main"), learner, "what no known key signed is not shown")

	b.scanKept(server.URL, changedSignature(t, digits))
	require.Equal(t, verifier.Tampered, b.result())
	require.NotContains(t, b.inner("main"), learner)

	b.Run(chromedp.Evaluate(`document.querySelector("#kept button").click()`, nil))
	b.await("#live")
	b.until(`caches.keys().then((names) => names.length === 0)`)
	require.Empty(t, b.keptText())
}

// TestThePageIsKeptAfterTheAnswer holds the page's timers back: it is answered while no
// worker is registered, and one is when its timer has run, unless the reader has had all
// that was kept deleted before.
func TestThePageIsKeptAfterTheAnswer(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	answeredTab := func() *tab {
		_, server, digits := serve(t)
		b := openTab(t)
		b.before(`const run = window.setTimeout, stop = window.clearTimeout;
			window.setTimeout = (act, time, ...rest) => time === 3000 ? (window.keepPage = act, -1) : run(act, time, ...rest);
			window.clearTimeout = (timer) => timer === -1 ? (window.keepPage = null) : stop(timer);`)
		b.Run(chromedp.Navigate(server + "/v?lang=en#" + digits))
		b.answered(verifier.Valid)
		b.until(`navigator.serviceWorker.getRegistration().then((one) => !one)`)
		return b
	}

	b := answeredTab()
	b.Run(chromedp.Evaluate(`window.keepPage()`, nil))
	b.awaitWorker()

	b = answeredTab()
	b.until(`!document.getElementById("kept").hidden`)
	b.Run(chromedp.Evaluate(`document.querySelector("#kept button").click()`, nil))
	b.until(`window.keepPage === null`)
}

// TestWhatLetsABrowserKeepThePage reads worker and manifest.
func TestWhatLetsABrowserKeepThePage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		require.Equal(t, http.StatusOK, w.Code, path)
		require.Equal(t, "no-cache", w.Header().Get("Cache-Control"), path)
		return w
	}
	worker := get("/sw.js").Body.String()
	page := httptest.NewRecorder()
	b.engine.ServeHTTP(page, httptest.NewRequest(http.MethodGet, "/v", nil))
	for _, name := range []string{"base.css", "verify.css", "verify.js", "device.js", "kept.js", "camera.js"} {
		_, rest, found := strings.Cut(worker, "/"+name+`"`)
		require.True(t, found && rest != "", name)
	}
	require.NotContains(t, strings.SplitN(worker, "\n", 2)[0], "zxing_reader.wasm", "it is kept once it was used")
	manifest := decode[map[string]any](t, get("/manifest.webmanifest"))
	require.Equal(t, "/", manifest["scope"])
	require.Contains(t, page.Body.String(), `rel="manifest"`)
	require.Contains(t, page.Header().Get("Content-Security-Policy"), "manifest-src 'self'")
}
