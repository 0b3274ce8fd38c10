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
	"sogoc/verifier/words"
)

func (d desk) show(ctx context.Context, r *cli.Run, args []string) error {
	connection := connectionFlag(r)
	codes, err := r.Parse(args, 1)
	if err != nil {
		return err
	}
	a, end, err := d.accreditor(r, *connection)
	if err != nil {
		return err
	}
	defer end()
	return within(ctx, func(ctx context.Context) error {
		view, err := a.Issuer(ctx, codes[0])
		if err != nil {
			return err
		}
		return r.Print(view, func(w io.Writer) { showIssuer(w, view) })
	})
}

func (d desk) accredit(ctx context.Context, r *cli.Run, args []string) error {
	by, accreditation, err := readAccreditation(r, args, ledger.FuncAccredit)
	if err != nil {
		return err
	}
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncAccredit),
		preview: previewAccreditation(accreditation, d.now()),
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.Accredit(ctx, accreditation, why)
			},
		),
	})
}

func (d desk) amend(ctx context.Context, r *cli.Run, args []string) error {
	by, accreditation, err := readAccreditation(r, args, ledger.FuncAmendAccreditation)
	if err != nil {
		return err
	}
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncAmendAccreditation),
		preview: previewAmendment(accreditation, d.now()),
		do: doOnIssuer(
			r,
			func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
				return a.AmendAccreditation(ctx, accreditation, why)
			},
		),
	})
}

// readAccreditation reads the command line of accredit or amend, and the file that it names.
func readAccreditation(r *cli.Run, args []string, function string) (decision, ledger.Accreditation, error) {
	by := decisionFlags(r, ledger.Grounds(function)...)
	file := r.Flags().String("file", "", "accreditation as JSON: code, name, nameEn, delegate, scopes (required)")
	if _, err := r.Parse(args, 0); err != nil {
		return by, ledger.Accreditation{}, err
	}
	if err := r.Require("file"); err != nil {
		return by, ledger.Accreditation{}, err
	}
	accreditation, err := parseAccreditation(*file)
	return by, accreditation, err
}

// parseAccreditation reads an accreditation as a person wrote it: any JSON form,
// but no member that is not known.
func parseAccreditation(file string) (ledger.Accreditation, error) {
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

// changeState is the method of Accreditor that gives an issuer a state.
type changeState func(fabricledger.Accreditor, context.Context, string, ledger.Reason) (ledger.IssuerView, error)

// changeIssuer returns the subcommand that gives an issuer a state.
func (d desk) changeIssuer(
	function string, next ledger.IssuerState, change changeState,
) func(context.Context, *cli.Run, []string) error {
	return func(ctx context.Context, r *cli.Run, args []string) error {
		by := decisionFlags(r, ledger.Grounds(function)...)
		codes, err := r.Parse(args, 1)
		if err != nil {
			return err
		}
		todo := act{
			grounds: ledger.Grounds(function),
			preview: previewState(codes[0], next),
			do: doOnIssuer(
				r,
				func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) (ledger.IssuerView, error) {
					return change(a, ctx, codes[0], why)
				},
			),
		}
		if next == ledger.IssuerWithdrawn {
			todo.forEver = codes[0]
		}
		return d.perform(ctx, r, by, todo)
	}
}

// returnQuota gives an anchor's share back to its scope and year, once. Repeated it
// answers with what was given back before.
func (d desk) returnQuota(ctx context.Context, r *cli.Run, args []string) error {
	by := decisionFlags(r, ledger.Grounds(ledger.FuncReturnQuota)...)
	rest, err := r.Parse(args, 2)
	if err != nil {
		return err
	}
	sequence, err := strconv.ParseUint(rest[1], 10, 64)
	if err != nil || sequence == 0 {
		return cli.Usage("SEQUENCE is the anchor's number, from 1")
	}
	do := func(ctx context.Context, a fabricledger.Accreditor, why ledger.Reason) error {
		given, err := a.ReturnQuota(ctx, rest[0], sequence, why)
		if err != nil {
			return err
		}
		return r.Print(given, func(w io.Writer) {
			fmt.Fprintf(w, "%s: the %d of anchor %d are given back to %s %s in %d\n",
				rest[0], given.Size, sequence, given.Place.Type, given.Place.Field, given.Place.Year)
		})
	}
	return d.perform(ctx, r, by, act{
		grounds: ledger.Grounds(ledger.FuncReturnQuota), preview: previewReturn(rest[0], sequence), do: do,
	})
}

func showIssuer(w io.Writer, view ledger.IssuerView) {
	if code := view.Issuer.Accreditation.Code; code != "" {
		fmt.Fprintf(w, "%s: %s, %s", code, words.Visible(view.Issuer.Accreditation.Name), view.Issuer.State)
		if view.Issuer.Successor != "" {
			fmt.Fprintf(w, ", succeeded by %s", view.Issuer.Successor)
		}
		fmt.Fprintln(w)
		fmt.Fprintf(w, "  English name: %s\n", orNone(view.Issuer.Accreditation.NameEn))
		fmt.Fprintf(w, "  delegate: %s\n", orNone(view.Issuer.Accreditation.Delegate))
		showReason(w, "accredited so", view.Issuer.Reason)
		showReason(w, string(view.Issuer.State), view.Issuer.StateReason)
	}
	for _, s := range view.Issuer.Accreditation.Scopes {
		fmt.Fprintf(w, "  %s\n", words.Scope(s, words.English))
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
		showReason(w, "  registered", k.Reason)
		showReason(w, "  retired", k.RetiredReason)
		showReason(w, "  reported compromised", k.CompromisedReason)
	}
}

// showReason says by which decision something stands, where the ledger names one.
func showReason(w io.Writer, what string, reason ledger.Reason) {
	if by := words.Decision(reason, words.English); by != "" {
		fmt.Fprintf(w, "  %s %s\n", what, by)
	}
}
