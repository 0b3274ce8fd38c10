package public_test

import (
	"bytes"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/unpack"
	"sogoc/web/public"
)

// printing is a service that prints receipts, with a sandbox that has time on a busy machine.
func printing(t *testing.T, options ...func(*public.Config)) *desk {
	t.Helper()
	printer, err := receiptpdf.New("")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./web/public", err)
	}
	require.NoError(t, err)
	files := unpack.New(unpack.Config{Time: 5 * time.Minute})
	t.Cleanup(func() { require.NoError(t, files.Close()) })
	return newDesk(t, append(options, func(c *public.Config) {
		c.Printer, c.Files, c.Hosts = printer, files, []string{"vanbang.example", "localhost:8081"}
	})...)
}

// upload posts a file to the API or the page.
func (d *desk) upload(path string, content []byte) *httptest.ResponseRecorder {
	d.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "receipt.pdf")
	require.NoError(d.t, err)
	_, err = part.Write(content)
	require.NoError(d.t, err)
	require.NoError(d.t, form.WriteField("lang", "en"))
	require.NoError(d.t, form.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	d.engine.ServeHTTP(w, r)
	return w
}

// A printed receipt comes from the API and from the button under an answer, and its
// file, its code and what it carries are answered as the receipt that it is: with what
// it states, and with what the ledger says since.
func TestReceiptAsPDF(t *testing.T) {
	t.Parallel()
	d := printing(t)
	w := d.ask("/api/v1/receipt/pdf?lang=en", d.Link())
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/pdf", w.Header().Get("Content-Type"))
	require.Contains(t, w.Header().Get("Content-Disposition"), receiptpdf.Suffix)
	file := w.Body.Bytes()

	require.Contains(t, d.form("/v", d.Link(), "").Body.String(), ">Download a receipt to print (PDF)<")
	kept := d.form("/v/receipt/pdf", d.Link(), "")
	require.Equal(t, http.StatusOK, kept.Code)
	require.True(t, bytes.HasPrefix(kept.Body.Bytes(), []byte("%PDF-")))

	check := func(content []byte, want verifier.Code) string {
		t.Helper()
		answered := d.upload("/api/v1/verify/file", content)
		require.Equal(t, http.StatusOK, answered.Code, answered.Body)
		var all public.FileAnswer
		require.NoError(t, json.Unmarshal(answered.Body.Bytes(), &all))
		require.Len(t, all.Answers, 1)
		require.Empty(t, all.Unread)
		r := all.Answers[0].Result
		require.Equal(t, receipt.Form, r.Form)
		require.Equal(t, want, r.Result)
		require.Equal(t, verifier.Valid, r.Receipt.Result, "what it states")
		page := html.UnescapeString(d.upload("/v", content).Body.String())
		require.Contains(t, page, "The receipt states: at ")
		return page
	}
	check(file, verifier.Valid)
	check(kept.Body.Bytes(), verifier.Valid)
	d.Ledger.Clock.Advance(time.Hour)
	d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, d.Key)
	require.Contains(t, check(file, verifier.Revoked), "This document was revoked")

	text := d.file("/api/v1/receipt", d.Link())
	signed, err := receipt.Parse(text)
	require.NoError(t, err)
	digits, err := signed.Digits()
	require.NoError(t, err)
	r := decode[verifier.Result](t, d.ask("/api/v1/verify", "https://vanbang.example/v#"+digits))
	require.Equal(t, receipt.Form, r.Form)
	require.Equal(t, verifier.Revoked, r.Receipt.Result, "the code alone is the receipt")
	w = d.form("/v/receipt/pdf", text, "")
	require.Equal(t, http.StatusBadRequest, w.Code)
	requireBlue(t, w, "This is evidence or a receipt already")
}

func TestReceiptAsPDFIsOfferedOnlyWhereItCanBe(t *testing.T) {
	t.Parallel()
	plain := newDesk(t)
	require.NotContains(t, plain.form("/v", plain.Link(), "").Body.String(), "/v/receipt/pdf")
	require.Equal(t, http.StatusNotFound, plain.form("/v/receipt/pdf", plain.Link(), "").Code)
	d := printing(t)
	require.Equal(t, http.StatusBadRequest, d.ask("/api/v1/receipt/pdf?lang=fr", d.Link()).Code)
	d.registerService()
	d.reportService()
	w := d.ask("/api/v1/receipt/pdf", d.Link())
	require.Equal(t, http.StatusServiceUnavailable, w.Code, "no key, no receipt in any form")
	require.NotContains(t, d.form("/v", d.Link(), "").Body.String(), "/v/receipt/pdf")
}

// The code of a printed receipt leads to the register's public name, whatever Host a
// request brings.
func TestReceiptsCodeLeadsToThePublicName(t *testing.T) {
	t.Parallel()
	d := printing(t)
	for host, want := range map[string]string{
		"vanbang.example": "https://vanbang.example/v", "evil.example": "https://vanbang.example/v",
		"localhost:8081": "http://localhost:8081/v",
	} {
		values := url.Values{"presentation": {d.Link()}, "lang": {"en"}}
		r := httptest.NewRequest(http.MethodPost, "/v/receipt/pdf", strings.NewReader(values.Encode()))
		r.Host = host
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		d.engine.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
		require.True(t, d.codeLeadsTo(w.Body.Bytes(), want), host)
	}
}

// codeLeadsTo reports whether the code on a printed receipt leads to an address.
func (d *desk) codeLeadsTo(file []byte, address string) bool {
	d.t.Helper()
	files := unpack.New(unpack.Config{Time: 5 * time.Minute})
	defer func() { require.NoError(d.t, files.Close()) }()
	contents, err := files.Unpack(d.t.Context(), file)
	require.NoError(d.t, err)
	for _, found := range contents.Found {
		if found.Way == unpack.WayQR {
			return strings.HasPrefix(found.Text, address+"#")
		}
	}
	return false
}
