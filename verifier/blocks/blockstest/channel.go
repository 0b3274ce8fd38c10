package blockstest

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
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
	Consenters  []*Member
	Revoked     map[string][][]byte // revocation lists by MSP, for the next configuration
	Height      uint64
	Now         time.Time // timestamp of the next transaction
	genesis     *common.Block
	previous    []byte
	lastConfig  uint64
	sequence    uint64
	nonce       uint64
}

// New makes the authorities and the genesis block. edit may change the
// configuration before it is put into the block.
func New(t testing.TB, edit ...func(*common.ConfigGroup)) *Channel {
	c := &Channel{t: t, Authorities: map[string]*Authority{}, Peers: map[string]*Member{}, Revoked: map[string][][]byte{},
		Now: time.Date(2026, 6, 15, 1, 0, 0, 0, time.UTC)}
	for _, msp := range Organisations {
		c.Authorities[msp], c.Authorities[OrdererMSP(msp)] = NewAuthority(t, msp), NewAuthority(t, OrdererMSP(msp))
		c.Peers[msp] = c.Authorities[msp].Issue("peer0", "peer")
		c.Consenters = append(c.Consenters, c.Authorities[OrdererMSP(msp)].Issue("orderer0", "orderer"))
	}
	root := c.Configuration()
	for _, e := range edit {
		e(root)
	}
	c.genesis = c.next(c.configEnvelope(root, nil))
	c.genesis.Metadata = &common.BlockMetadata{Metadata: [][]byte{{}, {}, {}, {}, {}}}
	c.advance(c.genesis)
	return c
}

// OrdererMSP returns the MSP of an organisation's orderer: "MinistryOrdererMSP".
func OrdererMSP(msp string) string { return msp[:len(msp)-len("MSP")] + "OrdererMSP" }

// Genesis returns the first block.
func (c *Channel) Genesis() *common.Block { return clone(c.genesis) }

// Trust returns a trust file that pins the genesis block.
func (c *Channel) Trust() ledger.Trust {
	return ledger.Trust{Genesis: blocks.HeaderHash(c.genesis.GetHeader()), Channel: Name, Chaincode: Chaincode, Accreditors: []string{"MinistryMSP"}}
}

// Configuration returns a fresh configuration tree of the channel's organisations.
func (c *Channel) Configuration() *common.ConfigGroup {
	application, ordering := group(), group()
	consenters := make([]*common.Consenter, 0, len(c.Consenters))
	for i, member := range c.Consenters {
		consenters = append(consenters, &common.Consenter{Id: uint32(i + 1), Host: "127.0.0.1", Port: uint32(7050 + i), MspId: member.MSP, Identity: encodePEM(member.Certificate.Raw)})
	}
	for _, msp := range Organisations {
		application.Groups[msp] = c.organisation(msp, mspb.MSPRole_PEER)
		ordering.Groups[OrdererMSP(msp)] = c.organisation(OrdererMSP(msp), mspb.MSPRole_ORDERER)
	}
	c.set(application, "Capabilities", capabilities("V2_5"))
	for _, name := range []string{"Endorsement", "LifecycleEndorsement"} {
		c.meta(application, name, common.ImplicitMetaPolicy_MAJORITY, "Endorsement")
	}
	c.set(ordering, "Capabilities", capabilities("V2_0"))
	c.set(ordering, "ConsensusType", &orderer.ConsensusType{Type: "BFT"})
	c.set(ordering, "BatchSize", &orderer.BatchSize{MaxMessageCount: 50, AbsoluteMaxBytes: 4 << 20, PreferredMaxBytes: 1 << 20})
	c.set(ordering, "Orderers", &common.Orderers{ConsenterMapping: consenters})
	ordering.Policies["BlockValidation"] = c.blockValidation(consenters)
	root := group()
	root.Groups["Application"], root.Groups["Orderer"] = application, ordering
	c.set(root, "Capabilities", capabilities("V3_0"))
	c.set(root, "HashingAlgorithm", &common.HashingAlgorithm{Name: "SHA256"})
	c.set(root, "BlockDataHashingStructure", &common.BlockDataHashingStructure{Width: math.MaxUint32})
	return root
}

func (c *Channel) organisation(msp string, role mspb.MSPRole_MSPRoleType) *common.ConfigGroup {
	g := group()
	g.Values["MSP"] = &common.ConfigValue{ModPolicy: "Admins", Value: c.Authorities[msp].config(c.Revoked[msp])}
	g.Policies["Endorsement"] = signaturePolicy(c.t, 1, &mspb.MSPPrincipal{PrincipalClassification: mspb.MSPPrincipal_ROLE,
		Principal: marshal(c.t, &mspb.MSPRole{MspIdentifier: msp, Role: role})})
	return g
}

func (c *Channel) blockValidation(consenters []*common.Consenter) *common.ConfigPolicy {
	var principals []*mspb.MSPPrincipal
	for _, consenter := range consenters {
		principals = append(principals, &mspb.MSPPrincipal{PrincipalClassification: mspb.MSPPrincipal_IDENTITY,
			Principal: marshal(c.t, &mspb.SerializedIdentity{Mspid: consenter.GetMspId(), IdBytes: consenter.GetIdentity()})})
	}
	return signaturePolicy(c.t, 3, principals...)
}

func (c *Channel) set(g *common.ConfigGroup, name string, v proto.Message) {
	g.Values[name] = &common.ConfigValue{ModPolicy: "Admins", Value: marshal(c.t, v)}
}

func (c *Channel) meta(g *common.ConfigGroup, name string, rule common.ImplicitMetaPolicy_Rule, sub string) {
	g.Policies[name] = &common.ConfigPolicy{ModPolicy: "Admins", Policy: &common.Policy{Type: int32(common.Policy_IMPLICIT_META),
		Value: marshal(c.t, &common.ImplicitMetaPolicy{SubPolicy: sub, Rule: rule})}}
}

func signaturePolicy(t testing.TB, n int32, principals ...*mspb.MSPPrincipal) *common.ConfigPolicy {
	return &common.ConfigPolicy{ModPolicy: "Admins", Policy: &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: marshal(t, NOutOf(n, principals...))}}
}

// NOutOf returns a signature policy of n of these principals.
func NOutOf(n int32, principals ...*mspb.MSPPrincipal) *common.SignaturePolicyEnvelope {
	var rules []*common.SignaturePolicy
	for i := range principals {
		rules = append(rules, &common.SignaturePolicy{Type: &common.SignaturePolicy_SignedBy{SignedBy: int32(i)}})
	}
	return &common.SignaturePolicyEnvelope{Identities: principals, Rule: &common.SignaturePolicy{
		Type: &common.SignaturePolicy_NOutOf_{NOutOf: &common.SignaturePolicy_NOutOf{N: n, Rules: rules}}}}
}

// Members returns principals for any member of each organisation.
func Members(t testing.TB, organisations ...string) []*mspb.MSPPrincipal {
	var principals []*mspb.MSPPrincipal
	for _, msp := range organisations {
		principals = append(principals, &mspb.MSPPrincipal{PrincipalClassification: mspb.MSPPrincipal_ROLE,
			Principal: marshal(t, &mspb.MSPRole{MspIdentifier: msp, Role: mspb.MSPRole_MEMBER})})
	}
	return principals
}

func group() *common.ConfigGroup {
	return &common.ConfigGroup{ModPolicy: "Admins", Groups: map[string]*common.ConfigGroup{}, Values: map[string]*common.ConfigValue{}, Policies: map[string]*common.ConfigPolicy{}}
}

func capabilities(name string) *common.Capabilities {
	return &common.Capabilities{Capabilities: map[string]*common.Capability{name: {}}}
}

// Block makes the next block of these envelopes, all flagged valid and signed
// by three of the four consenters, and moves the channel on.
func (c *Channel) Block(envelopes ...[]byte) *common.Block {
	block := c.next(envelopes...)
	c.Sign(block, c.Consenters[:3]...)
	c.advance(block)
	return clone(block)
}

// Draft makes the next block as Block does and leaves the channel where it
// is, for a test to spoil.
func (c *Channel) Draft(envelopes ...[]byte) *common.Block {
	block := c.next(envelopes...)
	c.Sign(block, c.Consenters[:3]...)
	return block
}

// Reconfigure makes the next block of a changed configuration.
func (c *Channel) Reconfigure(edit func(*common.ConfigGroup)) *common.Block {
	block := c.DraftConfig(edit)
	c.advance(block)
	return clone(block)
}

// DraftConfig makes a configuration block and leaves the channel where it is.
func (c *Channel) DraftConfig(edit func(*common.ConfigGroup)) *common.Block {
	root := c.Configuration()
	edit(root)
	block := c.next(c.configEnvelope(root, c.Consenters[0]))
	c.Sign(block, c.Consenters[:3]...)
	return block
}

func (c *Channel) next(envelopes ...[]byte) *common.Block {
	block := &common.Block{Header: &common.BlockHeader{Number: c.Height, PreviousHash: c.previous}, Data: &common.BlockData{Data: envelopes}}
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
	if isConfig(block) {
		last = block.Header.Number
	}
	metadata := &common.Metadata{Value: marshal(c.t, &common.OrdererBlockMetadata{LastConfig: &common.LastConfig{Index: last}})}
	for _, member := range by {
		id := uint32(slices.Index(c.Consenters, member) + 1)
		header := marshal(c.t, &common.IdentifierHeader{Identifier: id, Nonce: []byte{byte(id)}})
		metadata.Signatures = append(metadata.Signatures, &common.MetadataSignature{IdentifierHeader: header,
			Signature: member.Sign(slices.Concat(metadata.Value, header, blocks.HeaderBytes(block.Header)))})
	}
	block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = marshal(c.t, metadata)
}

func (c *Channel) advance(block *common.Block) {
	hash := blocks.HeaderHash(block.Header)
	c.Height, c.previous = block.Header.Number+1, hash[:]
	if isConfig(block) {
		c.lastConfig = block.Header.Number
		c.sequence++
	}
}

func isConfig(block *common.Block) bool {
	_, err := blocks.ParseConfig(block)
	return err == nil
}

func clone(block *common.Block) *common.Block { return proto.Clone(block).(*common.Block) }
