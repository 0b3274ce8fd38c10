package public_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// revokedLater revokes the diploma four days after it was anchored.
func revokedLater(b *bundle) {
	b.t.Helper()
	b.ledger.Clock.Advance(4 * 24 * time.Hour) // 24 June, noon in Vietnam
	b.revoke()
	testledger.Must[ledger.Tick](b.t, b.ledger, b.ledger.Registry, ledger.FuncTick)
}

func (b *bundle) post(form url.Values) string {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/v", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := b.do(r)
	require.Equal(b.t, http.StatusOK, w.Code)
	return w.Body.String()
}

func TestDay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, day string
		want      []string
	}{
		{"BeforeItWasRevoked", "2026-06-22", []string{`data-result="valid"`, "Valid on 22 June 2026", "23:59:59, 22 June 2026", "Today: Revoked", "was revoked on 24 June 2026 by its issuer", `value="2026-06-22"`}},
		{"BeforeItWasAnchored", "2026-06-19", []string{`data-result="not_anchored"`, "not on the ledger yet", "about 23:59:59, 19 June 2026"}},
		{"Today", "2026-06-24", []string{`data-result="revoked"`}},
		{"NoDay", "", []string{`data-result="revoked"`, `max="2026-06-24"`}},
		{"ADayToCome", "2026-06-25", []string{"Nobody knows"}},
		{"NoSuchDay", "2026-02-30", []string{"not in the form year-month-day"}},
		{"NotADay", "24/06/2026", []string{"not in the form year-month-day"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			revokedLater(b)
			body := b.post(url.Values{"presentation": {b.link()}, "lang": {"en"}, "on": {c.day}})
			for _, text := range c.want {
				require.Contains(t, body, text)
			}
			if !strings.HasPrefix(c.want[0], "data-result") {
				require.NotContains(t, body, "data-result")
			}
		})
	}

	t.Run("EvidenceHasAMomentOfItsOwn", func(t *testing.T) {
		t.Parallel()
		body := setup(
			t,
		).post(url.Values{"presentation": {`{"attestation":""}`}, "lang": {"en"}, "on": {"2026-06-19"}})
		require.Contains(t, body, "a moment of their own")
		require.NotContains(t, body, "data-result")
	})
}

func TestDayInTheBrowser(t *testing.T) {
	t.Parallel()
	l, server, digits := serve(t)
	revokedLater(l)
	b := openTab(t)
	b.Run(chromedp.EmulateViewport(360, 800), chromedp.Navigate(server+"/v#"+digits))
	require.Equal(t, verifier.Revoked, b.result())
	b.Run(
		testbrowser.SetValue("#on", "2026-06-22"),
		testbrowser.Click("#ask .go"),
		testbrowser.WaitVisible(`[data-result="valid"]`),
	)
	require.Contains(t, b.Text(".verdict"), "Hợp lệ vào ngày 22/06/2026")
	require.Contains(t, b.Text(".today"), "Hiện nay: Đã thu hồi")
	require.Contains(t, b.Text(".today"), "bị nơi cấp thu hồi ngày 24/06/2026")
	b.Picture("day-light-360")
	b.Run(chromedp.EmulateViewport(1280, 900))
	b.Picture("day-light-1280")

	// The other language asks the same; another scan asks about now.
	b.Run(
		testbrowser.Click(`.switch[value="en"]`),
		testbrowser.WaitVisible(`html[lang="en"] [data-result="valid"]`),
	)
	require.Contains(t, b.Text(".verdict"), "22 June 2026")
	b.Run(
		chromedp.Evaluate(`location.hash = "#`+digits[:len(digits)-1]+`"`, nil),
		testbrowser.WaitVisible(`[data-result="malformed"]`),
		chromedp.Evaluate(`location.hash = "#`+digits+`"`, nil),
		testbrowser.WaitVisible(`[data-result="revoked"]`),
	)
	b.Run(
		testbrowser.SetValue("#on", ""),
		testbrowser.Click("#ask .go"),
		testbrowser.WaitVisible(`[data-result="revoked"]`),
	)
	b.quiet(server, digits)
}
