package testvectors_test

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// issueV2 signs a receipt of the version before changes of status were in it, as
// services did and as readers still read.
func issueV2(t testing.TB, r verifier.Result, genesis ledger.Digest, by signer) string {
	t.Helper()
	text, err := receipt.Issue(r, genesis, by)
	require.NoError(t, err)
	return rewrite(t, text, by, func(p *receipt.Receipt) {
		p.Type, p.Change = receipt.TypeWithoutChanges, nil
		if p.Today != nil {
			p.Today.Change = nil
		}
	})
}

// rewrite changes a receipt's payload and has its key sign it again.
func rewrite(t testing.TB, text string, by signer, change func(*receipt.Receipt)) string {
	t.Helper()
	parts := strings.Split(text, ".")
	var p receipt.Receipt
	require.NoError(t, json.Unmarshal([]byte(decodeText(t, parts[1])), &p))
	change(&p)
	body, err := canonicaljson.Marshal(p)
	require.NoError(t, err)
	message := parts[0] + "." + encodeText(string(body))
	signature, err := by.Sign([]byte(message))
	require.NoError(t, err)
	return message + "." + signature.String()
}

// receiptChanges writes the vectors of receipts that say when and by whom a
// status was changed.
func receiptChanges(e *evidence) {
	service := newSigner(e.t, ledger.ES256, "verifier service")
	testledger.Must[ledger.Tick](e.t, e.Ledger, e.Ledger.Registry, ledger.FuncTick)
	asked := e.Ledger.Clock.Now()
	trust := e.Trust
	trust.VerifierKeys = []ledger.PublicKey{service.PublicKey()}
	verify := func(kind verifier.ReadingKind, at time.Time) verifier.Result {
		reading := verifier.Reading{View: e.Ledger.View(), Info: verifier.ReadingInfo{Kind: kind}}
		return verifier.Verify(e.Link(), reading, e.Ledger.Clock.Now(), verifier.Options{At: at})
	}
	give := func(name, about string, r verifier.Result, want expect) string {
		e.t.Helper()
		text, err := receipt.Issue(r, trust.Genesis, service)
		require.NoError(e.t, err)
		e.ask("receipt/v3/"+name, about, text, trust, e.Ledger.Clock.Now().AddDate(1, 0, 0), want)
		return text
	}
	give("valid", "In force: there is no change to tell of.", verify(verifier.ReadingFresh, time.Time{}), valid)

	e.Ledger.Clock.Advance(time.Hour)
	e.set(ledger.Suspended, e.Key)
	give("suspended", "Suspended by its issuer.",
		verify(verifier.ReadingFresh, time.Time{}), entry(verifier.Suspended))
	e.Ledger.Clock.Advance(time.Hour)
	e.set(ledger.Superseded, e.Key)
	give("superseded", "Replaced by its issuer.",
		verify(verifier.ReadingFresh, time.Time{}), entry(verifier.Superseded))
	e.Ledger.Clock.Advance(time.Hour)
	e.set(ledger.Revoked, nil)
	revoked := give("revoked-by-accreditor", "Revoked by the accreditor.",
		verify(verifier.ReadingFresh, time.Time{}), entry(verifier.Revoked))
	give("revoked-behind", "Revoked by the accreditor, by a reading that was behind.",
		verify(verifier.ReadingBehind, time.Time{}), entry(verifier.Revoked))
	past, today := verify(verifier.ReadingFresh, asked), verify(verifier.ReadingFresh, time.Time{}).Present()
	past.Today = &today
	about := "About a moment before the changes, signed on the same day after them."
	sameDay := give("past-moment", about, past, valid)
	e.spoilChanges(trust, service, revoked, sameDay)
}

// spoilChanges changes what a receipt says of changes, and signs it again: only a
// service that does not keep to the format writes these.
func (e *evidence) spoilChanges(trust ledger.Trust, service signer, revoked, past string) {
	for name, c := range map[string]struct {
		about, text string
		change      func(*receipt.Receipt)
	}{
		"unknown-author": {"An author that the format has not.", revoked,
			func(p *receipt.Receipt) { p.Change.By = "somebody" }},
		"change-of-nothing": {"A change of status beside a result that none made.", past,
			func(p *receipt.Receipt) { p.Change = p.Today.Change }},
		"change-of-today": {"Today in force, and a change of it.", past,
			func(p *receipt.Receipt) { p.Today.Result, p.Today.Detail = verifier.Valid, "" }},
		"in-version-2": {"A change of status in a receipt of the version before.", revoked,
			func(p *receipt.Receipt) { p.Type = receipt.TypeWithoutChanges }},
		"part-of-a-second": {"A change at a part of a second.", revoked,
			func(p *receipt.Receipt) { p.Change.Since = p.Change.Since.Add(time.Millisecond) }},
		"type": {"A version to come.", revoked, func(p *receipt.Receipt) { p.Type = "sogoc/receipt/v4" }},
	} {
		e.ask("receipt/v3/"+name, c.about, rewrite(e.t, c.text, service, c.change), trust,
			e.Ledger.Clock.Now().AddDate(1, 0, 0), malformed)
	}
}
