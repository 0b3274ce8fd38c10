package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// candidate is one anchor that holds the credential's digest, judged.
type candidate struct {
	place    ledger.Place
	record   ledger.AnchorRecord
	position ledger.Position
	issuer   *ledger.Issuer // as it stood when the anchor was made, nil where it did not
	failed   int            // step 4, 5 or 6; 0 where all three passed
	why      verdict
	note     Detail // of step 6, where it passed on the ledger's word
}

// findAnchor takes steps 4 to 6 for every anchor that holds the digest, in the
// order of the ledger, and returns the first that passes them, or else the
// first of those that came furthest. The second result is why there is none.
func (v *verification) findAnchor() (*candidate, *verdict) {
	places, err := v.view.Places(v.issuer, v.digest)
	if err != nil {
		return nil, unread(err)
	}
	if len(places) == 0 {
		return nil, &verdict{NotAnchored, DetailNoAnchor}
	}
	slices.SortStableFunc(places, func(a, b ledger.Place) int { return order(a.Position, b.Position) })
	var best *candidate
	for _, place := range places {
		c, err := v.judge(place)
		if err != nil {
			return nil, err
		}
		if c.failed == 0 {
			return c, nil
		}
		if best == nil || c.failed > best.failed {
			best = c
		}
	}
	return best, nil
}

// judge takes steps 4 to 6 for one place.
func (v *verification) judge(place ledger.Place) (*candidate, *verdict) {
	record, position, found, err := v.view.Anchor(v.issuer, place.Sequence)
	if err != nil {
		return nil, unread(err)
	}
	if !found || record.Anchor.Issuer != v.issuer || record.Anchor.Sequence != place.Sequence || place.Index >= record.Anchor.Size {
		return nil, &verdict{Indeterminate, DetailInconsistent}
	}
	c := &candidate{place: place, record: record, position: position}
	c.issuer = issuerAt(v.issuers, position)

	// 4. The credential's kind equals the anchor's, and the anchor stood at the moment that is asked about.
	if record.Anchor.Kind != v.shown.Kind() {
		return c.fail(StepAnchor, verdict{NotAnchored, DetailOtherKind}), nil
	}
	if v.past() && position.Time.After(v.moment) {
		return c.fail(StepAnchor, verdict{NotAnchored, DetailAnchoredLater}), nil
	}
	// 5. The key was valid, and not compromised, at the anchor's ledger time.
	why, bad := v.keysAt(record.Anchor.Key, position.Time)
	if bad {
		return c.fail(StepKey, why), nil
	}
	// 6. The issuer was accredited for this kind then, by the record as it stood.
	if c.issuer == nil && v.options.Attested {
		c.note = DetailAcceptedByLedger
		return c, nil
	}
	if why, bad := accredited(c.issuer, v.shown.Kind(), position.Time); bad {
		return c.fail(StepAccreditation, why), nil
	}
	return c, nil
}

func (c *candidate) fail(step int, why verdict) *candidate {
	c.failed, c.why = step, why
	return c
}

// keysAt judges the credential's key and, where it is another one, the
// anchor's. What is known of a key today counts: a compromise that was found
// later reaches back to its since.
func (v *verification) keysAt(anchorKey string, at time.Time) (verdict, bool) {
	if why, bad := keyAt(v.key, at); bad {
		return why, true
	}
	if anchorKey == v.shown.Thumbprint() {
		return verdict{}, false
	}
	key, why := v.latestKey(anchorKey)
	if why != nil {
		return *why, true
	}
	if key.Issuer != v.issuer || key.Purpose != ledger.PurposeIssuer {
		return unsure(DetailInconsistent), true
	}
	return keyAt(key, at)
}

func keyAt(k ledger.Key, at time.Time) (verdict, bool) {
	switch {
	case k.GoodAt(at):
		return verdict{}, false
	case k.CompromisedAt(at):
		return verdict{UntrustedIssuer, DetailKeyCompromised}, true
	case at.Before(k.Added):
		return verdict{UntrustedIssuer, DetailKeyNotYet}, true
	}
	return verdict{UntrustedIssuer, DetailKeyRetired}, true
}

func accredited(i *ledger.Issuer, kind ledger.Kind, at time.Time) (verdict, bool) {
	if i == nil {
		return verdict{UntrustedIssuer, DetailNotAccredited}, true
	}
	if i.State != ledger.IssuerActive {
		return verdict{UntrustedIssuer, DetailIssuerState}, true
	}
	if _, covered := i.Scope(kind, at); !covered {
		return verdict{OutOfScope, DetailScope}, true
	}
	return verdict{}, false
}

// issuerAt returns the record as the ledger held it when the transaction at
// that position ran: by order, not by time, since timestamps are the clients'.
func issuerAt(versions []ledger.IssuerVersion, p ledger.Position) *ledger.Issuer {
	var found *ledger.Issuer
	for i := range versions {
		if order(versions[i].Position, p) < 0 {
			found = &versions[i].Issuer
		}
	}
	return found
}

// order compares two places on the ledger.
func order(a, b ledger.Position) int {
	switch {
	case a.Block < b.Block || (a.Block == b.Block && a.Index < b.Index):
		return -1
	case a.Block == b.Block && a.Index == b.Index:
		return 0
	}
	return 1
}

// latestKey returns the newest record of a key.
func (v *verification) latestKey(thumbprint string) (ledger.Key, *verdict) {
	versions, err := v.view.Key(thumbprint)
	if err != nil {
		return ledger.Key{}, unread(err)
	}
	if len(versions) == 0 {
		return ledger.Key{}, &verdict{Indeterminate, DetailInconsistent}
	}
	return versions[len(versions)-1].Key, nil
}
