// Package ctl is the command registryctl without its process: a client of the
// register's API, and the few steps that are local to where the register and
// its keys are.
package ctl

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Exit codes.
const (
	exitYes       = 0
	exitNo        = 1 // the register or the ledger says no
	exitUsage     = 2 // wrong usage or input
	exitLater     = 3 // try later
	exitIntegrity = 4 // ledger and register contradict each other
)

// Process is what a run has of its process.
type Process struct {
	Getenv   func(string) string
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool          // standard error is a terminal: show progress bars
	Poll     time.Duration // between two looks at what others do; 0 for half a second
}

// run is one run of a command.
type run struct {
	Process
	json  bool
	flags *flag.FlagSet
}

// command is a line of the table of commands.
type command struct {
	name    string // one or two words
	args    string // after the flags
	about   string
	example string
	do      func(ctx context.Context, r *run, args []string) error
}

// errUsage means that the command line is wrong; usage has been shown.
var errUsage = errors.New("usage")

func commands() []command {
	return slices.Concat(apiCommands(), localCommands())
}

const head = `registryctl works with the register of schools.

  registryctl COMMAND [flags] [arguments]     registryctl COMMAND -h

`

const tail = `
Every command takes --json: one JSON value on standard output.
SOGOC_API is the API's base URL, SOGOC_TOKEN_FILE the file with your token.
Exit codes: 0 yes, 1 no, 2 wrong usage or input, 3 try later, 4 integrity.

Example:
  registryctl import -file lop12.xlsx -kind VN-USE -book 2026/THPT -issue-date 2026-07-24 \
    -decision-number 15/QĐ -decision-date 2026-07-20 -signer-name "…" -signer-title "HIỆU TRƯỞNG"
`

// Run runs one command line, without the program's name, and returns the exit code.
func Run(ctx context.Context, p Process, args []string) int {
	if p.Poll == 0 {
		p.Poll = 500 * time.Millisecond
	}
	if len(args) == 0 || slices.Contains([]string{"-h", "-help", "--help", "help"}, args[0]) {
		out, code := p.Stdout, exitYes
		if len(args) == 0 {
			out, code = p.Stderr, exitUsage
		}
		fmt.Fprint(out, head)
		for _, c := range commands() {
			fmt.Fprintf(out, "  %-16s %s\n", c.name, c.about)
		}
		fmt.Fprint(out, tail)
		return code
	}
	for _, c := range commands() {
		if rest, ok := c.named(args); ok {
			r := &run{Process: p}
			return r.exit(c.do(ctx, r.begin(c), rest))
		}
	}
	fmt.Fprintf(p.Stderr, "registryctl: no such command; registryctl -h lists them\n")
	return exitUsage
}

// named reports whether args name c, and returns what follows.
func (c command) named(args []string) ([]string, bool) {
	if args[0] == c.name {
		return args[1:], true
	}
	if len(args) > 1 && args[0]+" "+args[1] == c.name {
		return args[2:], true
	}
	return nil, false
}

// begin makes the command's flags.
func (r *run) begin(c command) *run {
	r.flags = flag.NewFlagSet(c.name, flag.ContinueOnError)
	r.flags.SetOutput(r.Stderr)
	r.flags.BoolVar(&r.json, "json", false, "write one JSON value to standard output")
	r.flags.Usage = func() {
		fmt.Fprintf(r.Stderr, "%s\n  %s\n\n", strings.TrimSpace("registryctl "+c.name+" [flags] "+c.args), c.about)
		table := tabwriter.NewWriter(r.Stderr, 0, 0, 2, ' ', 0)
		r.flags.VisitAll(func(f *flag.Flag) { fmt.Fprintf(table, "  -%s\t%s\n", f.Name, f.Usage) })
		_ = table.Flush()
		fmt.Fprintf(r.Stderr, "\nExample:\n  %s\n", c.example)
	}
	return r
}

// parse reads flags and arguments in any order and demands that many arguments,
// or, where want is anyNumber, takes what there is.
func (r *run) parse(args []string, want int) ([]string, error) {
	var rest []string
	for {
		if err := r.flags.Parse(args); err != nil {
			return nil, errors.Join(errUsage, err)
		}
		if r.flags.NArg() == 0 {
			break
		}
		rest, args = append(rest, r.flags.Arg(0)), r.flags.Args()[1:]
	}
	if want != anyNumber && len(rest) != want {
		return nil, r.usage("want %d arguments, got %d", want, len(rest))
	}
	return rest, nil
}

// anyNumber is for commands that count their arguments themselves.
const anyNumber = -1

// require demands that flags are set.
func (r *run) require(names ...string) error {
	set := map[string]bool{}
	r.flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	for _, name := range names {
		if !set[name] {
			return r.usage("-%s is required", name)
		}
	}
	return nil
}

// usage says what is wrong with a command line.
func (r *run) usage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errUsage}, args...)...)
}

// env returns a setting that must be there.
func (r *run) env(name string) (string, error) {
	value := r.Getenv(name)
	if value == "" {
		return "", r.usage("%s is not set", name)
	}
	return value, nil
}

// print writes v as JSON, or what people reads.
func (r *run) print(v any, people func(w io.Writer)) error {
	if !r.json {
		people(r.Stdout)
		return nil
	}
	if err := json.MarshalWrite(r.Stdout, v, json.Deterministic(true), jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(r.Stdout)
	return err
}

// exit tells of an error and returns the exit code.
func (r *run) exit(err error) int {
	if err == nil {
		return exitYes
	}
	if errors.Is(err, flag.ErrHelp) {
		return exitYes
	}
	var refused *apiError
	if errors.As(err, &refused) {
		r.report(refused)
		return refused.exitCode()
	}
	if r.flags == nil || !errors.Is(err, errUsage) {
		fmt.Fprintf(r.Stderr, "registryctl: %v\n", err)
	} else {
		fmt.Fprintf(r.Stderr, "registryctl %s: %v; -h helps\n", r.flags.Name(), err)
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var refusal *ledger.Refusal
	var network *url.Error
	var path *fs.PathError
	switch {
	case errors.Is(err, errNo), errors.As(err, &refusal):
		return exitNo
	case errors.Is(err, registry.ErrIntegrity):
		return exitIntegrity
	case errors.Is(err, errLater), errors.Is(err, registry.ErrUnavailable), errors.Is(err, registry.ErrOutcomeUnknown),
		errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return exitLater
	case errors.As(err, &path), errors.Is(err, os.ErrNotExist):
		return exitUsage
	}
	return exitUsage
}

var (
	errNo    = errors.New("no")           // the answer is no
	errLater = errors.New("not finished") // try later
)
