package public_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/verifier"
)

// place is where an element stands on the screen.
type place struct {
	Selector                 string
	Top, Bottom, Left, Right float64
	IsCut                    bool // wider than its room
}

// places returns where the elements that are there stand.
func (b *tab) places(selectors ...string) map[string]place {
	b.t.Helper()
	var all []place
	b.Run(chromedp.Evaluate(fmt.Sprintf(`%q.split("|").map((selector) => {
		const element = document.querySelector(selector);
		if (element === null || !element.checkVisibility()) return null;
		const { top, bottom, left, right } = element.getBoundingClientRect();
		return {Selector: selector, Top: top, Bottom: bottom, Left: left, Right: right,
			IsCut: element.scrollWidth > element.clientWidth};
	}).filter((one) => one !== null)`, strings.Join(selectors, "|")), &all))
	found := map[string]place{}
	for _, one := range all {
		found[one.Selector] = one
	}
	return found
}

// TestTheFirstScreenSaysWhoWhatFromWhomAndWhetherToday is the clerk's test: within five
// seconds somebody who never saw the page says who, what, from whom, and whether
// today. So these four stand on the first screen of a small phone, whole, for every
// result. Where nothing that was signed may be shown, only the last of them does. One
// answer is looked at in Vietnamese, the next in English; make drill has each in both, and
// besides those about now those about a past day, in a bundle and in a receipt.
func TestTheFirstScreenSaysWhoWhatFromWhomAndWhetherToday(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	const width, height = 360, 640
	const who, what, fromWhom = "#answer .who", "#answer .what", "#answer .issuer-name"
	b := openTab(t)
	b.Run(chromedp.EmulateViewport(width, height))
	on, languages, asked := newSharedServer(t), []string{"vi", "en"}, 0
	for _, v := range sightsOf(t) {
		parts := strings.Split(v.Name, "/")
		isUsual := parts[0] == "genuine" || parts[0] == "matrix" && parts[2] == "now"
		if !isUsual && (parts[0] != "matrix" || !testbrowser.EveryLook()) {
			continue
		}
		s := on.sight(t, v)
		result := s.Ask(s.ledger.view)
		demanded := []string{"#word"}
		if result.Today != nil {
			demanded = []string{"#word", "#today"}
		}
		if result.Credential != nil {
			demanded = append(demanded, who, what)
		}
		if result.Issuer != nil {
			demanded = append(demanded, fromWhom)
		}
		for at, language := range languages {
			if !testbrowser.EveryLook() && at != asked%len(languages) {
				continue
			}
			b.fillIn(s, language)
			b.answered(verifier.Codes()...)
			found := b.places(demanded...)
			for _, selector := range demanded {
				about := fmt.Sprintf("%s in %s: %s", v.Name, language, selector)
				stands, is := found[selector]
				require.True(t, is, about)
				require.False(t, stands.IsCut, about)
				require.GreaterOrEqual(t, stands.Top, 0.0, about)
				require.LessOrEqual(t, stands.Bottom, float64(height), about)
				require.LessOrEqual(t, stands.Right, float64(width), about)
			}
		}
		asked++
	}
	least := len(verifier.Codes())
	if testbrowser.EveryLook() {
		least = 40
	}
	require.Greater(t, asked, least)
}

// TestWhatAScreenReaderIsTold notes what is put into the page's live region: that it
// checks, and then once the answer, which begins with its word. No part of the answer
// is a live region besides, which would say it again.
func TestWhatAScreenReaderIsTold(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	l, server, digits := serve(t)
	for name, give := range map[string]func(b *tab){
		"Scanned": func(b *tab) { b.Run(chromedp.Navigate(server + "/v?lang=en#" + digits)) },
		"Pasted": func(b *tab) {
			b.Run(chromedp.Navigate(server + "/?lang=en"))
			b.await("#presentation")
			b.pasteText(l.link())
		},
		"TextFile": func(b *tab) {
			b.Run(chromedp.Navigate(server + "/?lang=en"))
			b.await("#presentation")
			b.hand("drop", "bang.json", "application/json", []byte(l.holderFile()))
		},
		"Archive": func(b *tab) {
			b.Run(chromedp.Navigate(server + "/?lang=en"))
			b.await("#presentation")
			b.hand("drop", "bang.zip", "application/zip", zipped(b.t, []string{"a.json"}, []byte(l.holderFile())))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := openTab(t)
			b.before(`window.told = [];
				new MutationObserver((changes) => {
					const change = changes.find(({ target }) => target.id === "live");
					if (change) window.told.push(change.target.textContent);
				}).observe(document, {childList: true, characterData: true, subtree: true});`)
			give(b)
			b.answered(verifier.Valid)
			b.until(`window.told.length > 1`)
			var told []string
			var regions int
			b.Run(
				chromedp.Evaluate(`window.told`, &told),
				chromedp.Evaluate(`document.querySelectorAll("#answer [aria-live]:not(.keep *), #answer [role=alert], #answer [role=status]").length`, &regions),
			)
			require.Len(t, told, 2, told)
			require.Equal(t, "Checking…", told[0])
			require.True(t, strings.HasPrefix(told[1], "Valid\n"), told[1])
			require.Contains(t, told[1], "This document is genuine and in force.")
			require.Zero(t, regions)
		})
	}
}

// TestByKeyboardAlone does all with the keyboard: the form is filled in and sent, every
// control of the answer is come to in the order of the page, each shows that it has
// the focus, and none holds it.
func TestByKeyboardAlone(t *testing.T) {
	t.Parallel()
	requireModuleInPage(t)
	d := newDesk(t)
	server := httptest.NewServer(d.engine)
	t.Cleanup(server.Close)
	b := openTab(t)
	b.Run(chromedp.EmulateViewport(360, 640), chromedp.Navigate(server.URL+"/?lang=en"))
	b.await("#presentation")
	b.tabTo("presentation")
	b.Run(input.InsertText(d.Link()))
	b.tabTo("go")
	b.Run(chromedp.KeyEvent(kb.Enter))
	b.answered(verifier.Valid)

	_, digits, _ := strings.Cut(d.Link(), "#")
	b.Run(chromedp.Navigate("about:blank"), chromedp.Navigate(server.URL+"/v?lang=en#"+digits))
	b.answered(verifier.Valid)
	for _, id := range []string{
		"skip", "name", "switch", "Download evidence", "Download a receipt", "Keep on this device", "summary",
		"presentation", "file", "on", "go",
	} {
		b.tabTo(id)
	}
}

// tabTo presses the tabulator until a control has the focus: one of this id or class,
// or whose text is this.
func (b *tab) tabTo(name string) {
	b.t.Helper()
	for range 12 { // of which a date has some to itself
		b.Run(chromedp.KeyEvent(kb.Tab))
		var focused struct {
			ID, Class, Name, Text string
			IsMarked              bool
		}
		b.Run(chromedp.Evaluate(`(() => {
			const one = document.activeElement;
			const style = getComputedStyle(one);
			return {ID: one.id, Class: one.className, Name: one.localName, Text: one.innerText.trim(),
				IsMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2};
		})()`, &focused))
		require.True(b.t, focused.IsMarked, "%+v shows that it has the focus", focused)
		if name == focused.ID || name == focused.Class || name == focused.Name || name == focused.Text {
			return
		}
	}
	require.Fail(b.t, "the tabulator does not come to it", name)
}
