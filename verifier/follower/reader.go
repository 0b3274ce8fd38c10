package follower

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// readAhead is how many blocks a source may be ahead of the index.
const readAhead = 8

// reader is one source and, while it runs, the goroutine that reads it.
type reader struct {
	source Source
	status *SourceStatus

	cancel  context.CancelFunc // nil: not running
	run     int                // tells the present goroutine's messages from an old one's
	queue   []*common.Block
	next    uint64 // number of the block that the goroutine hands over next
	slots   chan struct{}
	ended   bool // there will be no more blocks
	lagging bool // not waited for, until it has caught up
	dropped bool
	retryAt time.Time
	backoff time.Duration

	notAwaitedUntil time.Time     // it kept others waiting
	penalty         time.Duration // for how long it was not waited for, the last time
}

// message is what a reader's goroutine says: a block, or that it ended.
type message struct {
	reader *reader
	run    int
	block  *common.Block
	err    error
}

// start reads the source from a block on.
func (r *reader) start(ctx context.Context, from uint64, to chan<- message, group *sync.WaitGroup) {
	ctx, r.cancel = context.WithCancel(ctx)
	r.run++
	r.queue, r.next, r.slots = nil, from, make(chan struct{}, readAhead)
	run, room := r.run, r.slots
	send := func(m message) error {
		select {
		case to <- m:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	group.Add(1)
	go func() {
		defer group.Done()
		err := r.source.Blocks(ctx, from, func(block *common.Block) error {
			select {
			case room <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
			return send(message{reader: r, run: run, block: block})
		})
		if ctx.Err() == nil {
			_ = send(message{reader: r, run: run, err: err}) // fails only when nobody listens any more
		}
	}()
}

func (r *reader) stop() {
	if r.cancel != nil {
		r.cancel()
		r.cancel, r.queue = nil, nil
	}
}

func (r *reader) running() bool { return r.cancel != nil }

// errSkipped is for a source that leaves out blocks or goes back.
var errSkipped = errors.New("source skipped a block")

// accept queues a block that the goroutine handed over.
func (r *reader) accept(block *common.Block) error {
	if block.GetHeader().GetNumber() != r.next {
		return errSkipped
	}
	r.next++
	r.queue = append(r.queue, block)
	return nil
}

// front returns the source's copy of a block, if it is there.
func (r *reader) front(number uint64) *common.Block {
	for len(r.queue) > 0 && r.queue[0].GetHeader().GetNumber() < number {
		r.queue = r.queue[1:]
		<-r.slots
	}
	if len(r.queue) > 0 && r.queue[0].GetHeader().GetNumber() == number {
		return r.queue[0]
	}
	return nil
}
