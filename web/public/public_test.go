package public_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/web"
	"sogoc/web/public"
)

func TestVerify(t *testing.T) {
	t.Parallel()

	t.Run("AnswersEveryForm", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		file, err := presentation.HolderFile(b.diploma.SDJWT(), b.diploma.QRClaims)
		require.NoError(t, err)
		for _, input := range []string{b.link(), strings.SplitN(b.link(), "#", 2)[1], b.diploma.SDJWT(), b.transcript.SDJWT(), string(file)} {
			r := b.askFor(input)
			require.Equal(t, verifier.Valid, r.Result, "%+v", r.Checks)
			require.Len(t, r.Checks, 9)
			require.Equal(t, "Trường Đại học Mẫu (mẫu)", r.Issuer.Name)
		}
		asObject := decode[verifier.Result](t, b.ask(`{"presentation":`+string(file)+`}`))
		require.Equal(t, verifier.Valid, asObject.Result)
		require.Equal(t, presentation.FormHolder, asObject.Form)
	})

	t.Run("ABadCredentialIsAnAnswer", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		require.Contains(t, []verifier.Code{verifier.Tampered, verifier.Malformed}, b.askFor(b.changed()).Result)
		require.Equal(t, verifier.Malformed, b.askFor("anything else").Result)
		b.revoke()
		require.Equal(t, verifier.Revoked, b.askFor(b.link()).Result)
	})

	t.Run("AsksAboutThePast", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		then := b.ledger.Clock.Now()
		b.ledger.Clock.Advance(24 * time.Hour)
		b.revoke()
		r := decode[verifier.Result](t, b.ask(`{"presentation":"`+b.link()+`","at":"`+then.Format(time.RFC3339)+`"}`))
		require.Equal(t, verifier.Valid, r.Result)
		require.True(t, r.AsOf.Equal(then))
	})

	t.Run("ABadRequestIsAProblem", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for body, status := range map[string]int{
			`{"presentation":"1","presentation":"2"}`: http.StatusBadRequest,
			`{"presentation":"1","other":1}`:          http.StatusBadRequest,
			`{"presentation":17}`:                     http.StatusBadRequest,
			`{}`:                                      http.StatusBadRequest,
			`{"presentation":"1","at":"2099-01-01T00:00:00Z"}`: http.StatusBadRequest,
			`{"presentation":"1","at":"0001-01-01T00:00:00Z"}`: http.StatusBadRequest,
			`{"presentation":"1","at":null}`:                   http.StatusBadRequest,
			`{"presentation":"1"`:                              http.StatusBadRequest,
			`{"presentation":"1"} {}`:                          http.StatusBadRequest,
			strings.Repeat(" ", 20<<20):                        http.StatusRequestEntityTooLarge,
		} {
			w := b.ask(body)
			require.Equal(t, status, w.Code, "%.60s", body)
			require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
			require.NotEmpty(t, decode[web.Problem](t, w).Code)
		}
		r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", strings.NewReader(`{"presentation":"1"}`))
		require.Equal(t, http.StatusUnsupportedMediaType, b.do(r).Code)
		require.Equal(
			t,
			http.StatusMethodNotAllowed,
			b.do(httptest.NewRequest(http.MethodGet, "/api/v1/verify", nil)).Code,
		)
	})

	t.Run("WithoutALedgerNothingIsValid", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.set(verifier.ReadingStarting, errors.New("below the highest block"))
		require.Equal(t, verifier.Indeterminate, b.askFor(b.link()).Result)
		require.Equal(t, http.StatusServiceUnavailable, b.do(httptest.NewRequest(http.MethodGet, "/readyz", nil)).Code)
		require.Equal(
			t,
			http.StatusServiceUnavailable,
			b.do(httptest.NewRequest(http.MethodGet, "/api/v1/ledger", nil)).Code,
		)
		require.Equal(t, http.StatusOK, b.do(httptest.NewRequest(http.MethodGet, "/healthz", nil)).Code)
	})

	t.Run("NothingPresentedIsLogged", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		digits := strings.SplitN(b.link(), "#", 2)[1]
		b.askFor(b.link())
		b.askFor(b.diploma.SDJWT())
		b.paste(b.link(), "vi")
		b.ask(`{"presentation":"` + digits)
		require.Contains(t, b.log.String(), `"result":"valid"`)
		for _, secret := range []string{learner, digits[:40], b.diploma.JWT[:60], "Mẫu"} {
			require.NotContains(t, b.log.String(), secret)
		}
	})

	t.Run("Counts", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.askFor(b.link())
		b.set(verifier.ReadingAlarm, nil)
		families, err := b.metrics.Gather()
		require.NoError(t, err)
		seen := map[string]float64{}
		for _, f := range families {
			for _, m := range f.GetMetric() {
				name := f.GetName()
				for _, l := range m.GetLabel() {
					name += "," + l.GetValue()
				}
				seen[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
		require.InDelta(t, 1, seen["sogoc_verifications_total,valid"], 0)
		require.Contains(t, seen, "sogoc_verifications_total,tampered")
		require.InDelta(t, 1, seen["sogoc_ledger_alarm"], 0)
		require.InDelta(t, 0, seen["sogoc_ledger_fresh"], 0)
		require.InDelta(t, float64(b.ledger.View().Head().Height), seen["sogoc_ledger_height"], 0)
	})
}

func TestLimit(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *public.Config) { c.Rate, c.Burst = 1, 3 })
	from := func(address, path, media, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
		r.RemoteAddr = address
		r.Header.Set("Content-Type", media)
		if address != loopback {
			r.Header.Set("X-Forwarded-For", "203.0.113.250") // believed from nobody
		}
		return b.do(r)
	}
	api := func(address string) *httptest.ResponseRecorder {
		return from(address, "/api/v1/verify", "application/json", `{"presentation":"1"}`)
	}
	for range 3 {
		require.Equal(t, http.StatusOK, api("203.0.113.7:1000").Code)
	}
	refused := api("203.0.113.7:1000")
	require.Equal(t, http.StatusTooManyRequests, refused.Code)
	require.NotEmpty(t, refused.Header().Get("Retry-After"))
	page := from("203.0.113.7:1000", "/v", "application/x-www-form-urlencoded", "presentation=1")
	require.Equal(t, http.StatusTooManyRequests, page.Code)
	require.Contains(t, page.Body.String(), `role="alert"`)

	require.Equal(t, http.StatusOK, api("203.0.113.8:1000").Code, "another client is not concerned")
	for i := range 3 {
		require.Equal(t, http.StatusOK, api("[2001:db8:1:2::"+string(rune('1'+i))+"]:1").Code)
	}
	require.Equal(t, http.StatusTooManyRequests, api("[2001:db8:1:2::9]:1").Code, "a /64 is one client")
	for range 10 {
		require.Equal(t, http.StatusOK, api(loopback).Code)
	}
	b.ledger.Clock.Advance(2 * time.Second)
	require.Equal(t, http.StatusOK, api("203.0.113.7:1000").Code)
}

func TestLedgerState(t *testing.T) {
	t.Parallel()
	b := setup(t)
	type state struct {
		Ledger  ledger.Head          `json:"ledger"`
		Reading verifier.ReadingInfo `json:"reading"`
	}
	get := func() state {
		w := b.do(httptest.NewRequest(http.MethodGet, "/api/v1/ledger", nil))
		require.Equal(t, http.StatusOK, w.Code)
		return decode[state](t, w)
	}
	s := get()
	require.Equal(t, b.ledger.View().Head().Height, s.Ledger.Height)
	require.Equal(t, verifier.ReadingFresh, s.Reading.Kind)
	b.set(verifier.ReadingUnconfirmed, nil)
	require.Equal(t, verifier.ReadingUnconfirmed, get().Reading.Kind)
}

func TestPages(t *testing.T) {
	t.Parallel()

	t.Run("HaveAStrictPolicyAndNothingInline", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		for _, w := range []*httptest.ResponseRecorder{b.do(httptest.NewRequest(http.MethodGet, "/", nil)), b.do(httptest.NewRequest(http.MethodGet, "/v", nil)), b.paste(b.link(), "vi")} {
			require.Equal(t, http.StatusOK, w.Code)
			policy := w.Header().Get("Content-Security-Policy")
			require.Contains(t, policy, "default-src 'none'")
			require.NotContains(t, policy, "unsafe")
			require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
			require.Empty(t, w.Header().Values("Set-Cookie"))
			body := w.Body.String()
			require.NotRegexp(t, `(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script>`, body)
			for _, address := range regexp.MustCompile(`(?:src|href|action)="([^"]*)"`).FindAllStringSubmatch(body, -1) {
				require.Regexp(t, `^[/#]`, address[1], "nothing is asked of another host")
			}
		}
	})

	t.Run("AssetsMayBeKeptForEver", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		page := b.do(httptest.NewRequest(http.MethodGet, "/", nil)).Body.String()
		addresses := regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(page, -1)
		names := map[string]bool{}
		for _, a := range addresses {
			w := b.do(httptest.NewRequest(http.MethodGet, a[1], nil))
			require.Equal(t, http.StatusOK, w.Code)
			name := path.Base(a[1])
			names[name] = true
			policy := w.Header().Get("Content-Security-Policy")
			require.Equal(t, name == "reader.js", strings.Contains(policy, "wasm-unsafe-eval"), name)
			require.Equal(t, name == "reader.js", !strings.Contains(policy, "connect-src"), name)
			require.Contains(t, w.Header().Get("Cache-Control"), "immutable")
			require.NotEmpty(t, w.Header().Get("Content-Type"))
		}
		for _, name := range []string{
			"icon.svg", "base.css", "verify.css", "pictures.js", "camera.js", "verify.js", "reader.js",
		} {
			require.Contains(t, names, name)
		}
	})

	t.Run("ChooseTheLanguage", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		get := func(path, accept string) string {
			r := httptest.NewRequest(http.MethodGet, path, nil)
			r.Header.Set("Accept-Language", accept)
			return b.do(r).Body.String()
		}
		require.Contains(t, get("/v", "vi-VN,vi;q=0.9,en;q=0.8"), `<html lang="vi">`)
		require.Contains(t, get("/v", "fr"), `<html lang="vi">`)
		require.Contains(t, get("/v", "en-GB,en"), `<html lang="en">`)
		require.Contains(t, get("/v?lang=vi", "en"), `<html lang="vi">`)
		require.Contains(t, get("/v?lang=en", "vi"), `<html lang="en">`)
	})

	t.Run("SayEveryResultInBothLanguages", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		valid := b.paste(b.link(), "vi").Body.String()
		for _, want := range []string{"Hợp lệ", "là thật và đang có hiệu lực", "Trường Đại học Mẫu (mẫu)", learner, "15/03/2004", "giấy tờ tuỳ thân", `data-result="valid"`} {
			require.Contains(t, valid, want)
		}
		require.NotContains(t, valid, "Tên khác (mẫu)", "the issuer is named from the ledger")
		in := b.paste(b.transcript.SDJWT(), "en").Body.String()
		for _, want := range []string{"genuine and in force", "Sample University (sample)", "2 of 2 courses", "Giải tích 1", "15 March 2004"} {
			require.Contains(t, in, want)
		}
		tampered := b.paste(b.changed(), "en").Body.String()
		require.NotContains(t, tampered, learner)
		b.revoke()
		require.Contains(t, b.paste(b.link(), "en").Body.String(), "was revoked on 20 June 2026 by its issuer")
		require.Contains(t, b.paste(b.link(), "vi").Body.String(), "đã bị nơi cấp thu hồi ngày 20/06/2026")
	})

	t.Run("SayWhenTheAnswerIsNotFresh", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.set(verifier.ReadingBehind, nil)
		body := b.paste(b.link(), "en").Body.String()
		require.Contains(t, body, `data-result="indeterminate"`)
		require.Contains(t, body, "verdict hourglass", "amber: neither the sign of what is valid nor of what is false")
		require.Contains(
			t,
			body,
			"When the ledger was last read, at 12:00:00, 20 June 2026 (UTC&#43;7), the document was in force",
		)
		require.Contains(t, body, "newer blocks")
		require.Contains(t, body, "tried again in 30 seconds")
		b.revoke()
		body = b.paste(b.link(), "en").Body.String()
		require.Contains(t, body, `data-result="revoked"`, "what is revoked accepts nobody, however old the reading")
		require.Contains(t, body, "What changed after")
	})

	t.Run("GiveBackWhatWasPastedAndEscapeIt", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		body := b.paste(`<script>alert(1)</script>`, "en").Body.String()
		require.Contains(t, body, "&lt;script&gt;alert(1)")
		require.NotContains(t, body, "<script>alert")
		require.NotContains(t, b.paste("  ", "en").Body.String(), "data-result")
	})

	t.Run("RefuseWhatIsTooLong", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		require.Equal(t, http.StatusRequestEntityTooLarge, b.paste(strings.Repeat("a", 20<<20), "vi").Code)
	})
}

// paste posts the form as a browser without script does.
func (b *bundle) paste(presentation, lang string) *httptest.ResponseRecorder {
	form := url.Values{"presentation": {presentation}, "lang": {lang}}
	r := httptest.NewRequest(http.MethodPost, "/v", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func TestResultIsStableJSON(t *testing.T) {
	t.Parallel()
	b := setup(t)
	body, err := json.Marshal(map[string]string{"presentation": b.link()})
	require.NoError(t, err)
	var loose map[string]any
	require.NoError(t, json.Unmarshal(b.ask(string(body)).Body.Bytes(), &loose))
	for _, member := range []string{"result", "checkedAt", "checks", "form", "digest", "issuer", "credential", "anchor", "status", "ledger", "reading", "reader"} {
		require.Contains(t, loose, member)
	}
}
