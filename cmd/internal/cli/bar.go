package cli

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// Bar is a progress bar on a terminal, and nothing elsewhere. It is not safe for
// concurrent use.
type Bar struct{ drawn *progressbar.ProgressBar }

// Bar begins a progress bar of so many steps.
func (r *Run) Bar(total int64, what string) *Bar { return r.bar(total, what) }

// BytesBar begins a progress bar of so many bytes, which its Write counts.
func (r *Run) BytesBar(total int64, what string) *Bar {
	return r.bar(total, what, progressbar.OptionShowBytes(true))
}

func (r *Run) bar(total int64, what string, more ...progressbar.Option) *Bar {
	if !r.Terminal || r.JSON {
		return &Bar{}
	}
	options := append([]progressbar.Option{
		progressbar.OptionSetWriter(r.Stderr),
		progressbar.OptionSetDescription(what),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionThrottle(50 * time.Millisecond),
	}, more...)
	return &Bar{progressbar.NewOptions64(total, options...)}
}

// Write counts bytes.
func (b *Bar) Write(p []byte) (int, error) {
	b.Add(int64(len(p)))
	return len(p), nil
}

// Add counts n more steps.
func (b *Bar) Add(n int64) {
	if b.drawn != nil {
		_ = b.drawn.Add64(n) // a bar that cannot be drawn stops nothing
	}
}

// Set says that n steps are done.
func (b *Bar) Set(n int64) {
	if b.drawn != nil {
		_ = b.drawn.Set64(n)
	}
}

// Done takes the bar away.
func (b *Bar) Done() {
	if b.drawn != nil {
		_ = b.drawn.Finish()
	}
}
