package command

import (
	"context"
	"io"

	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// sayIssuer says which school it is, how it stands and by which decision.
func sayIssuer(w io.Writer, view ledger.IssuerView) {
	issuer := view.Issuer
	form := "%s, %s: %s"
	if by := words.Decision(issuer.StateReason, words.English); by != "" {
		form += ", " + by
	}
	say(w, form+".", issuer.Accreditation.Code, words.Visible(issuer.Accreditation.Name),
		words.IssuerState(issuer.State, words.English))
}

// previewState says what a school's next state will affect.
func previewState(
	code string,
	next ledger.IssuerState,
) func(context.Context, fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, err := findIssuer(ctx, a, code)
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		if by := view.Issuer.StateBy; view.Issuer.State == next && by != "" && by != view.Issuer.Accreditor {
			say(w, "It is so already, by the delegate %s: the accreditor's decision takes its place; "+
				"the delegate's same decision changes nothing, another is refused.", by)
			return nil
		}
		if view.Issuer.State == next {
			say(w, "It is so already: the same decision changes nothing, another is refused.")
			return nil
		}
		if next == ledger.IssuerActive {
			return previewReinstatement(ctx, a, w, view)
		}
		issued, err := countIssued(ctx, a, view)
		if err != nil {
			return err
		}
		say(w, "It has %s: they stay valid.", issued)
		if next == ledger.IssuerSuspended {
			say(w, "No more can be anchored until it is reinstated. Its %s stay registered.",
				several(uint64(len(view.Keys)), "key"))
			return nil
		}
		say(w, "No more can ever be anchored: a withdrawn accreditation does not come back. Its %s sign no new anchor.",
			several(goodKeys(view), "key"))
		say(w, "Its register can still be handed to a successor (accreditctl custody transfer).")
		return nil
	}
}

func previewReinstatement(
	ctx context.Context,
	a fabricledger.Accreditor,
	w io.Writer,
	view ledger.IssuerView,
) error {
	quota, err := a.Quota(ctx, view.Issuer.Accreditation.Code)
	if err != nil {
		return err
	}
	say(w, "It can anchor again, with %s:", keysThatCount(goodKeys(view)))
	sayUses(w, quota)
	return nil
}

// sayUses says what of each scope in force is used.
func sayUses(w io.Writer, quota ledger.QuotaView) {
	for _, u := range quota.Uses {
		say(w, "  %s: %s of %s used in %d", words.ScopeKind(u.Place.Type, u.Place.Field, words.English), thousands(counted(u)),
			thousands(u.Quota), u.Place.Year)
	}
	if len(quota.Uses) == 0 {
		say(w, "  no scope is in force today")
	}
}

// counted returns how many digests count against a scope's quota.
func counted(u ledger.QuotaUse) uint64 { return u.Used - min(u.Returned, u.Used) }

// previewAnchors says what is in a range of anchors, and how it stands now.
func previewAnchors(
	code string,
	first, last uint64,
	next ledger.State,
) func(context.Context, fabricledger.Accreditor,
	io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, err := findNumbers(ctx, a, code, first, last)
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		total, present := census{}, map[ledger.State]census{}
		total, err = takeCensus(
			ctx,
			a,
			code,
			first,
			last,
			func(x ledger.Attestation) bool {
				c := present[x.AnchorState]
				c.anchors++
				c.credentials += x.Anchor.Anchor.Size
				present[x.AnchorState] = c
				return true
			},
		)
		if err != nil {
			return err
		}
		say(
			w,
			"Numbers %d to %d hold %s, and %s.",
			first,
			last,
			total,
			severalAre(total.givenUp, "number", "given up"),
		)
		for _, state := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Revoked} {
			if c := present[state]; c.anchors > 0 {
				say(w, "  now %s: %s", words.State(state, words.English), c)
			}
		}
		say(w, "All of them will be %s; each credential's own status stays as it is, and the worse of both counts.",
			words.State(next, words.English))
		if next == ledger.Revoked {
			say(w, "The quota of each can then be given back, once (accreditctl return-quota).")
		}
		return nil
	}
}

// previewReturn says what share of a quota will be given back.
func previewReturn(code string, sequence uint64) func(context.Context, fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		found, err := a.Anchor(ctx, code, sequence)
		if err != nil {
			return err
		}
		anchor := found.Anchor.Anchor
		say(w, "%s, anchor %d: %s of %s, %s.", code, sequence, several(anchor.Size, "credential"), anchor.Kind,
			words.State(found.AnchorState, words.English))
		if found.Key.CompromisedAt(found.Anchor.Time) {
			say(w, "Its key was compromised by then.")
		}
		quota, err := a.Quota(ctx, code)
		if err != nil {
			return err
		}
		say(w, "What is given back can be issued again in %d. Used so far this year:", ledger.Year(found.Anchor.Time))
		sayUses(w, quota)
		return nil
	}
}
