package blocks_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// FuzzEnvelope: a client writes an envelope as it likes, and a quorum of the
// orderers puts it into a block. Only the good ones are taken for valid.
func FuzzEnvelope(f *testing.F) {
	c, chain, client := start(f)
	good := [][]byte{c.Envelope(put(client)), c.Commit(c.Definition(blockstest.Chaincode, "vscc", nil))}
	for _, envelope := range good {
		_, err := chain.Check(c.Draft(envelope), none())
		require.NoError(f, err)
		f.Add(envelope)
	}
	f.Fuzz(func(t *testing.T, envelope []byte) {
		block := c.For(t).Draft(envelope)
		if _, err := chain.Check(block, none()); err == nil {
			require.Contains(t, good, envelope)
		}
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_INVALID_OTHER_REASON))
		if checked, err := chain.Check(block, none()); err == nil {
			require.False(t, checked.Transactions[0].Valid())
			require.NotContains(t, good, envelope, "flagged invalid")
		}
	})
}

// FuzzConfigUpdate: an update is written as somebody likes, and a quorum of
// the orderers puts it into a block with what it led to before.
func FuzzConfigUpdate(f *testing.F) {
	c, chain, _ := start(f)
	update := c.Update(func(g *common.ConfigGroup) { c.Touch(g) }, c.Admins["MinistryOrdererMSP"], c.Admins["SchoolsOrdererMSP"], c.Admins["AuditorOrdererMSP"])
	good := c.DraftUpdate(update)
	_, err := chain.Check(good, none())
	require.NoError(f, err)
	f.Add(updateOf(f, good))
	f.Fuzz(func(t *testing.T, raw []byte) {
		signed := &common.ConfigUpdateEnvelope{}
		if proto.Unmarshal(raw, signed) != nil {
			return
		}
		altered := update
		altered.Raw = signed
		checked, err := chain.Check(c.For(t).DraftUpdate(altered), none())
		if err != nil {
			require.ErrorIs(t, err, blocks.ErrConfigChange)
			return
		}
		require.Equal(t, uint64(1), checked.Chain.Config.Sequence())
		require.GreaterOrEqual(t, len(signed.Signatures), 3, "most of the orderers' administrators")
	})
}

func updateOf(t testing.TB, block *common.Block) []byte {
	envelope, payload, set, inner := &common.Envelope{}, &common.Payload{}, &common.ConfigEnvelope{}, &common.Payload{}
	require.NoError(t, proto.Unmarshal(block.Data.Data[0], envelope))
	require.NoError(t, proto.Unmarshal(envelope.Payload, payload))
	require.NoError(t, proto.Unmarshal(payload.Data, set))
	require.NoError(t, proto.Unmarshal(set.LastUpdate.Payload, inner))
	return inner.Data
}

// FuzzParseConfig: a configuration that is read has consenters and a quorum.
func FuzzParseConfig(f *testing.F) {
	c := blockstest.New(f)
	raw, err := proto.Marshal(c.Genesis())
	require.NoError(f, err)
	f.Add(raw)
	f.Fuzz(func(t *testing.T, raw []byte) {
		block := &common.Block{}
		if proto.Unmarshal(raw, block) != nil {
			return
		}
		config, err := blocks.ParseConfig(block)
		if err != nil {
			return
		}
		require.Positive(t, config.Consenters())
		require.LessOrEqual(t, config.Quorum(), config.Consenters())
		require.Greater(t, 3*config.Quorum(), 2*config.Consenters())
		require.NotEmpty(t, config.Organisations())
	})
}

// FuzzReadConfigChain: of a configuration that follows the genesis block no
// byte can be another one.
func FuzzReadConfigChain(f *testing.F) {
	c := blockstest.New(f)
	trust := c.Trust()
	encoded, err := blocks.EncodeConfigChain([]*common.Block{c.Genesis(), c.Reconfigure(nothing)}, trust.Channel, trust.Genesis)
	require.NoError(f, err)
	f.Add(encoded[0], encoded[1])
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if _, err := blocks.ReadConfigChain([][]byte{first, second}, trust.Channel, trust.Genesis); err == nil {
			require.Equal(t, encoded, [][]byte{first, second})
		}
	})
}
