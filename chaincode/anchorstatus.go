package chaincode

import "sogoc/verifier/ledger"

// setAnchorStatus lets an accreditor suspend, reinstate or revoke the anchors of
// a range, at most MaxAnchorRange of them. Revoked is final. It writes one record
// for each anchor that it changes, and shares no key with PutAnchor but the
// range's last anchor, which never changes.
func setAnchorStatus(t *transaction, code, firstText, lastText, stateText string) (ledger.AnchorRange, error) {
	change, err := parseAnchorRange(code, firstText, lastText, stateText)
	if err != nil {
		return ledger.AnchorRange{}, err
	}
	issuer, err := t.issuerAsAccreditor(code)
	if err != nil {
		return ledger.AnchorRange{}, err
	}
	if err := t.requireTaken(code, change.Last); err != nil {
		return ledger.AnchorRange{}, err
	}
	old, _, err := get[ledger.AnchorStatuses](t, ledger.AnchorStatusesKey(code))
	if err != nil {
		return ledger.AnchorRange{}, err
	}
	for sequence := change.First; sequence <= change.Last; sequence++ {
		present, err := t.anchorStatusBeside(old, code, sequence)
		if err != nil {
			return ledger.AnchorRange{}, err
		}
		if change.Status, err = t.changeAnchor(issuer, sequence, present, ledger.State(stateText)); err != nil {
			return ledger.AnchorRange{}, err
		}
	}
	return change, nil
}

// changeAnchor gives one anchor its next status and returns the one that stands
// then. A state that stands already is written again only where the accreditor
// takes it over from its delegate.
func (t *transaction) changeAnchor(issuer ledger.Issuer, sequence uint64, present ledger.AnchorStatus,
	next ledger.State) (ledger.AnchorStatus, error) {
	takesOver := next != ledger.Active && !t.isDelegate(issuer) && present.MSP != t.caller.msp
	if present.State == next && !takesOver {
		return present, nil
	}
	if present.State == ledger.Revoked && next != ledger.Revoked {
		return present, refuse(ledger.CodeTransition, "anchor %d is revoked, which is final", sequence)
	}
	if present.State != ledger.Active {
		if err := t.requireRank(issuer, present.MSP); err != nil {
			return present, err
		}
	}
	if err := t.notBefore(present.Time); err != nil {
		return present, err
	}
	status := ledger.AnchorStatus{State: next, MSP: t.caller.msp, Time: t.at, TxID: t.stub.GetTxID()}
	return status, put(t, ledger.AnchorStatusKey(issuer.Accreditation.Code, sequence), status)
}

// requireTaken refuses a sequence number that neither an anchor nor a void took.
func (t *transaction) requireTaken(code string, sequence uint64) error {
	_, found, err := get[ledger.AnchorRecord](t, ledger.AnchorKey(code, sequence))
	if err != nil || found {
		return err
	}
	_, err = find[ledger.VoidRecord](t, ledger.VoidKey(code, sequence))
	return err
}

// anchorStatus returns what accreditors last said of an anchor, whatever the
// timestamp of the query. An anchor without a record of its own may stand in an
// older ledger's list.
func (t *transaction) anchorStatus(code string, sequence uint64) (ledger.AnchorStatus, error) {
	old, _, err := get[ledger.AnchorStatuses](t, ledger.AnchorStatusesKey(code))
	if err != nil {
		return ledger.AnchorStatus{}, err
	}
	return t.anchorStatusBeside(old, code, sequence)
}

// anchorStatusBeside is anchorStatus with the older ledger's list at hand.
func (t *transaction) anchorStatusBeside(old ledger.AnchorStatuses, code string,
	sequence uint64) (ledger.AnchorStatus, error) {
	status, found, err := get[ledger.AnchorStatus](t, ledger.AnchorStatusKey(code, sequence))
	if err == nil && !found {
		status = old.Last(sequence)
	}
	return status, err
}

func parseAnchorRange(code, firstText, lastText, stateText string) (ledger.AnchorRange, error) {
	var change ledger.AnchorRange
	if err := issuerCode(code); err != nil {
		return change, err
	}
	var err error
	if change.First, err = number("first", firstText, 1, maxInteger); err != nil {
		return change, err
	}
	if change.Last, err = number("last", lastText, change.First, maxInteger); err != nil {
		return change, err
	}
	if change.Last-change.First >= ledger.MaxAnchorRange {
		return change, refuse(ledger.CodeMalformed, "a range has at most %d anchors: split it", ledger.MaxAnchorRange)
	}
	state := ledger.State(stateText)
	if state != ledger.Active && state != ledger.Suspended && state != ledger.Revoked {
		return change, refuse(ledger.CodeMalformed, "the state is not active, suspended or revoked")
	}
	return change, nil
}
