package registrar_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry/account"
)

// value returns what stands in a field.
func (p *tab) value(selector string) string {
	p.t.Helper()
	var value string
	p.Run(testbrowser.Value(selector, &value))
	return value
}

// unfold opens all folded parts of a page.
func (p *tab) unfold() {
	p.t.Helper()
	p.Run(chromedp.Evaluate(`document.querySelectorAll("main details").forEach(d => d.open = true)`, nil))
}

func TestTheSessionEndsWhileSomebodyTypes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.visit(batch)
	p.unfold()
	b.ledger.Clock.Advance(account.SessionIdle)
	p.Run(
		testbrowser.SendKeys("#reason", "sai ngày cấp của lớp 12A"),
		testbrowser.WaitVisible(".hint.kept.trouble"),
	)
	require.Contains(t, p.Text(".hint.kept"), "Phiên đăng nhập đã hết")
	p.press(`form[action$="/reject"] button`, "#password")
	require.Contains(t, p.Text(".trouble"), "đã được giữ, chưa được thực hiện")

	again := func(login, then string) {
		p.Run(testbrowser.SetValue("#login", login), testbrowser.SetValue("#password", secret))
		p.press("button.go", then)
	}
	again("kiemnhiem", "#decide") // another person on the same browser
	p.unfold()
	require.Empty(t, p.value("#reason"))
	require.NotContains(t, p.Text("#main"), "lớp 12A")
	p.signOut()
	again("hieutruong", ".menu")
	p.visit(batch)
	require.Equal(t, "sai ngày cấp của lớp 12A", p.value("#reason"), "the fold that it stands in is open")
	require.Contains(t, p.Text(".unfinished"), "chưa gửi")
	p.press(`form[action$="/reject"] button`, "dl")
	require.Contains(t, p.Text("#main"), "sai ngày cấp của lớp 12A")
	p.quiet("12A")
}

// The browser asks before a page is left whose last state is kept nowhere.
func TestLeavingWhatCouldNotBeKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported("giaovu")
	p := b.open()
	p.Look(1280, "light")
	p.signIn("hieutruong")
	p.visit(batch)
	p.unfold()
	chromedp.ListenTarget(p.Tab, func(event any) {
		if _, is := event.(*page.EventJavascriptDialogOpening); is {
			go func() { _ = chromedp.Run(p.Tab, page.HandleJavaScriptDialog(true)) }() // it ends with the tab
		}
	})
	asks := func() (would bool) { // a browser shows its dialog at its own discretion; the page's part is this
		p.Run(chromedp.Evaluate(`!window.dispatchEvent(new Event("beforeunload", {cancelable: true}))`, &would))
		return would
	}
	p.Run(
		chromedp.ActionFunc(func(ctx context.Context) error {
			return network.SetBlockedURLs([]string{"*/registrar/unfinished"}).Do(ctx)
		}),
		testbrowser.SendKeys("#reason", "sai ngày"),
		testbrowser.WaitVisible(".hint.kept.trouble"),
	)
	require.Contains(t, p.Text(".hint.kept"), "Đừng đóng trang này")
	require.True(t, asks())
	p.visit("/batches")
	p.visit(batch)
	require.False(t, asks(), "nothing was typed there")
}
