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

// connection is what is known of a client's connection.
type connection struct{ answered time.Time }

type connectionKey struct{}

func withConnection(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, &connection{})
}

// atOnce is how soon a client asks again that did not wait for anything.
const atOnce = time.Millisecond

// inTurn lets the other connections go first when a client asks again at once. It
// would otherwise be answered over and over for as long as a goroutine may run, ten
// milliseconds, while all others wait.
func inTurn(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, known := r.Context().Value(connectionKey{}).(*connection)
		if !known { // a server that is not Serve's
			handler.ServeHTTP(w, r)
			return
		}
		if time.Since(c.answered) < atOnce {
			runtime.Gosched()
		}
		defer func() { c.answered = time.Now() }()
		handler.ServeHTTP(w, r)
	})
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
		Handler: inTurn(handler), ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), // broken connections, mostly
		ReadHeaderTimeout: 10 * time.Second, ReadTimeout: sendTime, WriteTimeout: answerTime, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 32 << 10, ConnContext: withConnection,
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
