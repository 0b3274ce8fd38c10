// Testrun runs every test of the project with what they need: it starts a
// PostgreSQL server and a Fabric network in a temp folder, runs go test, and
// stops both, however it ends.
//
//	go run ./internal/testrun [arguments of go test; all packages without any]
//	go run ./internal/testrun -- PROGRAM [its arguments]
//
// The second form runs a program instead of go test, such as a test binary.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"sogoc/internal/child"
	"sogoc/internal/networkserver"
	"sogoc/internal/pgserver"
	"sogoc/network/programs"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	var failed *exec.ExitError
	switch {
	case errors.As(err, &failed):
		os.Exit(1) // the command has said why
	case err != nil:
		fmt.Fprintln(os.Stderr, "testrun:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 1 && args[0] == "--" {
		return errors.New("name the program behind --")
	}
	if err := shareProcessors(args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "sogoc-test-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	bin, err := build(ctx)
	if err != nil {
		return err
	}
	say("starting PostgreSQL and a Fabric network of four organisations")
	start := time.Now()
	var database *pgserver.Server
	var network *child.Process
	var group errgroup.Group
	group.Go(func() (err error) {
		database, err = pgserver.Start(ctx, filepath.Join(dir, "postgres"), settingsFor(args)...)
		return err
	})
	group.Go(func() (err error) {
		network, err = networkserver.Start(ctx, bin, filepath.Join(dir, "network"), filepath.Join(dir, "network.log"))
		return err
	})
	err = group.Wait()
	if database != nil {
		defer database.Stop()
	}
	if network != nil {
		defer network.Stop()
	}
	if err != nil {
		return err
	}
	say("both are up after %.1f s; testing", time.Since(start).Seconds())
	return test(ctx, helpers{dir, bin, database}, args)
}

// settingsFor returns PostgreSQL's settings for a run. No test takes the power from the
// server's machine, so in tests it waits for no disk; what is measured waits.
func settingsFor(args []string) []string {
	if measures(args) {
		return nil
	}
	return []string{"fsync=off", "synchronous_commit=off", "full_page_writes=off"}
}

// build builds what is not built yet, and returns the folder of programs: make
// test has built it already.
func build(ctx context.Context) (string, error) {
	checkout, err := programs.FindCheckout(".")
	if err != nil {
		return "", err
	}
	if _, err := programs.BuildTools(ctx, checkout, os.Stderr); err != nil {
		return "", err
	}
	return checkout.Bin(), programs.BuildOwn(ctx, checkout, os.Stderr, "./cmd/networkctl", "./cmd/chaincoded")
}

// helpers are what tests find running.
type helpers struct {
	dir      string // the run's folder, with the network's
	bin      string // folder of networkctl and chaincoded
	database *pgserver.Server
}

// test runs the commands that args name, the next ones too where one has failed.
func test(ctx context.Context, with helpers, args []string) error {
	tokens, err := tokenPackages(".")
	if err != nil {
		return err
	}
	var failed []error
	for _, c := range commandsOf(args, tokens) {
		if ctx.Err() == nil {
			failed = append(failed, start(ctx, with, c))
		}
	}
	return errors.Join(failed...)
}

// start runs a command to its end. CI=true turns what would be skipped into a failure:
// here everything is at hand.
func start(ctx context.Context, with helpers, c command) error {
	cmd := exec.CommandContext(ctx, c.arguments[0], c.arguments[1:]...)
	cmd.Env = slices.Concat(os.Environ(), with.database.Env(), c.environment)
	cmd.Env = append(cmd.Env, "CI=true",
		"SOGOC_TEST_DATABASE_URL="+with.database.URL,
		"SOGOC_TEST_NETWORK="+filepath.Join(with.dir, "network"),
		"SOGOC_TEST_PROGRAMS="+with.bin,
		"SOGOC_TEST_BUILT="+with.dir)
	output := &patientOutput{to: os.Stdout, last: time.Now()}
	cmd.Stdout, cmd.Stderr = output, os.Stderr
	quiet := make(chan struct{})
	defer close(quiet)
	go output.tellProgress(quiet)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd.Run()
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "• "+format+"\n", args...) }
