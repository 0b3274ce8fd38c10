package blocks_test

import (
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// messagesOfABlock are the messages that stand in a block, or in the bytes of
// one that does. What they hold themselves is found by walking.
var messagesOfABlock = []proto.Message{
	&common.Block{}, &common.Metadata{}, &common.OrdererBlockMetadata{}, &common.IdentifierHeader{},
	&common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}, &common.SignatureHeader{},
	&mspb.SerializedIdentity{}, &peer.ChaincodeHeaderExtension{}, &peer.Transaction{},
	&peer.ChaincodeActionPayload{}, &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{},
	&peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}, &peer.ChaincodeEvent{}, &rwset.TxReadWriteSet{},
	&kvrwset.KVRWSet{}, &kvrwset.HashedRWSet{}, &common.ConfigEnvelope{}, &common.ConfigUpdateEnvelope{},
	&common.ConfigUpdate{}, &common.Capabilities{}, &common.HashingAlgorithm{}, &common.BlockDataHashingStructure{},
	&common.OrdererAddresses{}, &common.Consortium{}, &common.Orderers{}, &orderer.ConsensusType{},
	&orderer.BatchSize{}, &orderer.BatchTimeout{}, &orderer.ChannelRestrictions{},
	//lint:ignore SA1019 it may still stand in a configuration
	&orderer.KafkaBrokers{},
	&peer.ACLs{}, &peer.AnchorPeers{}, &mspb.MSPConfig{}, &mspb.FabricMSPConfig{},
	&common.SignaturePolicyEnvelope{}, &common.ImplicitMetaPolicy{}, &mspb.MSPRole{}, &mspb.OrganizationUnit{},
	&mspb.MSPIdentityAnonymity{}, &mspb.CombinedPrincipal{}, &peer.ApplicationPolicy{}, &lifecycle.StateMetadata{},
	&lifecycle.StateData{}, &lifecycle.ChaincodeValidationInfo{}, &lifecycle.ChaincodeEndorsementInfo{},
	&peer.CollectionConfigPackage{},
}

// A new version of the formats that adds a field, or a value to an
// enumeration, fails here until the table says what is done about it.
func TestEveryFieldHasAFinding(t *testing.T) {
	t.Parallel()
	seen := map[protoreflect.FullName]bool{}
	var walk func(protoreflect.MessageDescriptor)
	walk = func(m protoreflect.MessageDescriptor) {
		if seen[m.FullName()] {
			return
		}
		seen[m.FullName()] = true
		for i := range m.Fields().Len() {
			field := m.Fields().Get(i)
			requireFinding(t, string(field.FullName()))
			if field.Message() != nil {
				walk(field.Message())
			}
			if enum := field.Enum(); enum != nil {
				for n := range enum.Values().Len() {
					requireFinding(t, string(enum.Values().Get(n).FullName()))
				}
			}
		}
	}
	for _, m := range messagesOfABlock {
		walk(m.ProtoReflect().Descriptor())
	}
	require.Greater(t, len(seen), 60)
}

func TestEveryNameHasAFinding(t *testing.T) {
	t.Parallel()
	for _, name := range common.HeaderType_name {
		requireFinding(t, "header/"+name)
	}
	for index, name := range common.BlockMetadataIndex_name {
		if index <= int32(common.BlockMetadataIndex_COMMIT_HASH) {
			requireFinding(t, "metadata/"+name)
		}
	}
	for _, name := range common.Policy_PolicyType_name {
		requireFinding(t, "policy/"+name)
	}
	for content, want := range map[string]blocks.Kind{
		"header/31":                             blocks.KindFabric,
		"namespace/application":                 blocks.KindAlarm,
		"namespace/_lifecycle":                  blocks.KindFabric,
		"namespace/anything":                    blocks.KindForeign,
		"collection/_implicit_org_MinistryMSP":  blocks.KindForeign,
		"collection/anything":                   blocks.KindForeign,
		"definition/application":                blocks.KindAlarm,
		"definition/anything":                   blocks.KindForeign,
		"capability/Channel/V3_0":               blocks.KindFabric,
		"capability/Channel/V9_9":               blocks.KindBeyond,
		"capability/Channel/Application/V2_5":   blocks.KindFabric,
		"capability/Channel/Application/V9_9":   blocks.KindBeyond,
		"group/Channel/Application/AnyMSP":      blocks.KindFabric,
		"group/Channel/Consortiums":             blocks.KindBeyond,
		"value/Channel/Application/AnyMSP/MSP":  blocks.KindFabric,
		"value/Channel/Orderer/AnyMSP/Anything": blocks.KindFabric,
		"policy/MSP":                            blocks.KindForeign,
		"msp/FABRIC":                            blocks.KindFabric,
		"msp/type-1":                            blocks.KindForeign,
		"application/function":                  blocks.KindBeyond,
	} {
		require.Equal(t, want, requireFinding(t, content).Kind, content)
	}
}

// Everything in the configuration of a channel has a finding.
func TestEveryElementOfAConfigurationHasAFinding(t *testing.T) {
	t.Parallel()
	c := blockstest.New(t)
	c.Reconfigure(func(root *common.ConfigGroup) { requireFindings(t, "Channel", root) })
}

func requireFindings(t *testing.T, path string, g *common.ConfigGroup) {
	requireFinding(t, "group/"+path)
	for name := range g.Values {
		requireFinding(t, "value/"+path+"/"+name)
	}
	for _, p := range g.Policies {
		requireFinding(t, "policy/"+common.Policy_PolicyType(p.Policy.Type).String())
	}
	for name, child := range g.Groups {
		requireFindings(t, path+"/"+name, child)
	}
}

func requireFinding(t *testing.T, content string) blocks.Finding {
	t.Helper()
	found, ok := blocks.FindingOf(content)
	require.True(t, ok, "no finding for %s", content)
	require.NotEmpty(t, found.Rule)
	require.NotContains(t, found.Kind.String(), "0")
	require.False(t, strings.HasSuffix(found.Rule, "."))
	return found
}
