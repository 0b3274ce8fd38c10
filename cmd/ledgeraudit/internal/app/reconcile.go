package app

import (
	"bufio"
	"context"
	"errors"
	"os"

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
	if err := r.print(result, func(s speaker) { s.reconciliation(result) }); err != nil {
		return err
	}
	if !result.Clean() {
		return errDiffers
	}
	return trusted(result.AccreditedBy...)
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
