package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/follower/gateway"
)

func fetch(ctx context.Context, r *run, args []string) error {
	connection := r.Flags().String("connection", "", "connection.json of a client of the network (required)")
	to := r.Flags().String("to", "", "folder for the blocks; an earlier fetch into it goes on (required)")
	peers := r.Flags().String("peers", "all", "organisations to read from: all, or MSPs with commas between")
	wait := r.Flags().Duration(
		"wait",
		30*time.Second,
		"how long to wait for a peer's answer or next block (default 30s)",
	)
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("connection", "to"); err != nil {
		return err
	}
	c, err := clientfile.ReadConnection(*connection)
	if err != nil {
		return err
	}
	if c.Peers, err = r.choose(c.Peers, *peers); err != nil {
		return err
	}
	opened, err := gateway.Open(c)
	if err != nil {
		return err
	}
	defer func() { _ = opened.Close() }()
	return r.fetch(ctx, opened.Sources(), audit.FetchOptions{Folder: *to, Genesis: c.Genesis, Wait: *wait})
}

// choose returns the peers of the organisations that are asked for.
func (r *run) choose(all []clientfile.Peer, names string) ([]clientfile.Peer, error) {
	if names == "all" {
		return all, nil
	}
	var chosen []clientfile.Peer
	for name := range strings.SplitSeq(names, ",") {
		isOf := func(p clientfile.Peer) bool { return p.MSP == name }
		if !slices.ContainsFunc(all, isOf) {
			return nil, cli.Usage("the connection names no peer of %q", name)
		}
		for _, p := range all {
			if isOf(p) && !slices.Contains(chosen, p) {
				chosen = append(chosen, p)
			}
		}
	}
	return chosen, nil
}

func (r *run) fetch(ctx context.Context, sources []follower.Source, o audit.FetchOptions) error {
	bar := r.bar("fetching")
	o.Progress = bar.progress
	fetched, err := audit.Fetch(ctx, sources, o)
	bar.done()
	if err != nil {
		return err
	}
	if err := r.Print(fetched, func(w io.Writer) { showFetched(w, fetched) }); err != nil {
		return err
	}
	if len(fetched.Differences) > 0 {
		printDifferences(r.Stderr, fetched.Differences)
	}
	if slices.ContainsFunc(fetched.Differences, func(d audit.CopyDifference) bool { return !d.Outvoted }) {
		return errIntegrity
	}
	if !fetched.Complete() {
		return errLater
	}
	return nil
}

func showFetched(w io.Writer, f audit.Fetched) {
	fmt.Fprintf(w, "%s: %d blocks, %d of them new\n", f.Folder, f.Blocks, f.New)
	if f.Blocks > 0 {
		fmt.Fprintf(w, "last block's hash %s\n", f.Hash)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range f.Peers {
		fmt.Fprintf(
			table,
			"  %s\t%s\t%d of %d blocks are the same\t%s\n",
			p.Organisation,
			p.Name,
			p.Compared,
			max(p.Told, p.Compared),
			p.Failed,
		)
	}
	_ = table.Flush()
}

// printDifferences names the source of each copy of a block that has several.
func printDifferences(w io.Writer, differences []audit.CopyDifference) {
	for _, d := range differences {
		fmt.Fprintf(w, "\n!!! BLOCK %d: NOT ALL COPIES ARE THE SAME, OR ONE CANNOT STAND THERE !!!\n", d.Block)
		if d.Outvoted {
			fmt.Fprintln(w, "  one organisation's copy was outvoted: it is kept as evidence, its peer was read no further")
		}
		for _, c := range d.Copies {
			who := strings.Join(c.Peers, ", ")
			if who == "" {
				who = "an earlier fetch"
			}
			fmt.Fprintf(w, "  %s\n    hash %s, flags %s\n    kept as %s\n", who, c.Hash, c.Flags, c.File)
			if c.Problem != "" {
				fmt.Fprintf(w, "    %s\n", c.Problem)
			}
		}
	}
	if last := differences[len(differences)-1]; !last.Outvoted {
		fmt.Fprintln(w, "\nnothing was read beyond it: ask these organisations, and keep the files")
	}
}
