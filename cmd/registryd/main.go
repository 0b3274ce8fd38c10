// Command registryd is the register as a service: its HTTP API, the pages for
// schools' people, and the worker that anchors what was issued.
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

	"sogoc/cmd/registryd/internal/app"
	"sogoc/web"
)

const usage = `registryd serves the register of schools: its HTTP API, the pages for schools'
people at /registrar, and the worker that anchors what was issued. Several may run on one database.

It is set by environment variables:
  SOGOC_PUBLIC_URL              permanent base address that QR codes name, https://HOST
  SOGOC_DATABASE_URL            PostgreSQL URL without password (that is in PGPASSFILE)
  SOGOC_KEYSTORE                folder of the schools' keystore V3 files
  SOGOC_KEYSTORE_PASSWORD_FILE  file whose first line opens them, mode 0600
  SOGOC_NATIONAL_ID_KEY_FILE    file with two 32-byte keys in hex, mode 0600
  SOGOC_CONNECTION              connection.json of the registry's ledger identity
  SOGOC_LISTEN                  host:port of the API (default 127.0.0.1:8080)
  SOGOC_METRICS_LISTEN          host:port of GET /metrics (default: none)
  SOGOC_TRUSTED_PROXIES         addresses or networks whose X-Forwarded-For is believed, comma-separated
  SOGOC_STOP_WITH_PARENT=1      end when standard input closes

It prints {"listening":"host:port"} when it is ready, logs JSON to standard error,
and ends with 0 when asked to, 2 for wrong settings, 3 to be tried later.

Example, after registryctl migrate:
  SOGOC_PUBLIC_URL=https://vanbang.example SOGOC_DATABASE_URL=postgres://sogoc@/sogoc \
  SOGOC_KEYSTORE=keys SOGOC_KEYSTORE_PASSWORD_FILE=keys.password \
  SOGOC_NATIONAL_ID_KEY_FILE=id.keys SOGOC_CONNECTION=client/connection.json registryd
`

func main() {
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	flag.Parse()
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	err := run(log)
	if err != nil {
		log.Error("registry ended", slog.Any("error", err))
	}
	os.Exit(app.ExitCode(err))
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
