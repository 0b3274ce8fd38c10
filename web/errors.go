package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
)

// Errors that HTTP itself gives rise to. Handlers return them, or errors that
// wrap them, whose text goes to the client as the detail.
var (
	ErrNotFound        = errors.New("no such address")
	ErrMethod          = errors.New("method not allowed here")
	ErrBadRequest      = errors.New("bad request")
	ErrUnauthenticated = errors.New("a bearer token is needed")
	ErrTooLarge        = errors.New("the request is too large")
	ErrMediaType       = errors.New("unsupported media type")
	ErrRateLimited     = errors.New("too many requests")
)

// Unready means that a service cannot serve at present.
type Unready struct{ Err error }

// Error implements error.
func (u *Unready) Error() string { return "not ready: " + u.Err.Error() }

// Unwrap returns the cause.
func (u *Unready) Unwrap() error { return u.Err }

// Rule is a row of the error table: which errors become which answer.
type Rule struct {
	Is     error                       // matched by errors.Is, the first row that does counts
	Match  func(error) bool            // instead of Is, for types
	Status int                         // HTTP status
	Code   string                      // stable name, for programs
	Title  string                      // for people, always the same for a code
	Detail bool                        // the error's text is made for the client: it goes into the detail
	Retry  int                         // seconds for Retry-After, 0 for none
	Extend func(err error, p *Problem) // adds members to the answer
	Log    slog.Level                  // level at which the error is logged; Info, the zero value, is for what clients do wrong
}

func (r Rule) matches(err error) bool {
	if r.Match != nil {
		return r.Match(err)
	}
	return errors.Is(err, r.Is)
}

// isUnready reports whether err is an Unready. Its rule stands before the rules
// for the causes that it wraps.
func isUnready(err error) bool {
	var u *Unready
	return errors.As(err, &u)
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge) || errors.Is(err, ErrTooLarge)
}

// sharedRules holds what every service answers to the errors of this package.
var sharedRules = []Rule{
	{
		Match:  isTooLarge,
		Status: http.StatusRequestEntityTooLarge,
		Code:   "too_large",
		Title:  "The request is too large",
	},
	{Is: ErrNotFound, Status: http.StatusNotFound, Code: "not_found", Title: "Not found"},
	{Is: ErrMethod, Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Title: "Method not allowed"},
	{
		Is:     ErrMediaType,
		Status: http.StatusUnsupportedMediaType,
		Code:   "unsupported_media_type",
		Title:  "Unsupported media type",
		Detail: true,
	},
	{
		Is:     ErrBadRequest,
		Status: http.StatusBadRequest,
		Code:   "bad_request",
		Title:  "The request is malformed",
		Detail: true,
	},
	{
		Is:     ErrUnauthenticated,
		Status: http.StatusUnauthorized,
		Code:   "unauthenticated",
		Title:  "A valid bearer token is needed",
	},
	{
		Is:     ErrRateLimited,
		Status: http.StatusTooManyRequests,
		Code:   "rate_limited",
		Title:  "Too many requests",
		Retry:  60,
	},
	{Is: context.Canceled, Status: 499, Code: "client_closed_request", Title: "The client went away"},
	{
		Is:     context.DeadlineExceeded,
		Status: http.StatusServiceUnavailable,
		Code:   "timeout",
		Title:  "It took too long; try again",
		Retry:  5,
		Log:    slog.LevelWarn,
	},
}

var internalError = Rule{
	Status: http.StatusInternalServerError,
	Code:   "internal",
	Title:  "Internal error",
	Log:    slog.LevelError,
}

// unreadyRule goes before a service's own rows, whose causes it wraps.
var unreadyRule = Rule{
	Match:  isUnready,
	Status: http.StatusServiceUnavailable,
	Code:   "not_ready",
	Title:  "Not ready",
	Retry:  5,
	Log:    slog.LevelWarn,
}

// Rules returns the rows of this package, which every service has besides its
// own: what its routes may answer, to be told to clients.
func Rules() []Rule { return append([]Rule{unreadyRule, internalError}, sharedRules...) }

// ruleFor returns the row for an error: the service's own first, also for why it is
// not ready. What no row knows is an internal error.
func ruleFor(rules []Rule, err error) Rule {
	for _, r := range rules {
		if r.matches(err) {
			return r
		}
	}
	if isUnready(err) {
		return unreadyRule
	}
	for _, r := range sharedRules {
		if r.matches(err) {
			return r
		}
	}
	return internalError
}

// Handle makes a gin handler of one that returns its error. What it returns is
// answered by the error table, unless the response has begun.
func Handle(f func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := f(c); err != nil {
			_ = c.Error(err)
			c.Abort()
		}
	}
}

// problems writes the answer to the last error of a request: the one place
// that does so.
func problems(log *slog.Logger, config Config) gin.HandlerFunc {
	return func(c *gin.Context) {
		c.Next()
		if len(c.Errors) == 0 {
			return
		}
		err := c.Errors.Last().Err
		r := ruleFor(config.Rules, err)
		level := r.Log
		if c.Writer.Written() { // a stream broke off: the client sees it by its end
			level = max(level, slog.LevelWarn)
		} else {
			writeProblem(c, r, err, config.Page)
		}
		log.LogAttrs(c.Request.Context(), level, "request not served", slog.String("request", RequestID(c)),
			slog.String("route", c.FullPath()), slog.String("code", r.Code), slog.Any("error", err))
	}
}

// writeProblem answers with a problem document (RFC 9457), or with page's page.
func writeProblem(c *gin.Context, r Rule, err error, page func(*gin.Context, Problem) bool) {
	p := Problem{Type: ProblemType + r.Code, Title: r.Title, Status: r.Status, Code: r.Code, Request: RequestID(c)}
	if r.Detail {
		p.Detail = err.Error()
	}
	if r.Extend != nil {
		r.Extend(err, &p)
	}
	if r.Retry > 0 {
		c.Header("Retry-After", strconv.Itoa(r.Retry))
	}
	if page != nil && page(c, p) {
		return
	}
	if r.Status == http.StatusUnauthorized {
		c.Header("WWW-Authenticate", `Bearer realm="sogoc"`)
	}
	writeJSON(c, r.Status, "application/problem+json", p)
}

// BadRequest returns an ErrBadRequest whose text the client reads: it names
// the field and holds nothing that the client sent.
func BadRequest(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrBadRequest}, args...)...)
}
