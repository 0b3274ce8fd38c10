package network

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const (
	fabricModule = "github.com/hyperledger/fabric"
	moduleLine   = "module sogoc"
)

// programs are those that a network needs; more are built.
var programs = []string{"configtxgen", "orderer", "peer"}

// Tools is a folder with Fabric's programs (bin) and its stock configuration
// (config), as BuildTools leaves it.
type Tools string

// Program returns the path of one of Fabric's programs.
func (t Tools) Program(name string) string { return filepath.Join(string(t), "bin", name) }

// config is where Fabric's programs find core.yaml and orderer.yaml.
func (t Tools) config() string { return filepath.Join(string(t), "config") }

// Check returns ErrUsage unless everything that a network needs is there.
func (t Tools) Check() error {
	for _, name := range programs {
		if !exists(t.Program(name)) {
			return fmt.Errorf("%w: %s is missing: networkctl build-tools makes it", ErrUsage, t.Program(name))
		}
	}
	for _, name := range []string{"core.yaml", "orderer.yaml"} {
		if !exists(filepath.Join(t.config(), name)) {
			return fmt.Errorf("%w: %s is missing: networkctl build-tools makes it", ErrUsage,
				filepath.Join(t.config(), name))
		}
	}
	return nil
}

// Checkout is the project's source folder, where programs are built.
type Checkout string

// FindCheckout looks for the project's source from a folder upwards. It
// returns ErrUsage where there is none.
func FindCheckout(from string) (Checkout, error) {
	dir, err := filepath.Abs(from)
	if err != nil {
		return "", err
	}
	for {
		text, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil && strings.HasPrefix(string(text), moduleLine+"\n") {
			return Checkout(dir), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf(
				"%w: %s is not inside the project's source, where Fabric's programs are built: "+
					"run from there, or name a folder of built programs with --tools",
				ErrUsage,
				from,
			)
		}
		dir = parent
	}
}

func (c Checkout) join(parts ...string) string {
	return filepath.Join(append([]string{string(c)}, parts...)...)
}

// BuildTools builds Fabric's programs at the version that network/tools pins
// into the checkout's cache, unless they stand there already, and tells on
// progress what it does. Several may call it at once, in several processes:
// one builds, the others wait for it.
func BuildTools(ctx context.Context, c Checkout, progress io.Writer) (Tools, error) {
	pin := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(c.join("network", "tools", name))
		if err != nil {
			return "", err
		}
		pin.Write(text)
	}
	tools := Tools(c.join(".cache", "fabric", hex.EncodeToString(pin.Sum(nil))[:16]))
	if tools.Check() == nil {
		return tools, nil
	}
	unlock, err := lockFile(ctx, string(tools)+".lock", func() {
		fmt.Fprintln(progress, "waiting for another process that builds Fabric's programs")
	})
	if err != nil {
		return "", err
	}
	defer unlock()
	if tools.Check() == nil { // another process was faster
		return tools, nil
	}
	if err := buildTools(ctx, c, tools, progress); err != nil {
		return "", fmt.Errorf("build Fabric's programs: %w", err)
	}
	return tools, tools.Check()
}

// buildTools builds beside the place where the programs will stand, and moves
// the folder there when it is complete.
func buildTools(ctx context.Context, c Checkout, tools Tools, progress io.Writer) error {
	start := time.Now()
	fmt.Fprintln(progress, "building Fabric's programs: once, one to three minutes with the download")
	building := string(tools) + ".building"
	if err := os.RemoveAll(building); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(building, "config"), 0o755); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "go", "install", "-mod=readonly", "-v", "tool")
	cmd.Dir = c.join("network", "tools")
	cmd.Env = append(os.Environ(), "GOBIN="+filepath.Join(building, "bin"), "GOWORK=off")
	if err := runCounting(cmd, progress); err != nil {
		return err
	}
	find := exec.CommandContext(ctx, "go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", fabricModule)
	find.Dir, find.Env = cmd.Dir, append(os.Environ(), "GOWORK=off")
	module, err := find.Output()
	if err != nil {
		return fmt.Errorf("go list: %w", withStderr(err))
	}
	for _, name := range []string{"core.yaml", "orderer.yaml"} {
		text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(module)), "sampleconfig", name))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(building, "config", name), text, 0o644); err != nil {
			return err
		}
	}
	if err := os.RemoveAll(string(tools)); err != nil {
		return err
	}
	if err := os.Rename(building, string(tools)); err != nil {
		return err
	}
	fmt.Fprintf(progress, "built Fabric's programs in %.0f s\n", time.Since(start).Seconds())
	return nil
}

// runCounting runs go install -v, whose standard error has a line for every
// package, and tells the count now and then. The last lines are the error's text.
func runCounting(cmd *exec.Cmd, progress io.Writer) error {
	stderr, err := cmd.StderrPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var last []string
	count, told := 0, time.Now()
	for lines := bufio.NewScanner(stderr); lines.Scan(); count++ {
		if last = append(last, lines.Text()); len(last) > 20 {
			last = last[1:]
		}
		if time.Since(told) > 10*time.Second {
			told = time.Now()
			fmt.Fprintf(progress, "  %d packages so far\n", count)
		}
	}
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("go install: %w:\n%s", err, strings.Join(last, "\n"))
	}
	return nil
}

// BuildChaincode builds the chaincode's program from the checkout into its
// cache and returns its path. Go's own cache makes a second call quick.
func BuildChaincode(ctx context.Context, c Checkout) (string, error) {
	path := c.join(".cache", "bin", "chaincoded")
	unlock, err := lockFile(ctx, path+".lock", func() {})
	if err != nil {
		return "", err
	}
	defer unlock()
	cmd := exec.CommandContext(ctx, "go", "build", "-o", path+".building", "./cmd/chaincoded")
	cmd.Dir = string(c)
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build chaincoded: %w:\n%s", err, bytes.TrimSpace(said))
	}
	return path, os.Rename(path+".building", path)
}

// lockFile takes a lock between processes and returns what gives it free.
// Where another holds it, it calls waiting once and waits.
func lockFile(ctx context.Context, path string, waiting func()) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	lock := flock.New(path)
	unlock = func() { _ = lock.Unlock() }
	if locked, err := lock.TryLock(); locked || err != nil {
		return unlock, err
	}
	waiting()
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return nil, fmt.Errorf("wait for %s: %w", path, err)
	}
	return unlock, nil
}

// withStderr puts what a program said into its error.
func withStderr(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w:\n%s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}
