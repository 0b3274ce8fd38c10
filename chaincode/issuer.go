package chaincode

import (
	"bytes"
	"slices"
	"strings"

	"sogoc/verifier/ledger"
)

func accredit(t *transaction, text, reasonText string) (ledger.Issuer, error) {
	accreditation, err := parseAccreditation(text)
	if err != nil {
		return ledger.Issuer{}, err
	}
	reason, err := t.readReason(ledger.FuncAccredit, reasonText)
	if err != nil {
		return ledger.Issuer{}, err
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
			return present, requireSameReason("this stands", present.Reason, reason)
		}
		return ledger.Issuer{}, refuse(ledger.CodeConflict, "this issuer code stands on the ledger already")
	}
	return changeIssuer(t, ledger.Issuer{
		Accreditation: accreditation, Accreditor: t.caller.msp, State: ledger.IssuerActive, Reason: reason,
	})
}

// parseAccreditation reads an accreditation whose scopes name types of the table.
func parseAccreditation(text string) (ledger.Accreditation, error) {
	accreditation, err := ledger.ParseAccreditation([]byte(text))
	if err != nil {
		return accreditation, malformed("accreditation", err)
	}
	for i, scope := range accreditation.Scopes {
		if err := scope.CheckType(); err != nil {
			return accreditation, refuse(ledger.CodeMalformed, "scopes[%d]: %s", i, err.Error())
		}
	}
	return accreditation, nil
}

// amendAccreditation replaces the accreditation of an issuer that is active or
// suspended. The delegate may narrow it, but neither widen it nor choose who
// the delegate is.
func amendAccreditation(t *transaction, text, reasonText string) (ledger.Issuer, error) {
	accreditation, err := parseAccreditation(text)
	if err != nil {
		return ledger.Issuer{}, err
	}
	reason, err := t.readReason(ledger.FuncAmendAccreditation, reasonText)
	if err != nil {
		return ledger.Issuer{}, err
	}
	issuer, err := t.issuerAsAccreditor(accreditation.Code)
	if err != nil {
		return ledger.Issuer{}, err
	}
	if sameAccreditation(issuer.Accreditation, accreditation) {
		return issuer, requireSameReason("this stands", issuer.Reason, reason)
	}
	if t.isDelegate(issuer) {
		if accreditation.Delegate != issuer.Accreditation.Delegate {
			return ledger.Issuer{}, refuse(ledger.CodeForbidden, "only the accreditor itself may change the delegate")
		}
		if err := requireNarrower(issuer.Accreditation.Scopes, accreditation.Scopes); err != nil {
			return ledger.Issuer{}, err
		}
	}
	if issuer.State != ledger.IssuerActive && issuer.State != ledger.IssuerSuspended {
		return ledger.Issuer{}, refuse(ledger.CodeIssuerState, "the issuer is %s", issuer.State)
	}
	issuer.Accreditation, issuer.Reason = accreditation, reason
	return changeIssuer(t, issuer)
}

// requireNarrower refuses scopes that allow more than the present ones: more
// digests in a year for some kind, or a kind on a day on which none was allowed.
//
// A scope may lose days or quota, or go. Where a scope with a shorter field
// prefix stands beside it, it may lose quota only: without it the wider scope's
// quota would count for its fields.
func requireNarrower(present, next []ledger.Scope) error {
	for _, n := range next {
		within := func(p ledger.Scope) bool {
			return p.Type == n.Type && p.Field == n.Field && p.From <= n.From && n.Until <= p.Until && n.Quota <= p.Quota
		}
		if !slices.ContainsFunc(present, within) {
			return refuse(ledger.CodeForbidden, "a delegate may not widen an accreditation's scopes")
		}
	}
	for _, p := range present {
		wider := func(n ledger.Scope) bool {
			return n.Type == p.Type && len(n.Field) < len(p.Field) && strings.HasPrefix(p.Field, n.Field)
		}
		kept := func(n ledger.Scope) bool {
			return n.Type == p.Type && n.Field == p.Field && n.From == p.From && n.Until == p.Until
		}
		if slices.ContainsFunc(next, wider) && !slices.ContainsFunc(next, kept) {
			return refuse(ledger.CodeForbidden, "a delegate may not remove a scope whose fields a wider one covers")
		}
	}
	return nil
}

func setIssuerState(t *transaction, function string, next ledger.IssuerState,
	code, reasonText string) (ledger.Issuer, error) {
	if err := issuerCode(code); err != nil {
		return ledger.Issuer{}, err
	}
	reason, err := t.readReason(function, reasonText)
	if err != nil {
		return ledger.Issuer{}, err
	}
	issuer, err := t.issuerAsAccreditor(code)
	if err != nil {
		return ledger.Issuer{}, err
	}
	if issuer.State == next && !t.raisesRank(issuer) {
		return issuer, requireSameReason("the issuer is "+string(next), issuer.StateReason, reason)
	}
	if issuer.State != ledger.IssuerActive {
		if err := t.requireRank(issuer, stateSetBy(issuer)); err != nil {
			return ledger.Issuer{}, err
		}
	}
	if issuer.State != next && !mayBecome(issuer.State, next) {
		return ledger.Issuer{}, refuse(ledger.CodeIssuerState, "an issuer that is %s cannot become %s", issuer.State,
			next)
	}
	issuer.State, issuer.StateBy, issuer.StateReason = next, t.caller.msp, reason
	if next == ledger.IssuerActive {
		issuer.StateBy = ""
	}
	return changeIssuer(t, issuer)
}

// stateSetBy returns the organisation that set an issuer's state. Records that
// are older than StateBy do not say: the accreditor is taken for it, so that a
// delegate lifts nothing that the accreditor may have set.
func stateSetBy(issuer ledger.Issuer) string {
	if issuer.StateBy == "" {
		return issuer.Accreditor
	}
	return issuer.StateBy
}

// raisesRank reports whether the accreditor says again what its delegate set,
// so that the delegate may not lift it any more.
func (t *transaction) raisesRank(issuer ledger.Issuer) bool {
	return issuer.State != ledger.IssuerActive && issuer.State != ledger.IssuerClosed &&
		!t.isDelegate(issuer) && stateSetBy(issuer) != issuer.Accreditor
}

// mayBecome says which states of an issuer follow which. Withdrawn is final, but
// its register may still be given to a successor: closed comes with
// TransferCustody only.
func mayBecome(present, next ledger.IssuerState) bool {
	switch present {
	case ledger.IssuerActive:
		return next == ledger.IssuerSuspended || next == ledger.IssuerWithdrawn
	case ledger.IssuerSuspended:
		return next == ledger.IssuerActive || next == ledger.IssuerWithdrawn
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
