package network

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/stretchr/testify/require"
)

// What an organisation agrees to is said in words, and nothing of it is left out: what
// is not known is named by size and hash.
func TestAConfigurationInWords(t *testing.T) {
	t.Parallel()
	encode := func(m interface {
		Reset()
		String() string
		ProtoMessage()
	}) []byte {
		raw, err := marshal(m)
		require.NoError(t, err)
		return raw
	}
	for name, c := range map[string]struct {
		value string
		raw   []byte
		want  string
	}{
		"ALimit": {"BatchSize", encode(&orderer.BatchSize{MaxMessageCount: 7, AbsoluteMaxBytes: 9, PreferredMaxBytes: 8}),
			"a block has at most 7 transactions and 9 bytes, 8 where it can"},
		"ATime":      {"BatchTimeout", encode(&orderer.BatchTimeout{Timeout: "2s"}), "a block is cut after 2s"},
		"ANewOption": {"ConsensusType", encode(&orderer.ConsensusType{Type: "BFT", Metadata: []byte{0x98, 0x06, 5}}), "option 99 5"},
		"Unknown":    {"Somewhere", []byte("abc"), "3 bytes with SHA-256 ba7816bf"},
	} {
		words, err := valueInWords(c.value, c.raw)
		require.NoError(t, err, name)
		require.Contains(t, words, c.want, name)
	}
	for _, value := range []string{"BatchSize", "ConsensusType", "MSP", "Orderers", "Endpoints"} {
		_, err := valueInWords(value, []byte{0xff})
		require.Error(t, err, value)
	}
}

func TestPoliciesInWords(t *testing.T) {
	t.Parallel()
	role, err := marshal(&msp.MSPRole{MspIdentifier: "MinistryMSP", Role: msp.MSPRole_ADMIN})
	require.NoError(t, err)
	signedBy := func(i int32) *common.SignaturePolicy {
		return &common.SignaturePolicy{Type: &common.SignaturePolicy_SignedBy{SignedBy: i}}
	}
	of := func(n int32, rules ...*common.SignaturePolicy) []byte {
		raw, err := marshal(&common.SignaturePolicyEnvelope{
			Identities: []*msp.MSPPrincipal{{Principal: role}},
			Rule: &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{
				NOutOf: &common.SignaturePolicy_NOutOf{N: n, Rules: rules},
			}},
		})
		require.NoError(t, err)
		return raw
	}
	signature := int32(common.Policy_SIGNATURE)
	words, err := policyInWords(&common.Policy{Type: signature, Value: of(0, signedBy(0))})
	require.NoError(t, err)
	require.Equal(t, "0 of (MinistryMSP.ADMIN)", words, "a policy that asks for nobody is seen")
	_, err = policyInWords(&common.Policy{Type: signature, Value: of(1, signedBy(3))})
	require.Error(t, err, "an identity that is not there")
	words, err = policyInWords(&common.Policy{Type: 99, Value: []byte("abc")})
	require.NoError(t, err)
	require.Contains(t, words, "not known to this program")
}
