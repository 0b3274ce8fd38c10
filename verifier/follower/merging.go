package follower

import (
	"context"
	"log/slog"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/wait"
)

// A look-up asks each level of the index that has files. Pebble keeps a tenth of what is
// indexed in levels above the last; of an index of ten million digests, a look-up takes
// half as long again for them. So when nothing has come for a while and a part of the
// index stands above the last level, all files are merged into that one. It goes on
// beside look-ups and new blocks. Answers do not depend on it.

// worthPart is the part of the last level's bytes that is worth a merge above it: on the
// whole, each byte that comes is written so many times more.
const worthPart = 20

// startMerging has files merged in the background until stopMerging is called, or one
// merge fails: it would fail again, and write as much each time.
func (f *Follower) startMerging() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for height := f.Head().Height; wait.For(ctx, f.options.MergeWait) == nil; {
			now := f.Head().Height
			if now == height && f.merge(ctx) != nil {
				return
			}
			height = now
		}
	}()
	f.stopMerging = func() {
		cancel()
		<-ended
	}
}

// merge merges the index's files where that is worth it.
func (f *Follower) merge(ctx context.Context) error {
	start := time.Now()
	merged, err := mergeFiles(ctx, f.db, f.options.leastMerge, f.roomFor)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		f.options.Log.WarnContext(ctx, "index's files are not merged until the next start; look-ups take longer",
			slog.String("error", err.Error())) // in full, Pebble's tells its stack
	case merged:
		f.options.Log.InfoContext(ctx, "index's files merged", slog.Duration("took", time.Since(start)))
	}
	return err
}

// roomFor reports whether so many bytes can be written beside what is reserved.
func (f *Follower) roomFor(bytes uint64) bool {
	usage, err := f.options.indexFS.GetDiskUsage(f.options.Dir)
	return err == nil && usage.AvailBytes > f.options.DiskReserve+bytes
}

// mergeFiles merges all files of an index into its last level, if at least so many bytes
// stand above it, they are a part of it, and there is room for a copy of all.
func mergeFiles(ctx context.Context, db *pebble.DB, least int64, room func(bytes uint64) bool) (merged bool, err error) {
	levels := db.Metrics().Levels
	last := levels[len(levels)-1].TablesSize
	above := int64(0)
	for _, level := range levels[:len(levels)-1] {
		above += level.TablesSize
	}
	if above < least || above*worthPart < last || !room(uint64(above+last)) {
		return false, nil
	}
	// In parts, of which those that have not begun are given up with ctx.
	return true, db.Compact(ctx, []byte{0}, []byte{0xff}, true)
}

// AwaitMerged merges the index's files, where that is worth it, without waiting until no
// block comes, and waits until none is being merged any more.
func (f *Follower) AwaitMerged(ctx context.Context) error {
	const enough, pause = 5, 20 * time.Millisecond // one merge may begin the next
	for idle := 0; idle < enough; idle++ {
		if m := f.db.Metrics(); m.Compact.NumInProgress > 0 || m.Flush.NumInProgress > 0 {
			idle = -1
		} else if idle == 0 {
			if err := f.merge(ctx); err != nil {
				return err
			}
		}
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
	return nil
}
