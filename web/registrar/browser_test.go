package registrar_test

import (
	"fmt"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/internal/testbrowser"
	"sogoc/web/registrar"
)

func TestMain(m *testing.M) { testbrowser.Main(m) }

// tab is a page of the browser on a server of the test's own.
type tab struct {
	*testbrowser.Tab
	t      *testing.T
	server string
}

// hosts counts the servers: each has an address of its own, since the browser
// keeps cookies by host, and tests must not sign each other out.
var hosts atomic.Int32

func (b *bundle) open() *tab {
	b.t.Helper()
	return &tab{testbrowser.Open(b.t), b.t, b.serve()}
}

// serve serves the pages until the test ends and returns their address.
func (b *bundle) serve() string {
	b.t.Helper()
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:0", hosts.Add(1)+1))
	require.NoError(b.t, err)
	server := httptest.NewUnstartedServer(b.engine)
	require.NoError(b.t, server.Listener.Close())
	server.Listener = listener
	server.Start()
	b.t.Cleanup(server.Close)
	return server.URL
}

func (p *tab) visit(path string) {
	p.t.Helper()
	p.Run(chromedp.Navigate(p.server+registrar.Prefix+path), testbrowser.WaitVisible("main h1"))
}

// signIn signs in and waits for the page after it.
func (p *tab) signIn(login string) {
	p.t.Helper()
	p.visit("/sign-in")
	p.Run(
		testbrowser.SetValue("#login", login),
		testbrowser.SetValue("#password", secret),
		testbrowser.Click("button.go"),
		testbrowser.WaitVisible(".menu"),
	)
}

func (p *tab) signOut() {
	p.t.Helper()
	p.Run(
		testbrowser.Click(".menu summary"),
		testbrowser.Click(`form[action$="/sign-out"] button`),
		testbrowser.WaitVisible("#password"),
	)
}

// press clicks what leads to another page and waits for that, which may hold
// the same elements as this one.
func (p *tab) press(selector, then string) {
	p.t.Helper()
	p.Run(
		chromedp.Evaluate(`document.documentElement.dataset.left = ""`, nil),
		testbrowser.Click(selector),
		testbrowser.WaitVisible(`html:not([data-left]) `+then),
	)
}

// quiet demands that nothing left for another host, that no address held any
// of these, and that no script failed or broke the policy.
func (p *tab) quiet(secrets ...string) {
	p.t.Helper()
	for _, fault := range p.Faults() {
		require.Contains(p.t, fault, "status of 4", "answers that refuse are no faults of the page")
	}
	for _, r := range p.Requests() {
		require.True(p.t, strings.HasPrefix(r.URL, p.server+"/") || strings.HasPrefix(r.URL, "data:"), r.URL)
		for _, s := range secrets {
			require.NotContains(p.t, r.URL, s)
		}
	}
}

// everywhere shows a page on a phone in light and on a desk in dark, and axe-core reads it in
// one of these; with every look (make drill) on both in both, and on a very wide screen.
func (p *tab) everywhere(name string, show func()) {
	p.t.Helper()
	const widest = 3840
	usual := []testbrowser.Look{{Width: 360, Scheme: "light"}, {Width: 1280, Scheme: "dark"}}
	others := []testbrowser.Look{
		{Width: widest, Scheme: "light"},
		{Width: 360, Scheme: "dark"},
		{Width: 1280, Scheme: "light"},
	}
	for i, look := range testbrowser.Looks(usual, others) {
		p.Look(look.Width, look.Scheme)
		show()
		p.Fits(fmt.Sprintf("%s at %d", name, look.Width))
		p.Picture(fmt.Sprintf("%s-%s-%d", name, look.Scheme, look.Width))
		if look.Width != widest && testbrowser.IsRead(name, i, len(usual)) {
			p.Accessible(fmt.Sprintf("%s in %s at %d", name, look.Scheme, look.Width))
		}
	}
}

// Every page that the tests in the browser open is checked where axe-core is there; this says when it is not.
func TestAxeIsThere(t *testing.T) {
	t.Parallel()
	testbrowser.RequireAxe(t)
}

func TestAccountsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	p := b.open()
	p.everywhere("sign-in", func() { p.visit("/sign-in") })
	p.signIn("quantri")
	require.Equal(t, "Người dùng của trường", p.Text("h1"))
	p.everywhere("people", func() { p.visit("/people") })
	p.everywhere("password", func() { p.visit("/password") })
	p.everywhere("problem", func() { p.visit("/nowhere") })

	p.visit("/people")
	p.Run(
		testbrowser.SendKeys("#name", "Người Mới (mẫu)"),
		testbrowser.SendKeys("#login", "moi.nguoi"),
		testbrowser.Click(`input[value="registrar"]`),
	)
	p.press(`form[action$="/people"] button.go`, ".once")
	var link string
	p.Run(testbrowser.Value(".once input", &link))
	p.Look(1280, "light")
	p.Picture("people-link")
	_, code, _ := strings.Cut(link, "#")
	require.Len(t, code, 43)

	p.signOut()
	p.Run(
		chromedp.Navigate(link),
		testbrowser.WaitVisible("#new"),
		testbrowser.WaitNotVisible("#code"),
	)
	var address string
	p.Run(chromedp.Location(&address))
	require.NotContains(t, address, code, "the secret leaves the address")
	p.everywhere("invitation", func() { p.Run(testbrowser.WaitVisible("#new")) })
	p.Look(1280, "light")
	p.Run(testbrowser.SendKeys("#new", secret), testbrowser.SendKeys("#again", secret))
	p.press("button.go", "#password")
	require.Contains(t, p.Text(".message"), "Mật khẩu đã được đặt")
	p.Run(testbrowser.SendKeys("#password", secret))
	p.press("button.go", ".menu")
	p.Run(testbrowser.Click(".switch"), testbrowser.WaitVisible(`html[lang="en"]`))
	p.quiet(code, "moi.nguoi")
}

// choose fills in the form of an upload as a person does, with a file of the samples.
func (p *tab) choose(file string) {
	p.t.Helper()
	p.visit("/uploads/new")
	path, err := filepath.Abs(filepath.Join("..", "..", "testdata", "rosters", file))
	require.NoError(p.t, err)
	p.Run(testbrowser.SetUploadFiles("#list", []string{path}))
	for i := 0; i < len(schoolTerms); i += 2 {
		field := "#" + schoolTerms[i]
		p.Run(testbrowser.SetValue(field, schoolTerms[i+1]))
	}
	p.press("button.go", ".message")
}

func TestTheMainJobInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.everywhere("batches-empty", func() { p.visit("/batches") })
	p.everywhere("upload", func() { p.visit("/uploads/new") })

	p.choose(sample.DirtyFile)
	require.Contains(t, p.Text(".message"), "Chưa nhập được")
	var dirty string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &dirty))
	p.everywhere("preview-faults", func() { p.visit(dirty) })

	p.choose(sample.THPTFile)
	require.Contains(t, p.Text(".message"), "250 người, 250 văn bằng")
	p.Run(chromedp.Reload(), testbrowser.WaitVisible(".message"))
	require.Contains(t, p.Text(".message"), "250 người, 250 văn bằng", "a reload loses nothing")
	var clean string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &clean))
	p.everywhere("preview", func() { p.visit(clean) })
	p.Run(chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil))
	p.Picture("preview-open")
	p.Look(1280, "light")
	p.press(".import button.go", ".steps")
	var batch string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &batch))
	require.Contains(t, p.Text(".steps .now"), "Duyệt")
	p.signOut()

	p.signIn("hieutruong")
	p.everywhere("batch-draft", func() { p.visit(batch) })
	p.everywhere("batches", func() { p.visit("/batches") })
	p.Look(1280, "light")
	p.visit(batch)
	p.Run(testbrowser.SendKeys("#passphrase", "ba con trâu lạc"))
	p.press(".decide button.go", ".trouble")
	require.Contains(t, p.Text(".trouble"), "Mật khẩu khoá không đúng")
	p.Run(testbrowser.SendKeys("#passphrase", passphrase))
	p.press(".decide button.go", ".moving")
	b.sign()
	p.Run(testbrowser.WaitVisible("progress"))
	p.everywhere("batch-sealed", func() { p.visit(batch) })
	p.Run(chromedp.Evaluate(`window.stayed = true`, nil))
	b.worker.Pass(t.Context()) // and the open page finds out by itself
	p.Run(
		testbrowser.WaitNotPresent("[data-poll]"),
		testbrowser.WaitVisible(".tx, code"),
	)
	require.Contains(t, p.Text("#main"), "2026/THPT/00001")
	p.everywhere("batch-anchored", func() { p.visit(batch) })
	p.quiet("Nguy", "000308", "0026000007")
}

func TestWithoutScript(t *testing.T) {
	t.Parallel()
	b := setupNetwork(t)
	batch := b.imported("giaovu")
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.Run(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(p.server+registrar.Prefix+batch))
	p.Shows("Duyệt và ký")
	p.Focus("#passphrase")
	p.Run(chromedp.KeyEvent(passphrase))
	p.Press(".decide button.go")
	p.Shows("Đã ký 0 trên 250")
	b.sign()
	p.Shows("0 trong 250")
	b.worker.Pass(t.Context())
	p.Shows("2026/THPT/00001")
}
