package blocks_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// The organisation that acts alone here, and its orderer's place.
const (
	alone        = "UniversityMSP"
	aloneOrderer = "UniversityOrdererMSP"
)

// withoutIts are the consenters of the three others.
func withoutIts(c *blockstest.Channel) []*blockstest.Member {
	return []*blockstest.Member{c.Consenters[0], c.Consenters[2], c.Consenters[3]}
}

func memberConfig(t *testing.T, g *common.ConfigGroup, edit func(*mspb.FabricMSPConfig)) {
	outer, conf := &mspb.MSPConfig{}, &mspb.FabricMSPConfig{}
	require.NoError(t, proto.Unmarshal(g.Values["MSP"].Value, outer))
	require.NoError(t, proto.Unmarshal(outer.Config, conf))
	edit(conf)
	outer.Config = encode(t, conf)
	g.Values["MSP"].Value = encode(t, outer)
}

func roleOf(t *testing.T, msp string, role mspb.MSPRole_MSPRoleType) *mspb.MSPPrincipal {
	return &mspb.MSPPrincipal{Principal: encode(t, &mspb.MSPRole{MspIdentifier: msp, Role: role})}
}

// bent are changes that one organisation makes to its own part, and what is
// noted of them.
func bent(t *testing.T, c *blockstest.Channel) map[string]struct {
	edit func(application, ordering *common.ConfigGroup)
	note string
} {
	endorsement := func(envelope *common.SignaturePolicyEnvelope) func(a, o *common.ConfigGroup) {
		return func(a, _ *common.ConfigGroup) { a.Policies["Endorsement"].Policy.Value = encode(t, envelope) }
	}
	return map[string]struct {
		edit func(application, ordering *common.ConfigGroup)
		note string
	}{
		"endorsement by nobody": {endorsement(blockstest.NOutOf(0)), "gave its consent away"},
		"endorsement by another's peer": {
			endorsement(blockstest.NOutOf(1, roleOf(t, "MinistryMSP", mspb.MSPRole_PEER))), "gave its consent away",
		},
		"endorsement that nobody gives": {
			endorsement(blockstest.NOutOf(2, roleOf(t, alone, mspb.MSPRole_PEER))), "asks for more",
		},
		"no endorsement policy": {
			func(a, _ *common.ConfigGroup) { delete(a.Policies, "Endorsement") },
			"endorses nothing",
		},
		"a policy of no type": {
			func(a, _ *common.ConfigGroup) { a.Policies["Endorsement"].Policy.Type = 2 },
			"no signature policy",
		},
		"readers nested deeply": {func(a, _ *common.ConfigGroup) {
			deep := blockstest.NOutOf(0)
			for range 1000 {
				deep.Rule = &common.SignaturePolicy{Type: &common.SignaturePolicy_NOutOf_{
					NOutOf: &common.SignaturePolicy_NOutOf{Rules: []*common.SignaturePolicy{deep.Rule}}}}
			}
			a.Policies["Readers"] = &common.ConfigPolicy{ModPolicy: "Admins",
				Policy: &common.Policy{Type: int32(common.Policy_SIGNATURE), Value: encode(t, deep)}}
		}, ""},
		"its orderer revoked": {func(_, o *common.ConfigGroup) {
			blockstest.SetRevoked(
				o,
				c.Authorities[aloneOrderer],
				c.Authorities[aloneOrderer].Revoke(c.Consenters[1]),
			)
		}, "orderer 2 signs nothing"},
		"its orderer's authority rotated": {func(_, o *common.ConfigGroup) {
			blockstest.SetRevoked(o, blockstest.NewAuthority(t, aloneOrderer))
		}, "orderer 2 signs nothing"},
		"signatures over SHA-3": {func(a, _ *common.ConfigGroup) {
			memberConfig(t, a, func(conf *mspb.FabricMSPConfig) {
				conf.CryptoConfig = &mspb.FabricCryptoConfig{SignatureHashFamily: "SHA3"}
			})
		}, ""},
		"signatures over no hash": {func(a, _ *common.ConfigGroup) {
			memberConfig(t, a, func(conf *mspb.FabricMSPConfig) {
				conf.CryptoConfig = &mspb.FabricCryptoConfig{SignatureHashFamily: "none"}
			})
		}, "none of its signatures verifies"},
		"a membership service of another type": {func(a, _ *common.ConfigGroup) {
			a.Values["MSP"].Value = encode(
				t,
				&mspb.MSPConfig{Type: 1, Config: encode(t, &mspb.IdemixMSPConfig{Name: alone})},
			)
		}, "not judged here"},
		"an authority that does not read": {func(a, _ *common.ConfigGroup) {
			memberConfig(
				t,
				a,
				func(conf *mspb.FabricMSPConfig) { conf.RootCerts = append(conf.RootCerts, []byte("root")) },
			)
		}, "not judged here"},
		"a modification policy of one word": {
			func(a, _ *common.ConfigGroup) { a.Values["MSP"].ModPolicy = "/Channel" },
			"",
		},
	}
}

// Whatever one organisation makes of its own part of the configuration, the
// three others' transactions are taken, and it is noted where it matters.
func TestWhatOneOrganisationMakesOfItsPart(t *testing.T) {
	t.Parallel()
	for name := range bent(t, blockstest.New(t)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, chain, client := start(t)
			act, state := bent(t, c)[name], none()
			block := c.DraftUpdate(c.Update(func(root *common.ConfigGroup) {
				act.edit(root.Groups["Application"].Groups[alone], root.Groups["Orderer"].Groups[aloneOrderer])
			}, c.Admins[alone], c.Admins[aloneOrderer]))
			c.Advance(block)
			checked, err := chain.Check(block, state)
			require.NoError(t, err)
			var said []string
			for _, n := range checked.Notes {
				require.Subset(t, []string{alone, aloneOrderer}, n.Organisations)
				said = append(said, n.Text)
			}
			if act.note == "" {
				require.Empty(t, said)
			} else {
				require.Contains(t, strings.Join(said, "; "), act.note)
			}
			for range 2 {
				next := c.Draft(c.Envelope(put(client)))
				c.Sign(next, withoutIts(c)...)
				c.Advance(next)
				after, err := checked.Chain.Check(next, state)
				require.NoError(t, err)
				require.True(t, after.Transactions[0].Valid())
				require.False(t, after.NeedsWitnesses)
				checked = after
			}
			require.Equal(t, 4, checked.Chain.Config.Consenters(), "who signs nothing stays in n")
			require.Equal(t, 3, checked.Chain.Config.Quorum())
		})
	}
}

// A consenter whose certificate is no more in force signs nothing.
func TestAConsenterThatIsNotInForce(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"its orderer revoked", "its orderer's authority rotated"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, chain, client := start(t)
			block := c.DraftUpdate(c.Update(func(root *common.ConfigGroup) {
				bent(t, c)[name].edit(nil, root.Groups["Orderer"].Groups[aloneOrderer])
			}, c.Admins[aloneOrderer]))
			c.Advance(block)
			checked, err := chain.Check(block, none())
			require.NoError(t, err, "in the block that says so it still signs")
			next := c.Draft(c.Envelope(put(client)))
			c.Sign(next, c.Consenters[:3]...)
			_, err = checked.Chain.Check(next, none())
			require.ErrorIs(t, err, blocks.ErrQuorum)
		})
	}
}

// A consenter may name itself by its certificate instead of its number, as
// Fabric allows: an orderer that hands a block on can write its own signature so.
func TestASignatureThatNamesItsConsenterByCertificate(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	block := c.Draft(c.Envelope(put(client)))
	metadata := &common.Metadata{}
	raw := &block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES]
	require.NoError(t, proto.Unmarshal(*raw, metadata))
	header := encode(t, &common.SignatureHeader{Creator: c.Consenters[1].Identity, Nonce: []byte("nonce")})
	signature := c.Consenters[1].Sign(slices.Concat(metadata.Value, header, blocks.HeaderBytes(block.Header)))
	metadata.Signatures[1] = &common.MetadataSignature{SignatureHeader: header, Signature: signature}
	*raw = encode(t, metadata)
	_, err := chain.Check(block, none())
	require.NoError(t, err)

	metadata.Signatures[2] = metadata.Signatures[1]
	*raw = encode(t, metadata)
	_, err = chain.Check(block, none())
	require.ErrorIs(t, err, blocks.ErrQuorum, "twice is once")
}

// A configuration whose envelope nobody in force signed is without effect, and
// the chain goes on under the one before.
func TestAConfigurationByNobodyIsWithoutEffect(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	block := c.DraftConfig(nothing)
	envelope := &common.Envelope{}
	require.NoError(t, proto.Unmarshal(block.Data.Data[0], envelope))
	envelope.Signature = []byte("garbage")
	block.Data.Data[0] = encode(t, envelope)
	c.Sign(block, c.Consenters[:3]...)
	_, err := chain.Check(block, none())
	require.ErrorIs(t, err, blocks.ErrFlag, "flagged valid it is an alarm")

	blockstest.Flag(block, 0, byte(peer.TxValidationCode_BAD_CREATOR_SIGNATURE))
	checked, err := chain.Check(block, none())
	require.NoError(t, err)
	require.Equal(t, chain.Config, checked.Chain.Config)
	require.Equal(t, block.Header.Number, checked.Chain.ConfigBlock, "orderers point to it all the same")
	c.Advance(block)
	_, err = checked.Chain.Check(c.Draft(c.Envelope(put(client))), none())
	require.NoError(t, err)
}

// The floor stands below all policies: what two organisations together can do
// is still an alarm, and it names both.
func TestTheFloor(t *testing.T) {
	t.Parallel()
	bend := func(t *testing.T, msps ...string) (*blockstest.Channel, blocks.Chain, *blockstest.Member) {
		c, chain, client := start(t)
		var admins []*blockstest.Member
		for _, msp := range msps {
			admins = append(admins, c.Admins[msp])
		}
		block := c.DraftUpdate(c.Update(func(root *common.ConfigGroup) {
			for _, msp := range msps {
				root.Groups["Application"].Groups[msp].Policies["Endorsement"].Policy.Value = encode(
					t,
					blockstest.NOutOf(0),
				)
			}
		}, admins...))
		c.Advance(block)
		checked, err := chain.Check(block, none())
		require.NoError(t, err)
		return c, checked.Chain, client
	}
	t.Run("one that gave its consent away leaves two others' peers", func(t *testing.T) {
		t.Parallel()
		c, chain, client := bend(t, alone)
		tx := put(client)
		tx.Endorsers = []*blockstest.Member{c.Peers["MinistryMSP"], c.Peers["SchoolsMSP"]}
		checked, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.NoError(t, err)
		require.True(t, checked.Transactions[0].Valid())
	})
	t.Run("two that did leave too few", func(t *testing.T) {
		t.Parallel()
		c, chain, client := bend(t, alone, "AuditorMSP")
		tx := put(client)
		tx.Endorsers = []*blockstest.Member{c.Peers["MinistryMSP"]}
		_, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrFloor)
		var about *blocks.TransactionError
		require.ErrorAs(t, err, &about)
		require.Equal(t, []string{"MinistryMSP", "SchoolsMSP"}, about.Organisations, "who signed and who sent it")
		require.ErrorContains(t, err, "[AuditorMSP UniversityMSP]", "who gave their consent away")
	})
	t.Run("an organisation that the genesis block does not name is no owner", func(t *testing.T) {
		t.Parallel()
		c, chain, client := bend(t, alone)
		require.Len(t, chain.Owners, 4)
		chain.Owners = []string{"MinistryMSP", alone, "AuditorMSP", "FormerMSP"} // SchoolsMSP came later
		tx := put(client)
		tx.Endorsers = []*blockstest.Member{c.Peers["MinistryMSP"], c.Peers["SchoolsMSP"]}
		_, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrFloor)
	})
	t.Run("clients are no peers", func(t *testing.T) {
		t.Parallel()
		c, chain, client := bend(t, alone, "AuditorMSP")
		tx := put(client)
		tx.Endorsers = []*blockstest.Member{
			c.Peers["MinistryMSP"],
			client,
			c.Authorities[alone].Issue("client", "client"),
		}
		_, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrFloor)
	})
}

// What one organisation does in its own collections, under any namespace, is
// judged where that can be, and never an alarm.
func TestAnOrganisationsOwnCollections(t *testing.T) {
	t.Parallel()
	for _, namespace := range []string{blockstest.Chaincode, "_lifecycle"} {
		t.Run(namespace, func(t *testing.T) {
			t.Parallel()
			c, chain, _ := start(t)
			own := blockstest.Transaction{
				Creator:   c.Admins[alone],
				Chaincode: namespace,
				Endorsers: []*blockstest.Member{c.Peers[alone]},
				Private:   map[string][]string{namespace: {"_implicit_org_" + alone}},
			}
			checked, err := chain.Check(c.Draft(c.Envelope(own)), none())
			require.NoError(t, err)
			require.True(t, checked.Transactions[0].Valid())
			require.False(t, checked.NeedsWitnesses)
			require.Empty(t, checked.Transactions[0].Writes)

			own.Private = map[string][]string{namespace: {"_implicit_org_AuditorMSP"}}
			checked, err = chain.Check(c.Draft(c.Envelope(own)), none())
			require.NoError(t, err, "one source that flags it valid is no alarm")
			require.True(t, checked.NeedsWitnesses, "and not believed alone")
			require.ErrorIs(t, checked.Transactions[0].Invalid, blocks.ErrEndorsement)
			require.NotEmpty(t, checked.Notes)
		})
	}
}
