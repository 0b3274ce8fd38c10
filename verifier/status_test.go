package verifier_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

func TestStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		state  ledger.State
		by     bool // by the issuer
		want   verifier.Code
		detail verifier.Detail
	}{
		{"RevokedByItsIssuer", ledger.Revoked, true, verifier.Revoked, verifier.DetailEntry},
		{"SuspendedByItsIssuer", ledger.Suspended, true, verifier.Suspended, verifier.DetailEntry},
		{"Superseded", ledger.Superseded, true, verifier.Superseded, verifier.DetailEntry},
		{"RevokedByTheAccreditor", ledger.Revoked, false, verifier.Revoked, verifier.DetailEntry},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := anchored(t)
			var by testledger.Signer
			if c.by {
				by = b.key
			}
			b.ledger.SetEntry(t, code, list, spot, c.state, by)
			requireResult(t, b.verify(), c.want, c.detail, verifier.StepStatus)
		})
	}

	t.Run("SuspensionThatWasLifted", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		b.ledger.SetEntry(t, code, list, spot, ledger.Suspended, b.key)
		b.ledger.SetEntry(t, code, list, spot, ledger.Active, b.key)
		requireResult(t, b.verify(), verifier.Valid, "", 0)
	})

	t.Run("AnotherEntryIsAnotherCredentials", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		b.ledger.SetEntry(t, code, list, spot+1, ledger.Revoked, b.key)
		b.ledger.SetEntry(t, code, list+1, spot, ledger.Revoked, b.key)
		requireResult(t, b.verify(), verifier.Valid, "", 0)
	})

	t.Run("TheWorseOfAnchorAndEntryCounts", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		setAnchor := func(state ledger.State) {
			testledger.Must[ledger.AnchorRange](t, b.ledger, b.ledger.Accreditor, ledger.FuncSetAnchorStatus, code, "1", "1", string(state))
		}
		setAnchor(ledger.Suspended)
		requireResult(t, b.verify(), verifier.Suspended, verifier.DetailAnchorStatus, verifier.StepStatus)
		b.ledger.SetEntry(t, code, list, spot, ledger.Superseded, b.key)
		requireResult(t, b.verify(), verifier.Superseded, verifier.DetailEntry, verifier.StepStatus)
		setAnchor(ledger.Revoked)
		r := b.verify()
		requireResult(t, r, verifier.Revoked, verifier.DetailAnchorStatus, verifier.StepStatus)
		require.Equal(t, ledger.Superseded, r.Status.Entry)
		require.Equal(t, "accreditor", r.Status.By)
	})

	t.Run("OnADateInThePast", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		before := b.ledger.Clock.Now()
		b.ledger.Clock.Advance(24 * time.Hour)
		b.ledger.SetEntry(t, code, list, spot, ledger.Revoked, b.key)
		requireResult(t, b.verify(), verifier.Revoked, verifier.DetailEntry, verifier.StepStatus)
		r := b.verifyInput(b.link(), verifier.Options{At: before})
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, before, *r.AsOf)
		require.True(t, r.Passed(verifier.StepFreshness))
		requireResult(t, b.verifyInput(b.link(), verifier.Options{At: before.Add(-time.Hour)}), verifier.NotAnchored, verifier.DetailAnchoredLater, verifier.StepAnchor)
		requireResult(t, b.verifyInput(b.link(), verifier.Options{At: b.ledger.Clock.Now().Add(time.Hour)}), verifier.Indeterminate, verifier.DetailFutureMoment, verifier.StepStatus)
	})

	t.Run("ASuccessorsKeySetsIt", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		successor := newSigner(t)
		b.ledger.Accredit(t, accreditation("DH-KE-TUC"))
		b.ledger.AddKey(t, "DH-KE-TUC", successor)
		statement := ledger.CustodyAcceptance{Type: ledger.TypeCustodyAcceptance, Ledger: b.ledger.Genesis(), Predecessor: code, Successor: "DH-KE-TUC", Key: successor.PublicKey().Thumbprint()}
		b.ledger.Clock.Advance(time.Minute)
		text, signature := testledger.Sign(t, successor, statement)
		testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncTransferCustody, text, signature)
		r := b.verify()
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, "DH-KE-TUC", r.Issuer.Successor)
		b.ledger.SetEntry(t, code, list, spot, ledger.Revoked, successor)
		requireResult(t, b.verify(), verifier.Revoked, verifier.DetailEntry, verifier.StepStatus)
	})
}

func TestCompromisedKey(t *testing.T) {
	t.Parallel()
	// The key anchored the diploma in good time; its compromise is found after it set a status.
	compromisedAfter := func(t *testing.T, states ...ledger.State) bundle {
		t.Helper()
		b := anchored(t)
		since := b.ledger.Clock.Advance(time.Hour)
		b.ledger.Clock.Advance(time.Hour)
		for _, s := range states {
			b.ledger.SetEntry(t, code, list, spot, s, b.key)
		}
		b.ledger.Clock.Advance(time.Hour)
		b.compromise(b.key, since)
		return b
	}

	for state, detail := range map[ledger.State]verifier.Detail{
		ledger.Revoked:    verifier.DetailCompromisedStatus,
		ledger.Suspended:  verifier.DetailCompromisedSuspension,
		ledger.Superseded: verifier.DetailCompromisedReplacement,
	} {
		t.Run("Its"+string(state)+"CountsAsSuspendedUntilTheAccreditorConfirms", func(t *testing.T) {
			t.Parallel()
			b := compromisedAfter(t, state)
			requireResult(t, b.verify(), verifier.Suspended, detail, verifier.StepStatus)
			b.ledger.SetEntry(t, code, list, spot, ledger.Revoked, nil)
			requireResult(t, b.verify(), verifier.Revoked, verifier.DetailEntry, verifier.StepStatus)
		})
	}

	t.Run("ItNeverImproves", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		b.ledger.SetEntry(t, code, list, spot, ledger.Suspended, b.key)
		since := b.ledger.Clock.Advance(time.Hour)
		b.ledger.SetEntry(t, code, list, spot, ledger.Active, b.key)
		b.compromise(b.key, since)
		requireResult(t, b.verify(), verifier.Suspended, verifier.DetailEntry, verifier.StepStatus)
	})

	t.Run("AnchoredAfterwardsIsUntrusted", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		since := b.ledger.Clock.Now()
		b.ledger.Clock.Advance(time.Hour)
		b.anchor(b.issued)
		b.compromise(b.key, since)
		requireResult(t, b.verify(), verifier.UntrustedIssuer, verifier.DetailKeyCompromised, verifier.StepKey)
	})

	t.Run("TheFirstAnchorThatPassesCounts", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		since := b.ledger.Clock.Advance(time.Hour)
		b.anchor(b.issued) // again, by another holder of the key
		b.compromise(b.key, since)
		r := b.verify()
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, uint64(1), r.Anchor.Sequence)
	})
}
