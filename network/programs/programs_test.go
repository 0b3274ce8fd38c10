package programs

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCheckout(t *testing.T) {
	t.Parallel()

	t.Run("IsFoundFromBelow", func(t *testing.T) {
		t.Parallel()
		c, err := FindCheckout(".")
		require.NoError(t, err)
		require.FileExists(t, c.join("network", "tools", "go.mod"))
	})

	t.Run("ElsewhereIsAnError", func(t *testing.T) {
		t.Parallel()
		_, err := FindCheckout(t.TempDir())
		require.ErrorIs(t, err, ErrMissing)
	})

	t.Run("ToolsWithoutProgramsAreAnError", func(t *testing.T) {
		t.Parallel()
		require.ErrorIs(t, Tools(t.TempDir()).Check(), ErrMissing)
	})

	t.Run("OneBuildsWhileTheOtherWaits", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "cache", "lock")
		waited := 0
		wait := func() { waited++ }
		unlock, err := lockFile(t.Context(), path, wait)
		require.NoError(t, err)
		soon, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		defer cancel()
		_, err = lockFile(soon, path, wait)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		unlock()
		unlock, err = lockFile(t.Context(), path, wait)
		require.NoError(t, err)
		require.Equal(t, 1, waited)
		unlock()
	})
}
