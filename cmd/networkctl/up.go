package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/network/programs"
)

// upFlags are the options of up.
type upFlags struct {
	withParent  bool
	makeNew     bool
	detached    bool // this process is the background supervisor that up started
	tools       string
	chaincoded  string
	tick        time.Duration
	ownPolicies bool
	life        time.Duration
	timeout     time.Duration
}

func (c *call) upFlags() (upFlags, error) {
	var f upFlags
	c.Flags().BoolVar(&f.withParent, "with-parent", false,
		"stay in the foreground; stop when standard input closes or the caller is gone")
	c.Flags().BoolVar(&f.makeNew, "new", false,
		"make a new network, with the keys of all four organisations, where the folder holds none")
	c.Flags().BoolVar(&f.detached, "detached", false, "be the supervisor in the background (up uses it itself)")
	c.Flags().StringVar(&f.tools, "tools", "",
		"`folder` with Fabric's programs (bin) and their configuration (config); default: built in .cache")
	c.Flags().StringVar(&f.chaincoded, "chaincoded", "", "the chaincode's `program`; default: built from the checkout")
	c.Flags().BoolVar(&f.ownPolicies, "own-policies", false,
		"for tests: each organisation of a new network changes its own policies alone")
	c.Flags().DurationVar(&f.life, "certificate-life", 0,
		"for tests: how long the certificates of a new network are good; default: years, by kind")
	c.Flags().DurationVar(&f.tick, "tick-interval", 0,
		"how often the chaincode of a new network accepts a tick; default: its own, five minutes")
	c.Flags().DurationVar(&f.timeout, "timeout", 3*time.Minute, "give up when the network is not healthy by then")
	return f, c.parse(0)
}

// up brings the network up in the foreground, or starts a supervisor in the
// background and returns when that says that the network is ready.
func up(ctx context.Context, c *call) error {
	f, err := c.upFlags()
	if err != nil {
		return err
	}
	dir, err := c.network()
	if err != nil {
		return err
	}
	if !f.makeNew {
		if f.ownPolicies || f.life != 0 || f.tick != 0 {
			return cli.Usage("--own-policies, --certificate-life and --tick-interval are of a new network: --new")
		}
		if err := network.RequireMade(dir); err != nil {
			return err
		}
	}
	if !f.withParent && !f.detached {
		r, err := network.Rejoin(ctx, dir)
		if err == nil {
			return json.NewEncoder(c.Stdout).Encode(r)
		}
		if !errors.Is(err, network.ErrNotRunning) {
			return err
		}
	}
	tools, chaincoded, err := c.programs(ctx, f)
	if err != nil {
		return err
	}
	if !f.withParent && !f.detached {
		return c.upInBackground(ctx, dir, f, tools)
	}
	options := network.Options{Dir: dir, Tools: tools, Chaincoded: chaincoded, Tick: f.tick, Timeout: f.timeout,
		OwnPolicies: f.ownPolicies, CertificateLife: f.life}
	if f.detached {
		return c.superviseDetached(ctx, options)
	}
	return c.superviseWithParent(ctx, options, f.chaincoded)
}

// programs finds or builds what the network runs. The chaincode is built only
// when the network needs it: when it is new.
func (c *call) programs(ctx context.Context, f upFlags) (programs.Tools, func(context.Context) (string, error), error) {
	checkout, missing := programs.FindCheckout(".")
	chaincoded := func(ctx context.Context) (string, error) {
		if f.chaincoded != "" {
			return filepath.Abs(f.chaincoded)
		}
		if missing != nil {
			return "", missing
		}
		return programs.BuildChaincode(ctx, checkout, c.Stderr)
	}
	if f.tools != "" {
		path, err := filepath.Abs(f.tools)
		if err != nil {
			return "", nil, err
		}
		return programs.Tools(path), chaincoded, programs.Tools(path).Check()
	}
	if missing != nil {
		return "", nil, missing
	}
	tools, err := programs.BuildTools(ctx, checkout, c.Stderr)
	return tools, chaincoded, err
}

// superviseWithParent is the supervisor in the foreground.
func (c *call) superviseWithParent(ctx context.Context, o network.Options, chaincoded string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go untilParentIsGone(c.Stdin, cancel)
	log, err := openLog(o.Dir)
	if err != nil {
		return err
	}
	defer log.Close()
	o.Log = slog.New(slog.NewJSONHandler(log, nil))
	o.Progress = func(step string) { fmt.Fprintln(c.Stderr, step) }
	err = network.Run(ctx, o, func(r network.Ready) error {
		c.adviseUpgrade(o.Dir, chaincoded)
		return json.NewEncoder(c.Stdout).Encode(r)
	})
	if cause := context.Cause(ctx); err != nil && errors.Is(cause, errParentGone) {
		return fmt.Errorf("%w: %w", network.ErrNotReady, cause)
	}
	return err
}

var errParentGone = errors.New("standard input closed, or the caller is gone")

// untilParentIsGone cancels when standard input ends, or when this process has
// another parent than before.
func untilParentIsGone(stdin io.Reader, cancel context.CancelCauseFunc) {
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		_, _ = io.Copy(io.Discard, stdin)
	}()
	parent := os.Getppid()
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-closed:
			cancel(errParentGone)
			return
		case <-ticker.C:
			if os.Getppid() != parent {
				cancel(errParentGone)
				return
			}
		}
	}
}

// adviseUpgrade tells when the network runs another program of the chaincode
// than the one that was named: a ledger's rules change by an upgrade alone.
func (c *call) adviseUpgrade(dir network.Dir, chaincoded string) {
	if chaincoded == "" {
		return
	}
	if same, err := network.RunsProgram(dir, chaincoded); err == nil && !same {
		fmt.Fprintf(
			c.Stderr,
			"this network's chaincode is another program than %s; to put that one on it: "+
				"networkctl upgrade --dir %s --chaincoded %s\n",
			chaincoded,
			dir,
			chaincoded,
		)
	}
}

// message is a line from the supervisor in the background to up.
type message struct {
	Progress string         `json:"progress,omitempty"`
	Error    string         `json:"error,omitempty"`
	Code     int            `json:"code,omitempty"`
	Ready    *network.Ready `json:"ready,omitempty"`
}

// superviseDetached is the supervisor in the background: it speaks to up in
// messages until the network is ready, and is silent afterwards.
func (c *call) superviseDetached(ctx context.Context, o network.Options) error {
	say := json.NewEncoder(c.Stdout)
	o.Log = slog.New(slog.NewJSONHandler(c.Stderr, nil))
	o.Progress = func(step string) { _ = say.Encode(message{Progress: step}) }
	ready := false
	err := network.Run(ctx, o, func(r network.Ready) error {
		ready = true
		return say.Encode(message{Ready: &r})
	})
	if err != nil && !ready {
		code, _ := exitCode(err)
		_ = say.Encode(message{Error: err.Error(), Code: code})
	}
	if err != nil {
		o.Log.Error("supervisor ended", slog.Any("error", err))
	}
	return err
}

// upInBackground starts the supervisor and waits for its word.
func (c *call) upInBackground(ctx context.Context, dir network.Dir, f upFlags, tools programs.Tools) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := openLog(dir)
	if err != nil {
		return err
	}
	defer log.Close()
	args := []string{
		"up",
		"--detached",
		"--dir",
		string(dir),
		"--tools",
		string(tools),
		"--timeout",
		f.timeout.String(),
		"--tick-interval",
		f.tick.String(),
		"--certificate-life",
		f.life.String(),
		"--own-policies=" + strconv.FormatBool(f.ownPolicies),
		"--new=" + strconv.FormatBool(f.makeNew),
	}
	if f.chaincoded != "" {
		path, err := filepath.Abs(f.chaincoded)
		if err != nil {
			return err
		}
		args = append(args, "--chaincoded", path)
	}
	cmd := exec.Command(self, args...)
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // it outlives this terminal
	messages, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { _ = cmd.Process.Signal(syscall.SIGTERM) })()
	return c.awaitReady(messages, dir, f.chaincoded)
}

// awaitReady passes the supervisor's messages on until one is the last.
func (c *call) awaitReady(messages io.Reader, dir network.Dir, chaincoded string) error {
	for lines := bufio.NewScanner(messages); lines.Scan(); {
		var m message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return fmt.Errorf("the supervisor said %q: %w", lines.Text(), err)
		}
		switch {
		case m.Error != "":
			return codedError{m.Error, m.Code}
		case m.Ready != nil:
			c.adviseUpgrade(dir, chaincoded)
			return json.NewEncoder(c.Stdout).Encode(m.Ready)
		default:
			fmt.Fprintln(c.Stderr, m.Progress)
		}
	}
	return fmt.Errorf("%w: the supervisor ended without a word; its log: %s", network.ErrNotReady,
		dir.Log("supervisor"))
}

// codedError is the supervisor's error with its exit code.
type codedError struct {
	text string
	code int
}

func (e codedError) Error() string { return e.text }

// openLog opens the supervisor's log.
func openLog(dir network.Dir) (*os.File, error) {
	path := dir.Log("supervisor")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
}
