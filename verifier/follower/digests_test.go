package follower

import (
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// openMemory opens an index in memory.
func openMemory(t *testing.T) *pebble.DB { return openOn(t, vfs.NewMem()) }

// openOn opens an index on a disk of its own.
func openOn(t *testing.T, disk vfs.FS) *pebble.DB {
	db, err := pebble.Open("", pebbleOptions(Options{indexFS: disk}.withDefaults()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// setAll commits an anchor's digests as a block of its own.
func setAll(t *testing.T, db *pebble.DB, issuer string, sequence uint64, digests ...ledger.Digest) {
	batch := db.NewBatch()
	require.NoError(t, setDigests(batch, terminated(issuer), sequence, digests))
	require.NoError(t, batch.Commit(pebble.NoSync))
}

// Digests that begin alike are told apart, and each of them is found, wherever it
// stands: in another anchor, in the same one, after a flush.
func TestDigestsThatBeginAlike(t *testing.T) {
	t.Parallel()
	db := openMemory(t)
	digest := func(tail byte) (d ledger.Digest) {
		d[0], d[digestBeginning-1], d[ledger.DigestSize-1] = 7, 7, tail
		return d
	}
	leaves := func(issuer string, d ledger.Digest) []ledger.Leaf {
		found, err := findLeaves(db, terminated(issuer), d)
		require.NoError(t, err)
		return found
	}
	setAll(t, db, "A", 1, digest(1), digest(2))
	require.NoError(t, db.Flush())
	setAll(t, db, "A", 300, digest(2), digest(3))
	setAll(t, db, "B", 1, digest(4))
	require.Equal(t, []ledger.Leaf{{Sequence: 1, Index: 0}}, leaves("A", digest(1)))
	require.Equal(t, []ledger.Leaf{{Sequence: 1, Index: 1}, {Sequence: 300, Index: 0}}, leaves("A", digest(2)))
	require.Equal(t, []ledger.Leaf{{Sequence: 300, Index: 1}}, leaves("A", digest(3)))
	require.Empty(t, leaves("A", digest(4)))
	require.Empty(t, leaves("B", digest(1)))
	require.Empty(t, leaves("A", ledger.Digest{1}))
	require.NoError(t, db.Compact(t.Context(), []byte{0}, []byte{0xff}, false))
	require.Equal(t, []ledger.Leaf{{Sequence: 1, Index: 1}, {Sequence: 300, Index: 0}}, leaves("A", digest(2)))
}

// Every digest of anchors of all sizes around a chunk's is found at its place, and
// the whole anchor is read back.
func TestDigestsInChunks(t *testing.T) {
	t.Parallel()
	db := openMemory(t)
	for sequence, size := range []int{1, chunkDigests - 1, chunkDigests, chunkDigests + 1, 3*chunkDigests + 5} {
		digests := make([]ledger.Digest, size)
		for i := range digests {
			digests[i] = ledger.SumDigest([]byte{byte(sequence), byte(i), byte(i >> 8)})
		}
		setAll(t, db, "A", uint64(sequence), digests...)
		all, err := readDigests(db, terminated("A"), uint64(sequence))
		require.NoError(t, err)
		require.Equal(t, digests, all)
		for i, d := range digests {
			found, err := findLeaves(db, terminated("A"), d)
			require.NoError(t, err)
			require.Equal(t, []ledger.Leaf{{Sequence: uint64(sequence), Index: uint64(i)}}, found)
		}
	}
	none, err := readDigests(db, terminated("A"), 99)
	require.NoError(t, err)
	require.Empty(t, none)
}

// What this program did not write is said to be so.
func TestDamagedDigestsAndStatuses(t *testing.T) {
	t.Parallel()
	d := ledger.Digest{1}
	place := key(spaceDigestPosition, terminated("A"), d[:digestBeginning])
	for name, value := range map[string][]byte{
		"no index":         {1},
		"half a number":    {1, 0x80},
		"no such anchor":   {2, 0},
		"no such digest":   {1, 1},
		"an index too far": {1, 0xff, 0x7f},
	} {
		db := openMemory(t)
		setAll(t, db, "A", 1, ledger.Digest{2})
		require.NoError(t, db.Set(place, value, pebble.NoSync))
		_, err := findLeaves(db, terminated("A"), d)
		require.ErrorIs(t, err, errIndex, name)
	}
	for name, value := range map[string][]byte{"too short": {5, 1}, "half a number": {0x80}, "no version": {1, 1}} {
		_, err := decodeStatuses(value)
		require.ErrorIs(t, err, errIndex, name)
	}
}
