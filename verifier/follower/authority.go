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

// isSaid reports whether a record's reason is as it was before, or is the one that
// the accreditor signed as the transaction's argument. Which grounds there are is
// not asked: a newer chaincode may have others.
func isSaid(t blocks.Transaction, before, after ledger.Reason) bool {
	if after == before {
		return true
	}
	f, _ := ledger.FindFunction(function(t))
	at := f.ReasonIndex()
	return at >= 0 && string(after.Canonical()) == argument(t, at)
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
