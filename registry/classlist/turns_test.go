package classlist

import (
	"context"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// call is somebody who waits for a turn.
type call struct {
	called chan func() // receives done when it is the turn
	leave  context.CancelFunc
	left   chan struct{}
}

// begin lets a school wait, and returns when it stands in its queue or has its turn.
func begin(t *testing.T, turns *turns, school string) *call {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	c := &call{make(chan func(), 1), cancel, make(chan struct{})}
	before := state(turns)
	go func() {
		defer close(c.left)
		if done, err := turns.wait(ctx, school); err == nil {
			c.called <- done
		}
	}()
	for state(turns) == before {
		runtime.Gosched() // until the other goroutine stands in the queue
	}
	return c
}

func state(t *turns) [2]int {
	t.mu.Lock()
	defer t.mu.Unlock()
	calls := 0
	for _, q := range t.waiting {
		calls += len(q.calls)
	}
	return [2]int{calls, t.free}
}

func (c *call) waits() bool { return len(c.called) == 0 }

func TestOneSchoolHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	turns := newTurns(2, 0)
	a1, a2, a3 := begin(t, turns, "A"), begin(t, turns, "A"), begin(t, turns, "A")
	doneA := <-a1.called
	require.True(t, a2.waits(), "one school has one turn at a time, though there is room")
	b1 := begin(t, turns, "B")
	doneB := <-b1.called
	c1, d1 := begin(t, turns, "C"), begin(t, turns, "D")
	doneA()
	<-a1.left
	doneA = <-a2.called // it stood first; now it goes behind C and D
	doneA()
	doneC := <-c1.called
	require.True(t, a3.waits() && d1.waits())
	doneB()
	doneD := <-d1.called
	require.True(t, a3.waits(), "everybody else had a turn before the third list of one school")
	doneC()
	(<-a3.called)()
	doneD()
	require.Equal(t, [2]int{0, 2}, state(turns))
}

func TestALeftTurnIsFree(t *testing.T) {
	t.Parallel()
	turns := newTurns(1, 0)
	a := begin(t, turns, "A")
	done := <-a.called
	b, c := begin(t, turns, "B"), begin(t, turns, "C")
	b.leave()
	<-b.left
	require.True(t, b.waits())
	done()
	(<-c.called)()
	require.Equal(t, [2]int{0, 1}, state(turns))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := turns.wait(ctx, "A")
	require.ErrorIs(t, err, context.Canceled)
}

func TestASchoolThatWaitsTooOftenIsRefused(t *testing.T) {
	t.Parallel()
	turns := newTurns(1, 2)
	first := begin(t, turns, "A")
	done := <-first.called
	second, third := begin(t, turns, "A"), begin(t, turns, "A")
	_, err := turns.wait(t.Context(), "A")
	require.ErrorIs(t, err, ErrTooManyWait)
	other := begin(t, turns, "B")
	require.True(t, other.waits(), "another school waits in its own queue")
	second.leave()
	<-second.left
	fourth := begin(t, turns, "A")
	done()
	(<-third.called)()
	(<-other.called)()
	(<-fourth.called)()
	require.Equal(t, [2]int{0, 1}, state(turns), "a refused call holds nothing")
}
