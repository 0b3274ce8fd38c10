package chaincode

import (
	"errors"
	"slices"

	"github.com/hyperledger/fabric-chaincode-go/v2/pkg/cid"
	"github.com/hyperledger/fabric-chaincode-go/v2/shim"

	"sogoc/verifier/ledger"
)

// Roles: organisational units of a caller's certificate.
const (
	roleAccreditor = "accreditor" // acts for an accreditor organisation or its delegate
	roleRegistry   = "registry"   // hands in what issuers signed
)

// caller is the client that signed the transaction. The peer has checked that
// its certificate is its organisation's and valid.
type caller struct {
	msp   string
	roles []string
}

func callerOf(stub shim.ChaincodeStubInterface) (caller, error) {
	id, err := cid.New(stub)
	if err != nil {
		return caller{}, refuse(ledger.CodeForbidden, "the caller's identity cannot be read")
	}
	certificate, err := id.GetX509Certificate()
	if err != nil || certificate == nil {
		return caller{}, refuse(ledger.CodeForbidden, "the caller has no X.509 certificate")
	}
	msp, err := id.GetMSPID()
	if err != nil || msp == "" {
		return caller{}, refuse(ledger.CodeForbidden, "the caller belongs to no organisation")
	}
	return caller{msp: msp, roles: certificate.Subject.OrganizationalUnit}, nil
}

func (c caller) hasRole(role string) bool { return slices.Contains(c.roles, role) }

// require refuses callers whose certificate has not that role.
func (t *transaction) require(role string) error {
	if !t.caller.hasRole(role) {
		return refuse(ledger.CodeForbidden, "the caller's certificate of %s has not the role %s (an OU); it has %q",
			t.caller.msp, role, t.caller.roles)
	}
	return nil
}

// requireAccreditor refuses callers that are not of an accreditor organisation.
func (t *transaction) requireAccreditor() error {
	if err := t.require(roleAccreditor); err != nil {
		return err
	}
	if !slices.Contains(t.options.Accreditors, t.caller.msp) {
		return refuse(ledger.CodeForbidden, "%s is no accreditor of this ledger; %q are", t.caller.msp,
			t.options.Accreditors)
	}
	return nil
}

// requireAccreditorOf refuses callers that do not act for the organisation
// which accredited this issuer: itself, or its delegate. An organisation that
// is no accreditor any more acts no more, and neither does its delegate.
func (t *transaction) requireAccreditorOf(issuer ledger.Issuer) error {
	if err := t.require(roleAccreditor); err != nil {
		return err
	}
	if t.caller.msp != issuer.Accreditor && t.caller.msp != issuer.Accreditation.Delegate {
		return refuse(ledger.CodeForbidden, "%s is neither this issuer's accreditor, %s, nor its delegate", t.caller.msp,
			issuer.Accreditor)
	}
	if !slices.Contains(t.options.Accreditors, issuer.Accreditor) {
		return refuse(ledger.CodeForbidden, "%s, which accredited this issuer, is no accreditor any more", issuer.Accreditor)
	}
	return nil
}

// isDelegate reports whether the caller acts for the issuer's accreditor without
// being it. It is asked after requireAccreditorOf.
func (t *transaction) isDelegate(issuer ledger.Issuer) bool { return t.caller.msp != issuer.Accreditor }

// requireRank refuses a delegate that would change what the issuer's accreditor
// set itself: setBy is the organisation that set the present state.
func (t *transaction) requireRank(issuer ledger.Issuer, setBy string) error {
	if t.isDelegate(issuer) && setBy == issuer.Accreditor {
		return refuse(ledger.CodeForbidden,
			"the issuer's accreditor set this state itself, and its delegate may not change it")
	}
	return nil
}

// parse reads a statement of this ledger.
func parse[S ledger.Statement](t *transaction, text string, of func(S) ledger.Digest) (S, error) {
	s, err := ledger.Parse[S]([]byte(text))
	if err != nil {
		return s, malformed("statement", err)
	}
	if of(s) != t.options.Ledger {
		return s, refuse(ledger.CodeLedger, "the statement names another ledger")
	}
	return s, nil
}

// malformed is a refusal that says what is wrong, as far as the error's text
// cannot hold an argument's content.
func malformed(what string, err error) error {
	// Their texts are names of members and rules.
	if errors.Is(err, ledger.ErrStatement) || errors.Is(err, ledger.ErrReason) {
		return refuse(ledger.CodeMalformed, "%s", err.Error())
	}
	if errors.Is(err, ledger.ErrNotCanonical) {
		return refuse(ledger.CodeMalformed, "the %s is not in its canonical JSON form", what)
	}
	return refuse(ledger.CodeMalformed, "the %s breaks a rule of its type", what)
}

// verify checks a statement's signature over the text that came as an
// argument, which is its canonical form.
func verify(key ledger.PublicKey, statement, signature string) error {
	s, err := ledger.ParseSignature(signature)
	if err != nil {
		return refuse(ledger.CodeMalformed, "the signature is not 86 characters of base64url")
	}
	if key.Verify([]byte(statement), s) != nil {
		return refuse(ledger.CodeSignature, "the statement's signature does not verify")
	}
	return nil
}
