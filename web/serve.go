package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"time"
)

// ErrListen means that an address cannot be listened on.
var ErrListen = errors.New("listen")

// stopTime is how long running requests have to end.
const stopTime = 20 * time.Second

// giveWay lets the other connections go first when one has its answer. A client
// that asks again at once would otherwise be answered over and over for as long as
// a goroutine may run, ten milliseconds, while all others wait.
func giveWay(_ net.Conn, state http.ConnState) {
	if state == http.StateIdle {
		runtime.Gosched()
	}
}

// Serve listens on address, tells ready where, and serves until ctx is done.
// Then it lets running requests end, and returns nil.
func Serve(
	ctx context.Context,
	address string,
	handler http.Handler,
	log *slog.Logger,
	ready func(net.Addr),
) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrListen, err)
	}
	server := &http.Server{
		Handler: handler, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // broken connections, mostly
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: sendTime, WriteTimeout: answerTime, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ConnState: giveWay,
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
