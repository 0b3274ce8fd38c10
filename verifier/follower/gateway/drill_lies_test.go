package gateway_test

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/audit"
	"sogoc/verifier/follower"
)

// lying is a real peer that tells another height, or other blocks.
type lying struct {
	follower.Source
	height func(uint64) uint64
	block  func(*common.Block) *common.Block // nil: none, and silence
}

func (l lying) Height(ctx context.Context) (uint64, error) {
	height, err := l.Source.Height(ctx)
	if l.height != nil {
		height = l.height(height)
	}
	return height, err
}

func (l lying) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	return l.Source.Blocks(ctx, from, func(b *common.Block) error {
		if l.block != nil {
			if b = l.block(proto.CloneOf(b)); b == nil {
				<-ctx.Done()
				return ctx.Err()
			}
		}
		return yield(b)
	})
}

// lie is what one peer, or the orderer behind it, may tell a reader.
type lie struct {
	family, name string
	lying        lying
}

func spoiledMetadata(edit func(*common.Metadata)) func(*common.Block) *common.Block {
	return func(b *common.Block) *common.Block {
		metadata := &common.Metadata{}
		raw := b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES]
		if b.Header.Number == 0 || proto.Unmarshal(raw, metadata) != nil {
			return b
		}
		edit(metadata)
		if changed, err := proto.Marshal(metadata); err == nil {
			b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = changed
		}
		return b
	}
}

func (d *drill) allLies() []lie {
	constant := func(h uint64) func(uint64) uint64 { return func(uint64) uint64 { return h } }
	flag := func(f peer.TxValidationCode) func(*common.Block) *common.Block {
		return func(b *common.Block) *common.Block {
			if b.Header.Number > 0 {
				for i := range flagsOf(b) {
					flagsOf(b)[i] = byte(f)
				}
			}
			return b
		}
	}
	var before *common.Block
	return []lie{
		{"height", "2^63", lying{height: constant(1 << 63)}},
		{"height", "2^64-1", lying{height: constant(math.MaxUint64)}},
		{"height", "one more", lying{height: func(h uint64) uint64 { return h + 1 }}},
		{"height", "none", lying{height: constant(0)}},
		{"flags", "all invalid", lying{block: flag(peer.TxValidationCode_MVCC_READ_CONFLICT)}},
		{"flags", "all without endorsement", lying{block: flag(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE)}},
		{"flags", "all duplicates", lying{block: flag(peer.TxValidationCode_DUPLICATE_TXID)}},
		{"flags", "left out", lying{block: func(b *common.Block) *common.Block { setFlags(b, nil); return b }}},
		{"block", "silence", lying{block: func(*common.Block) *common.Block { return nil }}},
		{"block", "an empty one", lying{block: func(b *common.Block) *common.Block {
			return &common.Block{Header: b.Header}
		}}},
		{
			"block",
			"without metadata",
			lying{block: func(b *common.Block) *common.Block { b.Metadata = nil; return b }},
		},
		{"block", "the one before", lying{block: func(b *common.Block) *common.Block {
			last := before
			before = proto.CloneOf(b)
			if last == nil {
				return b
			}
			last.Header.Number = b.Header.Number
			return last
		}}},
		{"block", "another transaction", lying{block: func(b *common.Block) *common.Block {
			if b.Header.Number > 0 {
				b.Data.Data[0] = append(b.Data.Data[0], 0)
			}
			return b
		}}},
		{"signatures", "none", lying{block: spoiledMetadata(func(m *common.Metadata) { m.Signatures = nil })}},
		{"signatures", "one thrice", lying{block: spoiledMetadata(func(m *common.Metadata) {
			m.Signatures = []*common.MetadataSignature{m.Signatures[0], m.Signatures[0], m.Signatures[0]}
		})}},
		{"signatures", "garbage beside the good ones", lying{block: spoiledMetadata(func(m *common.Metadata) {
			garbage := &common.MetadataSignature{
				IdentifierHeader: m.Signatures[0].IdentifierHeader,
				Signature:        []byte("garbage"),
			}
			m.Signatures = append([]*common.MetadataSignature{garbage}, m.Signatures...)
		})}},
	}
}

// lies are acts: each runs a follower of its own and an audit over the real
// peers, of which the acting organisation's tells the lie.
func (d *drill) lies() []act {
	var acts []act
	for _, l := range d.allLies() {
		acts = append(acts, act{family: "lie about " + l.family, name: l.name, do: func(d *drill) error {
			d.surviveLie(l.lying, true)
			d.surviveLie(l.lying, false)
			return nil
		}})
	}
	return acts
}

// surviveLie runs a follower over the peers with one that lies, the first that
// is read or the last, and an audit.
func (d *drill) surviveLie(l lying, first bool) {
	real := peersOf(d.t, testnetwork.Connection(d.t, d.Dir, "verifierd"))
	var sources []follower.Source
	for _, s := range real {
		if s.Organisation() != actingMSP {
			sources = append(sources, s)
			continue
		}
		l.Source = s
	}
	if first {
		sources = append([]follower.Source{l}, sources...)
	} else {
		sources = append(sources, l)
	}
	height, err := sources[1].Height(d.t.Context())
	require.NoError(d.t, err)
	o := options(d.t, d.trust)
	o.PollWait, o.AskWait, o.ConfirmWait = 500*time.Millisecond, time.Second, 500*time.Millisecond
	f, err := follower.Open(o)
	require.NoError(d.t, err)
	follow(d.t, f, height, sources...)
	require.NoError(d.t, f.Alarm())
	require.True(d.t, f.State(time.Now().Add(31*time.Second)).Since.IsZero())
	require.NoError(d.t, f.Close())
	d.auditLie(height, sources)
}

// auditLie fetches with the lie among the peers: every honest copy is got, and
// no other.
func (d *drill) auditLie(height uint64, sources []follower.Source) {
	to := audit.FetchOptions{Folder: d.t.TempDir(), Genesis: d.trust.Genesis, Wait: 2 * time.Second}
	fetched, err := audit.Fetch(d.t.Context(), sources, to)
	require.NoError(d.t, err)
	require.GreaterOrEqual(d.t, fetched.Blocks, height)
	for _, difference := range fetched.Differences {
		require.True(d.t, difference.Outvoted, "one organisation's copy is kept as evidence, and stops nobody")
	}
	replay, err := audit.Open(d.t.Context(), audit.Options{Trust: d.trust, Folder: to.Folder})
	require.NoError(d.t, err)
	require.NoError(d.t, errors.Join(replay.StoppedBy(), replay.Close()))
}
