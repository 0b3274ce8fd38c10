package network

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAnActWaitsForALookAndForNoOtherAct(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var a acts
		require.True(t, a.look())
		require.False(t, a.look(), "one at a time")
		time.AfterFunc(3*time.Second, a.end)
		start := time.Now()
		require.NoError(t, a.begin(t.Context()))
		require.GreaterOrEqual(t, time.Since(start), 3*time.Second, "the look was waited for")
		require.ErrorIs(t, a.begin(t.Context()), ErrUsage)
		require.False(t, a.look())
		a.end()
		require.True(t, a.look())
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		require.ErrorIs(t, a.begin(ctx), context.DeadlineExceeded)
	})
}
