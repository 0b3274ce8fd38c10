package follower_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
)

// foreign is a transaction of one organisation's own, whose verdict rests on a
// range of keys, so that its flag decides.
func (w *world) foreign() []byte {
	return w.Channel.Envelope(blockstest.Transaction{
		Creator:   w.Admins["UniversityMSP"],
		Chaincode: blockstest.Chaincode,
		Endorsers: []*blockstest.Member{w.Peers["UniversityMSP"]},
		Private:   map[string][]string{blockstest.Chaincode: {"_implicit_org_UniversityMSP"}},
		Ranges:    true,
		Reads:     blockstest.Own("key"),
	})
}

var errDown = errors.New("down")

// running starts a follower whose sources are as test says, and returns it with
// its clock's waits made short.
func running(t *testing.T, w *world, feeds []*feed) *follower.Follower {
	for _, f := range feeds {
		f.ends = false
	}
	o := w.options(t)
	o.PollWait = 5 * time.Millisecond
	f := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources(feeds...)...) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			require.True(t, errors.Is(err, context.Canceled) || errors.Is(err, follower.ErrIntegrity), err)
		}
	})
	return f
}

func turned(block *common.Block) *common.Block {
	forged := spoilable(block)
	blockstest.Flag(forged, 0, byte(peer.TxValidationCode_PHANTOM_READ_CONFLICT))
	return forged
}

// A flag that is not judged here counts when two organisations told it equally.
func TestAFlagThatOneOrganisationTellsIsNotBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	block := w.add(w.foreign())
	feeds := w.all()
	for _, f := range feeds[1:] {
		f.fail = errDown
	}
	f := running(t, w, feeds)
	require.Eventually(t, func() bool { return f.State(w.Now).Waiting != "" }, 20*time.Second, time.Millisecond)
	require.Equal(t, block.Header.Number, f.Head().Height)
	require.Contains(t, f.State(w.Now).Waiting, "2 organisations")
	require.NoError(t, f.Alarm())

	// A second one tells otherwise: still neither is believed, and no alarm.
	feeds[1].change(func(x *feed) {
		x.fail = nil
		x.blocks[block.Header.Number] = turned(block)
	})
	require.Never(t, func() bool { return f.Head().Height > block.Header.Number || f.Alarm() != nil },
		500*time.Millisecond, 10*time.Millisecond)

	// A third one agrees with the first.
	feeds[2].change(func(x *feed) { x.fail = nil })
	require.Eventually(t, func() bool { return f.Head().Height == w.Height }, 20*time.Second, time.Millisecond)
	require.Eventually(t, func() bool { // after the block that the others agree on
		return slices.Equal([]string{feeds[1].organisation}, dropped(f))
	}, 20*time.Second, time.Millisecond)
	notes, err := f.Notes(10)
	require.NoError(t, err)
	require.Len(t, notes, 1)
	require.Equal(t, []string{"UniversityMSP"}, notes[0].Organisations)
	require.Eventually(t, func() bool { return f.State(w.Now).Waiting == "" }, 20*time.Second, time.Millisecond)
}

// Two organisations that tell one thing, and two another, are an alarm.
func TestTwoAgainstTwoIsAnAlarm(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	block := w.add(w.foreign())
	feeds := w.all()
	for _, f := range feeds[1:3] {
		f.blocks[block.Header.Number] = turned(block)
	}
	f := running(t, w, feeds)
	require.Eventually(t, func() bool { return f.Alarm() != nil }, 20*time.Second, time.Millisecond)
	var conflict *follower.Conflict
	require.ErrorAs(t, f.Alarm(), &conflict)
	for _, one := range feeds {
		require.ErrorContains(t, f.Alarm(), one.organisation)
	}
}

// One organisation's bad block is no alarm even while no other organisation
// can be reached: its source is dropped, and the others are waited for.
func TestALiarThatIsAloneStopsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	number := len(w.blocks) - 1
	feeds[0].blocks[number] = spoilable(w.blocks[number])
	blockstest.Flag(feeds[0].blocks[number], 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
	for _, f := range feeds[1:] {
		f.fail = errDown
	}
	f := running(t, w, feeds)
	require.Eventually(t, func() bool { return len(dropped(f)) == 1 }, 20*time.Second, time.Millisecond)
	require.NoError(t, f.Alarm())
	for _, one := range feeds[1:] {
		one.change(func(x *feed) { x.fail = nil })
	}
	require.Eventually(t, func() bool { return f.Head().Height == w.Height }, 20*time.Second, time.Millisecond)
	require.NoError(t, f.Alarm())
	requireStatusKnown(t, f)
}

// An alarm names block, transaction, organisations and rule, and what to do.
func TestAnAlarmHelps(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	feeds := w.all()
	number := len(w.blocks) - 1
	for _, f := range feeds[:2] {
		f.blocks[number] = spoilable(w.blocks[number])
		blockstest.Flag(f.blocks[number], 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
	}
	f := running(t, w, feeds)
	require.Eventually(t, func() bool { return f.Alarm() != nil }, 20*time.Second, time.Millisecond)
	var alarm *follower.Alarm
	require.ErrorAs(t, f.Alarm(), &alarm)
	require.Equal(t, uint64(number), alarm.Block)
	require.Len(t, alarm.Transaction, 64)
	require.Contains(t, alarm.Organisations, "SchoolsMSP")
	require.Len(t, alarm.Sources, 2, "both that stand by it")
	require.ErrorContains(t, alarm, "fetch block")
}

// spoilable returns a copy that a test may spoil.
func spoilable(b *common.Block) *common.Block { return proto.CloneOf(b) }
