package pgserver_test

import (
	"context"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/pgserver"
)

func TestServer(t *testing.T) {
	t.Parallel()
	if _, err := pgserver.Programs(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "; make test installs it")
	}
	dir := t.TempDir()

	first, err := pgserver.Start(context.Background(), dir)
	require.NoError(t, err)
	first.Stop()
	again, err := pgserver.Start(context.Background(), dir)
	require.NoError(t, err)
	require.Equal(t, first.URL, again.URL, "the port is kept")
	again.Stop()

	port, err := os.ReadFile(dir + "/port")
	require.NoError(t, err)
	_, err = net.Dial("tcp", "127.0.0.1:"+string(port))
	require.Error(t, err, "nothing answers after Stop")
}
