package public_test

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
)

var screenshots = flag.String("screenshots", "", "folder to write pictures of the pages to")

// started says whether a browser is there to be stopped.
var started atomic.Bool

// allocator starts one Chromium for all tests of this package.
var allocator = sync.OnceValues(func() (context.Context, error) {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		return nil, exec.ErrNotFound
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.Flag("headless", "new"), chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "vi-VN"), chromedp.WSURLReadTimeout(2*time.Minute))
	parent, _ := chromedp.NewExecAllocator(context.Background(), options...) // ends with the test binary
	browser, _ := chromedp.NewContext(parent)
	started.Store(true)
	return browser, chromedp.Run(browser)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if started.Load() {
		if browser, err := allocator(); err == nil {
			_ = chromedp.Cancel(browser)
		}
	}
	os.Exit(code)
}

// tab is a page of the browser and what it asked of whom.
type tab struct {
	context.Context
	t        *testing.T
	mu       sync.Mutex
	requests []*network.Request
	faults   []string // script errors and violations of the policy
}

func openTab(t *testing.T) *tab {
	t.Helper()
	browser, err := allocator()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no browser: ", err)
		}
		t.Skip("needs Chromium; to run this: apt-get install chromium && go test ./web/public")
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	b := &tab{Context: ctx, t: t}
	chromedp.ListenTarget(ctx, func(event any) {
		b.mu.Lock()
		defer b.mu.Unlock()
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			b.requests = append(b.requests, e.Request)
		case *runtime.EventExceptionThrown:
			b.faults = append(b.faults, e.ExceptionDetails.Text)
		case *log.EventEntryAdded:
			if e.Entry.Level == log.LevelError {
				b.faults = append(b.faults, e.Entry.Text)
			}
		}
	})
	b.run(network.Enable(), log.Enable(), network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": "vi"}))
	return b
}

func (b *tab) run(actions ...chromedp.Action) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Run(b.Context, actions...))
}

// text returns what a reader sees of an element.
func (b *tab) text(selector string) string {
	b.t.Helper()
	var text string
	b.run(chromedp.Text(selector, &text, chromedp.ByQuery))
	return text
}

func (b *tab) result() verifier.Code {
	b.t.Helper()
	var code string
	b.run(chromedp.WaitVisible(`#answer [data-result]`, chromedp.ByQuery), chromedp.AttributeValue(`#answer [data-result]`, "data-result", &code, nil, chromedp.ByQuery))
	return verifier.Code(code)
}

// quiet demands that nothing left for another host, that no address held what
// was scanned, and that no script failed or broke the policy.
func (b *tab) quiet(server, digits string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.faults)
	require.NotEmpty(b.t, b.requests)
	for _, r := range b.requests {
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
		b.run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		require.Contains(t, b.text("#answer"), "Văn bằng này là thật và đang có hiệu lực.")
		require.Contains(t, b.text(".issuer"), "Trường Đại học Mẫu (mẫu)")
		require.Contains(t, b.text(".facts"), learner)
		var live string
		b.run(chromedp.TextContent("#live", &live, chromedp.ByQuery))
		require.Contains(t, live, "Hợp lệ", "a screen reader is told")
		var steps []*cdp.Node
		b.run(chromedp.Click("summary", chromedp.ByQuery), chromedp.Nodes(".checks li.passed", &steps, chromedp.ByQueryAll))
		require.Len(t, steps, 9)
		b.quiet(server, digits)
	})

	t.Run("ShowsThatOneDigitWasChanged", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		_, changed, _ := strings.Cut(l.changed(), "#")
		b := openTab(t)
		b.run(chromedp.Navigate(server + "/v#" + changed))
		require.Contains(t, []verifier.Code{verifier.Tampered, verifier.Malformed}, b.result())
		require.NotContains(t, b.text("main"), learner)
		b.run(chromedp.Evaluate(`location.hash = "`+digits+`"`, nil), chromedp.WaitVisible(`[data-result="valid"]`, chromedp.ByQuery))
		b.quiet(server, digits)
	})

	t.Run("ShowsThatItWasRevoked", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		l.revoke()
		b := openTab(t)
		b.run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Revoked, b.result())
		require.Contains(t, b.text(".verdict"), "Đã thu hồi")
	})

	t.Run("SpeaksEnglishToo", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := openTab(t)
		b.run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		b.run(chromedp.Click(".switch", chromedp.ByQuery), chromedp.WaitVisible(`html[lang="en"] [data-result="valid"]`, chromedp.ByQuery))
		require.Contains(t, b.text("#answer"), "This document is genuine and in force.")
		b.quiet(server, digits)
	})

	t.Run("KeepsTheCodeWhenAReaderSkipsToTheAnswer", func(t *testing.T) {
		t.Parallel()
		_, server, digits := serve(t)
		b := openTab(t)
		b.run(chromedp.Navigate(server + "/v#" + digits))
		require.Equal(t, verifier.Valid, b.result())
		var hash, focused string
		b.press(".skip")
		b.run(chromedp.Evaluate(`location.hash`, &hash), chromedp.Evaluate(`document.activeElement.id`, &focused))
		require.Equal(t, "#"+digits, hash)
		require.Equal(t, "answer", focused)
	})

	t.Run("SaysWhenTheServerIsAway", func(t *testing.T) {
		t.Parallel()
		l := setup(t)
		server := httptest.NewServer(l.engine)
		b := openTab(t)
		b.run(chromedp.Navigate(server.URL+"/v"), chromedp.WaitVisible("#presentation", chromedp.ByQuery))
		server.CloseClientConnections()
		server.Close()
		b.run(chromedp.SendKeys("#presentation", "12345", chromedp.ByQuery), chromedp.Click(".go", chromedp.ByQuery), chromedp.WaitVisible(".trouble", chromedp.ByQuery))
	})
}

func TestPaste(t *testing.T) {
	t.Parallel()

	t.Run("WithScript", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		b := openTab(t)
		b.run(chromedp.Navigate(server+"/"), chromedp.SetValue("#presentation", l.transcript.SDJWT(), chromedp.ByQuery), chromedp.Click(".go", chromedp.ByQuery))
		require.Equal(t, verifier.Valid, b.result())
		require.Contains(t, b.text(".facts"), "Giải tích 1")
		b.run(chromedp.Click(".switch", chromedp.ByQuery), chromedp.WaitVisible(`html[lang="en"] [data-result="valid"]`, chromedp.ByQuery))
		b.quiet(server, digits)
	})

	t.Run("WithoutScript", func(t *testing.T) {
		t.Parallel()
		l, server, digits := serve(t)
		b := openTab(t)
		b.run(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(server+"/v#"+digits))
		b.shows("không chạy mã lệnh")
		b.focus("#presentation")
		b.run(input.InsertText(l.link()))
		b.press(".go")
		b.shows(`data-result="valid"`, "đang có hiệu lực")
		b.press(".switch")
		b.shows(`data-result="valid"`, "This document is genuine and in force.")
		b.quiet(server, digits)
	})
}

// shows, focus and press work on a page that runs no script; the driver's own
// actions would not.
func (b *tab) shows(texts ...string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		var html string
		err := chromedp.Run(b.Context, chromedp.ActionFunc(func(ctx context.Context) error {
			root, err := dom.GetDocument().Do(ctx)
			if err != nil {
				return err
			}
			html, err = dom.GetOuterHTML().WithNodeID(root.NodeID).Do(ctx)
			return err
		}))
		for _, text := range texts {
			if err != nil || !strings.Contains(html, text) {
				return false // the next page is still on its way
			}
		}
		return true
	}, time.Minute, 50*time.Millisecond)
}

func (b *tab) focus(selector string) {
	b.t.Helper()
	b.run(chromedp.ActionFunc(func(ctx context.Context) error {
		root, err := dom.GetDocument().Do(ctx)
		if err != nil {
			return err
		}
		node, err := dom.QuerySelector(root.NodeID, selector).Do(ctx)
		if err != nil {
			return err
		}
		return dom.Focus().WithNodeID(node).Do(ctx)
	}))
}

func (b *tab) press(selector string) {
	b.t.Helper()
	b.focus(selector)
	b.run(chromedp.KeyEvent(kb.Enter))
}

// No page is wider than the screen, from a small phone to a desktop.
func TestWidths(t *testing.T) {
	t.Parallel()
	l, server, digits := serve(t)
	b := openTab(t)
	shows := map[string]func(){
		"start": func() { b.run(chromedp.Navigate(server+"/?lang=vi"), chromedp.WaitVisible(".ask", chromedp.ByQuery)) },
		"valid": func() { b.scan(server, digits) },
		"stale": func() {
			l.set(verifier.Freshness{Behind: true}, nil)
			b.scan(server, digits)
			l.set(verifier.Freshness{Fresh: true}, nil)
		},
		"transcript": func() { b.paste(server, l.transcript.SDJWT()) },
		"tampered":   func() { _, changed, _ := strings.Cut(l.changed(), "#"); b.scan(server, changed) },
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{320, 360, 768, 1280} {
			b.run(chromedp.EmulateViewport(width, 800), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for name, show := range shows {
				show()
				var overflow int
				b.run(chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &overflow))
				require.LessOrEqual(t, overflow, 0, "%s at %d", name, width)
				b.picture(fmt.Sprintf("%s-%s-%d", name, scheme, width))
			}
		}
	}
}

func (b *tab) scan(server, digits string) {
	b.t.Helper()
	b.run(chromedp.Navigate("about:blank"), chromedp.Navigate(server+"/v#"+digits), chromedp.WaitVisible(`[data-result]`, chromedp.ByQuery))
}

func (b *tab) paste(server, presentation string) {
	b.t.Helper()
	b.run(chromedp.Navigate(server+"/"), chromedp.SetValue("#presentation", presentation, chromedp.ByQuery), chromedp.Click(".go", chromedp.ByQuery),
		chromedp.WaitVisible(`[data-result]`, chromedp.ByQuery), chromedp.Click("summary", chromedp.ByQuery))
}

func (b *tab) picture(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	var png []byte
	b.run(chromedp.FullScreenshot(&png, 100))
	require.NoError(b.t, os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644))
}
