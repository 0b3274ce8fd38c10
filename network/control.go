package network

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// controlName is the supervisor's socket in the network's folder. Whoever can
// open it can stop the network: the folder is its operator's alone.
const controlName = "control.sock"

// socketPath returns a path of the socket that is short enough for the kernel
// (108 bytes) however long the folder's is: through the open folder.
func socketPath(d Dir) (path string, folder *os.File, err error) {
	folder, err = os.Open(string(d))
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", folder.Fd(), controlName), folder, nil
}

// serveControl answers networkctl until it is closed.
func (s *supervisor) serveControl() (closeControl func(), err error) {
	path, folder, err := socketPath(s.Dir)
	if err != nil {
		return nil, err
	}
	defer folder.Close()
	if err := os.RemoveAll(s.Dir.controlSocket()); err != nil { // of a supervisor that was killed
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	listener.SetUnlinkOnClose(false) // its name goes through a folder that is closed by then
	if err := os.Chmod(s.Dir.controlSocket(), privateFile); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: s.control(), ReadHeaderTimeout: requestTimeout}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.Log.Error("control socket failed", slog.Any("error", err))
		}
	}()
	return func() {
		_ = server.Close()
		_ = os.Remove(s.Dir.controlSocket())
	}, nil
}

// Supervised is what the supervisor says of itself and its processes.
type Supervised struct {
	PID       int       `json:"pid"`
	Processes []Process `json:"processes"`
}

func (s *supervisor) control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /processes", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(s.supervised())
	})
	mux.HandleFunc("POST /down", func(w http.ResponseWriter, _ *http.Request) {
		s.downOnce.Do(func() { close(s.down) })
		_ = json.NewEncoder(w).Encode(outcome{})
	})
	mux.HandleFunc("POST /nodes/{node}/{action}", func(w http.ResponseWriter, r *http.Request) {
		err := s.act(r.Context(), r.PathValue("node"), r.PathValue("action"))
		_ = json.NewEncoder(w).Encode(outcomeOf(err))
	})
	mux.HandleFunc("POST /upgrade", func(w http.ResponseWriter, r *http.Request) {
		program, err := io.ReadAll(io.LimitReader(r.Body, 4096))
		var v version
		if err == nil {
			// An upgrade goes on when its caller has gone away.
			ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), s.Timeout)
			defer cancel()
			v, err = s.upgrade(ctx, string(program))
		}
		answer := outcomeOf(err)
		answer.Version = int(v)
		_ = json.NewEncoder(w).Encode(answer)
	})
	return mux
}

func (s *supervisor) supervised() Supervised {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := Supervised{PID: os.Getpid(), Processes: []Process{}}
	for _, node := range NodeNames() {
		if p, found := s.processes[node]; found {
			all.Processes = append(all.Processes, p.snapshot())
		}
	}
	return all
}

// act stops, kills or starts a node's process. A start returns when the node is healthy.
func (s *supervisor) act(ctx context.Context, node, action string) error {
	p, err := s.process(node)
	if err != nil {
		return err
	}
	s.Log.Info("asked to act on a node", slog.String("node", node), slog.String("action", action))
	switch action {
	case "stop":
		p.stop(syscall.SIGTERM)
		return nil
	case "kill":
		p.stop(syscall.SIGKILL)
		return nil
	case "start":
		p.start()
		ctx, cancel := context.WithTimeoutCause(ctx, s.Timeout, fmt.Errorf("gave up after %s", s.Timeout))
		defer cancel()
		o, k := ownerOf(node)
		return s.waitNode(ctx, o, k, s.record.Version, p)
	}
	return fmt.Errorf("%w: unknown action %q", ErrUsage, action)
}

func ownerOf(node string) (Organisation, Kind) {
	for _, o := range Organisations() {
		for _, k := range []Kind{KindOrderer, KindPeer, KindChaincode} {
			if o.Node(k) == node {
				return o, k
			}
		}
	}
	return Organisation{}, ""
}

// outcome is the supervisor's answer to a request.
type outcome struct {
	Error   string `json:"error,omitempty"`
	Kind    string `json:"kind,omitempty"` // of the error
	Version int    `json:"version,omitempty"`
}

// errorKinds are the errors that keep their meaning across the socket.
var errorKinds = map[string]error{"usage": ErrUsage, "not_ready": ErrNotReady}

func outcomeOf(err error) outcome {
	if err == nil {
		return outcome{}
	}
	o := outcome{Error: err.Error()}
	for kind, sentinel := range errorKinds {
		if errors.Is(err, sentinel) {
			o.Kind = kind
		}
	}
	return o
}

func (o outcome) err() error {
	if o.Error == "" {
		return nil
	}
	if sentinel, known := errorKinds[o.Kind]; known {
		return remoteError{o.Error, sentinel}
	}
	return errors.New(o.Error)
}

// remoteError has the text of an error across the socket and its sentinel here.
type remoteError struct {
	text     string
	sentinel error
}

func (e remoteError) Error() string { return e.text }
func (e remoteError) Unwrap() error { return e.sentinel }

// ask sends a request to the supervisor. It returns ErrNotRunning where there is none.
func ask(ctx context.Context, d Dir, method, path string, body []byte, into any) error {
	client := &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			socket, folder, err := socketPath(d)
			if err != nil {
				return nil, err
			}
			defer folder.Close()
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		}}}
	request, err := http.NewRequestWithContext(ctx, method, "http://supervisor"+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	answer, err := client.Do(request)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		return fmt.Errorf("%w in %s", ErrNotRunning, d)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(bufio.NewReader(answer.Body)).Decode(into); err != nil {
		return fmt.Errorf("the supervisor's answer to %s: %w", path, err)
	}
	return nil
}

func order(ctx context.Context, d Dir, path string, body []byte) (outcome, error) {
	var o outcome
	if err := ask(ctx, d, http.MethodPost, path, body, &o); err != nil {
		return o, err
	}
	return o, o.err()
}

// Processes returns what the supervisor says of its processes, or ErrNotRunning.
func Processes(ctx context.Context, d Dir) (Supervised, error) {
	var s Supervised
	return s, ask(ctx, d, http.MethodGet, "/processes", nil, &s)
}

// StopNode asks a node's process to end; it stays away until StartNode.
func StopNode(ctx context.Context, d Dir, node string) error {
	_, err := order(ctx, d, "/nodes/"+node+"/stop", nil)
	return err
}

// KillNode ends a node's process without asking; it stays away until StartNode.
func KillNode(ctx context.Context, d Dir, node string) error {
	_, err := order(ctx, d, "/nodes/"+node+"/kill", nil)
	return err
}

// StartNode starts a node's process again and returns when it is healthy.
func StartNode(ctx context.Context, d Dir, node string) error {
	_, err := order(ctx, d, "/nodes/"+node+"/start", nil)
	return err
}

// Upgrade puts a new program of the chaincode on the running network and
// returns the new version. Until the channel has committed it, the old one
// stays; whether it has after an error, Status tells.
func Upgrade(ctx context.Context, d Dir, chaincoded string) (int, error) {
	o, err := order(ctx, d, "/upgrade", []byte(chaincoded))
	return o.Version, err
}

// Down stops the network and returns when all its processes have ended and
// its folder is free. It returns ErrNotRunning when it was not running.
func Down(ctx context.Context, d Dir) error {
	if _, err := order(ctx, d, "/down", nil); err != nil {
		return err
	}
	lock := flock.New(d.lock())
	if _, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		return fmt.Errorf("wait for the supervisor's end: %w", err)
	}
	return lock.Unlock()
}

// Reset stops the network if it runs, and removes all that belongs to it from
// its folder: the ledger too.
func Reset(ctx context.Context, d Dir) error {
	if err := Down(ctx, d); err != nil && !errors.Is(err, ErrNotRunning) {
		return err
	}
	if !exists(string(d)) {
		return nil
	}
	return removeOurs(d)
}
