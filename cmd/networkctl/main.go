// Networkctl brings up and operates the network that holds the ledger: four
// organisations on one machine, without Docker.
//
//	networkctl up --dir out/network
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"sogoc/network"
)

// Exit codes.
const (
	exitNo        = 1 // status: not all of the network is healthy
	exitUsage     = 2
	exitTryLater  = 3
	exitIntegrity = 4 // peers hold different ledgers
)

const usage = `networkctl operates the network that holds the ledger.

  networkctl up --dir DIR         make it, or resume it; leaves it in the background
  networkctl down --dir DIR       stop it; the ledger stays
  networkctl status --dir DIR     processes, heights, block hashes, leader (--json)
  networkctl logs --dir DIR [NODE]
  networkctl reset --dir DIR      stop it and remove it, with its ledger
  networkctl upgrade --dir DIR --chaincoded PROGRAM
                                  put a new program of the chaincode on it
  networkctl stop|kill|start --dir DIR NODE
                                  take one node away, or bring it back
  networkctl build-tools          build Fabric's programs into the checkout's cache

For example:  networkctl up --dir out/network && networkctl status --dir out/network
"networkctl COMMAND -h" shows a command's options. Exit codes: 0 done, 1 not healthy,
2 usage, 3 try later, 4 peers hold different ledgers.
`

type subcommand func(ctx context.Context, c *call) error

var subcommands = map[string]subcommand{
	"up": up, "down": down, "status": status, "logs": logs, "reset": reset, "upgrade": upgrade,
	"stop": nodeAction(network.StopNode), "kill": nodeAction(network.KillNode), "start": nodeAction(network.StartNode),
	"build-tools": buildTools,
}

// call is one run of a subcommand.
type call struct {
	flags     *flag.FlagSet
	dir       string
	arguments []string // after the flags
	stdin     *os.File
	stdout    io.Writer
	stderr    io.Writer
}

func main() {
	// A caller that is gone must not end the supervisor by a closed pipe: it stops in order.
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

func run(ctx context.Context, args []string, stdin *os.File, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		fmt.Fprint(stdout, usage)
		if len(args) == 0 {
			return exitUsage
		}
		return 0
	}
	sub, known := subcommands[args[0]]
	if !known {
		fmt.Fprintf(stderr, "networkctl: unknown command %q\n\n%s", args[0], usage)
		return exitUsage
	}
	c := &call{flags: flag.NewFlagSet("networkctl "+args[0], flag.ContinueOnError), arguments: args[1:],
		stdin: stdin, stdout: stdout, stderr: stderr}
	c.flags.SetOutput(stderr)
	c.flags.StringVar(&c.dir, "dir", "", "the network's `folder`")
	err := sub(ctx, c)
	if err != nil && !errors.Is(err, flag.ErrHelp) && !errors.Is(err, errReported) {
		fmt.Fprintln(stderr, "networkctl:", err)
	}
	return exitCode(err)
}

// errReported wraps what has been told already and needs an exit code only.
var errReported = errors.New("told above")

func exitCode(err error) int {
	var coded codedError
	switch {
	case errors.As(err, &coded):
		return coded.code
	case err == nil || errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, network.ErrDiverged):
		return exitIntegrity
	case errors.Is(err, errUnhealthy):
		return exitNo
	case errors.Is(err, network.ErrUsage):
		return exitUsage
	}
	return exitTryLater
}

// parse reads flags before and after at most the given number of arguments.
func (c *call) parse(most int) error {
	rest, positional := c.arguments, []string{}
	for {
		if err := c.flags.Parse(rest); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return fmt.Errorf("%w: %w: %w", errReported, network.ErrUsage, err)
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			break
		}
		positional, rest = append(positional, rest[0]), rest[1:]
	}
	c.arguments = positional
	if len(positional) > most {
		return fmt.Errorf("%w: %q is one argument too many", network.ErrUsage, positional[most])
	}
	return nil
}

// network returns the folder that --dir names.
func (c *call) network() (network.Dir, error) {
	if c.dir == "" {
		return "", fmt.Errorf("%w: name the network's folder with --dir", network.ErrUsage)
	}
	return network.OpenDir(c.dir)
}
