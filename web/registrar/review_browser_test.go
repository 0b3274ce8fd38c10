package registrar_test

import (
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/internal/testbrowser"
)

func TestEveryValueIsSeenInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.choose(sample.THPTFile)
	var preview string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &preview))
	p.everywhere("review-preview", func() { p.visit(preview) })
	p.Look(1280, "light")
	p.visit(preview)
	p.press(`.chips a[href*="only=unusual"]`, "#rows")
	p.Picture("review-unusual")
	p.opensSpecimen()
	p.press(".import button.go", ".steps")
	var batch string
	p.Run(chromedp.Evaluate(`location.pathname.replace("/registrar", "")`, &batch))
	p.signOut()

	p.signIn("hieutruong")
	p.visit(batch)
	p.Run(chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil))
	p.everywhere("review-approval", func() {
		p.Run(chromedp.Evaluate(`document.querySelectorAll("details").forEach(d => d.open = true)`, nil))
	})

	p.Look(1280, "light")
	p.visit(batch)
	var focused string
	p.Run(
		testbrowser.Focus("[data-rows]"),
		chromedp.KeyEvent(kb.ArrowDown),
		chromedp.KeyEvent(kb.ArrowDown),
		chromedp.Evaluate(`document.activeElement.id`, &focused),
	)
	require.Equal(t, "row-2", focused, "rows are gone through by the arrow keys")
	p.opensSpecimen()
	p.press(`nav.pages a[rel="next"]`, "#row-26")
	p.press(`th a[href*="by=fullName"]`, `th[aria-sort="ascending"]`)
	p.Run(testbrowser.SetValue("#find-text", "nguyen thi"))
	p.press(`form.find button`, `form.find a.button`)
	p.visit(batch)
	p.Run(
		testbrowser.Click(`#row-2 input[name="row"]`),
		testbrowser.Click(`#row-7 input[name="row"]`),
		testbrowser.SendKeys("#aside-reason", "chờ xác minh ngày sinh"),
	)
	p.press(".aside button", "#decide")
	require.Contains(t, p.Text("#decide"), "248 văn bằng")
	require.Contains(t, p.Text("#main"), "chờ xác minh ngày sinh")
	p.everywhere("set-aside", func() { p.visit(batch) })
	p.Look(1280, "light")
	p.press("#decide button.go", ".steps")
	b.sign()
	p.visit(batch)
	require.Contains(t, p.Text(".steps .now"), "Ghi sổ cái")
	p.press(`dd a[href*="/batches/"]`, "#decide")
	require.Contains(t, p.Text("#decide"), "2 văn bằng")
	p.quiet("nguyen", "Nguy", "000308")
}

// opensSpecimen fetches the first specimen that the page offers.
func (p *tab) opensSpecimen() {
	p.t.Helper()
	var begins string
	p.Run(chromedp.Evaluate(`fetch(document.querySelector('a[href$=".pdf"]').href)
		.then(r => r.ok ? r.text() : "status " + r.status).then(t => t.slice(0, 5))`, &begins,
		func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	require.Equal(p.t, "%PDF-", begins)
}
