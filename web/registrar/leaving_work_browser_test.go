package registrar_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/reading"
	"sogoc/web/registrar"
)

// becomes waits until a script finds something.
func (p *tab) becomes(script, about string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		var is bool
		return chromedp.Run(p.Tab, chromedp.Evaluate(`Boolean(`+script+`)`, &is)) == nil && is
	}, time.Minute, 50*time.Millisecond, about)
}

// pageSaysKept is whether the page has heard that the register keeps its form: before
// that the browser asks whether it is to be left.
const pageSaysKept = `document.querySelector(".hint.kept:not(.trouble)")`

// changes sets fields as a person does, and waits until the register keeps their form.
func (p *tab) changes(script string) {
	p.t.Helper()
	p.Run(chromedp.Evaluate(script, nil))
	p.becomes(pageSaysKept, "it is kept")
}

// says demands that a page says something.
func (p *tab) says(text string) {
	p.t.Helper()
	p.becomes(`document.querySelector("main").innerText.includes("`+text+`")`, text)
}

// clicks presses what leads to another page.
func (p *tab) clicks(selector, path, then string) {
	p.t.Helper()
	p.goes("document.querySelector(`"+selector+"`).click()", path, then)
}

// signsInAgain gives the password on the page that asks for it after a session's end.
func (p *tab) signsInAgain(login, path, then string) {
	p.t.Helper()
	p.goes(`document.getElementById("login").value = "`+login+`";
		document.getElementById("password").value = "`+secret+`";
		document.querySelector("button.go").click()`, path, then)
}

// forgetsCookies takes the cookies of the page's own server from the browser, which other
// tests use at the same time.
func (p *tab) forgetsCookies() {
	p.t.Helper()
	p.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		cookies, err := network.GetCookies().Do(ctx)
		for _, c := range cookies {
			err = errors.Join(err, network.DeleteCookies(c.Name).WithDomain(c.Domain).WithPath(c.Path).Do(ctx))
		}
		return err
	}))
}

// Scripts that choose as a person does.
const (
	firstAnswers     = `document.querySelectorAll(".questions fieldset").forEach(f => f.querySelector("input[type=radio]").click())`
	firstAnswer      = `document.querySelector(".questions fieldset input[type=radio]").click()`
	answersGiven     = `[...document.querySelectorAll(".questions fieldset")].every(f => f.querySelector("input:checked"))`
	firstAnswerGiven = `document.querySelector(".questions fieldset input[type=radio]").checked`
	placeDropped     = `{ const s = [...document.querySelectorAll("select")].find(s => s.value === "birthPlace");
		s.closest("details").open = true; s.value = ""; s.dispatchEvent(new Event("input", { bubbles: true })) }`
	placeIsDropped = `document.querySelector('input[name="columns"]') &&
		![...document.querySelectorAll("select")].some(s => s.value === "birthPlace")`
)

// Answers and columns that were chosen and not saved are there again after a reload, by
// the back button, and after the session has ended.
func TestLeavingQuestionsLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", doubtfulList))
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.visit("/batches")
	p.visit(preview)
	p.changes(firstAnswers)
	p.goes(`location.reload()`, preview, ".questions")
	p.becomes(answersGiven, "answers after a reload")
	p.goes(`location.href = "`+registrar.Prefix+`/batches"`, "/batches", "h1")
	p.goes(`history.back()`, preview, ".questions")
	p.becomes(answersGiven, "answers by the back button")

	b.ledger.Clock.Advance(account.SessionIdle)
	p.clicks(".questions button.go", "/sign-in", "#password")
	p.says("đã được giữ, chưa được thực hiện")
	p.signsInAgain("giaovu", preview, ".questions")
	p.becomes(answersGiven, "answers that were sent after the session's end")
	p.says("chưa gửi")
	p.clicks(".questions button.go", preview, ".questions")
	p.says("Giáo Vụ (mẫu) trả lời lúc")
	require.Empty(t, b.stored(), "what was saved is no longer unfinished")

	p.changes(placeDropped)
	p.goes(`location.reload()`, preview, ".questions")
	p.becomes(placeIsDropped, "columns after a reload")
	b.ledger.Clock.Advance(account.SessionIdle)
	p.goes(`location.reload()`, "/sign-in", "#password")
	p.signsInAgain("giaovu", preview, ".questions")
	p.becomes(placeIsDropped, "columns after the session's end")
	p.quiet("Phạm", "12/25")
}

// timersStop lets no timer of a page run out, as if no time passed on it.
const timersStop = `window.setTimeout = () => 0`

// An answer is kept with the click: whatever ends the session a moment later, even in
// a browser that then knows nothing of it, the answer is there after signing in again.
func TestAClickedAnswerIsKeptAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	preview := address(t, b.upload("giaovu", schoolTerms, "list", doubtfulList))
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.Run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(timersStop).Do(ctx)
		return err
	}))
	p.visit(preview)
	p.changes(firstAnswer)
	p.forgetsCookies()
	p.goes(`location.reload()`, "/sign-in", "#password")
	p.signsInAgain("giaovu", preview, ".questions")
	p.becomes(firstAnswerGiven, "the answer after the session's end")
	p.says("chưa gửi")
	p.quiet("Phạm", "12/25")
}

// A revocation that somebody is about to propose is there again after a reload, by the
// back button, when the browser was closed, and after the session has ended.
func TestLeavingAProposalLosesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.issued()
	found, err := b.register.Reading.Credentials(t.Context(), b.actor("thanhtra"),
		reading.CredentialFilter{Page: registry.Page{Limit: 2}})
	require.NoError(t, err)
	numbers := found[0].SerialNumber + "\\n" + found[1].SerialNumber // as a script writes it
	server, profile := b.serve(), map[string]string{"user-data-dir": t.TempDir()}
	filled := `document.getElementById("numbers").value === "` + numbers + `" &&
		document.getElementById("ground").value === "fraud" &&
		document.getElementById("decisionNumber").value === "7/QĐ-THPTHS"`
	t.Run("ReloadAndBack", func(t *testing.T) {
		p := &tab{testbrowser.OpenWith(t, profile), t, server}
		p.Look(1280, "light")
		p.signIn("giaovu")
		p.visit("/batches")
		p.visit("/status-changes")
		p.unfold()
		p.decide(registry.GroundFraud)
		p.Run(testbrowser.SetValue("#decisionDate", "20/6/2026"))
		p.changes(`{ const n = document.getElementById("numbers"); n.value = "` + numbers + `";
			n.dispatchEvent(new Event("input", { bubbles: true })) }`)
		p.goes(`location.reload()`, "/status-changes", "#numbers")
		p.becomes(filled, "after a reload")
		p.goes(`location.href = "`+registrar.Prefix+`/batches"`, "/batches", "h1")
		p.goes(`history.back()`, "/status-changes", "#numbers")
		p.becomes(filled, "by the back button")
		p.quiet("7/Q", found[0].SerialNumber)
	}) // the browser is closed

	p := &tab{testbrowser.OpenWith(t, profile), t, server}
	p.Look(1280, "light")
	p.Run(chromedp.Navigate(server + registrar.Prefix + "/status-changes"))
	p.signsInAgain("giaovu", "/status-changes", "#numbers")
	p.becomes(filled, "in a browser that was closed")
	p.becomes(`document.getElementById("numbers").closest("details").open`, "it is seen without unfolding anything")
	b.ledger.Clock.Advance(account.SessionIdle)
	preview := `form[action$="/status-changes/preview"] button.go`
	p.clicks(preview, "/sign-in", "#password")
	p.signsInAgain("giaovu", "/status-changes", "#numbers")
	p.becomes(filled, "after the session's end")
	p.clicks(preview, "/status-changes/preview", ".decide")
	p.says("vĩnh viễn")

	b.ledger.Clock.Advance(account.SessionIdle)
	p.clicks(".decide button.go", "/sign-in", "#password") // in the preview: it is proposed by nobody yet
	p.signsInAgain("giaovu", "/status-changes", ".decide")
	p.clicks(".decide button.go", "/proposals/", "h1")
	p.says("không được tự xác nhận")
	require.Empty(t, b.stored())
}
