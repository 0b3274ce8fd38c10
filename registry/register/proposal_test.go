package register_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
)

func TestAFinalActTakesTwo(t *testing.T) {
	t.Parallel()

	t.Run("ProposedByOneConfirmedByAnother", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		all := b.credentials(t, b.anchored(t, 3))
		r := bulk(all[0].ID, all[1].ID)
		_, err := b.register.Status.SetStatuses(ctx, b.approver, r)
		require.ErrorIs(t, err, registry.ErrInvalid, "one person alone revokes nothing")
		p, err := b.register.Status.Propose(ctx, b.registrar, r)
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{all[0].ID, all[1].ID}, p.Credentials)
		b.worker.Pass(ctx)
		shown, err := b.register.Reading.Credential(ctx, b.reader, all[0].ID)
		require.NoError(t, err)
		require.Empty(t, shown.Changes, "nothing happens before")
		open, err := b.register.Status.Proposals(ctx, b.reader, "", registry.ProposalOpen, registry.Page{})
		require.NoError(t, err)
		require.Len(t, open, 1)
		require.Equal(t, p.ID, open[0].ID)
		require.Equal(t, p.Credentials, open[0].Credentials)

		_, err = b.register.Status.Propose(ctx, b.both, bulk(all[1].ID))
		var refused *status.BulkRefused
		require.ErrorAs(t, err, &refused)
		require.Equal(t, status.ObstacleProposed, refused.Items[0].Obstacle)
		_, err = b.register.Status.SetStatus(ctx, b.approver, suspend(all[0].ID))
		require.NoError(t, err, "one person may still act at once")
		b.worker.Pass(ctx)

		_, items, err := b.register.Status.Proposal(ctx, b.reader, p.ID)
		require.NoError(t, err)
		require.Len(t, items, 2)
		require.Empty(t, items[0].Obstacle)
		changes, err := b.register.Status.Confirm(ctx, b.approver, p.ID)
		require.NoError(t, err)
		require.Equal(t, &p.ID, changes[0].Proposal)
		require.Equal(t, b.approver.ID, changes[0].RequestedBy)
		_, err = b.register.Status.Confirm(ctx, b.approver, p.ID)
		require.ErrorIs(t, err, registry.ErrState, "once")
		b.worker.Pass(ctx)
		record, err := b.ledger.Status(ctx, school, all[0].StatusRef.List, all[0].StatusRef.Index)
		require.NoError(t, err)
		require.Equal(t, ledger.Revoked, record.State)
		require.Len(t, b.actions(t, school, registry.ActionStatusProposed), 2)
		open, err = b.register.Status.Proposals(ctx, b.reader, "", registry.ProposalOpen, registry.Page{})
		require.NoError(t, err)
		require.Empty(t, open)
	})

	t.Run("NotByTheSamePersonAndNotByOthers", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		c := b.credentials(t, b.anchored(t, 1))[0]
		p, err := b.register.Status.Propose(ctx, b.both, bulk(c.ID))
		require.NoError(t, err)
		_, err = b.register.Status.Confirm(ctx, b.both, p.ID)
		require.ErrorIs(t, err, registry.ErrSamePerson)
		_, err = b.register.Status.Refuse(ctx, b.both, p.ID, "x")
		require.ErrorIs(t, err, registry.ErrSamePerson)
		for want, actor := range map[error]registry.Actor{registry.ErrForbidden: b.registrar, registry.ErrNotFound: b.stranger} {
			_, err = b.register.Status.Confirm(ctx, actor, p.ID)
			require.ErrorIs(t, err, want)
			_, err = b.register.Status.Withdraw(ctx, actor, p.ID)
			require.ErrorIs(t, err, want)
		}
		_, _, err = b.register.Status.Proposal(ctx, b.operator, p.ID)
		require.ErrorIs(t, err, registry.ErrForbidden)
		_, err = b.register.Status.Propose(ctx, b.reader, bulk(c.ID))
		require.ErrorIs(t, err, registry.ErrForbidden)
		future := bulk(c.ID)
		future.DecisionDate = "2026-06-25"
		_, err = b.register.Status.Propose(ctx, b.registrar, future)
		require.ErrorIs(t, err, registry.ErrInvalid)
		_, err = b.db.Conn(t).Exec(ctx, `UPDATE status_proposal SET state = 'confirmed', ended_by = proposed_by, ended_at = now()`)
		require.ErrorContains(t, err, "status_proposal_two_persons", "the database says so too")
	})

	t.Run("WithdrawnOrRefused", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		c := b.credentials(t, b.anchored(t, 1))[0]
		p, err := b.register.Status.Propose(ctx, b.registrar, bulk(c.ID))
		require.NoError(t, err)
		p, err = b.register.Status.Withdraw(ctx, b.registrar, p.ID)
		require.NoError(t, err)
		require.Equal(t, registry.ProposalWithdrawn, p.State)
		again, err := b.register.Status.Propose(ctx, b.registrar, bulk(c.ID))
		require.NoError(t, err, "it is free again")
		_, err = b.register.Status.Refuse(ctx, b.approver, again.ID, "")
		require.ErrorIs(t, err, registry.ErrInvalid)
		again, err = b.register.Status.Refuse(ctx, b.approver, again.ID, "sai số quyết định")
		require.NoError(t, err)
		require.Equal(t, "sai số quyết định", again.Reason)
		for _, ended := range []uuid.UUID{p.ID, again.ID} {
			_, err = b.register.Status.Confirm(ctx, b.approver, ended)
			require.ErrorIs(t, err, registry.ErrState)
		}
		require.Len(t, b.actions(t, school, registry.ActionProposalEnded), 2)
	})

	t.Run("WhatChangedMeanwhileIsNotForced", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		all := b.credentials(t, b.anchored(t, 2))
		p, err := b.register.Status.Propose(ctx, b.registrar, bulk(all[0].ID, all[1].ID))
		require.NoError(t, err)
		_, err = b.register.Status.SetStatus(ctx, b.approver, suspend(all[0].ID))
		require.NoError(t, err) // and is on its way
		_, err = b.register.Status.Confirm(ctx, b.approver, p.ID)
		require.ErrorIs(t, err, registry.ErrState)
		p, _, err = b.register.Status.Proposal(ctx, b.reader, p.ID)
		require.NoError(t, err)
		require.Equal(t, registry.ProposalOpen, p.State, "all or none, and it can be confirmed later")
		b.worker.Pass(ctx)
		_, err = b.register.Status.Confirm(ctx, b.approver, p.ID)
		require.NoError(t, err)
	})
}

func TestWhatHangsOnADiplomaGoesWithIt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	batch := b.university(t, 3)
	b.worker.Pass(ctx)
	all, err := b.register.Reading.Credentials(ctx, b.stranger, reading.CredentialFilter{Batch: batch.ID})
	require.NoError(t, err)
	require.Equal(t, all[0].ID, *all[1].Diploma)

	r := bulk(all[0].ID)
	r.State, r.Ground = ledger.Suspended, registry.GroundInspection
	items, err := b.register.Status.PreviewStatuses(ctx, b.stranger, r)
	require.NoError(t, err)
	require.Len(t, items, 2)
	require.False(t, items[0].Along)
	require.True(t, items[1].Along)
	require.Equal(t, all[1].ID, items[1].Credential.ID, "the transcript is shown")
	changes, err := b.register.Status.SetStatuses(ctx, b.stranger, r)
	require.NoError(t, err)
	require.Len(t, changes, 2)
	b.worker.Pass(ctx)

	proposal, err := b.register.Status.Propose(ctx, b.strange2, bulk(all[0].ID))
	require.NoError(t, err)
	require.Len(t, proposal.Credentials, 2)
	_, err = b.register.Status.Confirm(ctx, b.stranger, proposal.ID)
	require.NoError(t, err)
	b.worker.Pass(ctx)
	for _, c := range all[:2] {
		shown, err := b.register.Reading.Credential(ctx, b.stranger, c.ID)
		require.NoError(t, err)
		require.Equal(t, ledger.Revoked, shown.Status)
	}

	alone := r
	alone.Credentials, alone.Alone = []uuid.UUID{all[2].ID}, true
	changes, err = b.register.Status.SetStatuses(ctx, b.stranger, alone)
	require.NoError(t, err)
	require.Len(t, changes, 1, "unless told otherwise")
	b.worker.Pass(ctx)
	alone.Alone, alone.State, alone.Ground = false, ledger.Active, registry.GroundCleared
	changes, err = b.register.Status.SetStatuses(ctx, b.stranger, alone)
	require.NoError(t, err)
	require.Len(t, changes, 1, "a transcript that is in force needs no reinstatement")
}
