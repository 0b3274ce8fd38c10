package receipt

import (
	"slices"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// Check judges a receipt. Its key must be one that the trust file names, or
// where a reading of the ledger is at hand, one that an accreditor of the trust
// file registered there for a verifier service and that was good when the
// receipt was made. A key that the reading says was ever reported compromised
// is not believed, even where a trust file names it.
// View may be nil, and stays the caller's to close.
//
// Every input has a result. Of a genuine receipt it is the one that it states,
// with the checks that it states and with AsOf set to the moment that they
// hold for, which is in the past: nothing is said of the credential today. What
// the ledger says now is for package answer to add.
// Otherwise the first or second step failed: malformed, tampered, of another
// ledger (untrusted_issuer), or by a key that is not known here (indeterminate).
// Then nothing that the receipt states is passed on, nor asked of the ledger: that
// the status entry which it names is the credential's is its signer's word too.
func Check(text string, trust ledger.Trust, view ledger.View, now time.Time) verifier.Result {
	s, err := Parse(text)
	if err != nil {
		r := verifier.NewMalformed(now)
		r.Form = Form
		return r
	}
	name, why := s.verify(trust, view)
	if why == nil {
		return s.statedResult(name, now)
	}
	r := verifier.NewResult(now)
	r.Form = Form
	r.Pass(verifier.StepParse)
	r.Fail(verifier.StepSignature, *why)
	r.Conclude()
	return r
}

// CheckUnpinned judges a receipt where there is no trust file: no key is known
// then. What is malformed is said; all else is indeterminate.
func CheckUnpinned(text string, now time.Time) verifier.Result {
	r := Check(text, ledger.Trust{}, nil, now)
	if r.Result == verifier.Malformed {
		return r
	}
	r.Fail(verifier.StepSignature, verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailNoTrust})
	r.Conclude()
	return r
}

// verify judges the signature and whose it is. It returns the name of the
// service where an accreditor of the trust file says it.
func (s Signed) verify(trust ledger.Trust, view ledger.View) (name string, why *verifier.Verdict) {
	key, name, why := s.findKey(trust, view)
	switch {
	case why != nil:
		return "", why
	case key.Algorithm() != s.Algorithm || key.Verify([]byte(s.message), s.signature) != nil:
		return "", &verifier.Verdict{Code: verifier.Tampered, Detail: verifier.DetailSignature}
	case s.Receipt.Ledger != trust.Genesis:
		return "", &verifier.Verdict{Code: verifier.UntrustedIssuer, Detail: verifier.DetailOtherLedger}
	}
	return name, nil
}

// findKey finds the receipt's key among those that are believed, and the name of
// its service where an accreditor of the trust file says it.
func (s Signed) findKey(trust ledger.Trust, view ledger.View) (ledger.PublicKey, string, *verifier.Verdict) {
	record, why := s.record(view)
	if why != nil {
		return ledger.PublicKey{}, "", why
	}
	registered := record.Purpose == ledger.PurposeVerifier
	vouched := registered && slices.Contains(trust.Accreditors, record.Accreditor)
	// A receipt's time is its signer's word, and no ledger took it: once a key
	// was reported compromised, since whenever, nothing tells its receipts from a thief's.
	if !record.Compromised.IsZero() {
		return ledger.PublicKey{}, "", &verifier.Verdict{
			Code:   verifier.UntrustedIssuer,
			Detail: verifier.DetailReceiptKey,
		}
	}
	for _, k := range trust.VerifierKeys {
		if k.Thumbprint() != s.Thumbprint {
			continue
		}
		if vouched {
			return k, record.Issuer, nil
		}
		return k, "", nil
	}
	switch {
	case !registered:
		return ledger.PublicKey{}, "", &verifier.Verdict{
			Code:   verifier.Indeterminate,
			Detail: verifier.DetailReceiptKey,
		}
	case !vouched || !record.GoodAt(s.Receipt.MadeAt):
		return ledger.PublicKey{}, "", &verifier.Verdict{
			Code:   verifier.UntrustedIssuer,
			Detail: verifier.DetailReceiptKey,
		}
	}
	return record.Key, record.Issuer, nil
}

// record returns what the ledger has of the receipt's key, the zero record
// where it has none or is not at hand.
func (s Signed) record(view ledger.View) (ledger.Key, *verifier.Verdict) {
	if view == nil {
		return ledger.Key{}, nil
	}
	versions, err := view.Key(s.Thumbprint)
	if err != nil {
		return ledger.Key{}, &verifier.Verdict{
			Code:   verifier.Indeterminate,
			Detail: verifier.DetailViewError,
			Cause:  err,
		}
	}
	if len(versions) == 0 {
		return ledger.Key{}, nil
	}
	return versions[len(versions)-1].Key, nil
}

// statedResult returns the result that a genuine receipt states.
func (s Signed) statedResult(name string, now time.Time) verifier.Result {
	p := s.Receipt
	r := verifier.NewResult(now)
	for i, c := range p.Checks {
		r.SetStep(i+1, c.Outcome, verifier.Verdict{Code: c.Reason, Detail: c.Detail})
	}
	r.Form = Form
	r.Result, r.Detail = p.Result, p.Detail
	r.LastKnown = p.LastKnown.stated()
	if today := p.Today.stated(); today != nil {
		r.Today = &verifier.Present{Known: *today}
		r.Today.By, r.Today.Since = p.Today.Change.stated()
	}
	r.Reading = verifier.ReadingInfo{Kind: p.Reading.Kind}
	if p.Credential != nil {
		r.Reference, r.Digest = p.Credential, &p.Credential.Digest
	}
	if p.Reading.Height > 0 {
		r.Ledger = &ledger.Head{Height: p.Reading.Height, Hash: p.Reading.Hash, Time: p.Reading.Time}
	}
	asOf := p.MadeAt
	if !p.AsOf.IsZero() {
		asOf = p.AsOf
	}
	r.AsOf = &asOf
	if !p.At.IsZero() {
		r.At = &p.At
	}
	r.Receipt = &verifier.ReceiptInfo{
		Known:   verifier.Known{Result: p.Result, Detail: p.Detail, AsOf: asOf},
		Key:     s.Thumbprint,
		Name:    name,
		MadeAt:  p.MadeAt,
		At:      r.At,
		Today:   r.Today,
		Reading: r.Reading,
	}
	r.Receipt.By, r.Receipt.Since = p.Change.stated()
	return r
}

func (k *Known) stated() *verifier.Known {
	if k == nil {
		return nil
	}
	return &verifier.Known{Result: k.Result, Detail: k.Detail, AsOf: k.AsOf}
}

// stated returns author and moment of a change, as far as they are stated.
func (c *Change) stated() (by string, since *time.Time) {
	if c == nil {
		return "", nil
	}
	if !c.Since.IsZero() {
		since = &c.Since
	}
	return c.By, since
}

// Stated returns what the receipt states, as a result, whoever signed it: for saying it
// in words. Whether it is genuine is for [Check].
func (s Signed) Stated() verifier.Result { return s.statedResult("", s.Receipt.MadeAt) }
