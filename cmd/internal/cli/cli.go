// Package cli is the frame that the project's commands share: the table of
// subcommands, flags, help, output for people and for machines, exit codes, and
// the answers that old names get.
//
// A command's main function builds a Program and calls Main. Everything else
// runs in a test as well: Program.Run takes what a process has as a value. What
// a subcommand does belongs to the command, not here; this package imports
// nothing else of ours, so that every command may use it.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/term"
)

// Exit codes, the same for every command.
const (
	ExitYes       = 0 // done; the answer is yes
	ExitNo        = 1 // the answer is no: refused, different, not there
	ExitUsage     = 2 // wrong usage, settings or input
	ExitLater     = 3 // something outside does not answer: try later
	ExitIntegrity = 4 // things contradict each other that never may: a person must look
)

// Errors that decide the exit code. A subcommand wraps one of them, or an error
// that its Program's ExitCode knows.
var (
	// ErrUsage means that the command line or a setting is wrong: ExitUsage.
	ErrUsage = errors.New("usage")
	// ErrNo means that the answer is no: ExitNo.
	ErrNo = errors.New("no")
	// ErrLater means that the same command may succeed later: ExitLater.
	ErrLater = errors.New("not finished")
	// ErrIntegrity means that a person must look: ExitIntegrity.
	ErrIntegrity = errors.New("integrity")
	// ErrReported goes with another error that has been reported already: only
	// the exit code is left.
	ErrReported = errors.New("reported above")
)

// Process is what a run has of its process.
type Process struct {
	Getenv   func(string) string
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // standard error is a terminal: progress bars are drawn
}

// Command is one subcommand.
type Command struct {
	Name    string // one or two words
	Args    string // what stands after the flags, for the help
	About   string // one line
	Example string // one command line
	Do      func(ctx context.Context, r *Run, args []string) error
}

// Moved tells where an old subcommand is now.
type Moved struct {
	Old string // one or two words
	New string // the command line that replaces it
}

// Program is a command with its subcommands.
type Program struct {
	Name     string
	About    string    // what it is, the first line of its help
	Commands []Command // in the order of the help
	Default  string    // the subcommand that runs where none is named; "" shows the help
	Notes    string    // settings and the like, shown below the subcommands
	Example  string    // one command line
	Moved    []Moved   // old names
	// ExitCode knows errors of this program; known is false for all others. Nil knows none.
	ExitCode func(err error) (code int, known bool)
	// Report reports an error in a form of its own and returns whether it did. Nil for none.
	Report func(r *Run, err error) bool
}

// Main runs the process's command line until it is done or the process is asked
// to end, and exits.
func Main(p Program) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	code := p.Run(ctx, Process{
		Getenv:   os.Getenv,
		Stdin:    os.Stdin,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
	}, os.Args[1:])
	stop()
	os.Exit(code)
}

// Run runs one command line, without the program's name, and returns the exit code.
func (p Program) Run(ctx context.Context, process Process, args []string) int {
	switch {
	case len(args) > 0 && (isHelp(args[0]) || args[0] == "help"):
		p.help(process.Stdout)
		return ExitYes
	case len(args) == 0 && p.Default == "":
		p.help(process.Stderr)
		return ExitUsage
	case len(args) == 0:
		args = []string{p.Default}
	}
	for _, c := range p.Commands {
		if rest, named := cutName(args, c.Name); named {
			r := newRun(p, c, process)
			return p.exit(r, c.Do(ctx, r, rest))
		}
	}
	for _, m := range p.Moved {
		if _, named := cutName(args, m.Old); named {
			fmt.Fprintf(process.Stderr, "%s: %q is now: %s\n", p.Name, m.Old, m.New)
			return ExitUsage
		}
	}
	fmt.Fprintf(process.Stderr, "%s: no such command: %q; %s -h lists them\n", p.Name, args[0], p.Name)
	return ExitUsage
}

func isHelp(arg string) bool {
	return slices.Contains([]string{"-h", "-help", "--help"}, arg)
}

// cutName reports whether args begin with the one or two words of name, and
// returns what follows.
func cutName(args []string, name string) ([]string, bool) {
	if args[0] == name {
		return args[1:], true
	}
	if len(args) > 1 && args[0]+" "+args[1] == name {
		return args[2:], true
	}
	return nil, false
}

// exit reports an error and returns the exit code.
func (p Program) exit(r *Run, err error) int {
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return ExitYes
	}
	if !errors.Is(err, ErrReported) && (p.Report == nil || !p.Report(r, err)) {
		hint := ""
		if errors.Is(err, ErrUsage) {
			hint = "; -h helps"
		}
		fmt.Fprintf(r.Stderr, "%s %s: %s%s\n", p.Name, r.flags.Name(), oneLine(err), hint)
	}
	if p.ExitCode != nil {
		if code, known := p.ExitCode(err); known {
			return code
		}
	}
	return exitCode(err)
}

func exitCode(err error) int {
	var network *url.Error
	var path *fs.PathError
	switch {
	case errors.Is(err, ErrIntegrity):
		return ExitIntegrity
	case errors.Is(err, ErrNo):
		return ExitNo
	case errors.Is(err, ErrUsage):
		return ExitUsage
	case errors.Is(err, ErrLater), errors.As(err, &network):
		return ExitLater
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return ExitLater
	case errors.As(err, &path):
		return ExitUsage
	}
	return ExitUsage
}
