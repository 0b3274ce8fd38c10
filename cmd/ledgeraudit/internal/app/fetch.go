package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier/audit"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/words"
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
	bar := r.bar(words.Text{"đang tải", "fetching"}.In(r.lang))
	o.Progress = bar.progress
	fetched, err := audit.Fetch(ctx, sources, o)
	bar.done()
	if err != nil {
		return err
	}
	if err := r.print(fetched, func(s speaker) { s.fetched(fetched) }); err != nil {
		return err
	}
	if len(fetched.Differences) > 0 {
		speaker{w: r.Stderr, lang: r.lang}.copyDifferences(fetched.Differences)
	}
	if slices.ContainsFunc(fetched.Differences, func(d audit.CopyDifference) bool { return !d.Outvoted }) {
		return errIntegrity
	}
	if !fetched.Complete() {
		return errLater
	}
	return nil
}
