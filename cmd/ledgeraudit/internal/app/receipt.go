package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier"
	"sogoc/verifier/audit"
)

// checkReceipt says whether a receipt is genuine, by the keys on the ledger.
// What it states is the service's word.
func checkReceipt(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	rest, err := r.Parse(args, 2)
	if err != nil {
		return err
	}
	text, err := r.input(rest[1])
	if err != nil {
		return err
	}
	replay, err := r.replay(ctx, rest[0], true)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	c, err := replay.Receipt(text, r.now())
	if err != nil {
		return err
	}
	if err := r.Print(c, func(w io.Writer) { showReceipt(w, c) }); err != nil {
		return err
	}
	switch {
	case c.Result.Result == verifier.Malformed && c.Result.Receipt == nil:
		return cli.Usage("%s is no receipt in its one form", rest[1])
	case c.Result.Receipt == nil:
		return errNotGenuine
	case c.Block == audit.Other:
		return fmt.Errorf("%w: the receipt names a block that is not this ledger's", errIntegrity)
	case c.Block == audit.Beyond:
		return errBeyond
	}
	return nil
}

func showReceipt(w io.Writer, c audit.ReceiptCheck) {
	s := c.Result
	if s.Receipt == nil {
		fmt.Fprintf(
			w,
			"NOT GENUINE, or of nobody that this ledger knows: %s\n",
			strings.TrimSuffix(string(s.Result)+"/"+string(s.Detail), "/"),
		)
		return
	}
	standing := map[audit.Standing]string{
		audit.Same:   "which is this ledger's",
		audit.Other:  "WHICH IS NOT THIS LEDGER'S",
		audit.Beyond: fmt.Sprintf("and this folder ends with block %d: fetch again", c.Head.Height-1),
	}
	name := s.Receipt.Name
	if name == "" {
		name = "named by the trust file, not on the ledger"
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "The receipt is genuine. It is one verifier service's word:")
	fmt.Fprintf(table, "  service\t%s, key %s\n", name, s.Receipt.Key)
	fmt.Fprintf(
		table,
		"  result\t%s, as of %s\n",
		strings.TrimSuffix(string(s.Result)+"/"+string(s.Detail), "/"),
		s.AsOf.Format(time.RFC3339),
	)
	fmt.Fprintf(table, "  credential\t%s\n", s.Digest)
	fmt.Fprintf(table, "  read up to\tblock %d, %s, %s\n", s.Ledger.Height-1, s.Ledger.Hash, standing[c.Block])
	_ = table.Flush()
}
