package blocks_test

import (
	"errors"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// none is a state in which nothing stands.
func none() *blockstest.State { return &blockstest.State{} }

// step checks a block that has to be good and keeps what it says.
func step(t testing.TB, chain blocks.Chain, state *blockstest.State, block *common.Block) blocks.Chain {
	checked, err := chain.Check(block, state)
	require.NoError(t, err)
	state.Apply(checked)
	return checked.Chain
}

// start returns a channel whose chaincode is defined, the chain up to there
// and a client.
func start(
	t testing.TB,
	edit ...func(*common.ConfigGroup),
) (*blockstest.Channel, blocks.Chain, *blockstest.Member) {
	c := blockstest.New(t, edit...)
	trust := c.Trust()
	first, err := blocks.Genesis(c.Genesis(), trust.Channel, trust.Chaincode, trust.Genesis)
	require.NoError(t, err)
	second, err := first.Chain.Check(c.Block(c.Commit(c.Definition(blockstest.Chaincode, "vscc", nil))), none())
	require.NoError(t, err)
	return c, second.Chain, c.Authorities["SchoolsMSP"].Issue("registry", "client", "registry")
}

func put(client *blockstest.Member) blockstest.Transaction {
	return blockstest.Transaction{
		Creator:   client,
		Function:  "Put",
		Arguments: []string{"a"},
		Writes:    map[string][]byte{"key": []byte("value")},
	}
}

func TestGoodBlocksAreTakenApart(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	require.Equal(t, 3, chain.Config.Quorum())
	require.Equal(t, 4, chain.Config.Consenters())
	require.Equal(
		t,
		[]string{"AuditorMSP", "MinistryMSP", "SchoolsMSP", "UniversityMSP"},
		chain.Config.Organisations(),
	)

	at := c.Now
	block := c.Block(c.Envelope(put(client)), c.Envelope(put(client)))
	checked, err := chain.Check(block, none())
	require.NoError(t, err)
	require.Equal(t, uint64(2), checked.Number)
	require.Equal(t, blocks.HeaderHash(block.Header), checked.Chain.Hash)
	require.Equal(t, uint64(3), checked.Chain.Height)
	require.Len(t, checked.Transactions, 2)
	first := checked.Transactions[0]
	require.True(t, first.Valid())
	require.Equal(t, "SchoolsMSP", first.Creator.MSP)
	require.Equal(t, []string{"client", "registry"}, first.Creator.Units)
	require.Equal(t, [][]byte{[]byte("Put"), []byte("a")}, first.Arguments)
	require.Equal(t, []blocks.Write{{Key: "key", Value: []byte("value")}}, first.Writes)
	require.True(t, at.Equal(first.Time))
	require.Len(t, first.TxID, 64)
}

func TestGenesisIsPinned(t *testing.T) {
	t.Parallel()
	c, other := blockstest.New(t), blockstest.New(t)
	trust := c.Trust()

	_, err := blocks.Genesis(other.Genesis(), trust.Channel, trust.Chaincode, trust.Genesis)
	require.ErrorIs(t, err, blocks.ErrGenesis)
	_, err = blocks.Genesis(c.Genesis(), "another", trust.Chaincode, trust.Genesis)
	require.ErrorIs(t, err, blocks.ErrGenesis)
	swapped := c.Genesis()
	swapped.Data = other.Genesis().Data
	_, err = blocks.Genesis(swapped, trust.Channel, trust.Chaincode, trust.Genesis)
	require.ErrorIs(t, err, blocks.ErrDataHash)
	_, err = blocks.Genesis(&common.Block{}, trust.Channel, trust.Chaincode, trust.Genesis)
	require.ErrorIs(t, err, blocks.ErrGenesis)
}

func TestChannelsOfAnotherKindAreRefused(t *testing.T) {
	t.Parallel()
	raw := func(m proto.Message) []byte {
		b, err := proto.Marshal(m)
		require.NoError(t, err)
		return b
	}
	capabilities := func(names ...string) []byte {
		all := map[string]*common.Capability{}
		for _, name := range names {
			all[name] = &common.Capability{}
		}
		return raw(&common.Capabilities{Capabilities: all})
	}
	for name, test := range map[string]struct {
		edit func(*common.ConfigGroup)
		want error
	}{
		"crash-tolerant ordering": {func(g *common.ConfigGroup) {
			g.Groups["Orderer"].Values["ConsensusType"].Value = raw(&orderer.ConsensusType{Type: "etcdraft"})
		}, blocks.ErrBeyond},
		"unknown capability": {func(g *common.ConfigGroup) {
			g.Values["Capabilities"].Value = capabilities("V3_0", "V9_0")
		}, blocks.ErrBeyond},
		"old channel": {func(g *common.ConfigGroup) {
			g.Values["Capabilities"].Value = capabilities("V2_0")
		}, blocks.ErrBeyond},
		"other hash": {func(g *common.ConfigGroup) {
			g.Values["HashingAlgorithm"].Value = raw(&common.HashingAlgorithm{Name: "SHA3"})
		}, blocks.ErrBeyond},
		"another group":  {func(g *common.ConfigGroup) { g.Groups["Other"] = &common.ConfigGroup{} }, blocks.ErrBeyond},
		"no application": {func(g *common.ConfigGroup) { delete(g.Groups, "Application") }, blocks.ErrConfig},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := blockstest.New(t, test.edit)
			_, err := blocks.Genesis(c.Genesis(), blockstest.Name, blockstest.Chaincode, c.Trust().Genesis)
			require.ErrorIs(t, err, test.want)
			var beyond *blocks.BeyondError
			if errors.As(err, &beyond) {
				require.Contains(t, err.Error(), "install")
			}
		})
	}
}

// spoilt changes a good block of two transactions.
type spoilt struct {
	spoil func(*common.Block)
	want  error
}

func spoiltBlocks(t *testing.T, c *blockstest.Channel, client *blockstest.Member) map[string]spoilt {
	return map[string]spoilt{
		"empty": {func(b *common.Block) { b.Data.Data = nil; c.Sign(b, c.Consenters...) }, blocks.ErrForm},
		"merged envelopes": {func(b *common.Block) {
			b.Data.Data = [][]byte{append(append([]byte{}, b.Data.Data[0]...), b.Data.Data[1]...)}
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = []byte{0}
		}, blocks.ErrForm},
		"merged envelopes that a quorum signed": {func(b *common.Block) {
			b.Data.Data = [][]byte{append(append([]byte{}, b.Data.Data[0]...), b.Data.Data[1]...)}
			c.Sign(b, c.Consenters...)
		}, blocks.ErrForm},
		"envelope without signature": {func(b *common.Block) {
			e := &common.Envelope{}
			require.NoError(t, proto.Unmarshal(b.Data.Data[0], e))
			e.Signature = nil
			b.Data.Data[0], _ = proto.Marshal(e)
			c.Sign(b, c.Consenters...)
		}, blocks.ErrForm},
		"configuration among transactions": {func(b *common.Block) {
			b.Data.Data[1] = c.DraftConfig(func(*common.ConfigGroup) {}).Data.Data[0]
			c.Sign(b, c.Consenters...)
		}, blocks.ErrForm},
		"changed transaction": {
			func(b *common.Block) { b.Data.Data[1] = c.Envelope(put(client)) },
			blocks.ErrDataHash,
		},
		"swapped transactions": {func(b *common.Block) {
			b.Data.Data[0], b.Data.Data[1] = b.Data.Data[1], b.Data.Data[0]
		}, blocks.ErrDataHash},
		"other number":        {func(b *common.Block) { b.Header.Number++ }, blocks.ErrChain},
		"other previous hash": {func(b *common.Block) { b.Header.PreviousHash[0] ^= 1 }, blocks.ErrChain},
		"two signatures":      {func(b *common.Block) { c.Sign(b, c.Consenters[:2]...) }, blocks.ErrQuorum},
		"one consenter three times": {func(b *common.Block) {
			c.Sign(b, c.Consenters[0], c.Consenters[0], c.Consenters[0])
		}, blocks.ErrQuorum},
		"no signatures": {func(b *common.Block) { c.Sign(b) }, blocks.ErrQuorum},
		"no metadata":   {func(b *common.Block) { b.Metadata = nil }, blocks.ErrQuorum},
		"signatures of another block": {func(b *common.Block) {
			b.Metadata.Metadata[0] = c.Draft(c.Envelope(put(client))).Metadata.Metadata[0]
		}, blocks.ErrQuorum},
		"too few flags": {func(b *common.Block) {
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = []byte{0}
		}, blocks.ErrForm},
		"good transaction flagged invalid": {func(b *common.Block) {
			blockstest.Flag(b, 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
		}, blocks.ErrFlag},
		"nothing at all": {func(b *common.Block) { b.Reset() }, blocks.ErrForm},
	}
}

func TestBlocksThatBreakTheChainAreRefused(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	for name, test := range spoiltBlocks(t, c, client) {
		t.Run(name, func(t *testing.T) {
			block := c.Draft(c.Envelope(put(client)), c.Envelope(put(client)))
			_, err := chain.Check(block, none())
			require.NoError(t, err, "before it is spoilt")
			block = proto.Clone(block).(*common.Block)
			test.spoil(block)
			_, err = chain.Check(block, none())
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestAMissingConsenterIsNoMatter(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	block := c.Draft(c.Envelope(put(client)))
	for _, by := range [][]*blockstest.Member{c.Consenters, c.Consenters[1:], {c.Consenters[0], c.Consenters[2], c.Consenters[3]}} {
		c.Sign(block, by...)
		_, err := chain.Check(block, none())
		require.NoError(t, err)
	}
}

func TestAFailingLookUpIsNoVerdict(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	broken := errors.New("disk")
	_, err := chain.Check(c.Draft(c.Envelope(put(client))), &blockstest.State{Fail: broken})
	require.ErrorIs(t, err, broken)
	require.NotErrorIs(t, err, blocks.ErrFlag)
}

func TestNoChangedBitIsAccepted(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	good := c.Draft(c.Envelope(put(client)))
	raw, err := proto.Marshal(good)
	require.NoError(t, err)
	for at := 0; at < len(raw); at += 5 {
		changed := append([]byte{}, raw...)
		changed[at] ^= 1 << (at % 8)
		block := &common.Block{}
		if proto.Unmarshal(changed, block) != nil {
			continue
		}
		if _, err := chain.Check(block, none()); err == nil { // a bit of what nobody signs
			require.Equal(t, blocks.HeaderHash(good.Header), blocks.HeaderHash(block.Header))
			require.Equal(t, good.Data.Data, block.Data.Data)
		}
	}
}
