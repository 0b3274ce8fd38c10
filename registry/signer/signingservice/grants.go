package signingservice

import (
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"sogoc/registry/signer"
	"sogoc/verifier/credential"
)

// grantLife is how long own keys stay open at most, however the register asks: as
// long as a grant of the register's.
const grantLife = 30 * time.Minute

// maxGrants is how many grants are open at one time for one client and issuer.
const maxGrants = 16

var errTooManyGrants = errors.New("too many openings of this school's keys are under way")

// grant is an issuer's own keys, open in memory for one client.
type grant struct {
	of    holder
	keys  []signer.OpenKey
	until time.Time
	timer *time.Timer
}

// holder is whom a grant is for.
type holder struct{ client, issuer string }

// grants are those that are open. A grant's name is drawn at random, and is good
// for its client and issuer alone.
type grants struct {
	mu   sync.Mutex
	open map[string]*grant
}

// add keeps opened keys until a moment, and returns the grant's name. After an
// error the keys are the caller's to wipe.
func (g *grants) add(of holder, keys []signer.OpenKey, now time.Time) (name string, until time.Time, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	count := 0
	for _, other := range g.open {
		if other.of == of {
			count++
		}
	}
	if count >= maxGrants {
		return "", time.Time{}, errTooManyGrants
	}
	name = rand.Text()
	added := &grant{of: of, keys: keys, until: now.Add(grantLife)}
	added.timer = time.AfterFunc(grantLife, func() { g.end(name, of) })
	g.open[name] = added
	return name, added.until, nil
}

// signers returns the keys of a grant, none where it has ended or is another's.
func (g *grants) signers(name string, of holder, now time.Time) []credential.Signer {
	g.mu.Lock()
	defer g.mu.Unlock()
	held := g.open[name]
	if held == nil || held.of != of || !now.Before(held.until) {
		return nil
	}
	found := make([]credential.Signer, len(held.keys))
	for i, k := range held.keys {
		found[i] = k
	}
	return found
}

// end wipes the keys of a client's grant.
func (g *grants) end(name string, of holder) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if held := g.open[name]; held != nil && held.of.client == of.client {
		held.wipe()
		delete(g.open, name)
	}
}

// endAll wipes all keys.
func (g *grants) endAll() { g.endWhere(func(holder) bool { return true }) }

// endWhere wipes the keys of those holders.
func (g *grants) endWhere(ends func(holder) bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for name, held := range g.open {
		if ends(held.of) {
			held.wipe()
			delete(g.open, name)
		}
	}
}

func (g *grant) wipe() {
	g.timer.Stop()
	for _, k := range g.keys {
		k.Wipe()
	}
}
