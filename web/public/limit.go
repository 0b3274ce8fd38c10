package public

import (
	"net/netip"
	"time"

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

// allow reports whether the client may ask now. The machine itself has no rate: a
// proxy on it that is not declared would make all its clients one. See gate for
// what bounds it.
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
