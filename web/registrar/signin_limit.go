package registrar

import (
	"net/netip"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"sogoc/web"
)

// What guessing passwords costs. Nobody is ever locked out of an account: a
// client waits for the logins that it tried itself, so that a stranger who
// guesses delays himself and not the owner of the account.
const (
	// freeAttempts is how many attempts of one client at one login cost no wait.
	freeAttempts = 5
	// firstWait follows the first attempt beyond those; every further one doubles it.
	firstWait = 4 * time.Second
	// longestWait bounds the wait of one client for one login.
	longestWait = 15 * time.Minute
	// longestLocalWait is that bound for this machine itself: behind a proxy on
	// it that is not declared, all clients look like this one.
	longestLocalWait = 8 * time.Second
	// freeAttemptsOfClient is how many attempts of one client at any logins cost
	// no wait.
	freeAttemptsOfClient = 40
	// longestWaitOfClient bounds the wait for those: a whole school may have one
	// address.
	longestWaitOfClient = time.Minute
	// attemptsForgottenAfter is the time after which attempts are forgotten.
	attemptsForgottenAfter = time.Hour
	// maxAttemptCounts bounds the clients and logins that are remembered.
	maxAttemptCounts = 16384
)

// signInLimiter counts the attempts to give a password that failed, by client
// and login. It is safe for concurrent use.
type signInLimiter struct {
	now func() time.Time

	mu     sync.Mutex
	counts *lru.Cache[attemptKey, *attemptCount]
}

// attemptKey is one login as one client tries it, or all logins of that client.
type attemptKey struct {
	client    netip.Prefix
	login     string
	anyLogins bool
}

type attemptCount struct {
	failed    int
	last      time.Time
	notBefore time.Time // the next attempt is refused before
}

func newSignInLimiter(now func() time.Time) (*signInLimiter, error) {
	counts, err := lru.New[attemptKey, *attemptCount](maxAttemptCounts)
	return &signInLimiter{now: now, counts: counts}, err
}

// beginAttempt counts an attempt as failed and returns 0, or counts nothing and
// returns how long the client must wait. It counts before the outcome is known,
// so that attempts in parallel are all counted.
func (s *signInLimiter) beginAttempt(address, login string) time.Duration {
	client, local, err := web.Client(address)
	if err != nil {
		return longestWait
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	ofLogin := s.count(attemptKey{client: client, login: login})
	ofClient := s.count(attemptKey{client: client, anyLogins: true})
	now := s.now()
	wait := ofLogin.notBefore.Sub(now)
	if !local {
		wait = max(wait, ofClient.notBefore.Sub(now))
	}
	if wait > 0 {
		return wait
	}
	longest := longestWait
	if local {
		longest = longestLocalWait
	}
	ofLogin.add(now, freeAttempts, longest)
	ofClient.add(now, freeAttemptsOfClient, longestWaitOfClient)
	return 0
}

// attemptSucceeded forgets the client's failed attempts at the login, and takes
// the attempt that succeeded out of the client's count.
func (s *signInLimiter) attemptSucceeded(address, login string) {
	client, _, err := web.Client(address)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counts.Remove(attemptKey{client: client, login: login})
	if ofClient, ok := s.counts.Get(attemptKey{client: client, anyLogins: true}); ok {
		ofClient.failed = max(0, ofClient.failed-1)
		ofClient.notBefore = time.Time{}
	}
}

// attemptNotMade takes back an attempt whose password was never looked at. A wait
// that it led to stays.
func (s *signInLimiter) attemptNotMade(address, login string) {
	client, _, err := web.Client(address)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range []attemptKey{{client: client, login: login}, {client: client, anyLogins: true}} {
		if count, ok := s.counts.Get(key); ok {
			count.failed = max(0, count.failed-1)
		}
	}
}

func (s *signInLimiter) count(key attemptKey) *attemptCount {
	c, ok := s.counts.Get(key)
	if !ok || s.now().Sub(c.last) > attemptsForgottenAfter {
		c = &attemptCount{}
		s.counts.Add(key, c)
	}
	return c
}

// add counts one more attempt; each beyond the free ones doubles the wait, up
// to longest.
func (c *attemptCount) add(now time.Time, free int, longest time.Duration) {
	c.failed++
	c.last = now
	if over := c.failed - free; over >= 0 {
		c.notBefore = now.Add(min(longest, firstWait<<min(over, 20)))
	}
}
