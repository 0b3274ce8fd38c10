package follower_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/follower"
)

// disk is the real one, which says that it is full, or fails, when a test wants it to.
type disk struct {
	vfs.FS
	full, broken atomic.Bool
}

func newDisk() *disk { return &disk{FS: vfs.Default} }

func (d *disk) GetDiskUsage(path string) (vfs.DiskUsage, error) {
	usage, err := d.FS.GetDiskUsage(path)
	if d.full.Load() {
		usage.AvailBytes = 1000
	}
	return usage, err
}

func (d *disk) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	file, err := d.FS.Create(name, category)
	return &diskFile{file, d}, err
}

func (d *disk) ReuseForWrite(old, name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	file, err := d.FS.ReuseForWrite(old, name, category)
	return &diskFile{file, d}, err
}

type diskFile struct {
	vfs.File
	disk *disk
}

var errBroken = errors.New("input/output error")

func (f *diskFile) Write(p []byte) (int, error) {
	if f.disk.broken.Load() {
		return 0, errBroken
	}
	return f.File.Write(p)
}

func (f *diskFile) Sync() error {
	if f.disk.broken.Load() {
		return errBroken
	}
	return f.File.Sync()
}

func (f *diskFile) SyncData() error { return f.Sync() }

// logged collects a log's lines.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) count(text string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), text)
}

// A full disk pauses reading: what was checked before is answered from, the log
// says it once, and reading goes on when there is room.
func TestAFullDiskPausesReading(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, log := newDisk(), &logged{}
	o := w.options(t).WithDisk(d)
	o.DiskWait, o.Log = 10*time.Millisecond, slog.New(slog.NewTextHandler(log, nil))
	f := open(t, o)
	feeds := w.all()
	for _, one := range feeds {
		one.ends = false
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	height := w.Height
	require.Eventually(t, func() bool { return f.Head().Height == height }, 20*time.Second, time.Millisecond)

	d.full.Store(true)
	next := w.add(w.tick())
	for _, one := range feeds {
		one.change(func(x *feed) { x.blocks = append(x.blocks, next) })
	}
	require.Eventually(t, func() bool { return f.State(w.Now).Waiting != "" }, 20*time.Second, time.Millisecond)
	require.Contains(t, f.State(w.Now).Waiting, "1000 bytes are free")
	require.Never(
		t,
		func() bool { return log.count("reading pauses") > 1 },
		200*time.Millisecond,
		10*time.Millisecond,
	)
	requireStatusKnown(t, f)
	require.Equal(t, height, f.Head().Height)

	d.full.Store(false)
	require.Eventually(t, func() bool { return f.Head().Height == w.Height }, 20*time.Second, time.Millisecond)
	// What was said of the disk is taken back after the new height is seen, and so is the line.
	require.Eventually(t, func() bool { return f.State(w.Now).Waiting == "" }, 20*time.Second, time.Millisecond)
	require.Equal(t, 1, log.count("reading pauses"))
	require.Eventually(t, func() bool { return log.count("reading goes on") == 1 }, 20*time.Second, time.Millisecond)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

// What Pebble cannot survive ends in one sentence, for the caller that ends the
// process, and not in a stack trace.
func TestAnIndexThatCannotBeWrittenEndsInOneSentence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d, log := newDisk(), &logged{}
	fatal := make(chan error, 100)
	o := w.options(t).WithDisk(d)
	o.Fatal, o.Log = func(err error) { fatal <- err }, slog.New(slog.NewTextHandler(log, nil))
	f, err := follower.Open(o) // not closed: nothing can be done with it any more
	require.NoError(t, err)
	d.broken.Store(true)
	go func() { _ = f.Run(context.WithoutCancel(t.Context()), sources(w.all()...)...) }()
	select {
	case err := <-fatal:
		require.ErrorContains(t, err, "input/output error")
		require.ErrorContains(t, err, "see to the disk")
		require.NotContains(t, err.Error(), "\n")
	case <-time.After(20 * time.Second):
		t.Fatal("nothing was said")
	}
	require.GreaterOrEqual(t, log.count("index failed"), 1)
	require.Zero(t, log.count("goroutine"))
}
