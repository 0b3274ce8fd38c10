package public_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/verifier"
)

func TestMain(m *testing.M) { testbrowser.Main(contract().Over(m)) }

// tab is a page of the browser.
type tab struct {
	*testbrowser.Tab
	t *testing.T
}

func openTab(t *testing.T) *tab {
	t.Helper()
	return &tab{testbrowser.Open(t), t}
}

func (b *tab) result() verifier.Code {
	b.t.Helper()
	var code string
	b.Run(
		testbrowser.WaitVisible(`#answer [data-result]`),
		chromedp.Evaluate(`document.querySelector("#answer [data-result]").dataset.result`, &code),
	)
	return verifier.Code(code)
}

// quiet demands that nothing left for another host, that no address held what
// was scanned, and that no script failed or broke the policy.
func (b *tab) quiet(server, digits string) {
	b.t.Helper()
	require.Empty(b.t, b.Faults())
	require.NotEmpty(b.t, b.Requests())
	for _, r := range b.Requests() {
		if strings.HasPrefix(r.URL, "data:image/svg+xml") {
			continue // the browser's own picture of a calendar, in a date field
		}
		require.True(b.t, strings.HasPrefix(r.URL, server+"/"), r.URL)
		require.NotContains(b.t, r.URL, digits[:30])
		require.NotContains(b.t, fmt.Sprint(r.Headers), digits[:30])
		require.NotContains(b.t, r.Headers, "Cookie")
	}
}

func serve(t *testing.T) (*bundle, string, string) {
	t.Helper()
	b := setup(t)
	server := httptest.NewServer(b.engine)
	t.Cleanup(server.Close)
	_, digits, _ := strings.Cut(b.link(), "#")
	return b, server.URL, digits
}

func TestScan(t *testing.T) {
	t.Parallel()

	t.Run("ShowsThatTheDocumentIsValid", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := openTab(t)
		b.Run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		require.Contains(t, b.Text("#answer"), "Văn bằng này là thật và đang có hiệu lực.")
		require.Contains(t, b.Text(".issuer"), "Trường Đại học Mẫu (mẫu)")
		require.Contains(t, b.Text(".facts"), learner)
		var live string
		b.Run(chromedp.Evaluate(`document.querySelector("#live").textContent`, &live))
		require.Contains(t, live, "Hợp lệ", "a screen reader is told")
		var steps int
		b.Run(
			testbrowser.Click("summary"),
			chromedp.Evaluate(`document.querySelectorAll(".checks li.passed").length`, &steps),
		)
		require.Equal(t, 9, steps)
		b.quiet(server, digits)
	})

	t.Run("ShowsThatOneDigitWasChanged", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		_, changed, _ := strings.Cut(l.changed(), "#")
		b := openTab(t)
		b.Run(chromedp.Navigate(server + "/v#" + changed))
		require.Contains(t, []verifier.Code{verifier.Tampered, verifier.Malformed}, b.result())
		require.NotContains(t, b.Text("main"), learner)
		b.Run(
			chromedp.Evaluate(`location.hash = "`+digits+`"`, nil),
			testbrowser.WaitVisible(`[data-result="valid"]`),
		)
		b.quiet(server, digits)
	})

	t.Run("ShowsThatItWasRevoked", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		l.revoke()
		b := openTab(t)
		b.Run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Revoked, b.result())
		require.Contains(t, b.Text(".verdict"), "Đã thu hồi")
	})

	t.Run("SpeaksEnglishToo", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := openTab(t)
		b.Run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		b.Run(
			testbrowser.Click(".switch"),
			testbrowser.WaitVisible(`html[lang="en"] [data-result="valid"]`),
		)
		require.Contains(t, b.Text("#answer"), "This document is genuine and in force.")
		b.quiet(server, digits)
	})

	t.Run("KeepsTheCodeWhenAReaderSkipsToTheAnswer", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := openTab(t)
		b.Run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		var hash, focused string
		b.Press(".skip")
		b.Run(chromedp.Evaluate(`location.hash`, &hash), chromedp.Evaluate(`document.activeElement.id`, &focused))
		require.Equal(t, "#"+digits, hash)
		require.Equal(t, "answer", focused)
	})

	t.Run("SaysWhenTheServerIsAway", func(t *testing.T) {
		t.Parallel()
		l := setup(t)
		server := httptest.NewServer(l.engine)
		b := openTab(t)
		b.Run(chromedp.Navigate(server.URL+"/v"), testbrowser.WaitVisible("#presentation"))
		server.CloseClientConnections()
		server.Close()
		b.Run(
			testbrowser.SendKeys("#presentation", "12345"),
			testbrowser.Click("#ask .go"),
			testbrowser.WaitVisible(".trouble"),
		)
	})
}

func TestPaste(t *testing.T) {
	t.Parallel()

	t.Run("WithScript", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		b := openTab(t)
		b.Run(
			chromedp.Navigate(server+"/"),
			testbrowser.SetValue("#presentation", l.transcript.SDJWT()),
			testbrowser.Click("#ask .go"),
		)
		require.Equal(t, verifier.Valid, b.result())
		require.Contains(t, b.Text(".facts"), "Giải tích 1")
		b.Run(
			testbrowser.Click(".switch"),
			testbrowser.WaitVisible(`html[lang="en"] [data-result="valid"]`),
		)
		b.quiet(server, digits)
	})

	t.Run("WithoutScript", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		b := openTab(t)
		b.Run(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(server+"/v#"+digits))
		b.Shows("không chạy mã lệnh")
		b.Focus("#presentation")
		b.Run(input.InsertText(l.link()))
		b.Press("#ask .go")
		b.Shows(`data-result="valid"`, "đang có hiệu lực")
		b.Press(".switch")
		b.Shows(`data-result="valid"`, "This document is genuine and in force.")
		b.quiet(server, digits)
	})
}

// Every page of TestWidths is checked where axe-core is there; this says when it is not.
func TestAxeIsThere(t *testing.T) {
	t.Parallel()
	testbrowser.RequireAxe(t)
}

// No page is wider than the screen, from a small phone to a desktop: by itself at the
// smallest and the largest width, with make drill at two in between and in both schemes.
func TestWidths(t *testing.T) {
	t.Parallel()
	l, server, digits := serve(t)
	b := openTab(t)
	shows := map[string]func(){
		"start": func() { b.Run(chromedp.Navigate(server+"/?lang=vi"), testbrowser.WaitVisible(".ask")) },
		"valid": func() { b.scan(server, digits) },
		"stale": func() {
			l.set(verifier.ReadingBehind, nil)
			b.scan(server, digits)
			l.set(verifier.ReadingFresh, nil)
		},
		"transcript": func() { b.paste(server, l.transcript.SDJWT()) },
		"tampered":   func() { _, changed, _ := strings.Cut(l.changed(), "#"); b.scan(server, changed) },
	}
	usual := []testbrowser.Look{{Width: 320, Scheme: "light"}, {Width: 1280, Scheme: "dark"}}
	for i, look := range testbrowser.Looks(usual,
		[]testbrowser.Look{
			{Width: 320, Scheme: "dark"},
			{Width: 360, Scheme: "light"},
			{Width: 360, Scheme: "dark"},
			{Width: 768, Scheme: "light"},
			{Width: 768, Scheme: "dark"},
			{Width: 1280, Scheme: "light"},
		},
	) {
		b.Look(look.Width, look.Scheme)
		for name, show := range shows {
			show()
			b.Fits(fmt.Sprintf("%s at %d", name, look.Width))
			b.Picture(fmt.Sprintf("%s-%s-%d", name, look.Scheme, look.Width))
			if testbrowser.IsRead(name, i, len(usual)) {
				b.Accessible(fmt.Sprintf("%s in %s at %d", name, look.Scheme, look.Width))
			}
		}
	}
}

func (b *tab) scan(server, digits string) {
	b.t.Helper()
	b.Run(
		chromedp.Navigate("about:blank"),
		chromedp.Navigate(server+"/v#"+digits),
		testbrowser.WaitVisible(`[data-result]`),
	)
}

func (b *tab) paste(server, presentation string) {
	b.t.Helper()
	b.Run(
		chromedp.Navigate(server+"/"),
		testbrowser.SetValue("#presentation", presentation),
		testbrowser.Click("#ask .go"),
		testbrowser.WaitVisible(`[data-result]`),
		testbrowser.Click("summary"),
	)
}
