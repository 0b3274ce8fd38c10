package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/network"
)

// asProgram makes the test binary behave as networkctl, which the tests need
// as a process of its own.
const asProgram = "NETWORKCTL_TEST_AS_PROGRAM"

// asGuard makes it wait for the end of its standard input, which closes with
// the test, and then take down the network in the folder that it names.
const asGuard = "NETWORKCTL_TEST_AS_GUARD"

func TestMain(m *testing.M) {
	if dir := os.Getenv(asGuard); dir != "" {
		_, _ = io.Copy(io.Discard, os.Stdin)
		_ = network.Down(context.Background(), network.Dir(dir)) // nobody is left to be told
		return
	}
	if os.Getenv(asProgram) == "1" {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, program())
}

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"NoCommandShowsHelp", nil, cli.ExitUsage},
		{"HelpIsNoError", []string{"help"}, 0},
		{"CommandsHelpIsNoError", []string{"up", "-h"}, 0},
		{"UnknownCommand", []string{"begin"}, cli.ExitUsage},
		{"UnknownFlag", []string{"down", "--force"}, cli.ExitUsage},
		{"NoFolder", []string{"status"}, cli.ExitUsage},
		{"FolderWithoutNetwork", []string{"status", "--dir", t.TempDir()}, cli.ExitUsage},
		{"NodeNotNamed", []string{"kill", "--dir", t.TempDir()}, cli.ExitUsage},
		{"TwoNodes", []string{"kill", "a", "--dir", t.TempDir(), "b"}, cli.ExitUsage},
		{"NetworkThatIsNotRunning", []string{"kill", "ministry-peer", "--dir", t.TempDir()}, cli.ExitLater},
		{"DownTwiceIsNoError", []string{"down", "--dir", t.TempDir()}, 0},
		{
			"ToolsThatAreNotThere",
			[]string{"up", "--new", "--with-parent", "--dir", t.TempDir(), "--tools", t.TempDir()},
			cli.ExitUsage,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, _, complaints := clitest.Run(t, program(), nil, "", c.args...)
			require.Equal(t, c.want, code, complaints)
		})
	}
}

// A name that is misspelt, or a disk that is not there, makes no other ledger with all
// four organisations' keys.
func TestUpMakesNoNetworkUnasked(t *testing.T) {
	t.Parallel()
	for _, mode := range [][]string{nil, {"--with-parent"}, {"--detached"}} {
		dir := filepath.Join(t.TempDir(), "misspelt")
		code, _, complaints := clitest.Run(t, program(), nil, "", append([]string{"up", "--dir", dir}, mode...)...)
		require.Equal(t, cli.ExitUsage, code)
		require.Contains(t, complaints, dir+" holds no network (is its disk there?)")
		require.NoDirExists(t, dir)
	}
	empty := t.TempDir() // as the place of a disk that is not there
	code, _, _ := clitest.Run(t, program(), nil, "", "up", "--dir", empty)
	require.Equal(t, cli.ExitUsage, code)
	left, err := os.ReadDir(empty)
	require.NoError(t, err)
	require.Empty(t, left)
}
