package follower

import (
	"errors"
	"os"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

func TestStoreOverSeveralSegments(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := openStore(dir)
	require.NoError(t, err)
	const count = 2*segmentBlocks + 3
	for n := range uint64(count) {
		if n%700 == 0 { // reopened in the midst of segments
			require.NoError(t, s.close())
			s, err = openStore(dir)
			require.NoError(t, err)
			require.Equal(t, n, s.height)
		}
		raw, err := proto.Marshal(&common.Block{Header: &common.BlockHeader{Number: n}})
		require.NoError(t, err)
		require.NoError(t, s.append(raw))
	}
	require.NoError(t, s.close())
	s, err = openStore(dir)
	require.NoError(t, err)
	require.Equal(t, uint64(count), s.height)
	for _, from := range []uint64{0, 1, segmentBlocks - 1, segmentBlocks, 2 * segmentBlocks, count - 1, count} {
		next := from
		require.NoError(t, s.each(from, func(b *common.Block) error {
			if b.GetHeader().GetNumber() != next {
				return errors.New("out of order")
			}
			next++
			return nil
		}))
		require.Equal(t, uint64(count), next)
	}

	t.Run("DamageBeforeTheEndIsNotCutOff", func(t *testing.T) {
		path := s.segment(0)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		raw[len(raw)/2] ^= 1
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		_, err = openStore(dir)
		require.ErrorIs(t, err, ErrStore)
		again, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, raw, again)
	})
}
