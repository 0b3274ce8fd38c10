package registrar_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

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

func (b *bundle) open() *tab {
	b.t.Helper()
	server := httptest.NewServer(b.engine)
	b.t.Cleanup(server.Close)
	return &tab{testbrowser.Open(b.t), b.t, server.URL}
}

func (p *tab) visit(path string) {
	p.t.Helper()
	p.Run(chromedp.Navigate(p.server+registrar.Prefix+path), chromedp.WaitVisible("main h1", chromedp.ByQuery))
}

// signIn signs in and waits for the page after it.
func (p *tab) signIn(login string) {
	p.t.Helper()
	p.visit("/sign-in")
	p.Run(chromedp.SetValue("#login", login, chromedp.ByQuery), chromedp.SetValue("#password", secret, chromedp.ByQuery),
		chromedp.Click("button.go", chromedp.ByQuery), chromedp.WaitVisible(".menu", chromedp.ByQuery))
}

func (p *tab) signOut() {
	p.t.Helper()
	p.Run(chromedp.Click(".menu summary", chromedp.ByQuery), chromedp.Click(`form[action$="/sign-out"] button`, chromedp.ByQuery), chromedp.WaitVisible("#password", chromedp.ByQuery))
}

// press clicks a button and waits for what follows.
func (p *tab) press(selector, then string) {
	p.t.Helper()
	p.Run(chromedp.Click(selector, chromedp.ByQuery), chromedp.WaitVisible(then, chromedp.ByQuery))
}

// quiet demands that nothing left for another host, that no address held any
// of these, and that no script failed or broke the policy.
func (p *tab) quiet(secrets ...string) {
	p.t.Helper()
	for _, fault := range p.Faults() {
		require.Contains(p.t, fault, "status of 4", "answers that refuse are no faults of the page")
	}
	for _, r := range p.Requests() {
		require.True(p.t, strings.HasPrefix(r.URL, p.server+"/") || strings.HasPrefix(r.URL, "blob:"), r.URL)
		for _, s := range secrets {
			require.NotContains(p.t, r.URL, s)
		}
	}
}

// everywhere shows a page on phones and desks, in light and in dark.
func (p *tab) everywhere(name string, show func()) {
	p.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280, 3840} {
			p.Look(width, scheme)
			show()
			p.Fits(fmt.Sprintf("%s at %d", name, width))
			p.Picture(fmt.Sprintf("%s-%s-%d", name, scheme, width))
		}
	}
}

func TestAccountsInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.everywhere("sign-in", func() { p.visit("/sign-in") })
	p.signIn("quantri")
	require.Equal(t, "Người dùng của trường", p.Text("h1"))
	p.everywhere("people", func() { p.visit("/people") })
	p.everywhere("password", func() { p.visit("/password") })
	p.everywhere("problem", func() { p.visit("/nowhere") })

	p.visit("/people")
	p.Run(chromedp.SendKeys("#name", "Người Mới (mẫu)", chromedp.ByQuery), chromedp.SendKeys("#login", "moi.nguoi", chromedp.ByQuery),
		chromedp.Click(`input[value="registrar"]`, chromedp.ByQuery))
	p.press(`form[action$="/people"] button.go`, ".once")
	var link string
	p.Run(chromedp.Value(".once input", &link, chromedp.ByQuery))
	p.Look(1280, "light")
	p.Picture("people-link")
	_, code, _ := strings.Cut(link, "#")
	require.Len(t, code, 43)

	p.signOut()
	p.Run(chromedp.Navigate(link), chromedp.WaitVisible("#new", chromedp.ByQuery), chromedp.WaitNotVisible("#code", chromedp.ByQuery))
	var address string
	p.Run(chromedp.Location(&address))
	require.NotContains(t, address, code, "the secret leaves the address")
	p.Picture("invitation")
	p.Run(chromedp.SendKeys("#new", secret, chromedp.ByQuery), chromedp.SendKeys("#again", secret, chromedp.ByQuery))
	p.press("button.go", "#password")
	require.Contains(t, p.Text(".message"), "Mật khẩu đã được đặt")
	p.Run(chromedp.SendKeys("#password", secret, chromedp.ByQuery))
	p.press("button.go", ".menu")
	p.Run(chromedp.Click(".switch", chromedp.ByQuery), chromedp.WaitVisible(`html[lang="en"]`, chromedp.ByQuery))
	p.quiet(code, "moi.nguoi")
}
