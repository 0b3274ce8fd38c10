// Package command is verifierd without its process: the service, and the table of its
// subcommands.
package command

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/daemon"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/cmd/verifierd/internal/keys"
	"sogoc/internal/heap"
	"sogoc/verifier/follower"
)

const notes = `
It follows the ledger's blocks from the genesis block that the trust file pins, checks every one, and asks
nobody when it is asked. It has no part in the register and no database but its index.

Settings are environment variables:
  SOGOC_TRUST               trust.json: which ledger, and which organisations accredit
  SOGOC_CONNECTION          connection.json of the verifier's ledger identity and the peers
  SOGOC_INDEX               folder of index and blocks; may be deleted, and is then read anew
  SOGOC_HEAD_FILE           file with the highest checked height, outside SOGOC_INDEX; keep it
  SOGOC_GENESIS             genesis.block (default: asked of a peer and held against the trust file)
  SOGOC_RECEIPT_KEY         private key that signs receipts: a file, a PKCS #11 URI, or signerd:NAME for a key on
                            another host (default: no receipts)
  SOGOC_RECEIPT_PUBLIC_KEY  with signerd:NAME: the public half as a JWK; and the signer by SOGOC_SIGNER_ADDRESS,
                            SOGOC_SIGNER_FINGERPRINT, SOGOC_SIGNER_CERTIFICATE and SOGOC_SIGNER_CERTIFICATE_KEY
  SOGOC_PKCS11_PIN_FILE     file with the token's PIN, where the URI has no pin-source
  SOGOC_FONT_DIR            folder of the Liberation fonts, for printing receipts (default: where Debian puts them)
  SOGOC_SEAL_ROOTS          PEM file: authorities whose seals in PDF files are called trusted (default: not judged)
  SOGOC_LISTEN              host:port of page and API (default 127.0.0.1:8081)
  SOGOC_METRICS_LISTEN      host:port of GET /metrics (default: none)
  SOGOC_RATE, SOGOC_BURST   verifications a second from one client, and at once (default 5 and 100)
  SOGOC_EVIDENCE_PER_MINUTE, SOGOC_EVIDENCE_BURST   evidence for one client (default 6 and 10)
  SOGOC_RECEIPTS_PER_MINUTE, SOGOC_RECEIPTS_BURST   receipts for one client (default 30 and 60)
  SOGOC_TRUSTED_PROXIES     addresses or networks whose X-Forwarded-For is believed, comma-separated
  SOGOC_HOSTS               public names of the registers whose ledger this is, comma-separated: what is unknown
                            here and has another name "belongs to another register" (default: none)
  SOGOC_STOP_WITH_PARENT=1  end when standard input closes
verifierd alone serves. It prints {"listening":"host:port"} when it is ready, and logs JSON to standard error.
`

// Program returns verifierd.
func Program() cli.Program {
	return cli.Program{
		Name:     "verifierd",
		About:    "verifierd answers whether a credential is valid.",
		Commands: commands(),
		Default:  "serve",
		Notes:    notes,
		Example: "SOGOC_TRUST=trust.json SOGOC_CONNECTION=connection.json SOGOC_INDEX=index " +
			"SOGOC_HEAD_FILE=head.json verifierd",
		ExitCode: exitCode,
	}
}

func commands() []cli.Command {
	return append([]cli.Command{{
		Name: "serve", About: "follow the ledger, serve page and API",
		Example: "verifierd serve", Do: serve,
	}}, keys.Commands()...)
}

func serve(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	config, err := app.FromEnv(r.Getenv)
	if err != nil {
		return err
	}
	heap.GrowFiveTimes(r.Getenv("GOGC"))
	return daemon.Run(ctx, r, func(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error {
		return app.Run(ctx, config, log, ready)
	})
}

// exitCode knows the service's errors.
func exitCode(err error) (code int, known bool) {
	switch {
	case errors.Is(err, follower.ErrIntegrity):
		return cli.ExitIntegrity, true
	case errors.Is(err, app.ErrConfig):
		return cli.ExitUsage, true
	}
	return 0, false
}
