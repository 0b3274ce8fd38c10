package network

import (
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/hyperledger/fabric-protos-go/msp"
	"github.com/hyperledger/fabric-protos-go/orderer"
	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
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
		"ANewField": {"BatchTimeout", append(encode(&orderer.BatchTimeout{Timeout: "2s"}), 0x98, 0x06, 5),
			"a block is cut after 2s; holds what is not known to this program: 7 bytes with SHA-256 "},
		"ANewFieldInside": {"MSP", encode(&msp.MSPConfig{Config: []byte{0x98, 0x06, 5}}),
			"; holds what is not known to this program: 3 bytes with SHA-256 "},
		"AText": {"AnchorPeers", encode(&peer.AnchorPeers{AnchorPeers: []*peer.AnchorPeer{
			{Host: "a\x1b[2J\u202e\nChannel", Port: 7},
		}}), `peers at "a\x1b[2J\u202e\nChannel":7`},
		"AnUnusualName": {"Endpoints", encode(&common.OrdererAddresses{Addresses: []string{"a:1; changed by X"}}),
			`orderers at "a:1; changed by X"`},
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

// Whoever signs a membership sees who becomes its administrator, and who is taken back.
func TestAMembershipInWords(t *testing.T) {
	t.Parallel()
	unit := func(name string) *msp.FabricOUIdentifier {
		return &msp.FabricOUIdentifier{OrganizationalUnitIdentifier: name}
	}
	describe := func(change func(*msp.FabricMSPConfig)) string {
		v := &msp.FabricMSPConfig{
			Name: "MinistryMSP",
			FabricNodeOus: &msp.FabricNodeOUs{Enable: true, ClientOuIdentifier: unit("client"),
				PeerOuIdentifier: unit("peer"), AdminOuIdentifier: unit("admin"), OrdererOuIdentifier: unit("orderer")},
		}
		change(v)
		inner, err := marshal(v)
		require.NoError(t, err)
		raw, err := marshal(&msp.MSPConfig{Config: inner})
		require.NoError(t, err)
		words, err := valueInWords("MSP", raw)
		require.NoError(t, err)
		return words
	}
	seen := map[string]string{}
	for name, change := range map[string]func(*msp.FabricMSPConfig){
		"AsMade":     func(*msp.FabricMSPConfig) {},
		"Admins":     func(v *msp.FabricMSPConfig) { v.FabricNodeOus.AdminOuIdentifier = unit("client") },
		"NoAdmins":   func(v *msp.FabricMSPConfig) { v.FabricNodeOus.AdminOuIdentifier = nil },
		"NoRoles":    func(v *msp.FabricMSPConfig) { v.FabricNodeOus.Enable = false },
		"Revoked":    func(v *msp.FabricMSPConfig) { v.RevocationList = [][]byte{{1}} },
		"RevokedTwo": func(v *msp.FabricMSPConfig) { v.RevocationList = [][]byte{{2}} },
		"Unit":       func(v *msp.FabricMSPConfig) { v.OrganizationalUnitIdentifiers = []*msp.FabricOUIdentifier{unit("x")} },
		"Hashes":     func(v *msp.FabricMSPConfig) { v.CryptoConfig = &msp.FabricCryptoConfig{SignatureHashFamily: "SHA3"} },
		"Signing":    func(v *msp.FabricMSPConfig) { v.SigningIdentity = &msp.SigningIdentityInfo{} },
	} {
		words := describe(change)
		require.NotContains(t, words, "not known to this program", name)
		require.NotContains(t, seen, words, "%s is told apart from %s", name, seen[words])
		seen[words] = name
	}
	require.Contains(t, describe(func(v *msp.FabricMSPConfig) { v.FabricNodeOus.AdminOuIdentifier = unit("client") }),
		`administrator: certificates of unit "client"`)
}

// Whoever signs a change of an orderer sees each of its certificates.
func TestAnOrderersCertificatesInWords(t *testing.T) {
	t.Parallel()
	certificates := map[string]string{}
	for _, name := range []string{"one", "two"} {
		authority, err := newAuthority(name, authorityTLS, testTime)
		require.NoError(t, err)
		certificates[name] = string(authority.pem)
	}
	describe := func(sign, client, server string, more ...byte) string {
		raw := []byte(nil)
		for field, text := range map[protowire.Number]string{fieldConsenterSign: certificates[sign],
			fieldConsenterClientTLS: certificates[client], fieldConsenterServerTLS: certificates[server]} {
			raw = protowire.AppendString(protowire.AppendTag(raw, field, protowire.BytesType), text)
		}
		words, err := consenterInWords(append(raw, more...))
		require.NoError(t, err)
		return words
	}
	require.Regexp(t, `certificate "one tls authority" .*, TLS certificate "one tls authority" until [^,]*, SHA-256 \w*$`,
		describe("one", "one", "one"))
	require.Regexp(t, `TLS certificate "two .*, as a client TLS certificate "one `, describe("one", "one", "two"))
	require.Contains(t, describe("one", "one", "one", 0x98, 0x06, 5), ", field 99: the number 5")
}

// A relative name of a policy does not say whether one organisation is enough.
func TestWhoChangesASettingIsSaidWhole(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Channel/Application/Admins", changedBy("Channel/Application/AMSP", "/Channel/Application/Admins"))
	require.Equal(t, "Channel/Orderer/Admins", changedBy("Channel/Orderer", "Admins"))
	require.Equal(t, "Channel/Application/AMSP/Admins, a policy of this organisation's own",
		changedBy("Channel/Application/AMSP", "Admins"))
	require.Equal(t, "nobody", changedBy("Channel", ""))
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
	all := of(2, signedBy(0), signedBy(0), signedBy(0), signedBy(0), signedBy(0), signedBy(0), signedBy(0))
	words, err = policyInWords(&common.Policy{Type: signature, Value: append(all, 0x98, 0x06, 5)})
	require.NoError(t, err)
	lines := strings.Split(words, "\n")
	require.Len(t, lines, 8, words)
	require.Contains(t, lines[0], "2 of the following; holds what is not known")
	require.Equal(t, "MinistryMSP.ADMIN", lines[7])
	_, err = policyInWords(&common.Policy{Type: signature, Value: of(1, signedBy(3))})
	require.Error(t, err, "an identity that is not there")
	words, err = policyInWords(&common.Policy{Type: 99, Value: []byte("abc")})
	require.NoError(t, err)
	require.Contains(t, words, "not known to this program")
}
