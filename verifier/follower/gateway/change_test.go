package gateway_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// changing is a network whose history has everything that changes how blocks
// are judged, and what became of transactions that were caught by it.
type changing struct {
	*ownNetwork
	trust                ledger.Trust
	registry, accreditor *actor
	school               *issuer
	index                uint32 // of the next status entry
	set, ignored         []uint32
	configs              []uint64
	replacement          replacement
	inForce, withdrawn   diploma
	revocation           uint64                      // block that revokes the withdrawn one
	heldBack, rival      []byte                      // envelopes that could have made that block, and the last one
	followers            map[uint64]follower.Options // that have all blocks below a number
}

// TestALedgerThatChanges follows a real network through ticks, configuration
// updates, a consenter's new certificate, a revocation and a chaincode upgrade;
// and then tries forgeries on its blocks that need the orderers' own keys.
func TestALedgerThatChanges(t *testing.T) {
	n := up(t) // not parallel: what happens is one history
	c := &changing{
		ownNetwork: n,
		trust:      trustOf(t, n.Dir),
		registry:   newActor(t, n.Dir, "registryd"),
		accreditor: newActor(t, n.Dir, "accreditor"),
		followers:  map[uint64]follower.Options{},
	}
	c.school = newIssuer(t, c.trust)
	c.school.register(c.accreditor)
	c.inForce, c.withdrawn = c.school.issue(5000), c.school.issue(5001)
	arguments, sealed := c.school.anchorOf(c.inForce.digest, c.withdrawn.digest)
	anchored := c.registry.must(ledger.FuncPutAnchor, arguments...)

	once := c.registry.endorse(ledger.FuncSetStatus, c.status()...)
	c.set = append(c.set, c.index)
	code, _ := c.registry.outcome(c.registry.submit(once))
	require.Equal(t, peer.TxValidationCode_VALID, code)
	c.heldBackPastATick()
	c.reconfigured()
	c.consenterReplaced()
	c.replayed(once)
	c.signedByTheFreshOne()
	c.revoked()
	c.upgraded()
	last := c.rivalled()

	o := options(t, c.trust)
	f, err := follower.Open(o)
	require.NoError(t, err)
	follow(t, f, last+1, peersOf(t, testnetwork.Connection(t, n.Dir, "verifierd"))...)
	require.NoError(t, f.Alarm())
	c.requireFollowed(t, f, sealed.Digests[0], anchored)
	real := stored(t, f, f.Head().Height)
	require.NoError(t, f.Close())

	t.Run("AttestedUnderItsNewestConfiguration", func(t *testing.T) { attested(t, c, real) })
	t.Run("ResumedInTheMidstItIsTheSame", func(t *testing.T) {
		whole := options(t, c.trust)
		runAll(t, whole, real)
		parts := options(t, c.trust)
		for _, n := range c.configs {
			runAll(t, parts, real[:n+1])
		}
		runAll(t, parts, real)
		require.Equal(t, dump(t, whole), dump(t, parts))
	})
	t.Run("EveryFlagTurnedRoundStopsIt", func(t *testing.T) { turned(t, c, real) })
	t.Run("ForgedConfigurationsStopIt", func(t *testing.T) { forgedConfigurations(t, c, real) })
	t.Run("ConfigurationsThatNobodyGrantedStopIt", func(t *testing.T) { ungranted(t, c, real) })
	t.Run("ConsentersCountWhileTheyAreConsenters", func(t *testing.T) { consenters(t, c, real) })
	t.Run("TransactionsThatAQuorumOrdersAnyhowStopIt", func(t *testing.T) { ordered(t, c, real) })
	t.Run("TwoBlocksOfOneQuorumAreAnAlarmThatNamesThePeers", func(t *testing.T) { forked(t, c, real) })
	t.Run("BlocksThatAreWithheldMakeAnswersOlder", func(t *testing.T) { withheld(t, c, real) })
}

// requireFollowed demands that the index holds what was valid, and no more.
func (c *changing) requireFollowed(t *testing.T, f *follower.Follower, digest ledger.Digest, anchored uint64) {
	view, err := f.View()
	require.NoError(t, err)
	places, err := view.Leaves(c.school.code, digest)
	require.NoError(t, err)
	require.Len(t, places, 1)
	require.Equal(t, anchored, places[0].Position.Block)
	_, _, found, err := view.Anchor(c.school.code, 2)
	require.NoError(t, err)
	require.False(t, found, "the one that was held back")
	for want, entries := range [2][]uint32{c.ignored, c.set} {
		for _, index := range entries {
			status, err := view.Status(c.school.code, 1, index)
			require.NoError(t, err)
			require.Len(t, status, want, index)
		}
	}
	require.NoError(t, view.Close())
}

func runAll(t *testing.T, o follower.Options, all []*common.Block) {
	f, err := follower.Open(o)
	require.NoError(t, err)
	require.NoError(t, f.Run(t.Context(), memory{blocks: all}))
	require.NoError(t, f.Close())
}

// status returns a status transaction, endorsed and ready to be submitted.
func (c *changing) status() []string {
	c.index++
	return c.school.status(c.index, 1, ledger.Suspended)
}

// valid sets a status entry through a transaction that edit may change.
func (c *changing) valid(edit func(*peer.Transaction, *peer.ChaincodeActionPayload)) uint64 {
	transaction := c.registry.endorse(ledger.FuncSetStatus, c.status()...)
	if edit != nil {
		transaction = c.registry.spoil(transaction, edit)
	}
	code, block := c.registry.outcome(c.registry.submit(transaction))
	require.Equal(c.t, peer.TxValidationCode_VALID, code)
	c.set = append(c.set, c.index)
	return block
}

// refused is valid for one that Fabric flags.
func (c *changing) refused(want peer.TxValidationCode, edit func(*peer.Transaction, *peer.ChaincodeActionPayload)) {
	code, _ := c.registry.outcome(
		c.registry.submit(c.registry.spoil(c.registry.endorse(ledger.FuncSetStatus, c.status()...), edit)),
	)
	require.Equal(c.t, want, code)
	c.ignored = append(c.ignored, c.index)
}

// heldBackPastATick endorses in December and releases in June.
func (c *changing) heldBackPastATick() {
	status := c.registry.endorse(ledger.FuncSetStatus, c.status()...)
	c.ignored = append(c.ignored, c.index)
	last := c.school.last
	arguments, _ := c.school.anchor(2)
	anchor := c.registry.endorse(ledger.FuncPutAnchor, arguments...)
	c.tick(c.registry)
	for _, held := range []*client.Transaction{status, anchor} {
		code, _ := c.registry.outcome(c.registry.submit(held))
		require.Equal(c.t, peer.TxValidationCode_MVCC_READ_CONFLICT, code)
	}
	c.school.last = last
}

// reconfigured changes the batch timeout, an anchor peer, and lets an
// organisation in and out again.
func (c *changing) reconfigured() {
	orderers := c.ordererAdmins()
	members := []*blockstest.Member{
		c.admin("ministry", "MinistryMSP"),
		c.admin("university", "UniversityMSP"),
		c.admin("schools", "SchoolsMSP"),
	}
	change := func(edit func(*common.ConfigGroup), signers ...*blockstest.Member) {
		c.configs = append(c.configs, c.reconfigure(c.registry, edit, signers...))
		c.valid(nil)
	}
	change(func(g *common.ConfigGroup) {
		g.Groups["Orderer"].Values["BatchTimeout"].Value = encode(c.t, &orderer.BatchTimeout{Timeout: "150ms"})
	}, orderers...)
	change(func(g *common.ConfigGroup) {
		peers := &peer.AnchorPeers{}
		value := g.Groups["Application"].Groups["SchoolsMSP"].Values["AnchorPeers"]
		require.NoError(c.t, proto.Unmarshal(value.Value, peers))
		peers.AnchorPeers = append(peers.AnchorPeers, &peer.AnchorPeer{Host: "peer.invalid", Port: 7051})
		value.Value = encode(c.t, peers)
	}, members[2])
	guest := blockstest.NewAuthority(c.t, "GuestMSP")
	change(func(g *common.ConfigGroup) {
		added := proto.CloneOf(g.Groups["Application"].Groups["SchoolsMSP"])
		added.Version = 0
		delete(added.Values, "AnchorPeers")
		for _, v := range added.Values {
			v.Version = 0
		}
		for _, p := range added.Policies {
			p.Version, p.Policy.Value = 0, encode(c.t, blockstest.NOutOf(1, blockstest.Members(c.t, "GuestMSP")...))
		}
		blockstest.SetRevoked(added, guest)
		g.Groups["Application"].Groups["GuestMSP"] = added
	}, members...)
	change(func(g *common.ConfigGroup) { delete(g.Groups["Application"].Groups, "GuestMSP") }, members...)
}

// replayed submits a transaction a second time. Orderers keep it out while
// they remember it, which is until they are started again: the auditor's
// first, whose fresh certificate completes the quorum while another is away.
func (c *changing) replayed(once *client.Transaction) {
	for _, o := range []string{"auditor", "ministry", "university", "schools"} {
		c.networkctl("stop", o+"-orderer")
		c.networkctl("start", o+"-orderer")
	}
	c.valid(nil)
	again := c.registry.spoil(once, func(*peer.Transaction, *peer.ChaincodeActionPayload) {})
	require.Equal(c.t, once.TransactionID(), c.registry.submit(again).TransactionID())
	c.valid(nil)
}

// revoked endorses by a peer's certificate that is then revoked; by one that
// has expired, which is no matter; and by certificates that never were a peer's.
func (c *changing) revoked() {
	authority := c.authority("auditor", "AuditorMSP", "members")
	second := authority.Issue("second peer", "peer")
	short := authority.IssueFor(time.Second, "short-lived peer", "peer")
	c.valid(endorsedBy(c.t, second))
	c.valid(endorsedBy(c.t, short))
	c.configs = append(c.configs, c.reconfigure(c.registry, func(g *common.ConfigGroup) {
		group := g.Groups["Application"].Groups["AuditorMSP"]
		conf := membership(c.t, group)
		conf.RevocationList = append(conf.RevocationList, authority.Revoke(second))
		outer := &mspb.MSPConfig{}
		require.NoError(c.t, proto.Unmarshal(group.Values["MSP"].Value, outer))
		outer.Config = encode(c.t, conf)
		group.Values["MSP"].Value = encode(c.t, outer)
	}, c.admin("auditor", "AuditorMSP")))
	c.valid(endorsedBy(c.t, short))
	for _, by := range []*blockstest.Member{
		second,
		authority.Issue("client", "client"),
		authority.Issue("nobody"),
		blockstest.NewAuthority(c.t, "AuditorMSP").Issue("peer", "peer"),
		blockstest.NewAuthority(c.t, "StrangerMSP").Issue("peer", "peer"),
	} {
		c.refused(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE, endorsedBy(c.t, by))
	}
}

// upgraded puts another program of the chaincode on the network; what was
// endorsed under the old definition loses its race with the new one.
func (c *changing) upgraded() {
	held := c.registry.endorse(ledger.FuncSetStatus, c.status()...)
	c.ignored = append(c.ignored, c.index)
	testnetwork.Build(c.t, c.Programs, "chaincoded-2", "./cmd/chaincoded", "-ldflags=-buildid=second")
	c.networkctl("upgrade", "--chaincoded", filepath.Join(c.Programs, "chaincoded-2"))
	require.NoError(c.t, os.Remove(filepath.Join(c.Programs, "chaincoded-2"))) // the network has its own copy
	code, _ := c.registry.outcome(c.registry.submit(held))
	require.Equal(c.t, peer.TxValidationCode_MVCC_READ_CONFLICT, code)
}

// turned turns round each validation flag of a real ledger, one at a time. That
// is an alarm where the application's public state or its definition is
// written; elsewhere it is noted, and one source alone would not be believed.
func turned(t *testing.T, c *changing, real []*common.Block) {
	for n, block := range real[1:] {
		for i, flag := range flagsOf(block) {
			other := peer.TxValidationCode_VALID
			if flag == byte(peer.TxValidationCode_VALID) {
				other = peer.TxValidationCode_MVCC_READ_CONFLICT
			}
			forged := proto.CloneOf(block)
			blockstest.Flag(forged, i, byte(other))
			want := blocks.ErrFlag
			if !writesOurs(t, block, i) {
				want = nil
			}
			c.judge(t, real, uint64(n+1), forged, want)
		}
	}
}

// writesOurs reports whether an envelope is a configuration, or writes public
// state of the application or of the lifecycle.
func writesOurs(t *testing.T, block *common.Block, index int) bool {
	envelope, payload, header := &common.Envelope{}, &common.Payload{}, &common.ChannelHeader{}
	require.NoError(t, proto.Unmarshal(block.Data.Data[index], envelope))
	require.NoError(t, proto.Unmarshal(envelope.Payload, payload))
	require.NoError(t, proto.Unmarshal(payload.Header.ChannelHeader, header))
	if header.Type == int32(common.HeaderType_CONFIG) {
		return true
	}
	tx, action, response := &peer.Transaction{}, &peer.ChaincodeActionPayload{}, &peer.ProposalResponsePayload{}
	result, set := &peer.ChaincodeAction{}, &rwset.TxReadWriteSet{}
	require.NoError(t, proto.Unmarshal(payload.Data, tx))
	require.NoError(t, proto.Unmarshal(tx.Actions[0].Payload, action))
	require.NoError(t, proto.Unmarshal(action.Action.ProposalResponsePayload, response))
	require.NoError(t, proto.Unmarshal(response.Extension, result))
	require.NoError(t, proto.Unmarshal(result.Results, set))
	for _, n := range set.NsRwset {
		public := &kvrwset.KVRWSet{}
		require.NoError(t, proto.Unmarshal(n.Rwset, public))
		if len(public.Writes) > 0 {
			return true
		}
	}
	return false
}

// requireStopped runs a follower over real blocks with one of them forged.
func requireStopped(
	t *testing.T,
	trust ledger.Trust,
	real []*common.Block,
	number int,
	forged *common.Block,
	want error,
) {
	t.Helper()
	f, err := follower.Open(options(t, trust))
	require.NoError(t, err)
	all := append(append([]*common.Block{}, real[:number]...), forged)
	err = f.Run(t.Context(), memory{blocks: all})
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, err, want)
	require.Equal(t, uint64(number), f.Head().Height)
	require.NoError(t, f.Close())
}

// forgedConfigurations changes a real configuration block.
func forgedConfigurations(t *testing.T, c *changing, real []*common.Block) {
	number := int(c.configs[len(c.configs)-1])
	signatures := func(block *common.Block, edit func(*common.Metadata)) {
		metadata := &common.Metadata{}
		require.NoError(t, proto.Unmarshal(block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
		edit(metadata)
		block.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = encode(t, metadata)
	}
	for name, test := range map[string]struct {
		forge func(*common.Block)
		want  error
	}{
		"without a quorum": {func(b *common.Block) {
			signatures(b, func(m *common.Metadata) { m.Signatures = m.Signatures[:2] })
		}, blocks.ErrQuorum},
		"signed as an ordinary block": {func(b *common.Block) {
			signatures(b, func(m *common.Metadata) {
				m.Value = encode(t, &common.OrdererBlockMetadata{LastConfig: &common.LastConfig{Index: 0}})
			})
		}, blocks.ErrQuorum},
		"flagged invalid": {func(b *common.Block) {
			blockstest.Flag(b, 0, byte(peer.TxValidationCode_INVALID_CONFIG_TRANSACTION))
		}, blocks.ErrFlag},
		"an older one again": {func(b *common.Block) { b.Data.Data = real[c.configs[0]].Data.Data }, blocks.ErrDataHash},
		"left out":           {func(b *common.Block) { proto.Reset(b); proto.Merge(b, real[number+1]) }, blocks.ErrChain},
	} {
		t.Run(name, func(t *testing.T) {
			forged := proto.CloneOf(real[number])
			test.forge(forged)
			if name == "left out" { // a source that skips a number is not even asked for its block
				forged.Header.Number--
			}
			requireStopped(t, c.trust, real, number, forged, test.want)
		})
	}
}
