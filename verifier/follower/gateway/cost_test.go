package gateway_test

import (
	"errors"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/ledger"
)

// moreDigits is how many bytes the records of one anchor may differ in because
// numbers have more digits.
const moreDigits = 24

// errEnough ends the reading of blocks.
var errEnough = errors.New("enough")

// written is what an anchor's transaction costs every peer for ever.
type written struct{ keys, stateBytes, transactionBytes int }

// TestAnchorsCostTheSameInRealBlocks measures anchors of one digest of one issuer in
// one year by the write sets that stand in the blocks: the 1st, the 20th and the
// 40th, or with SOGOC_ANCHORS=10000, as make bench-anchors has it, the 1st, the
// 1,000th and the 10,000th.
func TestAnchorsCostTheSameInRealBlocks(t *testing.T) {
	t.Parallel()
	measured := []uint64{1, 20, 40}
	if text := os.Getenv("SOGOC_ANCHORS"); text != "" {
		last, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		require.GreaterOrEqual(t, last, uint64(20))
		measured = []uint64{1, last / 10, last}
	}
	dir := testnetwork.Shared(t)
	trust := trustOf(t, dir)
	school := newIssuer(t, trust)
	registry := newActor(t, dir, "registryd")
	school.register(newActor(t, dir, "accreditor"))
	source := peersOf(t, testnetwork.Connection(t, dir, "verifierd"))[0]
	var costs []written
	for n := uint64(1); n <= measured[2]; n++ {
		arguments, _ := school.anchor(1)
		number := registry.must(ledger.FuncPutAnchor, arguments...)
		if !slices.Contains(measured, n) {
			continue
		}
		var block *common.Block
		require.ErrorIs(t, source.Blocks(t.Context(), number, func(b *common.Block) error {
			block = b
			return errEnough
		}), errEnough)
		costs = append(costs, costOf(t, block, trust, arguments[0]))
	}
	for i, c := range costs {
		t.Logf("anchor %d: %d keys, %d bytes of state, %d bytes of the block",
			measured[i], c.keys, c.stateBytes, c.transactionBytes)
		require.Equal(t, costs[0].keys, c.keys)
		require.InDelta(t, costs[0].stateBytes, c.stateBytes, moreDigits)
		require.Less(t, c.transactionBytes, 16<<10, "certificates, signatures and statement; nothing that grows")
	}
}

// costOf returns the cost of the transaction in a block that anchors a statement.
func costOf(t *testing.T, block *common.Block, trust ledger.Trust, statement string) written {
	for _, raw := range block.Data.Data {
		envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
		require.NoError(t, proto.Unmarshal(raw, envelope))
		require.NoError(t, proto.Unmarshal(envelope.Payload, payload))
		require.NoError(t, proto.Unmarshal(payload.Header.ChannelHeader, header))
		if header.Type != int32(common.HeaderType_ENDORSER_TRANSACTION) {
			continue
		}
		tx, action, proposal := &peer.Transaction{}, &peer.ChaincodeActionPayload{}, &peer.ChaincodeProposalPayload{}
		require.NoError(t, proto.Unmarshal(payload.Data, tx))
		require.NoError(t, proto.Unmarshal(tx.Actions[0].Payload, action))
		require.NoError(t, proto.Unmarshal(action.ChaincodeProposalPayload, proposal))
		invocation := &peer.ChaincodeInvocationSpec{}
		require.NoError(t, proto.Unmarshal(proposal.Input, invocation))
		arguments := invocation.ChaincodeSpec.Input.Args
		if len(arguments) < 2 || string(arguments[1]) != statement {
			continue // another test's, in the same block
		}
		cost := written{transactionBytes: len(raw)}
		response, result, sets := &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}, &rwset.TxReadWriteSet{}
		require.NoError(t, proto.Unmarshal(action.Action.ProposalResponsePayload, response))
		require.NoError(t, proto.Unmarshal(response.Extension, result))
		require.NoError(t, proto.Unmarshal(result.Results, sets))
		for _, namespace := range sets.NsRwset {
			set := &kvrwset.KVRWSet{}
			require.NoError(t, proto.Unmarshal(namespace.Rwset, set))
			for _, w := range set.Writes {
				require.Equal(t, trust.Chaincode, namespace.Namespace)
				cost.keys++
				cost.stateBytes += len(w.Key) + len(w.Value)
			}
		}
		return cost
	}
	t.Fatal("the block holds no such anchor")
	return written{}
}
