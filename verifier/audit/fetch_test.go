package audit_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
)

func (b *bundle) fetch(t *testing.T, dir string, peers ...*audittest.Peer) (audit.Fetched, error) {
	t.Helper()
	return audit.Fetch(
		t.Context(),
		audittest.Sources(peers...),
		audit.FetchOptions{Folder: dir, Genesis: b.Trust().Genesis, Wait: 10 * time.Second},
	)
}

func TestFetchFromAllOrganisations(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), filepath.Join(t.TempDir(), "made", "here")
	height := uint64(len(b.Blocks))
	got, err := b.fetch(t, dir, b.PeersOf(blockstest.Organisations...)...)
	require.NoError(t, err)
	require.True(t, got.Complete())
	require.Empty(t, got.Differences)
	require.Equal(t, []uint64{height, height}, []uint64{got.Blocks, got.New})
	require.Len(t, got.Peers, 4)
	for _, p := range got.Peers {
		require.Equal(t, height, p.Compared)
	}
	r := open(t, b.World, dir)
	require.NoError(t, r.StoppedBy())
	require.Equal(t, height, r.Head().Height)
	require.Equal(t, got.Hash, r.Head().Hash)

	b.Add(b.issuer.Status(8, 1, "suspended"))
	got, err = b.fetch(t, dir, b.PeersOf("MinistryMSP")...)
	require.NoError(t, err)
	require.Equal(t, []uint64{height + 1, 1}, []uint64{got.Blocks, got.New})
}

// A peer that was not asked before is compared from the first block on.
func TestFetchComparesWhatWasFetchedBefore(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	peers := b.PeersOf("SchoolsMSP", "AuditorMSP")
	_, err := b.fetch(t, dir, peers[0])
	require.NoError(t, err)
	changed := audittest.Clone(b.Blocks[5])
	blockstest.Flag(changed, 0, 11)
	peers[1].Has[5] = changed
	got, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.Len(t, got.Differences, 1)
	d := got.Differences[0]
	require.Equal(t, uint64(5), d.Block)
	require.Len(t, d.Copies, 2)
	require.Equal(t, []string{"SchoolsMSP peer.SchoolsMSP:7051"}, d.Copies[0].Peers)
	require.Equal(t, []string{"AuditorMSP peer.AuditorMSP:7051"}, d.Copies[1].Peers)
	require.Equal(t, d.Copies[0].Hash, d.Copies[1].Hash, "flags are in no hash")
	require.NotEqual(t, d.Copies[0].Flags, d.Copies[1].Flags)
	require.FileExists(t, d.Copies[1].File)

	again, err := b.fetch(t, dir, peers...)
	require.NoError(t, err)
	require.Equal(t, got.Differences, again.Differences, "the alarm does not go away")
}

func TestFetchShoutsAtOtherBlocks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fork := b.Draft(b.issuer.Status(9, 1, "revoked"))
	b.Add(b.issuer.Status(8, 1, "suspended"))
	at := fork.GetHeader().GetNumber()
	for name, spoil := range map[string]func(p *audittest.Peer){
		"a fork":          func(p *audittest.Peer) { p.Has[at] = fork },
		"changed data":    func(p *audittest.Peer) { p.Has[at] = audittest.Clone(b.Blocks[at]); p.Has[at].Data.Data[0][20] ^= 1 },
		"another genesis": func(p *audittest.Peer) { p.Has[0] = setup(t).Blocks[0] },
		"not following": func(p *audittest.Peer) {
			p.Has[at] = audittest.Clone(b.Blocks[at])
			p.Has[at].Header.PreviousHash[3] ^= 1
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, first := range []string{"liar", "honest"} {
				peers := b.PeersOf("MinistryMSP", "SchoolsMSP", "AuditorMSP")
				spoil(peers[1])
				dir, waiting := t.TempDir(), make(chan struct{})
				if first == "liar" { // its copy comes before all others
					wait := func(uint64) { <-waiting }
					peers[0].Before, peers[2].Before = wait, wait
					_, err := b.fetch(t, dir, peers[1])
					require.NoError(t, err)
					close(waiting)
				}
				got, err := b.fetch(t, dir, peers...)
				require.NoError(t, err)
				require.Len(t, got.Differences, 1)
				liar, honest := 0, 0
				for _, c := range got.Differences[0].Copies {
					require.FileExists(t, c.File)
					for _, p := range c.Peers {
						if p == "SchoolsMSP peer.SchoolsMSP:7051" {
							require.Len(t, c.Peers, 1)
							liar++
						} else {
							honest++
						}
					}
				}
				require.Equal(t, []int{1, 2}, []int{liar, honest}, "everybody is heard: %+v", got.Differences)
			}
		})
	}
}

func TestFetchGoesOnAfterItWasStopped(t *testing.T) {
	t.Parallel()
	b, dir := setup(t), t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	peer := b.PeersOf("SchoolsMSP")[0]
	peer.Before = func(n uint64) {
		if n == 5 { // this one is still handed over
			cancel()
		}
	}
	got, err := audit.Fetch(
		ctx,
		audittest.Sources(peer),
		audit.FetchOptions{Folder: dir, Genesis: b.Trust().Genesis},
	)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, uint64(6), got.Blocks)
	// What a killed process leaves: a half-written temporary file, and no record of what was compared.
	require.NoError(t, os.WriteFile(filepath.Join(dir, ".fetching-1"), []byte("half"), 0o600))
	require.NoError(t, os.Remove(filepath.Join(dir, "fetched.json")))

	got, err = b.fetch(t, dir, b.PeersOf("SchoolsMSP", "AuditorMSP")...)
	require.NoError(t, err)
	require.Equal(t, []uint64{uint64(len(b.Blocks)), uint64(len(b.Blocks)) - 6}, []uint64{got.Blocks, got.New})
	require.NoFileExists(t, filepath.Join(dir, ".fetching-1"))
	require.NoError(t, open(t, b.World, dir).StoppedBy())
}

func TestFetchFillsAGap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	dir := b.Save()
	require.NoError(t, os.Remove(audittest.Path(dir, 3)))
	got, err := b.fetch(t, dir, b.PeersOf("SchoolsMSP")...)
	require.NoError(t, err)
	require.Equal(t, uint64(len(b.Blocks)), got.Blocks)
	require.NoError(t, open(t, b.World, dir).StoppedBy())
}

func TestFetchNamesPeersThatFail(t *testing.T) {
	t.Parallel()
	b := setup(t)
	height := uint64(len(b.Blocks))
	peers := b.PeersOf(blockstest.Organisations...)
	peers[0].Down = true
	peers[1].Breaks = 3
	peers[2].Has = peers[2].Has[:5] // behind, and says so
	got, err := b.fetch(t, t.TempDir(), peers...)
	require.NoError(t, err)
	require.False(t, got.Complete())
	require.Equal(t, height, got.Blocks)
	require.NotEmpty(t, got.Peers[0].Failed)
	require.NotEmpty(t, got.Peers[1].Failed)
	require.Equal(t, uint64(3), got.Peers[1].Compared)
	require.Empty(t, got.Peers[2].Failed)
	require.Equal(t, []uint64{5, 5}, []uint64{got.Peers[2].Told, got.Peers[2].Compared})

	t.Run("OneThatFallsSilentIsNotWaitedForForEver", func(t *testing.T) {
		t.Parallel()
		boaster := b.PeersOf("SchoolsMSP")[0]
		boaster.Told = 1 << 40
		got, err := audit.Fetch(
			t.Context(),
			audittest.Sources(boaster),
			audit.FetchOptions{Folder: t.TempDir(), Genesis: b.Trust().Genesis, Wait: 200 * time.Millisecond},
		)
		require.NoError(t, err)
		require.Equal(t, height, got.Blocks)
		require.False(t, got.Complete())
	})
}

func TestFetchRefusesFolders(t *testing.T) {
	t.Parallel()
	b, other := setup(t), setup(t)
	t.Run("OfAnotherLedger", func(t *testing.T) {
		t.Parallel()
		_, err := b.fetch(t, other.Save(), b.PeersOf("SchoolsMSP")...)
		require.ErrorIs(t, err, audit.ErrFolder)
	})
	t.Run("OfAnotherLedgerByItsRecord", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		_, err := other.fetch(t, dir, other.PeersOf("SchoolsMSP")...)
		require.NoError(t, err)
		require.NoError(t, os.Remove(audittest.Path(dir, 0)))
		_, err = b.fetch(t, dir, b.PeersOf("SchoolsMSP")...)
		require.ErrorIs(t, err, audit.ErrFolder)
	})
}
