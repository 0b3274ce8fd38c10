package follower

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// pace is how often waits are looked at.
const pace = 50 * time.Millisecond

const maxBackoff = 30 * time.Second

// Run follows the sources until ctx is done (its error), all of them have
// ended (nil), or something is wrong: an error that wraps ErrIntegrity is the
// alarm, any other a failure of the local disk. Sources come first to last in
// the order in which they are preferred.
func (f *Follower) Run(ctx context.Context, sources ...Source) error {
	if len(sources) == 0 {
		return errors.New("follower: no source")
	}
	if alarm := f.Alarm(); alarm != nil {
		return alarm
	}
	r := &running{f: f, messages: make(chan message)}
	for _, s := range sources {
		status := &SourceStatus{Name: s.Name(), Organisation: s.Organisation()}
		r.readers = append(r.readers, &reader{source: s, status: status, backoff: f.options.RetryWait})
	}
	f.mu.Lock()
	f.news = news{}
	for _, reader := range r.readers {
		f.news.sources = append(f.news.sources, reader.status)
	}
	f.mu.Unlock()

	err := f.replay()
	if err == nil {
		err = r.follow(ctx)
	}
	if errors.Is(err, ErrIntegrity) {
		f.mu.Lock()
		f.alarm = err
		f.mu.Unlock()
		f.options.Log.ErrorContext(ctx, "integrity alarm", slog.Any("error", err))
	}
	return err
}

// running is the state of one Run; only its goroutine touches it.
type running struct {
	f        *Follower
	readers  []*reader
	messages chan message
	group    sync.WaitGroup
	askAll   bool      // the next block is in doubt: every source is asked
	first    time.Time // when the first copy of the next block was there
	told     time.Time // since when a source is known to tell of the next block
}

func (r *running) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer r.group.Wait()
	defer cancel()
	r.group.Add(1)
	go func() {
		defer r.group.Done()
		r.poll(ctx)
	}()
	ticker := time.NewTicker(pace)
	defer ticker.Stop()
	for {
		if err := r.progress(ctx); err != nil {
			return err
		}
		if r.finished() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-r.messages:
			r.receive(m)
		case <-ticker.C:
		}
	}
}

// poll asks all sources for their heights, so that a follower that is cut off
// from some of them, or fed slowly, is not taken for fresh.
func (r *running) poll(ctx context.Context) {
	ticker := time.NewTicker(r.f.options.PollWait)
	defer ticker.Stop()
	for {
		var group sync.WaitGroup
		for _, reader := range r.readers {
			group.Go(func() {
				asking, cancel := context.WithTimeout(ctx, r.f.options.PollWait)
				defer cancel()
				height, err := reader.source.Height(asking)
				if err == nil {
					r.f.hear(reader.status, height)
				} else if ctx.Err() == nil {
					r.f.failed(reader.status, err)
				}
			})
		}
		group.Wait()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (r *running) receive(m message) {
	reader := m.reader
	if m.run != reader.run || !reader.running() {
		return
	}
	if m.block != nil {
		if m.err = reader.accept(m.block); m.err == nil {
			r.f.hear(reader.status, m.block.GetHeader().GetNumber()+1)
			reader.backoff = r.f.options.RetryWait
			return
		}
	}
	ended := m.err == nil
	if ended && len(reader.queue) > 0 { // what it gave before it ended is still to be used
		reader.ended = true
		return
	}
	reader.stop()
	reader.ended = ended
	if !ended {
		r.f.failed(reader.status, m.err)
		reader.retryAt = time.Now().Add(reader.backoff)
		reader.backoff = min(2*reader.backoff, maxBackoff)
	}
}

// finished reports whether no source will ever have another block.
func (r *running) finished() bool {
	number := r.f.chain.Height
	for _, reader := range r.readers {
		if !reader.dropped && (!reader.ended || reader.front(number) != nil) {
			return false
		}
	}
	return true
}

// progress starts the readers that are needed and takes blocks as long as
// enough copies of the next one are there.
func (r *running) progress(ctx context.Context) error {
	for {
		r.activate(ctx)
		copies := r.copies()
		if len(copies) == 0 || !r.enough() {
			return nil
		}
		taken, err := r.decide(ctx, copies)
		if err != nil || !taken {
			return err
		}
		r.first, r.told, r.askAll = time.Time{}, time.Time{}, false
	}
}

// activate keeps as many sources of different organisations running as
// confirm each other, or all where the next block is in doubt; and beside
// those that keep a block back, all that have told of it.
func (r *running) activate(ctx context.Context) {
	active := map[string]bool{}
	for _, reader := range r.readers {
		if reader.running() && !reader.late {
			active[reader.status.Organisation] = true
		}
	}
	now := time.Now()
	keptBack := r.keptBack(now)
	for _, reader := range r.readers {
		if reader.running() || reader.dropped || reader.ended || now.Before(reader.retryAt) {
			continue
		}
		confirms := len(active) < r.f.options.Confirm && !active[reader.status.Organisation]
		if r.askAll || confirms || keptBack && r.f.toldOf(r.f.chain.Height, reader.status) {
			reader.late = false
			reader.start(ctx, r.f.chain.Height, r.messages, &r.group)
			active[reader.status.Organisation] = true
		}
	}
}

// keptBack reports whether a source has told of the next block for long, and
// it is not taken yet: those that are read may have stopped where they are.
func (r *running) keptBack(now time.Time) bool {
	for _, reader := range r.readers {
		if !reader.dropped && r.f.toldOf(r.f.chain.Height, reader.status) {
			if r.told.IsZero() {
				r.told = now
			}
			return now.Sub(r.told) >= r.f.options.AskWait
		}
	}
	return false
}

// copyOf is one source's copy of the next block.
type copyOf struct {
	reader *reader
	block  *common.Block
}

func (r *running) copies() []copyOf {
	var copies []copyOf
	for _, reader := range r.readers {
		if block := reader.front(r.f.chain.Height); block != nil {
			reader.late = false
			copies = append(copies, copyOf{reader, block})
		}
	}
	if len(copies) > 0 && r.first.IsZero() {
		r.first = time.Now()
	}
	return copies
}

// enough reports whether the next block can be decided on with these copies:
// of all that are read, or of those that were there when it had been waited
// for the others long enough. Whoever kept the others waiting is not waited
// for again until it has caught up.
func (r *running) enough() bool {
	wait := r.f.options.ConfirmWait
	if r.askAll {
		wait = r.f.options.AskWait
	}
	var awaited []*reader
	for _, reader := range r.readers {
		possible := !reader.dropped && !reader.ended && (reader.running() || r.askAll)
		if possible && !reader.late && reader.front(r.f.chain.Height) == nil {
			awaited = append(awaited, reader)
		}
	}
	if len(awaited) == 0 {
		return true
	}
	if time.Since(r.first) < wait {
		return false
	}
	for _, reader := range awaited {
		reader.late = true
	}
	return true
}

// alarm returns an integrity alarm about the next block.
func (*running) alarm(number uint64, err error) error {
	if errors.Is(err, ErrIntegrity) {
		return fmt.Errorf("block %d: %w", number, err)
	}
	return fmt.Errorf("%w: block %d: %w", ErrIntegrity, number, err)
}
