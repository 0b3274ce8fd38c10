package register_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// What the ledger must refuse is never signed: no number is drawn, and the batch
// says what it waits for.
func TestWhatTheLedgerWouldRefuseIsNotSigned(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	requireWaits := func(t *testing.T, b *bundle, batch registry.Batch, want registry.Wait) {
		t.Helper()
		b.worker.Pass(ctx)
		waiting := b.state(t, batch.ID, registry.BatchApproved)
		require.Equal(t, want, waiting.WaitsFor)
		require.Empty(t, b.credentials(t, batch))
		require.LessOrEqual(t, waiting.RetryAt.Sub(b.ledger.Clock.Now()), 2*time.Minute)
		var next int
		require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT register_next FROM book WHERE issuer = $1`, school).Scan(&next))
		require.Equal(t, 1, next, "no number is drawn")
	}

	t.Run("Quota", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.setQuota(t, 2)
		batch := b.approved(t, 3)
		state, err := b.register.Quota.OfBatch(ctx, b.approver, batch.ID)
		require.NoError(t, err)
		require.Equal(t, []registry.QuotaLine{{Type: "VN-USE", Year: 2026, Covered: true, Quota: 2, Needed: 3}}, state.Needed())
		requireWaits(t, b, batch, registry.WaitQuota)
		for range 5 {
			b.ledger.Clock.Advance(10 * time.Minute)
			requireWaits(t, b, batch, registry.WaitQuota)
		}
		b.setQuota(t, 3)
		_, err = b.register.Issuing.Retry(ctx, b.approver, batch.ID, "")
		require.NoError(t, err)
		b.worker.Pass(ctx)
		b.state(t, batch.ID, registry.BatchAnchored)
		state, err = b.register.Quota.OfList(ctx, b.registrar, registry.KindCounts{"VN-USE": 1})
		require.NoError(t, err)
		require.Equal(t, 3, state.Needed()[0].Used)
		require.Equal(t, registry.WaitQuota, state.Wait())
	})

	t.Run("BesideWhatIsSealedAlready", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.setQuota(t, 3)
		first := b.approved(t, 2)
		b.ledger.Clock.Advance(time.Second)
		second := b.approved(t, 2)
		b.ledger.FailNext(ledger.FuncPutAnchor, testledger.UnknownDropped)
		b.worker.Pass(ctx)
		b.state(t, first.ID, registry.BatchSealed)
		require.Equal(t, registry.WaitQuota, b.state(t, second.ID, registry.BatchApproved).WaitsFor)
	})

	t.Run("TheApproverIsTold", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.setQuota(t, 5)
		first, second := b.imported(t, 3), b.imported(t, 3)
		approve := func(batch registry.Batch) registry.Wait {
			answer, err := b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
			if err != nil {
				t.Error(err)
			}
			return answer.WaitsFor
		}
		var waits [2]registry.Wait
		var group sync.WaitGroup
		group.Go(func() { waits[0] = approve(first) })
		group.Go(func() { waits[1] = approve(second) })
		group.Wait()
		require.ElementsMatch(t, []registry.Wait{registry.WaitNothing, registry.WaitQuota}, waits[:])
		state, err := b.register.Quota.OfList(ctx, b.registrar, nil)
		require.NoError(t, err)
		require.Equal(t, 3, state.Lines[0].Waiting)
		require.Equal(t, 3, state.Lines[0].Beyond)
	})

	// A batch that does not fit takes nothing from those behind it, which are signed.
	t.Run("OneBeyondTheQuotaHoldsUpNoOther", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.setQuota(t, 5)
		large := b.approved(t, 6)
		require.Equal(t, registry.WaitQuota, large.WaitsFor)
		b.ledger.Clock.Advance(time.Second)
		small := b.imported(t, 4)
		line := registry.QuotaLine{Type: "VN-USE", Year: 2026, Covered: true, Quota: 5, Beyond: 6, Needed: 4}
		state, err := b.register.Quota.OfBatch(ctx, b.approver, small.ID)
		require.NoError(t, err)
		require.Equal(t, []registry.QuotaLine{line}, state.Needed())
		require.Equal(t, registry.WaitNothing, state.Wait())
		small, err = b.register.Issuing.Approve(ctx, b.approver, small.ID, "", small.Count)
		require.NoError(t, err)
		require.Equal(t, registry.WaitNothing, small.WaitsFor)
		state, err = b.register.Quota.OfList(ctx, b.registrar, registry.KindCounts{"VN-USE": 2})
		require.NoError(t, err)
		line.Waiting, line.Needed = 4, 2
		require.Equal(t, []registry.QuotaLine{line}, state.Needed())
		require.Equal(t, registry.WaitQuota, state.Wait(), "beside the small one it is too much")
		b.worker.Pass(ctx)
		b.state(t, small.ID, registry.BatchAnchored)
		require.Equal(t, registry.WaitQuota, b.state(t, large.ID, registry.BatchApproved).WaitsFor)
	})

	t.Run("Scope", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.ledger.Clock.Set(time.Date(2031, 1, 2, 0, 0, 0, 0, time.UTC))
		requireWaits(t, b, b.approved(t, 1), registry.WaitScope)
	})

	t.Run("Suspended", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncSuspendIssuer, school)
		batch := b.approved(t, 1)
		requireWaits(t, b, batch, registry.WaitIssuerState)
		b.giveUp(t, batch.ID)
		b.state(t, batch.ID, registry.BatchGivenUp)
	})

	t.Run("ForPeopleOfTheSchoolOnly", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		_, err := b.register.Quota.OfBatch(ctx, b.stranger, b.imported(t, 1).ID)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})
}
