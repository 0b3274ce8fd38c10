package gateway_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// forgery changes a real block in one way, and names the check that refuses it.
type forgery struct {
	forge func(*common.Block)
	want  error
}

func flagsOf(b *common.Block) []byte {
	return b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
}

func setFlags(b *common.Block, flags []byte) {
	b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = flags
}

// changeEnvelope changes the last bit of the first envelope's signature.
func changeEnvelope(t *testing.T, b *common.Block) {
	envelope := &common.Envelope{}
	require.NoError(t, proto.Unmarshal(b.Data.Data[0], envelope))
	envelope.Signature[len(envelope.Signature)-1] ^= 1
	b.Data.Data[0] = encode(t, envelope)
}

// ofTransactions are forgeries of what a block holds.
func ofTransactions(t *testing.T) map[string]forgery {
	return map[string]forgery{
		"merged": {func(b *common.Block) {
			b.Data.Data = append(
				[][]byte{append(append([]byte{}, b.Data.Data[0]...), b.Data.Data[1]...)},
				b.Data.Data[2:]...)
			setFlags(b, flagsOf(b)[1:])
		}, blocks.ErrForm},
		"changed": {func(b *common.Block) { changeEnvelope(t, b) }, blocks.ErrDataHash},
		"changed, with a data hash to match": {func(b *common.Block) {
			changeEnvelope(t, b)
			sum := blocks.DataHash(b.Data)
			b.Header.DataHash = sum[:]
		}, blocks.ErrQuorum},
		"left out": {func(b *common.Block) {
			b.Data.Data = b.Data.Data[1:]
			setFlags(b, flagsOf(b)[1:])
		}, blocks.ErrDataHash},
		"added": {func(b *common.Block) {
			envelope := &common.Envelope{}
			require.NoError(t, proto.Unmarshal(b.Data.Data[0], envelope))
			envelope.Signature = append(envelope.Signature, 0)
			b.Data.Data = append(b.Data.Data, encode(t, envelope))
			setFlags(b, append(flagsOf(b), 0))
		}, blocks.ErrDataHash},
		"in another order": {
			func(b *common.Block) { b.Data.Data[0], b.Data.Data[1] = b.Data.Data[1], b.Data.Data[0] },
			blocks.ErrDataHash,
		},
		"repeated": {func(b *common.Block) {
			b.Data.Data = append(b.Data.Data, b.Data.Data[0])
			setFlags(b, append(flagsOf(b), byte(peer.TxValidationCode_DUPLICATE_TXID)))
		}, blocks.ErrDataHash},
		"good, flagged invalid": {
			func(b *common.Block) { flagsOf(b)[0] = byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE) },
			blocks.ErrFlag,
		},
		"good, flagged as repeated": {
			func(b *common.Block) { flagsOf(b)[0] = byte(peer.TxValidationCode_DUPLICATE_TXID) },
			blocks.ErrFlag,
		},
		"good, flagged as late": {
			func(b *common.Block) { flagsOf(b)[0] = byte(peer.TxValidationCode_MVCC_READ_CONFLICT) },
			blocks.ErrFlag,
		},
		"without a flag": {func(b *common.Block) { setFlags(b, flagsOf(b)[1:]) }, blocks.ErrForm},
		"none":           {func(b *common.Block) { b.Data.Data = nil }, blocks.ErrForm},
	}
}

// ofSignatures are forgeries of a block's header and of the orderers'
// signatures; another is a block of the same ledger.
func ofSignatures(t *testing.T, another *common.Block) map[string]forgery {
	edit := func(edit func(*common.Metadata)) func(*common.Block) {
		return func(b *common.Block) {
			metadata := &common.Metadata{}
			require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
			edit(metadata)
			b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = encode(t, metadata)
		}
	}
	return map[string]forgery{
		"too few": {edit(func(m *common.Metadata) { m.Signatures = m.Signatures[:2] }), blocks.ErrQuorum},
		"one three times": {edit(func(m *common.Metadata) {
			s := m.Signatures[0]
			m.Signatures = []*common.MetadataSignature{s, s, s}
		}), blocks.ErrQuorum},
		"under each other's names": {edit(func(m *common.Metadata) {
			a, b := m.Signatures[0], m.Signatures[1]
			a.IdentifierHeader, b.IdentifierHeader = b.IdentifierHeader, a.IdentifierHeader
			m.Signatures = m.Signatures[:3]
		}), blocks.ErrQuorum},
		"of another block": {func(b *common.Block) {
			b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = another.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES]
		}, blocks.ErrQuorum},
		"none": {
			func(b *common.Block) { b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = nil },
			blocks.ErrQuorum,
		},
		"no metadata":           {func(b *common.Block) { b.Metadata = nil }, blocks.ErrQuorum},
		"another previous hash": {func(b *common.Block) { b.Header.PreviousHash[3] ^= 1 }, blocks.ErrChain},
		"another data hash":     {func(b *common.Block) { b.Header.DataHash[3] ^= 1 }, blocks.ErrDataHash},
	}
}

// forgeries changes a real block of several transactions.
func forgeries(t *testing.T, trust ledger.Trust, real []*common.Block) {
	target := 0
	for n, block := range real {
		if len(block.Data.Data) > 1 && n < len(real)-1 {
			target = n
		}
	}
	require.NotZero(t, target)
	for kind, all := range map[string]map[string]forgery{"transactions": ofTransactions(t), "signatures": ofSignatures(t, real[target-1])} {
		for name, test := range all {
			t.Run(kind+" "+name, func(t *testing.T) {
				forged := proto.CloneOf(real[target])
				test.forge(forged)
				requireStopped(t, trust, real, target, forged, test.want)
			})
		}
	}
	t.Run("bad ones flagged valid", func(t *testing.T) {
		for n, block := range real {
			for i, flag := range flagsOf(block) {
				if flag == byte(peer.TxValidationCode_VALID) {
					continue
				}
				forged := proto.CloneOf(block)
				flagsOf(forged)[i] = byte(peer.TxValidationCode_VALID)
				requireStopped(t, trust, real, n, forged, blocks.ErrFlag)
			}
		}
	})
	t.Run("another genesis block", func(t *testing.T) {
		forged := proto.CloneOf(real[0])
		forged.Header.DataHash[0] ^= 1
		requireStopped(t, trust, real, 0, forged, blocks.ErrGenesis)
	})
	t.Run("another channel", func(t *testing.T) {
		trust := trust
		trust.Channel = "another"
		requireStopped(t, trust, real, 0, real[0], blocks.ErrGenesis)
	})
}

// liar hands over a real peer's blocks with a flag turned round.
type liar struct{ follower.Source }

func (l liar) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	return l.Source.Blocks(ctx, from, func(b *common.Block) error {
		if flags := b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]; b.Header.Number > 1 {
			flags[0] ^= byte(peer.TxValidationCode_MVCC_READ_CONFLICT)
		}
		return yield(b)
	})
}

func passedOver(t *testing.T, trust ledger.Trust, connection clientfile.Connection, real []*common.Block) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close()) // nobody listens there now
	connection.Peers = append([]clientfile.Peer{}, connection.Peers...)
	connection.Peers[0].Address = listener.Addr().String()
	sources := peersOf(t, connection)
	sources[1] = liar{sources[1]}
	o := options(t, trust)
	o.AskWait = 3 * time.Second // the one that is down keeps the others waiting
	f, err := follower.Open(o)
	require.NoError(t, err)
	follow(t, f, uint64(len(real)), sources...)
	require.NoError(t, f.Alarm())
	status := f.Sources()
	require.NotEmpty(t, status[0].Failed)
	require.NotEmpty(t, status[1].Dropped)
	require.Empty(t, status[2].Dropped)
	require.Empty(t, status[3].Dropped)
	require.NoError(t, f.Close())
}
