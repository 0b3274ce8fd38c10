package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/verifier/audit"
	"sogoc/verifier/blocks"
)

func verify(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	replay, err := r.replay(ctx, rest[0], false)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	report, err := replay.Report(ctx)
	if err != nil {
		return err
	}
	if err := r.Print(report, func(w io.Writer) { showReport(w, report) }); err != nil {
		return err
	}
	if fault := replay.StoppedBy(); fault != nil {
		return fmt.Errorf("%w: only %d blocks hold: %w", errIntegrity, report.Head.Height, fault)
	}
	return nil
}

func showReport(w io.Writer, r audit.Report) {
	fmt.Fprintf(w, "ledger     %s\nchannel    %s, chaincode %s\n", r.Ledger, r.Channel, r.Chaincode)
	fmt.Fprintf(w, "proved     %d of %d blocks, last %s\n", r.Head.Height, r.Blocks, r.Head.Hash)
	if !r.First.IsZero() {
		fmt.Fprintf(w, "ledger time %s to %s\n", r.First.Format(time.RFC3339), r.Head.Time.Format(time.RFC3339))
	}
	fmt.Fprintf(w, "\ntransactions: %d valid, %d invalid\n", r.Transactions.Valid, r.Transactions.Invalid)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, f := range r.Functions {
		fmt.Fprintf(table, "  %s\t%d\tvalid\t%d\tinvalid\t\n", f.Name, f.Valid, f.Invalid)
	}
	_ = table.Flush()
	fmt.Fprint(w, "flags:")
	for _, f := range r.Flags {
		fmt.Fprintf(w, " %s %d", f.Flag, f.Count)
	}
	fmt.Fprintf(
		w,
		"\n\n%d anchors with %d digests; %d changes of anchors' states; %d changes of status entries, now",
		r.Anchors,
		r.Digests,
		r.AnchorStatuses,
		r.StatusChanges,
	)
	for _, s := range r.Statuses {
		fmt.Fprintf(w, " %s %d", s.State, s.Count)
	}
	fmt.Fprintf(
		w,
		"\nkeys: %d of issuers, %d of verifiers; %d retired, %d compromised\n",
		r.Keys.Issuer,
		r.Keys.Verifier,
		r.Keys.Retired,
		r.Keys.Compromised,
	)
	fmt.Fprintf(w, "%d issuers\n", len(r.Issuers))
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, i := range r.Issuers {
		fmt.Fprintf(
			table,
			"  %s\t%s\tby %s\t%d keys\t%d anchors\t%d digests\t%d status changes\t%s\n",
			i.Code,
			i.State,
			i.Accreditor,
			i.Keys,
			i.Anchors,
			i.Digests,
			i.Statuses,
			i.Name,
		)
	}
	_ = table.Flush()
	showChannel(w, r)
	showNotes(w, r.Notes)
	showList(w, "proved:", r.Proved)
	showList(w, "not proved:", r.NotProved)
}

func showChannel(w io.Writer, r audit.Report) {
	for _, c := range r.Configurations {
		fmt.Fprintf(
			w,
			"configuration %d in block %d: %s; %d orderers, %d must sign%s%s\n",
			c.Sequence,
			c.Block,
			strings.Join(c.Organisations, ", "),
			c.Consenters,
			c.Quorum,
			among("; new: ", c.Added),
			among("; gone: ", c.Removed),
		)
	}
	for _, d := range r.Definitions {
		fmt.Fprintf(
			w,
			"chaincode %s definition %d, version %s, in block %d: %s, %s\n",
			d.Chaincode,
			d.Sequence,
			d.Version,
			d.Position.Block,
			d.Plugin,
			d.Policy,
		)
	}
}

// showNotes tells what was odd and stopped nobody.
func showNotes(w io.Writer, notes []blocks.Note) {
	if len(notes) == 0 {
		return
	}
	var lines []string
	for _, n := range notes {
		line := fmt.Sprintf("block %d, %s: %s", n.Block, strings.Join(n.Organisations, ", "), n.Text)
		if n.Transaction != "" {
			line = fmt.Sprintf("%s (transaction %s)", line, n.Transaction)
		}
		lines = append(lines, line)
	}
	showList(w, "odd, and stopped nobody:", lines)
}

func among(before string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return before + strings.Join(names, ", ")
}

func showList(w io.Writer, head string, lines []string) {
	fmt.Fprintf(w, "\n%s\n", head)
	for _, l := range lines {
		fmt.Fprintf(w, "  - %s\n", l)
	}
}
