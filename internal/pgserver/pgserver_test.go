package pgserver_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/pgserver"
)

func TestServer(t *testing.T) {
	t.Parallel()
	needsPostgreSQL(t)
	runTwice(t, t.TempDir())
}

// In a chroot and in many containers root may make no user namespace. Here root
// of an outer one, which limits them to none, stands for that.
func TestServerWhereUserNamespacesAreRefused(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		return // an ordinary user needs none
	}
	needsPostgreSQL(t)
	if os.Getenv(refusedEnv) != "" {
		require.NoError(t, os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("0"), 0o644))
		dir := t.TempDir()
		runTwice(t, dir)
		info, err := os.Stat(filepath.Join(dir, "data"))
		require.NoError(t, err)
		require.NotZero(t, info.Sys().(*syscall.Stat_t).Uid, "the data are another user's")
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestServerWhereUserNamespacesAreRefused$", "-test.v")
	cmd.Env = append(os.Environ(), refusedEnv+"=1")
	all := []syscall.SysProcIDMap{{ContainerID: 0, HostID: 0, Size: 65536}}
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER, UidMappings: all, GidMappings: all,
		GidMappingsEnableSetgroups: true}
	output, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) {
		return // it is so on this machine: TestServer has shown it
	}
	require.NoError(t, err, string(output))
	require.Contains(t, string(output), "--- PASS")
}

// refusedEnv marks the run inside the outer namespace.
const refusedEnv = "SOGOC_TEST_NO_USER_NAMESPACES"

func needsPostgreSQL(t *testing.T) {
	t.Helper()
	if _, err := pgserver.Programs(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err, "; make test installs it")
	}
}

func runTwice(t *testing.T, dir string) {
	t.Helper()

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
