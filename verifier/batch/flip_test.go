package batch_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// Each bit of a proof, in its text form and in its binary form: what can still
// be read does not hold.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2, 5, 33, 1000, ledger.MaxBatch} {
		b := sealed(t, size)
		for _, index := range []int{0, size / 2, size - 1} {
			p, err := batch.Prove(b.Digests, index)
			require.NoError(t, err)
			text, err := p.MarshalText()
			require.NoError(t, err)
			binary, err := p.MarshalBinary()
			require.NoError(t, err)
			refused := func(form string, bit int, read batch.Proof, err error) {
				t.Helper()
				if err == nil {
					err = batch.Verify(b.Root, uint64(size), b.Digests[index], read)
				}
				require.ErrorIs(
					t,
					err,
					batch.ErrProof,
					"size %d, index %d, bit %d of the %s form",
					size,
					index,
					bit,
					form,
				)
			}
			for bit := range len(text) * 8 {
				read, err := batch.ParseProof(string(flip(text, bit)))
				refused("text", bit, read, err)
			}
			for bit := range len(binary) * 8 {
				var read batch.Proof
				err := read.UnmarshalBinary(flip(binary, bit))
				refused("binary", bit, read, err)
			}
			for bit := range ledger.DigestSize * 8 {
				require.ErrorIs(
					t,
					batch.Verify(ledger.Digest(flip(b.Root[:], bit)), uint64(size), b.Digests[index], p),
					batch.ErrProof,
				)
				require.ErrorIs(
					t,
					batch.Verify(b.Root, uint64(size), ledger.Digest(flip(b.Digests[index][:], bit)), p),
					batch.ErrProof,
				)
			}
		}
	}
}

func flip(data []byte, bit int) []byte {
	flipped := slices.Clone(data)
	flipped[bit/8] ^= 1 << (bit % 8)
	return flipped
}
