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

// checkInterval is how often waits are looked at.
const checkInterval = 50 * time.Millisecond

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
	r := &following{f: f, messages: make(chan message)}
	for _, s := range sources {
		status := &SourceStatus{Name: s.Name(), Organisation: s.Organisation()}
		r.readers = append(r.readers, &reader{source: s, status: status, backoff: f.options.RetryWait})
	}
	f.mu.Lock()
	f.heights = peerHeights{}
	for _, reader := range r.readers {
		f.heights.sources = append(f.heights.sources, reader.status)
	}
	f.mu.Unlock()

	err := f.indexStored()
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

// following is the state of one Run; only its goroutine touches it.
type following struct {
	f            *Follower
	readers      []*reader
	messages     chan message
	group        sync.WaitGroup
	askAll       bool      // the next block is in doubt: every source is asked
	firstCopyAt  time.Time // when the first copy of the next block was there
	claimedSince time.Time // since when a source is known to tell of the next block
}

func (r *following) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer r.group.Wait()
	defer cancel()
	r.group.Add(1)
	go func() {
		defer r.group.Done()
		r.pollHeights(ctx)
	}()
	ticker := time.NewTicker(checkInterval)
	defer ticker.Stop()
	for {
		if err := r.commitReadyBlocks(ctx); err != nil {
			return err
		}
		if r.finished() {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-r.messages:
			r.handleMessage(m)
		case <-ticker.C:
		}
	}
}

// pollHeights asks all sources for their heights, so that a follower that is cut off
// from some of them, or fed slowly, is not taken for fresh.
func (r *following) pollHeights(ctx context.Context) {
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
					r.f.noteHeight(reader.status, height)
				} else if ctx.Err() == nil {
					r.f.noteFailed(reader.status, err)
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

func (r *following) handleMessage(m message) {
	reader := m.reader
	if m.run != reader.run || !reader.running() {
		return
	}
	if m.block != nil {
		if m.err = reader.accept(m.block); m.err == nil {
			r.f.noteHeight(reader.status, m.block.GetHeader().GetNumber()+1)
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
		r.f.noteFailed(reader.status, m.err)
		reader.retryAt = time.Now().Add(reader.backoff)
		reader.backoff = min(2*reader.backoff, maxBackoff)
	}
}

// finished reports whether no source will ever have another block.
func (r *following) finished() bool {
	number := r.f.chain.Height
	for _, reader := range r.readers {
		if !reader.dropped && (!reader.ended || reader.front(number) != nil) {
			return false
		}
	}
	return true
}

// commitReadyBlocks starts the readers that are needed and takes blocks as long as
// enough copies of the next one are there.
func (r *following) commitReadyBlocks(ctx context.Context) error {
	for {
		r.startReaders(ctx)
		copies := r.copiesOfNext()
		if len(copies) == 0 || !r.haveEnoughCopies() {
			return nil
		}
		taken, err := r.decide(ctx, copies)
		if err != nil || !taken {
			return err
		}
		r.firstCopyAt, r.claimedSince, r.askAll = time.Time{}, time.Time{}, false
	}
}

// startReaders keeps as many sources of different organisations running as
// confirm each other, or all where the next block is in doubt; and beside
// those that keep a block back, all that have told of it.
func (r *following) startReaders(ctx context.Context) {
	active := map[string]bool{}
	for _, reader := range r.readers {
		if reader.running() && !reader.lagging {
			active[reader.status.Organisation] = true
		}
	}
	now := time.Now()
	keptBack := r.someoneWithholds(now)
	for _, reader := range r.readers {
		if reader.running() || reader.dropped || reader.ended || now.Before(reader.retryAt) {
			continue
		}
		confirms := len(active) < r.f.options.Confirm && !active[reader.status.Organisation]
		if r.askAll || confirms || keptBack && r.f.claimsBlock(r.f.chain.Height, reader.status) {
			reader.lagging = false
			reader.start(ctx, r.f.chain.Height, r.messages, &r.group)
			active[reader.status.Organisation] = true
		}
	}
}

// someoneWithholds reports whether a source has told of the next block for long, and
// it is not taken yet: those that are read may have stopped where they are.
func (r *following) someoneWithholds(now time.Time) bool {
	for _, reader := range r.readers {
		if !reader.dropped && r.f.claimsBlock(r.f.chain.Height, reader.status) {
			if r.claimedSince.IsZero() {
				r.claimedSince = now
			}
			return now.Sub(r.claimedSince) >= r.f.options.AskWait
		}
	}
	return false
}

// blockCopy is one source's copy of the next block.
type blockCopy struct {
	reader *reader
	block  *common.Block
}

func (r *following) copiesOfNext() []blockCopy {
	var copies []blockCopy
	for _, reader := range r.readers {
		if block := reader.front(r.f.chain.Height); block != nil {
			reader.lagging = false
			copies = append(copies, blockCopy{reader, block})
		}
	}
	if len(copies) > 0 && r.firstCopyAt.IsZero() {
		r.firstCopyAt = time.Now()
	}
	return copies
}

// haveEnoughCopies reports whether the next block can be decided on with these copies:
// of all that are read, or of those that were there when it had been waited
// for the others long haveEnoughCopies. Whoever kept the others waiting is not waited
// for again until it has caught up.
func (r *following) haveEnoughCopies() bool {
	wait := r.f.options.ConfirmWait
	if r.askAll {
		wait = r.f.options.AskWait
	}
	var awaited []*reader
	for _, reader := range r.readers {
		possible := !reader.dropped && !reader.ended && (reader.running() || r.askAll)
		if possible && !reader.lagging && reader.front(r.f.chain.Height) == nil {
			awaited = append(awaited, reader)
		}
	}
	if len(awaited) == 0 {
		return true
	}
	if time.Since(r.firstCopyAt) < wait {
		return false
	}
	for _, reader := range awaited {
		reader.lagging = true
	}
	return true
}

// alarm returns an integrity alarm about the next block.
func (*following) alarm(number uint64, err error) error {
	if errors.Is(err, ErrIntegrity) {
		return fmt.Errorf("block %d: %w", number, err)
	}
	return fmt.Errorf("%w: block %d: %w", ErrIntegrity, number, err)
}
