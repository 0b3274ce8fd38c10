package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/web/api/wire"
)

// propose asks for a final change, which another person confirms.
func (r *run) propose(ctx context.Context, c *client, body wire.BulkStatus) error {
	var p registry.Proposal
	if err := c.call(ctx, http.MethodPost, "/credentials/status", body, &p); err != nil {
		return err
	}
	return r.Print(p, func(w io.Writer) {
		showProposal(w, p)
		fmt.Fprintf(w, "another person confirms it: registryctl confirm %s\n", p.ID)
	})
}

func showProposal(w io.Writer, p registry.Proposal) {
	fmt.Fprintf(w, "%s  %-9s  %s: %d credentials, %s, %s of %s  %s\n", p.ID, p.State, p.To, len(p.Credentials),
		p.Ground, p.DecisionNumber, p.DecisionDate, p.Reason)
}

func listProposals(ctx context.Context, r *run, args []string) error {
	f := r.Flags()
	issuer := f.String("issuer", "", "issuer code (default: yours)")
	state := f.String("state", "", "open, confirmed, withdrawn or refused (default: all)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	query := url.Values{}
	for name, value := range map[string]string{"issuer": *issuer, "state": *state} {
		if value != "" {
			query.Set(name, value)
		}
	}
	var found wire.Proposals
	if err := c.call(ctx, http.MethodGet, "/proposals?"+query.Encode(), nil, &found); err != nil {
		return err
	}
	return r.Print(found.Proposals, func(w io.Writer) {
		for _, p := range found.Proposals {
			showProposal(w, p)
		}
	})
}

// confirm commits what another person proposed, and waits for the ledger.
func confirm(ctx context.Context, r *run, args []string) error {
	f := r.Flags()
	noWait := f.Bool("no-wait", false, "do not wait for the ledger")
	timeout := f.Duration("timeout", 0, "how long to wait (default 2m, and a second for each credential)")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	c, err := r.client()
	if err != nil {
		return err
	}
	path := "/proposals/" + url.PathEscape(rest[0])
	var before wire.ShownProposal
	if err := c.call(ctx, http.MethodGet, path, nil, &before); err != nil {
		return err
	}
	var made wire.BulkChanges
	if err := c.call(ctx, http.MethodPost, path+"/confirm", nil, &made); err != nil {
		return err
	}
	if *timeout == 0 {
		*timeout = 2*time.Minute + time.Duration(len(made.Changes))*time.Second
	}
	return r.awaitChanges(ctx, c, made, before.Proposal.To, *noWait, *timeout)
}

func refuse(ctx context.Context, r *run, args []string) error {
	reason := r.Flags().String("reason", "", "why (required); name no learner")
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.Require("reason"); err != nil {
		return err
	}
	return r.endProposal(ctx, rest[0], "refuse", wire.Rejection{Reason: *reason})
}

func withdraw(ctx context.Context, r *run, args []string) error {
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	return r.endProposal(ctx, rest[0], "withdraw", nil)
}

func (r *run) endProposal(ctx context.Context, id, act string, body any) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	var p registry.Proposal
	if err := c.call(ctx, http.MethodPost, "/proposals/"+url.PathEscape(id)+"/"+act, body, &p); err != nil {
		return err
	}
	return r.Print(p, func(w io.Writer) { showProposal(w, p) })
}

// proposalCommands are those of what takes two persons.
var proposalCommands = []subcommand{
	{cli.Command{
		Name: "proposals", About: "list revocations that were proposed",
		Example: "registryctl proposals -state open",
	}, listProposals},
	{cli.Command{
		Name: "confirm", Args: "PROPOSAL", About: "confirm a revocation that somebody else proposed",
		Example: "registryctl confirm 5a3e…",
	}, confirm},
	{cli.Command{
		Name: "refuse", Args: "PROPOSAL", About: "refuse a revocation that somebody else proposed",
		Example: "registryctl refuse 5a3e… -reason \"sai số quyết định\"",
	}, refuse},
	{cli.Command{
		Name: "withdraw", Args: "PROPOSAL", About: "take back one's own proposal",
		Example: "registryctl withdraw 5a3e…",
	}, withdraw},
}
