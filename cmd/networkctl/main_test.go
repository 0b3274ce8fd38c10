package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

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

func TestUsage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"NoCommandShowsHelp", nil, exitUsage},
		{"HelpIsNoError", []string{"help"}, 0},
		{"CommandsHelpIsNoError", []string{"up", "-h"}, 0},
		{"UnknownCommand", []string{"begin"}, exitUsage},
		{"UnknownFlag", []string{"down", "--force"}, exitUsage},
		{"NoFolder", []string{"status"}, exitUsage},
		{"FolderWithoutNetwork", []string{"status", "--dir", t.TempDir()}, exitUsage},
		{"NodeNotNamed", []string{"kill", "--dir", t.TempDir()}, exitUsage},
		{"TwoNodes", []string{"kill", "a", "--dir", t.TempDir(), "b"}, exitUsage},
		{"NetworkThatIsNotRunning", []string{"kill", "ministry-peer", "--dir", t.TempDir()}, exitTryLater},
		{"DownTwiceIsNoError", []string{"down", "--dir", t.TempDir()}, 0},
		{"ToolsThatAreNotThere", []string{"up", "--with-parent", "--dir", t.TempDir(), "--tools", t.TempDir()}, exitUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			require.Equal(t, c.want, run(t.Context(), c.args, os.Stdin, &stdout, &stderr), stderr.String())
		})
	}
}
