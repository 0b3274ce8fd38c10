package bundle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

func requireResult(t *testing.T, r verifier.Result, want verifier.Code, detail verifier.Detail, step int) {
	t.Helper()
	require.Equal(t, want, r.Result, "%+v", r.Checks)
	require.Equal(t, detail, r.Detail)
	if want != verifier.Valid {
		require.Equal(t, verifier.Failed, r.Checks[step-1].Outcome, "%+v", r.Checks)
		require.Equal(t, want, r.Checks[step-1].Reason)
	}
}

func TestBundle(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	now := w.Ledger.Clock.Now()
	for form, input := range map[presentation.Form]string{presentation.FormQR: w.Link(), presentation.FormSDJWT: w.Diploma.SDJWT(), presentation.FormHolder: w.HolderFile()} {
		t.Run(string(form), func(t *testing.T) {
			t.Parallel()
			text, made, err := w.Maker().Make(t.Context(), " "+input+"\n", w.Ledger.View())
			require.NoError(t, err)
			require.True(t, bundle.Is(text))
			b, err := bundle.Parse(text)
			require.NoError(t, err)
			again, err := b.Encode()
			require.NoError(t, err)
			require.Equal(t, text, again)

			r := bundle.Check(text, w.Trust, now.Add(time.Minute))
			requireResult(t, r, verifier.Valid, "", 0)
			require.Equal(t, form, r.Form)
			require.Equal(t, w.Diploma.Digest, *r.Digest)
			require.Equal(t, now, *r.AsOf)
			require.True(t, r.Passed(verifier.StepFreshness))
			require.Nil(t, r.Ledger)
			require.Equal(
				t,
				&verifier.EvidenceInfo{
					Genesis:        w.Trust.Genesis,
					Configurations: 1,
					Endorsers:      []string{"AuditorMSP", "MinistryMSP", "SchoolsMSP"},
					Of:             4,
					Known:          verifier.Known{Result: verifier.Valid, AsOf: now},
					TxID:           r.Evidence.TxID,
					Block:          3,
				},
				r.Evidence,
			)
			require.Equal(t, made.Evidence, r.Evidence)

			later := bundle.Check(text, w.Trust, now.AddDate(0, 0, 1))
			requireResult(t, later, verifier.Valid, "", 0)
			require.Equal(t, now, *later.AsOf)
			require.False(t, later.Passed(verifier.StepFreshness))
			require.Equal(t, verifier.DetailStale, later.Checks[verifier.StepFreshness-1].Detail)
		})
	}
}

// TestSameRules holds a bundle's result against the one of the whole ledger.
func TestSameRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*testing.T, *testevidence.World)
		want   verifier.Code
		detail verifier.Detail
		step   int
	}{
		"Valid": {func(*testing.T, *testevidence.World) {}, verifier.Valid, "", 0},
		"Revoked": {func(t *testing.T, w *testevidence.World) {
			w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Revoked, w.Key)
		}, verifier.Revoked, verifier.DetailEntry, verifier.StepStatus},
		"SuspendedByTheAccreditor": {func(t *testing.T, w *testevidence.World) {
			w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Suspended, nil)
		}, verifier.Suspended, verifier.DetailEntry, verifier.StepStatus},
		"ReinstatedAfterSuspension": {func(t *testing.T, w *testevidence.World) {
			w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Suspended, w.Key)
			w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Active, w.Key)
		}, verifier.Valid, "", 0},
		"AnchorRevoked": {func(t *testing.T, w *testevidence.World) {
			_, err := w.Ledger.Invoke(w.Ledger.Accreditor, ledger.FuncSetAnchorStatus, testevidence.Issuer, "1", "1", "revoked")
			require.NoError(t, err)
		}, verifier.Revoked, verifier.DetailAnchorStatus, verifier.StepStatus},
		"AnchorReinstated": {func(t *testing.T, w *testevidence.World) {
			for _, state := range []string{"suspended", "active"} {
				_, err := w.Ledger.Invoke(w.Ledger.Accreditor, ledger.FuncSetAnchorStatus, testevidence.Issuer, "1", "1", state)
				require.NoError(t, err)
			}
		}, verifier.Valid, "", 0},
		"KeyCompromisedBeforeTheAnchor": {func(t *testing.T, w *testevidence.World) { compromise(t, w, -2*time.Hour) },
			verifier.UntrustedIssuer, verifier.DetailKeyCompromised, verifier.StepKey},
		"KeyCompromisedAfterTheAnchor": {func(t *testing.T, w *testevidence.World) { compromise(t, w, -time.Minute) }, verifier.Valid, "", 0},
		"RevokedByACompromisedKeyAtOnce": {func(t *testing.T, w *testevidence.World) {
			w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Revoked, w.Key)
			compromise(t, w, -time.Minute)
		}, verifier.Suspended, verifier.DetailCompromisedStatus, verifier.StepStatus},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := testevidence.New(t)
			c.change(t, w)
			w.Ledger.Clock.Advance(time.Minute)
			now := w.Ledger.Clock.Now()
			r := w.Bundle(w.Link()).Check(w.Trust, now)
			requireResult(t, r, c.want, c.detail, c.step)
			live := verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), now, verifier.Options{})
			require.Equal(t, live.Result, r.Result)
			require.Equal(t, live.Detail, r.Detail)
			require.Equal(t, live.Anchor, r.Anchor)
			require.Equal(t, live.Credential, r.Credential)
		})
	}
}

func compromise(t *testing.T, w *testevidence.World, since time.Duration) {
	t.Helper()
	statement := ledger.KeyCompromise{
		Type:   ledger.TypeKeyCompromise,
		Ledger: w.Trust.Genesis,
		Issuer: testevidence.Issuer,
		Key:    w.Key.PublicKey().Thumbprint(),
		Since:  w.Ledger.Clock.Now().Add(since).UTC().Truncate(time.Second),
	}
	_, err := w.Ledger.Invoke(
		w.Ledger.Accreditor,
		ledger.FuncReportKeyCompromised,
		string(ledger.Canonical(statement)),
		"",
	)
	require.NoError(t, err)
}

// An issuer that was suspended or withdrawn after the anchor is told of; what
// it anchored before stays. Its record of that time is not at hand any more,
// and the result says that the step stands on the ledger's word.
func TestAccreditationThen(t *testing.T) {
	t.Parallel()
	t.Run("TheRecordIsOlderThanTheAnchor", func(t *testing.T) {
		t.Parallel()
		w := testevidence.New(t)
		r := w.Bundle(w.Link()).Check(w.Trust, w.Ledger.Clock.Now())
		require.True(t, r.Passed(verifier.StepAccreditation))
		require.Empty(t, r.Checks[verifier.StepAccreditation-1].Detail)
	})
	for state, function := range map[ledger.IssuerState]string{ledger.IssuerSuspended: ledger.FuncSuspendIssuer, ledger.IssuerWithdrawn: ledger.FuncWithdrawIssuer} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			w := testevidence.New(t)
			_, err := w.Ledger.Invoke(w.Ledger.Accreditor, function, testevidence.Issuer)
			require.NoError(t, err)
			r := w.Bundle(w.Link()).Check(w.Trust, w.Ledger.Clock.Now())
			requireResult(t, r, verifier.Valid, "", 0)
			require.Equal(t, state, r.Issuer.State)
			require.Equal(t, verifier.DetailAcceptedByLedger, r.Checks[verifier.StepAccreditation-1].Detail)
		})
	}
}

// What an attestation does not tell is never made up.
func TestNotAttested(t *testing.T) {
	t.Parallel()
	t.Run("WhatTheEntryWasBeforeACompromisedKeyChangedIt", func(t *testing.T) {
		t.Parallel()
		w := testevidence.New(t)
		w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Suspended, w.Key)
		w.Ledger.Clock.Advance(time.Hour)
		w.Ledger.SetEntry(t, testevidence.Issuer, 1, testevidence.Status.Index, ledger.Active, w.Key)
		compromise(t, w, -time.Minute)
		r := w.Bundle(w.Link()).Check(w.Trust, w.Ledger.Clock.Now())
		requireResult(t, r, verifier.Indeterminate, verifier.DetailNotAttested, verifier.StepStatus)
	})
	t.Run("AnotherKeyOfTheIssuer", func(t *testing.T) {
		t.Parallel()
		w := testevidence.New(t)
		second := newKey(t, w)
		w.Diploma = w.Issue(7, w.Key)
		w.Anchor(second, w.Diploma)
		_, r, err := w.Maker().Make(t.Context(), w.Link(), w.Ledger.View())
		require.ErrorIs(t, err, bundle.ErrUnavailable)
		requireResult(t, r, verifier.Indeterminate, verifier.DetailNotAttested, verifier.StepSignature)
	})
}

func newKey(t *testing.T, w *testevidence.World) interface {
	PublicKey() ledger.PublicKey
	Sign([]byte) (ledger.Signature, error)
} {
	t.Helper()
	other := testevidence.New(t).Key
	w.Ledger.AddKey(t, testevidence.Issuer, other)
	return other
}

func TestNoEvidence(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	for name, c := range map[string]struct {
		input string
		want  verifier.Code
	}{
		"Malformed":   {"nothing", verifier.Malformed},
		"NotAnchored": {presentation.URL("https://vanbang.example", w.Issue(3, w.Key).QRToken), verifier.NotAnchored},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text, r, err := w.Maker().Make(t.Context(), c.input, w.Ledger.View())
			require.ErrorIs(t, err, bundle.ErrNoEvidence)
			require.Nil(t, text)
			require.Equal(t, c.want, r.Result)
		})
	}
	t.Run("NobodyAttests", func(t *testing.T) {
		t.Parallel()
		w := testevidence.New(t)
		w.Down = true
		_, _, err := w.Maker().Make(t.Context(), w.Link(), w.Ledger.View())
		require.ErrorIs(t, err, bundle.ErrUnavailable)
	})
}

func TestMakerFollowsConfigurations(t *testing.T) {
	t.Parallel()
	w := testevidence.New(t)
	maker := w.Maker()
	for n := range 3 {
		text, r, err := maker.Make(t.Context(), w.Link(), w.Ledger.View())
		require.NoError(t, err)
		require.Equal(t, n+1, r.Evidence.Configurations)
		require.Equal(t, uint64(2*n), r.Evidence.ConfigBlock)
		requireResult(t, bundle.Check(text, w.Trust, w.Ledger.Clock.Now()), verifier.Valid, "", 0)
		w.Blocks = append(
			w.Blocks,
			w.Channel.Block(w.Channel.Commit(w.Channel.Definition("other", "vscc", nil))),
			reconfigure(w),
		)
	}
}
