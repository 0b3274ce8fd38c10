// Package app is the command ledgeraudit without its process.
package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/audit"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
)

// Exit codes.
const (
	exitClean     = 0
	exitDiffers   = 1 // register and ledger differ, the ledger holds nothing of what was asked for, a receipt is not genuine
	exitUsage     = 2 // wrong usage or input
	exitLater     = 3 // not every peer could be read
	exitIntegrity = 4 // the blocks do not hold together, or peers give different ones
)

var (
	errUsage     = errors.New("usage")
	errDiffers   = errors.New("register and ledger differ")
	errLater     = errors.New("not every peer could be read; try later")
	errIntegrity = errors.New("integrity")

	errNotGenuine = errors.New("the receipt is not genuine, or its key is not known here")
	errBeyond     = errors.New("the receipt names a block that the folder does not reach; fetch again")
)

// Process is what a run has of its process.
type Process struct {
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool             // standard error is a terminal: show progress bars
	Now      func() time.Time // nil: time.Now
}

// run is one run of a command.
type run struct {
	Process
	json  bool
	flags *flag.FlagSet
	index string // of commands that replay
	trust string
}

// command is a line of the table of commands.
type command struct {
	name    string
	args    string
	about   string
	example string
	do      func(ctx context.Context, r *run, args []string) error
}

func commands() []command {
	return []command{
		{
			"fetch",
			"-connection FILE -to DIR",
			"read blocks from peers into a folder, compare the organisations' copies",
			"ledgeraudit fetch -connection connection.json -to blocks -peers MinistryMSP,AuditorMSP",
			fetch,
		},
		{"verify", "-trust FILE DIR", "replay that folder offline, say what it proves and what not",
			"ledgeraudit verify -trust trust.json blocks", verify},
		{"history", "-trust FILE DIR WHAT", "timeline: issuer CODE | credential DIGEST|FILE | transaction ID",
			"ledgeraudit history -trust trust.json blocks issuer TRUONG-MAU", history},
		{"reconcile", "-trust FILE DIR -export FILE", "hold the register's export of digests against the folder",
			"ledgeraudit reconcile -trust trust.json blocks -export digests.jsonl", reconcile},
		{"receipt", "-trust FILE DIR RECEIPT", "is a receipt genuine, by a key that an accreditor registered",
			"ledgeraudit receipt -trust trust.json blocks diploma.sogoc.jws", checkReceipt},
	}
}

const tail = `
Every command takes --json: one JSON value on standard output.
Exit codes: 0 clean, 1 differences, 2 wrong usage or input, 3 peers could not
be reached: try later, 4 integrity: a person must look.

Example:
  ledgeraudit fetch -connection connection.json -to blocks &&
  ledgeraudit verify -trust trust.json blocks &&
  ledgeraudit reconcile -trust trust.json blocks -export digests.jsonl
`

// Run runs one command line, without the program's name, and returns the exit code.
func Run(ctx context.Context, p Process, args []string) int {
	if p.Now == nil {
		p.Now = time.Now
	}
	if len(args) == 0 || slices.Contains([]string{"-h", "-help", "--help", "help"}, args[0]) {
		out, code := p.Stdout, exitClean
		if len(args) == 0 {
			out, code = p.Stderr, exitUsage
		}
		fmt.Fprint(out, "ledgeraudit checks the ledger without trusting anybody who runs it.\n\n")
		for _, c := range commands() {
			fmt.Fprintf(out, "  %-9s %-28s %s\n", c.name, c.args, c.about)
		}
		fmt.Fprint(out, tail)
		return code
	}
	for _, c := range commands() {
		if c.name == args[0] {
			r := &run{Process: p}
			return r.exit(c.do(ctx, r.begin(c), args[1:]))
		}
	}
	fmt.Fprintf(p.Stderr, "ledgeraudit: no such command; ledgeraudit -h lists them\n")
	return exitUsage
}

func (r *run) begin(c command) *run {
	r.flags = flag.NewFlagSet(c.name, flag.ContinueOnError)
	r.flags.SetOutput(r.Stderr)
	r.flags.BoolVar(&r.json, "json", false, "write one JSON value to standard output")
	r.flags.Usage = func() {
		fmt.Fprintf(r.Stderr, "ledgeraudit %s [flags] %s\n  %s\n\n", c.name, c.args, c.about)
		table := tabwriter.NewWriter(r.Stderr, 0, 0, 2, ' ', 0)
		r.flags.VisitAll(func(f *flag.Flag) { fmt.Fprintf(table, "  -%s\t%s\n", f.Name, f.Usage) })
		_ = table.Flush()
		fmt.Fprintf(r.Stderr, "\nExample:\n  %s\n", c.example)
	}
	return r
}

// replayFlags makes the flags of commands that replay a folder.
func (r *run) replayFlags() {
	r.flags.StringVar(&r.trust, "trust", "", "trust file (required)")
	r.flags.StringVar(
		&r.index,
		"index",
		"",
		"folder to keep the index in, so that the next run goes on (default: a temporary one)",
	)
}

// parse reads flags and arguments in any order and demands that many arguments.
func (r *run) parse(args []string, least, most int) ([]string, error) {
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
	if len(rest) < least || len(rest) > most {
		return nil, r.usage("got %d arguments", len(rest))
	}
	return rest, nil
}

// require demands that flags are set.
func (r *run) require(names ...string) error {
	for _, name := range names {
		if r.flags.Lookup(name).Value.String() == "" {
			return r.usage("-%s is required", name)
		}
	}
	return nil
}

func (r *run) usage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errUsage}, args...)...)
}

// replay judges a folder. Whoever asks for more than a report needs all of it.
func (r *run) replay(ctx context.Context, folder string, whole bool) (*audit.Replay, error) {
	if err := r.require("trust"); err != nil {
		return nil, err
	}
	trust, err := clientfile.ReadTrust(r.trust)
	if err != nil {
		return nil, err
	}
	bar := r.bar("checking blocks")
	replay, err := audit.Open(
		ctx,
		audit.Options{Trust: trust, Folder: folder, Index: r.index, Progress: bar.progress},
	)
	bar.done()
	if err != nil {
		return nil, err
	}
	if fault := replay.StoppedBy(); whole && fault != nil {
		return nil, errors.Join(
			fmt.Errorf("%w: only %d blocks hold: %w", errIntegrity, replay.Head().Height, fault),
			replay.Close(),
		)
	}
	return replay, nil
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
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return exitClean
	}
	help := ""
	if errors.Is(err, errUsage) {
		help = "; -h helps"
	}
	fmt.Fprintf(r.Stderr, "ledgeraudit %s: %s%s\n", r.flags.Name(), strings.ReplaceAll(err.Error(), "\n", "; "), help)
	switch {
	case errors.Is(err, errIntegrity), errors.Is(err, audit.ErrFolder), errors.Is(err, follower.ErrIntegrity):
		return exitIntegrity
	case errors.Is(err, errDiffers), errors.Is(err, errNotGenuine), errors.Is(err, audit.ErrNotFound):
		return exitDiffers
	case errors.Is(err, errLater),
		errors.Is(err, errBeyond),
		errors.Is(err, context.Canceled),
		errors.Is(err, context.DeadlineExceeded):
		return exitLater
	}
	return exitUsage
}
