package chaincode

import "sogoc/verifier/ledger"

// setAnchorStatus lets an accreditor suspend, reinstate or revoke the anchors of
// a range, at most MaxAnchorRange of them. Revoked is final. It writes one record
// for each anchor that it changes, and shares no key with PutAnchor but the
// range's last anchor, which never changes.
//
// The detail says why, and stands in each record that is written.
func setAnchorStatus(t *transaction, text anchorRangeText) (ledger.AnchorRange, error) {
	change, err := parseAnchorRange(text)
	if err != nil {
		return ledger.AnchorRange{}, err
	}
	detail, err := readDetail(text.detail)
	if err != nil {
		return ledger.AnchorRange{}, err
	}
	code, next := text.code, ledger.AnchorStatus{State: ledger.State(text.state), Detail: detail}
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
	stands := false // the detail, on one of the anchors at least
	for sequence := change.First; sequence <= change.Last; sequence++ {
		present, err := t.anchorStatusBeside(old, code, sequence)
		if err != nil {
			return ledger.AnchorRange{}, err
		}
		if change.Status, err = t.changeAnchor(issuer, sequence, present, next); err != nil {
			return ledger.AnchorRange{}, err
		}
		stands = stands || change.Status.Detail == detail
	}
	if !stands {
		return ledger.AnchorRange{}, refuse(ledger.CodeConflict,
			"these anchors were never anything but active: there is nothing to lift")
	}
	return change, nil
}

// changeAnchor gives one anchor its next status and returns the one that stands
// then. A state that stands already is written again only where the accreditor
// takes it over from its delegate.
func (t *transaction) changeAnchor(issuer ledger.Issuer, sequence uint64, present ledger.AnchorStatus,
	next ledger.AnchorStatus) (ledger.AnchorStatus, error) {
	takesOver := next.State != ledger.Active && !t.isDelegate(issuer) && present.MSP != t.caller.msp
	if present.State == next.State && !takesOver {
		return present, requireSameDetail(sequence, present, next)
	}
	if present.State == ledger.Revoked && next.State != ledger.Revoked {
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
	next.MSP, next.Time, next.TxID = t.caller.msp, t.at, t.stub.GetTxID()
	return next, put(t, ledger.AnchorStatusKey(issuer.Accreditation.Code, sequence), next)
}

// requireSameDetail refuses to repeat an anchor's state for another reason, which
// would be dropped without a word. An anchor of which nothing was ever said is
// active for no reason: that its neighbours become active again leaves it as it is.
func requireSameDetail(sequence uint64, present, next ledger.AnchorStatus) error {
	switch {
	case present.Detail == next.Detail, present.TxID == "":
		return nil
	case present.Detail.IsZero():
		return refuse(ledger.CodeConflict, "anchor %d is %s already, and the ledger names no reason for it", sequence,
			present.State)
	}
	return refuse(ledger.CodeConflict, "anchor %d is %s already, for another reason, of which the ledger has the digest %s",
		sequence, present.State, present.Detail)
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

// anchorRangeText is the arguments of SetAnchorStatus.
type anchorRangeText struct{ code, first, last, state, detail string }

func parseAnchorRange(text anchorRangeText) (ledger.AnchorRange, error) {
	var change ledger.AnchorRange
	if err := issuerCode(text.code); err != nil {
		return change, err
	}
	var err error
	if change.First, err = number("first", text.first, 1, maxInteger); err != nil {
		return change, err
	}
	if change.Last, err = number("last", text.last, change.First, maxInteger); err != nil {
		return change, err
	}
	if change.Last-change.First >= ledger.MaxAnchorRange {
		return change, refuse(ledger.CodeMalformed, "a range has at most %d anchors: split it", ledger.MaxAnchorRange)
	}
	state := ledger.State(text.state)
	if state != ledger.Active && state != ledger.Suspended && state != ledger.Revoked {
		return change, refuse(ledger.CodeMalformed, "the state is not active, suspended or revoked")
	}
	return change, nil
}
