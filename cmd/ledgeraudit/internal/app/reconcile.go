package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
)

// shownDifferences is how many differences people get to read.
const shownDifferences = 100

func reconcile(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	file := r.Flags().String(
		"export",
		"",
		"what registryctl export -digests wrote; \"-\" for standard input (required)",
	)
	issuer := r.Flags().String("issuer", "", "this issuer only (default: all that the export names)")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("export"); err != nil {
		return err
	}
	if err := ledger.ValidateIssuerCode(*issuer); *issuer != "" && err != nil {
		return cli.Usage("-issuer: %w", err)
	}
	export, err := r.readExport(*file)
	if err != nil {
		return err
	}
	if len(export) == 0 && *issuer == "" {
		return cli.Usage("the export is empty: say -issuer")
	}
	replay, err := r.replay(ctx, rest[0], true)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	result, err := replay.Reconcile(ctx, export, *issuer)
	if err != nil {
		return err
	}
	if err := r.Print(result, func(w io.Writer) { showReconciliation(w, result) }); err != nil {
		return err
	}
	if !result.Clean() {
		return errDiffers
	}
	return nil
}

func (r *run) readExport(file string) (entries []audit.ExportEntry, err error) {
	if file == "-" {
		return audit.ReadExport(bufio.NewReader(r.Stdin))
	}
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	return audit.ReadExport(bufio.NewReader(in))
}

func showReconciliation(w io.Writer, r audit.Reconciliation) {
	fmt.Fprintf(w, "as of block %d, ledger time %s\n", r.Head.Height-1, r.Head.Time.Format(time.RFC3339))
	fmt.Fprintf(w, "issuers    %s\n", strings.Join(r.Issuers, ", "))
	if len(r.NotCompared) > 0 {
		fmt.Fprintf(w, "on the ledger, and not in this export: %s\n", strings.Join(r.NotCompared, ", "))
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range []struct {
		name  string
		count uint64
		about string
	}{
		{"register", r.Register, "credentials"}, {"ledger", r.Ledger, "anchored digests"}, {"equal", r.Equal, ""},
		{"unsealed", r.Unsealed, "not sealed yet, and not on the ledger"}, {"later", r.Later, "issued after the last block here"},
		{"missing", r.Missing, "in the register, not on the ledger"}, {"extra", r.Extra, "on the ledger, not in the register"},
		{"altered", r.Altered, "in both, and not the same"}, {"doubled", r.Doubled, "once too often"},
	} {
		fmt.Fprintf(table, "%s\t%d\t%s\n", line.name, line.count, line.about)
	}
	_ = table.Flush()
	for i, d := range r.Differences {
		if i == shownDifferences {
			fmt.Fprintf(w, "and %d more; --json lists all\n", len(r.Differences)-i)
			break
		}
		fmt.Fprintf(w, "%s %s: %s", d.Finding, d.What, d.Issuer)
		if !d.Digest.IsZero() {
			fmt.Fprintf(w, " %s", d.Digest)
		}
		if d.Entry != nil {
			fmt.Fprintf(w, " entry %d/%d", d.Entry.List, d.Entry.Index)
		}
		fmt.Fprintf(w, "; register: %s; ledger: %s\n", none(d.Register), none(d.Ledger))
	}
}

func none(text string) string {
	if text == "" {
		return "-"
	}
	return text
}
