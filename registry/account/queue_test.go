package account

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/password"
	"sogoc/registry/process"
)

func TestTheQueueForHashingIsShort(t *testing.T) {
	t.Parallel()
	s := New(nil, process.New(process.Config{}), password.Cost{Memory: 64, Passes: 1, Lanes: 1})
	var hashing []func()
	for range parallelHashes {
		done, err := s.beginHash(t.Context())
		require.NoError(t, err)
		hashing = append(hashing, done)
	}
	waiting, leave := context.WithCancel(t.Context())
	left := make(chan error, waitingHashes)
	for range waitingHashes {
		go func() {
			_, err := s.beginHash(waiting)
			left <- err
		}()
	}
	full := func() bool { return len(s.hashQueue) == parallelHashes+waitingHashes }
	require.Eventually(t, full, 10*time.Second, time.Millisecond)
	_, err := s.beginHash(t.Context())
	require.ErrorIs(t, err, ErrBusy, "at once, not after a wait")
	require.ErrorIs(t, err, registry.ErrUnavailable, "503: try again")

	leave()
	for range waitingHashes {
		require.ErrorIs(t, <-left, context.Canceled)
	}
	hashing[0]()
	done, err := s.beginHash(t.Context())
	require.NoError(t, err, "places are given back")
	done()
}
