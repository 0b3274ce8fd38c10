package network

import (
	"context"
	"fmt"
	"sync"
	"time"

	"sogoc/verifier/wait"
)

// acts lets one act on certificates or chaincodes go on at a time. Between acts the
// supervisor looks by itself whether the channel has changed, and takes what the channel has
// agreed to; an act waits for such a look, which has the supervisor's time limit, and is
// refused while another act goes on.
type acts struct {
	mu    sync.Mutex
	going activity
}

type activity uint8

const (
	idle activity = iota
	looking
	acting
)

// begin begins an act, or returns ErrUsage while another one goes on.
func (a *acts) begin(ctx context.Context) error {
	for {
		switch a.change(acting) {
		case idle:
			return nil
		case acting:
			return fmt.Errorf("%w: another act is under way", ErrUsage)
		}
		if err := wait.For(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
}

// endAll waits until what goes on has ended, and lets nothing begin any more.
func (a *acts) endAll() {
	for a.change(acting) != idle {
		_ = wait.For(context.Background(), 50*time.Millisecond)
	}
}

// look begins a look and reports whether it may.
func (a *acts) look() bool { return a.change(looking) == idle }

// change begins something where nothing goes on, and returns what went on before.
func (a *acts) change(to activity) activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	before := a.going
	if before == idle {
		a.going = to
	}
	return before
}

// end ends what was begun.
func (a *acts) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.going = idle
}
