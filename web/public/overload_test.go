package public_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/web/public"
)

// loadAnswer is how one request of a load went.
type loadAnswer struct {
	status int
	took   time.Duration
}

// load is a service under load. Its clients call the handler itself: on one machine
// the sockets of so many clients would take the processors that are measured.
type load struct {
	service http.Handler
	body    []byte
}

func newLoad(b testing.TB, options ...func(*public.Config)) *load {
	b.Helper()
	served := setup(b, append(options, func(c *public.Config) {
		c.Log = slog.New(slog.DiscardHandler)
	})...)
	body, err := json.Marshal(map[string]string{"presentation": served.link()})
	require.NoError(b, err)
	return &load{served.engine, body}
}

func (l *load) ask() loadAnswer {
	began := time.Now()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", bytes.NewReader(l.body))
	r.Header.Set("Content-Type", "application/json")
	r.RemoteAddr = loopback // which has no rate of its own
	w := httptest.NewRecorder()
	l.service.ServeHTTP(w, r)
	return loadAnswer{w.Code, time.Since(began)}
}

// hold has so many clients ask one after the other, and returns the answers and how
// many came in a second.
func (l *load) hold(clients, each int) ([]loadAnswer, float64) {
	answers := make([][]loadAnswer, clients)
	began := time.Now()
	var group sync.WaitGroup
	for i := range clients {
		group.Go(func() {
			for range each {
				answers[i] = append(answers[i], l.ask())
			}
		})
	}
	group.Wait()
	all := slices.Concat(answers...)
	return all, float64(len(all)) / time.Since(began).Seconds()
}

// press asks at a rate, whether answers come or not.
func (l *load) press(perSecond float64, n int) []loadAnswer {
	answers := make([]loadAnswer, n)
	var group sync.WaitGroup
	began := time.Now()
	for i := range n {
		time.Sleep(time.Until(began.Add(time.Duration(float64(i) / perSecond * float64(time.Second)))))
		group.Go(func() { answers[i] = l.ask() })
	}
	group.Wait()
	return answers
}

// percentile returns the time that so many of a hundred answers took at most, in
// milliseconds, of those with this status.
func percentile(answers []loadAnswer, percent, status int) float64 {
	var took []time.Duration
	for _, a := range answers {
		if a.status == status {
			took = append(took, a.took)
		}
	}
	if len(took) == 0 {
		return 0
	}
	slices.Sort(took)
	return float64(took[(len(took)-1)*percent/100].Microseconds()) / 1000
}

// refusedOf returns how many of a hundred answers were refusals.
func refusedOf(b testing.TB, answers []loadAnswer) float64 {
	b.Helper()
	refused := 0
	for _, a := range answers {
		require.Contains(b, []int{http.StatusOK, http.StatusServiceUnavailable}, a.status)
		if a.status == http.StatusServiceUnavailable {
			refused++
		}
	}
	return 100 * float64(refused) / float64(len(answers))
}

// slow is a ledger of which each reading takes a time: that of an answer.
type slow struct {
	public.Ledger
	each time.Duration
}

func (s slow) Reading(now time.Time) (verifier.Reading, error) {
	time.Sleep(s.each)
	return s.Ledger.Reading(now)
}

// TestThreeTimesTheLoad asks as much as the service holds, with 64 clients as
// BenchmarkOverload has, and then three times as much. Whoever is refused knows it
// within 50 ms, and those that are let in take less than twice as long as before. Time
// is the bubble's: an answer takes 2 ms of it and everything else nothing, so that this
// is about the line and not about the machine, which the benchmark measures.
func TestThreeTimesTheLoad(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLoad(t, func(c *public.Config) {
			c.Ledger = slow{c.Ledger, 2 * time.Millisecond}
			c.Capacity = public.Capacity{Running: 4, Waiting: 64} // those of two processors
		})
		held, perSecond := l.hold(64, 10)
		require.Zero(t, refusedOf(t, held), "what it holds it does not refuse")
		require.InDelta(t, 4/0.002, perSecond, 1)

		pressed := l.press(3*perSecond, int(perSecond))
		require.InDelta(t, 66, refusedOf(t, pressed), 10)
		require.Less(t, percentile(pressed, 99, http.StatusOK), 2*percentile(held, 99, http.StatusOK))
		require.LessOrEqual(t, percentile(pressed, 100, http.StatusServiceUnavailable), 50.0)
	})
}

// TestASlowMachineRefusesInTime does so where an answer takes ten times as long: those
// that wait are refused when their time is over, though the line is not full.
func TestASlowMachineRefusesInTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const each = 20 * time.Millisecond
		l := newLoad(t, func(c *public.Config) {
			c.Ledger = slow{c.Ledger, each}
			c.Capacity = public.Capacity{Running: 4, Waiting: 64}
		})
		pressed := l.press(3*4/each.Seconds(), 300)
		require.Positive(t, refusedOf(t, pressed))
		require.LessOrEqual(t, percentile(pressed, 100, http.StatusServiceUnavailable), 50.0)
		longest := float64((public.DefaultLongest + each).Milliseconds())
		require.LessOrEqual(t, percentile(pressed, 100, http.StatusOK), longest)
	})
}

// BenchmarkOverload measures what the service holds with 64 clients, as many as the
// measurement http_p99_ms has, and then asks three times as much of it.
func BenchmarkOverload(b *testing.B) {
	l := newLoad(b)
	const clients = 64
	l.hold(clients, 20) // caches
	for b.Loop() {
		held, perSecond := l.hold(clients, 200)
		pressed := l.press(3*perSecond, int(9*perSecond))
		b.ReportMetric(refusedOf(b, held), "%held-refused")
		b.ReportMetric(perSecond, "held/s")
		b.ReportMetric(percentile(held, 99, http.StatusOK), "held-p99-ms")
		b.ReportMetric(percentile(pressed, 99, http.StatusOK), "accepted-p99-ms")
		b.ReportMetric(percentile(pressed, 99, http.StatusServiceUnavailable), "refused-p99-ms")
		b.ReportMetric(refusedOf(b, pressed), "%refused")
	}
}

// BenchmarkRefusal compares what an answer costs with what a refusal costs: the
// second must be a small part, or a service that is asked three times what it holds
// spends its time on saying no.
func BenchmarkRefusal(b *testing.B) {
	b.Run("Answered", func(b *testing.B) {
		l := newLoad(b)
		for b.Loop() {
			require.Equal(b, http.StatusOK, l.ask().status)
		}
	})
	b.Run("Refused", func(b *testing.B) {
		c := newCrowd(b, time.Hour, func(c *public.Config) { c.Log = slog.New(slog.DiscardHandler) })
		for range 2 {
			c.send(b.Context(), outside)
			<-c.ledger.asked
		}
		c.fillQueue(b.Context())
		body, err := json.Marshal(map[string]string{"presentation": c.link()})
		require.NoError(b, err)
		l := &load{c.engine, body}
		for b.Loop() {
			require.Equal(b, http.StatusServiceUnavailable, l.ask().status)
		}
		c.answerAll(3)
	})
}
