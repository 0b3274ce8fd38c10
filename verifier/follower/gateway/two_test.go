package gateway_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// Two organisations that give their consent away let one peer's signature
// write our public state, as far as Fabric is concerned. Every follower stops
// there, and names them and whose transaction it is. Where the channel's majority holds
// their policies they cannot, and nothing stops.
func TestWhatTwoOrganisationsDoTogetherStopsEveryFollower(t *testing.T) {
	d := newDrill(t, olderNetwork)
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
	d.index++
	arguments := d.school.status(d.index, 1, ledger.Suspended)
	proposal, err := d.registry.contract.NewProposal(ledger.FuncSetStatus, client.WithArguments(arguments...),
		client.WithEndorsingOrganizations("SchoolsMSP"))
	require.NoError(t, err)
	endorsed, err := proposal.EndorseWithContext(t.Context())
	require.NoError(t, err)
	code, _ := d.registry.outcome(d.registry.submit(endorsed))
	require.Equal(t, peer.TxValidationCode_VALID, code, "Fabric asks for no more")

	o := options(t, d.trust)
	f, err := follower.Open(o)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = f.Run(ctx, peersOf(t, testnetwork.Connection(t, d.Dir, "verifierd"))...)
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, err, blocks.ErrFloor)
	require.ErrorContains(t, err, "[AuditorMSP UniversityMSP]", "who gave their consent away")
	require.ErrorContains(t, err, "of SchoolsMSP", "whose transaction it is")
	state, now := f.State(time.Now()), time.Now()
	require.NotEqual(t, verifier.ReadingFresh, verifier.JudgeReading(state.Head, state.Progress(now), now).Kind)
	require.NoError(t, f.Close())
}
