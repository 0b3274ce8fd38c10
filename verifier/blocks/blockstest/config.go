package blockstest

import (
	"fmt"
	"math"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"google.golang.org/protobuf/proto"
)

// configuration returns the first configuration's tree.
func (c *Channel) configuration() *common.ConfigGroup {
	application, ordering, root := group(), group(), group()
	root.Groups["Application"], root.Groups["Orderer"] = application, ordering
	for _, msp := range Organisations {
		application.Groups[msp] = c.Organisation(c.Authorities[msp], mspb.MSPRole_PEER)
		ordering.Groups[OrdererMSP(msp)] = c.Organisation(c.Authorities[OrdererMSP(msp)], mspb.MSPRole_ORDERER)
	}
	c.set(application, "Capabilities", capabilities("V2_5"))
	for _, name := range []string{"Endorsement", "LifecycleEndorsement"} {
		c.meta(application, name, common.ImplicitMetaPolicy_MAJORITY, "Endorsement")
	}
	c.set(ordering, "Capabilities", capabilities("V2_0"))
	c.set(ordering, "ConsensusType", &orderer.ConsensusType{Type: "BFT"})
	c.set(
		ordering,
		"BatchSize",
		&orderer.BatchSize{MaxMessageCount: 50, AbsoluteMaxBytes: 4 << 20, PreferredMaxBytes: 1 << 20},
	)
	c.SetConsenters(root, c.Consenters)
	for _, g := range []*common.ConfigGroup{root, application, ordering} {
		c.meta(g, "Admins", common.ImplicitMetaPolicy_MAJORITY, "Admins")
	}
	c.set(root, "Capabilities", capabilities("V3_0"))
	c.set(root, "HashingAlgorithm", &common.HashingAlgorithm{Name: "SHA256"})
	c.set(root, "BlockDataHashingStructure", &common.BlockDataHashingStructure{Width: math.MaxUint32})
	return root
}

// Organisation returns an organisation's group; members of role endorse for it.
func (c *Channel) Organisation(a *Authority, role mspb.MSPRole_MSPRoleType) *common.ConfigGroup {
	g := group()
	SetRevoked(g, a)
	for name, r := range map[string]mspb.MSPRole_MSPRoleType{"Endorsement": role, "Admins": mspb.MSPRole_ADMIN} {
		principal := &mspb.MSPPrincipal{
			PrincipalClassification: mspb.MSPPrincipal_ROLE,
			Principal:               marshal(c.t, &mspb.MSPRole{MspIdentifier: a.MSP, Role: r}),
		}
		g.Policies[name] = signaturePolicy(c.t, 1, principal)
	}
	return g
}

// SetRevoked gives an organisation's group the authority's membership service
// with these revocation lists.
func SetRevoked(g *common.ConfigGroup, a *Authority, revocations ...[]byte) {
	if g.Values["MSP"] == nil {
		g.Values["MSP"] = &common.ConfigValue{ModPolicy: "Admins"}
	}
	g.Values["MSP"].Value = a.config(revocations)
}

// SetConsenters puts consenters into a configuration, with ids from 1, and the
// policy by which blocks are valid: a quorum of them.
func (c *Channel) SetConsenters(root *common.ConfigGroup, members []*Member) {
	var consenters []*common.Consenter
	var principals []*mspb.MSPPrincipal
	for i, member := range members {
		certificate := encodePEM(member.Certificate.Raw)
		consenters = append(
			consenters,
			&common.Consenter{
				Id:       uint32(i + 1),
				Host:     "127.0.0.1",
				Port:     uint32(7050 + i),
				MspId:    member.MSP,
				Identity: certificate,
			},
		)
		principals = append(principals, &mspb.MSPPrincipal{PrincipalClassification: mspb.MSPPrincipal_IDENTITY,
			Principal: marshal(c.t, &mspb.SerializedIdentity{Mspid: member.MSP, IdBytes: certificate})})
	}
	ordering := root.Groups["Orderer"]
	c.set(ordering, "Orderers", &common.Orderers{ConsenterMapping: consenters})
	f := (len(members) - 1) / 3
	setPolicy(ordering, "BlockValidation", signaturePolicy(c.t, int32((len(members)+f+2)/2), principals...))
}

// Touch changes a configuration in a way that no check rests on.
func (c *Channel) Touch(root *common.ConfigGroup) {
	c.nonce++
	c.set(root.Groups["Orderer"], "BatchTimeout", &orderer.BatchTimeout{Timeout: fmt.Sprintf("%dms", c.nonce)})
}

func (c *Channel) set(g *common.ConfigGroup, name string, v proto.Message) {
	if g.Values[name] == nil {
		g.Values[name] = &common.ConfigValue{ModPolicy: "Admins"}
	}
	g.Values[name].Value = marshal(c.t, v)
}

func setPolicy(g *common.ConfigGroup, name string, p *common.ConfigPolicy) {
	if old := g.Policies[name]; old != nil {
		p.Version = old.Version
	}
	g.Policies[name] = p
}

func (c *Channel) meta(g *common.ConfigGroup, name string, rule common.ImplicitMetaPolicy_Rule, sub string) {
	g.Policies[name] = &common.ConfigPolicy{
		ModPolicy: "Admins",
		Policy: &common.Policy{Type: int32(common.Policy_IMPLICIT_META),
			Value: marshal(c.t, &common.ImplicitMetaPolicy{SubPolicy: sub, Rule: rule})},
	}
}

func signaturePolicy(t testing.TB, n int32, principals ...*mspb.MSPPrincipal) *common.ConfigPolicy {
	return &common.ConfigPolicy{
		ModPolicy: "Admins",
		Policy: &common.Policy{
			Type:  int32(common.Policy_SIGNATURE),
			Value: marshal(t, NOutOf(n, principals...)),
		},
	}
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
	return &common.ConfigGroup{
		ModPolicy: "Admins",
		Groups:    map[string]*common.ConfigGroup{},
		Values:    map[string]*common.ConfigValue{},
		Policies:  map[string]*common.ConfigPolicy{},
	}
}

func capabilities(name string) *common.Capabilities {
	return &common.Capabilities{Capabilities: map[string]*common.Capability{name: {}}}
}
