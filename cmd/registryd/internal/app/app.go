package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"sogoc/cmd/internal/certificate"
	"sogoc/cmd/internal/signers"
	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/registry/fabricledger"
	"sogoc/registry/handout"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/worker"
	"sogoc/verifier/clientfile"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/registrar"
)

// startTime bounds how long the database has to answer at the start.
const startTime = 30 * time.Second

// Run connects to the ledger that the settings name and runs until ctx is
// done. Errors are those of Serve, and ErrConfig for files that cannot be used.
func Run(ctx context.Context, c Config, log *slog.Logger, ready func(net.Addr)) error {
	connection, err := clientfile.ReadConnection(c.Connection)
	if err != nil {
		return fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	client, err := fabricledger.Open(connection, fabricledger.Options{})
	if err != nil {
		return fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	defer func() { _ = client.Close() }()
	return Serve(ctx, c, fabricledger.NewLedger(client), log, ready)
}

// Serve runs the register on a ledger until ctx is done: the API, the pages,
// the worker that anchors, and the metrics. It tells ready where the API listens. Several
// may run on one database at once. It returns nil when ctx ended,
// registry.ErrStoreUnavailable or web.ErrListen where starting again later may
// help, and ErrConfig where it will not.
func Serve(ctx context.Context, c Config, l register.Ledger, log *slog.Logger, ready func(net.Addr)) error {
	host, err := c.host()
	if err != nil {
		return err
	}
	store, err := OpenStore(ctx, c.DatabaseURL, c.NationalIDKeyFile)
	if err != nil {
		return err
	}
	defer store.Close()
	keys, err := c.Signers.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	defer func() { _ = keys.Close() }()
	printer, err := newPrinter(c, log)
	if err != nil {
		return err
	}
	r := register.New(store, l, keys, register.Config{Config: process.Config{Host: host, Log: log}, Paper: printer})
	desk, err := handout.NewDesk(r.Reading, printer)
	if err != nil {
		return err
	}
	metrics := newMetrics(r.Worker)
	note, err := watchCertificates(c, metrics, log)
	if err != nil {
		return err
	}
	pages, err := registrar.New(
		registrar.Config{Register: r, Desk: desk, Secure: strings.HasPrefix(c.PublicURL, "https:"), Log: log},
	)
	if err != nil {
		return err
	}
	engine := web.New(
		web.Config{Log: log, Rules: append(registrar.Rules(), api.Rules()...), Metrics: metrics, Page: pages.Problem},
	)
	if err := engine.SetTrustedProxies(c.Proxies); err != nil {
		return fmt.Errorf("%w: SOGOC_TRUSTED_PROXIES: %w", ErrConfig, err)
	}
	pages.Mount(engine)
	api.Mount(
		engine,
		api.Config{Register: r, Desk: desk, Ready: store.Ping, ReadyNote: note, PublicURL: c.PublicURL},
	)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return web.Serve(ctx, c.Listen, engine, log, ready) })
	group.Go(func() error {
		if err := r.Run(ctx); ctx.Err() == nil {
			return err
		}
		return nil
	})
	group.Go(func() error { return sweep(ctx, r, log) })
	if c.MetricsListen != "" {
		group.Go(func() error { return serveMetrics(ctx, c.MetricsListen, metrics, log) })
	}
	return group.Wait()
}

// sweepEvery is how often what is past is forgotten.
const sweepEvery = 10 * time.Minute

// sweep lets the register forget what is past, until ctx is done.
func sweep(ctx context.Context, r *register.Register, log *slog.Logger) error {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		if err := r.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.WarnContext(ctx, "past things not forgotten", slog.Any("error", err)) // the next round tries again
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// OpenStore opens the database and refuses a schema of another version: two
// versions of the program must not write one register in two ways. Errors are as
// of Serve.
func OpenStore(ctx context.Context, databaseURL, nationalIDKeyFile string) (*postgres.Store, error) {
	keys, err := postgres.ReadFieldKeys(nationalIDKeyFile)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_NATIONAL_ID_KEY_FILE: %w", ErrConfig, err)
	}
	start, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	store, err := postgres.Open(start, databaseURL, keys)
	if err != nil {
		return nil, fmt.Errorf("open the register: %w", err)
	}
	if err := store.Migrated(start); err != nil {
		store.Close()
		if errors.Is(err, registry.ErrState) {
			return nil, fmt.Errorf("%w: run registryd migrate first: %w", ErrConfig, err)
		}
		return nil, err
	}
	return store, nil
}

// newPrinter returns what prints diplomas. Fonts that are not there stop
// nothing else, and are found once they are installed.
func newPrinter(c Config, log *slog.Logger) (*diploma.Printer, error) {
	printer, err := diploma.New(
		diploma.Config{FontDir: c.FontDir, Templates: diploma.Templates(c.Templates), PublicURL: c.PublicURL},
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err := printer.Load(); err != nil {
		log.Warn("diplomas cannot be printed yet", slog.Any("error", err))
	} else if !printer.PrintsEastAsian() {
		log.Info("names in Chinese and Japanese cannot be printed", slog.String("package", diploma.EastAsianPackage))
	}
	return printer, nil
}

// serveMetrics serves the metrics at an address of their own.
func serveMetrics(ctx context.Context, address string, metrics *prometheus.Registry, log *slog.Logger) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return web.Serve(ctx, address, mux, log, nil)
}

// watchCertificates watches the certificates by which the register speaks to the
// network and to a signer on another host. The result is the note for /readyz.
func watchCertificates(c Config, metrics *prometheus.Registry, log *slog.Logger) (func() string, error) {
	network, err := watchCertificate(c.Connection, metrics, log)
	if err != nil || c.Signers.Kind != signers.KindRemote {
		return network, err
	}
	signer, err := certificate.WatchFile(certificate.Watched{
		File:   c.Signers.Remote.Certificate,
		Metric: "sogoc_signer_client_certificate_end_timestamp_seconds",
		Whose:  "the register's certificate for its signer",
		Advice: "make another one (registryd signer certificate), have its fingerprint added to the signer's policy, " +
			"then start this program with it",
	}, metrics, log)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_SIGNER_CERTIFICATE: %w", ErrConfig, err)
	}
	return func() string {
		if network == nil || network() == "" {
			return signer()
		}
		return strings.TrimSpace(network() + "\n" + signer())
	}, nil
}

// watchCertificate watches the certificate of a connection file. Without one, on a
// ledger in memory, there is nothing to watch.
func watchCertificate(file string, metrics *prometheus.Registry, log *slog.Logger) (func() string, error) {
	if file == "" {
		return nil, nil
	}
	connection, err := clientfile.ReadConnection(file)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	note, err := certificate.Watch(connection, metrics, log)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	return note, nil
}

func newMetrics(worker *worker.Worker) *prometheus.Registry {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "sogoc_worker_reaches_ledger",
			Help: "1 if the anchoring worker reached ledger and database the last time it tried, else 0."}, func() float64 {
			if worker.Health() != nil {
				return 0
			}
			return 1
		}),
	)
	return metrics
}
