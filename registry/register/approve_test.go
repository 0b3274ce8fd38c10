package register_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/issuing"
)

func TestApprove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()

	t.Run("NobodyApprovesWhatHeImported", func(t *testing.T) {
		batch, err := b.register.Intake.Import(ctx, b.both, request(school, graduates(1)))
		require.NoError(t, err)
		_, err = b.register.Issuing.Approve(ctx, b.both, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrSamePerson)
		require.ErrorIs(t, err, registry.ErrForbidden)
		_, err = b.register.Issuing.Reject(ctx, b.both, batch.ID, "sai tên")
		require.ErrorIs(t, err, registry.ErrSamePerson)
		b.state(t, batch.ID, registry.BatchDraft)
	})

	t.Run("TheDatabaseRefusesItToo", func(t *testing.T) {
		batch, err := b.register.Intake.Import(ctx, b.both, request(school, graduates(1)))
		require.NoError(t, err)
		err = b.db.Store.Issuing().InTx(ctx, func(ctx context.Context, q issuing.Queries) error {
			now := b.ledger.Clock.Now()
			batch.State, batch.DecidedBy, batch.DecidedAt = registry.BatchApproved, &b.both.ID, &now
			return q.MoveBatch(ctx, batch)
		})
		require.ErrorIs(t, err, registry.ErrSamePerson)
	})

	t.Run("WhoMay", func(t *testing.T) {
		batch := b.imported(t, 1)
		for _, actor := range []registry.Actor{b.registrar, b.reader, b.operator} {
			_, err := b.register.Issuing.Approve(ctx, actor, batch.ID, "", batch.Count)
			require.ErrorIs(t, err, registry.ErrForbidden)
		}
		_, err := b.register.Issuing.Approve(ctx, b.stranger, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})

	t.Run("OnceMoreIsSuccessForTheSamePersonOnly", func(t *testing.T) {
		batch := b.approved(t, 1)
		again, err := b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		require.Equal(t, registry.BatchApproved, again.State)
		_, err = b.register.Issuing.Approve(ctx, b.both, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrState)
	})

	t.Run("ARejectedOrDiscardedBatchGivesItsNumbersBack", func(t *testing.T) {
		rows := graduates(1)
		rows[0].SerialNumber, rows[0].RegisterNumber = "BACK 1", "BACK/1"
		for range 2 {
			batch, err := b.register.Intake.Import(ctx, b.registrar, request(school, rows))
			require.NoError(t, err)
			rejected, err := b.register.Issuing.Reject(ctx, b.approver, batch.ID, "sai quyết định")
			require.NoError(t, err)
			require.Equal(t, registry.BatchRejected, rejected.State)
			_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
			require.ErrorIs(t, err, registry.ErrState)
		}
		batch, err := b.register.Intake.Import(ctx, b.registrar, request(school, rows))
		require.NoError(t, err)
		_, err = b.register.Intake.Discard(ctx, b.registrar, batch.ID)
		require.NoError(t, err)
		drafts, err := b.register.Reading.Drafts(ctx, b.registrar, batch.ID, registry.Page{})
		require.NoError(t, err)
		require.Empty(t, drafts)
	})
}

func TestNumbers(t *testing.T) {
	t.Parallel()

	t.Run("AreGaplessUnderConcurrency", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		const batches, size = 8, 7
		var ids []registry.Batch
		for range batches {
			ids = append(ids, b.imported(t, size))
		}
		ended, end := context.WithCancel(t.Context())
		end()
		_, err := b.register.Issuing.Approve(ended, b.approver, ids[0].ID, "", ids[0].Count)
		require.Error(t, err)

		var group sync.WaitGroup
		failed := make(chan error, 2*batches)
		for _, batch := range ids {
			for range 2 { // and twice each
				group.Go(func() {
					_, err := b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
					failed <- err
				})
			}
		}
		for range 3 { // processes that sign at the same time, without a hold on the issuer
			group.Go(func() { b.signAtOnce(t) })
		}
		group.Wait()
		close(failed)
		for err := range failed {
			require.NoError(t, err)
		}
		b.sign(t)
		got := map[string]bool{}
		for _, batch := range ids {
			entries, err := b.db.Store.Entries(t.Context(), batch.ID)
			require.NoError(t, err)
			for _, e := range entries {
				got[e.RegisterNumber+" "+e.SerialNumber] = true
			}
		}
		want := map[string]bool{}
		for n := range batches * size {
			want[fmt.Sprintf("2026/THPT/%05d 2026-THPT-%05d", n+1, n+1)] = true
		}
		require.Equal(t, want, got)
	})

	t.Run("FromTheFileGoFirstAndThoseTakenArePassedOver", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		rows := graduates(4)
		rows[0].RegisterNumber, rows[0].SerialNumber = "2026/THPT/00002", "A 00000001"
		batch, err := b.register.Intake.Import(t.Context(), b.registrar, request(school, rows))
		require.NoError(t, err)
		_, err = b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		b.sign(t)
		entries, err := b.db.Store.Entries(t.Context(), batch.ID)
		require.NoError(t, err)
		var registers, serials []string
		for _, e := range entries {
			registers, serials = append(registers, e.RegisterNumber), append(serials, e.SerialNumber)
		}
		require.Equal(
			t,
			[]string{"2026/THPT/00002", "2026/THPT/00001", "2026/THPT/00003", "2026/THPT/00004"},
			registers,
		)
		require.Equal(t, []string{"A 00000001", "2026-THPT-00001", "2026-THPT-00002", "2026-THPT-00003"}, serials)
	})

	t.Run("HaveTheFormOfTheirBook", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		book := registry.Book{
			Issuer:         school,
			Code:           "2026/THPT",
			RegisterPrefix: "THPT.",
			RegisterWidth:  3,
			RegisterNext:   10,
			SerialPrefix:   "B ",
			SerialWidth:    8,
			SerialNext:     123456,
		}
		require.ErrorIs(t, b.register.Issuing.OpenBook(t.Context(), b.registrar, book), registry.ErrForbidden)
		require.NoError(t, b.register.Issuing.OpenBook(t.Context(), b.approver, book))
		require.ErrorIs(t, b.register.Issuing.OpenBook(t.Context(), b.approver, book), registry.ErrConflict)
		batch := b.sealed(t, 2)
		entries, err := b.db.Store.Entries(t.Context(), batch.ID)
		require.NoError(t, err)
		require.Equal(t, "THPT.011", entries[1].RegisterNumber)
		require.Equal(t, "B 00123457", entries[1].SerialNumber)
	})
}

// signAtOnce signs whatever is approved, as a worker does that holds nothing,
// until nothing is left or others have taken it.
func (b *bundle) signAtOnce(t *testing.T) {
	task := b.process(t, b.db).Issuing.Task()
	for range 100 {
		job, err := task.NextJob(t.Context(), school, b.ledger.Clock.Now())
		if err != nil {
			t.Error(err)
			return
		}
		if job == nil {
			return
		}
		if err := job.Do(t.Context()); err != nil {
			t.Error(err)
		}
	}
}
