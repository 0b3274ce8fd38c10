package follower_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/follower"
)

// One organisation that has nothing more is not the ledger's end, whatever it
// shows: a second one must have told the same.
func TestOneOrganisationIsNotTheEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.options(t)
	o.PollWait, o.Genesis = 5*time.Millisecond, w.blocks[0]
	o.Now = func() time.Time { return w.Now }
	feeds := w.all()
	feeds[0].ends = false
	feeds[0].blocks = feeds[0].blocks[:1] // the genesis block alone
	for _, one := range feeds[1:] {
		one.fail, one.ends = errors.New("down"), false
	}
	f := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	t.Cleanup(func() { cancel(); <-done })
	require.Eventually(t, func() bool { return len(f.State(w.Now).AtHead) == 1 }, 20*time.Second, time.Millisecond)
	require.False(t, f.State(w.Now).CaughtUp)
	for _, one := range feeds[1:3] {
		one.change(func(x *feed) { x.fail = nil })
	}
	require.Eventually(t, func() bool { return f.State(w.Now).CaughtUp && f.Head().Height == w.Height },
		20*time.Second, time.Millisecond)
}

// A follower that is started again knows that its index was complete once: what
// it holds stands as of then, until the end is reached again.
func TestARestartKeepsWhatWasKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.options(t)
	o.PollWait, o.Genesis = 5*time.Millisecond, w.blocks[0]
	o.Now = func() time.Time { return w.Now }
	kind := func(f *follower.Follower) verifier.ReadingKind {
		s := f.State(w.Now)
		return verifier.JudgeReading(s.Head, s.Progress(w.Now), w.Now).Kind
	}
	require.NoError(t, open(t, o).Close())
	unfinished := open(t, o)
	require.Equal(t, verifier.ReadingStarting, kind(unfinished), "it never was complete")
	feeds := w.all()
	for _, one := range feeds {
		one.ends = false
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- unfinished.Run(ctx, sources(feeds...)...) }()
	require.Eventually(t, func() bool { return kind(unfinished) == verifier.ReadingFresh }, 20*time.Second, time.Millisecond)
	cancel()
	<-done
	require.NoError(t, unfinished.Close())
	require.Equal(t, verifier.ReadingUnconfirmed, kind(open(t, o)))
}
