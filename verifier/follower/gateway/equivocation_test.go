package gateway_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	gatewaypb "github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// client returns the identity that submits the register's transactions.
func (c *changing) client() *blockstest.Member {
	dir := []string{"clients", "registryd"}
	return blockstest.LoadMember(
		c.t,
		testnetwork.Connection(c.t, c.Dir, "registryd").MSP,
		c.read(append(dir, "certificate.pem")...),
		c.read(append(dir, "key.pem")...),
	)
}

// unsent returns an endorsed transaction as its client signs it.
func (c *changing) unsent(transaction *client.Transaction) []byte {
	raw, err := transaction.Bytes()
	require.NoError(c.t, err)
	prepared := &gatewaypb.PreparedTransaction{}
	require.NoError(c.t, proto.Unmarshal(raw, prepared))
	payload := prepared.GetEnvelope().GetPayload()
	return encode(c.t, &common.Envelope{Payload: payload, Signature: c.client().Sign(payload)})
}

// rivalled revokes a diploma and writes once more, and keeps a transaction
// that was as good as each of the two at its moment.
func (c *changing) rivalled() (last uint64) {
	c.heldBack = c.unsent(
		c.registry.endorse(ledger.FuncSetStatus, c.school.status(c.withdrawn.index, 1, ledger.Suspended)...),
	)
	c.revocation = c.registry.must(ledger.FuncSetStatus, c.school.status(c.withdrawn.index, 1, ledger.Revoked)...)
	c.rival = c.unsent(c.registry.endorse(ledger.FuncSetStatus, c.status()...))
	c.ignored = append(c.ignored, c.index)
	last = c.valid(nil)
	require.Equal(c.t, c.revocation+1, last)
	return last
}

// forking is a real peer that gives another block at one height.
type forking struct {
	follower.Source
	block *common.Block
}

func (f forking) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	return f.Source.Blocks(ctx, from, func(b *common.Block) error {
		if b.Header.Number == f.block.Header.Number {
			b = proto.CloneOf(f.block)
		}
		return yield(b)
	})
}

// fork returns a real block with another transaction in the place of its own,
// flagged valid, and signed by a quorum of the real orderers.
func (c *changing) fork(t *testing.T, real *common.Block, envelope []byte) *common.Block {
	fork := proto.CloneOf(real)
	fork.Data.Data = [][]byte{envelope}
	setFlags(fork, []byte{0})
	resign(t, fork, c.replacement.others...)
	return fork
}

// forked has a second block at the height of the last one. Each is as good as
// the other; both are an alarm.
func forked(t *testing.T, c *changing, real []*common.Block) {
	last := uint64(len(real) - 1)
	fork := c.fork(t, real[last], c.rival)
	versions := [2]ledger.Digest{blocks.HeaderHash(real[last].Header), blocks.HeaderHash(fork.Header)}
	require.NotEqual(t, versions[0], versions[1])
	c.judge(t, real, last, fork, nil) // who is shown but one of them cannot know

	for name, liars := range map[string][4]bool{
		"the first peer":           {true, false, false, false},
		"the second peer":          {false, true, false, false},
		"two peers against two":    {true, false, false, true},
		"all peers but the second": {true, false, true, true},
		"all peers but the first":  {false, true, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			sources := peersOf(t, testnetwork.Connection(t, c.Dir, "verifierd"))
			require.Len(t, sources, len(liars))
			held := map[ledger.Digest][]string{}
			for i, lies := range liars {
				version := versions[0]
				if lies {
					version, sources[i] = versions[1], forking{sources[i], fork}
				}
				held[version] = append(
					held[version],
					fmt.Sprintf("%s (%s)", sources[i].Name(), sources[i].Organisation()),
				)
			}
			requireConflict(t, c, last, held, sources)
		})
	}
	t.Run("two that agree to hide a revocation", func(t *testing.T) { hidden(t, c, real) })
}

// hidden lets the two peers that are read agree on a block without the
// revocation, and stop there. The others are not asked, and go on: what they
// have does not follow it.
func hidden(t *testing.T, c *changing, real []*common.Block) {
	fork := c.fork(t, real[c.revocation], c.rival)
	sources := peersOf(t, testnetwork.Connection(t, c.Dir, "verifierd"))
	for i := range sources[:2] {
		sources[i] = selective{Source: forking{sources[i], fork}, tells: c.revocation + 1, gives: c.revocation + 1}
	}
	o := options(t, c.trust)
	o.PollWait, o.AskWait = time.Second, time.Second
	f, err := follower.Open(o)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = f.Run(ctx, sources...)
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, err, blocks.ErrChain)
	require.Equal(t, blocks.HeaderHash(fork.Header), f.Head().Hash)
	for _, other := range sources[2:] {
		require.ErrorContains(t, err, other.Name(), "who has what does not follow")
	}
	require.NoError(t, f.Close())
}

// requireConflict runs a follower over peers that give two good blocks at one
// height, and demands the alarm that names who gave which.
func requireConflict(
	t *testing.T,
	c *changing,
	number uint64,
	held map[ledger.Digest][]string,
	sources []follower.Source,
) {
	f, err := follower.Open(options(t, c.trust))
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	err = f.Run(ctx, sources...)
	require.ErrorIs(t, err, follower.ErrIntegrity)
	require.ErrorIs(t, f.Alarm(), follower.ErrDisagreement)
	var conflict *follower.Conflict
	require.ErrorAs(t, err, &conflict)
	require.Equal(t, number, conflict.Block)
	require.Len(t, conflict.Versions, 2)
	for _, v := range conflict.Versions {
		require.ElementsMatch(t, held[v.Hash], v.Sources)
		require.Contains(t, err.Error(), v.Hash.String())
		for _, name := range v.Sources {
			require.Contains(t, err.Error(), name)
		}
	}
	require.Equal(t, number, f.Head().Height, "neither is taken")

	r := c.verify(t, f, c.inForce, time.Now())
	require.Equal(t, verifier.Indeterminate, r.Result, "a revocation may stand in a block that was not taken")
	require.Equal(t, verifier.DetailAlarm, r.Cause)
	require.Equal(t, verifier.Valid, r.LastKnown.Result, "as of the block before")
	require.NoError(t, f.Close())
}
