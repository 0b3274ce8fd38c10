package batch_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// digests returns n different digests in no order.
func digests(n int) []ledger.Digest {
	all := make([]ledger.Digest, n)
	for i := range all {
		all[i] = ledger.SumDigest(binary.BigEndian.AppendUint32(nil, uint32(i)))
	}
	return all
}

func sealed(t testing.TB, n int) batch.Batch {
	t.Helper()
	b, err := batch.Seal(digests(n))
	require.NoError(t, err)
	return b
}

// treeHash and path are RFC 9162 §2.1.1 and §2.1.3.1 as written there.
func treeHash(entries []ledger.Digest) ledger.Digest {
	if len(entries) == 1 {
		return sha256.Sum256(append([]byte{0}, entries[0][:]...))
	}
	k := split(len(entries))
	left, right := treeHash(entries[:k]), treeHash(entries[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, left[:], right[:]))
}

func path(m int, entries []ledger.Digest) []ledger.Digest {
	if len(entries) == 1 {
		return []ledger.Digest{}
	}
	k := split(len(entries))
	if m < k {
		return append(path(m, entries[:k]), treeHash(entries[k:]))
	}
	return append(path(m-k, entries[k:]), treeHash(entries[:k]))
}

// split returns the largest power of two below n.
func split(n int) int {
	k := 1
	for k*2 < n {
		k *= 2
	}
	return k
}

func TestAgainstTheTreeOfTheRFC(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 70; n++ {
		b := sealed(t, n)
		require.True(
			t,
			slices.IsSortedFunc(b.Digests, func(x, y ledger.Digest) int { return slices.Compare(x[:], y[:]) }),
		)
		require.Equal(t, treeHash(b.Digests), b.Root, "size %d", n)
		for i := range n {
			p, err := batch.Prove(b.Digests, i)
			require.NoError(t, err)
			require.Equal(t, path(i, b.Digests), p.Path, "size %d, index %d", n, i)
			require.NoError(t, batch.Verify(b.Root, uint64(n), b.Digests[i], p), "size %d, index %d", n, i)
		}
	}
}

func TestLargestBatch(t *testing.T) {
	t.Parallel()
	b := sealed(t, ledger.MaxBatch)
	for _, i := range []int{0, 1, ledger.MaxBatch / 2, ledger.MaxBatch - 1} {
		p, err := batch.Prove(b.Digests, i)
		require.NoError(t, err)
		require.Len(t, p.Path, 14)
		require.NoError(t, batch.Verify(b.Root, ledger.MaxBatch, b.Digests[i], p))
	}
	_, err := batch.Seal(digests(ledger.MaxBatch + 1))
	require.ErrorIs(t, err, batch.ErrSize)
}

func TestSeal(t *testing.T) {
	t.Parallel()

	t.Run("LeavesItsArgumentAsItIs", func(t *testing.T) {
		given := digests(20)
		before := slices.Clone(given)
		_, err := batch.Seal(given)
		require.NoError(t, err)
		require.Equal(t, before, given)
	})
	t.Run("OrderOfTheArgumentDoesNotMatter", func(t *testing.T) {
		given := digests(20)
		slices.Reverse(given)
		b, err := batch.Seal(given)
		require.NoError(t, err)
		require.Equal(t, sealed(t, 20), b)
	})
	t.Run("NothingIsNoBatch", func(t *testing.T) {
		_, err := batch.Seal(nil)
		require.ErrorIs(t, err, batch.ErrSize)
	})
	t.Run("RepeatedDigestIsRefused", func(t *testing.T) {
		given := digests(5)
		given[4] = given[0]
		_, err := batch.Seal(given)
		require.ErrorIs(t, err, batch.ErrRepeated)
	})
}

func TestRootRefusesWhatIsNotSorted(t *testing.T) {
	t.Parallel()
	sorted := sealed(t, 5).Digests

	swapped := slices.Clone(sorted)
	swapped[1], swapped[2] = swapped[2], swapped[1]
	_, err := batch.Root(swapped)
	require.ErrorIs(t, err, batch.ErrUnsorted)
	_, err = batch.Prove(swapped, 0)
	require.ErrorIs(t, err, batch.ErrUnsorted)

	repeated := slices.Insert(slices.Clone(sorted), 2, sorted[2])
	_, err = batch.Root(repeated)
	require.ErrorIs(t, err, batch.ErrRepeated)

	_, err = batch.Root(nil)
	require.ErrorIs(t, err, batch.ErrSize)
}

func TestProveRefusesAnIndexOutside(t *testing.T) {
	t.Parallel()
	b := sealed(t, 5)
	for _, index := range []int{-1, 5} {
		_, err := batch.Prove(b.Digests, index)
		require.ErrorIs(t, err, batch.ErrProof)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	b := sealed(t, 9)
	for i, d := range b.Digests {
		at, found := batch.Find(b.Digests, d)
		require.True(t, found)
		require.Equal(t, i, at)
	}
	_, found := batch.Find(b.Digests, ledger.Digest{1})
	require.False(t, found)
}

// TestVerifyRefuses changes one thing at a time in proofs that hold.
func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 33; n++ {
		b := sealed(t, n)
		size := uint64(n)
		for i, digest := range b.Digests {
			good, err := batch.Prove(b.Digests, i)
			require.NoError(t, err)
			refuse := func(what string, root ledger.Digest, size uint64, digest ledger.Digest, p batch.Proof) {
				require.ErrorIs(
					t,
					batch.Verify(root, size, digest, p),
					batch.ErrProof,
					"%s, size %d, index %d",
					what,
					n,
					i,
				)
			}
			changed := func(change func(*batch.Proof)) batch.Proof {
				p := good
				p.Path = slices.Clone(good.Path)
				change(&p)
				return p
			}

			refuse("other root", ledger.Digest{1}, size, digest, good)
			refuse("other digest", b.Root, size, ledger.Digest{1}, good)
			refuse("smaller size", b.Root, size-1, digest, good)
			refuse("larger size", b.Root, size+1, digest, good)
			refuse(
				"size out of bounds",
				b.Root,
				ledger.MaxBatch+1,
				digest,
				changed(func(p *batch.Proof) { p.Size = ledger.MaxBatch + 1 }),
			)
			refuse("next index", b.Root, size, digest, changed(func(p *batch.Proof) { p.Index++ }))
			refuse("index of 64 bits", b.Root, size, digest, changed(func(p *batch.Proof) { p.Index += 1 << 32 }))
			refuse(
				"longer path",
				b.Root,
				size,
				digest,
				changed(func(p *batch.Proof) { p.Path = append(p.Path, ledger.Digest{}) }),
			)
			for at := range good.Path {
				refuse("changed hash", b.Root, size, digest, changed(func(p *batch.Proof) { p.Path[at][7] ^= 1 }))
				refuse(
					"missing hash",
					b.Root,
					size,
					digest,
					changed(func(p *batch.Proof) { p.Path = slices.Delete(p.Path, at, at+1) }),
				)
			}
		}
	}
}

// TestInnerNodeIsNoDigest: an inner node offered as a digest, with the path
// from there and the size of the smaller tree, must not pass.
func TestInnerNodeIsNoDigest(t *testing.T) {
	t.Parallel()
	b := sealed(t, 4)
	inner, sibling := treeHash(b.Digests[:2]), treeHash(b.Digests[2:])
	forged := batch.Proof{Index: 0, Size: 2, Path: []ledger.Digest{sibling}}
	require.ErrorIs(t, batch.Verify(b.Root, 4, inner, forged), batch.ErrProof)
	require.ErrorIs(t, batch.Verify(b.Root, 2, inner, forged), batch.ErrProof)
}

func TestProofForms(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 40; n++ {
		b := sealed(t, n)
		for i := range n {
			p, err := batch.Prove(b.Digests, i)
			require.NoError(t, err)

			text, err := json.Marshal(p)
			require.NoError(t, err)
			var again batch.Proof
			require.NoError(t, json.Unmarshal(text, &again))
			require.Equal(t, p, again)

			data, err := p.MarshalBinary()
			require.NoError(t, err)
			require.NoError(t, again.UnmarshalBinary(data))
			require.Equal(t, p, again)
		}
	}
}

func TestParseProofRefuses(t *testing.T) {
	t.Parallel()
	p, err := batch.Prove(sealed(t, 5).Digests, 2)
	require.NoError(t, err)
	good, err := p.MarshalText()
	require.NoError(t, err)
	_, err = batch.ParseProof(string(good))
	require.NoError(t, err)

	for _, tt := range []struct{ name, text string }{
		{"nothing", ""},
		{"padding", string(good) + "="},
		{"line break", string(good[:4]) + "\n" + string(good[4:])},
		{"one byte less", string(good[:len(good)-2])},
		{"other alphabet", "+" + string(good[1:])},
		{"trailing bits", "AAAAAAAAAAB"},
		{"size 0", "AAAAAAAAAAA"},
		{"index is size", "AAAAAQAAAAE"},
		{"no path where there must be one", "AAAAAAAAAAI"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := batch.ParseProof(tt.text)
			require.ErrorIs(t, err, batch.ErrProof)
		})
	}

	p.Path = p.Path[1:]
	_, err = p.MarshalText()
	require.ErrorIs(t, err, batch.ErrProof)
}

func FuzzParseProof(f *testing.F) {
	for _, n := range []int{1, 2, 5, 16} {
		p, err := batch.Prove(sealed(f, n).Digests, n-1)
		require.NoError(f, err)
		text, err := p.MarshalText()
		require.NoError(f, err)
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := batch.ParseProof(text)
		if err != nil {
			require.ErrorIs(t, err, batch.ErrProof)
			return
		}
		again, err := p.MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(again))
		var other batch.Proof
		require.NoError(t, other.UnmarshalText([]byte(text)))
		require.Equal(t, p, other)
	})
}

func FuzzUnmarshalBinary(f *testing.F) {
	for _, n := range []int{1, 2, 5, 16} {
		p, err := batch.Prove(sealed(f, n).Digests, n-1)
		require.NoError(f, err)
		binary, err := p.MarshalBinary()
		require.NoError(f, err)
		f.Add(binary)
	}
	f.Fuzz(func(t *testing.T, binary []byte) {
		var p batch.Proof
		if err := p.UnmarshalBinary(binary); err != nil {
			require.ErrorIs(t, err, batch.ErrProof)
			return
		}
		again, err := p.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, binary, again)
	})
}

func BenchmarkRoot(b *testing.B) {
	sorted := sealed(b, ledger.MaxBatch).Digests
	for b.Loop() {
		if _, err := batch.Root(sorted); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	s := sealed(b, ledger.MaxBatch)
	p, err := batch.Prove(s.Digests, 777)
	require.NoError(b, err)
	for b.Loop() {
		if err := batch.Verify(s.Root, ledger.MaxBatch, s.Digests[777], p); err != nil {
			b.Fatal(err)
		}
	}
}
