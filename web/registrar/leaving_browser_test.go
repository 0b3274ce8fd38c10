package registrar_test

import (
	"context"
	"fmt"
	"html"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/internal/testbrowser"
	"sogoc/web/registrar"
)

// typedTerms are fields of the import's form that a person fills in by typing.
var typedTerms = [][2]string{
	{"book", "2026/THPT"},
	{"decisionNumber", "15/QĐ-THPTHS"},
	{"decisionDate", "15/06/2026"},
	{"issueDate", "18/06/2026"},
	{"signerName", "NGƯỜI KÝ MẪU"},
	{"signerTitle", "HIỆU TRƯỞNG"},
	{"place", "Hà Nội"},
}

// fillImport chooses a class list on the page of an import and types the rest.
func (p *tab) fillImport() {
	p.t.Helper()
	file, err := filepath.Abs(filepath.Join("..", "..", "testdata", "rosters", sample.THPTFile))
	require.NoError(p.t, err)
	p.Choose("#list", file)
	for _, field := range typedTerms {
		p.Focus("#" + field[0])
		p.Run(input.InsertText(field[1]))
	}
}

// goes does by script what leads to another page, and waits for that.
func (p *tab) goes(script, path, selector string) {
	p.t.Helper()
	var left float64 // when the page that is left was opened: no other has the same
	p.Run(chromedp.Evaluate(`performance.timeOrigin`, &left))
	p.Run(testbrowser.Leave(script))
	arrived := fmt.Sprintf(`performance.timeOrigin !== %v && location.pathname.startsWith(%q)
		&& document.readyState === "complete" && Boolean(document.querySelector(%q))`,
		strconv.FormatFloat(left, 'f', -1, 64), registrar.Prefix+path, selector)
	require.Eventually(p.t, func() bool {
		ctx, cancel := context.WithTimeout(p.Tab, 15*time.Second) // the page that is left may never answer
		defer cancel()
		var is bool
		return chromedp.Run(ctx, chromedp.Evaluate(arrived, &is)) == nil && is
	}, time.Minute, 50*time.Millisecond, script)
}

// seesImport demands that the form is as fillImport left it.
func (p *tab) seesImport() {
	p.t.Helper()
	var value, text string
	for _, field := range typedTerms {
		p.Run(chromedp.Evaluate(`document.getElementById("`+field[0]+`").value`, &value))
		require.Equal(p.t, field[1], value, field[0])
	}
	p.Run(chromedp.Evaluate(`document.querySelector("main").innerText`, &text))
	require.Contains(p.t, text, "Đã giữ tệp bạn chọn trước đó: "+sample.THPTFile)
	require.Contains(p.t, text, "chưa gửi")
}

// awaitKept waits until the register holds what a person left on the import's page.
func (b *bundle) awaitKept(who string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		page := html.UnescapeString(b.get(who, "/uploads/new").Body.String())
		for _, field := range typedTerms {
			if !strings.Contains(page, `value="`+field[1]+`"`) {
				return false
			}
		}
		return strings.Contains(page, sample.THPTFile)
	}, time.Minute, 50*time.Millisecond)
}

// A list that is chosen and a form that is filled in are there again after a reload,
// by the back button and when the browser was closed; and then they can be sent.
func TestLeavingAnImportLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	server, profile := b.serve(), map[string]string{"user-data-dir": t.TempDir()}
	t.Run("ReloadAndBack", func(t *testing.T) {
		p := &tab{testbrowser.OpenWith(t, profile), t, server}
		p.Look(1280, "light")
		p.signIn("giaovu")
		p.visit("/batches")
		p.visit("/uploads/new")
		p.fillImport()
		b.awaitKept("giaovu")
		p.becomes(pageSaysKept, "it is kept")

		p.goes(`location.reload()`, "/uploads/new", "#list")
		p.seesImport()
		p.goes(`location.href = "`+registrar.Prefix+`/batches"`, "/batches", "h1")
		p.goes(`history.back()`, "/uploads/new", "#list")
		p.seesImport()
		p.goes(`history.go(-1)`, "/batches", "h1")
		p.goes(`history.forward()`, "/uploads/new", "#list")
		p.seesImport()
		p.quiet("NGƯỜI", "15/Q")
	}) // the browser is closed

	p := &tab{testbrowser.OpenWith(t, profile), t, server}
	p.Look(1280, "light")
	p.Run(chromedp.Navigate(server+registrar.Prefix+"/uploads/new"), testbrowser.WaitVisible("#password"))
	p.Run(testbrowser.SetValue("#login", "giaovu"), testbrowser.SetValue("#password", secret))
	p.press("button.go", "#list")
	p.seesImport()
	p.goes(`document.querySelector('form[action$="/uploads"] button.go').click()`, "/uploads/", "h1")
	p.Shows("250 người, 250 văn bằng")
	require.Empty(t, b.stored(), "what was sent is no longer unfinished")
}

// Without script nothing is kept while somebody types; what is sent after the session
// has ended is kept then, the file too.
func TestTheSessionEndsInAnImportWithoutScript(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.Run(
		emulation.SetScriptExecutionDisabled(true),
		chromedp.Navigate(p.server+registrar.Prefix+"/uploads/new"),
	)
	p.Shows(`name="list"`)
	p.fillImport()
	b.endSessions()
	p.Press(`form[action$="/uploads"] button.go`)
	p.Shows("đã được giữ, chưa được thực hiện", `id="password"`)
	require.NotContains(t, b.stored(), "KÝ MẪU")
	p.Focus("#login")
	p.Run(input.InsertText("giaovu"))
	p.Focus("#password")
	p.Run(input.InsertText(secret))
	p.Press("button.go")
	wants := []string{sample.THPTFile, "được điền lại"}
	for _, field := range typedTerms {
		wants = append(wants, `value="`+field[1]+`"`)
	}
	p.Shows(wants...)
	p.Press(`form[action$="/uploads"] button.go`)
	p.Shows("250 người, 250 văn bằng")
	require.Empty(t, b.stored())
	p.quiet("NGƯỜI", "15/Q")
}
