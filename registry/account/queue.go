package account

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"

	"sogoc/registry"
)

// parallelHashes bounds how many passwords are hashed at once: each takes the
// memory that password.Cost says.
const parallelHashes = 4

// waitingHashes is how many strangers wait for that: with more, waiting would last
// longer than a person does, and the newest are told at once to come back.
const waitingHashes = 12

// ErrBusy is registry.ErrUnavailable: too many passwords are being hashed. Try again
// in a moment; nothing was tried.
var ErrBusy = fmt.Errorf("%w: too many people are signing in", registry.ErrUnavailable)

// hashQueue bounds how many passwords are hashed at once. Accounts that are known
// (by a device, a session or an invitation) go before strangers, and strangers who
// come in floods take no place from them.
type hashQueue struct {
	mu        sync.Mutex
	free      int
	known     []chan struct{} // who wait, in order
	strangers []chan struct{}
	places    map[uuid.UUID]bool // known accounts that wait or are hashed for
}

func newHashQueue() *hashQueue {
	return &hashQueue{free: parallelHashes, places: map[uuid.UUID]bool{}}
}

// wait waits for a place; done gives it back and must be called once. An account has
// one place among the known at a time: what it asks for beyond waits with the strangers, as
// does uuid.Nil. ErrBusy where too many strangers wait.
func (q *hashQueue) wait(ctx context.Context, account uuid.UUID) (done func(), err error) {
	q.mu.Lock()
	known := account != uuid.Nil && !q.places[account]
	if !known && len(q.strangers) >= waitingHashes {
		q.mu.Unlock()
		return nil, ErrBusy
	}
	called := make(chan struct{})
	if known {
		q.places[account] = true
		q.known = append(q.known, called)
	} else {
		q.strangers = append(q.strangers, called)
	}
	q.callNext()
	q.mu.Unlock()
	select {
	case <-called:
		return func() { q.leave(account, known, true) }, nil
	case <-ctx.Done():
	}
	q.mu.Lock()
	waits := func(other chan struct{}) bool { return other == called }
	hashes := !slices.ContainsFunc(q.known, waits) &&
		!slices.ContainsFunc(q.strangers, waits) // called in the same moment
	q.known = slices.DeleteFunc(q.known, waits)
	q.strangers = slices.DeleteFunc(q.strangers, waits)
	q.mu.Unlock()
	q.leave(account, known, hashes)
	return nil, ctx.Err()
}

// leave gives back what a call held: its account's place among the known, and with
// hashes a place among those who hash.
func (q *hashQueue) leave(account uuid.UUID, known, hashes bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if known {
		delete(q.places, account)
	}
	if hashes {
		q.free++
	}
	q.callNext()
}

// callNext lets as many hash as there is room for.
func (q *hashQueue) callNext() {
	for q.free > 0 {
		line := &q.known
		if len(*line) == 0 {
			line = &q.strangers
		}
		if len(*line) == 0 {
			return
		}
		q.free--
		close((*line)[0])
		*line = (*line)[1:]
	}
}

// full reports whether a stranger would be told to come back.
func (q *hashQueue) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.strangers) >= waitingHashes
}
