// Package command is registryd without its process: the service, and what is
// done to the register on its own host, where its database and the schools' keys
// are. What schools' people do goes through the API; what accreditors do is
// accreditctl's.
package command

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/daemon"
	"sogoc/cmd/internal/keycommand"
	"sogoc/cmd/internal/remotekey"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/internal/heap"
	"sogoc/registry"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

const notes = `
Settings are environment variables; docs/operations.md has them all:
  SOGOC_PUBLIC_URL              permanent base address that QR codes name, https://HOST
  SOGOC_DATABASE_URL            PostgreSQL URL without password (that is in PGPASSFILE)
  SOGOC_SIGNER                  where the schools' keys are: keystore (default), pkcs11, or remote (signerd)
  SOGOC_KEYSTORE                folder of the schools' keystore V3 files
  SOGOC_KEYSTORE_PASSWORD_FILE  file whose first line opens them, mode 0600
  SOGOC_NATIONAL_ID_KEY_FILE    file with two 32-byte keys in hex, mode 0600
  SOGOC_CONNECTION              connection.json of the registry's ledger identity
  SOGOC_LISTEN                  host:port of API and pages (default 127.0.0.1:8080)
registryd alone serves. It prints {"listening":"host:port"} when it is ready, and logs JSON to standard error.
`

// Program returns registryd.
func Program() cli.Program {
	return cli.Program{
		Name:     "registryd",
		About:    "registryd is the register of schools: a service, and what is done to it on its own host.",
		Commands: commands(),
		Default:  "serve",
		Notes:    notes,
		Example:  "registryd migrate && registryd serve",
		ExitCode: exitCode,
	}
}

func commands() []cli.Command {
	keys := keycommand.Commands{Program: "registryd", Ledger: ledgerOfConnection, LedgerFrom: settingConnection}
	return append([]cli.Command{
		{
			Name: "serve", About: "serve API and pages, and anchor what is issued; several may run on one database",
			Example: "registryd serve", Do: serve,
		},
		{
			Name: "doctor", About: "look whether settings, database, keys and ledger are as the service needs them",
			Example: "registryd doctor", Do: doctor,
		},
		{
			Name: "migrate", About: "bring the database's schema to this version",
			Example: "SOGOC_DATABASE_URL=postgres://sogoc@/sogoc registryd migrate", Do: migrate,
		},
		{
			Name: "issuer add", About: "make a school known to the register",
			Example: "registryd issuer add -code THPT-MAU-01 -name \"Trường THPT Số 1 (mẫu)\"", Do: addIssuer,
		},
		{
			Name: "user add", About: "make a user with a password, a token, or both",
			Example: "registryd user add -issuer THPT-MAU-01 -name giaovu -role registrar -token-file giaovu.token",
			Do:      addUser,
		},
		{
			Name: "user password", Args: "LOGIN", About: "set a user's password and end all its sessions",
			Example: "registryd user password giaovu@thpt-mau-01 -password-file new-password", Do: setPassword,
		},
		{
			Name: "user disable", Args: "LOGIN", About: "shut a user out at once",
			Example: "registryd user disable giaovu@thpt-mau-01", Do: disableUser,
		},
		{
			Name: "signer certificate", Args: "NAME",
			About:   "make the certificate by which signerd knows this register, as NAME.crt and NAME.key",
			Example: "registryd signer certificate REGISTRYD-1", Do: remotekey.MakeCertificate,
		},
	}, keys.List()...)
}

// settingConnection names the setting with the register's ledger identity.
const settingConnection = "SOGOC_CONNECTION"

// ledgerOfConnection returns the ledger that the register's connection is to.
func ledgerOfConnection(r *cli.Run) (ledger.Digest, error) {
	file := r.Getenv(settingConnection)
	if file == "" {
		return ledger.Digest{}, cli.Usage("neither -ledger nor %s says for which ledger", settingConnection)
	}
	connection, err := clientfile.ReadConnection(file)
	return connection.Genesis, err
}

// timeLimit bounds every subcommand but serve.
const timeLimit = 3 * time.Minute

func serve(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	config, err := app.FromEnv(r.Getenv)
	if err != nil {
		return err
	}
	heap.GrowTo128MB(r.Getenv("GOGC"))
	return daemon.Run(ctx, r, func(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error {
		return app.Run(ctx, config, log, ready)
	})
}

// exitCode knows the register's errors.
func exitCode(err error) (code int, known bool) {
	switch {
	case errors.Is(err, registry.ErrIntegrity):
		return cli.ExitIntegrity, true
	case errors.Is(err, app.ErrConfig), errors.Is(err, registry.ErrInvalid):
		return cli.ExitUsage, true
	case errors.Is(err, registry.ErrUnavailable), errors.Is(err, registry.ErrOutcomeUnknown):
		return cli.ExitLater, true
	case errors.Is(err, registry.ErrConflict), errors.Is(err, registry.ErrNotFound):
		return cli.ExitNo, true
	}
	return 0, false
}
