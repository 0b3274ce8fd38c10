package blocks_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

const (
	valid = byte(peer.TxValidationCode_VALID)
	lost  = byte(peer.TxValidationCode_MVCC_READ_CONFLICT)
)

// write returns a transaction that reads keys and then writes one.
func write(client *blockstest.Member, key, value string, reads ...string) blockstest.Transaction {
	tx := blockstest.Transaction{
		Creator:  client,
		Function: "Put",
		Reads:    blockstest.Own(reads...),
		Writes:   map[string][]byte{key: []byte(value)},
	}
	if value == "" {
		tx.Writes[key] = nil
	}
	return tx
}

type maker func(*blockstest.Member) blockstest.Transaction

// race is a transaction that is held back, and what happens in between.
type race struct {
	before []maker // one block each
	held   maker   // endorsed before them
	beside maker   // in the block of held, in front of it
	want   byte
}

func races() map[string]race {
	return map[string]race{
		"nothing was changed": {
			held: func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a", "c") },
			want: valid,
		},
		"it was changed in between": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "2", "a") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a") }, want: lost},
		"it was written again with the same value": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "1") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a") }, want: lost},
		"it was made in between": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "new", "1") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "new") }, want: lost},
		"it was deleted in between": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a") }, want: lost},
		"it was made and deleted in between": {
			before: []maker{
				func(m *blockstest.Member) blockstest.Transaction { return write(m, "new", "1") },
				func(m *blockstest.Member) blockstest.Transaction { return write(m, "new", "") }},
			held: func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "new") }, want: valid},
		"another key was changed": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "c", "1") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a") }, want: valid},
		"one before it in the block changes it": {
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "a") },
			beside: func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "2") }, want: lost},
		"one before it in the block deletes what is not there": {
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "b", "1", "new") },
			beside: func(m *blockstest.Member) blockstest.Transaction { return write(m, "new", "") }, want: lost},
		"it writes what it never read": {
			before: []maker{func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "2") }},
			held:   func(m *blockstest.Member) blockstest.Transaction { return write(m, "a", "3") }, want: valid},
	}
}

// Each flag is refused when it is turned round: who lost a race is no
// peer's word.
func TestRaces(t *testing.T) {
	t.Parallel()
	for name, test := range races() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, chain, client := start(t)
			state := none()
			chain = step(t, chain, state, c.Block(c.Envelope(write(client, "a", "1"))))
			held := c.Envelope(test.held(client))
			for _, before := range test.before {
				chain = step(t, chain, state, c.Block(c.Envelope(before(client))))
			}
			envelopes := [][]byte{held}
			if test.beside != nil {
				envelopes = [][]byte{c.Envelope(test.beside(client)), held}
			}
			block := c.Draft(envelopes...)
			at := len(envelopes) - 1
			blockstest.Flag(block, at, valid+lost-test.want) // the other one
			_, err := chain.Check(block, state)
			require.ErrorIs(t, err, blocks.ErrFlag)

			blockstest.Flag(block, at, test.want)
			checked, err := chain.Check(block, state)
			require.NoError(t, err)
			require.Equal(t, test.want == valid, checked.Transactions[at].Valid())
			if test.want == lost {
				require.ErrorIs(t, checked.Transactions[at].Invalid, blocks.ErrRace)
			}
		})
	}
}

func TestALoserChangesNothing(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	block := c.Draft(
		c.Envelope(write(client, "a", "1", "a")),
		c.Envelope(write(client, "b", "1", "a")),
		c.Envelope(write(client, "c", "1", "b")),
	)
	blockstest.Flag(block, 1, lost)
	checked, err := chain.Check(block, none())
	require.NoError(t, err)
	require.True(t, checked.Transactions[2].Valid(), "what it read was never written")
	require.NotContains(t, checked.Versions, blockstest.Own("b")[0])
	require.Equal(t, &blocks.Version{Block: 2, Index: 2}, checked.Versions[blockstest.Own("c")[0]])
}

// An upgrade of the chaincode changes what every transaction of it reads.
func TestRacesWithTheLifecycle(t *testing.T) {
	t.Parallel()
	sequence := blocks.Key{Namespace: "_lifecycle", Key: "namespaces/fields/" + blockstest.Chaincode + "/Sequence"}
	c, state := blockstest.New(t), none()
	client := c.Authorities["SchoolsMSP"].Issue("registry", "client")
	genesis, err := blocks.Genesis(c.Genesis(), blockstest.Name, blockstest.Chaincode, c.Trust().Genesis)
	require.NoError(t, err)
	chain := step(t, genesis.Chain, state, c.Block(c.Commit(c.Definition(blockstest.Chaincode, "vscc", nil))))
	old := put(client)
	old.Reads = []blocks.Key{sequence}
	held, current := c.Envelope(old), c.Envelope(old)
	chain = step(t, chain, state, c.Block(current))
	chain = step(t, chain, state, c.Block(c.Commit(c.Definition(blockstest.Chaincode, "vscc", nil))))
	_, err = chain.Check(c.Draft(held), state)
	require.ErrorIs(t, err, blocks.ErrRace)

	approval := blockstest.Transaction{
		Creator:   client,
		Chaincode: "_lifecycle",
		Endorsers: []*blockstest.Member{c.Peers["SchoolsMSP"]},
		Private:   map[string][]string{"_lifecycle": {"_implicit_org_SchoolsMSP"}},
	}
	approval.Reads = []blocks.Key{{Namespace: "_lifecycle", Collection: "_implicit_org_SchoolsMSP", Key: "key"}}
	first, second := c.Envelope(approval), c.Envelope(approval)
	chain = step(t, chain, state, c.Block(first))
	checked, err := chain.Check(c.Draft(second), state)
	require.NoError(t, err, "an organisation's own collection stops nobody")
	require.True(t, checked.NeedsWitnesses, "one source's flag against the verdict is not enough")
	require.ErrorIs(t, checked.Transactions[0].Invalid, blocks.ErrRace)
	checked, err = chain.Check(c.Draft(c.Envelope(approval)), state)
	require.NoError(t, err)
	require.False(t, checked.NeedsWitnesses)
}

func TestWhatIsNotReplayed(t *testing.T) {
	t.Parallel()
	c, chain, client := start(t)
	t.Run("ranges of the application's keys are an alarm beside its writes", func(t *testing.T) {
		tx := put(client)
		tx.Ranges = true
		_, err := chain.Check(c.Draft(c.Envelope(tx)), none())
		require.ErrorIs(t, err, blocks.ErrContent)
		block := c.Draft(c.Envelope(tx))
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_PHANTOM_READ_CONFLICT))
		checked, err := chain.Check(block, none())
		require.NoError(t, err, "without effect they are no matter, if enough organisations say so")
		require.True(t, checked.NeedsWitnesses)
	})
	t.Run("ranges of them that another chaincode reads are no matter", func(t *testing.T) {
		c, chain, client := start(t)
		state := none()
		chain = step(t, chain, state, c.Block(c.Commit(c.Definition("other", "vscc", nil))))
		tx := blockstest.Transaction{
			Creator:   client,
			Chaincode: "other",
			Ranges:    true,
			Reads:     blockstest.Own("key"),
			Other:     map[string]map[string][]byte{"other": {"k": []byte("v")}},
		}
		for _, flag := range []byte{valid, byte(peer.TxValidationCode_PHANTOM_READ_CONFLICT)} {
			block := c.Draft(c.Envelope(tx))
			blockstest.Flag(block, 0, flag)
			checked, err := chain.Check(block, state)
			require.NoError(t, err)
			require.True(t, checked.NeedsWitnesses)
			require.Equal(t, flag == valid, checked.Transactions[0].Valid())
			require.ErrorIs(t, checked.Transactions[0].Unjudged, blocks.ErrUnjudged)
		}
	})
	t.Run("ranges that nobody endorsed are a client's oddity", func(t *testing.T) {
		tx := put(client)
		tx.Ranges, tx.Endorsers = true, []*blockstest.Member{c.Peers["SchoolsMSP"]}
		block := c.Draft(c.Envelope(tx))
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE))
		_, err := chain.Check(block, none())
		require.NoError(t, err)
	})
	t.Run("no database refuses what the application writes", func(t *testing.T) {
		block := c.Draft(c.Envelope(put(client)))
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_INVALID_WRITESET))
		_, err := chain.Check(block, none())
		require.ErrorIs(t, err, blocks.ErrFlag)
		odd := put(client)
		odd.Writes = map[string][]byte{"_key": []byte("value")}
		block = c.Draft(c.Envelope(odd))
		blockstest.Flag(block, 0, byte(peer.TxValidationCode_INVALID_WRITESET))
		_, err = chain.Check(block, none())
		require.NoError(t, err)
	})
	t.Run("which fault a flag names makes no difference", func(t *testing.T) {
		bad := put(client)
		bad.Endorsers = []*blockstest.Member{c.Peers["SchoolsMSP"]}
		block := c.Draft(c.Envelope(bad))
		blockstest.Flag(block, 0, lost)
		checked, err := chain.Check(block, none())
		require.NoError(t, err)
		require.False(t, checked.Transactions[0].Valid())
		require.ErrorIs(t, checked.Transactions[0].Invalid, blocks.ErrEndorsement)
	})
}
