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
// is not believed, whoever names it. View may be nil, and stays the caller's to
// close.
//
// Every input has a result. Of a genuine receipt it is the one that it states,
// with the checks that it states and with AsOf set to the moment that they
// hold for, which is in the past: nothing is said of the credential today.
// Otherwise the first or second step failed: malformed, tampered, of another
// ledger (untrusted_issuer), or by a key that is not known here (indeterminate).
func Check(text string, trust ledger.Trust, view ledger.View, now time.Time) verifier.Result {
	r := verifier.Verify("", nil, verifier.Freshness{}, now, verifier.Options{}) // all nine steps, none taken
	r.Form = Form
	s, err := Parse(text)
	if err != nil {
		return r
	}
	key, name, fault := s.key(trust, view)
	if fault == nil && (key.Algorithm() != s.Algorithm || key.Verify([]byte(s.message), s.signature) != nil) {
		fault = &verifier.Fault{Code: verifier.Tampered, Detail: verifier.DetailSignature}
	}
	if fault == nil && s.Receipt.Ledger != trust.Genesis {
		fault = &verifier.Fault{Code: verifier.UntrustedIssuer, Detail: verifier.DetailOtherLedger}
	}
	if fault != nil {
		r.Result, r.Detail = fault.Code, fault.Detail
		r.Checks[0] = verifier.Check{Step: verifier.StepParse, Name: r.Checks[0].Name, Outcome: verifier.Passed}
		r.Checks[1] = verifier.Check{Step: verifier.StepSignature, Name: r.Checks[1].Name, Outcome: verifier.Failed, Reason: fault.Code, Detail: fault.Detail}
		return r
	}
	return s.state(r, name)
}

// key finds the receipt's key among those that are believed, and the name of
// its service where an accreditor of the trust file says it.
func (s Signed) key(trust ledger.Trust, view ledger.View) (ledger.PublicKey, string, *verifier.Fault) {
	record, fault := s.record(view)
	if fault != nil {
		return ledger.PublicKey{}, "", fault
	}
	registered := record.Purpose == ledger.PurposeVerifier
	vouched := registered && slices.Contains(trust.Accreditors, record.Accreditor)
	// A receipt's time is its signer's word, and no ledger took it: once a key
	// was reported compromised, since whenever, nothing tells its receipts from a thief's.
	if !record.Compromised.IsZero() {
		return ledger.PublicKey{}, "", &verifier.Fault{Code: verifier.UntrustedIssuer, Detail: verifier.DetailReceiptKey}
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
		return ledger.PublicKey{}, "", &verifier.Fault{Code: verifier.Indeterminate, Detail: verifier.DetailReceiptKey}
	case !vouched || !record.GoodAt(s.Receipt.At):
		return ledger.PublicKey{}, "", &verifier.Fault{Code: verifier.UntrustedIssuer, Detail: verifier.DetailReceiptKey}
	}
	return record.Key, record.Issuer, nil
}

// record returns what the ledger has of the receipt's key, the zero record
// where it has none or is not at hand.
func (s Signed) record(view ledger.View) (ledger.Key, *verifier.Fault) {
	if view == nil {
		return ledger.Key{}, nil
	}
	versions, err := view.Key(s.Thumbprint)
	if err != nil {
		return ledger.Key{}, &verifier.Fault{Code: verifier.Indeterminate, Detail: verifier.DetailViewError, Err: err}
	}
	if len(versions) == 0 {
		return ledger.Key{}, nil
	}
	return versions[len(versions)-1].Key, nil
}

// state makes r say what the receipt states.
func (s Signed) state(r verifier.Result, name string) verifier.Result {
	p := s.Receipt
	r.Result, r.Detail, r.Digest = p.Result, p.Detail, &p.Digest
	for i, c := range p.Checks {
		r.Checks[i] = verifier.Check{Step: i + 1, Name: r.Checks[i].Name, Outcome: c.Outcome, Reason: c.Reason, Detail: c.Detail}
	}
	r.Ledger = &ledger.Head{Height: p.Height, Hash: p.Hash, Time: p.Time}
	r.Receipt = &verifier.ReceiptInfo{Key: s.Thumbprint, Name: name, At: p.At}
	asOf := p.At
	if !p.AsOf.IsZero() {
		asOf = p.AsOf
	}
	r.AsOf = &asOf
	r.Freshness = verifier.FreshnessInfo{Cause: verifier.DetailStale}
	return r
}
