package follower_test

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/cockroachdb/pebble/v2"
	"github.com/stretchr/testify/require"
)

func TestAnIndexOfAnotherVersionIsBuiltAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	o := w.options(t)
	f := open(t, o)
	require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", w.blocks)))
	require.NoError(t, f.Close())
	before := dump(t, o)

	db, err := pebble.Open(filepath.Join(o.Dir, "index"), &pebble.Options{Logger: silence{}})
	require.NoError(t, err)
	text, closer, err := db.Get([]byte("m"))
	require.NoError(t, err)
	old := bytes.Replace(bytes.Clone(text), []byte(`"format":`), []byte(`"format":9`), 1)
	require.NoError(t, closer.Close())
	require.NoError(t, db.Set([]byte("m"), old, pebble.Sync))
	require.NoError(t, db.Close())

	f = open(t, o)
	require.Zero(t, f.Head().Height)
	require.NoError(t, f.Run(t.Context(), newFeed("SchoolsMSP", nil)), "from the stored blocks alone")
	require.NoError(t, f.Close())
	require.Equal(t, before, dump(t, o))
}
