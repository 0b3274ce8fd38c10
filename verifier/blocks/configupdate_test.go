package blocks_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

func encode(t testing.TB, m proto.Message) []byte {
	raw, err := proto.Marshal(m)
	require.NoError(t, err)
	return raw
}

func nothing(*common.ConfigGroup) {}

func TestConfigurationsAreFollowed(t *testing.T) {
	t.Parallel()
	t.Run("of how blocks are cut", func(t *testing.T) {
		t.Parallel()
		c, chain, client := start(t)
		checked, err := chain.Check(c.Reconfigure(func(g *common.ConfigGroup) {
			g.Groups["Orderer"].Values["BatchSize"].Value = encode(t, &orderer.BatchSize{MaxMessageCount: 10})
			g.Groups["Orderer"].Values["ConsensusType"].Value = encode(
				t,
				&orderer.ConsensusType{Type: "BFT", Metadata: []byte("timeouts")},
			)
		}), none())
		require.NoError(t, err)
		require.Equal(t, uint64(2), checked.Chain.ConfigBlock)
		require.Equal(t, uint64(1), checked.Chain.Config.Sequence())
		require.True(t, checked.Transactions[0].Config)
		_, err = checked.Chain.Check(c.Block(c.Envelope(put(client))), none())
		require.NoError(t, err)
	})
	t.Run("that let an organisation in and out again", func(t *testing.T) {
		t.Parallel()
		c, chain, client := start(t)
		state := none()
		guest := blockstest.NewAuthority(t, "GuestMSP")
		byGuest := put(client)
		byGuest.Endorsers = []*blockstest.Member{
			c.Peers["MinistryMSP"],
			c.Peers["AuditorMSP"],
			guest.Issue("peer0", "peer"),
		}
		_, err := chain.Check(c.Draft(c.Envelope(byGuest)), state)
		require.ErrorIs(t, err, blocks.ErrEndorsement, "before it is in")
		chain = step(t, chain, state, c.Reconfigure(func(g *common.ConfigGroup) {
			g.Groups["Application"].Groups["GuestMSP"] = c.Organisation(guest, mspb.MSPRole_PEER)
		}))
		require.Len(t, chain.Config.Organisations(), 5)
		chain = step(t, chain, state, c.Block(c.Envelope(byGuest)))
		chain = step(
			t,
			chain,
			state,
			c.Reconfigure(func(g *common.ConfigGroup) { delete(g.Groups["Application"].Groups, "GuestMSP") }),
		)
		require.Len(t, chain.Config.Organisations(), 4)
		_, err = chain.Check(c.Draft(c.Envelope(byGuest)), state)
		require.ErrorIs(t, err, blocks.ErrEndorsement, "when it is out")
	})
	t.Run("that one organisation makes for itself", func(t *testing.T) {
		t.Parallel()
		c, chain, _ := start(t)
		u := c.Update(func(g *common.ConfigGroup) {
			blockstest.SetRevoked(g.Groups["Application"].Groups["SchoolsMSP"], c.Authorities["SchoolsMSP"],
				c.Authorities["SchoolsMSP"].Revoke(c.Peers["SchoolsMSP"]))
		}, c.Admins["SchoolsMSP"])
		step(t, chain, none(), c.DraftUpdate(u))
	})
}

func TestConfigurationsThatRevoke(t *testing.T) {
	t.Parallel()
	t.Run("a certificate, from then on", func(t *testing.T) {
		t.Parallel()
		c, chain, good := start(t)
		state := none()
		bad := c.Authorities["SchoolsMSP"].Issue("registry", "client")
		other := c.Authorities["AuditorMSP"].Issue("registry", "client") // of another authority
		chain = step(t, chain, state, c.Block(c.Envelope(put(bad))))
		c.Revoked["SchoolsMSP"] = [][]byte{c.Authorities["SchoolsMSP"].Revoke(bad)}
		chain = step(t, chain, state, c.Reconfigure(nothing))
		for _, member := range []*blockstest.Member{good, other} {
			_, err := chain.Check(c.Draft(c.Envelope(put(member))), state)
			require.NoError(t, err)
		}
		_, err := chain.Check(c.Draft(c.Envelope(put(bad))), state)
		require.ErrorIs(t, err, blocks.ErrCreator)
	})
	t.Run("a peer's certificate", func(t *testing.T) {
		t.Parallel()
		c, chain, client := start(t)
		state := none()
		c.Revoked["AuditorMSP"] = [][]byte{c.Authorities["AuditorMSP"].Revoke(c.Peers["AuditorMSP"])}
		chain = step(t, chain, state, c.Reconfigure(nothing))
		_, err := chain.Check(c.Draft(c.Envelope(put(client))), state)
		require.ErrorIs(t, err, blocks.ErrEndorsement)
	})
}

// Blocks are signed by the consenters of the configuration before them.
func TestConsentersThatChange(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	state := none()
	fresh := c.Authorities["AuditorOrdererMSP"].Issue("orderer1", "orderer")
	old := c.Consenters[3]
	next := append(slices.Clone(c.Consenters[:3]), fresh)
	change := c.DraftConfig(func(g *common.ConfigGroup) { c.SetConsenters(g, next) })

	byNew := proto.CloneOf(change)
	c.Sign(byNew, c.Consenters[:2]...)
	c.SignAs(byNew, 4, fresh)
	_, err := chain.Check(byNew, state)
	require.ErrorIs(t, err, blocks.ErrQuorum, "who comes in does not sign itself in")

	c.Sign(change, c.Consenters[1:]...)
	c.Advance(change)
	chain = step(t, chain, state, change)
	c.Consenters = next
	block := c.Draft(c.Envelope(put(client)))
	c.Sign(block, c.Consenters[:2]...)
	c.SignAs(block, 4, old)
	_, err = chain.Check(block, state)
	require.ErrorIs(t, err, blocks.ErrQuorum, "who went signs no more")
	c.Sign(block, c.Consenters[1:]...)
	_, err = chain.Check(block, state)
	require.NoError(t, err)

	t.Run("a quorum grows with their number", func(t *testing.T) {
		all := slices.Clone(c.Consenters)
		for _, msp := range blockstest.Organisations[:3] {
			all = append(all, c.Authorities[blockstest.OrdererMSP(msp)].Issue("orderer1", "orderer"))
		}
		chain := step(t, chain, state, c.Reconfigure(func(g *common.ConfigGroup) { c.SetConsenters(g, all) }))
		require.Equal(t, 5, chain.Config.Quorum())
		c.Consenters = all
		block := c.Draft(c.Envelope(put(client)))
		c.Sign(block, all[:4]...)
		_, err = chain.Check(block, state)
		require.ErrorIs(t, err, blocks.ErrQuorum)
		c.Sign(block, all[2:]...)
		_, err = chain.Check(block, state)
		require.NoError(t, err)
	})
}

// unlawful is a configuration update that may not be.
type unlawful struct {
	update blockstest.Update
	want   error
}

func admins(c *blockstest.Channel, msps ...string) (all []*blockstest.Member) {
	for _, msp := range msps {
		all = append(all, c.Admins[msp])
	}
	return all
}

// most are the administrators of three organisations.
func most(c *blockstest.Channel) []*blockstest.Member {
	return admins(c, "MinistryMSP", "UniversityMSP", "SchoolsMSP")
}

// unauthorised are updates that others signed than may.
func unauthorised(
	t *testing.T,
	c *blockstest.Channel,
	client *blockstest.Member,
	letIn func(*common.ConfigGroup),
) map[string]unlawful {
	most := most(c)
	good := c.Update(letIn, most...)
	return map[string]unlawful{
		"signed by two of four": {c.Update(letIn, most[:2]...), blocks.ErrConfigChange},
		"signed by one twice": {
			c.Update(letIn, most[0], most[1], most[1]),
			blocks.ErrConfigChange,
		},
		"signed by nobody": {c.Update(letIn), blocks.ErrConfigChange},
		"signed by a client": {
			c.Update(letIn, most[0], most[1], client),
			blocks.ErrConfigChange,
		},
		"signed by a stranger": {
			c.Update(letIn, most[0], most[1], blockstest.NewAuthority(t, "GuestMSP").Issue("admin", "admin")),
			blocks.ErrConfigChange,
		},
		"a signature over something else": {
			edited(
				good,
				func(u *blockstest.Update) { u.Sign = func([]byte) []byte { return most[0].Sign([]byte("x")) } },
			),
			blocks.ErrConfigChange,
		},
		"a high-S signature": {
			edited(good, func(u *blockstest.Update) { u.Sign = most[0].SignHigh }),
			blocks.ErrConfigChange,
		},
		"orderers' administrators for the application": {
			c.Update(
				letIn,
				admins(
					c,
					"MinistryOrdererMSP",
					"UniversityOrdererMSP",
					"SchoolsOrdererMSP",
					"AuditorOrdererMSP",
				)...),
			blocks.ErrConfigChange,
		},
		"consenters by the application's administrators": {c.Update(func(g *common.ConfigGroup) {
			c.SetConsenters(
				g,
				append(
					slices.Clone(c.Consenters[:3]),
					c.Authorities["SchoolsOrdererMSP"].Issue("orderer1", "orderer"),
				),
			)
		}, most...), blocks.ErrConfigChange},
		"another organisation's roots": {c.Update(func(g *common.ConfigGroup) {
			blockstest.SetRevoked(
				g.Groups["Application"].Groups["AuditorMSP"],
				blockstest.NewAuthority(t, "AuditorMSP"),
			)
		}, most...), blocks.ErrConfigChange},
	}
}

// inconsistent are configurations that are not what their update says.
func inconsistent(t *testing.T, c *blockstest.Channel, good blockstest.Update) map[string]unlawful {
	most := most(c)
	return map[string]unlawful{
		"without an update": {edited(good, func(u *blockstest.Update) {
			u.Edit = func(e *common.ConfigEnvelope) { e.LastUpdate = nil }
		}), blocks.ErrConfigChange},
		"an update of another type": {
			edited(good, func(u *blockstest.Update) { u.Type = common.HeaderType_ENDORSER_TRANSACTION }),
			blocks.ErrConfigChange,
		},
		"an update for another channel": {edited(good, func(u *blockstest.Update) {
			u.Update = proto.CloneOf(u.Update)
			u.Update.ChannelId = "other"
		}), blocks.ErrConfigChange},
		"more than the update": {edited(good, func(u *blockstest.Update) {
			u.Edit = func(e *common.ConfigEnvelope) {
				e.Config.ChannelGroup.Groups["Application"].Policies["Endorsement"].Policy.Value = encode(
					t,
					&common.ImplicitMetaPolicy{SubPolicy: "Endorsement", Rule: common.ImplicitMetaPolicy_ANY},
				)
			}
		}), blocks.ErrConfigChange},
		"less than the update": {edited(good, func(u *blockstest.Update) {
			u.Edit = func(e *common.ConfigEnvelope) {
				delete(e.Config.ChannelGroup.Groups["Application"].Groups, "GuestMSP")
			}
		}), blocks.ErrConfigChange},
		"a sequence skipped": {edited(good, func(u *blockstest.Update) {
			u.Edit = func(e *common.ConfigEnvelope) { e.Config.Sequence++ }
		}), blocks.ErrConfig},
		"made for another version": {edited(good, func(u *blockstest.Update) {
			u.Update = proto.CloneOf(u.Update)
			u.Update.ReadSet.Groups["Application"].Version = 7
		}), blocks.ErrConfigChange},
		"a version skipped": {edited(good, func(u *blockstest.Update) {
			u.Update, u.Root = proto.CloneOf(u.Update), proto.CloneOf(u.Root)
			u.Update.WriteSet.Groups["Application"].Version = 2
			u.Root.Groups["Application"].Version = 2
		}), blocks.ErrConfigChange},
		"nothing changed": {c.Update(nothing, most...), blocks.ErrConfigChange},
		"something without a modification policy": {c.Update(func(g *common.ConfigGroup) {
			g.Groups["Application"].Values["New"] = &common.ConfigValue{Value: []byte("x")}
		}, most...), blocks.ErrConfigChange},
		"a membership service renamed": {c.Update(func(g *common.ConfigGroup) {
			blockstest.SetRevoked(
				g.Groups["Application"].Groups["AuditorMSP"],
				blockstest.NewAuthority(t, "OtherMSP"),
			)
		}, c.Admins["AuditorMSP"]), blocks.ErrConfigChange},
		"ordering by fewer than it takes": {c.Update(func(g *common.ConfigGroup) {
			g.Groups["Orderer"].Values["ConsensusType"].Value = encode(t, &orderer.ConsensusType{Type: "etcdraft"})
		}, admins(c, "MinistryOrdererMSP", "UniversityOrdererMSP", "SchoolsOrdererMSP")...), blocks.ErrBeyond},
		"endorsement by fewer than most": {c.Update(func(g *common.ConfigGroup) {
			g.Groups["Application"].Policies["Endorsement"].Policy.Value = encode(
				t,
				&common.ImplicitMetaPolicy{SubPolicy: "Endorsement", Rule: common.ImplicitMetaPolicy_ANY},
			)
		}, most...), blocks.ErrDefinition},
	}
}

func TestConfigurationsThatNobodyMayMake(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	guest := blockstest.NewAuthority(t, "GuestMSP")
	letIn := func(g *common.ConfigGroup) {
		g.Groups["Application"].Groups["GuestMSP"] = c.Organisation(guest, mspb.MSPRole_PEER)
	}
	good := c.Update(letIn, most(c)...)
	step(t, chain, none(), c.DraftUpdate(good))
	tests := unauthorised(t, c, client, letIn)
	maps.Copy(tests, inconsistent(t, c, good))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := chain.Check(c.DraftUpdate(test.update), none())
			require.ErrorIs(t, err, test.want)
		})
	}
	step(t, chain, none(), c.DraftUpdate(good))
}

func edited(u blockstest.Update, edit func(*blockstest.Update)) blockstest.Update {
	edit(&u)
	return u
}

func TestConfigurationBlocksAreChecked(t *testing.T) {
	t.Parallel()
	c, chain, _ := start(t)
	t.Run("without a quorum", func(t *testing.T) {
		block := c.DraftConfig(nothing)
		c.Sign(block, c.Consenters[:2]...)
		_, err := chain.Check(block, none())
		require.ErrorIs(t, err, blocks.ErrQuorum)
	})
	t.Run("flagged invalid", func(t *testing.T) {
		block := c.DraftConfig(nothing)
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_INVALID_CONFIG_TRANSACTION))
		_, err := chain.Check(block, none())
		require.ErrorIs(t, err, blocks.ErrFlag)
	})
	t.Run("repeated", func(t *testing.T) {
		block := c.Reconfigure(nothing)
		checked, err := chain.Check(block, none())
		require.NoError(t, err)
		_, err = checked.Chain.Check(c.Draft(block.Data.Data...), none())
		require.ErrorIs(t, err, blocks.ErrConfig)
	})
}
