package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sogoc/internal/child"
	"sogoc/internal/networkserver"
	"sogoc/internal/pgserver"
	"sogoc/network/programs"
)

// system is everything that runs: network, database, registryd and verifierd.
type system struct {
	options
	dir, bin string
	ports    ports
	database *pgserver.Server
	network  *child.Process
	register *child.Process
	verifier *child.Process
	sample   string        // the link of one genuine credential, to be shown
	failed   chan struct{} // closed when a program ends by itself
	stopping sync.Once
}

// ports of the two daemons: chosen at first, then kept, since they are printed
// in QR codes.
type ports struct {
	Registry string `json:"registry"`
	Verifier string `json:"verifier"`
}

// start builds the programs and starts everything. What it started stands in
// the system even when it returns an error.
func start(ctx context.Context, dir string, o options) (*system, error) {
	s := &system{options: o, dir: dir, failed: make(chan struct{})}
	if err := s.build(ctx); err != nil {
		return s, err
	}
	if err := s.keepFiles(); err != nil {
		return s, err
	}
	say("starting a Fabric network of four organisations, and PostgreSQL")
	if err := s.startNetworkAndDatabase(ctx); err != nil {
		return s, err
	}
	if err := s.registryd(ctx, "migrate"); err != nil {
		return s, err
	}
	if err := s.registerVerifier(ctx); err != nil {
		return s, err
	}
	say("starting registryd and verifierd")
	if err := s.startDaemons(ctx); err != nil {
		return s, err
	}
	go s.watch()
	return s, nil
}

// build builds what is not built yet: make demo has built it already.
func (s *system) build(ctx context.Context) error {
	checkout, err := programs.FindCheckout(".")
	if err != nil {
		return err
	}
	s.bin = checkout.Bin()
	if _, err := programs.BuildTools(ctx, checkout, os.Stderr); err != nil {
		return err
	}
	return programs.BuildOwn(ctx, checkout, os.Stderr,
		"./cmd/networkctl", "./cmd/chaincoded", "./cmd/registryd", "./cmd/registryctl", "./cmd/accreditctl",
		"./cmd/verifierd", "./cmd/credverify", "./cmd/ledgeraudit")
}

// keepFiles makes what must be the same at the next start: ports and secrets.
func (s *system) keepFiles() error {
	if err := os.MkdirAll(s.path("keystore"), 0o700); err != nil {
		return err
	}
	secrets := map[string]int{"keystore-password": 1, "national-id-keys": 2}
	for name, lines := range secrets {
		var text string
		for range lines {
			secret := make([]byte, 32)
			_, _ = rand.Read(secret)
			text += hex.EncodeToString(secret) + "\n"
		}
		if err := writeOnce(s.path(name), []byte(text)); err != nil {
			return err
		}
	}
	var chosen ports
	for _, port := range []*string{&chosen.Registry, &chosen.Verifier} {
		free, err := pgserver.FreePort()
		if err != nil {
			return err
		}
		*port = free
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return err
	}
	if err := writeOnce(s.path("ports.json"), text); err != nil {
		return err
	}
	if text, err = os.ReadFile(s.path("ports.json")); err != nil {
		return err
	}
	return json.Unmarshal(text, &s.ports)
}

func (s *system) startNetworkAndDatabase(ctx context.Context) error {
	var group errgroup.Group
	group.Go(func() (err error) {
		s.database, err = pgserver.Start(ctx, s.path("postgres"))
		return err
	})
	group.Go(func() (err error) {
		s.network, err = networkserver.Start(ctx, s.bin, s.path("network"), s.path("network.log"))
		return err
	})
	return group.Wait()
}

func (s *system) startDaemons(ctx context.Context) (err error) {
	listen := net.JoinHostPort("127.0.0.1", s.ports.Registry)
	s.register, err = child.Start(child.Spec{
		Name:    "registryd",
		Command: []string{s.program("registryd"), "serve"},
		Env:     append(s.registryEnv(), "SOGOC_LISTEN="+listen, "SOGOC_STOP_WITH_PARENT=1"),
		Log:     s.path("registryd.log"),
	})
	if err != nil {
		return err
	}
	s.verifier, err = child.Start(child.Spec{
		Name:    "verifierd",
		Command: []string{s.program("verifierd"), "serve"},
		Env:     s.verifierEnv(),
		Log:     s.path("verifierd.log"),
	})
	if err != nil {
		return err
	}
	return errors.Join(awaitReady(ctx, s.register, time.Minute), awaitReady(ctx, s.verifier, time.Minute))
}

func (s *system) registryEnv() []string {
	return append(s.database.Env(),
		"SOGOC_PUBLIC_URL="+s.publicURL(),
		"SOGOC_DATABASE_URL="+s.database.URL,
		"SOGOC_KEYSTORE="+s.path("keystore"),
		"SOGOC_KEYSTORE_PASSWORD_FILE="+s.path("keystore-password"),
		"SOGOC_NATIONAL_ID_KEY_FILE="+s.path("national-id-keys"),
		"SOGOC_CONNECTION="+s.path("network", "clients", "registryd", "connection.json"))
}

func (s *system) verifierEnv() []string {
	return []string{
		"SOGOC_LISTEN=" + s.listen(s.ports.Verifier),
		"SOGOC_TRUST=" + s.path("network", "trust.json"),
		"SOGOC_GENESIS=" + s.path("network", "genesis.block"),
		"SOGOC_CONNECTION=" + s.path("network", "clients", "verifierd", "connection.json"),
		"SOGOC_INDEX=" + s.path("index"),
		"SOGOC_HEAD_FILE=" + s.path("highest-block.json"),
		"SOGOC_RECEIPT_KEY=" + s.receiptKey(),
		"SOGOC_HOSTS=" + s.publicHost(), // what names another is another register's
		"SOGOC_STOP_WITH_PARENT=1",
	}
}

// awaitReady waits for the line by which a program says that it is ready.
func awaitReady(ctx context.Context, p *child.Process, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	_, err := p.Line(ctx)
	return err
}

// watch closes failed when a program ends before it is asked to.
func (s *system) watch() {
	select {
	case <-s.network.Done():
	case <-s.register.Done():
	case <-s.verifier.Done():
	}
	close(s.failed)
}

// stop ends everything, users first. It may be repeated.
func (s *system) stop() {
	s.stopping.Do(func() {
		for _, p := range []*child.Process{s.verifier, s.register, s.network} {
			if p != nil {
				p.Stop()
			}
		}
		if s.database != nil {
			s.database.Stop()
		}
	})
}

func (s *system) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

func (s *system) program(name string) string { return filepath.Join(s.bin, name) }

// listen returns where verifierd listens: on every address only if a phone is to reach it.
func (s *system) listen(port string) string {
	if s.host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return net.JoinHostPort("", port)
}

func (s *system) address(port string) string {
	if s.host == "" {
		return "http://127.0.0.1:" + port
	}
	return "http://" + net.JoinHostPort(s.host, port)
}

// publicURL is what QR codes and DIDs name.
func (s *system) publicURL() string {
	if s.public != "" {
		return s.public
	}
	return s.address(s.ports.Verifier)
}

func (s *system) publicHost() string {
	_, host, _ := strings.Cut(s.publicURL(), "://")
	return host
}

func (s *system) registryURL() string { return "http://127.0.0.1:" + s.ports.Registry }
func (s *system) verifierURL() string { return "http://127.0.0.1:" + s.ports.Verifier }

// writeOnce writes a file that is not there yet.
func writeOnce(path string, content []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}
