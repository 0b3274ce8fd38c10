package public_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/unpack"
	"sogoc/web/public"
)

// held is a ledger whose readings are given out one by one: who asks for one is
// counted, and waits.
type held struct {
	public.Ledger
	asked chan struct{}
	give  chan struct{}
}

func (h *held) Reading(now time.Time) (verifier.Reading, error) {
	h.asked <- struct{}{}
	<-h.give
	return h.Ledger.Reading(now)
}

// crowd is a service that works on two answers at once and lets one more wait, as long as
// it takes: how fast the machine is shall not matter.
type crowd struct {
	*bundle
	ledger *held
	done   chan *httptest.ResponseRecorder
}

func newCrowd(t testing.TB, longest time.Duration, options ...func(*public.Config)) *crowd {
	t.Helper()
	c := &crowd{
		ledger: &held{asked: make(chan struct{}), give: make(chan struct{})},
		done:   make(chan *httptest.ResponseRecorder),
	}
	c.bundle = setup(t, append(options, func(config *public.Config) {
		c.ledger.Ledger = config.Ledger
		config.Ledger = c.ledger
		config.Capacity = public.Capacity{Running: 2, Waiting: 1, Longest: longest}
	})...)
	return c
}

// send asks without waiting for the answer.
func (c *crowd) send(ctx context.Context, from string) {
	r := c.question(from).WithContext(ctx)
	go func() {
		w := httptest.NewRecorder()
		c.engine.ServeHTTP(w, r)
		c.done <- w
	}()
}

func (c *crowd) question(from string) *http.Request {
	c.t.Helper()
	body, err := json.Marshal(map[string]string{"presentation": c.link()})
	require.NoError(c.t, err)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", strings.NewReader(string(body)))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = from
	return r
}

// refused returns the next answer, which comes while all places are taken.
func (c *crowd) refused(from string) *httptest.ResponseRecorder {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.engine.ServeHTTP(w, c.question(from))
	return w
}

const (
	loopback = "127.0.0.1:40000"
	outside  = "203.0.113.9:40000"
)

// TestMoreThanTheServiceHoldsIsRefusedAtOnce fills the service and asks once more:
// by programs and by the page, from outside and from the machine itself. Those who
// were let in before are answered.
func TestMoreThanTheServiceHoldsIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, time.Hour)
	for range 2 {
		c.send(t.Context(), outside)
		<-c.ledger.asked
	}
	c.fillQueue(t.Context())
	for _, from := range []string{loopback, outside} {
		w := c.refused(from)
		require.Equal(t, http.StatusServiceUnavailable, w.Code, from)
		require.Contains(t, w.Body.String(), `"overloaded"`, from)
		require.Equal(t, "1", w.Header().Get("Retry-After"), from)
	}
	w := c.postLookup(`{}`)
	require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)

	c.answerAll(3)
}

// fillQueue sends more than may wait: one of them does, the others are refused.
func (c *crowd) fillQueue(ctx context.Context) {
	c.t.Helper()
	for range 4 {
		c.send(ctx, loopback)
	}
	for range 3 {
		require.Equal(c.t, http.StatusServiceUnavailable, (<-c.done).Code)
	}
}

// answerAll gives out readings until so many were answered.
func (c *crowd) answerAll(n int) {
	c.t.Helper()
	for answered := 0; answered < n; {
		select {
		case <-c.ledger.asked: // one that waited has its turn
		case c.ledger.give <- struct{}{}:
		case w := <-c.done:
			require.Equal(c.t, http.StatusOK, w.Code, w.Body)
			answered++
		}
	}
}

// A client that goes away while it waits gives its turn to another.
func TestWhoGoesAwayWaitsNoMore(t *testing.T) {
	t.Parallel()
	c := newCrowd(t, time.Hour)
	for range 2 {
		c.send(t.Context(), outside)
		<-c.ledger.asked
	}
	ctx, cancel := context.WithCancel(t.Context())
	c.fillQueue(ctx)
	cancel()
	require.NotEqual(t, http.StatusOK, (<-c.done).Code)
	c.send(t.Context(), outside) // it may wait now
	c.answerAll(3)
}

// A request that is still being sent holds no place: slow clients stop nobody.
func TestSlowClientsHoldNoPlace(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *public.Config) { c.Capacity = public.Capacity{Running: 1, Waiting: 1} })
	for range 4 {
		body, hold := io.Pipe()
		t.Cleanup(func() { _ = hold.Close() })
		r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", body)
		r.Header.Set("Content-Type", "application/json")
		go b.engine.ServeHTTP(httptest.NewRecorder(), r)
		_, err := hold.Write([]byte(`{"presentation":"`)) // returns once it was read
		require.NoError(t, err)
	}
	require.Equal(t, verifier.Valid, b.askFor(b.link()).Result)
}

// stalled is a client that takes nothing of its answer.
type stalled struct {
	*httptest.ResponseRecorder
	begun chan struct{}
	end   <-chan struct{}
}

// Write implements http.ResponseWriter.
func (s stalled) Write([]byte) (int, error) {
	s.begun <- struct{}{}
	<-s.end
	return 0, io.ErrClosedPipe
}

// An answer that its client does not take holds no place either.
func TestSlowReadersHoldNoPlace(t *testing.T) {
	t.Parallel()
	one := func(c *public.Config) { c.Capacity = public.Capacity{Running: 1, Waiting: 1, Longest: time.Hour} }
	d := printing(t, one)
	end, began := make(chan struct{}), make(chan struct{})
	var group sync.WaitGroup
	t.Cleanup(func() { close(end); group.Wait() })
	question, err := json.Marshal(map[string]string{"presentation": d.Link()})
	require.NoError(t, err)
	for range 4 + 1 { // more than make evidence at once
		for path, body := range map[string]string{
			"/api/v1/verify":      string(question),
			"/api/v1/lookup":      `{}`,
			"/api/v1/evidence":    string(question),
			"/api/v1/receipt":     string(question),
			"/api/v1/receipt/pdf": string(question),
			"/v":                  url.Values{"presentation": {d.Link()}}.Encode(),
		} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/json")
			if path == "/v" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			group.Go(func() { d.engine.ServeHTTP(stalled{httptest.NewRecorder(), began, end}, r) })
			<-began // the next one finds all places free
		}
	}
	require.Equal(t, http.StatusOK, d.ask("/api/v1/verify", d.Link()).Code)
}

// A request waits no longer than it may, however long those before it take. Time is
// the bubble's: it passes when all wait.
func TestWhoWaitsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 0)
		for range 2 {
			c.send(t.Context(), outside)
			<-c.ledger.asked
		}
		began := time.Now()
		c.send(t.Context(), outside)
		w := <-c.done
		require.Equal(t, http.StatusServiceUnavailable, w.Code, w.Body)
		require.Contains(t, w.Body.String(), `"overloaded"`)
		require.Equal(t, public.DefaultLongest, time.Since(began))

		c.send(t.Context(), outside) // whose place is free in time
		synctest.Wait()
		time.Sleep(public.DefaultLongest - 1)
		c.answerAll(3)
	})
}

// The answers on all that a file holds are given to few files at a time, and leave the
// places of other answers free. A file that waits too long is refused, and may come again.
func TestFilesOfSeveralCredentialsTakeTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, 0, func(c *public.Config) { c.Files = unpack.New(unpack.Config{}) })
		file := zipped(t, []string{"a.json", "b.json"}, []byte(c.holderFile()), []byte(c.transcript.SDJWT()))
		upload := func(path string) { c.done <- c.upload(path, file) }
		for path, refusal := range map[string]string{"/v": "quá nhiều lượt kiểm tra", "/api/v1/verify/file": `"overloaded"`} {
			atOnce := max(1, runtime.GOMAXPROCS(0)/2)
			for range atOnce {
				go upload(path)
				<-c.ledger.asked
			}
			go upload(path)
			w := <-c.done
			require.Equal(t, http.StatusServiceUnavailable, w.Code, path)
			require.Contains(t, w.Body.String(), refusal)
			require.Equal(t, "1", w.Header().Get("Retry-After"))

			c.send(t.Context(), outside)
			<-c.ledger.asked
			c.answerAll(atOnce + 1)
		}
	})
}

// TestAProxyThatIsNotDeclared asks through a proxy on the machine itself that nobody
// declared: each of its clients has the rate that it would have by itself, and the
// log says what to declare. The machine itself has none, nor has a proxy's client
// whose address it does not forward.
func TestAProxyThatIsNotDeclared(t *testing.T) {
	t.Parallel()
	ask := func(b *bundle, header string, values ...string) int {
		r := httptest.NewRequest(http.MethodPost, "/api/v1/lookup", strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header[header] = values
		r.RemoteAddr = loopback
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, r)
		return w.Code
	}
	const forwardedFor = "X-Forwarded-For"
	limited := func(c *public.Config) { c.Rate, c.Burst = 0.001, 1 }
	declaredOnes := func(c *public.Config) { c.Proxies = []string{"127.0.0.1"} }

	undeclared, declared := setup(t, limited), setup(t, limited, declaredOnes)
	for _, b := range []*bundle{undeclared, declared} {
		require.Equal(t, http.StatusOK, ask(b, forwardedFor, "203.0.113.9"))
		require.Equal(t, http.StatusTooManyRequests, ask(b, forwardedFor, "203.0.113.9"))
		require.Equal(t, http.StatusOK, ask(b, forwardedFor, "203.0.113.10"))
		forged := []string{"198.51.100.1, 198.51.100.2", "203.0.113.10"}
		require.Equal(t, http.StatusTooManyRequests, ask(b, forwardedFor, forged...), "the proxy wrote the last")
	}
	require.Equal(t, 1, strings.Count(undeclared.log.String(), "SOGOC_TRUSTED_PROXIES"))
	require.NotContains(t, declared.log.String(), "SOGOC_TRUSTED_PROXIES")

	for range 3 {
		require.Equal(t, http.StatusOK, ask(undeclared, forwardedFor))
		require.Equal(t, http.StatusOK, ask(undeclared, forwardedFor, "unknown"))
		require.Equal(t, http.StatusOK, ask(undeclared, "Forwarded", "for=203.0.113.9"))
	}
}
