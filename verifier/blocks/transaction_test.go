package blocks_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// badTransaction is one with a fault, and the flag that Fabric gives it.
type badTransaction struct {
	edit func(*blockstest.Transaction)
	flag peer.TxValidationCode
	want error
}

func badTransactions(t *testing.T, c *blockstest.Channel, client *blockstest.Member) map[string]badTransaction {
	peers := func(msps ...string) (members []*blockstest.Member) {
		for _, msp := range msps {
			members = append(members, c.Peers[msp])
		}
		return members
	}
	stranger := blockstest.NewAuthority(t, "SchoolsMSP")
	return map[string]badTransaction{
		"of another channel": {
			func(x *blockstest.Transaction) { x.Channel = "other" },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrHeader,
		},
		"of another type": {
			func(x *blockstest.Transaction) { x.Type = common.HeaderType_CONFIG_UPDATE },
			peer.TxValidationCode_UNSUPPORTED_TX_PAYLOAD,
			blocks.ErrHeader,
		},
		"creator of another root": {
			func(x *blockstest.Transaction) { x.Creator = stranger.Issue("registry", "client") },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrCreator,
		},
		"creator of no role": {
			func(x *blockstest.Transaction) { x.Creator = c.Authorities["SchoolsMSP"].Issue("x", "registry") },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrCreator,
		},
		"creator of two roles": {
			func(x *blockstest.Transaction) { x.Creator = c.Authorities["SchoolsMSP"].Issue("x", "client", "peer") },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrCreator,
		},
		"another's signature": {
			func(x *blockstest.Transaction) { x.SignAs = c.Peers["SchoolsMSP"] },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrCreator,
		},
		"creator's high-S": {
			func(x *blockstest.Transaction) { x.HighCreate = true },
			peer.TxValidationCode_BAD_CREATOR_SIGNATURE,
			blocks.ErrCreator,
		},
		"another id": {
			func(x *blockstest.Transaction) { x.TxID = "00" },
			peer.TxValidationCode_BAD_PROPOSAL_TXID,
			blocks.ErrTxID,
		},
		"two actions": {func(x *blockstest.Transaction) {
			x.EditTx = func(tx *peer.Transaction) { tx.Actions = append(tx.Actions, tx.Actions[0]) }
		}, peer.TxValidationCode_INVALID_ENDORSER_TRANSACTION, blocks.ErrAction},
		"no action": {
			func(x *blockstest.Transaction) { x.EditTx = func(tx *peer.Transaction) { tx.Actions = nil } },
			peer.TxValidationCode_INVALID_ENDORSER_TRANSACTION,
			blocks.ErrAction,
		},
		"another proposal": {func(x *blockstest.Transaction) {
			x.EditAction = func(a *peer.ChaincodeActionPayload) { a.ChaincodeProposalPayload = []byte("other") }
		}, peer.TxValidationCode_INVALID_ENDORSER_TRANSACTION, blocks.ErrProposalHash},
		"two endorsements": {
			func(x *blockstest.Transaction) { x.Endorsers = peers("MinistryMSP", "SchoolsMSP") },
			peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE,
			blocks.ErrEndorsement,
		},
		"one organisation thrice": {func(x *blockstest.Transaction) {
			x.Endorsers = peers("MinistryMSP", "SchoolsMSP", "SchoolsMSP", "SchoolsMSP")
		}, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE, blocks.ErrEndorsement},
		"endorsed by a client": {
			func(x *blockstest.Transaction) { x.Endorsers = append(peers("MinistryMSP", "AuditorMSP"), client) },
			peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE,
			blocks.ErrEndorsement,
		},
		"high-S endorsement": {
			func(x *blockstest.Transaction) { x.HighS = true },
			peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE,
			blocks.ErrEndorsement,
		},
		"endorser of another root": {func(x *blockstest.Transaction) {
			x.Endorsers = append(peers("MinistryMSP", "AuditorMSP"), stranger.Issue("peer0", "peer"))
		}, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE, blocks.ErrEndorsement},
		"endorsed another result": {
			func(x *blockstest.Transaction) { x.EditAction = swapEndorsements(c, client) },
			peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE,
			blocks.ErrEndorsement,
		},
		"chaincode never defined": {
			func(x *blockstest.Transaction) { x.Chaincode = "other" },
			peer.TxValidationCode_INVALID_CHAINCODE,
			blocks.ErrEndorsement,
		},
		"writes an undefined one": {
			func(x *blockstest.Transaction) { x.Other = map[string]map[string][]byte{"other": {"k": nil}} },
			peer.TxValidationCode_INVALID_CHAINCODE,
			blocks.ErrEndorsement,
		},
		"public lifecycle state by one": {func(x *blockstest.Transaction) {
			x.Chaincode, x.Writes, x.Endorsers = "_lifecycle", nil, peers("SchoolsMSP")
			x.Other = map[string]map[string][]byte{"_lifecycle": c.Definition(blockstest.Chaincode, "vscc", nil)}
		}, peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE, blocks.ErrEndorsement},
	}
}

// Each of these is refused when a peer flags it valid, and is no matter when
// it is flagged as Fabric flags it.
func TestBadTransactions(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	for name, test := range badTransactions(t, c, client) {
		t.Run(name, func(t *testing.T) {
			tx := put(client)
			test.edit(&tx)
			block := c.Draft(c.Envelope(put(client)), c.Envelope(tx))
			_, err := chain.Check(block, none())
			require.ErrorIs(t, err, blocks.ErrFlag)
			require.ErrorIs(t, err, test.want)

			blockstest.Flag(block, 1, byte(test.flag))
			checked, err := chain.Check(block, none())
			require.NoError(t, err)
			require.False(t, checked.Transactions[1].Valid())
			require.True(t, checked.Transactions[0].Valid())
		})
	}
}

func swapEndorsements(c *blockstest.Channel, client *blockstest.Member) func(*peer.ChaincodeActionPayload) {
	return func(a *peer.ChaincodeActionPayload) {
		for _, e := range a.Action.Endorsements {
			e.Signature = client.Sign([]byte("another result"))
		}
	}
}

func TestWritesThatOnlyThisFollowerRefuses(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	t.Run("through another chaincode", func(t *testing.T) {
		checked, err := chain.Check(c.Block(c.Commit(c.Definition("other", "vscc", nil))), none())
		require.NoError(t, err)
		tx := put(client)
		tx.Chaincode = "other"
		_, err = checked.Chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrIndirect)
		tx.Writes, tx.Other = nil, map[string]map[string][]byte{"other": {"k": []byte("v")}}
		own, err := checked.Chain.Check(c.Draft(c.Envelope(tx)), none())
		require.NoError(t, err, "what another chaincode writes for itself is no matter")
		require.Empty(t, own.Transactions[0].Writes)
		chain = checked.Chain
	})
	t.Run("key-level policies", func(t *testing.T) {
		tx := put(client)
		tx.Metadata = true
		_, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrContent)
	})
}

func TestDuplicateIDs(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	first, second := put(client), put(client)
	first.Nonce = c.NextNonce()
	second.Nonce = first.Nonce
	block := c.Draft(c.Envelope(first), c.Envelope(second))

	t.Run("in one block", func(t *testing.T) {
		_, err := chain.Check(block, none())
		require.ErrorIs(t, err, blocks.ErrDuplicate)
		blockstest.Flag(block, 1, byte(peer.TxValidationCode_DUPLICATE_TXID))
		checked, err := chain.Check(block, none())
		require.NoError(t, err)
		require.ErrorIs(t, checked.Transactions[1].Invalid, blocks.ErrDuplicate)
	})
	t.Run("after one that lost a race", func(t *testing.T) {
		late := first
		late.Reads = blockstest.Own("key")
		raced := put(client)
		block := c.Draft(c.Envelope(raced), c.Envelope(late), c.Envelope(second))
		blockstest.Flag(block, 1, byte(peer.TxValidationCode_MVCC_READ_CONFLICT))
		_, err := chain.Check(block, none())
		require.ErrorIs(t, err, blocks.ErrDuplicate)
		blockstest.Flag(block, 2, byte(peer.TxValidationCode_DUPLICATE_TXID))
		_, err = chain.Check(block, none())
		require.NoError(t, err)
	})
	t.Run("after one that is bad in itself", func(t *testing.T) {
		bad := first
		bad.Endorsers = []*blockstest.Member{c.Peers["SchoolsMSP"]}
		block := c.Draft(c.Envelope(bad), c.Envelope(second))
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
		checked, err := chain.Check(block, none())
		require.NoError(t, err)
		require.True(t, checked.Transactions[1].Valid(), "only ids of earlier blocks count when invalid")
	})
	t.Run("of an earlier block, valid or not", func(t *testing.T) {
		for _, flag := range []byte{valid, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE)} {
			c, chain, client := start(t)
			state := none()
			first, second := put(client), put(client)
			first.Nonce = c.NextNonce()
			second.Nonce = first.Nonce
			if flag != valid {
				first.Endorsers = []*blockstest.Member{c.Peers["SchoolsMSP"]}
			}
			earlier := c.Draft(c.Envelope(first))
			blockstest.Flag(earlier, 0, flag)
			c.Advance(earlier)
			chain = step(t, chain, state, earlier)
			_, err := chain.Check(c.Draft(c.Envelope(second)), state)
			require.ErrorIs(t, err, blocks.ErrDuplicate)
		}
	})
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	signed := func(n int32, msps ...string) *common.SignaturePolicyEnvelope {
		return blockstest.NOutOf(n, blockstest.Members(t, msps...)...)
	}
	all := blockstest.Organisations
	for name, test := range map[string]struct {
		plugin      string
		policy      *common.SignaturePolicyEnvelope
		collections []string
		want        error
	}{
		"the channel's majority": {plugin: "vscc"},
		"three of four":          {plugin: "vscc", policy: signed(3, all...)},
		"all":                    {plugin: "vscc", policy: signed(4, all...)},
		"two of four":            {plugin: "vscc", policy: signed(2, all...), want: blocks.ErrDefinition},
		"one":                    {plugin: "vscc", policy: signed(1, "SchoolsMSP"), want: blocks.ErrDefinition},
		"three of one and two": {
			plugin: "vscc",
			policy: signed(3, "SchoolsMSP", "SchoolsMSP", "AuditorMSP"),
			want:   blocks.ErrDefinition,
		},
		"nobody needed":   {plugin: "vscc", policy: signed(0), want: blocks.ErrDefinition},
		"another plug-in": {plugin: "mine", want: blocks.ErrDefinition},
		"collections":     {plugin: "vscc", collections: []string{"secret"}, want: blocks.ErrDefinition},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, chain, _ := start(t)
			block := c.Draft(
				c.Commit(c.Definition(blockstest.Chaincode, test.plugin, test.policy, test.collections...)),
			)
			_, err := chain.Check(block, none())
			if test.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, test.want)
		})
	}
}

func TestADefinitionJudgesTheBlocksAfterIt(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	stricter := c.Commit(
		c.Definition(
			blockstest.Chaincode,
			"vscc",
			blockstest.NOutOf(4, blockstest.Members(t, blockstest.Organisations...)...),
		),
	)
	checked, err := chain.Check(c.Block(stricter, c.Envelope(put(client))), none())
	require.NoError(t, err, "in its own block the one before counts")
	_, err = checked.Chain.Check(c.Draft(c.Envelope(put(client))), none())
	require.ErrorIs(t, err, blocks.ErrEndorsement)
}
