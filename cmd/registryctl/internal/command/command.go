// Package command is registryctl without its process: a client of the register's
// HTTP API for a school's people and their programs. It knows the API and its
// formats; it reaches no database, no key and no ledger, and a test of package
// layout holds that.
package command

import (
	"context"
	"errors"
	"slices"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/ledger"
)

// run is one run of a subcommand.
type run struct {
	*cli.Run
	poll time.Duration // between two looks at what the register does
}

const notes = `
Settings:
  SOGOC_API         base URL of the register's API
  SOGOC_TOKEN_FILE  file with your token
`

// Program returns registryctl.
func Program() cli.Program { return polling(500 * time.Millisecond) }

// polling is Program with another time between two looks.
func polling(poll time.Duration) cli.Program {
	p := cli.Program{
		Name:     "registryctl",
		About:    "registryctl works with the register of schools through its HTTP API.",
		Notes:    notes,
		Example:  "registryctl import -file lop12.xlsx -kind VN-USE -issue-date 2026-07-24 -signer-name … …",
		Moved:    moved,
		ExitCode: exitCode,
		Report:   report,
	}
	for _, s := range slices.Concat(subcommands, seeingCommands, proposalCommands, sealCommands) {
		s.Do = func(ctx context.Context, r *cli.Run, args []string) error { return s.do(ctx, &run{r, poll}, args) }
		p.Commands = append(p.Commands, s.Command)
	}
	return p
}

// subcommand is a line of the table: a command and what it does.
type subcommand struct {
	cli.Command
	do func(ctx context.Context, r *run, args []string) error
}

var subcommands = []subcommand{
	{cli.Command{
		Name: "import", About: "upload a class list; all rows become drafts, or none",
		Example: "registryctl import -file k60.csv -courses k60_diem.csv -kind VN-BA -book 2026/ĐHM …",
	}, importList},
	{cli.Command{
		Name: "batches", About: "list batches",
		Example: "registryctl batches -state draft",
	}, listBatches},
	{cli.Command{
		Name: "unlock", About: "give the passphrase of the school's own signing key, for a while",
		Example: "registryctl unlock -passphrase-file school-key.passphrase",
	}, unlock},
	{cli.Command{
		Name: "approve", Args: "BATCH", About: "approve a batch that somebody else imported",
		Example: "registryctl approve 0b0f… -count 42 -passphrase-file school-key.passphrase",
	}, approve},
	{cli.Command{
		Name: "retry", Args: "BATCH", About: "try at once what a batch waits for",
		Example: "registryctl retry 0b0f… -passphrase-file school-key.passphrase",
	}, retry},
	{cli.Command{
		Name: "set-aside", Args: "BATCH DRAFT…", About: "leave rows of a draft batch for later, in one of their own",
		Example: "registryctl set-aside 0b0f… 51c2… 77ab… -reason \"chờ xác minh\"",
	}, setAside},
	{cli.Command{
		Name: "reject", Args: "BATCH", About: "end a draft batch with a reason",
		Example: "registryctl reject 0b0f… -reason \"sai ngày cấp\"",
	}, reject},
	{cli.Command{
		Name: "discard", Args: "BATCH", About: "end a draft batch of one's own side",
		Example: "registryctl discard 0b0f…",
	}, discard},
	{cli.Command{
		Name: "give-up", Args: "BATCH", About: "ask for a batch to be given up, or confirm that another person asked",
		Example: "registryctl give-up 0b0f… -reason \"vượt chỉ tiêu\"",
	}, giveUp},
	{cli.Command{
		Name: "anchor", Args: "BATCH", About: "wait until an approved batch stands on the ledger",
		Example: "registryctl anchor 0b0f… -timeout 2m",
	}, anchor},
	{cli.Command{
		Name: "export", About: "write QR images, SD-JWTs and holders' files, or digests for an audit",
		Example: "registryctl export -batch 0b0f… -to out",
	}, export},
	{cli.Command{
		Name: "search", About: "find credentials by number, learner or name",
		Example: "registryctl search -serial \"M 00000001\"",
	}, search},
	{cli.Command{
		Name: "show", Args: "ID", About: "show a credential, or a batch",
		Example: "registryctl show 7d1c…",
	}, show},
	{cli.Command{
		Name: "revoke", Args: "CREDENTIAL…", About: "propose to revoke credentials for ever",
		Example: "registryctl revoke 7d1c… -ground fraud -decision-number 3/QĐ -decision-date 2026-09-01",
	}, setStatus(ledger.Revoked)},
	{cli.Command{
		Name: "suspend", Args: "CREDENTIAL…", About: "suspend credentials",
		Example: "registryctl suspend 7d1c… -ground inspection -decision-number 3/QĐ -decision-date 2026-09-01",
	}, setStatus(ledger.Suspended)},
	{cli.Command{
		Name: "reinstate", Args: "CREDENTIAL…", About: "end suspensions",
		Example: "registryctl reinstate 7d1c… -ground cleared -decision-number 4/QĐ -decision-date 2026-09-09",
	}, setStatus(ledger.Active)},
}

// moved are the subcommands that registryctl had once, when it also worked on
// the register's host and in an accreditor's name.
var moved = []cli.Moved{
	{Old: "migrate", New: "registryd migrate (on the register's host)"},
	{Old: "issuer add", New: "registryd issuer add (on the register's host)"},
	{Old: "user add", New: "registryd user add (on the register's host)"},
	{Old: "user password", New: "registryd user password (on the register's host)"},
	{Old: "user disable", New: "registryd user disable (on the register's host)"},
	{Old: "keygen", New: "registryd keygen (where the keystore is)"},
	{Old: "accredit", New: "accreditctl accredit, or accreditctl amend for what -amend did"},
	{Old: "add-key", New: "registryd key request (where the keystore is), then accreditctl key add FILE"},
	{Old: "add-verifier-key", New: "verifierd key request (where the key is), then accreditctl key add FILE"},
	{Old: "end-key", New: "accreditctl key retire, or accreditctl key compromised"},
	{Old: "set-issuer", New: "accreditctl suspend, accreditctl reinstate, or accreditctl withdraw"},
	{Old: "set-anchors", New: "accreditctl anchors set"},
	{Old: "transfer-custody", New: "registryd custody accept (the successor), then accreditctl custody transfer FILE"},
}

// exitCode knows the API's answers.
func exitCode(err error) (code int, known bool) {
	var refused *apiError
	if errors.As(err, &refused) {
		return refused.exitCode(), true
	}
	return 0, false
}
