package follower_test

import (
	"context"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
)

// feed is a source under a test's control.
type feed struct {
	name, organisation string
	mu                 sync.Mutex
	blocks             []*common.Block
	changed            chan struct{}
	ends               bool  // it ends after its last block
	fail               error // instead of blocks
	height             uint64
	shows              *common.Block // beside its blocks, to those who ask from there on
	served             int
	waiting            int // readers that have read everything
}

func newFeed(organisation string, blocks []*common.Block) *feed {
	return &feed{
		name:         "peer." + organisation,
		organisation: organisation,
		blocks:       blocks,
		changed:      make(chan struct{}),
		ends:         true,
	}
}

func (f *feed) Name() string         { return f.name }
func (f *feed) Organisation() string { return f.organisation }

func (f *feed) Height(context.Context) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return max(f.height, uint64(len(f.blocks))), f.fail
}

func (f *feed) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	for n := from; ; {
		f.mu.Lock()
		block, changed, ends, fail := (*common.Block)(nil), f.changed, f.ends, f.fail
		if f.shows != nil && n == f.shows.GetHeader().GetNumber() {
			block = proto.Clone(f.shows).(*common.Block)
		}
		if n < uint64(len(f.blocks)) {
			block = proto.Clone(f.blocks[n]).(*common.Block)
			f.served++
		}
		f.mu.Unlock()
		switch {
		case fail != nil:
			return fail
		case block != nil:
			if err := yield(block); err != nil {
				return err
			}
			n++
		case ends:
			return nil
		default:
			f.count(1)
			select {
			case <-changed:
			case <-ctx.Done():
			}
			f.count(-1)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
}

func (f *feed) count(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting += n
}

// readToTheEnd reports whether a reader has read everything and waits for more.
func (f *feed) readToTheEnd() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting > 0
}

// handed returns how many blocks it has handed over.
func (f *feed) handed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.served
}

// change edits the feed and wakes who waits for it.
func (f *feed) change(edit func(*feed)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	edit(f)
	close(f.changed)
	f.changed = make(chan struct{})
}

// all returns one feed per organisation with the world's blocks.
func (w *world) all() []*feed {
	var feeds []*feed
	for _, msp := range blockstest.Organisations {
		feeds = append(feeds, newFeed(msp, append([]*common.Block{}, w.blocks...)))
	}
	return feeds
}

func sources(feeds ...*feed) []follower.Source {
	var all []follower.Source
	for _, f := range feeds {
		all = append(all, f)
	}
	return all
}

// clock is a test's time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}
