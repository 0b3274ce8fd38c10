package chaincode

import "sogoc/verifier/ledger"

// maxQuotaEntries is how many anchors may share one scope in one year, 44 a
// day. It keeps the count's record within what one transaction reads and writes.
const maxQuotaEntries = 16384

// useQuota takes a new anchor's share of its scope: of those that allow its
// kind today the one with the longest field prefix, in the calendar year of
// ledger time at UTC+7.
func (t *transaction) useQuota(issuer ledger.Issuer, anchor ledger.Anchor) error {
	scope, allowed := issuer.Scope(anchor.Kind, t.at)
	if !allowed {
		return refuse(ledger.CodeScope, "the accreditation does not cover this kind today")
	}
	place := ledger.QuotaKey(anchor.Issuer, scope, ledger.Year(t.at))
	quota, _, err := get[ledger.Quota](t, place)
	if err != nil {
		return err
	}
	used, err := t.usedQuota(anchor.Issuer, quota)
	if err != nil {
		return err
	}
	if used+anchor.Size > uint64(scope.Quota) {
		return refuse(ledger.CodeQuota, "%d of %d are used this year, and %d more are asked for", used, scope.Quota,
			anchor.Size)
	}
	if len(quota.Entries) >= maxQuotaEntries {
		return refuse(ledger.CodeQuota, "%d anchors stand in this scope and year already", maxQuotaEntries)
	}
	quota.Entries = append(quota.Entries,
		ledger.QuotaEntry{Sequence: anchor.Sequence, Size: anchor.Size, Key: anchor.Key, Time: t.at})
	return put(t, place, quota)
}

// usedQuota counts what was anchored and still counts: an anchor returns its
// share when its key turns out to have been compromised by then, and when an
// accreditor revoked it.
func (t *transaction) usedQuota(issuer string, quota ledger.Quota) (uint64, error) {
	statuses, _, err := get[ledger.AnchorStatuses](t, ledger.AnchorStatusesKey(issuer))
	if err != nil {
		return 0, err
	}
	keys := map[string]ledger.Key{} // looked up, never ranged over
	used := uint64(0)
	for _, entry := range quota.Entries {
		key, known := keys[entry.Key]
		if !known {
			if key, err = find[ledger.Key](t, ledger.KeyKey(entry.Key)); err != nil {
				return 0, err
			}
			keys[entry.Key] = key
		}
		if !key.CompromisedAt(entry.Time) && committedState(statuses, entry.Sequence) != ledger.Revoked {
			used += entry.Size
		}
	}
	return used, nil
}
