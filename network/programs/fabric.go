// Package programs builds what a network runs: Fabric's programs, at the version
// that network/tools pins, and the project's own.
//
// What belongs here: runs of the Go tool, their progress, and the cache in the
// checkout. What does not: anything of Fabric, so that a first run can build
// before it has compiled a client of Fabric. It relies on the Go tool and,
// for what is not in Go's caches yet, on the module proxy.
package programs

import (
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
)

const fabricModule = "github.com/hyperledger/fabric"

// ErrMissing means that a program, or the source to build it from, is not
// there; the text says what would mend it.
var ErrMissing = errors.New("not there")

// fabricPrograms are those that a network needs.
var fabricPrograms = []string{"configtxgen", "orderer", "peer"}

// Tools is a folder with Fabric's programs (bin) and its stock configuration
// (config), as BuildTools leaves it.
type Tools string

// Program returns the path of one of Fabric's programs.
func (t Tools) Program(name string) string { return filepath.Join(string(t), "bin", name) }

// Config is the folder where Fabric's programs find core.yaml and orderer.yaml.
func (t Tools) Config() string { return filepath.Join(string(t), "config") }

// Check returns ErrMissing unless everything that a network needs is there.
func (t Tools) Check() error {
	var files []string
	for _, name := range fabricPrograms {
		files = append(files, t.Program(name))
	}
	for _, name := range []string{"core.yaml", "orderer.yaml"} {
		files = append(files, filepath.Join(t.Config(), name))
	}
	for _, file := range files {
		if _, err := os.Stat(file); err != nil {
			return fmt.Errorf("%w: %s: networkctl build-tools makes it", ErrMissing, file)
		}
	}
	return nil
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
		fmt.Fprintln(progress, "• waiting for another process that builds Fabric's programs")
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
	building := string(tools) + ".building"
	if err := os.RemoveAll(building); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(building, "config"), 0o755); err != nil {
		return err
	}
	build := goBuild{
		what:      "Fabric's programs",
		dir:       c.join("network", "tools"),
		env:       []string{"GOBIN=" + filepath.Join(building, "bin"), "GOWORK=off"},
		arguments: []string{"install"},
		packages:  []string{"tool"},
		progress:  progress,
	}
	if err := build.run(ctx); err != nil {
		return err
	}
	find := exec.CommandContext(ctx, "go", "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", fabricModule)
	find.Dir, find.Env = build.dir, append(os.Environ(), "GOWORK=off")
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
	return os.Rename(building, string(tools))
}

// withStderr puts what a program said into its error.
func withStderr(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return fmt.Errorf("%w:\n%s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}
