package registrar

import (
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"sogoc/web"
)

// What guessing passwords costs. Nobody is ever locked out of an account: the
// wait is for one address that tries one login, so that a stranger who guesses
// makes himself wait and not the owner.
const (
	freeTries  = 5                // of one address for one login, without a wait
	firstWait  = 4 * time.Second  // doubled with every further try
	longWait   = 15 * time.Minute // the longest
	localWait  = 8 * time.Second  // the longest for this machine itself: a proxy on it that is not declared makes everybody one
	widely     = 40               // tries of one address for any logins, without a wait
	widelyWait = time.Minute      // the longest for those: a school may have one address
	forgetting = time.Hour        // after which tries are forgotten
	kept       = 16384            // addresses and logins that are remembered
)

// tries counts what failed to sign in, by address and login.
type tries struct {
	now func() time.Time

	mu    sync.Mutex
	known *lru.Cache[try, *count]
}

// try is a login as one client tries it, or all logins together.
type try struct {
	client netip.Prefix
	login  string
	all    bool
}

type count struct {
	failed int
	last   time.Time
	until  time.Time // nothing is tried before
}

func newTries(now func() time.Time) (*tries, error) {
	known, err := lru.New[try, *count](kept)
	return &tries{now: now, known: known}, err
}

// begin counts a try and returns 0, or returns how long to wait with it. It
// counts before the outcome is known, so that many at once are many.
func (t *tries) begin(address, login string) time.Duration {
	client, here, err := web.Client(address)
	if err != nil {
		return longWait
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	one, all := t.get(try{client: client, login: login}), t.get(try{client: client, all: true})
	now := t.now()
	wait := one.until.Sub(now)
	if !here {
		wait = max(wait, all.until.Sub(now))
	}
	if wait > 0 {
		return wait
	}
	longest := longWait
	if here {
		longest = localWait
	}
	one.add(now, freeTries, longest)
	all.add(now, widely, widelyWait)
	return 0
}

// passed forgets what a client failed at before it got in.
func (t *tries) passed(address, login string) {
	client, _, err := web.Client(address)
	if err != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.known.Remove(try{client: client, login: login})
	if all, known := t.known.Get(try{client: client, all: true}); known {
		all.failed, all.until = max(0, all.failed-1), time.Time{}
	}
}

func (t *tries) get(key try) *count {
	c, known := t.known.Get(key)
	if !known || t.now().Sub(c.last) > forgetting {
		c = &count{}
		t.known.Add(key, c)
	}
	return c
}

func (c *count) add(now time.Time, free int, longest time.Duration) {
	c.failed, c.last = c.failed+1, now
	if over := c.failed - free; over >= 0 {
		c.until = now.Add(min(longest, firstWait<<min(over, 20)))
	}
}
