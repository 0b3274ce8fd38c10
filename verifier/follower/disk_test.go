package follower_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

func TestItResumesAndRebuilds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.options(t)
	for n := 1; n <= len(w.blocks); n++ { // a restart after each block
		f := open(t, o)
		require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks[:n])))
		require.Equal(t, uint64(n), f.Head().Height)
		require.NoError(t, f.Close())
	}
	before := dump(t, o)
	require.NoError(t, os.RemoveAll(filepath.Join(o.Dir, "index")))

	f := open(t, o)
	_, err := f.View()
	require.ErrorIs(t, err, follower.ErrBelowHead)
	silent := newFeed("SchoolsMSP", nil)
	require.NoError(t, f.Run(t.Context(), silent), "from the stored blocks alone")
	view, err := f.View()
	require.NoError(t, err)
	require.NoError(t, view.Close())
	third, err := f.Block(3)
	require.NoError(t, err)
	require.True(t, proto.Equal(w.blocks[3], third))
	_, err = f.Block(uint64(len(w.blocks)))
	require.ErrorIs(t, err, follower.ErrStore)
	require.NoError(t, f.Close())
	require.Equal(t, before, dump(t, o))
}

type silence struct{}

func (silence) Infof(string, ...any)  {}
func (silence) Errorf(string, ...any) {}
func (silence) Fatalf(string, ...any) {}

// dump returns all pairs of an index but that it was complete once, which is of
// the sources and not of the blocks.
func dump(t *testing.T, o follower.Options) map[string]string {
	db, err := pebble.Open(filepath.Join(o.Dir, "index"), &pebble.Options{ReadOnly: true, Logger: silence{}})
	require.NoError(t, err)
	all := map[string]string{}
	it, err := db.NewIter(nil)
	require.NoError(t, err)
	for it.First(); it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	require.NoError(t, it.Close())
	require.NoError(t, db.Close())
	require.NotEmpty(t, all)
	delete(all, "e")
	return all
}

// followed returns a world that was followed to its end, and the path of the
// stored blocks.
func followed(t *testing.T) (*world, follower.Options, string) {
	w := newWorld(t)
	o := w.options(t)
	f := open(t, o)
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	require.NoError(t, f.Close())
	return w, o, filepath.Join(o.Dir, "blocks", fmt.Sprintf("%012d.blocks", 0))
}

// runOn follows a world's blocks from one source.
func runOn(t *testing.T, w *world, o follower.Options) {
	f := open(t, o)
	require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks)))
	require.NoError(t, f.Close())
}

func TestStoredBlocksThatAreDamaged(t *testing.T) {
	t.Parallel()
	t.Run("a torn last one is cut off", func(t *testing.T) {
		t.Parallel()
		w, o, path := followed(t)
		file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		require.NoError(t, err)
		_, err = file.Write([]byte{0, 0, 1, 0, 1, 2, 3, 4, 5})
		require.NoError(t, err)
		require.NoError(t, file.Close())
		w.add(w.tick())
		f := open(t, o)
		require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
		require.Equal(t, w.Height, f.Head().Height)
		last, err := f.Block(w.Height - 1)
		require.NoError(t, err)
		require.True(t, proto.Equal(w.blocks[w.Height-1], last))
	})
	t.Run("fewer than are indexed are an error", func(t *testing.T) {
		t.Parallel()
		_, o, path := followed(t)
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.NoError(t, os.Truncate(path, info.Size()-1))
		_, err = follower.Open(o)
		require.ErrorIs(t, err, follower.ErrStore)
	})
	t.Run("one that was damaged is fetched again when the index is rebuilt", func(t *testing.T) {
		t.Parallel()
		w, o, path := followed(t)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		raw[len(raw)/2] ^= 1
		require.NoError(t, os.WriteFile(path, raw, 0o600))
		require.NoError(t, os.RemoveAll(filepath.Join(o.Dir, "index")))
		f := open(t, o)
		require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks)))
		require.Equal(t, w.Height, f.Head().Height)
	})
}

func TestAStoredBlockAboveTheIndexIsCheckedAndIndexed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.options(t)
	run := func(n int) {
		f := open(t, o)
		require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks[:n])))
		require.NoError(t, f.Close())
	}
	run(len(w.blocks) - 1)
	old := filepath.Join(t.TempDir(), "index")
	require.NoError(t, os.CopyFS(old, os.DirFS(filepath.Join(o.Dir, "index"))))
	head, err := os.ReadFile(o.HeadFile)
	require.NoError(t, err)
	run(len(w.blocks))
	after := dump(t, o)

	// As after a crash between the block's file and the index.
	require.NoError(t, os.RemoveAll(filepath.Join(o.Dir, "index")))
	require.NoError(t, os.Rename(old, filepath.Join(o.Dir, "index")))
	require.NoError(t, os.WriteFile(o.HeadFile, head, 0o600))
	f := open(t, o)
	require.Equal(t, w.Height-1, f.Head().Height)
	require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", nil)))
	require.NoError(t, f.Close())
	require.Equal(t, after, dump(t, o))
}

func TestHeadFile(t *testing.T) {
	t.Parallel()
	t.Run("an old copy of the folder answers nothing until it has caught up", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		o := w.options(t)
		runOn(t, w, o)
		old := t.TempDir()
		require.NoError(t, os.CopyFS(old, os.DirFS(o.Dir)))
		w.add(w.status(8, 1, ledger.Revoked))
		runOn(t, w, o)

		o.Dir = old
		f := open(t, o)
		_, err := f.View()
		require.ErrorIs(t, err, follower.ErrBelowHead)
		require.False(t, isFresh(f, w.Now))
		require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks)))
		view, err := f.View()
		require.NoError(t, err)
		require.NoError(t, view.Close())
	})
	t.Run("another ledger's is refused", func(t *testing.T) {
		t.Parallel()
		w, v := newWorld(t), newWorld(t)
		o := w.options(t)
		runOn(t, w, o)
		o.Trust = v.Trust()
		_, err := follower.Open(o)
		require.ErrorIs(t, err, follower.ErrTrust)
		o.HeadFile = filepath.Join(t.TempDir(), "head.json")
		_, err = follower.Open(o)
		require.ErrorIs(t, err, follower.ErrTrust)
	})
	t.Run("one that lags behind the index is raised", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		o := w.options(t)
		runOn(t, w, o)
		text, err := os.ReadFile(o.HeadFile)
		require.NoError(t, err)
		w.add(w.tick())
		runOn(t, w, o)
		require.NoError(t, os.WriteFile(o.HeadFile, text, 0o600))
		f := open(t, o)
		view, err := f.View()
		require.NoError(t, err)
		require.Equal(t, w.Height, view.Head().Height)
		require.NoError(t, view.Close())
		raised, err := os.ReadFile(o.HeadFile)
		require.NoError(t, err)
		require.NotEqual(t, text, raised)
	})
}

func TestHeadFileOfAnotherHistory(t *testing.T) {
	t.Parallel()
	t.Run("another history is an alarm", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		o := w.options(t)
		fork := w.Draft(w.tick())
		w.add(w.status(8, 1, ledger.Revoked))
		runOn(t, w, o)

		require.NoError(t, os.RemoveAll(o.Dir))
		f := open(t, o)
		forked := append(w.blocks[:len(w.blocks)-1:len(w.blocks)-1], fork)
		err := f.Run(t.Context(), newFeed("SchoolsMSP", forked))
		require.ErrorIs(t, err, follower.ErrIntegrity)
		require.Equal(t, w.Height-1, f.Head().Height)
		_, err = f.View()
		require.ErrorIs(t, err, follower.ErrBelowHead)
	})
	t.Run("a folder put beside another history's head file is refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		o := w.options(t)
		fork := w.Draft(w.tick())
		w.add(w.status(8, 1, ledger.Revoked))
		runOn(t, w, o)
		v := *w
		v.blocks = append(w.blocks[:len(w.blocks)-1:len(w.blocks)-1], fork)
		other := w.options(t)
		runOn(t, &v, other)
		other.HeadFile = o.HeadFile
		_, err := follower.Open(other)
		require.ErrorIs(t, err, follower.ErrIntegrity)
	})
}
