package register_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

// draftIDs returns the ids of a batch's drafts, in the order of the list.
func (b *bundle) draftIDs(t testing.TB, batch uuid.UUID) []uuid.UUID {
	t.Helper()
	drafts, err := b.db.Store.Drafts(t.Context(), batch, 0, 1000)
	require.NoError(t, err)
	ids := make([]uuid.UUID, len(drafts))
	for i, d := range drafts {
		require.Equal(t, i, d.Position, "places have no gaps")
		ids[i] = d.ID
	}
	return ids
}

func TestRowsAreSetAside(t *testing.T) {
	t.Parallel()

	t.Run("TheRestIsApprovedAndTheyStay", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		r := request(school, graduates(10))
		r.Remarks = []registry.Remark{{Code: "x", Lines: []int{r.Rows[2].Line}, Found: "Nguyễn"}}
		batch, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		ids := b.draftIDs(t, batch.ID)
		aside, err := b.register.Review.SetAside(ctx, b.approver, batch.ID, []uuid.UUID{ids[7], ids[2], ids[7]}, "chờ xác minh")
		require.NoError(t, err)
		require.Equal(t, 2, aside.Count)
		require.Equal(t, registry.BatchDraft, aside.State)
		require.Equal(t, b.registrar.ID, aside.ImportedBy)
		require.Equal(t, &registry.SetAside{From: batch.ID, By: b.approver.ID, Reason: "chờ xác minh"}, aside.SetAside)
		require.Equal(t, []uuid.UUID{ids[2], ids[7]}, b.draftIDs(t, aside.ID), "in the order of the list")
		require.Len(t, b.draftIDs(t, batch.ID), 8)
		drafts, remarks, err := b.register.Review.Drafts(ctx, b.reader, aside.ID)
		require.NoError(t, err)
		require.Len(t, drafts, 2)
		require.Len(t, remarks, 1)
		found, err := b.register.Review.Asides(ctx, b.reader, batch.ID)
		require.NoError(t, err)
		require.Equal(t, aside.ID, found[0].ID)
		require.Len(t, b.actions(t, school, registry.ActionSetAside), 2)

		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", 0)
		require.ErrorIs(t, err, registry.ErrInvalid, "it says how many were read")
		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrNotAsRead)
		b.state(t, batch.ID, registry.BatchDraft)
		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", 8)
		require.NoError(t, err)
		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
		require.ErrorIs(t, err, registry.ErrNotAsRead, "nor is it said to have been approved")
		b.sign(t)
		b.worker.Pass(ctx)
		require.Len(t, b.credentials(t, b.state(t, batch.ID, registry.BatchAnchored)), 8)
		b.state(t, aside.ID, registry.BatchDraft)
		_, err = b.register.Issuing.Approve(ctx, b.approver, aside.ID, "", aside.Count)
		require.NoError(t, err)
		b.sign(t)
		late := b.credentials(t, b.state(t, aside.ID, registry.BatchSealed))
		require.Len(t, late, 2)
		require.Equal(t, "2026/THPT/00009", late[0].RegisterNumber, "numbers have no gap")
		_, remarks, err = b.register.Review.Drafts(ctx, b.reader, aside.ID)
		require.NoError(t, err)
		require.Empty(t, remarks, "remarks go with the drafts")
	})

	t.Run("ADiplomaTakesItsTranscriptAlong", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch, err := b.register.Intake.Import(t.Context(), b.stranger, request(university, bachelors(3)))
		require.NoError(t, err)
		ids := b.draftIDs(t, batch.ID)
		aside, err := b.register.Review.SetAside(t.Context(), b.stranger, batch.ID, []uuid.UUID{ids[3]}, "x")
		require.NoError(t, err)
		require.Equal(t, []uuid.UUID{ids[2], ids[3]}, b.draftIDs(t, aside.ID))
		_, err = b.register.Issuing.Approve(t.Context(), b.stranger, aside.ID, "", aside.Count)
		require.ErrorIs(t, err, registry.ErrSamePerson, "it is still the registrar's")
	})

	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch := b.imported(t, 3)
		ids := b.draftIDs(t, batch.ID)
		for name, test := range map[string]struct {
			actor  registry.Actor
			drafts []uuid.UUID
			reason string
			want   error
		}{
			"Reader":   {b.reader, ids[:1], "x", registry.ErrForbidden},
			"Operator": {b.operator, ids[:1], "x", registry.ErrForbidden},
			"Stranger": {b.stranger, ids[:1], "x", registry.ErrNotFound},
			"NoReason": {b.approver, ids[:1], "", registry.ErrInvalid},
			"NoRow":    {b.approver, nil, "x", registry.ErrInvalid},
			"All":      {b.approver, ids, "x", registry.ErrInvalid},
			"NotHere":  {b.approver, []uuid.UUID{ids[0], uuid.New()}, "x", registry.ErrNotFound},
		} {
			_, err := b.register.Review.SetAside(t.Context(), test.actor, batch.ID, test.drafts, test.reason)
			require.ErrorIs(t, err, test.want, name)
		}
		require.Equal(t, ids, b.draftIDs(t, batch.ID))
		_, err := b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		_, err = b.register.Review.SetAside(t.Context(), b.approver, batch.ID, ids[:1], "x")
		require.ErrorIs(t, err, registry.ErrState)
	})
}
