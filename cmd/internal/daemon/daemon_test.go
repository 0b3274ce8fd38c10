package daemon_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/daemon"
)

var errBroken = errors.New("broken")

func TestAServiceEndsWithItsParent(t *testing.T) {
	t.Parallel()
	input, parent := io.Pipe()
	var stdout, stderr bytes.Buffer
	settings := func(string) string { return "1" }
	r := &cli.Run{Process: cli.Process{Getenv: settings, Stdin: input, Stdout: &stdout, Stderr: &stderr}}
	err := daemon.Run(t.Context(), r, func(ctx context.Context, _ *slog.Logger, ready func(net.Addr)) error {
		ready(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080})
		require.NoError(t, ctx.Err())
		require.NoError(t, parent.Close())
		<-ctx.Done()
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, "{\"listening\":\"127.0.0.1:8080\"}\n", stdout.String())
	require.Empty(t, stderr.String())
}

func TestWhatEndedAServiceIsLoggedOnce(t *testing.T) {
	t.Parallel()
	var stderr bytes.Buffer
	r := &cli.Run{Process: cli.Process{Getenv: func(string) string { return "" }, Stderr: &stderr}}
	err := daemon.Run(t.Context(), r, func(context.Context, *slog.Logger, func(net.Addr)) error { return errBroken })
	require.ErrorIs(t, err, errBroken)
	require.ErrorIs(t, err, cli.ErrReported)
	require.ErrorIs(t, err, cli.ErrLater)
	require.Contains(t, stderr.String(), `"error":"broken"`)
}
