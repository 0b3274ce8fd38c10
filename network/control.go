package network

import (
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
)

// controlName is the supervisor's socket in the network's folder. A program that
// can open it can stop the network: the folder is its operator's alone.
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

// serveControl answers networkctl until it is closed. What it begins ends with life.
func (s *supervisor) serveControl(life context.Context) (closeControl func(), err error) {
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
	server := &http.Server{Handler: s.control(life), ReadHeaderTimeout: requestTimeout}
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

func (s *supervisor) control(life context.Context) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /processes", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(s.supervised())
	})
	mux.HandleFunc("POST /up", func(w http.ResponseWriter, r *http.Request) {
		err := s.restartStopped(r.Context())
		answer := outcomeOf(err)
		if err == nil {
			report := s.report()
			report.Resumed, report.Running = true, true
			answer.Ready = &report
		}
		_ = json.NewEncoder(w).Encode(answer)
	})
	mux.HandleFunc("POST /down", func(w http.ResponseWriter, _ *http.Request) {
		s.downOnce.Do(func() { close(s.down) })
		_ = json.NewEncoder(w).Encode(outcome{})
	})
	mux.HandleFunc("POST /nodes/{node}/{action}", func(w http.ResponseWriter, r *http.Request) {
		err := s.actOnNode(r.Context(), r.PathValue("node"), r.PathValue("action"))
		_ = json.NewEncoder(w).Encode(outcomeOf(err))
	})
	mux.HandleFunc("POST /upgrade", func(w http.ResponseWriter, r *http.Request) {
		program, err := io.ReadAll(io.LimitReader(r.Body, 4096))
		var v version
		if err == nil {
			// It goes on when its caller has gone away, but not when the network goes down.
			ctx, cancel := s.withTimeout(life)
			defer cancel()
			v, err = s.upgrade(ctx, string(program))
		}
		answer := outcomeOf(err)
		answer.Version = int(v)
		_ = json.NewEncoder(w).Encode(answer)
	})
	mux.HandleFunc("POST /chaincode/{act}", func(w http.ResponseWriter, r *http.Request) {
		program, err := io.ReadAll(io.LimitReader(r.Body, 4096))
		var v version
		if err == nil {
			ctx, cancel := s.withTimeout(life)
			defer cancel()
			v, err = s.actOnChaincode(ctx, r.PathValue("act"), string(program))
		}
		answer := outcomeOf(err)
		answer.Version = int(v)
		_ = json.NewEncoder(w).Encode(answer)
	})
	mux.HandleFunc("POST /renew", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(s.renewAsked(life, r.Body))
	})
	return mux
}

// renewAsked renews the organisations that a request names. It goes on when its caller
// has gone away, but not when the network goes down.
func (s *supervisor) renewAsked(life context.Context, request io.Reader) outcome {
	only, err := io.ReadAll(io.LimitReader(request, 4096))
	if err != nil {
		return outcomeOf(err)
	}
	ctx, cancel := context.WithTimeoutCause(life, time.Duration(len(s.own()))*s.Timeout,
		errors.New("gave up after the time-out of each organisation"))
	defer cancel()
	renewals, err := s.renew(ctx, string(only))
	answer := outcomeOf(err)
	answer.Renewals = renewals
	return answer
}

// withTimeout gives ctx the time-out of becoming healthy.
func (s *supervisor) withTimeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, s.Timeout, fmt.Errorf("gave up after %s", s.Timeout))
}

// restartStopped waits until the network is up, and starts what was stopped since.
func (s *supervisor) restartStopped(ctx context.Context) error {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	select {
	case <-s.healthy:
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrNotReady, context.Cause(ctx))
	}
	for _, k := range append(s.startedKinds(), KindOrderer) {
		for _, o := range s.own() {
			p, err := s.process(o.Node(k))
			if err != nil {
				return err
			}
			p.start()
		}
	}
	if err := s.waitNodes(ctx, append(s.startedKinds(), KindOrderer)...); err != nil {
		return err
	}
	admins, err := s.openAdministrators()
	if err != nil {
		return err
	}
	defer admins.close()
	return s.waitService(ctx, admins)
}

func (s *supervisor) supervised() Supervised {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := Supervised{PID: os.Getpid(), Processes: []Process{}}
	for _, node := range NodeNames() {
		p, found := s.processes[node]
		if !found {
			p, found = s.next[node] // approved, and not committed
		}
		if found {
			all.Processes = append(all.Processes, p.snapshot())
		}
	}
	return all
}

// actOnNode stops, kills or starts a node's process. A start returns when the node is healthy.
func (s *supervisor) actOnNode(ctx context.Context, node, action string) error {
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
		ctx, cancel := s.withTimeout(ctx)
		defer cancel()
		return s.waitStarted(ctx, node, p)
	}
	return fmt.Errorf("%w: unknown action %q", ErrUsage, action)
}

// waitStarted waits until a node does again what it is for.
func (s *supervisor) waitStarted(ctx context.Context, node string, p *process) error {
	o, k := ownerOf(node)
	if err := s.waitNode(ctx, o, k, s.snapshot().Version, p); err != nil {
		return err
	}
	if k == KindOrderer {
		return poll(ctx, s.ordersOrWaits(o), nil)
	}
	if s.stopped(o.Node(KindPeer)) || s.stopped(o.Node(KindChaincode)) {
		return nil // one without the other cannot serve
	}
	a, err := openAdministrator(s.Dir, s.members, o)
	if err != nil {
		return err
	}
	defer a.close()
	return s.waitPeer(ctx, a)
}

func (s *supervisor) stopped(node string) bool {
	p, err := s.process(node)
	return err != nil || p.snapshot().State == StateStopped
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
