package gateway_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// Two organisations that give their consent away let one peer's signature
// write our public state, as far as Fabric is concerned. Every follower stops
// there, and names who made the transaction. Where the channel's majority holds
// their policies they cannot, and nothing stops.
func TestWhatTwoOrganisationsDoTogetherStopsEveryFollower(t *testing.T) {
	d := newDrill(t)
	d.stop()
	auditor := d.ownNetwork.admin("auditor", "AuditorMSP")
	bend := func(msp string, admin *blockstest.Member) error {
		return d.reconfigureAs(func(root *common.ConfigGroup) {
			own := root.Groups["Application"].Groups[msp]
			setPolicy(own, "Endorsement", &common.Policy{
				Type:  int32(common.Policy_SIGNATURE),
				Value: encode(t, blockstest.NOutOf(0)),
			})
		}, admin)
	}
	err := errors.Join(bend(actingMSP, d.admin), bend("AuditorMSP", auditor))
	if errors.Is(err, errRefused) {
		t.Log("the majority holds these policies: two organisations cannot bend them")
		return
	}
	require.NoError(t, err)
	writes := &kvrwset.KVRWSet{Writes: []*kvrwset.KVWrite{
		{Key: ledger.TickKey().String(), Value: []byte(`{"time":"2020-01-01T00:00:00Z"}`)},
	}}
	forged := crafted{
		chaincode: "sogoc",
		status:    200,
		sets:      []*rwset.NsReadWriteSet{d.namespace("sogoc", writes, nil)},
	}
	require.NoError(t, d.order(forged))

	o := options(t, d.trust)
	f, err := follower.Open(o)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = f.Run(ctx, peersOf(t, testnetwork.Connection(t, d.Dir, "verifierd"))...)
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, err, blocks.ErrFloor)
	require.ErrorContains(t, err, actingMSP, "whose peer signed")
	notes, noted := f.Notes(100)
	require.NoError(t, noted)
	var named []string
	for _, n := range notes {
		named = append(named, n.Organisations...)
	}
	require.Subset(t, named, []string{actingMSP, "AuditorMSP"}, "who gave their consent away")
	require.False(t, f.Freshness(time.Now()).Fresh)
	require.NoError(t, f.Close())
}
