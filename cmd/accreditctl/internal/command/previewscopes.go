package command

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"sogoc/registry/fabricledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// sayScope says one permission.
func sayScope(w io.Writer, mark string, s ledger.Scope) {
	say(w, "  %s %s", mark, words.Scope(s, words.English))
}

// sayNewScope is sayScope for one that is to come, with a WARNING where nothing can be
// issued under it at the moment at or later.
func sayNewScope(w io.Writer, mark string, s ledger.Scope, at time.Time) {
	sayScope(w, mark, s)
	if s.Until < ledger.DateOf(at) {
		say(w, "    WARNING: this period has ended: nothing can be issued under this line.")
	}
	if !slices.ContainsFunc(credential.Types(), func(t credential.Type) bool { return t.Code == s.Type }) {
		say(w, "    WARNING: accreditctl knows no type of credential %s: check the spelling; "+
			"the ledger refuses types that it does not know.", words.Visible(s.Type))
	}
}

// sayDelegate says who will act for the accreditor, with a WARNING where
// connection.json has no peer of such an organisation.
func sayDelegate(w io.Writer, a fabricledger.Accreditor, delegate string) {
	if delegate == "" {
		return
	}
	say(w, "  delegate: %s", words.Visible(delegate))
	say(w, "    It may act for you in this school's matters. Check the spelling: the ledger does not.")
	known, ok := a.Transactor.(Ledger)
	if !ok {
		return
	}
	if there := known.Organisations(); !slices.Contains(there, delegate) {
		say(w, "    WARNING: connection.json names no peer of it. It names peers of %s.", strings.Join(there, ", "))
	}
}

// previewAccreditation says what a new school may do, or that it stands already.
func previewAccreditation(
	next ledger.Accreditation, at time.Time,
) func(context.Context, fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, err := a.Issuer(ctx, next.Code)
		switch {
		case isRefused(err, ledger.CodeNotFound):
			say(w, "%s, %s, is new on the ledger.", next.Code, words.Visible(next.Name))
			say(w, "  English name: %s", orNone(next.NameEn))
			sayDelegate(w, a, next.Delegate)
			say(w, "It may issue:")
			for _, s := range next.Scopes {
				sayNewScope(w, " ", s, at)
			}
			say(w, "It can anchor nothing until you register a key of it (accreditctl key add).")
			return nil
		case err != nil:
			return err
		}
		sayIssuer(w, view)
		if same(view.Issuer.Accreditation, next) {
			say(w, "It is accredited so already, with %s: the same decision changes nothing, another is refused.",
				several(uint64(len(view.Keys)), "key"))
			return nil
		}
		say(w, "The code is taken, and what stands differs: accredit will be refused (see accreditctl amend).")
		return nil
	}
}

func same(a, b ledger.Accreditation) bool { return string(a.Canonical()) == string(b.Canonical()) }

// previewAmendment says how an accreditation will differ, with what is used of each
// quota, and warns where the new one is less.
func previewAmendment(
	next ledger.Accreditation, at time.Time,
) func(context.Context, fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, err := findIssuer(ctx, a, next.Code)
		if err != nil {
			return err
		}
		quota, err := a.Quota(ctx, next.Code)
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		before := view.Issuer.Accreditation
		if same(before, next) {
			say(w, "It stands so already: the same decision changes nothing, another is refused.")
			return nil
		}
		for _, d := range []struct{ name, before, after string }{
			{"name", before.Name, next.Name},
			{"English name", before.NameEn, next.NameEn},
			{"delegate", before.Delegate, next.Delegate},
		} {
			if d.before != d.after {
				say(w, "  %s: %s, before: %s", d.name, orNone(d.after), orNone(d.before))
			}
		}
		if before.Delegate != next.Delegate {
			sayDelegate(w, a, next.Delegate)
		}
		sayScopes(w, before.Scopes, next.Scopes, at)
		warnOfUse(w, quota, next)
		return nil
	}
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return words.Visible(text)
}

// sayScopes lists the permissions that go (-), those that come (+), and how many stay.
func sayScopes(w io.Writer, before, after []ledger.Scope, at time.Time) {
	in := func(list []ledger.Scope, s ledger.Scope) bool {
		for _, other := range list {
			if other == s {
				return true
			}
		}
		return false
	}
	kept := uint64(0)
	for _, s := range before {
		if in(after, s) {
			kept++
			continue
		}
		sayScope(w, "-", s)
	}
	for _, s := range after {
		if !in(before, s) {
			sayNewScope(w, "+", s, at)
		}
	}
	if kept > 0 {
		say(w, "  %s as before", several(kept, "other line"))
	}
}

// warnOfUse says what is used of each scope this year beside its next quota, and
// WARNS where that is less, or where a scope that is in use goes.
func warnOfUse(w io.Writer, quota ledger.QuotaView, next ledger.Accreditation) {
	for _, u := range quota.Uses {
		used, allowed := counted(u), uint64(0)
		for _, s := range next.Scopes {
			if s.Type == u.Place.Type && s.Field == u.Place.Field && s.InForce(quota.Time) {
				allowed = uint64(s.Quota)
			}
		}
		warning := ""
		if allowed < used {
			warning = "  WARNING: less than is used; what was anchored stays valid, no more can be this year"
		}
		say(
			w,
			"  %s in %d: %s used, %s allowed from now on%s",
			words.ScopeKind(u.Place.Type, u.Place.Field, words.English),
			u.Place.Year,
			thousands(used),
			thousands(allowed),
			warning,
		)
	}
}
