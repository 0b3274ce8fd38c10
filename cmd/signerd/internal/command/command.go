// Package command is signerd without its process: the service, and what is done on
// the host where the keys are.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/daemon"
	"sogoc/cmd/internal/keycommand"
	"sogoc/cmd/internal/remotekey"
	"sogoc/cmd/signerd/internal/app"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/ledger"
)

const notes = `
It believes none of them: it signs whole documents that the policy allows, and writes each into its journal first.

Settings are environment variables:
  SOGOC_POLICY                  policy.json: which hosts may have what signed with whose keys
  SOGOC_CERTIFICATE             its TLS certificate, and SOGOC_CERTIFICATE_KEY the key, of "signerd certificate"
  SOGOC_JOURNAL                 folder of what was signed; keep it
  SOGOC_SIGNER                  where the schools' keys are: keystore (default) or pkcs11
  SOGOC_KEYSTORE                folder of the schools' keystore V3 files
  SOGOC_KEYSTORE_PASSWORD_FILE  file whose first line opens them, mode 0600
  SOGOC_PKCS11_TOKEN            pkcs11:token=LABEL?module-path=FILE&pin-source=file:FILE
  SOGOC_LISTEN                  host:port for registers (default 127.0.0.1:8443)
  SOGOC_METRICS_LISTEN          host:port of GET /metrics, /healthz and /readyz (default: none)
signerd alone serves. It prints {"listening":"host:port"} when it is ready, and logs JSON to standard error.
On SIGHUP it reads the policy again; one that cannot be used changes nothing, and the log says so.
`

// Program returns signerd.
func Program() cli.Program {
	return cli.Program{
		Name:     "signerd",
		About:    "signerd signs for registers, verifier services and accreditors on other hosts with keys that stay on its own.",
		Commands: commands(),
		Default:  "serve",
		Notes:    notes,
		Example:  "SOGOC_POLICY=policy.json SOGOC_JOURNAL=journal … signerd",
		ExitCode: exitCode,
	}
}

func commands() []cli.Command {
	keys := keycommand.Commands{Program: "signerd", Ledger: ledgerOfPolicy, LedgerFrom: app.SettingPolicy, Verifiers: true}
	return append([]cli.Command{
		{
			Name: "serve", About: "sign for the clients that the policy names",
			Example: "signerd serve", Do: serve,
		},
		{
			Name: "certificate", Args: "NAME",
			About:   "make the certificate by which clients know this signer, as NAME.crt and NAME.key",
			Example: "signerd certificate signer.school.example", Do: remotekey.MakeCertificate,
		},
		{
			Name: "key import", Args: "FILE",
			About:   "put the key of an accreditor's ledger identity, which networkctl made, into the keystore",
			Example: "signerd key import -owner BO-GDDT accreditor.key", Do: importKey,
		},
		{
			Name:    "identity request",
			About:   "ask an accreditor's organisation, by a file, for the certificate of a key that keygen made here",
			Example: "signerd identity request -owner BO-GDDT -out BO-GDDT.csr", Do: requestIdentity,
		},
		{
			Name: "journal", Args: "[DAY]",
			About:   "say what was signed on a day in Vietnam (default: today), by whose keys",
			Example: "signerd journal 2026-06-30", Do: journal,
		},
	}, keys.List()...)
}

func serve(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	config, err := app.FromEnv(r.Getenv)
	if err != nil {
		return err
	}
	reread := make(chan os.Signal, 1) // signals that come while the file is read are one
	signal.Reset(syscall.SIGHUP)      // which would end the program: package cli
	signal.Notify(reread, syscall.SIGHUP)
	defer signal.Stop(reread)
	return daemon.Run(ctx, r, func(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error {
		return app.Run(ctx, config, log, reread, ready)
	})
}

// ledgerOfPolicy returns the ledger that the policy names.
func ledgerOfPolicy(r *cli.Run) (ledger.Digest, error) {
	file := r.Getenv(app.SettingPolicy)
	if file == "" {
		return ledger.Digest{}, cli.Usage("neither -ledger nor %s says for which ledger", app.SettingPolicy)
	}
	policy, err := signingservice.ReadPolicy(file)
	return policy.Ledger, err
}

// journal prints what was signed on a day. More credentials than stand in anchors
// were signed for something else than what the ledger got.
func journal(_ context.Context, r *cli.Run, args []string) error {
	days, err := r.Parse(args, cli.AnyNumber)
	if err != nil {
		return err
	}
	day := ledger.DateOf(time.Now())
	if len(days) == 1 {
		day = ledger.Date(days[0])
	}
	if len(days) > 1 || day.Validate() != nil {
		return cli.Usage("want one day at most, as 2026-06-30")
	}
	folder, err := r.Env(app.SettingJournal)
	if err != nil {
		return err
	}
	found, err := signingservice.Summarize(folder, day)
	if err != nil {
		return err
	}
	return r.Print(found, func(w io.Writer) {
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "owner\tcredentials\tQR codes\tanchors\tdigests in them\tvoids\tstatuses\treceipts\t"+
			"status lists\tqueries\tproposals\ttransactions\tkeys opened")
		for _, s := range found {
			fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n", s.Issuer, s.Credentials,
				s.QRTokens, s.Anchors, s.Anchored, s.Voids, s.Statuses, s.Receipts, s.StatusLists, s.Queries, s.Proposals,
				s.Transactions, s.Opened)
		}
		_ = table.Flush() // what cannot be shown is not worth another error
	})
}

// exitCode knows the service's errors.
func exitCode(err error) (code int, known bool) {
	if errors.Is(err, app.ErrConfig) {
		return cli.ExitUsage, true
	}
	return 0, false
}
