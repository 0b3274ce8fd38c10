package account

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

// waiter is somebody who waits for a place.
type waiter struct {
	called chan func() // receives done with the place
	leave  context.CancelFunc
	left   chan error
}

// begin lets somebody wait, and returns when they stand in the queue or have a place.
func begin(t *testing.T, q *hashQueue, account uuid.UUID) *waiter {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	w := &waiter{make(chan func(), 1), cancel, make(chan error, 1)}
	before := stateOf(q)
	go func() {
		done, err := q.wait(ctx, account)
		if err == nil {
			w.called <- done
		}
		w.left <- err
	}()
	require.Eventually(t, func() bool { return stateOf(q) != before }, 10*time.Second, time.Millisecond)
	return w
}

func stateOf(q *hashQueue) [3]int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return [3]int{len(q.known), len(q.strangers), q.free}
}

func (w *waiter) waits() bool { return len(w.called) == 0 }

// flooded is a queue that strangers have filled, and those of them who hash.
func flooded(t *testing.T) (q *hashQueue, hashing, waiting []*waiter) {
	t.Helper()
	q = newHashQueue()
	for range parallelHashes {
		hashing = append(hashing, begin(t, q, uuid.Nil))
	}
	for range waitingHashes {
		waiting = append(waiting, begin(t, q, uuid.Nil))
	}
	return q, hashing, waiting
}

func TestTheQueueForHashingIsShort(t *testing.T) {
	t.Parallel()
	q, hashing, waiting := flooded(t)
	_, err := q.wait(t.Context(), uuid.Nil)
	require.ErrorIs(t, err, ErrBusy, "at once, not after a wait")
	require.ErrorIs(t, err, registry.ErrUnavailable, "503: try again")
	require.True(t, q.full())

	for _, w := range waiting {
		w.leave()
		require.ErrorIs(t, <-w.left, context.Canceled)
	}
	(<-hashing[0].called)()
	done, err := q.wait(t.Context(), uuid.Nil)
	require.NoError(t, err, "places are given back")
	done()
	for _, w := range hashing[1:] {
		(<-w.called)()
	}
	require.Equal(t, [3]int{0, 0, parallelHashes}, stateOf(q))
}

func TestKnownAccountsAreHashedFirst(t *testing.T) {
	t.Parallel()
	q, hashing, waiting := flooded(t)
	one, other := uuid.New(), uuid.New()
	first, second := begin(t, q, one), begin(t, q, other)
	require.True(t, first.waits() && second.waits())
	_, err := q.wait(t.Context(), one)
	require.ErrorIs(t, err, ErrBusy, "an account has one place before the strangers")

	(<-hashing[0].called)()
	doneFirst := <-first.called
	require.True(t, second.waits() && waiting[0].waits(), "one place was free")
	doneFirst()
	doneSecond := <-second.called
	again := begin(t, q, one) // its place was given back
	again.leave()
	require.ErrorIs(t, <-again.left, context.Canceled)
	require.True(t, waiting[0].waits())
	doneSecond()
	(<-waiting[0].called)()
	require.Empty(t, q.places)
}
