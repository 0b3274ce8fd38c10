package public_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/verifier"
)

// portal serves the module's example pages and files on an origin that is not the
// service's, with the policy of a site that allows nothing inline.
func portal(t *testing.T, service string) string {
	t.Helper()
	requireModule(t)
	mux := http.NewServeMux()
	for path, dir := range map[string]string{
		"/js/sogoc-verify/": moduleDir,
		"/js/@noble/":       filepath.Join(moduleDir, "node_modules", "@noble"),
	} {
		mux.Handle(path, http.StripPrefix(path, http.FileServer(http.Dir(dir))))
	}
	mux.HandleFunc(
		"/favicon.ico",
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
	)
	mux.HandleFunc("/{name}", func(w http.ResponseWriter, r *http.Request) {
		content, err := os.ReadFile(filepath.Join(moduleDir, "examples", filepath.Base(r.PathValue("name"))))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		media := "text/html; charset=utf-8"
		if strings.HasSuffix(r.PathValue("name"), ".js") {
			media = "text/javascript; charset=utf-8"
		}
		w.Header().Set("Content-Type", media)
		_, _ = w.Write([]byte(strings.ReplaceAll(string(content), "https://vanbang.example", service)))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// inElement runs a script whose element is the component and shadow its root.
func (b *tab) inElement(script string, into any) {
	b.t.Helper()
	b.Run(chromedp.Evaluate(`(() => { const element = document.querySelector("sogoc-verify"),
		shadow = element.shadowRoot; `+script+`})()`, into))
}

// shows waits for a text in the component's answer.
func (b *tab) elementShows(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		b.until(fmt.Sprintf(
			`document.querySelector("sogoc-verify")?.shadowRoot?.querySelector(".answer")?.innerText.includes(%q)`,
			text,
		))
	}
}

// ask types a text into the component's form and sends it.
func (b *tab) askElement(text string) {
	b.t.Helper()
	b.inElement(
		fmt.Sprintf(`shadow.querySelector("textarea").value = %q; shadow.querySelector("button").click();`, text),
		nil,
	)
}

// TestTheElementOnAForeignPage uses the component on another origin's page.
func TestTheElementOnAForeignPage(t *testing.T) {
	t.Parallel()
	l, service, digits := serve(t)
	address := portal(t, service)
	b := openTab(t)
	b.Run(chromedp.Navigate(address + "/component.html"))
	b.until(`document.querySelector("sogoc-verify")?.shadowRoot?.querySelector("button")`)

	b.askElement(l.link())
	b.elementShows("Hợp lệ", learner, "Trường Đại học Mẫu (mẫu)", "Đã kiểm tra trên máy này")
	require.Equal(t, "valid", b.inner("#got"))
	for _, look := range []struct {
		width  int64
		scheme string
	}{{360, "light"}, {1280, "dark"}} {
		b.Look(look.width, look.scheme)
		b.Fits("the component")
		b.Accessible("the component")
		b.Picture(fmt.Sprintf("component-%d-%s", look.width, look.scheme))
	}

	b.inElement(`element.lang = "en";`, nil)
	b.elementShows("This document is genuine and in force.", "Full name")
	require.Equal(t, 1, b.postedTo("/api/v1/lookup"), "another language asks nobody again")

	b.elementShows("Compare name and birth date here")
	b.inElement(fmt.Sprintf(`element.setAttribute("value", %q);`, l.withholding()), nil)
	b.elementShows("The name is not shown, so nothing here can be compared")

	l.revoke()
	b.inElement(fmt.Sprintf(`element.setAttribute("value", %q);`, l.link()), nil)
	b.elementShows("Revoked")
	require.Equal(t, "revoked", b.inner("#got"))

	b.inElement(`element.setAttribute("value", "123");`, nil)
	b.elementShows("Not a code of this register")
	b.inElement(`element.removeAttribute("value");
		element.verify(new File(["%PDF-1.7"], "a.pdf"));`, nil)
	b.elementShows("are checked on the checking page")
	b.inElement(fmt.Sprintf(`const own = document.createElement("input"), held = new DataTransfer();
		held.items.add(new File([%q], "a.txt"));
		Object.assign(own, {type: "file", slot: "file", files: held.files});
		element.append(own);
		own.dispatchEvent(new Event("change", {bubbles: true}));`, l.transcript.SDJWT()), nil)
	b.elementShows("Courses shown", "2 / 2")

	for _, r := range b.Requests() {
		isTheirs := strings.HasPrefix(r.URL, address+"/")
		isOurs := r.URL == service+"/api/v1/lookup"
		require.True(t, isTheirs || isOurs, r.URL)
		require.NotContains(t, r.URL+fmt.Sprint(r.Headers), digits[:30])
	}
	require.Empty(t, b.Faults())
}

// A name that an issuer wrote as HTML stands there as the text that it is.
func TestTheElementReadsNoHTMLOfACredential(t *testing.T) {
	t.Parallel()
	l := setup(t)
	hostile := diploma()
	hostile.Subject.FullName = `<img src=x onerror=alert(1)>`
	hostile.Status.Index = 3
	issued := l.issue(hostile)
	l.ledger.AnchorDigests(t, code, "VN-BA/7480201", l.key, issued.Digest)
	server := httptest.NewServer(l.engine)
	t.Cleanup(server.Close)
	b := openTab(t)
	b.Run(chromedp.Navigate(portal(t, server.URL) + "/component.html"))
	b.until(`document.querySelector("sogoc-verify")?.shadowRoot?.querySelector("button")`)
	b.askElement(issued.SDJWT())
	b.elementShows("Hợp lệ", hostile.Subject.FullName)
	var images int
	b.inElement(`return shadow.querySelectorAll("img").length;`, &images)
	require.Zero(t, images)
}

// Where the service is away, the component says so and nothing of the document.
func TestTheElementWithoutItsService(t *testing.T) {
	t.Parallel()
	l, service, _ := serve(t)
	b := openTab(t)
	address := portal(t, "http://127.0.0.1:9")
	b.Run(chromedp.Navigate(address + "/component.html"))
	b.until(`document.querySelector("sogoc-verify")?.shadowRoot?.querySelector("button")`)
	b.askElement(l.link())
	b.elementShows("Không liên lạc được với máy kiểm tra")
	require.Equal(t, "không có kết quả", b.inner("#got"))
	b.inElement(fmt.Sprintf(`element.setAttribute("service", %q);`, service), nil)
	b.askElement(l.link())
	b.elementShows("Hợp lệ")
}

// TestTheModulesExamplePage opens the example that uses the module by itself.
func TestTheModulesExamplePage(t *testing.T) {
	t.Parallel()
	l, service, _ := serve(t)
	b := openTab(t)
	b.Run(chromedp.Navigate(portal(t, service) + "/module.html"))
	b.Run(chromedp.Evaluate(fmt.Sprintf(`document.getElementById("text").value = %q;
		document.querySelector("button").click()`, l.link()), nil))
	b.Shows("This document is genuine and in force.", "Full name: "+learner)
	require.Equal(t, verifier.Valid, l.askFor(l.link()).Result)
	testbrowser.RequireAxe(t)
	b.Accessible("the module's example")
}
