package chaincode

import "sogoc/verifier/ledger"

// maxSuccessions is how many times a register may change hands. It bounds what
// a transaction reads: the transfer beyond it is refused, so that every register
// keeps a keeper.
const maxSuccessions = 64

// maxWalk bounds the walk to a register's keeper. It is more than
// maxSuccessions, since an older ledger did not count.
const maxWalk = 2 * maxSuccessions

// transferCustody closes the predecessor, retires its keys and names its
// successor, which must be active and consents by its signature.
func transferCustody(t *transaction, text, signature, reasonText string) (ledger.Issuer, error) {
	acceptance, err := parse(t, text, func(c ledger.CustodyAcceptance) ledger.Digest { return c.Ledger })
	if err != nil {
		return ledger.Issuer{}, err
	}
	reason, err := t.readReason(ledger.FuncTransferCustody, reasonText)
	if err != nil {
		return ledger.Issuer{}, err
	}
	predecessor, err := t.issuerAsAccreditor(acceptance.Predecessor)
	if err != nil {
		return ledger.Issuer{}, err
	}
	key, err := t.signingKey(acceptance.Key, text, signature, acceptance.Successor)
	if err != nil {
		return ledger.Issuer{}, err
	}
	if predecessor.State == ledger.IssuerClosed {
		if predecessor.Successor == acceptance.Successor {
			return predecessor, requireSameReason("the register was handed on", predecessor.StateReason, reason)
		}
		return ledger.Issuer{}, refuse(ledger.CodeConflict, "the issuer is closed and has another successor")
	}
	if predecessor.State != ledger.IssuerActive {
		if err := t.requireRank(predecessor, stateSetBy(predecessor)); err != nil {
			return ledger.Issuer{}, err
		}
	}
	if err := t.requireSuccessor(acceptance); err != nil {
		return ledger.Issuer{}, err
	}
	if err := t.requireGood(key); err != nil {
		return ledger.Issuer{}, err
	}
	if err := t.retireAll(predecessor.Keys, reason); err != nil {
		return ledger.Issuer{}, err
	}
	if err := t.countSuccession(acceptance); err != nil {
		return ledger.Issuer{}, err
	}
	predecessor.State, predecessor.StateBy, predecessor.StateReason = ledger.IssuerClosed, t.caller.msp, reason
	predecessor.Successor = acceptance.Successor
	return changeIssuer(t, predecessor)
}

// retireAll retires those of these keys that are not retired yet.
func (t *transaction) retireAll(thumbprints []string, reason ledger.Reason) error {
	for _, thumbprint := range thumbprints {
		key, err := find[ledger.Key](t, ledger.KeyKey(thumbprint))
		if err != nil {
			return err
		}
		if _, err := retire(t, key, reason); err != nil {
			return err
		}
	}
	return nil
}

// countSuccession notes how often the registers that come to the successor have
// changed hands, and refuses where that is too often.
func (t *transaction) countSuccession(acceptance ledger.CustodyAcceptance) error {
	before, _, err := get[ledger.Custody](t, ledger.CustodyKey(acceptance.Predecessor))
	if err != nil {
		return err
	}
	after, found, err := get[ledger.Custody](t, ledger.CustodyKey(acceptance.Successor))
	if err != nil {
		return err
	}
	successions := before.Successions + 1
	if successions > maxSuccessions {
		return refuse(ledger.CodeLoop, "the predecessor's register has changed hands %d times, and can no more",
			before.Successions)
	}
	if found && after.Successions >= successions {
		return nil
	}
	return put(t, ledger.CustodyKey(acceptance.Successor), ledger.Custody{Successions: successions})
}

// requireSuccessor refuses a successor that is not active, or whose own
// register has come, through others, to the predecessor.
func (t *transaction) requireSuccessor(acceptance ledger.CustodyAcceptance) error {
	successor, err := find[ledger.Issuer](t, ledger.IssuerKey(acceptance.Successor))
	if err != nil {
		return err
	}
	last, err := t.lastSuccessor(successor)
	if err != nil {
		return err
	}
	if last.Accreditation.Code == acceptance.Predecessor {
		return refuse(ledger.CodeLoop, "the successor's own register is kept by the predecessor")
	}
	if successor.State != ledger.IssuerActive {
		return refuse(ledger.CodeIssuerState, "the successor is %s", successor.State)
	}
	return t.notBefore(successor.Time)
}

// lastSuccessor returns the issuer that keeps a register now: the issuer itself
// unless it is closed. The transaction may not be dated before its keeper
// received the register.
func (t *transaction) lastSuccessor(issuer ledger.Issuer) (ledger.Issuer, error) {
	for range maxWalk {
		if issuer.State != ledger.IssuerClosed {
			return issuer, nil
		}
		if err := t.notBefore(issuer.Time); err != nil {
			return ledger.Issuer{}, err
		}
		next, err := find[ledger.Issuer](t, ledger.IssuerKey(issuer.Successor))
		if err != nil {
			return ledger.Issuer{}, err
		}
		issuer = next
	}
	return ledger.Issuer{}, refuse(ledger.CodeLoop, "custody has changed more than %d times", maxWalk)
}
