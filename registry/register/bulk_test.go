package register_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
)

func bulk(ids ...uuid.UUID) status.BulkRequest {
	return status.BulkRequest{
		Credentials:    ids,
		State:          ledger.Revoked,
		Ground:         registry.GroundIssuerError,
		DecisionNumber: "7/QĐ",
		DecisionDate:   "2026-06-20",
	}
}

func TestBulkStatus(t *testing.T) {
	t.Parallel()

	t.Run("ByIDAndSerialOnceEach", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		all := b.credentials(t, b.anchored(t, 5))
		r := bulk(all[0].ID, all[1].ID, all[0].ID)
		r.Serials = []string{all[1].SerialNumber, all[2].SerialNumber}
		items, err := b.register.Status.PreviewStatuses(t.Context(), b.approver, r)
		require.NoError(t, err)
		require.Len(t, items, 3)
		for i, named := range []string{all[0].ID.String(), all[1].ID.String(), all[2].SerialNumber} {
			require.Equal(t, named, items[i].Named)
			require.Equal(t, all[i].ID, items[i].Credential.ID)
			require.Empty(t, items[i].Obstacle)
		}
		require.Empty(t, b.actions(t, school, registry.ActionStatusRequested), "a preview changes nothing")
		changes, err := b.changeMany(t, r)
		require.NoError(t, err)
		require.Len(t, changes, 3)
		require.Len(t, b.actions(t, school, registry.ActionStatusRequested), 3)
		b.worker.Pass(t.Context())
		for i, c := range all {
			shown, err := b.register.Reading.Credential(t.Context(), b.reader, c.ID)
			require.NoError(t, err)
			require.Equal(t, map[bool]ledger.State{true: ledger.Revoked, false: ledger.Active}[i < 3], shown.Status)
			if i < 3 {
				record, err := b.ledger.Status(t.Context(), school, c.StatusRef.List, c.StatusRef.Index)
				require.NoError(t, err)
				detail, err := status.Detail(shown.Changes[0])
				require.NoError(t, err)
				require.Equal(t, record.Detail, detail)
			}
		}
		require.NotContains(t, b.log.String(), all[2].SerialNumber)
	})

	t.Run("AllOrNone", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		all := b.credentials(t, b.anchored(t, 4))
		_, err := b.change(t, revoke(all[1].ID))
		require.NoError(t, err)
		b.worker.Pass(t.Context())
		_, err = b.register.Status.SetStatus(t.Context(), b.approver, suspend(all[2].ID))
		require.NoError(t, err)
		others := b.university(t, 1)
		foreign, nobody := b.credentials(t, others)[0].ID, uuid.New()
		r := bulk(all[0].ID, all[1].ID, all[2].ID, foreign, nobody)
		r.Serials = []string{"no such number"}
		items, err := b.register.Status.PreviewStatuses(t.Context(), b.approver, r)
		require.NoError(t, err)
		for i, want := range []status.Obstacle{"", status.ObstacleState, status.ObstaclePending, status.ObstacleUnknown, status.ObstacleUnknown, status.ObstacleUnknown} {
			require.Equal(t, want, items[i].Obstacle, i)
		}
		require.NotNil(t, items[2].Credential.Pending)
		require.Nil(t, items[3].Credential, "nothing is told of another school's credential")
		_, err = b.changeMany(t, r)
		require.ErrorIs(t, err, registry.ErrState)
		var refused *status.BulkRefused
		require.True(t, errors.As(err, &refused))
		require.Len(t, refused.Items, 5)
		shown, err := b.register.Reading.Credential(t.Context(), b.reader, all[0].ID)
		require.NoError(t, err)
		require.Nil(t, shown.Pending)
	})

	t.Run("SuspendedAndReinstated", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		all := b.credentials(t, b.anchored(t, 3))
		r := bulk(all[0].ID, all[1].ID, all[2].ID)
		r.State, r.Ground = ledger.Suspended, registry.GroundInspection
		for range 2 {
			_, err := b.register.Status.SetStatuses(t.Context(), b.approver, r)
			require.NoError(t, err)
			b.worker.Pass(t.Context())
			if r.State == ledger.Active {
				break
			}
			r.State, r.Ground = ledger.Active, registry.GroundCleared
		}
		shown, err := b.register.Reading.Credential(t.Context(), b.reader, all[2].ID)
		require.NoError(t, err)
		require.Equal(t, ledger.Active, shown.Status)
		require.Equal(t, uint64(2), shown.Changes[1].Version)
	})

	t.Run("TwoAtOnceDoNotBothGoThrough", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		all := b.credentials(t, b.anchored(t, 40))
		there, back := bulk(), bulk()
		for _, r := range []*status.BulkRequest{&there, &back} {
			r.State, r.Ground = ledger.Suspended, registry.GroundInspection
		}
		for i := range all {
			there.Credentials = append(there.Credentials, all[i].ID)
			back.Credentials = append(back.Credentials, all[len(all)-1-i].ID)
		}
		done := make(chan error, 2)
		for _, r := range []status.BulkRequest{there, back} {
			go func() {
				_, err := b.register.Status.SetStatuses(t.Context(), b.approver, r)
				done <- err
			}()
		}
		first, second := <-done, <-done
		if first != nil {
			first, second = second, first
		}
		require.NoError(t, first)
		require.ErrorIs(t, second, registry.ErrConflict)
		require.Len(t, b.actions(t, school, registry.ActionStatusRequested), len(all))
	})

	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		c := b.credentials(t, b.sealed(t, 1))[0]
		for name, test := range map[string]struct {
			actor  registry.Actor
			change func(*status.BulkRequest)
			want   error
		}{
			"Registrar":    {b.registrar, func(*status.BulkRequest) {}, registry.ErrForbidden},
			"Operator":     {b.operator, func(r *status.BulkRequest) { r.Issuer = school }, registry.ErrForbidden},
			"OtherSchool":  {b.stranger, func(r *status.BulkRequest) { r.Issuer = school }, registry.ErrNotFound},
			"Nobody":       {b.approver, func(r *status.BulkRequest) { r.Credentials = nil }, registry.ErrInvalid},
			"TooMany":      {b.approver, func(r *status.BulkRequest) { r.Serials = make([]string, status.MaxBulk) }, registry.ErrInvalid},
			"NoDecision":   {b.approver, func(r *status.BulkRequest) { r.DecisionNumber = "" }, registry.ErrInvalid},
			"AnotherState": {b.approver, func(r *status.BulkRequest) { r.State = ledger.Superseded }, registry.ErrInvalid},
		} {
			r := bulk(c.ID)
			r.State, r.Ground = ledger.Suspended, registry.GroundInspection
			test.change(&r)
			_, err := b.register.Status.PreviewStatuses(t.Context(), test.actor, r)
			require.ErrorIs(t, err, test.want, name)
			_, err = b.register.Status.SetStatuses(t.Context(), test.actor, r)
			require.ErrorIs(t, err, test.want, name)
		}
	})

	t.Run("WhatTheLedgerLosesIsAskedForAgain", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		all := b.credentials(t, b.anchored(t, 2))
		_, err := b.changeMany(t, bulk(all[0].ID, all[1].ID))
		require.NoError(t, err)
		b.ledger.FailNext(ledger.FuncSetStatus, testledger.Unavailable)
		b.worker.Pass(t.Context())
		b.ledger.Clock.Advance(60e9)
		b.worker.Pass(t.Context())
		for _, c := range all {
			record, err := b.ledger.Status(t.Context(), school, c.StatusRef.List, c.StatusRef.Index)
			require.NoError(t, err)
			require.Equal(t, ledger.Revoked, record.State)
		}
	})
}
