package app

import (
	"sync"

	"sogoc/cmd/internal/cli"
)

// bar is a progress bar whose end is known when the first progress is. It is
// safe for concurrent use.
type bar struct {
	run   *run
	what  string
	mu    sync.Mutex
	drawn *cli.Bar
}

func (r *run) bar(what string) *bar { return &bar{run: r, what: what} }

// progress shows how far it is.
func (b *bar) progress(done, total uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drawn == nil {
		b.drawn = b.run.Bar(int64(total), b.what)
	}
	b.drawn.Set(int64(done))
}

func (b *bar) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.drawn != nil {
		b.drawn.Done()
	}
}
