// Command networkctl brings up and operates the network that holds the ledger,
// without Docker: one organisation's nodes on its own host, or those of all four
// organisations on one machine.
package main

import (
	"context"
	"errors"
	"os/signal"
	"slices"
	"syscall"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/network/programs"
)

const notes = `
--dir DIR is the folder of one organisation's keys and nodes, or of a whole network that up --new makes on one machine.
up leaves the nodes in the background. What travels between organisations are member files, the candidate and the
agreements; nothing in them is secret, and no private key leaves its folder.
Exit code 1 of status: not all of the network is healthy; 4: peers hold different ledgers.
`

func main() {
	// A caller that is gone must not end the supervisor by a closed pipe: it stops in order.
	signal.Ignore(syscall.SIGPIPE)
	cli.Main(program())
}

func program() cli.Program {
	p := cli.Program{
		Name:     "networkctl",
		About:    "networkctl operates the network that holds the ledger.",
		Notes:    notes,
		Example:  "networkctl up --new --dir out/network && networkctl status --dir out/network",
		ExitCode: exitCode,
	}
	for _, s := range subcommands() {
		s.Do = func(ctx context.Context, r *cli.Run, args []string) error {
			c := &call{Run: r, arguments: args}
			r.Flags().StringVar(&c.dir, "dir", "", "the network's `folder`")
			return s.do(ctx, c)
		}
		p.Commands = append(p.Commands, s.Command)
	}
	return p
}

// subcommand is a line of the table: a command and what it does.
type subcommand struct {
	cli.Command
	do func(ctx context.Context, c *call) error
}

func subcommands() []subcommand { return slices.Concat(operatorActs(), identityActs(), ownerActs()) }

// operatorActs are what is done with nodes.
func operatorActs() []subcommand {
	return []subcommand{
		{cli.Command{
			Name: "up", About: "start the nodes of a folder; with --new make a network first where there is none",
			Example: "networkctl up --new --dir out/network",
		}, up},
		{cli.Command{
			Name: "down", About: "stop it; the ledger stays",
			Example: "networkctl down --dir out/network",
		}, down},
		{cli.Command{
			Name:    "status",
			About:   "processes, heights, block hashes, leader, what runs as chaincode, and certificates that end soon",
			Example: "networkctl status --dir out/network",
		}, status},
		{cli.Command{
			Name: "logs", Args: "[NODE]", About: "the last lines of all logs, or of a node's",
			Example: "networkctl logs --dir out/network ministry-peer",
		}, logs},
		{cli.Command{
			Name: "reset", About: "stop it and remove it, with its keys and ledger",
			Example: "networkctl reset --dir out/network",
		}, reset},
		{cli.Command{
			Name: "upgrade", About: "put the present rules on it: policies, and a new program of the chaincode",
			Example: "networkctl upgrade --dir out/network --chaincoded PROGRAM",
		}, upgrade},
		{cli.Command{
			Name: "stop", Args: "NODE", About: "take one node away",
			Example: "networkctl stop --dir out/network ministry-peer",
		}, nodeAction(network.StopNode)},
		{cli.Command{
			Name: "kill", Args: "NODE", About: "take one node away as a crash would",
			Example: "networkctl kill --dir out/network ministry-peer",
		}, nodeAction(network.KillNode)},
		{cli.Command{
			Name: "start", Args: "NODE", About: "bring a node back",
			Example: "networkctl start --dir out/network ministry-peer",
		}, nodeAction(network.StartNode)},
		{cli.Command{
			Name: "renew", About: "give the organisations here new certificates, on the running nodes",
			Example: "networkctl renew --dir ministry --out ministry.renewal.json",
		}, renew},
		{cli.Command{
			Name: "build-tools", About: "build Fabric's programs into the checkout's cache",
			Example: "networkctl build-tools",
		}, buildTools},
	}
}

// ownerActs are what organisations do to have a channel together, each with its own
// identity and in its own folder.
func ownerActs() []subcommand {
	return []subcommand{
		{cli.Command{
			Name: "org init", About: "make one organisation's keys and nodes here, and the member file that the others get",
			Example: "networkctl org init --dir ministry --name ministry --host ledger.ministry.example",
		}, orgInit},
		{cli.Command{
			Name: "channel make", Args: "MEMBER...", About: "make the channel's candidate from the four member files",
			Example: "networkctl channel make --out candidate.json *.member.json",
		}, channelMake},
		{cli.Command{
			Name: "channel show", Args: "CANDIDATE", About: "say in words what a candidate is, before anybody agrees",
			Example: "networkctl channel show candidate.json",
		}, channelShow},
		{cli.Command{
			Name: "channel agree", Args: "CANDIDATE", About: "sign that this organisation agrees to the candidate",
			Example: "networkctl channel agree --dir ministry --out ministry.agreement.json candidate.json",
		}, channelAgree},
		{cli.Command{
			Name: "channel adopt", Args: "CANDIDATE AGREEMENT...",
			About:   "take the channel to which all four have agreed; up starts its nodes",
			Example: "networkctl channel adopt --dir ministry candidate.json *.agreement.json",
		}, channelAdopt},
		{cli.Command{
			Name: "chaincode approve", Args: "PROGRAM",
			About:   "approve a program of the chaincode in this organisation's name, and run it",
			Example: "networkctl chaincode approve --dir ministry PROGRAM",
		}, chaincodeApprove},
		{cli.Command{
			Name: "chaincode commit", About: "make the chaincode that most organisations approved the channel's",
			Example: "networkctl chaincode commit --dir ministry",
		}, chaincodeCommit},
		{cli.Command{
			Name: "config propose", About: "write a change of the channel's configuration to a file",
			Example: "networkctl config propose --dir ministry --batch-timeout 300ms --out change.json",
		}, configPropose},
		{cli.Command{
			Name: "config show", Args: "CHANGE", About: "say in words what a change is, before anybody signs",
			Example: "networkctl config show --dir schools change.json",
		}, configShow},
		{cli.Command{
			Name: "config sign", Args: "CHANGE", About: "sign a change in this organisation's name",
			Example: "networkctl config sign --dir schools --out schools.signatures.json change.json",
		}, configSign},
		{cli.Command{
			Name: "config submit", Args: "CHANGE SIGNATURES...", About: "submit a change that enough organisations signed",
			Example: "networkctl config submit --dir ministry change.json *.signatures.json",
		}, configSubmit},
	}
}

// call is one run of a subcommand.
type call struct {
	*cli.Run
	dir       string   // that --dir names
	arguments []string // the command line; once it is parsed, what is no flag
}

// exitCode knows all errors: where a command line is right, what failed may
// succeed later.
func exitCode(err error) (code int, known bool) {
	var coded codedError
	switch {
	case errors.As(err, &coded):
		return coded.code, true
	case errors.Is(err, network.ErrDiverged):
		return cli.ExitIntegrity, true
	case errors.Is(err, errUnhealthy), errors.Is(err, network.ErrTooFew):
		return cli.ExitNo, true
	case errors.Is(err, network.ErrUsage), errors.Is(err, programs.ErrMissing), errors.Is(err, cli.ErrUsage),
		errors.Is(err, network.ErrMember), errors.Is(err, network.ErrCandidate), errors.Is(err, network.ErrConfig),
		errors.Is(err, network.ErrRequest):
		return cli.ExitUsage, true
	}
	return cli.ExitLater, true
}

// parse reads flags and that many arguments, in any order.
func (c *call) parse(want int) (err error) {
	c.arguments, err = c.Parse(c.arguments, want)
	return err
}

// network returns the folder that --dir names.
func (c *call) network() (network.Dir, error) {
	if c.dir == "" {
		return "", cli.Usage("name the network's folder with --dir")
	}
	return network.OpenDir(c.dir)
}

// readAll reads files of one kind.
func readAll[T any](files []string, read func(string) (T, error)) ([]T, error) {
	all := make([]T, 0, len(files))
	for _, file := range files {
		one, err := read(file)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
