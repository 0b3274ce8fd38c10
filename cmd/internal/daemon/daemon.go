// Package daemon is what the project's services share as processes: the log, the
// line that says where they listen, and the ways in which they are asked to end.
// It relies on cli for the signals, and on the service to end with its context.
package daemon

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"

	"github.com/go-json-experiment/json"

	"sogoc/cmd/internal/cli"
)

// StopWithParent names the setting that lets a service end with the program that
// started it: it is 1, and standard input is a pipe.
const StopWithParent = "SOGOC_STOP_WITH_PARENT"

// Service serves until ctx ends. Once it listens it tells ready where.
type Service func(ctx context.Context, log *slog.Logger, ready func(net.Addr)) error

// Run runs a service until it is asked to end. Once the service listens, Run
// writes {"listening":"host:port"} to standard output. It logs
// JSON to standard error, an error that ended the service too, and returns that
// error as reported; where the program does not know it better, starting again
// later may help.
func Run(ctx context.Context, r *cli.Run, serve Service) error {
	log := slog.New(slog.NewJSONHandler(r.Stderr, nil))
	if r.Getenv(StopWithParent) == "1" {
		ctx = untilClosed(ctx, r.Stdin)
	}
	err := serve(ctx, log, func(at net.Addr) {
		line, _ := json.Marshal(map[string]string{"listening": at.String()}) // strings always encode
		// Whether the line is read or not, the service serves.
		_, _ = r.Stdout.Write(append(line, '\n'))
	})
	if err == nil {
		return nil
	}
	log.ErrorContext(ctx, "service ended", slog.Any("error", err))
	return errors.Join(cli.ErrReported, cli.ErrLater, err)
}

// untilClosed returns a context that also ends when r does: a service that was
// started with a pipe for its standard input ends with whatever holds the other
// end. Its goroutine ends with r, which is to say with the process.
func untilClosed(ctx context.Context, r io.Reader) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		_, _ = io.Copy(io.Discard, r) // whatever ended it, the parent is gone
	}()
	return ctx
}
