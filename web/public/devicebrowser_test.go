package public_test

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
	"sogoc/web/public"
)

// requireModuleInPage skips a test where the page was built without the verifier's
// JavaScript module, and fails it where CI=true.
func requireModuleInPage(t *testing.T) {
	t.Helper()
	if _, err := os.Stat(filepath.Join("static", "sogoc_verify.js")); err != nil {
		skipOrFail(t, "the page was built without the verifier's module; to run this: make assets")
	}
}

// withoutModule opens a tab that does not get the module, so that its page asks the
// server for answers.
func withoutModule(t *testing.T) *tab {
	t.Helper()
	b := openTab(t)
	b.Run(network.SetBlockedURLs([]string{"*sogoc_verify.js"}))
	return b
}

// answerText is the answer as it is read, without how it was made and what can be
// kept of it.
func (b *tab) answerText() string {
	b.t.Helper()
	b.await("#answer:not(.busy) [data-result]")
	var text string
	b.Run(chromedp.Evaluate(`(() => {
		const copy = document.getElementById("answer").cloneNode(true);
		copy.querySelectorAll(".way, .keep").forEach((one) => one.remove());
		copy.querySelectorAll("details").forEach((one) => { one.open = true; });
		document.body.append(copy);
		const text = copy.innerText.replace(/\s+/g, " ").trim();
		copy.remove();
		return text;
	})()`, &text))
	return text
}

// until waits for a condition in the page, which may be a promise: by asking again,
// since a page in the background draws no frames to wait with.
func (b *tab) until(condition string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		var holds bool
		err := chromedp.Run(b.Context, chromedp.Evaluate(`(async () => Boolean(await (`+condition+`)))()`, &holds,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		return err == nil && holds
	}, time.Minute, 50*time.Millisecond, condition)
}

// postedTo counts the page's questions to an address.
func (b *tab) postedTo(path string) int {
	n := 0
	for _, r := range b.Requests() {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL, path) {
			n++
		}
	}
	return n
}

// languagesFor returns in which languages a case is shown: in its own, and with every look
// in both.
func languagesFor(language string) []string {
	if testbrowser.EveryLook() {
		return []string{"vi", "en"}
	}
	return []string{language}
}

// TestTheDeviceAnswersAsTheServer shows the same code to the page with and without
// the module and compares what a reader sees, each case in Vietnamese or English; make
// drill has each in both.
func TestTheDeviceAnswersAsTheServer(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	signer := testledger.NewSigner(t)
	for name, c := range map[string]struct {
		prepare func(b *bundle)
		link    func(b *bundle) string
		day     string
		want    verifier.Code

		language string
	}{
		"Valid":       {want: verifier.Valid, language: "vi"},
		"Revoked":     {prepare: (*bundle).revoke, want: verifier.Revoked, language: "en"},
		"OnADay":      {prepare: (*bundle).revoke, day: "2026-06-19", want: verifier.NotAnchored, language: "vi"},
		"Unconfirmed": {prepare: (*bundle).unconfirmed, want: verifier.Indeterminate, language: "en"},
		"Changed":     {link: (*bundle).changed, language: "vi"}, // what became of it the service says
		"NotRead":     {link: func(*bundle) string { return "https://example.org/" }, want: verifier.Malformed, language: "en"},
		"SDJWT":       {link: func(b *bundle) string { return b.diploma.SDJWT() }, want: verifier.Valid, language: "vi"},
		"HoldersFile": {prepare: (*bundle).revoke, link: (*bundle).holderFile, want: verifier.Revoked, language: "en"},
		"Transcript":  {link: func(b *bundle) string { return b.transcript.SDJWT() }, want: verifier.Valid, language: "vi"},
		"Withheld":    {link: (*bundle).withholding, want: verifier.Valid, language: "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := setup(t, func(c *public.Config) { c.Signer = signer })
			l.ledger.Clock.Advance(72 * time.Hour)
			server := httptest.NewServer(l.engine)
			t.Cleanup(server.Close)
			if c.prepare != nil {
				c.prepare(l)
			}
			text := l.link()
			if c.link != nil {
				text = c.link(l)
			}
			if c.want == "" {
				c.want = l.askFor(text).Result
			}
			for _, lang := range languagesFor(c.language) {
				var said [2]string
				for i, b := range []*tab{openTab(t), withoutModule(t)} {
					b.Run(
						chromedp.Navigate(server.URL+"/?lang="+lang),
						testbrowser.Leave(fmt.Sprintf(`document.getElementById("on").value = %q;
							document.getElementById("presentation").value = %q;
							document.querySelector("#ask button.go").click()`, c.day, text)),
					)
					b.answered(c.want)
					said[i] = b.answerText()
					isHere := i == 0
					require.Equal(t, isHere, b.postedTo("/api/v1/lookup") == 1)
					require.Equal(t, !isHere, b.postedTo("/v") == 1)
					require.Equal(t, map[bool]string{true: "true", false: "false"}[isHere],
						fmt.Sprint(strings.Contains(b.inner(".way"), map[string]string{
							"vi": "ngay trên máy này", "en": "on this device",
						}[lang])))
					require.NotEmpty(t, b.inner(".keep"))
				}
				require.Equal(t, said[1], said[0], lang)
			}
		})
	}
}

// unconfirmed makes the ledger one that no second organisation confirms.
func (b *bundle) unconfirmed() { b.set(verifier.ReadingUnconfirmed, nil) }

// holderFile returns the diploma as the file that a school hands to its holder.
func (b *bundle) holderFile() string {
	b.t.Helper()
	file, err := presentation.HolderFile(b.diploma.SDJWT(), b.diploma.QRClaims)
	require.NoError(b.t, err)
	return string(file)
}

// withholding returns the transcript without its learner's facts and with one course.
func (b *bundle) withholding() string {
	b.t.Helper()
	shown, err := credential.Present(b.transcript.SDJWT(), func(fact credential.Fact, course int) bool {
		return fact == credential.FactCourse && course == 1
	})
	require.NoError(b.t, err)
	return shown
}

// TestTheDeviceTellsNobodyWhatACredentialSays gives the page a credential's text in
// every way that a text can come, and reads all that was sent. The other language
// asks again, and still tells nobody.
func TestTheDeviceTellsNobodyWhatACredentialSays(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	l, server, digits := serve(t)
	drop := func(name, media string, content string) func(b *tab) {
		return func(b *tab) { b.hand("drop", name, media, []byte(content)) }
	}
	for name, c := range map[string]struct {
		give func(b *tab)
		text string
	}{
		"Pasted":          {func(b *tab) { b.pasteText(l.transcript.SDJWT()) }, l.transcript.SDJWT()},
		"FileOfAnSDJWT":   {drop("bang.txt", "text/plain", l.diploma.SDJWT()), l.diploma.SDJWT()},
		"HoldersFile":     {drop("bang.json", "application/json", l.holderFile()), l.holderFile()},
		"ChosenFile":      {func(b *tab) { b.Choose("#file", written(t, "a.json", []byte(l.holderFile()))) }, l.holderFile()},
		"FileInUTF16":     {drop("bang.txt", "text/plain", inUTF16(l.diploma.SDJWT())), l.diploma.SDJWT()},
		"MailWithTheLink": {func(b *tab) { b.pasteText("> " + l.link() + "\n> Kính gửi") }, digits},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t)
			b.Run(chromedp.Navigate(server + "/?lang=en"))
			b.await("#presentation")
			c.give(b)
			b.answered(verifier.Valid)
			require.Contains(t, b.inner(".way"), "Checked on this device")
			b.Press("button.switch")
			b.await(`html[lang="vi"] [data-result="valid"]`)
			require.Contains(t, b.inner(".way"), "ngay trên máy này")
			require.Equal(t, 2, b.posted(), "a look-up in each language")
			require.Equal(t, 2, b.postedTo("/api/v1/lookup"))
			for _, r := range b.Requests() {
				for _, entry := range r.PostDataEntries {
					sent, err := base64.StdEncoding.DecodeString(entry.Bytes)
					require.NoError(t, err)
					for _, said := range []string{c.text[:30], learner, "2004", "00123456", "Giỏi"} {
						require.NotContains(t, string(sent), said)
					}
				}
			}
			var kept int
			b.Run(chromedp.Evaluate(`sessionStorage.length`, &kept))
			require.Zero(t, kept, "what the other language was told is gone")
			b.quiet(server, digits)
		})
	}
}

// inUTF16 returns a text as some editors of Windows write it.
func inUTF16(text string) string {
	encoded := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return string(encoded)
}

// pasteText pastes a text outside all fields.
func (b *tab) pasteText(text string) {
	b.t.Helper()
	b.Run(chromedp.Evaluate(fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.setData("text/plain", %q);
		document.body.dispatchEvent(new ClipboardEvent("paste", {bubbles: true, cancelable: true, clipboardData: data}));
	})()`, text), nil))
}

// What the module does not read is sent, and the page says so.
func TestWhatTheDeviceDoesNotReadIsAnsweredByTheServer(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	d := newDesk(t)
	server := httptest.NewServer(d.engine)
	t.Cleanup(server.Close)
	evidence := d.ask("/api/v1/evidence", d.Link()).Body.Bytes()
	receipt := d.ask("/api/v1/receipt", d.Link()).Body.Bytes()
	archive := zipped(t, []string{"bang.json"}, []byte(d.HolderFile()))
	for name, content := range map[string][]byte{"a.bundle.json": evidence, "a.receipt.jws": receipt, "a.zip": archive} {
		b := openTab(t)
		b.Run(chromedp.Navigate(server.URL + "/?lang=en"))
		b.await("#presentation")
		b.Choose("#file", written(t, name, content))
		b.answered(verifier.Valid)
		require.Contains(t, b.inner(".way"), "sent to this site's server", name)
		require.Equal(t, 1, b.postedTo("/v"), name)
		require.Zero(t, b.postedTo("/api/v1/lookup"), name)
	}
}

// A service that is too busy for a look-up is asked again, and then the page says so.
// It is never told what the document says instead.
func TestAServiceThatIsTooBusyIsToldNothing(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	l := setup(t)
	for name, c := range map[string]struct {
		refusals []int // of the look-ups, one after the other
		shown    func(b *tab)
		asked    int
	}{
		"ForAMoment": {[]int{503, 503}, func(b *tab) { b.answered(verifier.Valid) }, 3},
		"ForLonger": {[]int{503, 503, 503}, func(b *tab) {
			require.Contains(t, b.message("tooBusy"), "has not been sent anywhere")
		}, 3},
		"ForThisClient": {[]int{429}, func(b *tab) { require.Contains(t, b.message("tooMany"), "Wait a minute") }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			refusals := make(chan int, len(c.refusals))
			for _, status := range c.refusals {
				refusals <- status
			}
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/api/v1/lookup" {
					select {
					case status := <-refusals:
						w.WriteHeader(status)
						return
					default:
					}
				}
				l.engine.ServeHTTP(w, r)
			}))
			t.Cleanup(server.Close)
			b := openTab(t)
			b.Run(chromedp.Navigate(server.URL + "/?lang=en"))
			b.await("#presentation")
			b.pasteText(l.diploma.SDJWT())
			c.shown(b)
			require.Equal(t, c.asked, b.postedTo("/api/v1/lookup"))
			require.Zero(t, b.postedTo("/v"))
		})
	}
}

// TestTheDeviceTellsNobodyWhatTheCodeSays scans, and reads what was sent.
func TestTheDeviceTellsNobodyWhatTheCodeSays(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	_, server, digits := serve(t)
	b := openTab(t)
	b.Run(chromedp.Navigate(server + "/v?lang=en#" + digits))
	b.answered(verifier.Valid)
	require.Contains(t, b.inner("#answer"), learner)
	sent := 0
	for _, r := range b.Requests() {
		for _, entry := range r.PostDataEntries {
			sent++
			require.NotContains(t, entry.Bytes, digits[:30])
		}
	}
	require.Equal(t, 1, sent, "the look-up")
	require.Zero(t, b.postedTo("/v"))
	b.quiet(server, digits)
	for _, look := range []struct {
		width  int64
		scheme string
	}{{360, "dark"}, {1280, "light"}} {
		b.Look(look.width, look.scheme)
		b.Fits("answered on the device")
		b.Accessible("answered on the device")
		b.Picture(fmt.Sprintf("device-%d-%s", look.width, look.scheme))
	}

	b.Press("button.switch")
	b.await(`html[lang="vi"]`)
	b.answered(verifier.Valid)
	require.Contains(t, b.inner(".way"), "ngay trên máy này")
	require.Zero(t, b.postedTo("/v"), "the other language is asked of nobody")
}
