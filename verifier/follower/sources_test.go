package follower_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// forge replaces a feed's block by a changed copy.
func (f *feed) forge(number int, change func(*common.Block)) *feed {
	f.blocks = append([]*common.Block{}, f.blocks...)
	f.blocks[number] = proto.Clone(f.blocks[number]).(*common.Block)
	change(f.blocks[number])
	return f
}

func hide(b *common.Block) { blockstest.Flag(b, 0, byte(peer.TxValidationCode_MVCC_READ_CONFLICT)) }

func refuse(b *common.Block) {
	blockstest.Flag(b, 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
}

const revocation = 6 // the block of the world's status transaction

func dropped(f *follower.Follower) (names []string) {
	for _, s := range f.Sources() {
		if s.Dropped != "" {
			names = append(names, s.Organisation)
		}
	}
	return names
}

func TestSourcesThatLie(t *testing.T) {
	t.Parallel()
	unsigned := func(b *common.Block) { b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = nil }
	for name, test := range map[string]struct {
		lies    map[int]func(*common.Block) // by source
		ends    int                         // how many sources there are; 0: four
		want    error
		dropped []string
	}{
		"one fails a check":               {lies: map[int]func(*common.Block){0: refuse}, dropped: []string{"MinistryMSP"}},
		"the second fails a check":        {lies: map[int]func(*common.Block){1: refuse}, dropped: []string{"UniversityMSP"}},
		"one hides a transaction":         {lies: map[int]func(*common.Block){0: hide}, dropped: []string{"MinistryMSP"}},
		"one leaves out signatures":       {lies: map[int]func(*common.Block){0: unsigned}, dropped: []string{"MinistryMSP"}},
		"two lie in different ways":       {lies: map[int]func(*common.Block){0: refuse, 1: hide}, dropped: []string{"MinistryMSP", "UniversityMSP"}},
		"two agree on what fails a check": {lies: map[int]func(*common.Block){0: refuse, 1: refuse}, want: blocks.ErrFlag},
		"one of two hides":                {lies: map[int]func(*common.Block){0: hide}, ends: 2, dropped: []string{"MinistryMSP"}},
		"two agree to hide":               {lies: map[int]func(*common.Block){0: hide, 1: hide}, want: blocks.ErrFlag},
		"both of two hide":                {lies: map[int]func(*common.Block){0: hide, 1: hide}, ends: 2, want: blocks.ErrFlag},
		"one of two fails a check":        {lies: map[int]func(*common.Block){1: refuse}, ends: 2, dropped: []string{"UniversityMSP"}},
		"the only one fails a check":      {lies: map[int]func(*common.Block){0: refuse}, ends: 1, want: blocks.ErrFlag},
		"all fail a check":                {lies: map[int]func(*common.Block){0: refuse, 1: refuse, 2: refuse, 3: refuse}, want: blocks.ErrFlag},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.add(w.tick())
			feeds := w.all()
			if test.ends != 0 {
				feeds = feeds[:test.ends]
			}
			for i, lie := range test.lies {
				feeds[i].forge(revocation, lie)
			}
			f := open(t, w.options(t))
			err := f.Run(t.Context(), sources(feeds...)...)
			if test.want != nil {
				require.ErrorIs(t, err, follower.ErrIntegrity)
				require.ErrorIs(t, err, test.want)
				require.Equal(t, uint64(revocation), f.Head().Height)
				return
			}
			require.NoError(t, err)
			require.Equal(t, w.Height, f.Head().Height)
			require.ElementsMatch(t, test.dropped, dropped(f))
			requireStatusKnown(t, f)
		})
	}
}

func TestTwoBlocksOfOneQuorumAreAnAlarmThatNamesThePeers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	fork := w.Draft(w.tick())
	next := w.add(w.status(8, 1, ledger.Revoked))
	for i, f := range feeds {
		if f.blocks = append(f.blocks, next); i == 0 {
			f.blocks[len(f.blocks)-1] = fork
		}
	}
	f := open(t, w.options(t))
	err := f.Run(t.Context(), sources(feeds...)...)
	require.ErrorIs(t, err, follower.ErrDisagreement)
	var conflict *follower.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, w.Height-1, conflict.Block)
	held := map[ledger.Digest][]string{}
	for _, v := range conflict.Versions {
		held[v.Hash] = v.Sources
	}
	require.Equal(t, []string{"peer.MinistryMSP (MinistryMSP)"}, held[blocks.HeaderHash(fork.Header)])
	require.ElementsMatch(
		t,
		[]string{
			"peer.UniversityMSP (UniversityMSP)",
			"peer.SchoolsMSP (SchoolsMSP)",
			"peer.AuditorMSP (AuditorMSP)",
		},
		held[blocks.HeaderHash(next.Header)],
	)
	require.Contains(t, err.Error(), "peer.MinistryMSP")
	require.Equal(t, w.Height-1, f.Head().Height)
}

// Peers of different releases may name different faults of one transaction.
func TestTheCodeOfAnInvalidTransactionIsNoMatter(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tx, _, _ := w.invoke(w.registry, ledger.FuncTick)
	tx.Endorsers = []*blockstest.Member{w.Peers["SchoolsMSP"]}
	block := w.Draft(w.Envelope(tx))
	refuse(block)
	w.Advance(block)
	w.blocks = append(w.blocks, block)
	w.add(w.tick())
	feeds := w.all()[:2]
	feeds[0].forge(int(w.Height)-2, func(b *common.Block) {
		blockstest.Flag(b, 0, byte(peer.TxValidationCode_INVALID_OTHER_REASON))
	})
	f := open(t, w.options(t))
	require.NoError(t, f.Run(t.Context(), sources(feeds...)...))
	require.Equal(t, w.Height, f.Head().Height)
	require.Empty(t, dropped(f))
}

func TestSourcesThatFail(t *testing.T) {
	t.Parallel()
	down := errors.New("down")
	t.Run("are passed over", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		feeds := w.all()
		feeds[0].fail, feeds[2].fail = down, down
		f := open(t, w.options(t))
		runUntil(t, f, w.Height, feeds...)
		require.Equal(t, down.Error(), f.Sources()[0].Failed)
		require.NoError(t, f.Alarm())
	})
	t.Run("are asked again", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		one := w.all()[0]
		one.fail = down
		f := open(t, w.options(t))
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx, one) }()
		require.Eventually(
			t,
			func() bool { return len(f.Sources()) > 0 && f.Sources()[0].Failed != "" },
			10*time.Second,
			time.Millisecond,
		)
		one.change(func(x *feed) { x.fail = nil })
		require.NoError(t, <-done)
		cancel()
		require.Equal(t, w.Height, f.Head().Height)
	})
	t.Run("or lag do not hold up the others", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		feeds := w.all()
		feeds[0].blocks, feeds[0].ends = feeds[0].blocks[:2], false
		f := open(t, w.options(t))
		runUntil(t, f, w.Height, feeds...)
		require.Empty(t, dropped(f))
	})
	t.Run("that skip a block are asked again, and drop nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		feeds := w.all()
		feeds[0].blocks = append(feeds[0].blocks[:3:3], feeds[0].blocks[4:]...)
		f := open(t, w.options(t))
		runUntil(t, f, w.Height, feeds...)
		require.Empty(t, dropped(f))
	})
}

// runUntil runs a follower until it has checked so many blocks.
func runUntil(t *testing.T, f *follower.Follower, height uint64, feeds ...*feed) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	require.Eventually(t, func() bool { return f.Head().Height >= height }, 20*time.Second, time.Millisecond)
	cancel()
	if err := <-done; err != nil {
		require.ErrorIs(t, err, context.Canceled)
	}
}

func TestNewBlocksAreTakenAsTheyCome(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	for _, f := range feeds {
		f.ends = false
	}
	o := w.options(t)
	o.AskWait = time.Minute
	f := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	for range 3 {
		block := w.add(w.tick())
		for _, one := range feeds {
			one.change(func(x *feed) { x.blocks = append(x.blocks, block) })
		}
		require.Eventually(t, func() bool { return f.Head().Height == w.Height }, 20*time.Second, time.Millisecond)
	}
	served := 0
	for _, one := range feeds {
		if one.handed() > 3 { // not merely to prove its height
			served++
		}
	}
	require.Equal(t, 2, served, "two organisations are read, not all")
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

// isFresh asks the one judge of readings.
func isFresh(f *follower.Follower, now time.Time) bool {
	s := f.State(now)
	return verifier.JudgeReading(s.Head, s.Progress(now), now).Kind == verifier.ReadingFresh
}

func TestFreshness(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (*world, []*feed, *follower.Follower, *clock) {
		w := newWorld(t)
		c := &clock{at: w.Now}
		o := w.options(t)
		o.Now, o.PollWait = c.now, 5*time.Millisecond
		feeds := w.all()
		for _, f := range feeds {
			f.ends = false
		}
		f := open(t, o)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Run(ctx, sources(feeds...)...) }()
		t.Cleanup(func() { cancel(); <-done })
		require.Eventually(
			t,
			func() bool { return f.Head().Height == w.Height && isFresh(f, c.now()) },
			20*time.Second,
			time.Millisecond,
		)
		return w, feeds, f, c
	}
	t.Run("ends fifteen minutes after ledger time", func(t *testing.T) {
		t.Parallel()
		w, _, f, _ := setup(t)
		last := f.Head().Time
		require.True(t, isFresh(f, last.Add(50*time.Second)))
		require.False(t, isFresh(f, last.Add(15*time.Minute+time.Second)))
		require.False(t, isFresh(f, last.Add(-time.Hour)), "a clock that is far behind says nothing")
		require.Equal(t, w.Height, f.State(last).Head.Height)
	})
	t.Run("ends thirty seconds after a peer showed a higher block", func(t *testing.T) {
		t.Parallel()
		w, feeds, f, c := setup(t)
		next, last := w.add(w.tick()), w.add(w.tick())
		feeds[3].change(func(x *feed) { x.height, x.shows = w.Height, last })
		require.Eventually(
			t,
			func() bool { return !f.State(c.now()).Since.IsZero() },
			20*time.Second,
			time.Millisecond,
		)
		require.True(t, isFresh(f, c.now()))
		r := f.State(c.now().Add(31 * time.Second))
		require.False(t, isFresh(f, c.now().Add(31*time.Second)))
		require.Equal(t, w.Height, r.Proven.Height)
		require.Equal(t, feeds[3].organisation, r.Proven.Organisation)

		for _, one := range feeds {
			one.change(func(x *feed) { x.blocks = append(x.blocks, next, last) })
		}
		require.Eventually(
			t,
			func() bool { return isFresh(f, c.now().Add(31*time.Second)) },
			20*time.Second,
			time.Millisecond,
		)
	})
	t.Run("does not end by what a peer tells of and does not show", func(t *testing.T) {
		t.Parallel()
		for name, claim := range map[string]uint64{"one more": 1, "2^63": 1 << 63, "all": math.MaxUint64} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w, feeds, f, c := setup(t)
				feeds[3].change(func(x *feed) { x.height = max(claim, w.Height+1) })
				require.Eventually(t, func() bool {
					c.add(time.Second)
					return f.Sources()[3].Unproven != ""
				}, 20*time.Second, time.Millisecond)
				r := f.State(c.now())
				require.True(t, r.Since.IsZero())
				require.Equal(t, w.Height, r.Proven.Height)
				require.NotContains(t, r.AtHead, feeds[3].organisation)
				require.Len(t, r.AtHead, 3)
				require.True(t, isFresh(f, w.Now))
			})
		}
	})
	t.Run("is not confirmed by fewer than three organisations", func(t *testing.T) {
		t.Parallel()
		_, feeds, f, c := setup(t)
		for _, one := range feeds[1:] {
			one.change(func(x *feed) { x.fail = errors.New("down") })
		}
		require.Eventually(t, func() bool {
			c.add(time.Second)
			r := f.State(c.now())
			return r.Progress(c.now()).ConfirmedAt.IsZero() && len(r.Organisations) == 1
		}, 20*time.Second, time.Millisecond)
	})
}

func TestATimestampOfAQueryIsNoLedgerTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	last := w.Now.Add(-time.Second)
	w.Now = w.Now.Add(100 * 365 * 24 * time.Hour)
	query, _, _ := w.invoke(w.registry, ledger.FuncIssuer, school)
	w.add(w.Envelope(query))
	f := open(t, w.options(t))
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	require.True(t, last.Equal(f.Head().Time))
}
