package signinginput

import (
	"fmt"

	"sogoc/verifier/ledger"
)

// readArguments reads a call's arguments, the function's name first, by the ledger's
// own table of functions. Statements, reasons and records are in their one form, as the
// chaincode demands it; an accreditor's act has its reason. It sets Function, Issuer and
// Ledger, and returns whether the function only reads.
func (c *Call) readArguments(arguments [][]byte) (Kind, error) {
	if len(arguments) == 0 {
		return "", fmt.Errorf("%w: a call without a function", ErrUnknown)
	}
	f, known := ledger.FindFunction(string(arguments[0]))
	if !known {
		return "", fmt.Errorf("%w: a call of a function that the ledger does not have", ErrUnknown)
	}
	if len(arguments)-1 != len(f.Arguments) {
		return "", fmt.Errorf("%w: %s has %d arguments, not %d", ErrUnknown, f.Name, len(f.Arguments), len(arguments)-1)
	}
	for i, holds := range f.Arguments {
		if err := c.readArgument(f.Name, holds, arguments[i+1]); err != nil {
			// What the readers say may repeat what they read.
			return "", fmt.Errorf("%w: %s: argument %d, %s, is not in its form", ErrUnknown, f.Name, i+1, holds)
		}
	}
	if c.Function = f.Name; c.Issuer == "" {
		return "", fmt.Errorf("%w: %s names no issuer", ErrUnknown, f.Name)
	}
	if f.Query() {
		return LedgerQuery, nil
	}
	return LedgerProposal, nil
}

// readArgument reads one argument. Those that are numbers, signatures and the like say
// nothing that is held against a policy, and are the chaincode's to judge.
func (c *Call) readArgument(function, holds string, text []byte) (err error) {
	switch holds {
	case "issuer code":
		c.Issuer = string(text)
		return ledger.ValidateIssuerCode(c.Issuer)
	case "accreditation":
		var a ledger.Accreditation
		a, err = ledger.ParseAccreditation(text)
		c.Issuer = a.Code
	case "KeyPossession":
		var s ledger.KeyPossession
		s, err = ledger.Parse[ledger.KeyPossession](text)
		c.Issuer, c.Ledger = s.Issuer, s.Ledger
	case "KeyRetirement":
		var s ledger.KeyRetirement
		s, err = ledger.Parse[ledger.KeyRetirement](text)
		c.Issuer, c.Ledger = s.Issuer, s.Ledger
	case "KeyCompromise":
		var s ledger.KeyCompromise
		s, err = ledger.Parse[ledger.KeyCompromise](text)
		c.Issuer, c.Ledger = s.Issuer, s.Ledger
	case "CustodyAcceptance":
		var s ledger.CustodyAcceptance
		s, err = ledger.Parse[ledger.CustodyAcceptance](text)
		c.Issuer, c.Ledger = s.Predecessor, s.Ledger
	case "Status":
		var s ledger.Status
		s, err = ledger.Parse[ledger.Status](text)
		c.Issuer, c.Ledger = s.Issuer, s.Ledger
	case ledger.ArgumentReason, ledger.ArgumentReasonOrEmpty:
		_, err = ledger.ParseReason(function, text)
	case ledger.ArgumentDetail:
		_, err = ledger.ParseDigest(string(text))
	}
	return err
}
