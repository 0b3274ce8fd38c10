package public

import (
	"cmp"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/time/rate"

	"sogoc/web"
)

// clients is how many client addresses are remembered: those that asked least
// recently are forgotten, which gives them a full burst again.
const clients = 16384

// limiter bounds how often one client address may ask.
type limiter struct {
	rate  rate.Limit
	burst int
	now   func() time.Time
	known *lru.Cache[netip.Prefix, *rate.Limiter]
}

func newLimiter(perSecond float64, burst int, now func() time.Time) (*limiter, error) {
	if perSecond <= 0 {
		perSecond = DefaultRate
	}
	if burst <= 0 {
		burst = DefaultBurst
	}
	known, err := lru.New[netip.Prefix, *rate.Limiter](clients)
	return &limiter{rate: rate.Limit(perSecond), burst: burst, now: now, known: known}, err
}

// Limit is how often one client address may ask for something that costs more than
// an answer. The zero value stands for the default of its use.
type Limit struct {
	PerMinute float64
	Burst     int // that may come at once
}

// The limits of what is made to keep. Each piece of evidence has peers of several
// organisations endorse a query; each receipt takes a signature.
var (
	DefaultEvidenceLimit = Limit{PerMinute: 6, Burst: 10}
	DefaultReceiptLimit  = Limit{PerMinute: 30, Burst: 60}
)

// limiter returns one for l, of which what is zero is taken from another.
func (l Limit) limiter(otherwise Limit, now func() time.Time) (*limiter, error) {
	return newLimiter(cmp.Or(l.PerMinute, otherwise.PerMinute)/60, cmp.Or(l.Burst, otherwise.Burst), now)
}

// clientOf returns the address that a request's limits count. X-Forwarded-For is
// believed of a declared proxy (Config.Proxies). Of a request that came from this
// machine itself its last entry is believed too, for this alone: a proxy on this
// machine that is not declared wrote it, so that its clients have limits and one of
// them does not use up those of all. Whoever forges it there gains nothing: this
// machine itself has no limits. The log says once that there seems to be such a proxy.
func (s *service) clientOf(c *gin.Context) string {
	address := c.ClientIP()
	if _, local, err := web.Client(address); err != nil || !local || !isForwarded(c.Request) {
		return address
	}
	s.undeclaredProxy.Do(func() {
		s.log.WarnContext(
			c.Request.Context(),
			"a proxy on this machine is not declared: its clients are told apart by what it forwards",
			slog.String("setting", "SOGOC_TRUSTED_PROXIES"),
		)
	})
	forwarded := strings.Join(c.Request.Header.Values("X-Forwarded-For"), ",")
	last := strings.TrimSpace(forwarded[strings.LastIndexByte(forwarded, ',')+1:])
	if _, _, err := web.Client(last); err != nil {
		return address
	}
	return last
}

// isForwarded reports whether a request says that it came by a proxy.
func isForwarded(r *http.Request) bool {
	return r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
}

// allow reports whether the client may ask now. The machine itself has no rate: a
// proxy on it that is not declared and forwards no address would make all its
// clients one. See gate for what bounds it.
func (l *limiter) allow(address string) bool {
	client, local, err := web.Client(address)
	if err != nil {
		return false
	}
	if local {
		return true
	}
	fresh := rate.NewLimiter(l.rate, l.burst)
	if earlier, found, _ := l.known.PeekOrAdd(client, fresh); found {
		l.known.Get(client) // used now
		return earlier.AllowN(l.now(), 1)
	}
	return fresh.AllowN(l.now(), 1)
}
