package public_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	evidence "sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
	"sogoc/web/public"
)

// form posts what the page's forms post.
func (d *desk) form(path, presentation, day string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(
		http.MethodPost,
		path,
		strings.NewReader(url.Values{"presentation": {presentation}, "on": {day}, "lang": {"en"}}.Encode()),
	)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	d.engine.ServeHTTP(w, r)
	return w
}

// requireBlue requires the page, in English, with a sentence about why there is no answer.
func requireBlue(t *testing.T, w *httptest.ResponseRecorder, sentence string) {
	t.Helper()
	require.Contains(t, w.Header().Get("Content-Type"), "text/html")
	require.Contains(t, w.Body.String(), `class="verdict question"`)
	require.Contains(t, w.Body.String(), sentence)
	require.NotContains(t, w.Header().Get("Content-Disposition"), "attachment")
}

func TestKeepingAnAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)

	t.Run("AsWhatTheAPIGives", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct{ page, api string }{{"/v/evidence", "/api/v1/evidence"}, {"/v/receipt", "/api/v1/receipt"}} {
			kept, given := d.form(c.page, d.Link(), ""), d.ask(c.api, d.Link())
			require.Equal(t, http.StatusOK, kept.Code, kept.Body)
			for _, h := range []string{"Content-Type", "Content-Disposition", "Cache-Control"} {
				require.Equal(t, given.Header().Get(h), kept.Header().Get(h), h)
			}
			require.Equal(
				t,
				verifier.Valid,
				decode[verifier.Result](t, d.ask("/api/v1/verify", kept.Body.String())).Result,
			)
		}
	})
	t.Run("OfADayInThePast", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		then := d.Ledger.Clock.Now()
		d.Ledger.Clock.Advance(48 * time.Hour)
		d.Ledger.SetEntry(
			t,
			testevidence.Issuer,
			testevidence.Status.List,
			testevidence.Status.Index,
			ledger.Revoked,
			d.Key,
		)
		day := string(ledger.DateOf(then))
		require.NotContains(
			t,
			d.form("/v", d.Link(), day).Body.String(),
			">Download evidence<",
			"the organisations attest the present only",
		)
		refused := d.form("/v/evidence", d.Link(), day)
		require.Equal(t, http.StatusBadRequest, refused.Code)
		requireBlue(t, refused, "Evidence speaks of the present only")

		r := receipt.Check(d.form("/v/receipt", d.Link(), day).Body.String(), d.Trust, nil, d.Ledger.Clock.Now())
		require.Equal(t, verifier.Valid, r.Result)
		require.Equal(t, day, string(ledger.DateOf(*r.AsOf)))
		now := d.form("/v/evidence", d.Link(), "")
		require.Equal(
			t,
			verifier.Revoked,
			evidence.Check(now.Body.Bytes(), d.Trust, d.Ledger.Clock.Now()).Result,
			"what is bad can be kept too",
		)
	})
	t.Run("IsOfferedOnlyWhereItCanBe", func(t *testing.T) {
		t.Parallel()
		both, unreadable := d.form("/v", d.Link(), ""), d.form("/v", "123", "")
		file := d.form("/v/evidence", d.Link(), "").Body.String()
		require.Contains(t, both.Body.String(), ">Download evidence<")
		require.Contains(t, both.Body.String(), ">Download a receipt<")
		require.NotContains(t, unreadable.Body.String(), ">Download evidence<")
		require.Contains(t, unreadable.Body.String(), ">Download a receipt<", "there is one for every result")
		require.NotContains(t, d.form("/v", file, "").Body.String(), `class="keep"`, "evidence is kept already")
		for _, path := range []string{"/v/evidence", "/v/receipt"} {
			w := d.form(path, file, "")
			require.Equal(t, http.StatusBadRequest, w.Code)
			requireBlue(t, w, "This is evidence or a receipt already")
		}
		plain := newDesk(t, func(c *public.Config) { c.Evidence, c.Signer = nil, nil })
		require.NotContains(t, plain.form("/v", plain.Link(), "").Body.String(), `class="keep"`)
		require.Equal(t, http.StatusNotFound, plain.form("/v/evidence", plain.Link(), "").Code)
		require.Equal(t, http.StatusNotFound, plain.form("/v/receipt", plain.Link(), "").Code)
	})
	t.Run("SaysWhyItCannotBe", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		w := d.form("/v/evidence", "123", "")
		require.Equal(t, http.StatusUnprocessableEntity, w.Code)
		require.Contains(t, w.Body.String(), "There is no result about this document to keep")
		require.NotContains(t, w.Header().Get("Content-Disposition"), "attachment")
		d.Down = true
		w = d.form("/v/evidence", d.Link(), "")
		require.Equal(t, http.StatusServiceUnavailable, w.Code)
		require.NotEmpty(t, w.Header().Get("Retry-After"))
		require.Contains(t, w.Body.String(), "Evidence cannot be made at present")
		require.Contains(t, w.Body.String(), d.Link(), "what was asked is still there")
		require.Contains(t, d.log.String(), "nothing to keep was made")
		require.NotContains(t, d.log.String(), strings.SplitN(d.Link(), "#", 2)[1][:40])

		limited := newDesk(t, func(c *public.Config) { c.Rate, c.Burst = 0.001, 1 })
		require.Equal(t, http.StatusOK, limited.form("/v/evidence", limited.Link(), "").Code)
		require.Equal(t, http.StatusTooManyRequests, limited.form("/v/evidence", limited.Link(), "").Code)
	})
}

// What is made to keep has limits of its own, and asking for it takes nothing of
// them from another client, nor from checking.
func TestWhatIsMadeToKeepHasLimitsOfItsOwn(t *testing.T) {
	t.Parallel()
	for path, limit := range map[string]func(*public.Config){
		"evidence": func(c *public.Config) { c.EvidenceLimit = public.Limit{PerMinute: 1, Burst: 1} },
		"receipt":  func(c *public.Config) { c.ReceiptLimit = public.Limit{PerMinute: 1, Burst: 1} },
	} {
		d := newDesk(t, limit)
		ask := func(path string) *httptest.ResponseRecorder { return d.ask("/api/v1/"+path, d.Link()) }
		require.Equal(t, http.StatusOK, ask(path).Code)

		refused := ask(path)
		require.Equal(t, http.StatusTooManyRequests, refused.Code, refused.Body)
		require.Contains(t, refused.Body.String(), `"rate_limited"`)
		require.Equal(t, "60", refused.Header().Get("Retry-After"))

		page := d.form("/v/"+path, d.Link(), "")
		require.Equal(t, http.StatusTooManyRequests, page.Code)
		require.Equal(t, "60", page.Header().Get("Retry-After"))
		requireBlue(t, page, "Many files to keep were made for this place in a short time. The result stands as it was")
		require.Contains(t, page.Body.String(), d.Link(), "what was asked is still there")

		other := map[string]string{"evidence": "receipt", "receipt": "evidence"}[path]
		require.Equal(t, http.StatusOK, ask(other).Code, "the other kind has a limit of its own")
		require.Equal(t, http.StatusOK, ask("verify").Code, "checking is not concerned")
	}
}

func TestKeepingInTheBrowser(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	server := httptest.NewServer(d.engine)
	t.Cleanup(server.Close)
	_, digits, _ := strings.Cut(d.Link(), "#")
	check := func(path string) verifier.Result {
		file, err := os.ReadFile(path)
		require.NoError(t, err)
		return decode[verifier.Result](t, d.ask("/api/v1/verify", string(file)))
	}

	b := openTab(t)
	for _, width := range []int64{360, 1280} {
		b.Look(width, "light")
		b.scan(server.URL, digits)
		b.Fits("an answer to keep")
		b.Accessible("an answer to keep")
		b.Picture(map[int64]string{360: "keep-360", 1280: "keep-1280"}[width])
	}
	bundle, receipt := b.Download(".keep button", evidence.Suffix), b.Download(`.keep [formaction]`, receipt.Suffix)
	require.NotNil(t, check(bundle).Evidence)
	require.NotNil(t, check(receipt).Receipt)
	b.Shows(`data-result="valid"`) // the answer is still there
	b.Choose("#file", bundle)
	b.Shows(`data-result="valid"`, "Các tổ chức xác nhận lúc") // at once
	b.Choose("#file", receipt)
	b.Shows(`data-result="valid"`, "Biên nhận lập lúc")
	b.Press(".switch")
	b.Shows(`<html lang="en"`, "Receipt made at") // of the file, not of what was scanned before it
	b.quiet(server.URL, digits)

	b = openTab(t)
	b.Run(emulation.SetScriptExecutionDisabled(true), chromedp.Navigate(server.URL+"/"))
	b.Shows("không chạy mã lệnh")
	b.Focus("#presentation")
	b.Run(input.InsertText(d.Link()))
	b.Press("#ask .go")
	b.Shows(`data-result="valid"`)
	bundle = b.Download(".keep button", evidence.Suffix)
	require.Equal(t, verifier.Valid, check(bundle).Result, "without script too")
	b.Choose("#file", bundle)
	b.Press("#ask .go")
	b.Shows(`data-result="valid"`, "Các tổ chức xác nhận lúc")
	b.Press(".switch")
	b.Shows(`<html lang="en"`) // a file is not given back: it would have to be chosen again
	b.quiet(server.URL, digits)
}

func TestChoosingAFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	post := func(presentation, file string, fields ...string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for i := 0; i < len(fields); i += 2 {
			require.NoError(t, form.WriteField(fields[i], fields[i+1]))
		}
		require.NoError(t, form.WriteField("presentation", presentation))
		part, err := form.CreateFormFile("file", "tep.json")
		require.NoError(t, err)
		_, err = part.Write([]byte(file))
		require.NoError(t, err)
		require.NoError(t, form.Close())
		r := httptest.NewRequest(http.MethodPost, "/v", &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		return b.do(r)
	}
	holder, err := presentation.HolderFile(b.diploma.SDJWT(), b.diploma.QRClaims)
	require.NoError(t, err)
	require.Contains(t, post("", string(holder), "lang", "en").Body.String(), `data-result="valid"`)
	require.Contains(t, post("123", string(holder)).Body.String(), `data-result="valid"`, "the file comes first")
	require.NotContains(
		t,
		post("", string(holder)).Body.String(),
		b.diploma.JWT[:60],
		"an uploaded file is not sent back",
	)
	require.Contains(t, post("", "%PDF-1.7 \x00\xff").Body.String(), "Không tìm thấy mã QR hay tệp kèm nào")
	require.Contains(t, post("", "", "lang", "en").Body.String(), "There is nothing to check yet")
	require.NotContains(
		t,
		post("", "", "lang", "vi", "switch", "en").Body.String(),
		`role="alert"`,
		"only the language is asked for",
	)
	require.Contains(
		t,
		post(b.link(), "", "lang", "vi", "switch", "en").Body.String(),
		"This document is genuine and in force.",
	)

	large := post("", strings.Repeat("1", 19<<20))
	require.Equal(t, http.StatusRequestEntityTooLarge, large.Code)
	require.Contains(t, large.Body.String(), `role="alert"`)
	broken := httptest.NewRequest(http.MethodPost, "/v", strings.NewReader("presentation=1"))
	broken.Header.Set("Content-Type", "multipart/form-data") // without a boundary
	require.Equal(t, http.StatusBadRequest, b.do(broken).Code)
}
