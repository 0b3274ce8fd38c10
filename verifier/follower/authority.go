package follower

import (
	"slices"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Who may write is asked again here, by the certificate that signed the
// transaction: three organisations that endorse together could otherwise
// accredit, register keys and revoke in the accreditor's name.

// Roles: organisational units of a creator's certificate.
const (
	roleAccreditor = "accreditor"
	roleRegistry   = "registry"
)

// requireAccreditor returns ErrRecord unless t was signed by an accreditor's
// certificate of one of these organisations.
func requireAccreditor(t blocks.Transaction, organisations ...string) error {
	if t.Creator.MSP == "" || !slices.Contains(t.Creator.Units, roleAccreditor) ||
		!slices.Contains(organisations, t.Creator.MSP) {
		return recordError("not by the issuer's accreditor or its delegate")
	}
	return nil
}

// byAccreditorOf is byAccreditor for the organisation that accredited an
// issuer, and its delegate.
func (x *blockIndexer) byAccreditorOf(t blocks.Transaction, code string) error {
	issuer, had, err := lastVersion[ledger.Issuer](x.batch, key(spaceIssuer, terminated(code)))
	if err != nil {
		return err
	}
	if !had {
		return recordError("of an issuer that is not on the ledger")
	}
	return requireAccreditor(t, issuer.Accreditor, issuer.Accreditation.Delegate)
}

// isSaid reports whether a record's reason is what it must be after a transaction: the
// one that the accreditor signed as an argument of one of these functions, none where
// that argument is empty or, in an older transaction, absent; and as it was before
// where another function wrote the record. Which grounds there are is not asked: a
// newer chaincode may have others.
func isSaid(t blocks.Transaction, before, after ledger.Reason, by ...string) bool {
	f, _ := ledger.FindFunction(function(t))
	if !slices.Contains(by, f.Name) {
		return after == before
	}
	return string(after.Canonical()) == argument(t, f.ReasonIndex())
}

// issuerReasonsAreSaid is isSaid for the reasons of an issuer's record.
func issuerReasonsAreSaid(t blocks.Transaction, before, after ledger.Issuer) bool {
	return isSaid(t, before.Reason, after.Reason, ledger.FuncAccredit, ledger.FuncAmendAccreditation) &&
		isSaid(t, before.StateReason, after.StateReason, ledger.FuncSuspendIssuer, ledger.FuncReinstateIssuer,
			ledger.FuncWithdrawIssuer, ledger.FuncTransferCustody)
}

// keyReasonsAreSaid is isSaid for the reasons of a key's record.
func keyReasonsAreSaid(t blocks.Transaction, before, after ledger.Key) bool {
	return isSaid(t, before.Reason, after.Reason, ledger.FuncAddKey, ledger.FuncRegisterVerifierKey) &&
		isSaid(t, before.RetiredReason, after.RetiredReason, ledger.FuncRetireKey, ledger.FuncTransferCustody) &&
		isSaid(t, before.CompromisedReason, after.CompromisedReason, ledger.FuncReportKeyCompromised)
}

// mayWriteKey asks who writes a key's record: an accreditor, or the key itself
// by its signature over its retirement or compromise.
func (x *blockIndexer) mayWriteKey(t blocks.Transaction, record ledger.Key) error {
	signature := argument(t, 1)
	switch function(t) {
	case ledger.FuncRetireKey, ledger.FuncReportKeyCompromised:
		if signature == "" {
			break
		}
		s, err := ledger.ParseSignature(signature)
		if err != nil || record.Key.Verify([]byte(argument(t, 0)), s) != nil ||
			!slices.Contains(t.Creator.Units, roleRegistry) {
			return recordError("not by the key itself")
		}
		return nil
	}
	if record.Purpose == ledger.PurposeVerifier {
		return requireAccreditor(t, record.Accreditor)
	}
	return x.byAccreditorOf(t, record.Issuer)
}
