package ctl

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct{ shown *progressbar.ProgressBar }

func (r *run) bar(total int64, what string, bytes bool) *bar {
	if !r.Terminal || r.json {
		return &bar{}
	}
	options := []progressbar.Option{progressbar.OptionSetWriter(r.Stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionThrottle(50 * time.Millisecond)}
	if bytes {
		options = append(options, progressbar.OptionShowBytes(true))
	}
	return &bar{progressbar.NewOptions64(total, options...)}
}

// Write counts bytes.
func (b *bar) Write(p []byte) (int, error) {
	b.add(int64(len(p)))
	return len(p), nil
}

func (b *bar) add(n int64) {
	if b.shown != nil {
		_ = b.shown.Add64(n) // a bar that cannot be drawn stops nothing
	}
}

func (b *bar) set(n int64) {
	if b.shown != nil {
		_ = b.shown.Set64(n)
	}
}

func (b *bar) done() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}
