package register_test

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
)

func revoke(credential uuid.UUID) status.Request {
	return status.Request{
		Credential:     credential,
		State:          ledger.Revoked,
		Ground:         registry.GroundFraud,
		DecisionNumber: "7/QĐ",
		DecisionDate:   "2026-06-20",
	}
}

func suspend(credential uuid.UUID) status.Request {
	return status.Request{
		Credential:     credential,
		State:          ledger.Suspended,
		Ground:         registry.GroundInspection,
		DecisionNumber: "8/TB",
		DecisionDate:   "2026-06-20",
	}
}

func reinstate(credential uuid.UUID) status.Request {
	return status.Request{
		Credential:     credential,
		State:          ledger.Active,
		Ground:         registry.GroundCleared,
		DecisionNumber: "9/TB",
		DecisionDate:   "2026-06-20",
	}
}

// change changes a status as the school's people do: what is final one proposes and
// another confirms.
func (b *bundle) change(t testing.TB, r status.Request) (registry.StatusChange, error) {
	t.Helper()
	if !status.IsFinal(r.State) {
		return b.register.Status.SetStatus(t.Context(), b.approver, r)
	}
	changes, err := b.changeMany(t, status.BulkRequest{
		Credentials:    []uuid.UUID{r.Credential},
		State:          r.State,
		Ground:         r.Ground,
		DecisionNumber: r.DecisionNumber,
		DecisionDate:   r.DecisionDate,
		Alone:          r.Alone,
	})
	if err != nil {
		return registry.StatusChange{}, err
	}
	return changes[0], nil
}

// changeMany is change of many.
func (b *bundle) changeMany(t testing.TB, r status.BulkRequest) ([]registry.StatusChange, error) {
	t.Helper()
	if !status.IsFinal(r.State) {
		return b.register.Status.SetStatuses(t.Context(), b.approver, r)
	}
	proposal, err := b.register.Status.Propose(t.Context(), b.both, r)
	if err != nil {
		return nil, err
	}
	return b.register.Status.Confirm(t.Context(), b.approver, proposal.ID)
}

func TestSetStatus(t *testing.T) {
	t.Parallel()

	t.Run("SuspendReinstateRevoke", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		c := b.credentials(t, b.anchored(t, 2))[0]
		for i, r := range []status.Request{suspend(c.ID), reinstate(c.ID), revoke(c.ID)} {
			change, err := b.change(t, r)
			require.NoError(t, err)
			shown, err := b.register.Reading.Credential(ctx, b.reader, c.ID)
			require.NoError(t, err)
			require.Equal(t, change.ID, shown.Pending.ID)
			b.worker.Pass(ctx)
			record, err := b.ledger.Status(ctx, school, c.StatusRef.List, c.StatusRef.Index)
			require.NoError(t, err)
			require.Equal(t, r.State, record.State)
			require.Equal(t, uint64(i+1), record.Version)
			shown, err = b.register.Reading.Credential(ctx, b.reader, c.ID)
			require.NoError(t, err)
			require.Equal(t, r.State, shown.Status)
			require.Nil(t, shown.Pending)
			require.Len(t, shown.Changes, i+1)
			detail, err := status.Detail(shown.Changes[i])
			require.NoError(t, err)
			require.Equal(t, record.Detail, detail, "who has salt and reasons can show that they are the ledger's")
		}
		_, err := b.register.Status.SetStatus(ctx, b.approver, reinstate(c.ID))
		require.ErrorIs(t, err, registry.ErrState, "revoked is final")
		require.Len(t, b.actions(t, school, registry.ActionStatusDone), 3)
	})

	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		c := b.credentials(t, b.sealed(t, 1))[0]
		for name, test := range map[string]struct {
			actor  registry.Actor
			change func(*status.Request)
			want   error
		}{
			"Registrar":            {b.registrar, func(*status.Request) {}, registry.ErrForbidden},
			"UnknownCredential":    {b.approver, func(r *status.Request) { r.Credential = uuid.New() }, registry.ErrNotFound},
			"NoDecision":           {b.approver, func(r *status.Request) { r.DecisionNumber = "" }, registry.ErrInvalid},
			"NoDate":               {b.approver, func(r *status.Request) { r.DecisionDate = "2026-13-01" }, registry.ErrInvalid},
			"GroundOfAnotherState": {b.approver, func(r *status.Request) { r.Ground = registry.GroundCleared }, registry.ErrInvalid},
			"Superseded":           {b.approver, func(r *status.Request) { r.State = ledger.Superseded }, registry.ErrInvalid},
			"FutureDate":           {b.approver, func(r *status.Request) { r.DecisionDate = "2099-01-01" }, registry.ErrInvalid},
			"FinalByOne":           {b.approver, func(r *status.Request) { *r = revoke(r.Credential) }, registry.ErrInvalid},
			"NotSuspended":         {b.approver, func(r *status.Request) { *r = reinstate(r.Credential) }, registry.ErrState},
		} {
			r := suspend(c.ID)
			test.change(&r)
			_, err := b.register.Status.SetStatus(t.Context(), test.actor, r)
			require.ErrorIs(t, err, test.want, name)
		}
	})

	t.Run("OneChangeAtATime", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		c := b.credentials(t, b.sealed(t, 1))[0]
		_, err := b.register.Status.SetStatus(t.Context(), b.approver, suspend(c.ID))
		require.NoError(t, err)
		_, err = b.change(t, revoke(c.ID))
		require.ErrorIs(t, err, registry.ErrState)
	})

	t.Run("AnUnknownOutcomeIsAskedForBeforeItIsDoneAgain", func(t *testing.T) {
		t.Parallel()
		for name, lost := range map[string]testledger.Failure{"Committed": testledger.UnknownCommitted, "Dropped": testledger.UnknownDropped, "Down": testledger.Unavailable} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				c := b.credentials(t, b.anchored(t, 1))[0]
				b.ledger.FailNext(ledger.FuncSetStatus, lost)
				_, err := b.change(t, revoke(c.ID))
				require.NoError(t, err)
				b.worker.Pass(t.Context())
				b.ledger.Clock.Advance(time.Minute)
				b.worker.Pass(t.Context())
				record, err := b.ledger.Status(t.Context(), school, c.StatusRef.List, c.StatusRef.Index)
				require.NoError(t, err)
				require.Equal(t, uint64(1), record.Version)
				shown, err := b.register.Reading.Credential(t.Context(), b.reader, c.ID)
				require.NoError(t, err)
				require.Equal(t, ledger.Revoked, shown.Status)
			})
		}
	})

	t.Run("WhatTheAccreditorSetStandsAboveOurs", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		c := b.credentials(t, b.anchored(t, 1))[0]
		b.ledger.SetEntry(t, school, c.StatusRef.List, c.StatusRef.Index, ledger.Revoked, nil)
		_, err := b.register.Status.SetStatus(ctx, b.approver, suspend(c.ID))
		require.NoError(t, err, "the register does not know yet")
		b.worker.Pass(ctx)
		shown, err := b.register.Reading.Credential(ctx, b.reader, c.ID)
		require.NoError(t, err)
		require.Nil(t, shown.Pending)
		require.Equal(t, registry.ChangeRefused, shown.Changes[0].State)
		require.NotEmpty(t, shown.Changes[0].Refusal)
		require.Equal(
			t,
			uint64(2),
			shown.Changes[0].Version,
			"it was signed again, for the version after the accreditor's",
		)
		b.worker.Pass(ctx)
		require.Len(t, b.actions(t, school, registry.ActionStatusRefused), 1)
	})

	t.Run("ARefusedAnchorDoesNotHoldUpARevocation", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		b.ledger.AnchorDigests(t, school, "VN-USE", b.keys[school][0], ledger.SumDigest([]byte("not ours")))
		c := b.credentials(t, b.sealed(t, 1))[0]
		_, err := b.change(t, revoke(c.ID))
		require.NoError(t, err)
		b.worker.Pass(ctx)
		record, err := b.ledger.Status(ctx, school, c.StatusRef.List, c.StatusRef.Index)
		require.NoError(t, err)
		require.Equal(t, ledger.Revoked, record.State, "even of a halted issuer")
	})
}
