package command

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"sogoc/cmd/internal/cli"
	"sogoc/registry"
	"sogoc/web/api/wire"
)

// giveUp asks for a batch to be given up, or confirms what another person asked
// for. Without -reason and -confirm it says what it would do.
func giveUp(ctx context.Context, r *run, args []string) error {
	reason := r.Flags().String("reason", "", "why; it stands in the register book and names no learner")
	confirm := r.Flags().Bool("confirm", false, "confirm what another person asked for; takes an approver")
	withdraw := r.Flags().Bool("withdraw", false, "take back what was asked for")
	file := r.Flags().String("passphrase-file", "",
		"with -confirm: "+cli.SecretUsage)
	rest, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	switch {
	case *withdraw && !*confirm && *reason == "":
		return r.step(ctx, rest[0], "give-up/withdraw", nil)
	case *confirm && !*withdraw && *reason == "":
		return r.confirmGiveUp(ctx, rest[0], *file)
	case *reason != "" && !*confirm && !*withdraw:
		return r.askGiveUp(ctx, rest[0], *reason)
	case *reason == "" && !*confirm && !*withdraw:
		return r.previewGiveUp(ctx, rest[0])
	}
	return cli.Usage("give one of -reason, -confirm and -withdraw, or none to see what would happen")
}

// requireAsked keeps a flag from doing the other person's step.
func (r *run) requireAsked(ctx context.Context, c *client, path string, want bool) error {
	var b registry.Batch
	if err := c.call(ctx, http.MethodGet, path, nil, &b); err != nil {
		return err
	}
	switch asked := b.GivingUp.Asked(); {
	case asked && !want:
		return fmt.Errorf(
			"%w: it was asked for already (%q); an approver who is another person confirms it with -confirm",
			cli.ErrNo,
			b.GivingUp.Reason,
		)
	case !asked && want:
		return fmt.Errorf("%w: nobody has asked for this batch to be given up: give -reason", cli.ErrNo)
	}
	return nil
}

func (r *run) askGiveUp(ctx context.Context, batch, reason string) error {
	return r.postGiveUp(ctx, batch, false, wire.GiveUp{Reason: reason})
}

func (r *run) confirmGiveUp(ctx context.Context, batch, passphraseFile string) error {
	var body wire.GiveUp
	if passphraseFile != "" {
		passphrase, err := r.Secret(passphraseFile)
		if err != nil {
			return err
		}
		body.Passphrase = passphrase
	}
	return r.postGiveUp(ctx, batch, true, body)
}

func (r *run) postGiveUp(ctx context.Context, batch string, asked bool, body wire.GiveUp) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	path := "/batches/" + url.PathEscape(batch)
	if err := r.requireAsked(ctx, c, path, asked); err != nil {
		return err
	}
	var b registry.Batch
	if err := c.call(ctx, http.MethodPost, path+"/give-up", body, &b); err != nil {
		return err
	}
	return r.Print(b, func(w io.Writer) {
		showBatch(w, b)
		switch {
		case b.State == registry.BatchGivenUp:
			fmt.Fprintln(w, "given up: its numbers are void and its credentials destroyed")
		case b.GivingUp.Confirmed():
			fmt.Fprintln(w, "confirmed: the ledger decides; see registryctl show")
		default:
			fmt.Fprintf(
				w,
				"asked for; an approver who is another person confirms it:\n  registryctl give-up %s -confirm\n",
				b.ID,
			)
		}
	})
}

func (r *run) previewGiveUp(ctx context.Context, batch string) error {
	c, err := r.client()
	if err != nil {
		return err
	}
	var would registry.GiveUpConsequences
	if err := c.call(ctx, http.MethodGet, "/batches/"+url.PathEscape(batch)+"/give-up", nil, &would); err != nil {
		return err
	}
	return r.Print(would, func(w io.Writer) {
		fmt.Fprintf(w, "rows that would never be issued:  %d\n", would.Rows)
		fmt.Fprintf(w, "signed credentials destroyed:     %d\n", would.Credentials)
		fmt.Fprintf(
			w,
			"lines of the book made void:      %d  %s … %s\n",
			would.Numbers,
			would.FirstNumber,
			would.LastNumber,
		)
		fmt.Fprintf(w, "credentials on the ledger, kept:  %d\n", would.Kept)
		fmt.Fprintf(w, "batches behind it, sealed anew:   %d\n", would.LaterSealed)
		fmt.Fprintf(w, "the ledger decides:               %t\n", would.Sent)
	})
}
