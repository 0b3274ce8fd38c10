// Interop has other people's software read what this project makes: wallets'
// libraries, status list readers, DID resolvers, QR decoders, generators of
// clients. It starts the demo on a real network with a public name over TLS, reads
// everything from where credentials point, and gives each reader the same once more
// with one byte changed, which it has to refuse.
//
//	go run ./internal/interop [-write docs/interoperability.md] [-files DIR]
//
// It ends with exit code 1 where anything is read otherwise than the table of
// checks expects.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"sogoc/network/programs"
)

// summary is the last line.
type summary struct {
	Checks   int     `json:"checks"`
	OK       int     `json:"ok"`
	Refused  int     `json:"refused_by_design"`
	Mistaken int     `json:"refused_by_mistake"` // the software's
	NotRun   int     `json:"not_run"`
	Failed   int     `json:"failed"`
	Seconds  float64 `json:"seconds"`
}

func main() {
	write := flag.String("write", "", "document whose table is written again")
	files := flag.String("files", "", "folder with documents of 1EdTech that no package carries")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	total, err := run(ctx, *write, *files)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(2)
	case total.Failed > 0:
		os.Exit(1)
	}
}

// run does all checks, prints their table and the closing line, and writes the
// table into the document, unless there is none or a check has failed. Files is a
// folder with documents that no package carries, "" for none.
func run(ctx context.Context, document, files string) (summary, error) {
	start := time.Now()
	checkout, err := programs.FindCheckout(".")
	if err != nil {
		return summary{}, err
	}
	versions, err := readVersions(ctx, string(checkout))
	if err != nil {
		return summary{}, err
	}
	results, err := runChecks(ctx, checkout, files)
	if err != nil {
		return summary{}, err
	}
	rows, total := judge(results, versions)
	fmt.Print(table(rows))
	for _, r := range rows {
		if r.failure != "" {
			fmt.Fprintf(os.Stderr, "✗ %s: %s\n", r.check.what, r.failure)
		}
	}
	if document != "" && total.Failed == 0 {
		everybodys, _ := judge(withoutFiles(results), versions)
		if err := replaceTable(document, table(everybodys)); err != nil {
			return total, err
		}
	}
	total.Seconds = float64(int(time.Since(start).Seconds()*10)) / 10
	line, err := json.Marshal(total)
	if err != nil {
		return total, err
	}
	fmt.Printf("interop: %s\n", line)
	return total, nil
}

// runChecks starts everything, has all software read, and stops everything.
func runChecks(ctx context.Context, checkout programs.Checkout, files string) (map[string]outcome, error) {
	dir, err := os.MkdirTemp("", "sogoc-interop-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := startStack(ctx, checkout, dir)
	if s != nil {
		defer s.stop()
	}
	if err != nil {
		return nil, err
	}
	in, err := s.collect(ctx)
	if err != nil {
		return nil, err
	}
	if files != "" {
		if in.Files, err = filepath.Abs(files); err != nil {
			return nil, err
		}
	}
	results := map[string]outcome{}
	for _, read := range []func(context.Context, *stack, input) (map[string]outcome, error){
		readWithNode, readWithZBar, callWithGeneratedTypeScript, callWithGeneratedGo,
	} {
		some, err := read(ctx, s, in)
		if err != nil {
			return nil, err
		}
		for name, o := range some {
			if !known(name) {
				return nil, fmt.Errorf("%q is not in the table of checks", name)
			}
			results[name] = o
		}
	}
	return results, nil
}

// known reports whether a check of that name is in the table.
func known(name string) bool {
	return slices.ContainsFunc(checks, func(c check) bool { return c.name == name })
}

func say(format string, args ...any) { fmt.Fprintf(os.Stderr, "• "+format+"\n", args...) }
