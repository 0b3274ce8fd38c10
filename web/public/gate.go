package public

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"

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
// many are in it, so many wait, none of them longer than a time, and a request that
// finds all places taken is refused at once. What is read from a slow client is read
// before the gate, and what a slow client is to read is sent behind it: an open
// connection holds no place.
//
// The number keeps what waits small, so that refusing is cheap; the time is what a
// reader is promised. A number alone promises nothing: how long as many take depends
// on how busy the machine is.
type gate struct {
	places  chan struct{} // holds a token for each that is in
	waiting atomic.Int64
	most    int64         // that may wait
	longest time.Duration // that one of them waits
}

func newGate(running, waiting int, longest time.Duration) *gate {
	return &gate{places: make(chan struct{}, running), most: int64(waiting), longest: longest}
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
	timer := time.NewTimer(g.longest)
	defer timer.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-timer.C:
		return nil, errOverloaded
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// serve does a request's work once there is a place, and sends what the work wrote when the
// place is given back: nothing of it where the work returned an error. The error is the
// work's, or that of enter.
func (g *gate) serve(c *gin.Context, work func() error) error {
	client := c.Writer
	kept := &keptAnswer{ResponseWriter: client}
	if err := g.work(c, kept, work); err != nil {
		return err
	}
	_, err := kept.body.WriteTo(client)
	return err
}

// work does a request's work in a place of the gate. It writes to kept.
func (g *gate) work(c *gin.Context, kept *keptAnswer, work func() error) error {
	leave, err := g.enter(c.Request.Context())
	if err != nil {
		return err
	}
	defer leave()
	c.Writer = kept
	defer func() { c.Writer = kept.ResponseWriter }()
	return work()
}

// keptAnswer keeps an answer's body: 100 kB of a page, at most bundle.MaxSize of evidence.
// Status and header go through, since a gin.ResponseWriter sends them with the body's
// first byte.
type keptAnswer struct {
	gin.ResponseWriter
	body bytes.Buffer
}

// Write implements io.Writer.
func (k *keptAnswer) Write(part []byte) (int, error) { return k.body.Write(part) }

// WriteString implements io.StringWriter.
func (k *keptAnswer) WriteString(part string) (int, error) { return k.body.WriteString(part) }

// isFull reports whether who comes now would be refused: before a request is read,
// so that refusing costs next to nothing.
func (g *gate) isFull() bool {
	return len(g.places) == cap(g.places) && g.waiting.Load() >= g.most
}

// Capacity is how much is worked on at once. The zero value stands for the defaults.
type Capacity struct {
	Running int           // answers that are worked on at once; 0 for two for each processor
	Waiting int           // that wait for their turn; 0 for 32 for each processor
	Longest time.Duration // that one of them waits; 0 for DefaultLongest
}

// DefaultLongest is how long a request waits for its turn. Those that may wait take a
// processor some 10 ms; the rest is for a machine that does other work too. Who is
// refused knows it within 50 ms.
const DefaultLongest = 40 * time.Millisecond

// The evidence that is made at once: each piece costs the network a query, and
// waits for its peers.
const (
	runningEvidence = 4
	waitingEvidence = 4
	longestEvidence = 5 * time.Second
)

// What takes a hundred times as long as an answer: a receipt that is printed, the answers on
// all that a file holds. Half of the processors do it at most, so that the others answer.
const (
	waitingLong = 16
	longestLong = 2 * time.Second
)

func newLongGate() *gate {
	return newGate(max(1, runtime.GOMAXPROCS(0)/2), waitingLong, longestLong)
}

func (c Capacity) gate() *gate {
	running := cmp.Or(c.Running, 2*runtime.GOMAXPROCS(0))
	waiting := cmp.Or(c.Waiting, 32*runtime.GOMAXPROCS(0))
	return newGate(running, waiting, cmp.Or(c.Longest, DefaultLongest))
}

// admit counts a request against its client's rate, and refuses it where the
// service is full already.
func (s *service) admit(c *gin.Context) error {
	if !s.limits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	if s.work.isFull() {
		return errOverloaded
	}
	return nil
}
