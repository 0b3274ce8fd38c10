package follower

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// standsAbove returns how many files of an index stand above its last level.
func standsAbove(db *pebble.DB) (files int64) {
	levels := db.Metrics().Levels
	for _, level := range levels[:len(levels)-1] {
		files += level.TablesCount
	}
	return files
}

// fullDisk makes no files while it is full.
type fullDisk struct {
	vfs.FS
	full   atomic.Bool
	refuse atomic.Int64 // how many it has refused
}

func (d *fullDisk) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if d.full.Load() {
		d.refuse.Add(1)
		return nil, syscall.ENOSPC
	}
	return d.FS.Create(name, category)
}

// inTwoLevels returns an index on a disk with a file in the last level and one above it that both
// hold a digest's places.
func inTwoLevels(t *testing.T, disk vfs.FS) (db *pebble.DB, digest ledger.Digest, places []ledger.Leaf) {
	t.Helper()
	db = openOn(t, disk)
	digest = ledger.Digest{1}
	setAll(t, db, "A", 1, digest)
	require.NoError(t, db.Flush())
	require.NoError(t, db.Compact(t.Context(), []byte{0}, []byte{0xff}, false))
	setAll(t, db, "A", 2, ledger.Digest{2}, digest)
	require.NoError(t, db.Flush())
	require.EqualValues(t, 1, standsAbove(db))
	return db, digest, []ledger.Leaf{{Sequence: 1, Index: 0}, {Sequence: 2, Index: 1}}
}

func hasRoom(uint64) bool { return true }

func TestFilesAreMergedIntoTheLastLevel(t *testing.T) {
	t.Parallel()
	db, digest, places := inTwoLevels(t, vfs.NewMem())
	for name, c := range map[string]struct {
		least int64
		room  func(uint64) bool
	}{
		"too little":      {1 << 20, hasRoom},
		"too full a disk": {1, func(bytes uint64) bool { return bytes < 100 }},
	} {
		merged, err := mergeFiles(t.Context(), db, c.least, c.room)
		require.NoError(t, err, name)
		require.False(t, merged, name)
		require.EqualValues(t, 1, standsAbove(db), name)
	}
	merged, err := mergeFiles(t.Context(), db, 1, hasRoom)
	require.NoError(t, err)
	require.True(t, merged)
	require.Zero(t, standsAbove(db))
	found, err := findLeaves(db, terminated("A"), digest)
	require.NoError(t, err)
	require.Equal(t, places, found)

	merged, err = mergeFiles(t.Context(), db, 1, hasRoom)
	require.NoError(t, err)
	require.False(t, merged, "nothing stands above any more")
}

func TestASmallPartIsNotMerged(t *testing.T) {
	t.Parallel()
	db := openMemory(t)
	many := make([]ledger.Digest, 100*worthPart)
	for i := range many {
		many[i] = ledger.SumDigest([]byte{byte(i), byte(i >> 8)})
	}
	setAll(t, db, "A", 1, many...)
	require.NoError(t, db.Flush())
	require.NoError(t, db.Compact(t.Context(), []byte{0}, []byte{0xff}, false))
	setAll(t, db, "A", 2, ledger.Digest{1})
	require.NoError(t, db.Flush())
	merged, err := mergeFiles(t.Context(), db, 1, hasRoom)
	require.NoError(t, err)
	require.False(t, merged)
	require.EqualValues(t, 1, standsAbove(db))
}

func TestAMergeThatIsGivenUpLosesNothing(t *testing.T) {
	t.Parallel()
	db, digest, places := inTwoLevels(t, vfs.NewMem())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, _ = mergeFiles(ctx, db, 1, hasRoom) // whether it had begun is chance
	found, err := findLeaves(db, terminated("A"), digest)
	require.NoError(t, err)
	require.Equal(t, places, found)
}

// A merge that fails loses nothing, and is not tried again and again.
func TestAMergeThatFailsIsLeft(t *testing.T) {
	t.Parallel()
	disk := &fullDisk{FS: vfs.NewMem()}
	db, digest, places := inTwoLevels(t, disk)
	disk.full.Store(true)
	merged, err := mergeFiles(t.Context(), db, 1, hasRoom)
	require.True(t, merged)
	require.ErrorIs(t, err, syscall.ENOSPC)

	log := &bytes.Buffer{}
	f := &Follower{db: db, options: Options{
		Dir: t.TempDir(), MergeWait: time.Millisecond, leastMerge: 1, Log: slog.New(slog.NewTextHandler(log, nil)),
	}.withDefaults()}
	f.startMerging()
	require.Eventually(t, func() bool { return disk.refuse.Load() > 1 }, time.Minute, 5*time.Millisecond)
	time.Sleep(50 * time.Millisecond) // many times MergeWait
	f.stopMerging()
	require.Equal(t, 1, strings.Count(log.String(), "not merged until the next start"), log)
	require.NotContains(t, log.String(), "stack")

	disk.full.Store(false)
	found, err := findLeaves(db, terminated("A"), digest)
	require.NoError(t, err)
	require.Equal(t, places, found)
	_, err = mergeFiles(t.Context(), db, 1, hasRoom)
	require.NoError(t, err)
	require.Zero(t, standsAbove(db))
}

func TestFilesAreMergedWhenNothingComes(t *testing.T) {
	t.Parallel()
	db, digest, places := inTwoLevels(t, vfs.NewMem())
	f := &Follower{db: db, options: Options{Dir: t.TempDir(), MergeWait: 20 * time.Millisecond, leastMerge: 1}.withDefaults()}
	f.startMerging()
	require.Eventually(t, func() bool { return standsAbove(db) == 0 }, time.Minute, 5*time.Millisecond)
	f.stopMerging()
	found, err := findLeaves(db, terminated("A"), digest)
	require.NoError(t, err)
	require.Equal(t, places, found)
}
