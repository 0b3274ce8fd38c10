package register_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
)

func TestUploads(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	keep := func(actor registry.Actor) intake.Upload {
		u, err := b.register.Intake.KeepUpload(
			ctx,
			actor,
			intake.UploadSettings{
				ListName: "Lớp của Nguyễn Văn Mẫu.csv",
				Terms:    request(school, nil).Terms,
				Reading:  []byte(`[]`),
			},
			[]byte("Họ tên: Nguyễn Văn Mẫu"),
			[]byte("môn"),
		)
		require.NoError(t, err)
		return u
	}
	u := keep(b.registrar)
	again, err := b.register.Intake.Upload(ctx, b.registrar, u.ID)
	require.NoError(t, err)
	require.True(t, u.ExpiresAt.Equal(again.ExpiresAt))
	require.Equal(t, u.UploadSettings, again.UploadSettings)
	require.Equal(t, u.List, again.List)
	require.Equal(t, u.Courses, again.Courses)
	require.Equal(t, u.Source(), again.Source())
	for _, actor := range []registry.Actor{b.both, b.stranger} {
		_, err = b.register.Intake.Upload(ctx, actor, u.ID)
		require.ErrorIs(t, err, registry.ErrNotFound, "it is its registrar's alone")
		require.ErrorIs(t, b.register.Intake.ChangeUpload(ctx, actor, u), registry.ErrNotFound)
		require.ErrorIs(t, b.register.Intake.DropUpload(ctx, actor, u), registry.ErrNotFound)
	}
	_, err = b.register.Intake.KeepUpload(ctx, b.approver, intake.UploadSettings{}, []byte("x"), nil)
	require.ErrorIs(t, err, registry.ErrForbidden)
	_, err = b.register.Intake.KeepUpload(ctx, b.registrar, intake.UploadSettings{}, nil, nil)
	require.ErrorIs(t, err, registry.ErrInvalid)

	var kept string
	require.NoError(
		t,
		b.db.Conn(t).
			QueryRow(ctx, `SELECT string_agg(u::text || encode(list, 'escape') || encode(settings, 'escape'), ' ') FROM upload u`).
			Scan(&kept),
	)
	require.NotContains(t, kept, "Nguy")
	require.NotContains(t, kept, "QĐ")

	u.Terms.Place = "Huế"
	require.NoError(t, b.register.Intake.ChangeUpload(ctx, b.registrar, u))
	again, err = b.register.Intake.Upload(ctx, b.registrar, u.ID)
	require.NoError(t, err)
	require.Equal(t, "Huế", again.Terms.Place)

	for range intake.MaxUploads {
		b.ledger.Clock.Advance(1e9)
		keep(b.registrar)
	}
	waiting, err := b.register.Intake.Uploads(ctx, b.registrar)
	require.NoError(t, err)
	require.Len(t, waiting, intake.MaxUploads)
	require.Nil(t, waiting[0].List)
	_, err = b.register.Intake.Upload(ctx, b.registrar, u.ID)
	require.ErrorIs(t, err, registry.ErrNotFound, "the oldest makes room")

	b.ledger.Clock.Advance(intake.UploadLife)
	waiting, err = b.register.Intake.Uploads(ctx, b.registrar)
	require.NoError(t, err)
	require.Empty(t, waiting)
	require.NoError(t, b.register.Sweep(ctx))
	var left int
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT count(*) FROM upload`).Scan(&left))
	require.Zero(t, left)
}

func TestAnUploadIsImportedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	u, err := b.register.Intake.KeepUpload(ctx, b.registrar, intake.UploadSettings{}, []byte("x"), nil)
	require.NoError(t, err)
	r := request(school, graduates(3))
	r.Upload = u.ID
	check, err := b.register.Intake.Check(ctx, b.registrar, r)
	require.NoError(t, err)
	require.Len(t, check.Drafts, 3)
	check.Drafts = nil
	require.Equal(t, intake.ImportCheck{
		Count:   3,
		NewBook: &intake.NewBook{Code: r.Terms.Book},
		School:  "Trường THPT Mẫu (mẫu)",
	}, check)
	batch, err := b.register.Intake.Import(ctx, b.registrar, r)
	require.NoError(t, err)
	_, err = b.register.Intake.Import(ctx, b.registrar, r)
	require.ErrorIs(t, err, registry.ErrNotFound)

	t.Run("AndItsLearnersAreKnownThen", func(t *testing.T) {
		check, err := b.register.Intake.Check(ctx, b.registrar, request(school, graduates(5)))
		require.NoError(t, err)
		require.Len(t, check.Known, 3)
		require.Equal(t, batch.ID, check.Known[0].Batch)
		require.Equal(t, 5, check.Known[0].Line)
		_, err = b.register.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		b.sign(t)
		rows := graduates(5)
		for i := range rows {
			rows[i].Subject.LearnerCode = "" // known by national id as well
		}
		check, err = b.register.Intake.Check(ctx, b.registrar, request(school, rows))
		require.NoError(t, err)
		require.Len(t, check.Known, 3)
		require.NotEmpty(t, check.Known[0].RegisterNumber)
		other := request(university, bachelors(5))
		check, err = b.register.Intake.Check(ctx, b.stranger, other)
		require.NoError(t, err)
		require.Empty(t, check.Known, "of another school nobody learns that")
	})
	t.Run("AndItsNumbersAreTaken", func(t *testing.T) {
		rows := graduates(1)
		rows[0].SerialNumber, rows[0].RegisterNumber = "M 1", "2026/THPT/00001"
		check, err := b.register.Intake.Check(ctx, b.registrar, request(school, rows))
		require.NoError(t, err)
		require.Len(t, check.Problems, 1)
		require.Equal(t, "registerNumber", check.Problems[0].Field)
	})
	_, err = b.register.Intake.Check(ctx, b.approver, request(school, graduates(1)))
	require.ErrorIs(t, err, registry.ErrForbidden)
}
