package audit_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// flip changes one bit of a byte of a file.
func flip(t *testing.T, path string, at int) {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	raw[at] ^= 1
	require.NoError(t, os.WriteFile(path, raw, 0o600))
}

// Wherever in a block's file one byte changed, the next fetch notices it, names
// the block, and fetches it again.
func TestAFlippedByteIsNoticedNamedAndHealed(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	peers := b.PeersOf(blockstest.Organisations...)
	_, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	for _, number := range []uint64{0, 4, uint64(len(b.Blocks)) - 1} {
		path := audittest.Path(dir, number)
		whole, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, at := range []int{0, 3, len(whole) / 3, len(whole) / 2, len(whole) - 60, len(whole) - 1} {
			flip(t, path, at)
			got, err := b.fetch(t, dir, peers...)
			require.NoError(t, err)
			require.Len(t, got.Damaged, 1, "byte %d of block %d", at, number)
			damaged := got.Damaged[0]
			require.Equal(t, number, damaged.Block)
			require.NotEmpty(t, damaged.Problem)
			require.Len(t, damaged.Peers, 4)
			require.FileExists(t, damaged.Kept)
			require.True(t, got.Complete())
			require.Empty(t, got.Differences)
			healed, err := os.ReadFile(path)
			require.NoError(t, err)
			require.True(t, bytes.Equal(whole, healed))
		}
	}
	got, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.Empty(t, got.Damaged)
	require.NoError(t, open(t, b.World, dir).StoppedBy())
}

func TestADamagedBlockThatNobodyGives(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	peers := b.PeersOf("SchoolsMSP", "AuditorMSP")
	_, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	flip(t, audittest.Path(dir, 4), 50)
	b.Add(b.issuer.Status(8, 1, "suspended"))
	for range 2 { // it does not become right by itself
		down := b.PeersOf("SchoolsMSP", "AuditorMSP")
		down[0].Down, down[1].Down = true, true
		got, err := b.fetch(t, dir, down...)
		require.NoError(t, err)
		require.Len(t, got.Damaged, 1)
		require.Empty(t, got.Damaged[0].Peers)
		require.False(t, got.Complete())
	}
	got, err := b.fetch(t, dir, b.PeersOf("SchoolsMSP")...)
	require.NoError(t, err)
	require.Len(t, got.Damaged[0].Peers, 1)
	require.True(t, got.Complete())
	require.Equal(t, uint64(len(b.Blocks)), got.Blocks)
	require.NoError(t, open(t, b.World, dir).StoppedBy())
}

// One organisation cannot use a damaged disk to put its own flags there.
func TestADamagedBlockIsTakenFromSeveralOrganisations(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	_, err := b.fetch(t, dir, b.PeersOf(blockstest.Organisations...)...)
	require.NoError(t, err)
	whole := read(t, audittest.Path(dir, 5))
	flip(t, audittest.Path(dir, 5), 40)
	peers := b.PeersOf(blockstest.Organisations...)
	peers[0].Has[5] = audittest.Clone(b.Blocks[5])
	blockstest.Flag(peers[0].Has[5], 0, 11)
	got, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.Len(t, got.Damaged, 1)
	require.Len(t, got.Damaged[0].Peers, 3)
	require.Len(t, got.Differences, 1)
	require.True(t, got.Differences[0].Outvoted)
	require.NotEmpty(t, got.Peers[0].Ignored)
	require.True(t, bytes.Equal(whole, read(t, audittest.Path(dir, 5))))

	flip(t, audittest.Path(dir, 5), 40)
	got, err = b.fetch(t, dir, peers[:2]...) // one against one: nobody is believed
	require.NoError(t, err)
	require.Empty(t, got.Damaged[0].Peers)
	require.False(t, got.Differences[0].Outvoted)
	require.False(t, got.Complete())
}

// A folder without checksums is looked at as far as hashes and signatures go,
// and compared with the peers from the first block on.
func TestAFolderWithoutChecksums(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	peers := b.PeersOf("SchoolsMSP", "AuditorMSP")
	_, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.NoError(t, os.Remove(filepath.Join(dir, "SHA256SUMS")))
	raw := read(t, audittest.Path(dir, 5))
	at := bytes.Index(raw, []byte(`"size":3`))
	require.Positive(t, at)
	flip(t, audittest.Path(dir, 5), at)
	changed := audittest.Clone(b.Blocks[7])
	blockstest.Flag(changed, 0, 11)
	audittest.Write(t, dir, changed)
	got, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.Len(t, got.Damaged, 2)
	require.Equal(t, uint64(5), got.Damaged[0].Block)
	require.Len(t, got.Damaged[0].Peers, 2)
	require.Equal(t, uint64(7), got.Damaged[1].Block, "a flag that nobody signs differs from all the peers'")
	require.Len(t, got.Damaged[1].Peers, 2)
	require.FileExists(t, got.Damaged[1].Kept)
	require.Empty(t, got.Differences)
	require.True(t, got.Complete())
	require.NoError(t, open(t, b.World, dir).StoppedBy())
}

// rewriteSums makes the record of a folder's checksums fit its files.
func rewriteSums(t *testing.T, dir string, blocks int) {
	t.Helper()
	var text string
	for n := range blocks {
		sum := ledger.SumDigest(read(t, audittest.Path(dir, uint64(n))))
		text += fmt.Sprintf("%x  %d.block\n", sum[:], n)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(text), 0o600))
}

// A record that was rewritten together with a damaged file hides nothing: the
// block's own hashes tell, and then no line of that record counts.
func TestARewrittenRecordOfChecksums(t *testing.T) {
	t.Parallel()
	b := setup(t)
	spoiled := func(withoutProgress bool) string {
		dir := t.TempDir()
		_, err := b.fetch(t, dir, b.PeersOf(blockstest.Organisations...)...)
		require.NoError(t, err)
		at := bytes.Index(read(t, audittest.Path(dir, 5)), []byte(`"size":3`))
		flip(t, audittest.Path(dir, 5), at)
		flags := audittest.Clone(b.Blocks[7])
		blockstest.Flag(flags, 0, 11)
		audittest.Write(t, dir, flags)
		rewriteSums(t, dir, len(b.Blocks))
		if withoutProgress {
			require.NoError(t, os.Remove(filepath.Join(dir, "fetched.json")))
		}
		return dir
	}
	for _, withoutProgress := range []bool{false, true} {
		dir := spoiled(withoutProgress)
		got, err := b.fetch(t, dir, b.PeersOf(blockstest.Organisations...)...)
		require.NoError(t, err)
		require.Empty(t, got.Differences)
		require.Len(t, got.Damaged, 2)
		for i, number := range []uint64{5, 7} {
			require.Equal(t, number, got.Damaged[i].Block)
			require.Len(t, got.Damaged[i].Peers, 4)
			require.FileExists(t, got.Damaged[i].Kept)
		}
		require.True(t, got.Complete())
		for _, p := range got.Peers {
			require.Equal(t, uint64(len(b.Blocks)), p.Compared)
		}
		require.NoError(t, open(t, b.World, dir).StoppedBy())
		got, err = b.fetch(t, dir, b.PeersOf(blockstest.Organisations...)...)
		require.NoError(t, err)
		require.Empty(t, got.Damaged)
	}

	down := b.PeersOf("SchoolsMSP")
	down[0].Down = true
	got, err := b.fetch(t, spoiled(false), down...)
	require.NoError(t, err)
	require.False(t, got.Complete())
	require.Len(t, got.Damaged, 1)
	require.Zero(t, got.Peers[0].Compared, "nothing counts as the same by that record")
}

// A copy that an organisation is recorded to have given stays evidence against
// it, as long as it is not asked again.
func TestACopyOfAnOrganisationIsNoDamagedFile(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	liar := b.PeersOf("SchoolsMSP")
	liar[0].Has[5] = audittest.Clone(b.Blocks[5])
	blockstest.Flag(liar[0].Has[5], 0, 11)
	_, err := b.fetch(t, dir, liar...)
	require.NoError(t, err)
	got, err := b.fetch(t, dir, b.PeersOf("MinistryMSP", "AuditorMSP")...)
	require.NoError(t, err)
	require.Empty(t, got.Damaged)
	require.Len(t, got.Differences, 1)
	require.True(t, got.Differences[0].Outvoted)
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return raw
}
