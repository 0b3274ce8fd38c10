package app

import (
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct {
	run   *run
	what  string
	mu    sync.Mutex
	shown *progressbar.ProgressBar
}

func (r *run) bar(what string) *bar { return &bar{run: r, what: what} }

// progress shows how far it is. It may be called by several goroutines.
func (b *bar) progress(done, total uint64) {
	if !b.run.Terminal || b.run.json {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown == nil {
		b.shown = progressbar.NewOptions64(
			int64(total),
			progressbar.OptionSetWriter(b.run.Stderr),
			progressbar.OptionSetDescription(b.what),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(50*time.Millisecond),
		)
	}
	_ = b.shown.Set64(int64(done)) // a bar that cannot be drawn stops nothing
}

func (b *bar) done() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}
