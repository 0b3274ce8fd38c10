package registrar_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

func TestUploadProgressInWords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NotContains(t, b.get("giaovu", "/uploads/progress").Body.String(), "moving")
	end := b.register.Lists.Storing(registry.Actor{ID: b.ids["giaovu"].ID}, 250)
	require.Contains(t, b.get("giaovu", "/uploads/progress").Body.String(), "Đang lưu 250 dòng.")
	require.NotContains(t, b.get("kiemnhiem", "/uploads/progress").Body.String(), "moving", "another person's")
	end()
	require.NotContains(t, b.get("giaovu", "/uploads/progress").Body.String(), "moving")
}

// A person who has sent a list sees how far it is on the page that waits for the next
// one. The event is the browser's at sending; the page itself stays here.
func TestTheWaitingPageSaysHowFarAListIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.signIn("giaovu")
	p.visit("/uploads/new")
	by := registry.Actor{ID: b.ids["giaovu"].ID}
	first := b.register.Lists.Storing(by, 250)
	p.Run(chromedp.Evaluate(`document.querySelector("form[enctype]").
		dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }))`, nil))
	p.reads(`form[enctype] [role="status"] .moving`, "Đang lưu 250 dòng.")
	second := b.register.Lists.Storing(by, 800)
	p.reads(`form[enctype] [role="status"] .moving`, "Đang lưu 800 dòng.")
	first()
	second()
}

// reads waits until an element has a text.
func (p *tab) reads(selector, text string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		var found string
		err := chromedp.Run(p.Context, chromedp.Evaluate(
			fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &found))
		return err == nil && strings.Contains(found, text)
	}, time.Minute, 50*time.Millisecond, selector)
}
