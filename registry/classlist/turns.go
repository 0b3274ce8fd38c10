package classlist

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"sogoc/registry"
)

// ErrTooManyWait is registry.ErrUnavailable: so many uploads of the school wait that
// another one is not let in.
var ErrTooManyWait = fmt.Errorf("%w: too many uploads of the school wait", registry.ErrUnavailable)

// turns lets schools do something in turn: one school at most once at a time, all
// of them together at most so often. Whoever waits longest of the schools that are
// not at it goes next, and a school that has had its turn stands behind the others.
type turns struct {
	mu      sync.Mutex
	free    int
	busy    map[string]bool
	waiting []*queue // of schools, in the order in which they go
	longest int      // how many calls of one school may wait; 0 for any number
}

// queue is what one school waits for, in order.
type queue struct {
	school string
	calls  []chan struct{}
}

func newTurns(most, longest int) *turns {
	return &turns{free: most, busy: map[string]bool{}, longest: longest}
}

// wait returns when it is the school's turn; done ends it and must be called once.
// Where too many calls of the school wait, it returns ErrTooManyWait at once.
func (t *turns) wait(ctx context.Context, school string) (done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	called := make(chan struct{})
	t.mu.Lock()
	i := slices.IndexFunc(t.waiting, func(q *queue) bool { return q.school == school })
	if i < 0 {
		i = len(t.waiting)
		t.waiting = append(t.waiting, &queue{school: school})
	}
	t.waiting[i].calls = append(t.waiting[i].calls, called)
	t.callNext()
	refused := t.longest > 0 && t.countWaiting(school) > t.longest
	if refused {
		t.leave(school, called)
	}
	t.mu.Unlock()
	if refused {
		return nil, ErrTooManyWait
	}
	select {
	case <-called:
		return func() { t.end(school) }, nil
	case <-ctx.Done():
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.leave(school, called) { // called in the same moment
		t.release(school)
	}
	return nil, ctx.Err()
}

// leave takes a call out of its queue; false where it was called already.
func (t *turns) leave(school string, called chan struct{}) bool {
	for i, q := range t.waiting {
		at := slices.Index(q.calls, called)
		if q.school != school || at < 0 {
			continue
		}
		q.calls = slices.Delete(q.calls, at, at+1)
		if len(q.calls) == 0 {
			t.waiting = slices.Delete(t.waiting, i, i+1)
		}
		return true
	}
	return false
}

func (t *turns) countWaiting(school string) int {
	for _, q := range t.waiting {
		if q.school == school {
			return len(q.calls)
		}
	}
	return 0
}

func (t *turns) end(school string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.release(school)
}

func (t *turns) release(school string) {
	delete(t.busy, school)
	t.free++
	t.callNext()
}

// callNext calls as many schools as there is room for.
func (t *turns) callNext() {
	for t.free > 0 {
		i := slices.IndexFunc(t.waiting, func(q *queue) bool { return !t.busy[q.school] })
		if i < 0 {
			return
		}
		q := t.waiting[i]
		t.waiting = slices.Delete(t.waiting, i, i+1)
		t.busy[q.school] = true
		t.free--
		close(q.calls[0])
		if q.calls = q.calls[1:]; len(q.calls) > 0 {
			t.waiting = append(t.waiting, q)
		}
	}
}
