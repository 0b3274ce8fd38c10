package chaincode

import (
	"bytes"

	"sogoc/verifier/ledger"
)

func accredit(t *transaction, text string) (ledger.Issuer, error) {
	accreditation, err := ledger.ParseAccreditation([]byte(text))
	if err != nil {
		return ledger.Issuer{}, malformed("accreditation", err)
	}
	if err := t.requireAccreditor(); err != nil {
		return ledger.Issuer{}, err
	}
	present, found, err := get[ledger.Issuer](t, ledger.IssuerKey(accreditation.Code))
	if err != nil {
		return ledger.Issuer{}, err
	}
	if found {
		if present.Accreditor == t.caller.msp && sameAccreditation(present.Accreditation, accreditation) {
			return present, nil
		}
		return ledger.Issuer{}, refuse(ledger.CodeConflict, "this issuer code stands on the ledger already")
	}
	return changeIssuer(t,
		ledger.Issuer{Accreditation: accreditation, Accreditor: t.caller.msp, State: ledger.IssuerActive})
}

// amendAccreditation replaces the accreditation of an issuer that is active or
// suspended. The delegate may do so too, but not choose who the delegate is.
func amendAccreditation(t *transaction, text string) (ledger.Issuer, error) {
	accreditation, err := ledger.ParseAccreditation([]byte(text))
	if err != nil {
		return ledger.Issuer{}, malformed("accreditation", err)
	}
	issuer, err := t.issuerAsAccreditor(accreditation.Code)
	if err != nil {
		return ledger.Issuer{}, err
	}
	if sameAccreditation(issuer.Accreditation, accreditation) {
		return issuer, nil
	}
	if accreditation.Delegate != issuer.Accreditation.Delegate && t.caller.msp != issuer.Accreditor {
		return ledger.Issuer{}, refuse(ledger.CodeForbidden, "only the accreditor itself may change the delegate")
	}
	if issuer.State != ledger.IssuerActive && issuer.State != ledger.IssuerSuspended {
		return ledger.Issuer{}, refuse(ledger.CodeIssuerState, "the issuer is %s", issuer.State)
	}
	issuer.Accreditation = accreditation
	return changeIssuer(t, issuer)
}

func setIssuerState(t *transaction, code string, next ledger.IssuerState) (ledger.Issuer, error) {
	if err := issuerCode(code); err != nil {
		return ledger.Issuer{}, err
	}
	issuer, err := t.issuerAsAccreditor(code)
	if err != nil {
		return ledger.Issuer{}, err
	}
	if issuer.State == next {
		return issuer, nil
	}
	if !mayBecome(issuer.State, next) {
		return ledger.Issuer{}, refuse(ledger.CodeIssuerState, "an issuer that is %s cannot become %s", issuer.State,
			next)
	}
	issuer.State = next
	return changeIssuer(t, issuer)
}

// mayBecome says which states of an issuer follow which. A withdrawal can be
// lifted, as on appeal, but not be weakened to a suspension; closed is final
// and comes with TransferCustody only.
func mayBecome(present, next ledger.IssuerState) bool {
	switch present {
	case ledger.IssuerActive:
		return next == ledger.IssuerSuspended || next == ledger.IssuerWithdrawn
	case ledger.IssuerSuspended:
		return next == ledger.IssuerActive || next == ledger.IssuerWithdrawn
	case ledger.IssuerWithdrawn:
		return next == ledger.IssuerActive
	}
	return false
}

// issuerAsAccreditor reads an issuer for a caller who must act for its accreditor.
func (t *transaction) issuerAsAccreditor(code string) (ledger.Issuer, error) {
	if err := t.require(roleAccreditor); err != nil {
		return ledger.Issuer{}, err
	}
	issuer, err := find[ledger.Issuer](t, ledger.IssuerKey(code))
	if err != nil {
		return ledger.Issuer{}, err
	}
	return issuer, t.requireAccreditorOf(issuer)
}

// changeIssuer writes the next version of an issuer's record.
func changeIssuer(t *transaction, issuer ledger.Issuer) (ledger.Issuer, error) {
	if err := t.notBefore(issuer.Time); err != nil {
		return ledger.Issuer{}, err
	}
	issuer.Version++
	issuer.Time = t.at
	return issuer, put(t, ledger.IssuerKey(issuer.Accreditation.Code), issuer)
}

func sameAccreditation(a, b ledger.Accreditation) bool {
	return bytes.Equal(a.Canonical(), b.Canonical())
}

func viewIssuer(t *transaction, code string) (ledger.IssuerView, error) {
	if err := issuerCode(code); err != nil {
		return ledger.IssuerView{}, err
	}
	issuer, err := find[ledger.Issuer](t, ledger.IssuerKey(code))
	if err != nil {
		return ledger.IssuerView{}, err
	}
	view := ledger.IssuerView{Issuer: issuer}
	for _, thumbprint := range issuer.Keys {
		key, err := find[ledger.Key](t, ledger.KeyKey(thumbprint))
		if err != nil {
			return ledger.IssuerView{}, err
		}
		view.Keys = append(view.Keys, key)
	}
	view.Sequence, _, err = get[ledger.Sequence](t, ledger.SequenceKey(code))
	return view, err
}
