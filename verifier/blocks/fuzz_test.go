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

// FuzzCheck: whatever is accepted has the header and the envelopes of the one
// good block.
func FuzzCheck(f *testing.F) {
	c, chain, client := start(f)
	good := c.Draft(c.Envelope(put(client)), c.Envelope(put(client)))
	raw, err := proto.Marshal(good)
	require.NoError(f, err)
	f.Add(uint32(0), uint8(0), []byte{})
	f.Add(uint32(100), uint8(1), []byte{1})
	f.Fuzz(func(t *testing.T, at uint32, cut uint8, insert []byte) {
		block := &common.Block{}
		if proto.Unmarshal(blockstest.Splice(raw, at, cut, insert), block) != nil {
			return
		}
		if _, err := chain.Check(block, none()); err == nil {
			require.Equal(t, blocks.HeaderHash(good.Header), blocks.HeaderHash(block.Header))
			require.Equal(t, good.Data.Data, block.Data.Data)
		}
	})
}

// FuzzEnvelope: a client writes a transaction as it likes and signs it, and a
// quorum of the orderers puts it into a block. What is valid does what was endorsed.
func FuzzEnvelope(f *testing.F) {
	c, chain, client := start(f)
	envelope := &common.Envelope{}
	require.NoError(f, proto.Unmarshal(c.Envelope(put(client)), envelope))
	judge := func(t testing.TB, payload []byte, flag peer.TxValidationCode) (blocks.Checked, error) {
		raw, err := proto.Marshal(&common.Envelope{Payload: payload, Signature: client.Sign(payload)})
		require.NoError(t, err)
		block := c.For(t).Draft(raw)
		blockstest.Flag(block, 0, byte(flag))
		return chain.Check(block, none())
	}
	good, err := judge(f, envelope.Payload, peer.TxValidationCode_VALID)
	require.NoError(f, err)
	f.Add(uint32(0), uint8(0), []byte{})
	f.Add(uint32(200), uint8(0), []byte{1})
	f.Fuzz(func(t *testing.T, at uint32, cut uint8, insert []byte) {
		payload := blockstest.Splice(envelope.Payload, at, cut, insert)
		checked, err := judge(t, payload, peer.TxValidationCode_VALID)
		if err == nil {
			require.Equal(t, good.Transactions, checked.Transactions)
		}
		checked, refused := judge(t, payload, peer.TxValidationCode_INVALID_OTHER_REASON)
		if refused == nil {
			require.Error(t, err, "it was valid")
			require.False(t, checked.Transactions[0].Valid())
		}
	})
}

// FuzzConfigUpdate: most of the administrators sign an update as somebody
// likes it, or it is changed after they signed, and a quorum of the orderers
// puts it into a block with what it led to before.
func FuzzConfigUpdate(f *testing.F) {
	c, chain, _ := start(f)
	admins := []*blockstest.Member{
		c.Admins["MinistryOrdererMSP"],
		c.Admins["SchoolsOrdererMSP"],
		c.Admins["AuditorOrdererMSP"],
	}
	update := c.Update(func(g *common.ConfigGroup) { c.Touch(g) }, admins...)
	good := c.DraftUpdate(update)
	_, err := chain.Check(good, none())
	require.NoError(f, err)
	signed, raw := &common.ConfigUpdateEnvelope{}, updateOf(f, good)
	require.NoError(f, proto.Unmarshal(raw, signed))
	f.Add(true, uint32(0), uint8(0), []byte{})
	f.Add(false, uint32(9), uint8(1), []byte{1})
	f.Fuzz(func(t *testing.T, afterwards bool, at uint32, cut uint8, insert []byte) {
		altered := update
		if afterwards {
			altered.Raw = &common.ConfigUpdateEnvelope{}
			if proto.Unmarshal(blockstest.Splice(raw, at, cut, insert), altered.Raw) != nil {
				return
			}
		} else {
			altered.Update = &common.ConfigUpdate{}
			if proto.Unmarshal(blockstest.Splice(signed.ConfigUpdate, at, cut, insert), altered.Update) != nil {
				return
			}
		}
		checked, err := chain.Check(c.For(t).DraftUpdate(altered), none())
		if err != nil {
			require.ErrorIs(t, err, blocks.ErrConfigChange)
			return
		}
		require.Equal(t, uint64(1), checked.Chain.Config.Sequence())
		if afterwards {
			require.Equal(t, signed.ConfigUpdate, altered.Raw.ConfigUpdate, "what was signed")
		}
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
	good, err := blocks.EncodeConfigChain(
		[]*common.Block{c.Genesis(), c.Reconfigure(nothing)},
		trust.Channel,
		trust.Genesis,
	)
	require.NoError(f, err)
	f.Add(0, uint32(0), uint8(0), []byte{})
	f.Add(1, uint32(3), uint8(1), []byte{1})
	f.Fuzz(func(t *testing.T, which int, at uint32, cut uint8, insert []byte) {
		encoded := [][]byte{good[0], good[1]}
		encoded[which&1] = blockstest.Splice(good[which&1], at, cut, insert)
		if _, err := blocks.ReadConfigChain(encoded, trust.Channel, trust.Genesis); err == nil {
			require.Equal(t, good, encoded)
		}
	})
}
