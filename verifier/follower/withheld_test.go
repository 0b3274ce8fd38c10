package follower_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// A peer that holds back the newest block makes the answer older, not wrong.
func TestBlocksThatAreWithheld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	for _, f := range feeds {
		f.ends, f.blocks = false, f.blocks[:revocation]
	}
	last := w.add(w.tick())
	feeds[3].height, feeds[3].shows = w.Height, last // it shows what comes later, and gives the revocation to nobody
	c := &clock{at: w.Now}
	o := w.options(t)
	o.Now, o.PollWait = c.now, 5*time.Millisecond
	f := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	t.Cleanup(func() { cancel(); <-done })
	require.Eventually(
		t,
		func() bool { return f.State(c.now()).Proven.Height == w.Height && f.Head().Height == revocation },
		20*time.Second,
		time.Millisecond,
	)
	c.add(31 * time.Second)
	r := f.State(c.now())
	require.False(t, isFresh(f, c.now()))
	require.Equal(t, uint64(revocation), r.Head.Height)
	view, err := f.View()
	require.NoError(t, err)
	defer view.Close()
	require.Equal(t, uint64(revocation), view.Head().Height)
	status, err := view.Status(school, 1, 7)
	require.NoError(t, err)
	require.Empty(t, status, "as of a block before the revocation")
}

// Two organisations' peers, those that are read, may have stopped where they
// are. A peer that tells of more is read too.
func TestWhoTellsOfABlockThatTheOthersKeepBackIsRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	for i, f := range feeds {
		if f.ends = false; i < 2 {
			f.blocks = f.blocks[:revocation]
		}
	}
	o := w.options(t)
	o.PollWait = 5 * time.Millisecond
	f := open(t, o)
	runUntil(t, f, w.Height, feeds...)
	require.Empty(t, dropped(f), "who has less has done nothing wrong")
	requireStatusKnown(t, f)
}

// A block that two of those who told of it agree on is not taken before the
// others that are read have had their time.
func TestWhoToldOfABlockFirstIsNotAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	fork := w.Draft(w.tick())
	for i, f := range feeds {
		if f.ends = false; i >= 2 {
			f.blocks = append(f.blocks, fork)
		}
	}
	o := w.options(t)
	o.PollWait, o.ConfirmWait = 5*time.Millisecond, time.Minute
	f := open(t, o)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	require.Eventually(
		t,
		func() bool { return feeds[2].readToTheEnd() && feeds[3].readToTheEnd() },
		20*time.Second,
		time.Millisecond,
	)
	next := w.add(w.status(8, 1, ledger.Revoked))
	for _, one := range feeds[:2] {
		one.change(func(x *feed) { x.blocks = append(x.blocks, next) })
	}
	var conflict *follower.Conflict
	require.ErrorAs(t, <-done, &conflict)
	require.Equal(t, w.Height-1, conflict.Block)
	require.Len(t, conflict.Versions, 2)
}
