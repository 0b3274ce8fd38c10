// Package testbrowser opens the project's pages in Chromium, as people do, and
// notes what the pages ask of whom and what goes wrong in them.
package testbrowser

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

var screenshots = flag.String("screenshots", "", "folder to write pictures of the pages to")

// started says whether a browser is there to be stopped.
var started atomic.Bool

// allocator starts one Chromium for all tests of a package.
var allocator = sync.OnceValues(func() (context.Context, error) {
	browser, err := start(context.Background()) // ends with the test binary
	started.Store(err == nil)
	return browser, err
})

// programs are the browsers that are looked for. The first is Chromium without what draws
// windows, by its own path: the script of its name would not pass on that it is to end.
// A page costs it half the processor time of a whole Chromium.
var programs = []string{
	"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
}

// start starts a Chromium with further flags, whose values are strings or bools.
func start(parent context.Context, flags ...chromedp.ExecAllocatorOption) (context.Context, error) {
	program := ""
	for _, name := range programs {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		return nil, exec.ErrNotFound
	}
	options := append(
		chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "vi-VN"),
		// More programs than processors are at work, so that threads which compile and collect
		// beside the page's script cost a tenth more and make nothing faster.
		chromedp.Flag("js-flags", "--single-threaded"),
		chromedp.Flag("renderer-process-limit", "1"), // a page that opens would wait for a process of its own
		chromedp.WSURLReadTimeout(2*time.Minute),
	)
	parent, _ = chromedp.NewExecAllocator(parent, append(options, flags...)...)
	browser, _ := chromedp.NewContext(parent)
	return browser, chromedp.Run(browser)
}

// Main runs the tests of a package, for its TestMain, and stops the browser.
func Main(m interface{ Run() int }) {
	code := m.Run()
	if started.Load() {
		if browser, err := allocator(); err == nil {
			_ = chromedp.Cancel(browser)
		}
	}
	os.Exit(code)
}

// Tab is a page of the browser and what it asked of whom.
type Tab struct {
	context.Context
	t        *testing.T
	mu       sync.Mutex
	requests []*network.Request
	faults   []string // script errors and violations of the policy
}

// Open opens an empty page whose reader prefers Vietnamese. Without Chromium
// the test is skipped, but fails where CI=true.
func Open(t *testing.T) *Tab {
	t.Helper()
	browser, err := allocator()
	return open(t, browser, err)
}

// OpenWith opens an empty page in a Chromium of its own with further flags,
// otherwise as Open does. The browser ends with the test.
func OpenWith(t *testing.T, flags map[string]string) *Tab {
	t.Helper()
	var options []chromedp.ExecAllocatorOption
	for name, value := range flags {
		options = append(options, chromedp.Flag(name, value))
	}
	parent, stop := context.WithCancel(context.Background())
	t.Cleanup(stop)
	browser, err := start(parent, options...)
	if err == nil {
		t.Cleanup(func() { _ = chromedp.Cancel(browser) })
	}
	return open(t, browser, err)
}

func open(t *testing.T, browser context.Context, err error) *Tab {
	t.Helper()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no browser: ", err)
		}
		t.Skip("needs Chromium; to run this: apt-get install chromium-headless-shell")
	}
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(stop)
	b := &Tab{Context: ctx, t: t}
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
	b.Run(network.Enable(), log.Enable(), network.SetExtraHTTPHeaders(network.Headers{"Accept-Language": "vi"}))
	return b
}

// Run runs actions that must succeed.
func (b *Tab) Run(actions ...chromedp.Action) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Run(b.Context, actions...))
}

// Text returns what a reader sees of an element.
func (b *Tab) Text(selector string) string {
	b.t.Helper()
	var text string
	b.Run(WaitVisible(selector), chromedp.Evaluate(fmt.Sprintf(`document.querySelector(%q).innerText`, selector), &text))
	return text
}

// Shows waits for texts in the page. It works on a page that runs no script
// too, and so do Focus and Press; the driver's own actions would not.
func (b *Tab) Shows(texts ...string) {
	b.t.Helper()
	require.NoError(b.t, repeat(b.Context, fmt.Sprintf("show %q", texts), func(ctx context.Context) bool {
		var html string
		err := chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
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
	}))
}

// Focus moves the focus to an element.
func (b *Tab) Focus(selector string) {
	b.t.Helper()
	b.on(selector, func(ctx context.Context, node cdp.NodeID) error { return dom.Focus().WithNodeID(node).Do(ctx) })
}

// Choose chooses a file in a field.
func (b *Tab) Choose(selector, file string) {
	b.t.Helper()
	b.on(selector, func(ctx context.Context, node cdp.NodeID) error {
		return dom.SetFileInputFiles([]string{file}).WithNodeID(node).Do(ctx)
	})
}

// on acts on an element. Whenever a page changes the driver reads the document
// again, which renumbers the nodes: then the element is looked for once more.
func (b *Tab) on(selector string, act func(context.Context, cdp.NodeID) error) {
	b.t.Helper()
	var err error
	require.NoError(b.t, repeat(b.Context, "act on "+selector, func(ctx context.Context) bool {
		err = chromedp.Run(ctx, chromedp.ActionFunc(func(ctx context.Context) error {
			root, err := dom.GetDocument().Do(ctx)
			if err != nil {
				return err
			}
			node, err := dom.QuerySelector(root.NodeID, selector).Do(ctx)
			if err != nil {
				return err
			}
			return act(ctx, node)
		}))
		var refused *cdproto.Error
		again := errors.As(err, &refused) && refused.Message == renumbered
		return !again && !errors.Is(err, context.DeadlineExceeded)
	}))
	require.NoError(b.t, err, selector)
}

// renumbered is what Chromium says of the number of a node that is no longer its.
const renumbered = "Could not find node with given id"

// Press presses Enter on an element.
func (b *Tab) Press(selector string) {
	b.t.Helper()
	b.Focus(selector)
	b.Run(chromedp.KeyEvent(kb.Enter))
}

// Download presses Enter on a link or button and returns the path of the file
// that the browser keeps. Of all tabs only one may download at a time.
func (b *Tab) Download(selector, ending string) string {
	b.t.Helper()
	dir := b.t.TempDir()
	b.Run(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(dir))
	b.Press(selector)
	var file string
	require.Eventually(b.t, func() bool {
		found, err := filepath.Glob(filepath.Join(dir, "*"+ending)) // under another name until it is whole
		if err == nil && len(found) == 1 {
			file = found[0]
		}
		return file != ""
	}, 2*time.Minute, 50*time.Millisecond)
	return file
}

// Picture writes a picture of the whole page, where -screenshots names a folder.
func (b *Tab) Picture(name string) {
	b.t.Helper()
	if *screenshots == "" {
		return
	}
	var png []byte
	b.Run(chromedp.FullScreenshot(&png, 100))
	require.NoError(b.t, os.WriteFile(filepath.Join(*screenshots, name+".png"), png, 0o644))
}

// Look sets the width of the window and the scheme of colours, "light" or
// "dark", for a reader who wants nothing to move: a page is looked at as it is
// at rest.
func (b *Tab) Look(width int64, scheme string) {
	b.t.Helper()
	b.Run(chromedp.EmulateViewport(width, 900), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
}

// Fits demands that the page is not wider than the window.
func (b *Tab) Fits(about string) {
	b.t.Helper()
	var overflow int
	b.Run(chromedp.Evaluate(`document.documentElement.scrollWidth - document.documentElement.clientWidth`, &overflow))
	require.LessOrEqual(b.t, overflow, 0, about)
}

// Requests returns all requests that the page has made.
func (b *Tab) Requests() []*network.Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]*network.Request(nil), b.requests...)
}

// Faults returns script errors and violations of the policy.
func (b *Tab) Faults() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.faults...)
}
