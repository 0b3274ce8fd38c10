// Command chaincoded serves the ledger's rules to one organisation's peer
// ("chaincode as a service"). Each organisation runs its own, with start
// options of its own choice: organisations that disagree do not endorse together.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"

	"sogoc/chaincode"
	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/daemon"
)

const notes = `
Settings are environment variables:
  CHAINCODE_ID              package id, as the peer knows it
  CHAINCODE_SERVER_ADDRESS  host:port to listen on
  SOGOC_LEDGER              header hash of the channel's genesis block, hex
  SOGOC_ACCREDITORS         MSPs of the accreditor organisations, comma-separated
  SOGOC_TICK_INTERVAL       shortest time between two ticks (default 5m)
  CHAINCODE_TLS_KEY         PEM file; with CHAINCODE_TLS_CERT turns TLS on
  CHAINCODE_TLS_CERT        PEM file
  CHAINCODE_CLIENT_CA_CERT  PEM file of authorities; peers must show a certificate by one
  SOGOC_STOP_WITH_PARENT=1  end when standard input closes
It prints {"listening":"host:port"} when it is ready, and logs JSON to standard error.
`

func main() { cli.Main(program()) }

func program() cli.Program {
	return cli.Program{
		Name:  "chaincoded",
		About: "chaincoded serves the ledger's rules to one organisation's peer.",
		Commands: []cli.Command{{
			Name: "serve", About: "serve; this is what chaincoded does by itself",
			Example: "chaincoded serve", Do: serve,
		}},
		Default: "serve",
		Notes:   notes,
		Example: "CHAINCODE_ID=sogoc_1:ab12 CHAINCODE_SERVER_ADDRESS=127.0.0.1:9999 SOGOC_LEDGER=… " +
			"SOGOC_ACCREDITORS=MSP chaincoded",
		ExitCode: func(err error) (int, bool) { return cli.ExitUsage, errors.Is(err, errConfig) },
	}
}

func serve(ctx context.Context, r *cli.Run, args []string) error {
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	config, err := readConfig(r.Getenv)
	if err != nil {
		return err
	}
	return daemon.Run(ctx, r, func(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error {
		return run(ctx, config, log, ready)
	})
}

// run serves the chaincode until ctx ends.
func run(ctx context.Context, config config, log *slog.Logger, ready func(net.Addr)) error {
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
	log.InfoContext(ctx, "chaincode started",
		slog.String("chaincode_id", config.id),
		slog.String("ledger", config.options.Ledger.String()),
		slog.Any("accreditors", config.options.Accreditors),
		slog.Duration("tick_interval", config.options.TickInterval),
		slog.Bool("tls", config.tls != nil))
	ready(listener.Addr())
	if err := server.Serve(listener); err != nil && ctx.Err() == nil {
		return err
	}
	log.InfoContext(ctx, "chaincode stopped")
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
