package public_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	evidence "sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/web/public"
)

// What a clerk does with a link, a number or a picture is answered so that it
// can be mended, and never called fake.
func TestWhatAClerkPastes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	link := b.link()
	for name, c := range map[string]struct {
		input string
		want  []string
	}{
		"ALinkInAMail": {"> " + link[:80] + "\r\n> " + link[80:] + ".", []string{`data-result="valid"`, "verdict check"}},
		"ACutLink":     {link[:len(link)-7], []string{"verdict question", "incomplete or were changed on the way"}},
		"ALinkInALongMail": {
			"Kính gửi anh/chị ~~ {mẫu}\n\n> " + link + "\n\n~~ Trân trọng",
			[]string{`data-result="valid"`, "verdict check"},
		},
		"ASerialNumber":   {"A 00123456", []string{"verdict question", "cannot be read here yet", "does not mean that the paper is false"}},
		"APicture":        {"\x89PNG\r\n\x1a\n\x00\x00", []string{"verdict question", "cannot be read here yet"}},
		"AnotherDocument": {"%PDF-1.7 ...", []string{"verdict question", "cannot be read here yet"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := b.paste(c.input, "en").Body.String()
			for _, text := range c.want {
				require.Contains(t, body, text)
			}
			require.NotContains(t, body, "verdict cross")
		})
	}
}

// A mail program may write %23 for #: the browser then sends the digits as a
// path, and is sent to where it keeps them to itself.
func TestAnEscapedNumberSignIsMended(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.do(httptest.NewRequest(http.MethodGet, "/v%23123", nil))
	require.Equal(t, http.StatusSeeOther, w.Code)
	require.Equal(t, "/v#123", w.Header().Get("Location"))
	w = b.do(httptest.NewRequest(http.MethodGet, "/v%2523123", nil))
	require.Equal(t, http.StatusSeeOther, w.Code, "two programs, one after the other")
	require.Equal(t, "/v#123", w.Header().Get("Location"))
	for _, path := range []string{"/v%23", "/v%2523", "/v%252523123", "/v%2312x", "/w%23123", "/nowhere"} {
		require.Equal(t, http.StatusNotFound, b.do(httptest.NewRequest(http.MethodGet, path, nil)).Code, path)
	}
}

func TestAnotherRegistersCredential(t *testing.T) {
	t.Parallel()
	here := func(c *public.Config) { c.Hosts = []string{"vanbang.example"} }
	b, other := setup(t, here), setup(t)
	forged := strings.Replace(other.link(), "vanbang.example", "khac.example", 1)
	require.Equal(t, verifier.UntrustedIssuer, b.askFor(other.link()).Result, "it says that it is of this register")
	r := b.askFor(forged)
	require.Equal(t, verifier.Indeterminate, r.Result)
	require.Equal(t, verifier.DetailOtherRegister, r.Detail)
	require.Contains(t, b.paste(forged, "en").Body.String(), "belongs to another register")
}

// Readiness is not given before the ledger's proven end was reached once.
func TestReady(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ready := func() *httptest.ResponseRecorder { return b.do(httptest.NewRequest(http.MethodGet, "/readyz", nil)) }
	for kind, want := range map[verifier.ReadingKind]int{
		verifier.ReadingStarting:      http.StatusServiceUnavailable,
		verifier.ReadingAlarm:         http.StatusServiceUnavailable,
		verifier.ReadingFresh:         http.StatusOK,
		verifier.ReadingStandingStill: http.StatusOK,
		verifier.ReadingBehind:        http.StatusOK,
		verifier.ReadingUnconfirmed:   http.StatusOK,
	} {
		b.set(kind, nil)
		require.Equal(t, want, ready().Code, kind)
	}
	b.set(verifier.ReadingStarting, nil)
	require.Contains(t, ready().Body.String(), `"report":{"height":5,"provenHeight":5}`)
	require.Contains(t, ready().Body.String(), "5 of at least 5 blocks were read")
	page := b.do(httptest.NewRequest(http.MethodGet, "/v?lang=en", nil)).Body.String()
	require.Contains(t, page, "still reading the ledger")
	b.broken, b.read, b.known = errors.New("the index is below what was checked before"), 2, 9
	ledgerState := b.do(httptest.NewRequest(http.MethodGet, "/api/v1/ledger", nil))
	for _, w := range []*httptest.ResponseRecorder{ready(), ledgerState} { // a new index beside an old head file
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), `"report":{"height":2,"provenHeight":9}`)
		require.Contains(t, w.Body.String(), "2 of at least 9 blocks were read")
	}
	b.read, b.known = 0, 0 // frozen peers, and no block was ever read
	require.Contains(t, ready().Body.String(), `"report":{"height":0,"provenHeight":null}`)
	require.Contains(t, ready().Body.String(), "no block was read, and no source has shown one yet")
	page = b.do(httptest.NewRequest(http.MethodGet, "/v?lang=en", nil)).Body.String()
	require.Contains(t, page, "still reading the ledger")
	b.set(verifier.ReadingStarting, nil)
	answer := b.paste(b.link(), "en").Body.String()
	require.Contains(t, answer, `data-result="indeterminate"`)
	require.Contains(t, answer, "verdict question")
	require.NotContains(t, answer, "verdict c", "neither green nor red")
}

// frozen are peers that take a question and never answer.
type frozen struct{}

func (frozen) Make(ctx context.Context, _ string, _ ledger.View) ([]byte, verifier.Result, error) {
	<-ctx.Done()
	return nil, verifier.Result{}, evidence.ErrUnavailable
}

func TestEvidenceHasALimitOfItsOwn(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *public.Config) { c.Evidence = frozen{} })
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r := httptest.NewRequest(
			http.MethodPost,
			"/api/v1/evidence",
			strings.NewReader(`{"presentation":"`+b.link()+`"}`),
		)
		r.Header.Set("Content-Type", "application/json")
		w := b.do(r)
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.Contains(t, w.Body.String(), "ledger_unavailable")
		require.LessOrEqual(t, time.Since(began), 20*time.Second)
		require.Contains(t, b.log.String(), "did not attest within")
	})
}
