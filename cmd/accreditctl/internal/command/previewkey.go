package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"sogoc/cmd/internal/cli"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
	"sogoc/verifier/words"
)

// previewNewKey says whose key is registered, and beside which others. Compared means
// that the accreditor has named the thumbprint.
func previewNewKey(request ledger.KeyRequest, compared bool, ground ledger.Ground) func(context.Context,
	fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		asked := request.Possession
		if asked.Purpose == ledger.PurposeVerifier {
			say(w, "Key %s\n  of the verifier service %s, which will sign receipts with it.", asked.Key, asked.Issuer)
			sayCompare(w, compared)
			say(w, "Which keys that service has is not asked: the ledger has no query for it.")
			return nil
		}
		view, err := findIssuer(ctx, a, asked.Issuer)
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		say(w, "Key %s\n  will sign its anchors and statuses.", asked.Key)
		sayCompare(w, compared)
		if len(view.Keys) == 0 {
			say(w, "It has no other key.")
		}
		sayKeys(w, view, asked.Key)
		if others := otherKeys(view, asked.Key); ground == ledger.GroundFirstKey && others > 0 {
			say(w, "WARNING: the ground is first-key, and the school has %s already.", keysThatCount(others))
		}
		return nil
	}
}

// sayCompare says that the thumbprint is still to be compared.
func sayCompare(w io.Writer, compared bool) {
	if !compared {
		say(w, "Compare it with the thumbprint that the key's owner tells you by another way than the file came.")
		say(w, "The file does not prove who sent it.")
	}
}

// sayKeys lists a school's keys but one.
func sayKeys(w io.Writer, view ledger.IssuerView, but string) {
	for _, k := range view.Keys {
		switch thumbprint := k.Key.Thumbprint(); {
		case thumbprint == but:
			say(w, "It is registered already: the same decision changes nothing, another is refused.")
		case !k.Compromised.IsZero():
			say(w, "Beside it: %s, compromised since %s", thumbprint, words.Moment(k.Compromised, words.English))
		case !k.Retired.IsZero():
			say(w, "Beside it: %s, retired", thumbprint)
		default:
			say(w, "Beside it: %s, which goes on signing", thumbprint)
		}
	}
}

// findKey returns a school, and which of its keys has the thumbprint: -1, after
// lagPatience, where none has. That the ledger knows no such school it answers at once,
// since the owner may be a verifier service.
func findKey(ctx context.Context, a fabricledger.Accreditor, owner, thumbprint string) (ledger.IssuerView, int, error) {
	patient, cancel := context.WithTimeout(ctx, lagPatience)
	defer cancel()
	for {
		view, err := a.Issuer(ctx, owner)
		at := slices.IndexFunc(view.Keys, func(k ledger.Key) bool { return k.Key.Thumbprint() == thumbprint })
		if err != nil || at >= 0 || wait.For(patient, lagPause) != nil {
			return view, at, err
		}
	}
}

// previewOldKey says what the end of a key's use, or the report that it was
// compromised since a moment, will affect. A zero moment is the end of its use.
func previewOldKey(owner, thumbprint string, since time.Time) func(context.Context, fabricledger.Accreditor,
	io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, at, err := findKey(ctx, a, owner, thumbprint)
		if isRefused(err, ledger.CodeNotFound) {
			say(
				w,
				"%s is no school that this peer knows: if it is a verifier service, its receipts are what it affects.",
				owner,
			)
			say(w, "How many receipts it signed nobody can count: they are not on the ledger.")
			return nil
		}
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		if at < 0 {
			say(w, "It has no such key.")
			return fmt.Errorf("%w: nothing was done: %s has no key %s (accreditctl show %s lists its keys)", cli.ErrNo,
				owner, words.Visible(thumbprint), owner)
		}
		by := func(from time.Time) (census, error) {
			return takeCensus(ctx, a, owner, 1, view.Sequence.Sequence, func(x ledger.Attestation) bool {
				return x.Anchor.Anchor.Key == thumbprint && !x.Anchor.Time.Before(from)
			})
		}
		issued, err := by(since)
		if err != nil {
			return err
		}
		if since.IsZero() {
			say(w, "The key anchored %s: they stay valid. It signs no more.", issued)
		} else {
			say(w, "The key anchored %s at or after %s: they become untrusted.", issued, words.Moment(since, words.English))
			say(w, "What it anchored before stays valid. What it said of statuses since then counts as a suspension, until you decide.")
		}
		sayOthers(w, view, thumbprint)
		return nil
	}
}

// otherKeys returns how many of a school's keys but one still sign.
func otherKeys(view ledger.IssuerView, but string) uint64 {
	n := uint64(0)
	for _, k := range view.Keys {
		if k.Key.Thumbprint() != but && k.Retired.IsZero() && k.Compromised.IsZero() {
			n++
		}
	}
	return n
}

func sayOthers(w io.Writer, view ledger.IssuerView, but string) {
	others := otherKeys(view, but)
	if others == 0 {
		say(w, "The school has no other key that counts: it can sign nothing until you register one.")
		return
	}
	say(w, "The school has %s besides.", keysThatCount(others))
}

// previewCustody says what goes to the successor, and what ends.
func previewCustody(from, to string) func(context.Context, fabricledger.Accreditor, io.Writer) error {
	return func(ctx context.Context, a fabricledger.Accreditor, w io.Writer) error {
		view, err := findIssuer(ctx, a, from)
		if err != nil {
			return err
		}
		heir, err := findIssuer(ctx, a, to)
		if err != nil {
			return err
		}
		sayIssuer(w, view)
		issued, err := countIssued(ctx, a, view)
		if err != nil {
			return err
		}
		say(w, "It is closed for ever. It has %s: they stay valid.", issued)
		say(w, "Its %s are retired. Statuses of what it issued are changed by the successor's keys from then on:",
			keysThatCount(goodKeys(view)))
		sayIssuer(w, heir)
		say(w, "Registers of other schools that it keeps go along; the ledger has no query for how many these are.")
		return nil
	}
}
