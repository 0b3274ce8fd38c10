package gateway_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks/blockstest"
)

// part is one of the acting organisation's two groups in the configuration.
type part struct {
	group, msp string
	admin      func(*drill) *blockstest.Member
}

var parts = []part{
	{"Application", actingMSP, func(d *drill) *blockstest.Member { return d.admin }},
	{"Orderer", actingOrderer, func(d *drill) *blockstest.Member { return d.ordererAdmin }},
}

// own returns the part's group in a configuration.
func (p part) own(root *common.ConfigGroup) *common.ConfigGroup {
	return root.Groups[p.group].Groups[p.msp]
}

// configurationActs walks one part of the acting organisation's configuration:
// every value and policy, with plausible and odd contents.
func (d *drill) configurationActs(p part) []act {
	var acts []act
	add := func(family, name string, edit func(d *drill, g *common.ConfigGroup)) {
		acts = append(acts, act{family: family, name: p.msp + " " + name, do: func(d *drill) error {
			return d.reconfigureAs(func(root *common.ConfigGroup) { edit(d, p.own(root)) }, p.admin(d))
		}})
	}
	_, now := d.config(d.registry)
	group := p.own(now.Config.ChannelGroup)
	for _, name := range append(sortedNames(group.Policies), "Surplus") {
		if name == "Admins" { // these are among the lasting acts
			continue
		}
		for _, c := range d.oddPolicies(p) {
			add("policy", name+" "+c.name, func(_ *drill, g *common.ConfigGroup) { setPolicy(g, name, c.policy) })
		}
		if group.Policies[name] != nil {
			add("policy deleted", name, func(_ *drill, g *common.ConfigGroup) { delete(g.Policies, name) })
		}
	}
	for _, name := range sortedNames(group.Values) {
		add("value deleted", name, func(_ *drill, g *common.ConfigGroup) { delete(g.Values, name) })
		add("modification policy", name, func(_ *drill, g *common.ConfigGroup) {
			g.Values[name].ModPolicy = "/Channel/Application/" + actingMSP + "/Writers"
		})
		add("value that does not read", name, func(_ *drill, g *common.ConfigGroup) {
			g.Values[name].Value = []byte{0xff, 0xff}
		})
	}
	for _, c := range membershipEdits() {
		add("membership", c.name, func(d *drill, g *common.ConfigGroup) {
			editMembership(d, g, func(conf *mspb.FabricMSPConfig) { c.edit(d, p, conf) })
		})
	}
	add("membership", "of another type", func(d *drill, g *common.ConfigGroup) {
		named := encode(d.t, &mspb.IdemixMSPConfig{Name: p.msp})
		g.Values["MSP"].Value = encode(d.t, &mspb.MSPConfig{Type: 1, Config: named})
	})
	return acts
}

// lastingActs lock the acting organisation out of its own part.
func (d *drill) lastingActs() []act {
	var acts []act
	for _, p := range parts {
		lock := func(name string, edit func(g *common.ConfigGroup)) {
			acts = append(
				acts,
				act{family: "locked out", name: p.msp + " " + name, lasts: true, do: func(d *drill) error {
					return d.reconfigureAs(func(root *common.ConfigGroup) { edit(p.own(root)) }, p.admin(d))
				}},
			)
		}
		lock("group changed by nobody", func(g *common.ConfigGroup) { g.ModPolicy = "Nobody" })
		for _, c := range d.oddPolicies(p)[:5] {
			lock("Admins "+c.name, func(g *common.ConfigGroup) { setPolicy(g, "Admins", c.policy) })
		}
		lock("signs over a hash that nobody knows", func(g *common.ConfigGroup) {
			editMembership(d, g, func(conf *mspb.FabricMSPConfig) {
				conf.CryptoConfig = &mspb.FabricCryptoConfig{SignatureHashFamily: "MD5"}
			})
		})
	}
	return acts
}

// addressActs change where the organisation's nodes are said to be.
func (d *drill) addressActs() []act {
	application, orderers := parts[0], parts[1]
	anchors := func(d *drill, g *common.ConfigGroup, all ...*peer.AnchorPeer) {
		g.Values["AnchorPeers"].Value = encode(d.t, &peer.AnchorPeers{AnchorPeers: all})
	}
	endpoints := func(d *drill, g *common.ConfigGroup, all ...string) {
		g.Values["Endpoints"].Value = encode(d.t, &common.OrdererAddresses{Addresses: all})
	}
	var many []*peer.AnchorPeer
	for range 2000 {
		many = append(many, &peer.AnchorPeer{Host: "peer.invalid", Port: -1})
	}
	var acts []act
	for _, c := range []struct {
		part part
		name string
		edit func(*drill, *common.ConfigGroup)
	}{
		{application, "no anchor peer", func(d *drill, g *common.ConfigGroup) { anchors(d, g) }},
		{application, "odd anchor peers", func(d *drill, g *common.ConfigGroup) { anchors(d, g, many...) }},
		{orderers, "an orderer that is nowhere", func(d *drill, g *common.ConfigGroup) { endpoints(d, g, "orderer.invalid:7050") }},
		{orderers, "no orderer", func(d *drill, g *common.ConfigGroup) { endpoints(d, g) }},
		{orderers, "a text that is no address", func(d *drill, g *common.ConfigGroup) { endpoints(d, g, "\n") }},
	} {
		acts = append(acts, act{family: "address", name: c.part.msp + " " + c.name, do: func(d *drill) error {
			return d.reconfigureAs(func(root *common.ConfigGroup) { c.edit(d, c.part.own(root)) }, c.part.admin(d))
		}})
	}
	return acts
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func setPolicy(g *common.ConfigGroup, name string, p *common.Policy) {
	if g.Policies[name] == nil {
		g.Policies[name] = &common.ConfigPolicy{ModPolicy: "Admins"}
	}
	g.Policies[name].Policy = p
}

// oddPolicy is a policy that an organisation might give itself.
type oddPolicy struct {
	name   string
	policy *common.Policy
}

func (d *drill) oddPolicies(p part) []oddPolicy {
	signature := func(e *common.SignaturePolicyEnvelope) *common.Policy {
		return &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: encode(d.t, e)}
	}
	meta := func(rule common.ImplicitMetaPolicy_Rule) *common.Policy {
		return &common.Policy{Type: int32(common.Policy_IMPLICIT_META),
			Value: encode(d.t, &common.ImplicitMetaPolicy{SubPolicy: "Endorsement", Rule: rule})}
	}
	principal := func(class mspb.MSPPrincipal_Classification, m proto.Message) *mspb.MSPPrincipal {
		return &mspb.MSPPrincipal{PrincipalClassification: class, Principal: encode(d.t, m)}
	}
	role := func(msp string, r mspb.MSPRole_MSPRoleType) *mspb.MSPPrincipal {
		return principal(mspb.MSPPrincipal_ROLE, &mspb.MSPRole{MspIdentifier: msp, Role: r})
	}
	nested := blockstest.NOutOf(1, role(p.msp, mspb.MSPRole_MEMBER))
	for range 40 {
		nested.Rule = &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{
			NOutOf: &common.SignaturePolicy_NOutOf{N: 1, Rules: []*common.SignaturePolicy{nested.Rule}}}}
	}
	member := role(p.msp, mspb.MSPRole_MEMBER)
	both := principal(
		mspb.MSPPrincipal_COMBINED,
		&mspb.CombinedPrincipal{Principals: []*mspb.MSPPrincipal{member, member}},
	)
	unit := &mspb.OrganizationUnit{MspIdentifier: p.msp, OrganizationalUnitIdentifier: "peer"}
	nominal := principal(mspb.MSPPrincipal_ANONYMITY, &mspb.MSPIdentityAnonymity{})
	return []oddPolicy{
		{"0 of nothing", signature(blockstest.NOutOf(0))},
		{"nested 40 deep", signature(nested)},
		{"another's peer", signature(blockstest.NOutOf(1, role("MinistryMSP", mspb.MSPRole_PEER)))},
		{"any member", signature(blockstest.NOutOf(1, member))},
		{"5 of 1", signature(blockstest.NOutOf(5, member))},
		{"a negative number", signature(blockstest.NOutOf(-1, member))},
		{"a nominal member", signature(blockstest.NOutOf(1, nominal))},
		{"a combined principal", signature(blockstest.NOutOf(1, both))},
		{
			"a unit of another certifier",
			signature(blockstest.NOutOf(1, principal(mspb.MSPPrincipal_ORGANIZATION_UNIT, unit))),
		},
		{
			"a principal that does not read",
			signature(blockstest.NOutOf(1, &mspb.MSPPrincipal{Principal: []byte{0xff}})),
		},
		{"any of its groups", meta(common.ImplicitMetaPolicy_ANY)},
		{"most of its groups", meta(common.ImplicitMetaPolicy_MAJORITY)},
		{"by a rule that nobody knows", meta(7)},
		{"of the type MSP", &common.Policy{Type: int32(common.Policy_MSP)}},
		{"that does not read", &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: []byte{0xff}}},
	}
}

// membershipEdit changes a membership service.
type membershipEdit struct {
	name string
	edit func(d *drill, p part, conf *mspb.FabricMSPConfig)
}

func editMembership(d *drill, g *common.ConfigGroup, edit func(*mspb.FabricMSPConfig)) {
	outer, conf := &mspb.MSPConfig{}, membership(d.t, g)
	require.NoError(d.t, proto.Unmarshal(g.Values["MSP"].Value, outer))
	edit(conf)
	outer.Config = encode(d.t, conf)
	g.Values["MSP"].Value = encode(d.t, outer)
}

func (d *drill) authorityOf(p part) *blockstest.Authority {
	if p.group == "Orderer" {
		return d.orderers
	}
	return d.members
}

func membershipEdits() []membershipEdit {
	crypto := func(family, name string) func(*drill, part, *mspb.FabricMSPConfig) {
		return func(_ *drill, _ part, conf *mspb.FabricMSPConfig) {
			conf.CryptoConfig = &mspb.FabricCryptoConfig{
				SignatureHashFamily:            family,
				IdentityIdentifierHashFunction: name,
			}
		}
	}
	return []membershipEdit{
		{"its own node revoked", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			conf.RevocationList = append(conf.RevocationList, d.authorityOf(p).Revoke(d.node(p)))
		}},
		{"its authority rotated", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			fresh, key := authorityPEM(d, p.msp+" fresh", nil)
			private, err := x509.MarshalPKCS8PrivateKey(key)
			require.NoError(d.t, err)
			authority := blockstest.LoadAuthority(
				d.t,
				p.msp,
				fresh,
				pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
			)
			d.rescuers = append(d.rescuers, authority.Issue("administrator", "admin"))
			conf.RootCerts, conf.IntermediateCerts = [][]byte{fresh}, nil
		}},
		{"a second authority", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			second, _ := authorityPEM(d, p.msp+" second", nil)
			conf.RootCerts = append(conf.RootCerts, second)
		}},
		{"an authority with name constraints", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			constrained, _ := authorityPEM(d, p.msp+" constrained", func(c *x509.Certificate) {
				c.PermittedDNSDomains, c.PermittedDNSDomainsCritical = []string{"example"}, true
			})
			conf.RootCerts = append(conf.RootCerts, constrained)
		}},
		{"a revocation list without key identifier", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			declareAdmin(d, p, conf)
			conf.RevocationList = append(conf.RevocationList, namelessList(d))
		}},
		{"a revocation list that does not read", func(_ *drill, _ part, conf *mspb.FabricMSPConfig) {
			conf.RevocationList = append(conf.RevocationList, []byte("list"))
		}},
		{"signatures over SHA-3", crypto("SHA3", "")},
		{"names by SHA-3", crypto("", "SHA3_384")},
		{"no roles", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			declareAdmin(d, p, conf)
			conf.FabricNodeOus.Enable = false
		}},
		{"one unit for all roles", func(_ *drill, _ part, conf *mspb.FabricMSPConfig) {
			for _, unit := range []*mspb.FabricOUIdentifier{conf.FabricNodeOus.ClientOuIdentifier,
				conf.FabricNodeOus.PeerOuIdentifier, conf.FabricNodeOus.OrdererOuIdentifier} {
				unit.OrganizationalUnitIdentifier = "admin"
			}
		}},
		{"a unit that nobody has", func(d *drill, p part, conf *mspb.FabricMSPConfig) {
			declareAdmin(d, p, conf)
			conf.OrganizationalUnitIdentifiers = append(conf.OrganizationalUnitIdentifiers,
				&mspb.FabricOUIdentifier{Certificate: conf.RootCerts[0], OrganizationalUnitIdentifier: "nobody"})
		}},
		{"another name", func(_ *drill, _ part, conf *mspb.FabricMSPConfig) { conf.Name = "MinistryMSP" }},
		{"no authority", func(_ *drill, _ part, conf *mspb.FabricMSPConfig) { conf.RootCerts = nil }},
		{"no TLS authority", func(_ *drill, _ part, conf *mspb.FabricMSPConfig) { conf.TlsRootCerts = nil }},
	}
}

// declareAdmin names the administrator's certificate, which then may act
// whatever becomes of its authority, so that the act can be undone.
func declareAdmin(d *drill, p part, conf *mspb.FabricMSPConfig) {
	certificate, _ := p.admin(d).PEM(d.t)
	conf.Admins = append(conf.Admins, certificate)
}

// node returns the certificate of the organisation's peer or orderer.
func (d *drill) node(p part) *blockstest.Member {
	_, set := d.config(d.registry)
	mapping := &common.Orderers{}
	require.NoError(
		d.t,
		proto.Unmarshal(set.Config.ChannelGroup.Groups["Orderer"].Values["Orderers"].Value, mapping),
	)
	for _, c := range mapping.ConsenterMapping {
		if c.MspId == p.msp {
			return memberOf(d, p.msp, c.Identity)
		}
	}
	return d.peer
}

// memberOf returns a member of which only the certificate is known.
func memberOf(d *drill, msp string, text []byte) *blockstest.Member {
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	require.NoError(d.t, err)
	return &blockstest.Member{MSP: msp, Certificate: certificate}
}

// authorityPEM makes a root.
func authorityPEM(d *drill, name string, edit func(*x509.Certificate)) ([]byte, *ecdsa.PrivateKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(d.t, err)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: name},
		IsCA:                  true,
		BasicConstraintsValid: true,
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId:          []byte(name),
	}
	if edit != nil {
		edit(template)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(d.t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), key
}
