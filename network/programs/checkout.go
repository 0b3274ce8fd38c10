package programs

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

const moduleLine = "module sogoc"

// Checkout is the project's source folder, where programs are built.
type Checkout string

// FindCheckout looks for the project's source from a folder upwards. It
// returns ErrMissing where there is none.
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
			return "", fmt.Errorf("%w: %s is not inside the project's source, where programs are built: "+
				"run from there, or name a folder of built programs with --tools", ErrMissing, from)
		}
		dir = parent
	}
}

func (c Checkout) join(parts ...string) string {
	return filepath.Join(append([]string{string(c)}, parts...)...)
}

// Bin is the folder in the checkout's cache where BuildOwn puts programs.
func (c Checkout) Bin() string { return c.join(".cache", "bin") }

// BuildOwn builds programs of the project, by their package paths, into Bin and
// tells on progress how far it is. Go's own cache makes a second call quick.
func BuildOwn(ctx context.Context, c Checkout, progress io.Writer, packages ...string) error {
	unlock, err := lockFile(ctx, c.Bin()+".lock", func() {
		fmt.Fprintln(progress, "• waiting for another process that builds the project's programs")
	})
	if err != nil {
		return err
	}
	defer unlock()
	return goBuild{
		what:      "the project's programs",
		dir:       string(c),
		arguments: []string{"build", "-o", c.Bin() + string(filepath.Separator)},
		packages:  packages,
		progress:  progress,
	}.run(ctx)
}

// CompileTests compiles all tests of the project, and what they use, into Go's cache. It
// links none of them.
func CompileTests(ctx context.Context, c Checkout, progress io.Writer) error {
	compile := goBuild{what: "the project's tests", dir: string(c), progress: progress}
	fmt.Fprintf(progress, "• %s: compiling, while packages are fetched\n", compile.what)
	_, err := compile.goTool(ctx, []string{"list", "-mod=readonly", "-test", "-deps", "-export", "-f", "", "./..."},
		func(int) string { return "still compiling" })
	return err
}

// BuildChaincode builds the chaincode's program into the checkout's cache and
// returns its path.
func BuildChaincode(ctx context.Context, c Checkout, progress io.Writer) (string, error) {
	return filepath.Join(c.Bin(), "chaincoded"), BuildOwn(ctx, c, progress, "./cmd/chaincoded")
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
