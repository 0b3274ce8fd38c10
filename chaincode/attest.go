package chaincode

import "sogoc/verifier/ledger"

// attest gathers what decides of a credential: its issuer, anchor, the
// anchor's key, and both states as they are committed now.
func attest(t *transaction, code, sequenceText, listText, indexText string) (ledger.Attestation, error) {
	var a ledger.Attestation
	if err := t.readTime(); err != nil {
		return a, err
	}
	at, entry, err := t.entry(code, listText, indexText)
	if err != nil {
		return a, err
	}
	a = ledger.Attestation{Ledger: t.options.Ledger, List: at.list, Index: at.index, Entry: entry, Time: t.at}
	if a.Issuer, err = find[ledger.Issuer](t, ledger.IssuerKey(code)); err != nil {
		return a, err
	}
	if a.Anchor, err = viewAnchor(t, code, sequenceText); err != nil {
		return a, err
	}
	if a.Key, err = find[ledger.Key](t, ledger.KeyKey(a.Anchor.Anchor.Key)); err != nil {
		return a, err
	}
	status, err := t.anchorStatus(code, a.Anchor.Anchor.Sequence)
	if err != nil {
		return a, err
	}
	a.AnchorState = status.State
	if entry.Key != "" {
		key, err := find[ledger.Key](t, ledger.KeyKey(entry.Key))
		if err != nil {
			return a, err
		}
		a.EntryKey = &key
	}
	tick, _, err := get[ledger.Tick](t, ledger.TickKey())
	a.LastTick = tick.Time
	return a, err
}
