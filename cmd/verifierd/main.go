// Command verifierd answers whether a credential is valid: it follows the
// ledger's blocks, checks every one of them, and serves the page behind the QR
// code and an API from its own index.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/web"
)

const usage = `verifierd answers whether a credential is valid. It follows the ledger's blocks from
the genesis block that the trust file pins, checks every one, and asks nobody when it
is asked. It has no part in the register and no database but its index.

It is set by environment variables:
  SOGOC_TRUST                trust.json: which ledger, and who accredits
  SOGOC_CONNECTION           connection.json of the verifier's ledger identity and the peers
  SOGOC_INDEX                folder of index and blocks; may be deleted, and is then read anew
  SOGOC_HEAD_FILE            file with the highest checked height, outside SOGOC_INDEX; keep it
  SOGOC_GENESIS              genesis.block (default: asked of a peer and held against the trust file)
  SOGOC_RECEIPT_KEY          private key that signs receipts: a file of keygen's (default: no receipts)
  SOGOC_LISTEN               host:port of page and API (default 127.0.0.1:8081)
  SOGOC_METRICS_LISTEN       host:port of GET /metrics (default: none)
  SOGOC_RATE, SOGOC_BURST    verifications a second from one client, and at once (default 5 and 100)
  SOGOC_TRUSTED_PROXIES      addresses or networks whose X-Forwarded-For is believed, comma-separated
  SOGOC_STOP_WITH_PARENT=1   end when standard input closes

It prints {"listening":"host:port"} when it serves, logs JSON to standard error, and ends
with 0 when asked to, 2 for wrong settings, 3 to be tried later, 4 after an integrity alarm.

  verifierd keygen FILE      make that private key (PEM, PKCS #8, P-256, mode 0600), and print
                             its public half as a JWK, for trust files and credverify

Example:
  SOGOC_TRUST=trust.json SOGOC_CONNECTION=client/connection.json SOGOC_INDEX=index \
  SOGOC_HEAD_FILE=head.json verifierd
`

func main() {
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	flag.Parse()
	if flag.NArg() == 2 && flag.Arg(0) == "keygen" {
		os.Exit(keygen(flag.Arg(1)))
	}
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	err := run(log)
	if err != nil {
		log.Error("verifier ended", slog.Any("error", err))
	}
	os.Exit(app.ExitCode(err))
}

func keygen(file string) int {
	public, err := receiptkey.Generate(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "verifierd keygen:", err)
		return 2
	}
	fmt.Println(string(public.Canonical()))
	return 0
}

func run(log *slog.Logger) error {
	config, err := app.FromEnv(os.Getenv)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if config.StopWithParent {
		ctx = web.UntilClosed(ctx, os.Stdin)
	}
	return app.Run(ctx, config, log, func(at net.Addr) {
		line, _ := json.Marshal(map[string]string{"listening": at.String()}) // strings always encode
		fmt.Println(string(line))
	})
}
