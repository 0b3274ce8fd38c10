package web

import (
	"context"
	"log/slog"
	"net/http"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// Config is what an engine needs. Its zero value works.
type Config struct {
	Log     *slog.Logger          // nil for slog.Default
	Rules   []Rule                // what this service's errors become; asked before the table of this package
	Metrics prometheus.Registerer // counts requests there; nil for nowhere
	MaxBody int64                 // bytes of a request's body where the route says nothing else; 0 for 1 MiB
	// CSP is the Content-Security-Policy of every response; "" forbids
	// everything, which is right for an API. Pages set their own by SetCSP.
	CSP string
	// Page answers a problem as a page and returns true, where a person asked
	// and not a program; nil for a service without pages.
	Page func(c *gin.Context, p Problem) bool
}

// defaultMaxBody is the most that an API call without files needs.
const defaultMaxBody = 1 << 20

var releaseMode sync.Once

// New returns an engine with the middleware that every service has and no
// routes.
func New(c Config) *gin.Engine {
	releaseMode.Do(func() { gin.SetMode(gin.ReleaseMode) })
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.MaxBody == 0 {
		c.MaxBody = defaultMaxBody
	}
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash, engine.RedirectFixedPath = false, false // a redirect would repeat what came in its query
	_ = engine.SetTrustedProxies(
		nil,
	) // an empty list is always valid; nothing here reads client addresses
	engine.Use(
		requestID(),               // first: everything after it names the request
		observe(c.Log, c.Metrics), // around recovery and errors, so that it sees the status that was sent
		recovery(c.Log, c.Page),   // around the error table, which may fail as well
		securityHeaders(c.CSP),    // before anything can write a response
		problems(c.Log, c),        // inside recovery, outside handlers: writes what they return
		limitBody(c.MaxBody),      // last: a route may raise it by LimitBody
	)
	engine.NoRoute(Handle(func(*gin.Context) error { return ErrNotFound }))
	engine.NoMethod(Handle(func(*gin.Context) error { return ErrMethod }))
	return engine
}

// Health adds GET /healthz, which answers as long as the process does, and
// GET /readyz, which asks ready: 200, or 503 with the error table's words. What is ready
// and needs its operator all the same, note says in a second line; it may be nil.
func Health(routes gin.IRoutes, ready func(context.Context) error, note func() string) {
	routes.GET("/healthz", func(c *gin.Context) { c.String(http.StatusOK, "ok\n") })
	routes.GET("/readyz", Handle(func(c *gin.Context) error {
		if err := ready(c.Request.Context()); err != nil {
			return &Unready{Err: err}
		}
		text := "ready\n"
		if note != nil {
			if said := note(); said != "" {
				text += said + "\n"
			}
		}
		c.String(http.StatusOK, text)
		return nil
	}))
}
