// Package clitest runs command lines in tests, and holds every command to the
// same rules of its help.
package clitest

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
)

// Run runs a command line with these settings and this standard input, and
// returns exit code, standard output and standard error.
func Run(
	t testing.TB, p cli.Program, settings map[string]string, input string, args ...string,
) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = p.Run(t.Context(), cli.Process{
		Getenv:   func(name string) string { return settings[name] },
		Stdin:    strings.NewReader(input),
		Stdout:   &stdout,
		Stderr:   &stderr,
		Terminal: true,
	}, args)
	return code, stdout.String(), stderr.String()
}

// Screen is what a help may take: lines and columns.
const (
	screenLines   = 40
	screenColumns = 120
)

// CheckHelp fails the test unless the help of the program and of each of its
// subcommands fits a screen and has one example, which names the subcommand, and
// unless the handbooks quote only command lines that are.
func CheckHelp(t *testing.T, p cli.Program) {
	t.Helper()
	checkHelp(t, p, "")
	for _, c := range p.Commands {
		checkHelp(t, p, c.Name)
		require.Contains(t, c.Example, p.Name+" "+c.Name, "the example of %s", c.Name)
	}
	checkHandbooks(t, p)
}

func checkHelp(t *testing.T, p cli.Program, name string) {
	t.Helper()
	code, out, complaints := Run(t, p, nil, "", append(strings.Fields(name), "-h")...)
	require.Zero(t, code, complaints)
	require.Empty(t, complaints, "help that is asked for goes to standard output")
	require.LessOrEqual(t, strings.Count(out, "\n"), screenLines, "%s %s -h", p.Name, name)
	require.Equal(t, 1, strings.Count(out, "Example:\n"), "%s %s -h", p.Name, name)
	for line := range strings.Lines(out) {
		require.LessOrEqual(t, len([]rune(line)), screenColumns+1, "%s %s -h: %s", p.Name, name, line)
	}
}

// CheckMoved fails the test unless each old subcommand, and no other, answers
// with the new one and with exit code 2.
func CheckMoved(t *testing.T, p cli.Program, moved map[string]string) {
	t.Helper()
	require.Len(t, p.Moved, len(moved))
	for old, now := range moved {
		code, out, complaints := Run(t, p, nil, "", append(strings.Fields(old), "-x", "y", "--json")...)
		require.Equal(t, cli.ExitUsage, code, old)
		require.Empty(t, out, old)
		require.Contains(t, complaints, now, old)
	}
}
