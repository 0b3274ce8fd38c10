package chaincode

import "sogoc/verifier/ledger"

// useQuota takes a new anchor's share of its scope: of those that allow its
// kind today the one with the longest field prefix, in the calendar year of
// ledger time at UTC+7. It returns the count that the anchor drew on.
//
// It reads and writes one small record and reads another, however many anchors
// there are.
func (t *transaction) useQuota(issuer ledger.Issuer, anchor ledger.Anchor) (ledger.QuotaPlace, error) {
	scope, allowed := issuer.Scope(anchor.Kind, t.at)
	if !allowed {
		return ledger.QuotaPlace{}, refuse(ledger.CodeScope, "the accreditation does not cover this kind today")
	}
	place := ledger.QuotaPlaceOf(scope, t.at)
	used, err := t.usedQuota(anchor.Issuer, place)
	if err != nil {
		return place, err
	}
	returned, _, err := get[ledger.QuotaReturned](t, ledger.QuotaReturnedKey(anchor.Issuer, place))
	if err != nil {
		return place, err
	}
	if used.Count+anchor.Size > uint64(scope.Quota)+returned.Count {
		return place, refuse(ledger.CodeQuota, "%d of %d are used this year, and %d more are asked for",
			used.Count-min(returned.Count, used.Count), scope.Quota, anchor.Size)
	}
	used.Count += anchor.Size
	return place, put(t, ledger.QuotaUsedKey(anchor.Issuer, place), used)
}

// usedQuota returns what was anchored in a scope and year. Where there is no
// count yet, an older ledger's list of anchors begins it: that is read once.
func (t *transaction) usedQuota(issuer string, place ledger.QuotaPlace) (ledger.QuotaUsed, error) {
	used, found, err := get[ledger.QuotaUsed](t, ledger.QuotaUsedKey(issuer, place))
	if err != nil || found {
		return used, err
	}
	before, _, err := get[ledger.AnchorQuotas](t, ledger.AnchorQuotasKey(issuer, place))
	return ledger.QuotaUsed{Count: before.Total()}, err
}

// viewQuota returns what an issuer may anchor now, and what it used of it.
func viewQuota(t *transaction, code string) (ledger.QuotaView, error) {
	if err := issuerCode(code); err != nil {
		return ledger.QuotaView{}, err
	}
	if err := t.readTime(); err != nil {
		return ledger.QuotaView{}, err
	}
	issuer, err := find[ledger.Issuer](t, ledger.IssuerKey(code))
	if err != nil {
		return ledger.QuotaView{}, err
	}
	view := ledger.QuotaView{Issuer: issuer, Time: t.at}
	for _, scope := range issuer.Accreditation.Scopes {
		if !scope.InForce(t.at) {
			continue
		}
		place := ledger.QuotaPlaceOf(scope, t.at)
		used, err := t.usedQuota(code, place)
		if err != nil {
			return ledger.QuotaView{}, err
		}
		returned, _, err := get[ledger.QuotaReturned](t, ledger.QuotaReturnedKey(code, place))
		if err != nil {
			return ledger.QuotaView{}, err
		}
		view.Uses = append(view.Uses, ledger.QuotaUse{
			Place: place, Quota: uint64(scope.Quota), Used: used.Count, Returned: returned.Count,
		})
	}
	return view, nil
}

// returnQuota gives an anchor's share back to its scope and year, once: of an
// anchor whose key was compromised by then, or which an accreditor revoked.
// Neither can change any more. It never reads what was used, so it loses no
// race against new anchors.
//
// A register asks for it without a reason, an accreditor with one.
func returnQuota(t *transaction, code, sequenceText, reasonText string) (ledger.QuotaReturn, error) {
	if !t.caller.hasRole(roleRegistry) && !t.caller.hasRole(roleAccreditor) {
		return ledger.QuotaReturn{}, refuse(ledger.CodeForbidden,
			"the caller's certificate of %s has not the role %s and not the role %s (an OU); it has %q", t.caller.msp,
			roleRegistry, roleAccreditor, t.caller.roles)
	}
	reason, err := t.readQuotaReason(reasonText)
	if err != nil {
		return ledger.QuotaReturn{}, err
	}
	record, err := viewAnchor(t, code, sequenceText)
	if err != nil {
		return ledger.QuotaReturn{}, err
	}
	marker := ledger.QuotaReturnKey(code, record.Anchor.Sequence)
	present, found, err := get[ledger.QuotaReturn](t, marker)
	if err == nil && found {
		err = requireSameReason("the share was given back", present.Reason, reason)
	}
	if err != nil || found {
		return present, err
	}
	if err := t.requireWorthless(record); err != nil {
		return ledger.QuotaReturn{}, err
	}
	place, err := t.quotaPlace(record)
	if err != nil {
		return ledger.QuotaReturn{}, err
	}
	returned, _, err := get[ledger.QuotaReturned](t, ledger.QuotaReturnedKey(code, place))
	if err != nil {
		return ledger.QuotaReturn{}, err
	}
	returned.Count += record.Anchor.Size
	if err := put(t, ledger.QuotaReturnedKey(code, place), returned); err != nil {
		return ledger.QuotaReturn{}, err
	}
	given := ledger.QuotaReturn{
		Size: record.Anchor.Size, Place: place, Time: t.at, TxID: t.stub.GetTxID(), Reason: reason,
	}
	return given, put(t, marker, given)
}

// readQuotaReason reads why an accreditor has a share given back. Only a caller that
// may act without being an accreditor, for a register, leaves the reason out.
func (t *transaction) readQuotaReason(text string) (ledger.Reason, error) {
	switch {
	case text != "":
	case t.caller.hasRole(roleRegistry):
		return ledger.Reason{}, nil
	case t.caller.hasRole(roleAccreditor):
		return ledger.Reason{}, refuse(ledger.CodeForbidden,
			"an accreditor says why; the caller's certificate of %s has not the role %s (an OU), which need not",
			t.caller.msp, roleRegistry)
	}
	if err := t.require(roleAccreditor); err != nil {
		return ledger.Reason{}, err
	}
	return t.readReason(ledger.FuncReturnQuota, text)
}

// requireWorthless refuses an anchor whose digests still count, or may again.
func (t *transaction) requireWorthless(record ledger.AnchorRecord) error {
	key, err := find[ledger.Key](t, ledger.KeyKey(record.Anchor.Key))
	if err != nil {
		return err
	}
	if key.CompromisedAt(record.Time) {
		return t.notBefore(key.Time)
	}
	status, err := t.anchorStatus(record.Anchor.Issuer, record.Anchor.Sequence)
	if err != nil {
		return err
	}
	if status.State == ledger.Revoked {
		return t.notBefore(status.Time)
	}
	return refuse(ledger.CodeQuota, "the anchor's key was good and no accreditor revoked it: it keeps its share")
}

// quotaPlace returns the count that an anchor drew on. An anchor's record that
// is older than this member does not say; then the list in which the anchor
// stands is looked for, under each prefix of its field of study.
func (t *transaction) quotaPlace(record ledger.AnchorRecord) (ledger.QuotaPlace, error) {
	if record.Quota != (ledger.QuotaPlace{}) {
		return record.Quota, nil
	}
	field := record.Anchor.Kind.Field()
	for n := len(field); n >= 0; n-- {
		place := ledger.QuotaPlace{Type: record.Anchor.Kind.Type(), Field: field[:n], Year: ledger.Year(record.Time)}
		list, _, err := get[ledger.AnchorQuotas](t, ledger.AnchorQuotasKey(record.Anchor.Issuer, place))
		if err != nil {
			return place, err
		}
		for _, e := range list.Entries {
			if e.Sequence == record.Anchor.Sequence {
				return place, nil
			}
		}
	}
	return ledger.QuotaPlace{}, refuse(ledger.CodeInternal, "no count holds this anchor")
}
