package main

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// silence is how long go test may print nothing before its progress is told: it
// prints packages in their order, so a slow one hides those that are done.
const silence = 20 * time.Second

// patientOutput passes on what go test prints, and knows how far it is.
type patientOutput struct {
	to io.Writer

	mu    sync.Mutex
	last  time.Time // when something was printed
	lines int
}

// Write implements io.Writer.
func (o *patientOutput) Write(text []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.last = time.Now()
	o.lines += bytes.Count(text, []byte("\n"))
	return o.to.Write(text)
}

// tellProgress says on standard error, whenever go test was silent for a while,
// that it is still at work. It returns when done is closed.
func (o *patientOutput) tellProgress(done <-chan struct{}) {
	start := time.Now()
	ticker := time.NewTicker(silence)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			o.mu.Lock()
			if time.Since(o.last) >= silence {
				say("go test is compiling or testing: %.0f s, %d lines printed", time.Since(start).Seconds(), o.lines)
			}
			o.mu.Unlock()
		}
	}
}
