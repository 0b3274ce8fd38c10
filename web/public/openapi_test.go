package public_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testapi"
	"sogoc/verifier/receiptpdf"
	"sogoc/web/public"
)

// contract is the OpenAPI document, which all answers in these tests are held against.
var contract = testapi.ReadOnce("openapi.json")

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	engine := newDesk(t, func(c *public.Config) { c.Printer = &receiptpdf.Printer{} }).engine
	get := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, public.Prefix+"/openapi.json", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		contract().Serve(t, engine, w, r)
		return w
	}
	w := get("")
	require.Equal(t, http.StatusOK, w.Code)
	require.Equal(t, http.StatusNotModified, get(w.Header().Get("ETag")).Code)
	require.NoError(t, testapi.Valid(w.Body.Bytes()))

	var routes []string
	for _, r := range engine.Routes() {
		if strings.HasPrefix(r.Path, "/api/") && r.Method != http.MethodOptions { // what a browser asks before it posts
			routes = append(routes, r.Method+" "+r.Path)
		}
	}
	require.ElementsMatch(t, routes, contract().Routes())
}
