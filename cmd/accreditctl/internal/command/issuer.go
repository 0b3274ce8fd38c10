package command

import (
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/cmd/internal/cli"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

func show(ctx context.Context, r *cli.Run, args []string) error {
	connection := connectionFlag(r)
	codes, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	return actOnIssuer(ctx, r, *connection, onIssuer(fabricledger.Accreditor.Issuer, codes[0]))
}

func accredit(ctx context.Context, r *cli.Run, args []string) error {
	return writeAccreditation(ctx, r, args, fabricledger.Accreditor.Accredit)
}

func amend(ctx context.Context, r *cli.Run, args []string) error {
	return writeAccreditation(ctx, r, args, fabricledger.Accreditor.AmendAccreditation)
}

func writeAccreditation(
	ctx context.Context, r *cli.Run, args []string,
	write func(fabricledger.Accreditor, context.Context, ledger.Accreditation) (ledger.IssuerView, error),
) error {
	connection := connectionFlag(r)
	file := r.Flags().String("file", "", "accreditation as JSON: code, name, nameEn, delegate, scopes (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("file"); err != nil {
		return err
	}
	accreditation, err := readAccreditation(*file)
	if err != nil {
		return err
	}
	return actOnIssuer(ctx, r, *connection, onIssuer(write, accreditation))
}

// onIssuer makes an act of a method of Accreditor and its argument.
func onIssuer[T any](
	method func(fabricledger.Accreditor, context.Context, T) (ledger.IssuerView, error), argument T,
) issuerAct {
	return func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		return method(a, ctx, argument)
	}
}

// readAccreditation reads an accreditation as a person wrote it: any JSON form,
// but no member that is not known.
func readAccreditation(file string) (ledger.Accreditation, error) {
	var accreditation ledger.Accreditation
	text, err := os.ReadFile(file)
	if err != nil {
		return accreditation, err
	}
	if err := json.Unmarshal(text, &accreditation, json.RejectUnknownMembers(true)); err != nil {
		return accreditation, cli.Usage("%s: %w", file, err)
	}
	if err := accreditation.ValidateNew(); err != nil {
		return accreditation, cli.Usage("%s: %w", file, err)
	}
	return accreditation, nil
}

// changeIssuer returns the subcommand that changes an issuer's state.
func changeIssuer(
	change func(fabricledger.Accreditor, context.Context, string) (ledger.IssuerView, error),
) func(context.Context, *cli.Run, []string) error {
	return func(ctx context.Context, r *cli.Run, args []string) error {
		connection := connectionFlag(r)
		codes, err := r.Parse(args, 1)
		if err != nil {
			return err
		}
		return actOnIssuer(ctx, r, *connection, onIssuer(change, codes[0]))
	}
}

// setAnchors sets the state of everything in a range of an issuer's anchors.
func setAnchors(ctx context.Context, r *cli.Run, args []string) error {
	connection := connectionFlag(r)
	issuer := r.Flags().String("issuer", "", "issuer code (required)")
	first := r.Flags().Uint64("first", 0, "number of the first anchor (required)")
	last := r.Flags().Uint64("last", 0, "number of the last (default: the first)")
	state := r.Flags().String("state", "", "suspended, active or revoked; revoked is for ever (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return err
	}
	if err := r.Require("issuer", "first", "state"); err != nil {
		return err
	}
	if *last == 0 {
		*last = *first
	}
	return act(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		changed, err := a.SetAnchorStatus(ctx, *issuer, *first, *last, ledger.State(*state))
		if err != nil {
			return err
		}
		return r.Print(changed, func(w io.Writer) {
			fmt.Fprintf(w, "%s: anchors %d to %d are %s\n", *issuer, *first, *last, *state)
		})
	})
}

// returnQuota gives an anchor's share back to its scope and year, once. Repeated it
// answers with what was given back before.
func returnQuota(ctx context.Context, r *cli.Run, args []string) error {
	connection := connectionFlag(r)
	rest, err := r.Parse(args, 2)
	if err != nil {
		return err
	}
	sequence, err := strconv.ParseUint(rest[1], 10, 64)
	if err != nil || sequence == 0 {
		return cli.Usage("SEQUENCE is the anchor's number, from 1")
	}
	return act(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		given, err := a.ReturnQuota(ctx, rest[0], sequence)
		if err != nil {
			return err
		}
		return r.Print(given, func(w io.Writer) {
			fmt.Fprintf(w, "%s: the %d of anchor %d are given back to %s %s in %d\n",
				rest[0], given.Size, sequence, given.Place.Type, given.Place.Field, given.Place.Year)
		})
	})
}

func showIssuer(w io.Writer, view ledger.IssuerView) {
	if code := view.Issuer.Accreditation.Code; code != "" {
		fmt.Fprintf(w, "%s: %s, %s", code, view.Issuer.Accreditation.Name, view.Issuer.State)
		if view.Issuer.Successor != "" {
			fmt.Fprintf(w, ", succeeded by %s", view.Issuer.Successor)
		}
		fmt.Fprintln(w)
	}
	for _, s := range view.Issuer.Accreditation.Scopes {
		fmt.Fprintf(w, "  %s %s  %s to %s, %d a year\n", s.Type, s.Field, s.From, s.Until, s.Quota)
	}
	for _, k := range view.Keys {
		fmt.Fprintf(w, "  key %s of %s since %s", k.Key.Thumbprint(), k.Issuer, k.Added.Format(time.RFC3339))
		if !k.Retired.IsZero() {
			fmt.Fprintf(w, ", retired %s", k.Retired.Format(time.RFC3339))
		}
		if !k.Compromised.IsZero() {
			fmt.Fprintf(w, ", compromised since %s", k.Compromised.Format(time.RFC3339))
		}
		fmt.Fprintln(w)
	}
}
