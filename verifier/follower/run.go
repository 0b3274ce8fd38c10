package follower

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// checkInterval is how often waits are looked at.
const checkInterval = 50 * time.Millisecond

const maxBackoff = 30 * time.Second

// maxPenalty is for how long at most a source that keeps others waiting is not
// waited for.
const maxPenalty = 10 * time.Minute

// Run follows the sources until ctx is done (its error), all of them have
// ended (nil), or something is wrong: an error that wraps ErrIntegrity is the
// alarm, one that wraps ErrBeyond says what to install, any other is a failure
// of the local disk to read. While the disk cannot be written Run goes on
// trying. Sources come first to last in the order in which they are preferred.
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
	f.noteEnd(ctx, err)
	return err
}

// noteEnd remembers and logs why Run ended, where it is not to go on.
func (f *Follower) noteEnd(ctx context.Context, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case errors.Is(err, ErrIntegrity):
		f.alarm = err
		f.options.Log.ErrorContext(ctx, "integrity alarm", slog.Any("error", err))
	case errors.Is(err, ErrBeyond):
		f.beyond = err
		f.options.Log.ErrorContext(ctx, "block is beyond this program", slog.Any("error", err))
	}
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
	undecided    []*reader // whose copies were not enough, the last time
	pausedUntil  time.Time // the disk could not be written
}

// now is the clock for how long sources and the disk are waited for. It is the
// process's own and not Options.Now, by which the age of the ledger is judged:
// a test that holds that one still must still get its blocks.
func (r *following) now() time.Time { return time.Now() }

func (r *following) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer r.group.Wait()
	defer cancel()
	r.group.Go(func() { r.pollHeights(ctx) })
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

// pollHeights asks all sources for their heights, and for a proof of those
// above what is known, so that a follower that is cut off from some of them,
// or fed slowly, is not taken for fresh.
func (r *following) pollHeights(ctx context.Context) {
	ticker := time.NewTicker(r.f.options.PollWait)
	defer ticker.Stop()
	for {
		var group sync.WaitGroup
		for _, reader := range r.readers {
			group.Go(func() { r.pollHeight(ctx, reader) })
		}
		group.Wait()
		r.f.noteRound()
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (r *following) pollHeight(ctx context.Context, reader *reader) {
	asking, cancel := context.WithTimeout(ctx, r.f.options.PollWait)
	defer cancel()
	height, err := reader.source.Height(asking)
	if err != nil {
		if ctx.Err() == nil {
			r.f.noteFailed(reader.status, err)
		}
		return
	}
	more := r.f.noteClaim(reader.status, height)
	if !more || reader.status.Organisation == "" { // files show nothing that is not read anyway
		return
	}
	if err := r.proveHeight(asking, reader, height); err != nil {
		r.f.options.Log.DebugContext(ctx, "height is not proven",
			append(sourceAttributes(reader.status, height), slog.Any("error", err))...)
	}
}

func (r *following) handleMessage(m message) {
	reader := m.reader
	if m.run != reader.run || !reader.running() {
		return
	}
	if m.block != nil {
		if m.err = reader.accept(m.block); m.err == nil {
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
		reader.retryAt = r.now().Add(reader.backoff)
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
	for !r.now().Before(r.pausedUntil) {
		r.startReaders(ctx)
		copies := r.copiesOfNext()
		if len(copies) == 0 || !r.haveEnoughCopies() || r.decidedBefore(copies) {
			return nil
		}
		taken, err := r.decide(ctx, copies)
		if errors.Is(err, ErrDisk) {
			r.pause(ctx, err)
			return nil
		}
		if err != nil || !taken {
			return err
		}
		r.firstCopyAt, r.claimedSince = time.Time{}, time.Time{}
		r.askAll, r.undecided = false, nil
		if r.f.setWaiting("") {
			r.f.options.Log.InfoContext(ctx, "reading goes on", slog.Uint64("height", r.f.chain.Height))
		}
	}
	return nil
}

// pause waits before the disk is tried again. It says so once.
func (r *following) pause(ctx context.Context, err error) {
	r.pausedUntil = r.now().Add(r.f.options.DiskWait)
	if r.f.setWaiting(err.Error()) {
		r.f.options.Log.ErrorContext(ctx, "reading pauses until the disk can be written", slog.Any("error", err))
	}
}

// decidedBefore reports whether these copies of the next block were too few
// before, and no other has come since.
func (r *following) decidedBefore(copies []blockCopy) bool {
	return r.undecided != nil && slices.Equal(r.undecided, readersOf(copies))
}

func readersOf(copies []blockCopy) []*reader {
	readers := make([]*reader, 0, len(copies))
	for _, c := range copies {
		readers = append(readers, c.reader)
	}
	return readers
}

// startReaders keeps as many sources of different organisations running as
// confirm each other, or all where the next block is in doubt; and beside
// those that keep a block back, all that tell of it.
func (r *following) startReaders(ctx context.Context) {
	active := map[string]bool{}
	for _, reader := range r.readers {
		if reader.running() && !reader.lagging {
			active[reader.status.Organisation] = true
		}
	}
	now := r.now()
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
		if block := reader.front(r.f.chain.Height); block != nil && !reader.dropped {
			reader.lagging = false
			copies = append(copies, blockCopy{reader, block})
		}
	}
	if len(copies) > 0 && r.firstCopyAt.IsZero() {
		r.firstCopyAt = r.now()
	}
	return copies
}

// haveEnoughCopies reports whether the next block can be decided on with these
// copies: of all that are read, or of those that were there when the others had
// been waited for long enough. A source that kept the others waiting is not
// waited for again until it has caught up, and each time for longer.
func (r *following) haveEnoughCopies() bool {
	patience, now := r.f.options.ConfirmWait, r.now()
	if r.askAll {
		patience = r.f.options.AskWait
	}
	var awaited []*reader
	for _, reader := range r.readers {
		possible := !reader.dropped && !reader.ended && (reader.running() || r.askAll)
		waited := r.askAll || !now.Before(reader.notAwaitedUntil)
		if possible && waited && !reader.lagging && reader.front(r.f.chain.Height) == nil {
			awaited = append(awaited, reader)
		}
	}
	if len(awaited) == 0 {
		return true
	}
	if now.Sub(r.firstCopyAt) < patience {
		return false
	}
	for _, reader := range awaited {
		reader.lagging = true
		reader.penalty = min(max(2*reader.penalty, patience), maxPenalty)
		reader.notAwaitedUntil = now.Add(reader.penalty)
	}
	return true
}
