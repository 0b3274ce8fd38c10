package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// candidate is one anchor that holds the credential's digest, judged.
type candidate struct {
	leaf     ledger.Leaf
	record   ledger.AnchorRecord
	position ledger.Position
	issuer   *ledger.Issuer // as it stood when the anchor was made, nil where it did not
	failed   int            // step 4, 5 or 6; 0 where all three passed
	why      *Verdict       // of the step that failed
	standsOn Detail         // of step 6, where it passed on the ledger's word
}

// findAnchor takes steps 4 to 6 for every anchor that holds the digest, in the
// order of the ledger, and returns the first that passes them, or else the
// first of those that came furthest. The verdict is why there is none.
func (v *verification) findAnchor() (*candidate, *Verdict) {
	leaves, err := v.view.Leaves(v.reference.Issuer, v.reference.Digest)
	if err != nil {
		return nil, verdictOf(err)
	}
	if len(leaves) == 0 {
		return nil, &Verdict{Code: NotAnchored, Detail: DetailNoAnchor}
	}
	slices.SortStableFunc(leaves, func(a, b ledger.Leaf) int { return comparePositions(a.Position, b.Position) })
	var furthest *candidate
	for _, leaf := range leaves {
		c, why := v.readAnchor(leaf)
		if why != nil {
			return nil, why
		}
		v.judgeAnchor(c)
		if c.failed == 0 {
			return c, nil
		}
		if furthest == nil || c.failed > furthest.failed {
			furthest = c
		}
	}
	return furthest, nil
}

// readAnchor reads the anchor that a leaf belongs to.
func (v *verification) readAnchor(leaf ledger.Leaf) (*candidate, *Verdict) {
	record, position, found, err := v.view.Anchor(v.reference.Issuer, leaf.Sequence)
	if err != nil {
		return nil, verdictOf(err)
	}
	is := found && record.Anchor.Issuer == v.reference.Issuer && record.Anchor.Sequence == leaf.Sequence
	if !is || leaf.Index >= record.Anchor.Size {
		return nil, undecided(DetailInconsistent)
	}
	return &candidate{leaf: leaf, record: record, position: position, issuer: issuerAt(v.issuers, position)}, nil
}

// judgeAnchor takes steps 4 to 6 for one anchor, and notes in c the step that failed.
func (v *verification) judgeAnchor(c *candidate) {
	// 4. The credential's kind equals the anchor's, and the anchor stood at the moment that is asked about.
	if c.record.Anchor.Kind != v.reference.Kind {
		c.fail(StepAnchor, &Verdict{Code: NotAnchored, Detail: DetailOtherKind})
		return
	}
	if v.aboutPast && c.position.Time.After(v.moment) {
		c.fail(StepAnchor, &Verdict{Code: NotAnchored, Detail: DetailAnchoredLater})
		return
	}
	// 5. The key was valid, and not compromised, at the anchor's ledger time.
	if why := v.judgeKeys(c.record.Anchor.Key, c.position.Time); why != nil {
		c.fail(StepKey, why)
		return
	}
	// 6. The issuer was accredited for this kind then, by the record as it stood.
	if c.issuer == nil && v.options.Attested {
		c.standsOn = DetailAcceptedByLedger
		return
	}
	if why := judgeAccreditation(c.issuer, v.reference.Kind, c.position.Time); why != nil {
		c.fail(StepAccreditation, why)
	}
}

func (c *candidate) fail(step int, why *Verdict) { c.failed, c.why = step, why }

// judgeKeys judges the credential's key and, where it is another one, the
// anchor's. What is known of a key today counts: a compromise that was found
// later reaches back to its since.
func (v *verification) judgeKeys(anchorKey string, at time.Time) *Verdict {
	if why := judgeKey(v.key, at); why != nil || anchorKey == v.reference.Key {
		return why
	}
	key, why := v.newestKey(anchorKey)
	if why != nil {
		return why
	}
	if key.Issuer != v.reference.Issuer || key.Purpose != ledger.PurposeIssuer {
		return undecided(DetailInconsistent)
	}
	return judgeKey(key, at)
}

func judgeKey(k ledger.Key, at time.Time) *Verdict {
	switch {
	case k.GoodAt(at):
		return nil
	case k.CompromisedAt(at):
		return untrusted(DetailKeyCompromised)
	case at.Before(k.Added):
		return untrusted(DetailKeyNotYet)
	}
	return untrusted(DetailKeyRetired)
}

func judgeAccreditation(i *ledger.Issuer, kind ledger.Kind, at time.Time) *Verdict {
	if i == nil {
		return untrusted(DetailNotAccredited)
	}
	if i.State != ledger.IssuerActive {
		return untrusted(DetailIssuerState)
	}
	if _, covered := i.Scope(kind, at); !covered {
		return &Verdict{Code: OutOfScope, Detail: DetailScope}
	}
	return nil
}

// issuerAt returns the record as the ledger held it when the transaction at
// that position ran: by order, not by time, since timestamps are the clients'.
func issuerAt(versions []ledger.IssuerVersion, p ledger.Position) *ledger.Issuer {
	var found *ledger.Issuer
	for i := range versions {
		if comparePositions(versions[i].Position, p) < 0 {
			found = &versions[i].Issuer
		}
	}
	return found
}

// comparePositions orders transactions as the ledger did.
func comparePositions(a, b ledger.Position) int {
	switch {
	case a.Block < b.Block || (a.Block == b.Block && a.Index < b.Index):
		return -1
	case a.Block == b.Block && a.Index == b.Index:
		return 0
	}
	return 1
}

// newestKey returns the newest record of a key.
func (v *verification) newestKey(thumbprint string) (ledger.Key, *Verdict) {
	versions, err := v.view.Key(thumbprint)
	if err != nil {
		return ledger.Key{}, verdictOf(err)
	}
	if len(versions) == 0 {
		return ledger.Key{}, undecided(DetailInconsistent)
	}
	return versions[len(versions)-1].Key, nil
}
