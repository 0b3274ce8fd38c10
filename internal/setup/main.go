// Setup makes a fresh machine ready: it installs what the Go tool cannot
// (PostgreSQL, Chromium, barcode readers and fonts from Debian's packages, the
// page's QR decoder, what the verifier's JavaScript module stands on and for tests
// a checker of accessibility from the npm registry) while it builds Fabric's
// programs and the project's. It does nothing where all is there. With interop it
// fetches also the software that internal/interop reads with, with assets it makes
// the page's scripts alone.
//
//	go run ./internal/setup [demo|test|interop|assets]
package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sync/errgroup"

	"sogoc/internal/pgserver"
	"sogoc/network/programs"
)

// need is a Debian package, and how to see that it or its like is installed.
type need struct {
	pkg     string
	why     string
	present func() bool
}

var forAssets = []need{
	{"npm", "fetches what the page's scripts are made of from the npm registry", program("npm")},
}

var forDemo = append([]need{
	{"postgresql", "the register's database", func() bool { _, err := pgserver.Programs(); return err == nil }},
	{"zbar-tools", "reads the QR images back with a decoder that is not ours", program("zbarimg")},
}, forAssets...)

// letters are what papers are printed with.
var letters = need{
	pkg:     "fonts-liberation2",
	why:     "Vietnamese letters on pages and in PDFs",
	present: file("/usr/share/fonts/truetype/liberation*/LiberationSerif-Regular.ttf"),
}

var forTest = append([]need{
	{"zxing-cpp-tools", "reads QR images, to compare the page's decoder with", program("ZXingReader")},
	{"chromium-headless-shell", "opens the pages", either(file("/usr/lib/chromium/chromium-headless-shell"), program("chromium"))},
	{"qpdf", "checks the structure of PDFs and takes out what they carry", program("qpdf")},
	{"poppler-utils", "reads the PDFs back as text and as images", program("pdftotext")},
	{"softhsm2", "a PKCS #11 token", program("softhsm2-util")},
	{"gcc", "builds what uses a PKCS #11 module", program("gcc")},
	{"libc6-dev", "the same", file("/usr/include/stdlib.h")},
	letters,
	{"fonts-droid-fallback", "Chinese and Japanese names in PDFs",
		file("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf")},
}, forDemo...)

var forInterop = append([]need{
	{"nodejs", "runs other people's software that reads credentials", program("node")},
	{"poppler-utils", "renders a printed diploma", program("pdftoppm")},
	letters,
}, forDemo...)

var programsForDemo = []string{
	"./cmd/networkctl", "./cmd/chaincoded", "./cmd/registryd", "./cmd/registryctl", "./cmd/accreditctl",
	"./cmd/credverify", "./cmd/ledgeraudit", "./internal/demo",
}

// programsWithAssets are built once the page's scripts are there, which they embed.
var programsWithAssets = []string{"./cmd/verifierd"}

var programsForInterop = append([]string{"./internal/interop"}, programsForDemo...)

var programsForTest = []string{"./cmd/networkctl", "./cmd/chaincoded", "./internal/testrun"}

// program reports whether a program is in the path.
func program(name string) func() bool {
	return func() bool { _, err := exec.LookPath(name); return err == nil }
}

// either reports whether one of two is there.
func either(one, other func() bool) func() bool {
	return func() bool { return one() || other() }
}

// file reports whether a file of that pattern is there.
func file(pattern string) func() bool {
	return func() bool { found, err := filepath.Glob(pattern); return err == nil && len(found) > 0 }
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	purpose := "test"
	if len(os.Args) == 2 {
		purpose = os.Args[1]
	}
	if err := run(ctx, purpose); err != nil {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(2)
	}
}

// run prepares for one purpose: demo, test, interop or assets.
func run(ctx context.Context, purpose string) error {
	switch purpose {
	case "assets":
		command, err := planInstall(forAssets)
		if err != nil {
			return err
		}
		if err := install(ctx, forAssets, command); err != nil {
			return err
		}
		return installAssets(ctx)
	case "demo":
		return runAll(ctx, forDemo, programsForDemo, nil, func(ctx context.Context, checkout programs.Checkout) error {
			return programs.BuildOwn(ctx, checkout, os.Stderr, programsWithAssets...)
		})
	case "interop":
		return runAll(ctx, forInterop, programsForInterop, nil, func(ctx context.Context, checkout programs.Checkout) error {
			if err := fetchPackages(ctx, packagesForInterop); err != nil {
				return err
			}
			return programs.BuildOwn(ctx, checkout, os.Stderr, programsWithAssets...)
		})
	case "test":
		compile := func(ctx context.Context, checkout programs.Checkout) error {
			return programs.CompileTests(ctx, checkout, os.Stderr)
		}
		return runAll(ctx, forTest, programsForTest, compile, func(ctx context.Context, _ programs.Checkout) error {
			return installForTest(ctx)
		})
	}
	return fmt.Errorf("unknown purpose %q: say demo, test, interop or assets", purpose)
}

// runAll builds while packages are fetched: the one needs the processor, the
// other the network. Where packages are missing it does meanwhile, if that is not nil,
// what would be done afterwards in any case. It does last what needs the packages and the
// page's scripts.
func runAll(
	ctx context.Context,
	needs []need,
	own []string,
	meanwhile, last func(ctx context.Context, checkout programs.Checkout) error,
) error {
	command, err := planInstall(needs)
	if err != nil {
		return err
	}
	if err := pgserver.CheckUser(); err != nil {
		return err
	}
	checkout, err := programs.FindCheckout(".")
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		if err := install(ctx, needs, command); err != nil {
			return err
		}
		if err := installAssets(ctx); err != nil {
			return err
		}
		return last(ctx, checkout)
	})
	group.Go(func() error { return programs.BuildOwn(ctx, checkout, os.Stderr, own...) })
	group.Go(func() error {
		_, err := programs.BuildTools(ctx, checkout, os.Stderr)
		return err
	})
	if meanwhile != nil && command != nil {
		group.Go(func() error { return meanwhile(ctx, checkout) })
	}
	return group.Wait()
}

// planInstall returns the command that installs what is missing, nil where
// nothing is. Where it cannot be run here, the error says what a person must run.
func planInstall(needs []need) ([]string, error) {
	missing := lack(needs)
	if len(missing) == 0 {
		return nil, nil
	}
	for _, n := range missing {
		fmt.Fprintf(os.Stderr, "missing: %s (%s)\n", n.pkg, n.why)
	}
	command := append([]string{"apt-get", "install", "-y", "--no-install-recommends"}, names(missing)...)
	if _, err := exec.LookPath("apt-get"); err != nil {
		return nil, fmt.Errorf("this machine has no apt-get: install the like of %s by its own means",
			strings.Join(names(missing), " "))
	}
	if os.Getuid() != 0 {
		return nil, fmt.Errorf("run this once, then try again:\n\n  sudo apt-get update && sudo %s",
			strings.Join(command, " "))
	}
	return command, nil
}

// install runs the command and sees that everything is there.
func install(ctx context.Context, needs []need, command []string) error {
	if command == nil {
		return nil
	}
	for _, step := range [][]string{{"apt-get", "update"}, command} {
		fmt.Fprintln(os.Stderr, "$", strings.Join(step, " "))
		cmd := exec.CommandContext(ctx, step[0], step[1:]...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // dpkg must not be cut off
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("%s: %w", step[0], err)
		}
	}
	if still := lack(needs); len(still) > 0 {
		return fmt.Errorf("installed, but not found: %s", strings.Join(names(still), " "))
	}
	return nil
}

// lack returns what is not installed.
func lack(needs []need) []need {
	var missing []need
	for _, n := range needs {
		if !n.present() {
			missing = append(missing, n)
		}
	}
	return missing
}

func names(needs []need) []string {
	var pkgs []string
	for _, n := range needs {
		pkgs = append(pkgs, n.pkg)
	}
	return pkgs
}
