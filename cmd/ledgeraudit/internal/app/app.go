// Package app is the command ledgeraudit without its process: an auditor's
// subcommands on a folder of blocks. What they prove stands in package audit.
package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/words"
)

var (
	errDiffers   = errors.New("register and ledger differ")
	errLater     = errors.New("not every peer could be read; try later")
	errIntegrity = errors.New("integrity")

	errDistrusted     = errors.New("accredited by an organisation that the trust file does not name")
	errNoOrganisation = errors.New("the trust file names an accreditor that this channel never had")

	errNotBelieved = errors.New("the receipt was changed, or its key is not to be relied on here")
	errNotValid    = errors.New("the receipt is genuine, and its credential is not valid")
	errUnreadable  = errors.New("the receipt is genuine; what was asked about could not be read")
	errUndecided   = errors.New("neither receipt nor folder decides on the credential")
	errBeyond      = errors.New("the receipt names a block that the folder does not reach; fetch again")
)

// run is one run of a subcommand.
type run struct {
	*cli.Run
	now   func() time.Time
	lang  words.Language // of what is written for people
	index string         // of subcommands that replay
	trust string
}

const notes = `
An audit is fetch, then verify, then reconcile with what registryctl export -digests wrote (with -register-numbers,
differences name them). Only fetch needs a network.
`

// Program returns ledgeraudit, with the clock that says how old an answer is.
func Program(now func() time.Time) cli.Program {
	p := cli.Program{
		Name:     "ledgeraudit",
		About:    "ledgeraudit checks the ledger without trusting anybody who runs it.",
		Notes:    notes,
		Example:  "ledgeraudit fetch -connection connection.json -to blocks && ledgeraudit verify -trust trust.json blocks",
		ExitCode: exitCode,
	}
	for _, s := range subcommands() {
		s.Do = func(ctx context.Context, r *cli.Run, args []string) error {
			run := &run{Run: r, now: now, lang: words.LanguageIn(args)}
			return run.complain(s.do(ctx, run, args))
		}
		p.Commands = append(p.Commands, s.Command)
	}
	return p
}

// subcommand is a line of the table: a command and what it does.
type subcommand struct {
	cli.Command
	do func(ctx context.Context, r *run, args []string) error
}

func subcommands() []subcommand {
	return []subcommand{
		{cli.Command{
			Name: "fetch", About: "read blocks from peers into a folder, compare the organisations' copies",
			Example: "ledgeraudit fetch -connection connection.json -to blocks -peers MinistryMSP,AuditorMSP",
		}, fetch},
		{cli.Command{
			Name: "verify", Args: "DIR", About: "replay that folder offline, say what it proves and what not",
			Example: "ledgeraudit verify -trust trust.json blocks",
		}, verify},
		{cli.Command{
			Name: "history", Args: "DIR WHAT",
			About:   "timeline of: issuer CODE or FILE | credential DIGEST or FILE | transaction ID; FILE: text, PDF, image, ZIP",
			Example: "ledgeraudit history -trust trust.json blocks issuer TRUONG-MAU",
		}, history},
		{cli.Command{
			Name: "reconcile", Args: "DIR", About: "hold the register's export of digests against the folder",
			Example: "ledgeraudit reconcile -trust trust.json blocks -export digests.jsonl",
		}, reconcile},
		{cli.Command{
			Name: "receipt", Args: "DIR RECEIPT",
			About:   "say whether a receipt is genuine, and what the folder says of its credential",
			Example: "ledgeraudit receipt -trust trust.json blocks diploma.sogoc.jws",
		}, checkReceipt},
	}
}

// exitCode knows what an audit finds.
func exitCode(err error) (code int, known bool) {
	switch {
	case errors.Is(err, errIntegrity), errors.Is(err, audit.ErrFolder), errors.Is(err, follower.ErrIntegrity):
		return cli.ExitIntegrity, true
	case errors.Is(err, errDiffers), errors.Is(err, errNotBelieved), errors.Is(err, audit.ErrNotFound),
		errors.Is(err, errNotValid), errors.Is(err, errUnreadable), errors.Is(err, errDistrusted), errors.Is(err, errNoOrganisation):
		return cli.ExitNo, true
	case errors.Is(err, errLater), errors.Is(err, errBeyond), errors.Is(err, errUndecided):
		return cli.ExitLater, true
	}
	return 0, false
}

// replayFlags makes the flags of commands that replay a folder.
func (r *run) replayFlags() {
	r.Flags().StringVar(&r.trust, "trust", "", "trust file (required)")
	r.Flags().StringVar(
		&r.index,
		"index",
		"",
		"folder to keep the index in, so that the next run goes on (default: a temporary one)",
	)
}

// replay judges a folder. A question about more than the report needs all of it.
func (r *run) replay(ctx context.Context, folder string, whole bool) (*audit.Replay, error) {
	if err := r.Require("trust"); err != nil {
		return nil, err
	}
	trust, err := clientfile.ReadTrust(r.trust)
	if err != nil {
		return nil, err
	}
	bar := r.bar(words.Text{"đang kiểm tra các khối", "checking blocks"}.In(r.lang))
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
