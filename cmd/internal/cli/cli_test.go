package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
)

var errOwn = errors.New("of this program")

// run runs a command line of a program with one subcommand, which fails with err.
func run(t *testing.T, err error, p cli.Process, args ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p.Stdout, p.Stderr = &stdout, &stderr
	p.Getenv = func(string) string { return "" }
	program := cli.Program{
		Name:  "tool",
		About: "tool does it.",
		Commands: []cli.Command{{
			Name: "thing do", Args: "WHAT", About: "do a thing", Example: "tool thing do x -how well",
			Do: func(_ context.Context, r *cli.Run, args []string) error {
				how := r.Flags().String("how", "", "how well (required)")
				found, parseErr := r.Parse(args, 1)
				if parseErr != nil {
					return parseErr
				}
				if err != nil {
					return err
				}
				if err := r.Require("how"); err != nil {
					return err
				}
				return r.Print(map[string]string{found[0]: *how}, func(w io.Writer) { fmt.Fprintln(w, found[0], *how) })
			},
		}},
		Example:  "tool thing do x -how well",
		Moved:    []cli.Moved{{Old: "thing make", New: "tool thing do"}, {Old: "dothing", New: "tool thing do"}},
		ExitCode: func(err error) (int, bool) { return cli.ExitIntegrity, errors.Is(err, errOwn) },
	}
	code = program.Run(t.Context(), p, args)
	return code, stdout.String(), stderr.String()
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		args       []string
		want       int
		out        string
		complaints string
	}{
		"FlagsAfterArguments": {[]string{"thing", "do", "x", "-how", "well"}, 0, "x well\n", ""},
		"ForMachines": {[]string{"thing", "do", "-how", "well", "--json", "x"}, 0, `{
  "x": "well"
}
`, ""},
		"Help":              {[]string{"-h"}, 0, "Example:\n  tool thing do x -how well", ""},
		"HelpAsAWord":       {[]string{"help"}, 0, "do a thing", ""},
		"HelpOfASubcommand": {[]string{"thing", "do", "-h"}, 0, "-how", ""},
		"Nothing":           {nil, 2, "", "do a thing"},
		"NoSuchCommand":     {[]string{"destroy"}, 2, "", `"destroy"`},
		"HalfACommand":      {[]string{"thing"}, 2, "", `"thing"`},
		"NoSuchFlag":        {[]string{"thing", "do", "-quickly", "x"}, 2, "", "-quickly"},
		"MissingArgument":   {[]string{"thing", "do"}, 2, "", "want 1 arguments, got 0; -h helps"},
		"MissingFlag":       {[]string{"thing", "do", "x"}, 2, "", "-how is required; -h helps"},
		"OldNameOfTwoWords": {[]string{"thing", "make", "x"}, 2, "", `"thing make" is now: tool thing do`},
		"OldNameOfOneWord":  {[]string{"dothing", "x"}, 2, "", `"dothing" is now: tool thing do`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := run(t, nil, cli.Process{}, c.args...)
			require.Equal(t, c.want, code, complaints)
			require.Contains(t, out, c.out)
			require.Contains(t, complaints, c.complaints)
			require.Equal(t, c.want == 0, complaints == "", complaints)
			require.Equal(t, c.want != 0, out == "", out)
			require.Equal(t, 1, max(1, strings.Count(complaints, "-quickly")), "said once")
		})
	}
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	_, missing := os.Stat(filepath.Join(t.TempDir(), "missing"))
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"No":                      {fmt.Errorf("%w: refused", cli.ErrNo), 1},
		"Usage":                   {cli.Usage("want %s", "this"), 2},
		"MissingFile":             {missing, 2},
		"Unknown":                 {errors.New("anything"), 2},
		"Later":                   {fmt.Errorf("%w: on its way", cli.ErrLater), 3},
		"NobodyAnswers":           {&url.Error{Op: "Get", URL: "http://127.0.0.1:1", Err: io.EOF}, 3},
		"Interrupted":             {context.Canceled, 3},
		"Integrity":               {cli.ErrIntegrity, 4},
		"IntegrityIsMoreThanLate": {errors.Join(cli.ErrLater, cli.ErrIntegrity), 4},
		"OfThisProgram":           {errOwn, 4},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, _, complaints := run(t, c.err, cli.Process{}, "thing", "do", "x")
			require.Equal(t, c.want, code)
			require.Contains(t, complaints, "tool thing do: ")
			code, _, complaints = run(t, errors.Join(cli.ErrReported, c.err), cli.Process{}, "thing", "do", "x")
			require.Equal(t, c.want, code)
			require.Empty(t, complaints, "it has been reported")
		})
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("bốn con trâu\r\nand no more\n"), 0o600))
	r := &cli.Run{Process: cli.Process{Stdin: strings.NewReader("from a pipe")}}
	secret, err := r.Secret(file)
	require.NoError(t, err)
	require.Equal(t, "bốn con trâu", secret)
	secret, err = r.Secret("-")
	require.NoError(t, err)
	require.Equal(t, "from a pipe", secret)
	require.NoError(t, os.Chmod(file, 0o640))
	_, err = r.Secret(file)
	require.ErrorIs(t, err, cli.ErrUsage)
	require.NotContains(t, err.Error(), "trâu")
	_, err = r.Secret(file + "missing")
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestABarIsDrawnForPeopleOnly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		terminal, json, drawn bool
	}{
		"OnATerminal": {true, false, true},
		"IntoAFile":   {false, false, false},
		"ForAMachine": {true, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr bytes.Buffer
			r := &cli.Run{Process: cli.Process{Stderr: &stderr, Terminal: c.terminal}, JSON: c.json}
			bar := r.BytesBar(3, "uploading")
			_, err := bar.Write([]byte("ab"))
			require.NoError(t, err)
			bar.Set(3)
			bar.Done()
			require.Equal(t, c.drawn, stderr.Len() > 0)
		})
	}
}

func TestAStatusLineIsForPeople(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		terminal, json bool
		want           string
	}{
		"OnATerminal": {true, false, "\r\x1b[Kone\r\x1b[Ktwo\r\x1b[K"},
		"IntoAFile":   {false, false, "tool: two\n"},
		"ForAMachine": {true, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stderr bytes.Buffer
			program := cli.Program{Name: "tool", Commands: []cli.Command{{
				Name: "do",
				Do: func(_ context.Context, r *cli.Run, args []string) error {
					if _, err := r.Parse(args, 0); err != nil {
						return err
					}
					line := r.StatusLine(3)
					for _, text := range []string{"one", "one", "two", "two"} {
						line.Set(text)
					}
					require.Equal(t, c.json, line.Silent())
					line.Done()
					return nil
				},
			}}}
			args := []string{"do"}
			if c.json {
				args = append(args, "--json")
			}
			require.Zero(t, program.Run(t.Context(), cli.Process{Stderr: &stderr, Terminal: c.terminal}, args))
			require.Equal(t, c.want, stderr.String())
		})
	}
}
