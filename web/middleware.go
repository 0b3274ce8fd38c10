package web

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// HeaderRequestID carries the id of a request in and out.
const HeaderRequestID = "X-Request-Id"

const requestIDKey = "sogoc.request"

var requestIDForm = regexp.MustCompile(`^[0-9A-Za-z-]{8,64}$`)

// RequestID returns the id of a request.
func RequestID(c *gin.Context) string { return c.GetString(requestIDKey) }

// requestID takes the id that a proxy gave, if it looks like one, or makes one.
func requestID() gin.HandlerFunc {
	return func(c *gin.Context) {
		id := c.GetHeader(HeaderRequestID)
		if !requestIDForm.MatchString(id) {
			var b [12]byte
			_, _ = rand.Read(b[:]) // never fails
			id = hex.EncodeToString(b[:])
		}
		c.Set(requestIDKey, id)
		c.Header(HeaderRequestID, id)
		c.Next()
	}
}

// observe logs one line for each request and counts it. The route's pattern
// stands for the path, which may name a credential.
func observe(log *slog.Logger, registry prometheus.Registerer) gin.HandlerFunc {
	var count *prometheus.CounterVec
	var seconds *prometheus.HistogramVec
	if registry != nil {
		count = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "sogoc_http_requests_total",
			Help: "HTTP requests by route pattern, method and status."}, []string{"route", "method", "status"})
		seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "sogoc_http_request_seconds",
			Help: "Time to answer by route pattern.", Buckets: []float64{.001, .005, .02, .05, .1, .25, 1, 5, 30}}, []string{"route"})
		registry.MustRegister(count, seconds)
	}
	return func(c *gin.Context) {
		start := time.Now()
		c.Next()
		took, route, method := time.Since(start), c.FullPath(), knownMethod(c.Request.Method)
		if route == "" {
			route = "none"
		}
		if count != nil {
			count.WithLabelValues(route, method, strconv.Itoa(c.Writer.Status())).Inc()
			seconds.WithLabelValues(route).Observe(took.Seconds())
		}
		log.LogAttrs(c.Request.Context(), slog.LevelInfo, "request served", slog.String("request", RequestID(c)),
			slog.String("method", method), slog.String("route", route), slog.Int("status", c.Writer.Status()),
			slog.Int("bytes", max(0, c.Writer.Size())), slog.Duration("took", took))
	}
}

// knownMethod keeps labels and logs to a closed set.
func knownMethod(method string) string {
	switch method {
	case http.MethodGet,
		http.MethodHead,
		http.MethodPost,
		http.MethodPut,
		http.MethodPatch,
		http.MethodDelete,
		http.MethodOptions:
		return method
	}
	return "other"
}

// recovery answers a panic with an internal error. The panic's value is not
// logged in full, since it may hold what a request held: its type and the
// stack say where to look.
func recovery(log *slog.Logger, page func(*gin.Context, Problem) bool) gin.HandlerFunc {
	return func(c *gin.Context) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if value == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
				panic(value)
			}
			log.ErrorContext(
				c.Request.Context(),
				"handler panicked",
				slog.String("request", RequestID(c)),
				slog.String(
					"route",
					c.FullPath(),
				),
				slog.String("type", typeName(value)),
				slog.String("stack", string(debug.Stack())),
			)
			c.Abort()
			if !c.Writer.Written() {
				writeProblem(c, internalError, nil, page)
			}
		}()
		c.Next()
	}
}

func typeName(v any) string { return fmt.Sprintf("%T", v) }

// noContent is the policy of responses that are no pages.
const noContent = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func securityHeaders(csp string) gin.HandlerFunc {
	if csp == "" {
		csp = noContent
	}
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store") // public, unchanging content says otherwise itself
		c.Next()
	}
}

// SetCSP gives the routes behind it another Content-Security-Policy.
func SetCSP(policy string) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Content-Security-Policy", policy)
		c.Next()
	}
}

// AllowCamera lets the pages behind it ask the reader for the camera, which no
// other response may.
func AllowCamera() gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Header("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
		c.Next()
	}
}

const rawBody = "sogoc.body"

// limitBody bounds every body; reading beyond is an *http.MaxBytesError.
func limitBody(most int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Set(rawBody, c.Request.Body)
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, most)
		c.Next()
	}
}

// LimitBody gives the routes behind it another bound on bodies, in bytes.
func LimitBody(most int64) gin.HandlerFunc {
	return func(c *gin.Context) {
		if body, ok := c.MustGet(rawBody).(interface {
			Read([]byte) (int, error)
			Close() error
		}); ok {
			c.Request.Body = http.MaxBytesReader(c.Writer, body, most)
		}
		c.Next()
	}
}
