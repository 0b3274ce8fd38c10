package web_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"sogoc/web"
)

var errTeapot = errors.New("i hold Nguyễn Văn Mẫu")

type bundle struct {
	engine  *gin.Engine
	log     *bytes.Buffer
	metrics *prometheus.Registry
}

func setup(t *testing.T) bundle {
	t.Helper()
	b := bundle{log: &bytes.Buffer{}, metrics: prometheus.NewRegistry()}
	b.engine = web.New(web.Config{Log: slog.New(slog.NewJSONHandler(b.log, nil)), Metrics: b.metrics, MaxBody: 64,
		Rules: []web.Rule{{Is: errTeapot, Status: http.StatusTeapot, Code: "teapot", Title: "A teapot", Retry: 7}}})
	b.engine.POST("/things/:id", web.Handle(func(c *gin.Context) error {
		var v struct {
			Name string    `json:"name"`
			At   time.Time `json:"at,omitzero"`
		}
		if err := web.Bind(c, &v); err != nil {
			return err
		}
		return web.JSON(c, http.StatusOK, v)
	}))
	b.engine.GET("/teapot", web.Handle(func(*gin.Context) error { return errTeapot }))
	b.engine.GET("/unknown", web.Handle(func(*gin.Context) error { return errors.New("something secret") }))
	b.engine.GET("/panic", func(*gin.Context) { panic("Nguyễn Văn Mẫu") })
	b.engine.GET("/page", web.SetCSP("default-src 'self'"), func(c *gin.Context) { c.String(http.StatusOK, "page") })
	b.engine.POST("/large", web.LimitBody(1000), web.Handle(func(c *gin.Context) error {
		if _, err := io.ReadAll(c.Request.Body); err != nil {
			return web.ReadError(err)
		}
		c.Status(http.StatusNoContent)
		return nil
	}))
	return b
}

func (b bundle) do(method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, r)
	return w
}

func problem(t *testing.T, w *httptest.ResponseRecorder) web.Problem {
	t.Helper()
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	var p web.Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	require.Equal(t, w.Code, p.Status)
	require.Equal(t, w.Header().Get(web.HeaderRequestID), p.Request)
	return p
}

func TestErrorsBecomeProblemDocuments(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		name, method, path string
		status             int
		code               string
	}{
		{"ServiceRule", http.MethodGet, "/teapot", http.StatusTeapot, "teapot"},
		{"Unknown", http.MethodGet, "/unknown", http.StatusInternalServerError, "internal"},
		{"Panic", http.MethodGet, "/panic", http.StatusInternalServerError, "internal"},
		{"NoRoute", http.MethodGet, "/nowhere", http.StatusNotFound, "not_found"},
		{"NoMethod", http.MethodDelete, "/teapot", http.StatusMethodNotAllowed, "method_not_allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := b.do(c.method, c.path, "")
			require.Equal(t, c.status, w.Code)
			p := problem(t, w)
			require.Equal(t, c.code, p.Code)
			require.NotContains(t, w.Body.String(), "secret")
			require.NotContains(t, w.Body.String(), "Mẫu")
		})
	}
	require.Equal(t, "7", b.do(http.MethodGet, "/teapot", "").Header().Get("Retry-After"))
}

func TestDescribed(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.engine.GET("/openapi.json", web.Described([]byte(`{"openapi":"3.1.0"}`)))
	w := b.do(http.MethodGet, "/openapi.json", "")
	require.Equal(t, `{"openapi":"3.1.0"}`, w.Body.String())
	for name, want := range map[string]string{"Content-Type": "application/json", "Access-Control-Allow-Origin": "*",
		"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "public, max-age=300"} {
		require.Equal(t, want, w.Header().Get(name))
	}
	require.Equal(
		t,
		http.StatusNotModified,
		b.do(http.MethodGet, "/openapi.json", "", "If-None-Match", w.Header().Get("ETag")).Code,
	)
	require.Equal(t, http.StatusOK, b.do(http.MethodGet, "/openapi.json", "", "If-None-Match", `"other"`).Code)
}

func TestJSONIsStrict(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for name, c := range map[string]struct {
		body, media string
		status      int
	}{
		"Fine":           {`{"name":"a"}`, "application/json; charset=utf-8", http.StatusOK},
		"MediaType":      {`{"name":"a"}`, "text/plain", http.StatusUnsupportedMediaType},
		"UnknownMember":  {`{"name":"a","Secret":1}`, "application/json", http.StatusBadRequest},
		"RepeatedMember": {`{"name":"a","name":"b"}`, "application/json", http.StatusBadRequest},
		"OtherCase":      {`{"Name":"a"}`, "application/json", http.StatusBadRequest},
		"WrongType":      {`{"name":1}`, "application/json", http.StatusBadRequest},
		"TrailingBytes":  {`{"name":"a"} x`, "application/json", http.StatusBadRequest},
		"NotUTF8":        {"{\"name\":\"\xff\"}", "application/json", http.StatusBadRequest},
		"Empty":          {"", "application/json", http.StatusBadRequest},
		"TooLarge":       {`{"name":"` + strings.Repeat("a", 64) + `"}`, "application/json", http.StatusRequestEntityTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			w := b.do(http.MethodPost, "/things/1", c.body, "Content-Type", c.media)
			require.Equal(t, c.status, w.Code, w.Body.String())
			if c.status != http.StatusOK {
				require.NotContains(t, problem(t, w).Detail, "Secret")
			}
		})
	}
	require.Equal(t, http.StatusNoContent, b.do(http.MethodPost, "/large", strings.Repeat("a", 1000)).Code)
	require.Equal(
		t,
		http.StatusRequestEntityTooLarge,
		b.do(http.MethodPost, "/large", strings.Repeat("a", 1001)).Code,
	)
}

func TestHeadersAndRequestIDs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.do(http.MethodGet, "/page", "", web.HeaderRequestID, "abc-12345678")
	require.Equal(t, "default-src 'self'", w.Header().Get("Content-Security-Policy"))
	require.Equal(t, "nosniff", w.Header().Get("X-Content-Type-Options"))
	require.Equal(t, "no-store", w.Header().Get("Cache-Control"))
	require.Equal(t, "abc-12345678", w.Header().Get(web.HeaderRequestID))
	w = b.do(http.MethodGet, "/teapot", "", web.HeaderRequestID, "no id\n")
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "default-src 'none'")
	require.Regexp(t, "^[0-9a-f]{24}$", w.Header().Get(web.HeaderRequestID))
}

func TestLogsAndMetricsNameRoutesNotPaths(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.do(http.MethodPost, "/things/Nguyen?q=Mau", `{"name":"Mẫu"}`, "Content-Type", "application/json")
	b.do(http.MethodGet, "/panic", "")
	require.Contains(t, b.log.String(), "/things/:id")
	for _, secret := range []string{"Nguyen", "Mau", "Mẫu"} {
		require.NotContains(t, b.log.String(), secret)
	}
	families, err := b.metrics.Gather()
	require.NoError(t, err)
	require.Len(t, families, 2)
}

func TestPeopleGetPages(t *testing.T) {
	t.Parallel()
	engine := web.New(web.Config{Log: slog.New(slog.DiscardHandler), Page: func(c *gin.Context, p web.Problem) bool {
		if !strings.HasPrefix(c.Request.URL.Path, "/pages/") {
			return false
		}
		c.String(p.Status, "a page about "+p.Code)
		return true
	}})
	engine.GET("/pages/panic", func(*gin.Context) { panic("x") })
	b := bundle{engine: engine}
	require.Equal(t, "a page about not_found", b.do(http.MethodGet, "/pages/nowhere", "").Body.String())
	w := b.do(http.MethodGet, "/pages/panic", "")
	require.Equal(t, http.StatusInternalServerError, w.Code)
	require.Equal(t, "a page about internal", w.Body.String())
	require.Equal(t, "not_found", problem(t, b.do(http.MethodGet, "/nowhere", "")).Code)
}

func TestHealth(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var down error
	note := ""
	web.Health(b.engine, func(context.Context) error { return down }, func() string { return note })
	require.Equal(t, http.StatusOK, b.do(http.MethodGet, "/healthz", "").Code)
	require.Equal(t, "ready\n", b.do(http.MethodGet, "/readyz", "").Body.String())
	note = "notice: a certificate ends"
	w := b.do(http.MethodGet, "/readyz", "")
	require.Equal(t, http.StatusOK, w.Code, "it is ready all the same")
	require.Equal(t, "ready\nnotice: a certificate ends\n", w.Body.String())
	down = io.ErrUnexpectedEOF
	w = b.do(http.MethodGet, "/readyz", "")
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "not_ready", problem(t, w).Code)
	down = errTeapot // a cause for which the service has a row of its own is answered by that
	require.Equal(t, http.StatusTeapot, b.do(http.MethodGet, "/readyz", "").Code)
}

func TestServeEndsWithItsContext(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() {
		ended <- web.Serve(ctx, "127.0.0.1:0", b.engine, slog.New(slog.DiscardHandler), func(a net.Addr) { ready <- a })
	}()
	address := <-ready
	response, err := http.Get("http://" + address.String() + "/page")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.ErrorIs(t, web.Serve(ctx, address.String(), b.engine, slog.New(slog.DiscardHandler), nil), web.ErrListen)
	cancel()
	require.NoError(t, <-ended)
}
