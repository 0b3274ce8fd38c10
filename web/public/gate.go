package public

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"sync/atomic"

	"github.com/gin-gonic/gin"

	"sogoc/web"
)

// errOverloaded means that more is asked at once than is worked on and may wait.
var errOverloaded = errors.New("more is asked at once than this service answers")

var overloaded = web.Rule{
	Is:     errOverloaded,
	Status: http.StatusServiceUnavailable,
	Code:   "overloaded",
	Title:  "More is asked at present than this service can answer",
	Retry:  1,
}

// gate bounds how much work of one kind is done at once, whoever asks for it: so
// many are in it, so many wait, and whoever comes then is refused at once, so that
// nobody waits behind more than these. What is read from a slow client is read
// before the gate: an open connection holds no place.
type gate struct {
	places  chan struct{} // holds a token for each that is in
	waiting atomic.Int64
	most    int64 // that may wait
}

func newGate(running, waiting int) *gate {
	return &gate{places: make(chan struct{}, running), most: int64(waiting)}
}

// enter returns once there is a place, and the function that gives it back. The
// error is errOverloaded, or that of the context.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, nil
	default:
	}
	if g.waiting.Add(1) > g.most {
		g.waiting.Add(-1)
		return nil, errOverloaded
	}
	defer g.waiting.Add(-1)
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// isFull reports whether who comes now would be refused: before a request is read,
// so that refusing costs next to nothing.
func (g *gate) isFull() bool {
	return len(g.places) == cap(g.places) && g.waiting.Load() >= g.most
}

// Capacity is how much is worked on at once. The zero value stands for the defaults.
type Capacity struct {
	Running int // answers that are worked on at once; 0 for two for each processor
	Waiting int // that wait for their turn; 0 for 64 for each processor: some 15 ms of its time
}

// The evidence that is made at once: each piece costs the network a query, and
// waits for its peers.
const (
	runningEvidence = 4
	waitingEvidence = 4
)

func (c Capacity) gate() *gate {
	if c.Running <= 0 {
		c.Running = 2 * runtime.GOMAXPROCS(0)
	}
	if c.Waiting <= 0 {
		c.Waiting = 64 * runtime.GOMAXPROCS(0)
	}
	return newGate(c.Running, c.Waiting)
}

// admit counts a request against its client's rate, and refuses it where the
// service is full already. Which client it is, X-Forwarded-For
// says only where it comes from a declared proxy (Config.Proxies). This machine itself has no rate:
// behind a proxy on it that is not declared all clients would be one. The gate bounds
// these together, and the log says once that there seems to be such a proxy.
func (s *service) admit(c *gin.Context) error {
	if _, local, err := web.Client(c.ClientIP()); err == nil && local && isForwarded(c.Request) {
		s.undeclaredProxy.Do(func() {
			s.log.WarnContext(c.Request.Context(),
				"a proxy on this machine is not declared: its clients have no limit of their own",
				slog.String("setting", "SOGOC_TRUSTED_PROXIES"))
		})
	}
	if !s.limits.allow(c.ClientIP()) {
		return web.ErrRateLimited
	}
	if s.work.isFull() {
		return errOverloaded
	}
	return nil
}

// isForwarded reports whether a request says that it came by a proxy.
func isForwarded(r *http.Request) bool {
	return r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
}
