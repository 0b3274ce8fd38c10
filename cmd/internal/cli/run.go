package cli

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Run is one run of a subcommand: its process and its flags.
type Run struct {
	Process
	JSON bool // machines read standard output

	program string
	flags   *flag.FlagSet
	helpTo  io.Writer // standard output where help is asked for
}

func newRun(p Program, c Command, process Process) *Run {
	r := &Run{
		Process: process,
		program: p.Name,
		flags:   flag.NewFlagSet(c.Name, flag.ContinueOnError),
		helpTo:  process.Stderr,
	}
	r.flags.SetOutput(r.Stderr)
	r.flags.BoolVar(&r.JSON, "json", false, "write one JSON value to standard output")
	r.flags.Usage = func() { r.helpOf(c) }
	return r
}

// Flags returns the subcommand's flags, to which it adds its own before Parse.
func (r *Run) Flags() *flag.FlagSet { return r.flags }

// AnyNumber is for subcommands that count their arguments themselves.
const AnyNumber = -1

// Parse reads flags and arguments in any order and returns the arguments. It
// returns ErrUsage unless there are as many as wanted.
func (r *Run) Parse(args []string, want int) ([]string, error) {
	if slices.ContainsFunc(args, isHelp) {
		r.helpTo = r.Stdout
	}
	var found []string
	for {
		if err := r.flags.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, err
			}
			return nil, errors.Join(ErrReported, ErrUsage, err) // the flag package has shown it, with the help
		}
		if r.flags.NArg() == 0 {
			break
		}
		found, args = append(found, r.flags.Arg(0)), r.flags.Args()[1:]
	}
	if want != AnyNumber && len(found) != want {
		return nil, Usage("want %d arguments, got %d", want, len(found))
	}
	return found, nil
}

// Require returns ErrUsage unless these flags are set.
func (r *Run) Require(names ...string) error {
	set := map[string]bool{}
	r.flags.Visit(func(f *flag.Flag) { set[f.Name] = true })
	for _, name := range names {
		if !set[name] {
			return Usage("-%s is required", name)
		}
	}
	return nil
}

// Env returns a setting, or ErrUsage where it is not there.
func (r *Run) Env(name string) (string, error) {
	value := r.Getenv(name)
	if value == "" {
		return "", Usage("%s is not set", name)
	}
	return value, nil
}

// Usage returns ErrUsage with what is wrong.
func Usage(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrUsage}, args...)...)
}

// Print writes v as JSON where machines read, or else lets people write for people.
func (r *Run) Print(v any, people func(w io.Writer)) error {
	if !r.JSON {
		people(r.Stdout)
		return nil
	}
	if err := json.MarshalWrite(r.Stdout, v, json.Deterministic(true), jsontext.WithIndent("  ")); err != nil {
		return err
	}
	_, err := fmt.Fprintln(r.Stdout)
	return err
}

// maxSecret bounds the line that Secret reads.
const maxSecret = 4096

// SecretUsage describes a flag whose value goes to Secret.
const SecretUsage = "file of mode 0600 whose first line it is; - reads it from standard input"

// Secret reads a password or passphrase: the first line of a file that only its
// owner can read, or of standard input where file is "-". Its errors hold nothing
// of the content.
func (r *Run) Secret(file string) (string, error) {
	input := r.Stdin
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer func() { _ = f.Close() }()
		info, err := f.Stat()
		if err != nil {
			return "", err
		}
		if info.Mode().Perm()&0o077 != 0 {
			return "", Usage("%s may be read by others: chmod 600 it", file)
		}
		input = f
	}
	line, err := bufio.NewReader(io.LimitReader(input, maxSecret)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.TrimRight(line, "\r\n"), nil
}

func (r *Run) printFlags() {
	table := tabwriter.NewWriter(r.helpTo, 0, 0, 2, ' ', 0)
	r.flags.VisitAll(func(f *flag.Flag) {
		name, usage := f.Name, f.Usage
		if strings.Contains(usage, "`") { // it names its value
			var value string
			value, usage = flag.UnquoteUsage(f)
			name += " " + value
		}
		fmt.Fprintf(table, "  -%s\t%s\n", name, usage)
	})
	_ = table.Flush() // what cannot be shown is not worth another error
}
