package gateway_test

import (
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
)

// TestOrganisationsDoNotChangeTheirPoliciesAlone asks real orderers, of a
// network as it is made, and with SOGOC_DRILL of an older one after networkctl upgrade
// too, on a network of its own.
func TestOrganisationsDoNotChangeTheirPoliciesAlone(t *testing.T) {
	t.Parallel()

	t.Run("NewNetwork", func(t *testing.T) {
		t.Parallel()
		n := up(t)
		n.requireMajority(t)
	})
	if os.Getenv("SOGOC_DRILL") == "" {
		return
	}
	t.Run("OlderNetworkAfterItsUpgrade", func(t *testing.T) {
		t.Parallel()
		n := up(t, "--own-policies")
		admin := n.admin("university", "UniversityMSP")
		bent := func(g *common.ConfigGroup) {
			g.Groups["Application"].Groups["UniversityMSP"].Policies["Additional"] =
				&common.ConfigPolicy{Policy: neverPolicy(t), ModPolicy: "Admins"}
		}
		n.reconfigure(newActor(t, n.Dir, "registryd"), bent, admin) // as it was before
		n.networkctl("upgrade", "--chaincoded", filepath.Join(n.Programs, "chaincoded"))
		said, err := n.Networkctl(t, "upgrade", "--chaincoded", filepath.Join(n.Programs, "chaincoded")).CombinedOutput()
		require.Error(t, err, "nothing is left to do: %s", said)
		n.requireMajority(t)
	})
}

// requireMajority demands that an organisation alone changes its membership, its
// anchor peers and its orderer's address, and nothing else; that the majority
// does; and that a follower reads all of it.
func (n *ownNetwork) requireMajority(t *testing.T) {
	t.Helper()
	by := newActor(t, n.Dir, "registryd")
	admin := n.admin("university", "UniversityMSP")
	ordererAdmin := n.authority("university", blockstest.OrdererMSP("UniversityMSP"), "orderers").Issue("admin", "admin")
	member := func(g *common.ConfigGroup) *common.ConfigGroup {
		return g.Groups["Application"].Groups["UniversityMSP"]
	}
	orderer := func(g *common.ConfigGroup) *common.ConfigGroup {
		return g.Groups["Orderer"].Groups[blockstest.OrdererMSP("UniversityMSP")]
	}
	for name, change := range map[string]struct {
		edit func(*common.ConfigGroup)
		by   *blockstest.Member
	}{
		"a policy":           {func(g *common.ConfigGroup) { member(g).Policies["Endorsement"].Policy = neverPolicy(t) }, admin},
		"Admins":             {func(g *common.ConfigGroup) { member(g).Policies["Admins"].Policy = neverPolicy(t) }, admin},
		"a policy's changer": {func(g *common.ConfigGroup) { member(g).Policies["Readers"].ModPolicy = "Admins" }, admin},
		"the group's":        {func(g *common.ConfigGroup) { member(g).ModPolicy = "Admins" }, admin},
		"one policy less":    {func(g *common.ConfigGroup) { delete(member(g).Policies, "Writers") }, admin},
		"one value less":     {func(g *common.ConfigGroup) { delete(member(g).Values, "AnchorPeers") }, admin},
		"one policy more": {func(g *common.ConfigGroup) {
			member(g).Policies["Surplus"] = &common.ConfigPolicy{Policy: neverPolicy(t), ModPolicy: "Admins"}
		}, admin},
		"an orderer's policy": {func(g *common.ConfigGroup) { orderer(g).Policies["Writers"].Policy = neverPolicy(t) }, ordererAdmin},
		"its orderer's group": {func(g *common.ConfigGroup) { orderer(g).ModPolicy = "Admins" }, ordererAdmin},
	} {
		require.ErrorContains(t, n.tryReconfigure(by, change.edit, change.by), "authorizing update", name)
	}

	n.reconfigure(by, func(g *common.ConfigGroup) {
		peers := &peer.AnchorPeers{}
		value := member(g).Values["AnchorPeers"]
		require.NoError(t, proto.Unmarshal(value.Value, peers))
		peers.AnchorPeers = append(peers.AnchorPeers, &peer.AnchorPeer{Host: "peer.invalid", Port: 7051})
		value.Value = encode(t, peers)
	}, admin)
	n.reconfigure(by, func(g *common.ConfigGroup) { addRoot(t, member(g), "UniversityMSP") }, admin)
	n.reconfigure(by, func(g *common.ConfigGroup) {
		addRoot(t, orderer(g), blockstest.OrdererMSP("UniversityMSP"))
	}, ordererAdmin)
	last := n.reconfigure(by, func(g *common.ConfigGroup) { member(g).Policies["Readers"].ModPolicy = "Admins" },
		n.admin("ministry", "MinistryMSP"), n.admin("schools", "SchoolsMSP"), admin)

	f, err := follower.Open(options(t, trustOf(t, n.Dir)))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	follow(t, f, last+1, peersOf(t, testnetwork.Connection(t, n.Dir, "verifierd"))...)
	require.NoError(t, f.Alarm())
}

// tryReconfigure returns why the orderers do not take a configuration update.
func (n *ownNetwork) tryReconfigure(by *actor, edit func(*common.ConfigGroup), signers ...*blockstest.Member) error {
	_, before := n.config(by)
	after := proto.CloneOf(before.Config.ChannelGroup)
	edit(after)
	return n.tryBroadcast(before.Config.ChannelGroup, n.configUpdate(by, before.Config.ChannelGroup, after, signers...))
}

// neverPolicy is a signature policy that nobody satisfies.
func neverPolicy(t *testing.T) *common.Policy {
	t.Helper()
	rule := &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{
		NOutOf: &common.SignaturePolicy_NOutOf{N: 1, Rules: nil}}}
	return &common.Policy{Type: int32(common.Policy_SIGNATURE),
		Value: encode(t, &common.SignaturePolicyEnvelope{Rule: rule})}
}

// addRoot has an organisation trust a second authority of its own.
func addRoot(t *testing.T, g *common.ConfigGroup, msp string) {
	t.Helper()
	outer, conf := &mspb.MSPConfig{}, membership(t, g)
	require.NoError(t, proto.Unmarshal(g.Values["MSP"].Value, outer))
	added := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: blockstest.NewAuthority(t, msp).Certificate.Raw})
	conf.RootCerts = append(conf.RootCerts, added)
	outer.Config = encode(t, conf)
	g.Values["MSP"].Value = encode(t, outer)
}
