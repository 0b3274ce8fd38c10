package api_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testapi"
	"sogoc/web"
	"sogoc/web/api"
)

// contract is the OpenAPI document, which all answers in these tests are held against.
var contract = testapi.ReadOnce("openapi.json")

func TestMain(m *testing.M) { os.Exit(contract().Over(m).Run()) }

func TestOpenAPI(t *testing.T) {
	t.Parallel()
	engine := web.New(web.Config{Rules: api.Rules(), Log: slog.New(slog.DiscardHandler)})
	api.Mount(engine, api.Config{})
	get := func(tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, api.Prefix+"/openapi.json", nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		contract().Serve(t, engine, w, r)
		return w
	}
	w := get("")
	require.Equal(t, http.StatusOK, w.Code, "without a token")
	require.Equal(t, http.StatusNotModified, get(w.Header().Get("ETag")).Code)
	require.NoError(t, testapi.Valid(w.Body.Bytes()))

	var routes []string
	for _, r := range engine.Routes() {
		if r.Path != "/healthz" && r.Path != "/readyz" {
			routes = append(routes, r.Method+" "+strings.NewReplacer(":id", "{id}", ":code", "{code}", ":row", "{row}").Replace(r.Path))
		}
	}
	require.ElementsMatch(t, routes, contract().Routes())
}
