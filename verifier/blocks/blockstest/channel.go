package blockstest

import (
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Names of the synthetic channel.
const (
	Name      = "sogoc"
	Chaincode = "sogoc"
)

// Organisations are the MSPs of the channel; each has a second one, with
// "Orderer" in its name, for its orderer.
var Organisations = []string{"MinistryMSP", "UniversityMSP", "SchoolsMSP", "AuditorMSP"}

// Channel is a synthetic channel. Its methods are not safe for concurrent use.
type Channel struct {
	t           testing.TB
	Authorities map[string]*Authority // by MSP, the orderers' too
	Peers       map[string]*Member    // by MSP
	Admins      map[string]*Member    // by MSP, the orderers' too
	Consenters  []*Member             // the ids in the mapping are their places from 1
	Revoked     map[string][][]byte   // revocation lists by MSP, for the next configuration
	Height      uint64
	Now         time.Time // timestamp of the next transaction
	genesis     *common.Block
	root        *common.ConfigGroup // in force
	versions    map[blocks.Key]*kvrwset.Version
	previous    []byte
	lastConfig  uint64
	sequence    uint64
	nonce       uint64
}

// New makes the authorities and the genesis block. edit may change the
// configuration before it is put into the block.
func New(t testing.TB, edit ...func(*common.ConfigGroup)) *Channel {
	c := &Channel{
		t:           t,
		Authorities: map[string]*Authority{},
		Peers:       map[string]*Member{},
		Admins:      map[string]*Member{},
		Revoked:     map[string][][]byte{},
		versions:    map[blocks.Key]*kvrwset.Version{},
		Now:         time.Date(2026, 6, 15, 1, 0, 0, 0, time.UTC),
	}
	for _, msp := range Organisations {
		c.Authorities[msp], c.Authorities[OrdererMSP(msp)] = NewAuthority(t, msp), NewAuthority(t, OrdererMSP(msp))
		c.Peers[msp] = c.Authorities[msp].Issue("peer0", "peer")
		c.Consenters = append(c.Consenters, c.Authorities[OrdererMSP(msp)].Issue("orderer0", "orderer"))
		for _, a := range []*Authority{c.Authorities[msp], c.Authorities[OrdererMSP(msp)]} {
			c.Admins[a.MSP] = a.Issue("admin", "admin")
		}
	}
	c.root = c.configuration()
	for _, e := range edit {
		e(c.root)
	}
	c.genesis = c.next(c.genesisEnvelope())
	c.genesis.Metadata = &common.BlockMetadata{Metadata: [][]byte{{}, {}, {}, {}, {}}}
	c.Advance(c.genesis)
	return c
}

// OrdererMSP returns the MSP of an organisation's orderer: "MinistryOrdererMSP".
func OrdererMSP(msp string) string { return msp[:len(msp)-len("MSP")] + "OrdererMSP" }

// For returns the channel as it is, to be used by another test: a fuzz target.
func (c *Channel) For(t testing.TB) *Channel {
	other := *c
	other.t = t
	return &other
}

// Genesis returns the first block.
func (c *Channel) Genesis() *common.Block { return clone(c.genesis) }

// Trust returns a trust file that pins the genesis block.
func (c *Channel) Trust() ledger.Trust {
	return ledger.Trust{
		Genesis:     blocks.HeaderHash(c.genesis.GetHeader()),
		Channel:     Name,
		Chaincode:   Chaincode,
		Accreditors: []string{"MinistryMSP"},
	}
}

// Block makes the next block of these envelopes, all flagged valid and signed
// by three of the four consenters, and moves the channel on.
func (c *Channel) Block(envelopes ...[]byte) *common.Block {
	block := c.next(envelopes...)
	c.Sign(block, c.Consenters[:3]...)
	c.Advance(block)
	return clone(block)
}

// Draft makes the next block as Block does and leaves the channel where it
// is, for a test to spoil.
func (c *Channel) Draft(envelopes ...[]byte) *common.Block {
	block := c.next(envelopes...)
	c.Sign(block, c.Consenters[:3]...)
	return block
}

func (c *Channel) next(envelopes ...[]byte) *common.Block {
	block := &common.Block{
		Header: &common.BlockHeader{Number: c.Height, PreviousHash: c.previous},
		Data:   &common.BlockData{Data: envelopes},
	}
	sum := blocks.DataHash(block.GetData())
	block.Header.DataHash = sum[:]
	block.Metadata = &common.BlockMetadata{Metadata: [][]byte{{}, {}, make([]byte, len(envelopes)), {}, {}}}
	return block
}

// Flag sets a transaction's validation flag.
func Flag(block *common.Block, index int, flag byte) {
	block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER][index] = flag
}

// Sign replaces the block's signatures by these consenters' and recomputes
// the data hash, so that what a test changed in the envelopes is signed for.
func (c *Channel) Sign(block *common.Block, by ...*Member) {
	sum := blocks.DataHash(block.GetData())
	block.Header.DataHash = sum[:]
	last := c.lastConfig
	if configOf(block) != nil {
		last = block.Header.Number
	}
	metadata := &common.Metadata{
		Value: marshal(c.t, &common.OrdererBlockMetadata{LastConfig: &common.LastConfig{Index: last}}),
	}
	for _, member := range by {
		metadata.Signatures = append(
			metadata.Signatures,
			c.signature(block, metadata.Value, slices.Index(c.Consenters, member)+1, member),
		)
	}
	block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = marshal(c.t, metadata)
}

// SignAs adds a member's signature under a consenter's id, whether or not it is that member's.
func (c *Channel) SignAs(block *common.Block, id int, by *Member) {
	metadata := &common.Metadata{}
	require.NoError(c.t, proto.Unmarshal(block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
	metadata.Signatures = append(metadata.Signatures, c.signature(block, metadata.Value, id, by))
	block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = marshal(c.t, metadata)
}

func (c *Channel) signature(block *common.Block, value []byte, id int, by *Member) *common.MetadataSignature {
	header := marshal(c.t, &common.IdentifierHeader{Identifier: uint32(id), Nonce: []byte{byte(id)}})
	return &common.MetadataSignature{
		IdentifierHeader: header,
		Signature:        by.Sign(slices.Concat(value, header, blocks.HeaderBytes(block.Header))),
	}
}

// Advance moves the channel on past a draft.
func (c *Channel) Advance(block *common.Block) {
	hash := blocks.HeaderHash(block.Header)
	c.Height, c.previous = block.Header.Number+1, hash[:]
	if config := configOf(block); config != nil {
		c.lastConfig, c.sequence, c.root = block.Header.Number, config.GetSequence(), config.GetChannelGroup()
	} else {
		c.apply(block)
	}
}

func clone(block *common.Block) *common.Block { return proto.Clone(block).(*common.Block) }
