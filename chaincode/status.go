package chaincode

import "sogoc/verifier/ledger"

// setStatus changes the state of one entry of an issuer's status list, on the
// strength of a signature by a good key of the issuer that keeps the register
// (itself, or its last successor), or as the issuer's accreditor.
//
// A register keeper that is suspended or withdrawn may still make things
// worse, since a revocation must never wait; only what it would reinstate is refused.
func setStatus(t *transaction, text, signature string) (ledger.StatusRecord, error) {
	status, err := parse(t, text, func(s ledger.Status) ledger.Digest { return s.Ledger })
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	next := ledger.StatusRecord{
		State:   status.State,
		Version: status.Version,
		Detail:  status.Detail,
		Key:     status.Key,
		Time:    t.at,
		TxID:    t.stub.GetTxID(),
	}
	place := ledger.StatusKey(status.Issuer, status.List, status.Index)
	if status.Key == "" {
		return setStatusAsAccreditor(t, place, status.Issuer, next, signature)
	}
	if err := t.require(roleRegistry); err != nil {
		return ledger.StatusRecord{}, err
	}
	issuer, err := find[ledger.Issuer](t, ledger.IssuerKey(status.Issuer))
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	keeper, err := t.lastSuccessor(issuer)
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	key, err := t.signingKey(status.Key, text, signature, status.Issuer, keeper.Accreditation.Code)
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	present, stands, err := t.statusBefore(place, next)
	if err != nil || stands {
		return present, err
	}
	if err := t.requireGood(key); err != nil {
		return ledger.StatusRecord{}, err
	}
	if keeper.State != ledger.IssuerActive && next.State == ledger.Active {
		return ledger.StatusRecord{}, refuse(ledger.CodeIssuerState, "an issuer that is %s may not reinstate",
			keeper.State)
	}
	if present.MSP != "" && present.State != ledger.Active { // an entry that an accreditor lifted is its issuer's again
		return ledger.StatusRecord{}, refuse(ledger.CodeForbidden,
			"an accreditor set this state, and only an accreditor may change it")
	}
	if !present.State.Allows(next.State) {
		return ledger.StatusRecord{}, refuse(ledger.CodeTransition, "%s does not follow %s", next.State, present.State)
	}
	return next, put(t, place, next)
}

// setStatusAsAccreditor sets an entry without an issuer's signature. What a
// compromised key said is in doubt until the accreditor says what holds: of
// such an entry it may set any state, even where the key had said revoked.
func setStatusAsAccreditor(t *transaction, place ledger.StateKey, code string, next ledger.StatusRecord,
	signature string) (ledger.StatusRecord, error) {
	if signature != "" {
		return ledger.StatusRecord{}, refuse(ledger.CodeMalformed,
			"there is a signature, but the statement names no key")
	}
	if next.Detail.IsZero() {
		return ledger.StatusRecord{}, refuse(ledger.CodeMalformed, "an accreditor's statement has no detail")
	}
	issuer, err := t.issuerAsAccreditor(code)
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	next.MSP = t.caller.msp
	present, stands, err := t.statusBefore(place, next)
	if err != nil || stands {
		return present, err
	}
	if present.State != ledger.Active {
		if err := t.requireRank(issuer, present.MSP); err != nil {
			return ledger.StatusRecord{}, err
		}
	}
	doubtful, err := t.isDoubtful(present)
	if err != nil {
		return ledger.StatusRecord{}, err
	}
	if !doubtful && !confirms(present, next) && !present.State.Allows(next.State) {
		return ledger.StatusRecord{}, refuse(ledger.CodeTransition, "%s does not follow %s", next.State, present.State)
	}
	return next, put(t, place, next)
}

// confirms reports whether an accreditor takes over a state that another set,
// so that neither the issuer nor a delegate lifts it any more.
func confirms(present, next ledger.StatusRecord) bool {
	return present.State != ledger.Active && present.State == next.State && present.MSP != next.MSP
}

// statusBefore reads the entry that next is to replace. The second result is
// true where the same stands already.
func (t *transaction) statusBefore(place ledger.StateKey,
	next ledger.StatusRecord) (ledger.StatusRecord, bool, error) {
	present, found, err := get[ledger.StatusRecord](t, place)
	if err != nil {
		return present, false, err
	}
	if !found {
		present.State = ledger.Active
	}
	if found && next.Version == present.Version {
		same := present
		same.Time, same.TxID = next.Time, next.TxID
		if same != next {
			return present, false, refuse(ledger.CodeConflict, "version %d of this entry says something else",
				present.Version)
		}
		return present, true, nil
	}
	if next.Version != present.Version+1 {
		return present, false, refuse(ledger.CodeVersion, "the entry's version on the ledger is %d", present.Version)
	}
	return present, false, t.notBefore(present.Time)
}

// isDoubtful reports whether an entry was set by a key that was compromised then.
func (t *transaction) isDoubtful(present ledger.StatusRecord) (bool, error) {
	if present.Key == "" {
		return false, nil
	}
	key, err := find[ledger.Key](t, ledger.KeyKey(present.Key))
	return key.CompromisedAt(present.Time), err
}

func viewStatus(t *transaction, code, listText, indexText string) (ledger.StatusRecord, error) {
	_, record, err := t.entry(code, listText, indexText)
	return record, err
}

// listEntry names an entry of an issuer's status lists.
type listEntry struct{ list, index uint32 }

func (t *transaction) entry(code, listText, indexText string) (listEntry, ledger.StatusRecord, error) {
	if err := issuerCode(code); err != nil {
		return listEntry{}, ledger.StatusRecord{}, err
	}
	list, err := number("the list", listText, 1, 1<<32-1)
	if err != nil {
		return listEntry{}, ledger.StatusRecord{}, err
	}
	index, err := number("the index", indexText, 0, ledger.StatusListSize-1)
	if err != nil {
		return listEntry{}, ledger.StatusRecord{}, err
	}
	at := listEntry{uint32(list), uint32(index)}
	record, found, err := get[ledger.StatusRecord](t, ledger.StatusKey(code, at.list, at.index))
	if !found {
		record.State = ledger.Active
	}
	return at, record, err
}
