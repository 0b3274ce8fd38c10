// Demo does the main job once, with the real parts: a Fabric network of four
// organisations, PostgreSQL, registryd and verifierd. Class lists go in, signed
// and anchored credentials with QR codes come out, and every scan is checked.
// It drives them as their users do: through the commands and over HTTP.
//
//	go run ./internal/demo [-stay [-state DIR]] [-host NAME] [-public URL]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// options are the command's flags.
type options struct {
	stay   bool   // keep the state and stay up until Ctrl-C
	host   string // name or address under which a phone reaches this machine
	public string // base address that credentials name, where something stands before verifierd; "" for its own
	state  string // with stay: where the state is kept
}

// summary is the last line.
type summary struct {
	Imported        int     `json:"imported"`
	Issued          int     `json:"issued"`
	Anchored        int     `json:"anchored"`
	Verified        int     `json:"verified"`
	MutantsRefused  int     `json:"mutants_refused"`
	RevokedSeen     int     `json:"revoked_seen"`
	ReceiptsChecked int     `json:"receipts_checked"`
	LedgerHeight    uint64  `json:"ledger_height"`
	Seconds         float64 `json:"seconds"`
}

func main() {
	var o options
	flag.BoolVar(&o.stay, "stay", false, "keep register and ledger, and stay up until Ctrl-C")
	flag.StringVar(
		&o.host,
		"host",
		"",
		"name or address under which a phone in the same network reaches this machine",
	)
	flag.StringVar(&o.public, "public", "", "base address that credentials name, such as https://NAME:PORT, "+
		"where a proxy stands before verifierd (default: verifierd's own address)")
	flag.StringVar(&o.state, "state", filepath.Join("out", "run"), "with -stay: folder for register and ledger")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		if ctx.Err() != nil {
			say("interrupted; everything is stopped")
			os.Exit(130) // as shells report Ctrl-C
		}
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	begin := time.Now()
	dir, leave, err := stateDir(o)
	if err != nil {
		return err
	}
	defer leave()
	s, err := start(ctx, dir, o)
	if s != nil {
		defer s.stop()
	}
	if err != nil {
		return err
	}
	total, err := s.issueAndVerify(ctx)
	if err != nil {
		return err
	}
	if err := showCode(s.sample); err != nil {
		return err
	}
	if o.stay {
		if err := s.writeEnv(); err != nil {
			return err
		}
	} else {
		say("stopping everything")
		s.stop()
	}
	total.Seconds = float64(int(time.Since(begin).Seconds()*10)) / 10
	line, err := json.Marshal(total)
	if err != nil {
		return err
	}
	fmt.Printf("demo: %s\n", line)
	if !o.stay {
		return nil
	}
	if err := s.welcome(); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		say("stopping everything; make run goes on where this ends, make clean forgets it")
		return nil
	case <-s.failed:
		return fmt.Errorf("a program ended by itself; its log is in %s", dir)
	}
}

// stateDir returns where register and ledger live: in the named folder if they are
// to stay, else in a temp folder. What an unfinished first run left is removed.
func stateDir(o options) (dir string, leave func(), err error) {
	if !o.stay {
		dir, err = os.MkdirTemp("", "sogoc-demo-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	}
	if dir, err = filepath.Abs(o.state); err != nil {
		return "", nil, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return "", nil, err
	}
	lock := flock.New(dir + ".lock")
	locked, err := lock.TryLock()
	if err != nil {
		return "", nil, err
	}
	if !locked {
		return "", nil, fmt.Errorf("another demo is up on %s", dir)
	}
	if _, err := os.Stat(filepath.Join(dir, doneFile)); errors.Is(err, os.ErrNotExist) {
		if err := os.RemoveAll(dir); err != nil {
			return "", nil, err
		}
	}
	return dir, func() { _ = lock.Unlock() }, os.MkdirAll(dir, 0o700)
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "• "+format+"\n", args...) }
