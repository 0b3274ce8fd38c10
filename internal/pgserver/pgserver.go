// Package pgserver runs a PostgreSQL server out of a folder, for tests, the demo
// and a first try: on a free port of loopback, with a password made for it. It
// touches no PostgreSQL service of the machine.
//
// It relies on Debian's PostgreSQL packages (15 or later) and on package child,
// which ends the server with its parent. PostgreSQL refuses to run as uid 0: see
// ordinaryUser.
package pgserver

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"

	"sogoc/internal/child"
)

// MinVersion is the oldest major version of PostgreSQL that will do.
const MinVersion = 15

// ErrMissing is returned by Programs where no PostgreSQL is installed.
var ErrMissing = errors.New("PostgreSQL 15 or later is not installed")

// Server is a running server.
type Server struct {
	URL      string // of the database "sogoc", without the password
	PassFile string // for PGPASSFILE
	process  *child.Process
}

// Programs returns the folder of initdb and postgres of the newest version.
func Programs() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	version := func(path string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		return n
	}
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	if len(found) == 0 || version(found[0]) < MinVersion {
		return "", ErrMissing
	}
	return filepath.Dir(found[0]), nil
}

// Start makes a data folder in dir, or takes the one that stands there, and
// runs a server on it. The port is chosen at first and kept. Settings are of the
// form name=value, for this run of the server.
func Start(ctx context.Context, dir string, settings ...string) (*Server, error) {
	bin, err := Programs()
	if err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	user, err := ordinaryUser()
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "data")
	if _, err := os.Stat(filepath.Join(data, "PG_VERSION")); errors.Is(err, os.ErrNotExist) {
		if err := create(ctx, user, bin, dir, data); err != nil {
			return nil, err
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "port"))
	if err != nil {
		return nil, err
	}
	port := string(text)
	s := &Server{
		URL:      "postgres://sogoc@127.0.0.1:" + port + "/sogoc?sslmode=disable",
		PassFile: filepath.Join(dir, "pgpass"),
	}
	command := []string{filepath.Join(bin, "postgres"), "-D", data, "-p", port}
	all := []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200"}
	for _, setting := range append(all, settings...) {
		command = append(command, "-c", setting)
	}
	s.process, err = child.Start(child.Spec{
		Name:    "PostgreSQL",
		Command: command,
		Log:     filepath.Join(dir, "log"),
		Attr:    user.attr,
		Stop:    syscall.SIGINT,  // fast shutdown
		Death:   syscall.SIGQUIT, // immediate shutdown
	})
	if err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx, bin, port); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// Stop ends the server; its data stays.
func (s *Server) Stop() { s.process.Stop() }

// Env returns what a program needs to connect to URL.
func (s *Server) Env() []string { return []string{"PGPASSFILE=" + s.PassFile} }

// create makes the data folder, and beside it the port and the password.
func create(ctx context.Context, user serverUser, bin, dir, data string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	_ = os.RemoveAll(data) // an initdb that was cut short
	port, err := FreePort()
	if err != nil {
		return err
	}
	secret := make([]byte, 16)
	_, _ = rand.Read(secret)
	password := hex.EncodeToString(secret)
	files := map[string]string{
		"port":     port,
		"pgpass":   "127.0.0.1:" + port + ":*:sogoc:" + password + "\n",
		"password": password,
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, "initdb"), "-D", data, "-U", "sogoc", "--auth=scram-sha-256",
		"--pwfile="+filepath.Join(dir, "password"), "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions")
	if err := user.own(data); err != nil {
		return err
	}
	cmd.SysProcAttr = &user.attr
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	if err := cmd.Run(); err != nil {
		_ = os.RemoveAll(data)
		return fmt.Errorf("initdb: %w\n%s", err, output.String())
	}
	return os.Remove(filepath.Join(dir, "password"))
}

// FreePort returns a port of loopback that nobody listens on now.
func FreePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

// awaitReady waits until the server answers and the database "sogoc" exists.
func (s *Server) awaitReady(ctx context.Context, bin, port string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		answer, err := s.client(ctx, bin, "psql", port, "-d", "postgres",
			"-At", "-c", "SELECT count(*) FROM pg_database WHERE datname = 'sogoc'").Output()
		if err == nil && strings.TrimSpace(string(answer)) == "1" {
			return nil
		}
		if err == nil {
			return s.createDatabase(ctx, bin, port)
		}
		select {
		case <-s.process.Done():
			return fmt.Errorf("PostgreSQL ended at its start: read the file log in its folder; "+
				"if another program has its port %s, stop that program", port)
		case <-ctx.Done():
			return fmt.Errorf("PostgreSQL does not answer: %w", ctx.Err())
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// client returns a run of one of PostgreSQL's clients as the server's user.
func (s *Server) client(ctx context.Context, bin, program, port string, args ...string) *exec.Cmd {
	connect := []string{"-h", "127.0.0.1", "-p", port, "-U", "sogoc"}
	cmd := exec.CommandContext(ctx, filepath.Join(bin, program), append(connect, args...)...)
	cmd.Env = append(os.Environ(), s.Env()...)
	return cmd
}

func (s *Server) createDatabase(ctx context.Context, bin, port string) error {
	if output, err := s.client(ctx, bin, "createdb", port, "sogoc").CombinedOutput(); err != nil {
		return fmt.Errorf("createdb: %w\n%s", err, output)
	}
	return nil
}
