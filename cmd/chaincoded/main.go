// Command chaincoded serves the ledger's rules to one organisation's peer
// ("chaincode as a service"). Each organisation runs its own, with start
// options of its own choice: organisations that disagree do not endorse together.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"sogoc/chaincode"
)

const usage = `chaincoded serves the ledger's rules to one organisation's peer.

It is set by environment variables:
  CHAINCODE_ID              package id, as the peer knows it
  CHAINCODE_SERVER_ADDRESS  host:port to listen on
  SOGOC_LEDGER              header hash of the channel's genesis block, hex
  SOGOC_ACCREDITORS         MSPs of the accreditor organisations, comma-separated
  SOGOC_TICK_INTERVAL       shortest time between two ticks (default 10m)
  CHAINCODE_TLS_KEY         PEM file; with CHAINCODE_TLS_CERT turns TLS on
  CHAINCODE_TLS_CERT        PEM file
  CHAINCODE_CLIENT_CA_CERT  PEM file of authorities; peers must show a certificate by one
  SOGOC_STOP_WITH_PARENT=1  end when standard input closes

It prints {"listening":"host:port"} when it is ready, and logs JSON to standard error.

Example:
  CHAINCODE_ID=sogoc_1:ab12 CHAINCODE_SERVER_ADDRESS=127.0.0.1:9999 \
  SOGOC_LEDGER=$(cat genesis.hash) SOGOC_ACCREDITORS=MinistryMSP chaincoded
`

func main() {
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	flag.Parse()
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if os.Getenv("SOGOC_STOP_WITH_PARENT") == "1" {
		ctx = untilClosed(ctx, os.Stdin)
	}
	os.Exit(exitCode(run(ctx, os.Getenv, os.Stdout, log), log))
}

// untilClosed returns a context that also ends when r does. Its goroutine ends
// with r, which is to say with the process.
func untilClosed(ctx context.Context, r io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, r) // whatever ended it, the parent is gone
	}()
	return ctx
}

// exitCode logs why the program ends: 0 asked to, 2 wrong settings, 3 could
// not listen or serve.
func exitCode(err error, log *slog.Logger) int {
	switch {
	case err == nil:
		log.Info("chaincode stopped")
		return 0
	case errors.Is(err, errConfig):
		log.Error("chaincode settings are not valid", slog.Any("error", err))
		return 2
	}
	log.Error("chaincode could not serve", slog.Any("error", err))
	return 3
}

// run serves the chaincode until ctx ends.
func run(ctx context.Context, getenv func(string) string, ready io.Writer, log *slog.Logger) error {
	config, err := readConfig(getenv)
	if err != nil {
		return err
	}
	config.options.Log = log
	rules, err := chaincode.New(config.options)
	if err != nil {
		return fmt.Errorf("%w: %w", errConfig, err)
	}
	server := grpc.NewServer(serverOptions(config)...)
	peer.RegisterChaincodeServer(server, &shim.ChaincodeServer{CCID: config.id, Address: config.address, CC: rules})
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", config.address)
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, server.Stop)() // the peer keeps its stream open: there is no graceful end
	log.Info("chaincode started", slog.String("chaincode_id", config.id),
		slog.String("ledger", config.options.Ledger.String()), slog.Any("accreditors", config.options.Accreditors),
		slog.Duration("tick_interval", config.options.TickInterval), slog.Bool("tls", config.tls != nil))
	if err := json.NewEncoder(ready).Encode(map[string]string{"listening": listener.Addr().String()}); err != nil {
		return errors.Join(err, listener.Close())
	}
	if err := server.Serve(listener); err != nil && ctx.Err() == nil {
		return err
	}
	return nil
}

// serverOptions are what a peer expects: its message size and keepalive pings.
func serverOptions(c config) []grpc.ServerOption {
	const maxMessage = 100 << 20 // Fabric's own bound
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(maxMessage), grpc.MaxSendMsgSize(maxMessage),
		grpc.KeepaliveParams(keepalive.ServerParameters{Time: time.Minute, Timeout: 20 * time.Second}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Minute, PermitWithoutStream: true}),
		grpc.ConnectionTimeout(5 * time.Second),
	}
	if c.tls != nil {
		options = append(options, grpc.Creds(c.tls))
	}
	return options
}
