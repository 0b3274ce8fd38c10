package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"sogoc/cmd/internal/certificate"
	"sogoc/cmd/internal/signers"
	"sogoc/registry/signer/signinginput"
	"sogoc/registry/signer/signingservice"
	"sogoc/verifier/remotesigner"
)

// ErrListen means that an address is taken, or cannot be listened at.
var ErrListen = errors.New("listen")

// Deadlines of one request, and of the end.
const (
	headerTime = 10 * time.Second
	sendTime   = 30 * time.Second
	answerTime = time.Minute
	stopTime   = 10 * time.Second
)

// Run signs until ctx is done, and then lets what is under way end. It tells ready
// where it listens. Whenever reread yields something, it reads the policy file again. It
// returns nil when ctx ended, ErrConfig where starting again will not help, and other
// errors where it may.
func Run(
	ctx context.Context, c Config, log *slog.Logger, reread <-chan os.Signal, ready func(net.Addr),
) (err error) {
	policy, err := signingservice.ReadPolicy(c.Policy)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrConfig, SettingPolicy, err)
	}
	own, err := remotesigner.ReadCertificate(c.Certificate, c.CertificateKey)
	if err != nil {
		return fmt.Errorf("%w: SOGOC_CERTIFICATE: %w", ErrConfig, err)
	}
	keys, err := c.Signers.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	defer func() { err = errors.Join(err, keys.Close()) }()
	journal, unlock, err := openJournal(c.Journal)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, journal.Close(), unlock()) }()

	metrics := newMetrics()
	note, err := certificate.WatchFile(certificate.Watched{
		File:   c.Certificate,
		Metric: "sogoc_signer_certificate_end_timestamp_seconds",
		Whose:  "the signer's certificate",
		Advice: "make another one (signerd certificate), have its fingerprint added at the registers, then start this " +
			"program with it",
	}, metrics, log)
	if err != nil {
		return fmt.Errorf("%w: SOGOC_CERTIFICATE: %w", ErrConfig, err)
	}
	service := signingservice.New(policy, newServiceConfig(keys, journal, metrics, log))
	defer service.Close()
	rereading := newRereading(c.Policy, service.SetPolicy, metrics, log)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		rereading.run(ctx, reread)
		return nil
	})
	group.Go(func() error {
		settings := remotesigner.TLS(own, service.Knows, time.Now)
		return serve(ctx, c.Listen, settings, service.Handler(), log, ready)
	})
	if c.MetricsListen != "" {
		group.Go(func() error {
			return serve(ctx, c.MetricsListen, nil, operatorsHandler(metrics, note, rereading.note), log, nil)
		})
	}
	return group.Wait()
}

// openJournal opens the journal for this process alone: two that count apart would
// sign twice what the policy allows.
func openJournal(folder string) (*signingservice.Journal, func() error, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, nil, fmt.Errorf("%w: %s: %w", ErrConfig, SettingJournal, err)
	}
	lock := flock.New(filepath.Join(folder, ".lock"))
	if held, err := lock.TryLock(); err != nil || !held {
		return nil, nil, errors.Join(
			fmt.Errorf("%w: %s: another signerd uses %s", ErrConfig, SettingJournal, folder),
			err,
		)
	}
	journal, err := signingservice.OpenJournal(folder, time.Now())
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %s: %w", ErrConfig, SettingJournal, err), lock.Unlock())
	}
	return journal, lock.Unlock, nil
}

// serve serves at an address until ctx is done; without settings of TLS, plain HTTP.
func serve(
	ctx context.Context,
	address string,
	settings *tls.Config,
	handler http.Handler,
	log *slog.Logger,
	ready func(net.Addr),
) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrListen, err)
	}
	if settings != nil {
		listener = tls.NewListener(listener, settings)
	}
	server := &http.Server{
		Handler:           handler,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn), // certificates that are not known, mostly
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       sendTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(listener) }()
	if ready != nil {
		ready(listener.Addr())
	}
	select {
	case err := <-stopped:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := server.Shutdown(limit); err != nil {
		return errors.Join(fmt.Errorf("stop serving: %w", err), server.Close())
	}
	return nil
}

// operatorsHandler answers whether the service is there, what it did, and what its
// operator has to do soon.
func operatorsHandler(metrics *prometheus.Registry, notes ...func() string) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		text := "ok\n"
		for _, note := range notes {
			if said := note(); said != "" {
				text += said + "\n"
			}
		}
		_, _ = io.WriteString(w, text)
	})
	return mux
}

func newMetrics() *prometheus.Registry {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return metrics
}

func newServiceConfig(
	keys signers.Signers,
	journal *signingservice.Journal,
	metrics prometheus.Registerer,
	log *slog.Logger,
) signingservice.Config {
	signed := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "sogoc_signer_signatures_total",
		Help: "Signatures that were given, by document.",
	}, []string{"document"})
	refused := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "sogoc_signer_refusals_total",
		Help: "Requests that were refused, by code.",
	}, []string{"code"})
	metrics.MustRegister(signed, refused)
	return signingservice.Config{
		Source:  keys,
		Journal: journal,
		Log:     log,
		Signed:  func(kind signinginput.Kind, n int) { signed.WithLabelValues(string(kind)).Add(float64(n)) },
		Refused: func(code remotesigner.Code) { refused.WithLabelValues(string(code)).Inc() },
	}
}
