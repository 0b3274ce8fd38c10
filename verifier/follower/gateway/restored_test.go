package gateway_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// restored puts an older copy of the index and its blocks in the place of a
// newer one. The head file, kept elsewhere, knows better; and what withheld
// blocks leave is an answer as of an earlier moment, not another one.
func restored(t *testing.T, trust ledger.Trust, real []*common.Block) {
	o := options(t, trust)
	run := func(blocks []*common.Block) {
		f, err := follower.Open(o)
		require.NoError(t, err)
		require.NoError(t, f.Run(t.Context(), memory{organisation: "MinistryMSP", blocks: blocks}))
		view, err := f.View()
		require.NoError(t, err)
		require.Equal(t, uint64(len(blocks)), view.Head().Height, "as of the last block that was handed over")
		require.NoError(t, view.Close())
		require.NoError(t, f.Close())
	}
	backup := filepath.Join(t.TempDir(), "backup")
	run(real[:len(real)/2])
	require.NoError(t, os.CopyFS(backup, os.DirFS(o.Dir)))
	run(real)
	require.NoError(t, os.RemoveAll(o.Dir))
	require.NoError(t, os.CopyFS(o.Dir, os.DirFS(backup)))

	f, err := follower.Open(o)
	require.NoError(t, err)
	_, err = f.View()
	require.ErrorIs(t, err, follower.ErrBelowHead)
	require.NoError(
		t,
		f.Run(t.Context(), memory{organisation: "MinistryMSP", blocks: real}),
		"with the blocks it goes on",
	)
	view, err := f.View()
	require.NoError(t, err)
	require.NoError(t, view.Close())
	require.NoError(t, f.Close())
}
