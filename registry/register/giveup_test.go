package register_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/giveup"
	"sogoc/verifier/ledger"
)

const giveUpReason = "vượt chỉ tiêu (mẫu)"

// giveUp asks as the registrar and confirms as the approver.
func (b *bundle) giveUp(t testing.TB, batch uuid.UUID) registry.Batch {
	t.Helper()
	request := giveup.Request{Reason: giveUpReason}
	asked, err := b.register.GiveUp.GiveUp(t.Context(), b.registrar, batch, request)
	require.NoError(t, err)
	require.True(t, asked.GivingUp.Asked())
	decided, err := b.register.GiveUp.GiveUp(t.Context(), b.approver, batch, giveup.Request{})
	require.NoError(t, err)
	return decided
}

// setQuota amends what the school may issue in a year.
func (b *bundle) setQuota(t testing.TB, quota uint32) {
	t.Helper()
	view, err := b.ledger.Issuer(t.Context(), school)
	require.NoError(t, err)
	before := string(view.Issuer.Accreditation.Canonical())
	amended := view.Issuer.Accreditation
	for i := range amended.Scopes {
		amended.Scopes[i].Quota = quota
	}
	if string(amended.Canonical()) == before {
		return // the ledger refuses another decision for what stands already
	}
	testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncAmendAccreditation,
		string(amended.Canonical()))
}

// refused brings a batch to sealed, sent, and refused by the ledger.
func (b *bundle) refused(t testing.TB, n int) registry.Batch {
	t.Helper()
	batch := b.sealed(t, n)
	b.setQuota(t, 1)
	b.worker.Pass(t.Context())
	batch = b.state(t, batch.ID, registry.BatchSealed)
	require.Equal(t, ledger.CodeQuota, batch.Anchors[0].Refusal)
	require.NotNil(t, batch.Anchors[0].SentAt)
	return batch
}

// requireGone fails unless nothing is left of a batch but void lines, and as many
// status entries are spent in all.
func (b *bundle) requireGone(t testing.TB, batch uuid.UUID, lines, spent int) {
	t.Helper()
	var credentials, leaves, names, void, entries int
	require.NoError(t, b.db.Conn(t).QueryRow(t.Context(), `SELECT
		(SELECT count(*) FROM credential WHERE batch = $1),
		(SELECT count(*) FROM leaf l JOIN anchor a USING (issuer, sequence) WHERE a.batch = $1),
		(SELECT count(*) FROM name_key n JOIN register_entry e ON e.id = n.credential WHERE e.batch = $1),
		(SELECT count(*) FROM register_entry WHERE batch = $1 AND state = 'void' AND void_reason = $2
			AND register_number <> '' AND serial_number <> ''),
		(SELECT count(*) FROM spent_status_entry)`, batch, giveUpReason).
		Scan(&credentials, &leaves, &names, &void, &entries))
	require.Equal(t, []int{0, 0, 0, lines, spent}, []int{credentials, leaves, names, void, entries})
}

func TestGiveUp(t *testing.T) {
	t.Parallel()

	t.Run("WhatWasNotSentIsGivenUpAtOnceAndItsSequenceIsUsedAgain", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first, second := b.sealed(t, 2), b.sealed(t, 3)
		decided := b.giveUp(t, first.ID)
		require.Equal(t, registry.BatchGivenUp, decided.State)
		require.NotNil(t, decided.GivingUp.EndedAt)
		b.requireGone(t, first.ID, 2, 2)
		require.Zero(t, b.ledger.Sequence(t, school).Sequence, "the ledger knows nothing of it")

		b.state(t, second.ID, registry.BatchApproved) // its anchor is made anew
		before := b.credentials(t, second)
		b.worker.Pass(t.Context())
		anchored := b.state(t, second.ID, registry.BatchAnchored)
		require.Equal(t, uint64(1), anchored.Anchors[0].Sequence)
		after := b.credentials(t, second)
		require.Equal(t, before[0].Digest, after[0].Digest, "nothing is signed anew but the anchor")
		require.Len(t, b.actions(t, school, registry.ActionUnsealed), 1)
		lines, err := b.register.GiveUp.VoidEntries(t.Context(), b.reader, first.ID, registry.Page{})
		require.NoError(t, err)
		require.Len(t, lines, 2)
		require.Equal(t, giveUpReason, lines[0].Reason)
	})

	t.Run("WhatWasSentIsGivenUpByTheLedger", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first := b.refused(t, 2)
		consequences, err := b.register.GiveUp.Preview(t.Context(), b.registrar, first.ID)
		require.NoError(t, err)
		require.Equal(t, registry.GiveUpConsequences{Rows: 2, Credentials: 2, Numbers: 2, Sent: true,
			FirstNumber: "2026/THPT/00001", LastNumber: "2026/THPT/00002"}, consequences)
		decided := b.giveUp(t, first.ID)
		require.Equal(t, registry.BatchSealed, decided.State, "the ledger decides")
		require.True(t, decided.GivingUp.Confirmed())
		require.Len(t, b.credentials(t, first), 2, "nothing is destroyed before the void's commit")

		b.ledger.Clock.Advance(time.Minute)
		b.worker.Pass(t.Context())
		given := b.state(t, first.ID, registry.BatchGivenUp)
		require.Equal(t, registry.AnchorVoid, given.Anchors[0].State)
		require.NotEmpty(t, given.Anchors[0].TxID)
		b.requireGone(t, first.ID, 2, 2)
		void, _, found, err := b.ledger.View().Void(school, 1)
		require.NoError(t, err)
		require.True(t, found)
		require.Equal(t, given.Anchors[0].TxID, void.TxID)

		b.setQuota(t, 100)
		next := b.sealed(t, 2)
		b.worker.Pass(t.Context())
		require.Equal(t, uint64(2), b.state(t, next.ID, registry.BatchAnchored).Anchors[0].Sequence)
		require.Equal(t, "2026/THPT/00003", b.credentials(t, next)[0].RegisterNumber, "void numbers stay void")
	})

	t.Run("WhatIsBehindItIsSealedAnewAfterTheVoid", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		first := b.refused(t, 2)
		b.setQuota(t, 5000)
		second := b.sealed(t, 1)
		b.giveUp(t, first.ID)
		b.worker.Pass(t.Context())
		b.worker.Pass(t.Context())
		b.state(t, first.ID, registry.BatchGivenUp)
		require.Equal(t, uint64(2), b.state(t, second.ID, registry.BatchAnchored).Anchors[0].Sequence)
	})

	t.Run("WhereTheAnchorIsFirstGivingUpHasFailed", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.ledger.FailNext(ledger.FuncPutAnchor, testledger.UnknownCommitted)
		batch := b.sealed(t, 2)
		b.worker.Pass(t.Context())
		b.giveUp(t, batch.ID)
		b.ledger.Clock.Advance(time.Minute)
		b.worker.Pass(t.Context())
		b.state(t, batch.ID, registry.BatchAnchored)
		shown, err := b.register.Reading.Batch(t.Context(), b.reader, batch.ID)
		require.NoError(t, err)
		require.True(t, shown.GivingUp.Failed)
		require.Len(t, b.credentials(t, batch), 2)
		require.Len(t, b.actions(t, school, registry.ActionGiveUpFailed), 1)
	})

	t.Run("AnUnsignedBatchIsGivenUpWithItsDrafts", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch := b.approved(t, 2)
		require.Equal(t, registry.BatchGivenUp, b.giveUp(t, batch.ID).State)
		var drafts, dropped int
		require.NoError(t, b.db.Conn(t).QueryRow(t.Context(), `SELECT
			(SELECT count(*) FROM draft d JOIN register_entry e USING (id) WHERE e.batch = $1),
			(SELECT count(*) FROM register_entry WHERE batch = $1 AND state = 'dropped')`, batch.ID).Scan(&drafts, &dropped))
		require.Equal(t, []int{0, 2}, []int{drafts, dropped})
		b.worker.Pass(t.Context())
		b.state(t, batch.ID, registry.BatchGivenUp)
	})

	t.Run("ARefusedBatchHoldsUpNoOtherSchool", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		refused, other := b.refused(t, 2), b.university(t, 2)
		b.worker.Pass(t.Context())
		b.state(t, refused.ID, registry.BatchSealed)
		b.state(t, other.ID, registry.BatchAnchored)
	})

	t.Run("AfterARestartTheVoidOfALostAnswerIsFound", func(t *testing.T) {
		t.Parallel()
		for name, lost := range map[string]testledger.Failure{
			"Committed": testledger.UnknownCommitted,
			"Dropped":   testledger.UnknownDropped,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				batch := b.refused(t, 2)
				b.giveUp(t, batch.ID)
				b.ledger.FailNext(ledger.FuncVoid, lost)
				b.ledger.Clock.Advance(time.Minute)
				b.worker.Pass(t.Context())
				b.state(t, batch.ID, registry.BatchSealed)
				b.ledger.Clock.Advance(5 * time.Minute)
				b.worker.Pass(t.Context())
				b.state(t, batch.ID, registry.BatchGivenUp)
				b.requireGone(t, batch.ID, 2, 2)
			})
		}
	})
}

func TestGivingUpTakesTwoPersons(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	batch := b.sealed(t, 1)
	request := giveup.Request{Reason: giveUpReason}

	_, err := b.register.GiveUp.GiveUp(ctx, b.reader, batch.ID, request)
	require.ErrorIs(t, err, registry.ErrForbidden)
	_, err = b.register.GiveUp.GiveUp(ctx, b.stranger, batch.ID, request)
	require.ErrorIs(t, err, registry.ErrNotFound)
	_, err = b.register.GiveUp.GiveUp(ctx, b.approver, batch.ID, giveup.Request{})
	require.ErrorIs(t, err, registry.ErrInvalid, "a reason is wanted")
	_, err = b.register.GiveUp.Withdraw(ctx, b.approver, batch.ID)
	require.ErrorIs(t, err, registry.ErrState)

	for range 2 { // the same person again changes nothing
		asked, err := b.register.GiveUp.GiveUp(ctx, b.approver, batch.ID, request)
		require.NoError(t, err)
		require.True(t, asked.GivingUp.Asked())
		require.Equal(t, registry.BatchSealed, asked.State)
	}
	_, err = b.register.GiveUp.GiveUp(ctx, b.registrar, batch.ID, request)
	require.ErrorIs(t, err, registry.ErrConflict, "an approver confirms")
	_, err = b.register.GiveUp.Withdraw(ctx, b.registrar, batch.ID)
	require.NoError(t, err)
	b.state(t, batch.ID, registry.BatchSealed)

	b.giveUp(t, batch.ID)
	b.state(t, batch.ID, registry.BatchGivenUp)
	_, err = b.register.GiveUp.GiveUp(ctx, b.approver, batch.ID, request)
	require.ErrorIs(t, err, registry.ErrState)

	draft := b.imported(t, 1)
	_, err = b.register.GiveUp.GiveUp(ctx, b.approver, draft.ID, request)
	require.ErrorIs(t, err, registry.ErrState, "a draft is rejected or discarded")
}

// What the file brought may be brought again; what the book gave is void for good.
func TestNumbersOfAListThatIsGivenUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	rows := graduates(1)
	rows[0].SerialNumber = "B 0001"
	bring := func() registry.Batch {
		batch, err := b.register.Intake.Import(t.Context(), b.registrar, request(school, rows))
		require.NoError(t, err)
		_, err = b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		b.sign(t)
		return batch
	}
	first := bring()
	b.giveUp(t, first.ID)
	second := bring()
	b.worker.Pass(t.Context())
	b.state(t, second.ID, registry.BatchAnchored)
	found := b.credentials(t, second)
	require.Equal(t, "B 0001", found[0].SerialNumber)
	require.Equal(t, "2026/THPT/00002", found[0].RegisterNumber)
}

// A batch that was given up is at its end: nobody is told that it was approved.
func TestWhatWasGivenUpIsNotApprovedAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.approved(t, 1)
	require.Equal(t, registry.BatchGivenUp, b.giveUp(t, batch.ID).State)
	_, err := b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
	require.ErrorIs(t, err, registry.ErrState)
	_, err = b.register.Issuing.Retry(t.Context(), b.approver, batch.ID, "")
	require.ErrorIs(t, err, registry.ErrState)
}
