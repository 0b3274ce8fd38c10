package gateway_test

import (
	"context"
	"net"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// forgeries changes a real block of several transactions in one way each.
func forgeries(t *testing.T, trust ledger.Trust, real []*common.Block) {
	target := 0
	for n, block := range real {
		if len(block.Data.Data) > 1 {
			target = n
		}
	}
	require.NotZero(t, target)
	flags := func(b *common.Block) []byte {
		return b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	}
	for name, test := range map[string]struct {
		forge func(*common.Block)
		want  error
	}{
		"merged envelopes": {func(b *common.Block) {
			b.Data.Data = append([][]byte{append(append([]byte{}, b.Data.Data[0]...), b.Data.Data[1]...)}, b.Data.Data[2:]...)
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = flags(b)[1:]
		}, blocks.ErrForm},
		"a changed transaction": {func(b *common.Block) {
			envelope := &common.Envelope{}
			require.NoError(t, proto.Unmarshal(b.Data.Data[0], envelope))
			envelope.Signature[len(envelope.Signature)-1] ^= 1
			b.Data.Data[0] = encode(t, envelope)
		}, blocks.ErrDataHash},
		"a changed transaction and data hash": {func(b *common.Block) {
			envelope := &common.Envelope{}
			require.NoError(t, proto.Unmarshal(b.Data.Data[0], envelope))
			envelope.Signature[len(envelope.Signature)-1] ^= 1
			b.Data.Data[0] = encode(t, envelope)
			sum := blocks.DataHash(b.Data)
			b.Header.DataHash = sum[:]
		}, blocks.ErrQuorum},
		"a transaction left out": {func(b *common.Block) {
			b.Data.Data = b.Data.Data[1:]
			b.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER] = flags(b)[1:]
		}, blocks.ErrDataHash},
		"too few orderer signatures": {func(b *common.Block) {
			metadata := &common.Metadata{}
			require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
			metadata.Signatures = metadata.Signatures[:2]
			b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = encode(t, metadata)
		}, blocks.ErrQuorum},
		"one orderer's signature three times": {func(b *common.Block) {
			metadata := &common.Metadata{}
			require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
			s := metadata.Signatures[0]
			metadata.Signatures = []*common.MetadataSignature{s, s, s}
			b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = encode(t, metadata)
		}, blocks.ErrQuorum},
		"another previous hash": {func(b *common.Block) { b.Header.PreviousHash[3] ^= 1 }, blocks.ErrChain},
		"a good transaction flagged invalid": {func(b *common.Block) {
			flags(b)[0] = byte(peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE)
		}, blocks.ErrFlag},
	} {
		t.Run(name, func(t *testing.T) {
			forged := append([]*common.Block{}, real...)
			forged[target] = proto.Clone(real[target]).(*common.Block)
			test.forge(forged[target])
			f, err := follower.Open(options(t, trust))
			require.NoError(t, err)
			err = f.Run(t.Context(), memory{blocks: forged})
			require.ErrorIs(t, err, follower.ErrIntegrity)
			require.ErrorIs(t, err, test.want)
			require.Equal(t, uint64(target), f.Head().Height)
			require.ErrorIs(t, f.Alarm(), test.want)
			require.NoError(t, f.Close())
		})
	}
	t.Run("bad ones flagged valid", func(t *testing.T) {
		for n, block := range real {
			for i, flag := range flags(block) {
				if flag == byte(peer.TxValidationCode_VALID) || flag == byte(peer.TxValidationCode_MVCC_READ_CONFLICT) {
					continue
				}
				forged := append([]*common.Block{}, real...)
				forged[n] = proto.Clone(block).(*common.Block)
				flags(forged[n])[i] = byte(peer.TxValidationCode_VALID)
				f, err := follower.Open(options(t, trust))
				require.NoError(t, err)
				require.ErrorIs(t, f.Run(t.Context(), memory{blocks: forged}), blocks.ErrFlag)
				require.Equal(t, uint64(n), f.Head().Height)
				require.NoError(t, f.Close())
			}
		}
	})
	t.Run("another genesis block", func(t *testing.T) {
		forged := append([]*common.Block{proto.Clone(real[0]).(*common.Block)}, real[1:]...)
		forged[0].Header.DataHash[0] ^= 1
		f, err := follower.Open(options(t, trust))
		require.NoError(t, err)
		require.ErrorIs(t, f.Run(t.Context(), memory{blocks: forged}), blocks.ErrGenesis)
		require.NoError(t, f.Close())
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

func passedOver(t *testing.T, trust ledger.Trust, connection ledger.Connection, real []*common.Block) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close()) // nobody listens there now
	connection.Peers = append([]ledger.Peer{}, connection.Peers...)
	connection.Peers[0].Address = listener.Addr().String()
	sources := peersOf(t, connection)
	sources[1] = liar{sources[1]}
	f, err := follower.Open(options(t, trust))
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
