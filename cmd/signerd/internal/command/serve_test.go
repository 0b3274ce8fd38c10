package command_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/signerd/internal/command"
)

// TestAHangupReadsThePolicyAgain sends this process the real signal. It is not parallel:
// the signal is every service's of the process.
func TestAHangupReadsThePolicyAgain(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	settings := map[string]string{
		"SOGOC_LISTEN":                 "127.0.0.1:0",
		"SOGOC_POLICY":                 file("policy.json"),
		"SOGOC_JOURNAL":                file("journal"),
		"SOGOC_CERTIFICATE":            file("signer.crt"),
		"SOGOC_CERTIFICATE_KEY":        file("signer.key"),
		"SOGOC_KEYSTORE":               file("keystore"),
		"SOGOC_KEYSTORE_PASSWORD_FILE": file("password"),
	}
	require.NoError(t, os.Mkdir(file("keystore"), 0o700))
	require.NoError(t, os.WriteFile(file("password"), []byte("một mật khẩu mẫu\n"), 0o600))
	require.NoError(t, os.WriteFile(file("policy.json"), []byte(goodPolicy), 0o600))
	t.Chdir(dir)
	code, _, complaints := clitest.Run(t, command.Program(), settings, "", "certificate", "signer")
	require.Zero(t, code, complaints)

	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, stdout := io.Pipe()
	logged, stderr := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- command.Program().Run(ctx, cli.Process{
			Getenv: func(name string) string { return settings[name] },
			Stdin:  strings.NewReader(""),
			Stdout: stdout,
			Stderr: stderr,
		}, nil)
		_ = stderr.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "listening")

	log := bufio.NewReader(logged)
	hangUp := func() string {
		require.NoError(t, syscall.Kill(os.Getpid(), syscall.SIGHUP))
		line, err := log.ReadString('\n')
		require.NoError(t, err)
		return line
	}
	require.Contains(t, hangUp(), "policy read again")
	require.NoError(t, os.WriteFile(file("policy.json"), []byte("{}"), 0o600))
	require.Contains(t, hangUp(), "policy file refused")
	stop()
	rest, err := io.ReadAll(log)
	require.NoError(t, err)
	require.Empty(t, string(rest))
	require.Zero(t, <-ended)
}
