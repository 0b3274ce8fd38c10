package ctl

import (
	"context"
	"fmt"
	"io"
	"time"

	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// setIssuer suspends an issuer, reinstates it, or withdraws its accreditation.
func setIssuer(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	state := r.flags.String("state", "", "suspended, active or withdrawn; withdrawn is for ever (required)")
	rest, err := r.parse(args, 1)
	if err != nil {
		return err
	}
	if err := r.require("connection", "state"); err != nil {
		return err
	}
	acts := map[ledger.IssuerState]func(fabricledger.Accreditor, context.Context, string) (ledger.IssuerView, error){
		ledger.IssuerSuspended: fabricledger.Accreditor.SuspendIssuer,
		ledger.IssuerActive:    fabricledger.Accreditor.ReinstateIssuer,
		ledger.IssuerWithdrawn: fabricledger.Accreditor.WithdrawIssuer,
	}
	act, known := acts[ledger.IssuerState(*state)]
	if !known {
		return r.usage("-state is suspended, active or withdrawn")
	}
	return r.issuer(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		return act(a, ctx, rest[0])
	})
}

// endKey retires a key, or reports that others had it since a moment.
func endKey(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	issuer := r.flags.String("issuer", "", "issuer code, or the name of a verifier service (required)")
	thumbprint := r.flags.String("thumbprint", "", "of the key (required)")
	var since time.Time
	r.flags.Func("compromised-since", "others may have used it since 2026-11-20T08:00:00+07:00: what it signed from then on is not to be trusted. It cannot be undone, only moved earlier",
		func(text string) (err error) { since, err = time.Parse(time.RFC3339, text); return err })
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "issuer", "thumbprint"); err != nil {
		return err
	}
	return r.issuer(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		if since.IsZero() {
			return a.RetireKey(ctx, *issuer, *thumbprint)
		}
		return a.ReportKeyCompromised(ctx, *issuer, *thumbprint, since.Truncate(time.Second))
	})
}

// setAnchors sets the state of everything in a range of an issuer's anchors.
func setAnchors(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	issuer := r.flags.String("issuer", "", "issuer code (required)")
	first := r.flags.Uint64("first", 0, "number of the first anchor (required)")
	last := r.flags.Uint64("last", 0, "number of the last (default: the first)")
	state := r.flags.String("state", "", "suspended, active or revoked; revoked is for ever (required)")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "issuer", "first", "state"); err != nil {
		return err
	}
	if *last == 0 {
		*last = *first
	}
	return r.accreditor(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		said, err := a.SetAnchorStatus(ctx, *issuer, *first, *last, ledger.State(*state))
		if err != nil {
			return err
		}
		return r.print(said, func(w io.Writer) { fmt.Fprintf(w, "%s: anchors %d to %d are %s\n", *issuer, *first, *last, *state) })
	})
}

// transferCustody closes an issuer and hands its register to another, whose key
// signs that it accepts.
func transferCustody(ctx context.Context, r *run, args []string) error {
	connection := r.flags.String("connection", "", "connection.json of the accreditor (required)")
	from := r.flags.String("from", "", "issuer code of the school that is closed, for ever (required)")
	to := r.flags.String("to", "", "issuer code of its successor, whose key is in the keystore (required)")
	thumbprint := r.flags.String("thumbprint", "", "which key of the successor, where the keystore has several")
	own := r.flags.String("passphrase-file", "", "passphrase of a key of the successor's own; - for standard input")
	if _, err := r.parse(args, 0); err != nil {
		return err
	}
	if err := r.require("connection", "from", "to"); err != nil {
		return err
	}
	key, done, err := r.key(*to, *thumbprint, *own)
	if err != nil {
		return err
	}
	defer done()
	return r.issuer(ctx, *connection, func(ctx context.Context, a fabricledger.Accreditor) (ledger.IssuerView, error) {
		acceptance := ledger.CustodyAcceptance{Type: ledger.TypeCustodyAcceptance, Ledger: a.Genesis(), Predecessor: *from, Successor: *to, Key: key.PublicKey().Thumbprint()}
		if err := acceptance.Validate(); err != nil {
			return ledger.IssuerView{}, err
		}
		signature, err := key.Sign(ledger.Canonical(acceptance))
		if err != nil {
			return ledger.IssuerView{}, err
		}
		return a.TransferCustody(ctx, acceptance, signature)
	})
}

// issuer runs what changes an issuer's record or keys in the accreditor's name,
// and prints how they stand then.
func (r *run) issuer(ctx context.Context, connection string, act func(context.Context, fabricledger.Accreditor) (ledger.IssuerView, error)) error {
	return r.accreditor(ctx, connection, func(ctx context.Context, a fabricledger.Accreditor) error {
		view, err := act(ctx, a)
		if err != nil {
			return err
		}
		return r.print(view, func(w io.Writer) { showIssuer(w, view) })
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
		fmt.Fprintf(w, "  key %s since %s", k.Key.Thumbprint(), k.Added.Format(time.RFC3339))
		if !k.Retired.IsZero() {
			fmt.Fprintf(w, ", retired %s", k.Retired.Format(time.RFC3339))
		}
		if !k.Compromised.IsZero() {
			fmt.Fprintf(w, ", compromised since %s", k.Compromised.Format(time.RFC3339))
		}
		fmt.Fprintln(w)
	}
}
