package register_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/verifier/ledger"
)

// ofFile is a request for the batch of a file.
func ofFile(file string, terms string) intake.ImportRequest {
	r := request(school, graduates(3))
	r.Terms.Book, r.Terms.Place = "2026/"+file, terms
	r.Source = intake.SourceOf([]byte(file), nil)
	r.Asked, _ = intake.RequestDigest(r.Issuer, r.Terms, r.Source)
	return r
}

func TestAFileMakesOneBatch(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()

	t.Run("UntilAnotherIsAskedForByItsName", func(t *testing.T) {
		t.Parallel()
		r := ofFile("AGAIN", "Huế")
		first, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		var before *intake.AlreadyImported
		_, err = b.register.Intake.Import(ctx, b.both, r)
		require.ErrorAs(t, err, &before, "whoever sends it")
		require.Equal(t, first.ID, before.Batch.ID)
		require.True(t, before.Same)
		_, err = b.register.Intake.Import(ctx, b.registrar, ofFile("AGAIN", "Vinh"))
		require.ErrorAs(t, err, &before)
		require.False(t, before.Same, "with another place of issue")

		r.Besides = first.ID
		second, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		_, err = b.register.Intake.Import(ctx, b.registrar, r)
		require.ErrorAs(t, err, &before, "asking twice makes one")
		require.Equal(t, second.ID, before.Batch.ID)
	})

	t.Run("AndAnotherOnceItIsGone", func(t *testing.T) {
		t.Parallel()
		r := ofFile("GONE", "Huế")
		first, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		_, err = b.register.Intake.Discard(ctx, b.registrar, first.ID)
		require.NoError(t, err)
		_, err = b.register.Intake.OfFile(ctx, b.registrar, school, r.Source, r.Asked)
		require.ErrorIs(t, err, registry.ErrNotFound)
		second, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		_, err = b.register.Issuing.Reject(ctx, b.approver, second.ID, "sai nơi cấp")
		require.NoError(t, err)
		_, err = b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
	})

	t.Run("RowsThatWereSetAsideAreOfTheFile", func(t *testing.T) {
		t.Parallel()
		r := ofFile("ASIDE", "Huế")
		first, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		drafts, err := b.register.Reading.Drafts(ctx, b.approver, first.ID, registry.Page{})
		require.NoError(t, err)
		aside, err := b.register.Review.SetAside(ctx, b.approver, first.ID, []uuid.UUID{drafts[0].ID}, "chờ")
		require.NoError(t, err)
		_, err = b.register.Intake.Discard(ctx, b.registrar, first.ID)
		require.NoError(t, err)
		before, err := b.register.Intake.OfFile(ctx, b.registrar, school, r.Source, r.Asked)
		require.NoError(t, err)
		require.Equal(t, aside.ID, before.Batch.ID)
	})

	t.Run("HoweverManyAskAtOnce", func(t *testing.T) {
		t.Parallel()
		r := ofFile("RACE", "Huế")
		made := atOnce(8, func() error {
			_, err := b.register.Intake.Import(ctx, b.registrar, r)
			return err
		})
		require.Equal(t, 1, made)
	})

	t.Run("OfAnotherSchoolNobodyLearnsIt", func(t *testing.T) {
		t.Parallel()
		r := ofFile("OTHERS", "Huế")
		_, err := b.register.Intake.Import(ctx, b.registrar, r)
		require.NoError(t, err)
		_, err = b.register.Intake.OfFile(ctx, b.stranger, university, r.Source, r.Asked)
		require.ErrorIs(t, err, registry.ErrNotFound)
		_, err = b.register.Intake.OfFile(ctx, b.stranger, school, r.Source, r.Asked)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})
}

// atOnce runs f so many times at once and returns how often it succeeded.
func atOnce(n int, f func() error) int {
	var group sync.WaitGroup
	results := make([]error, n)
	for i := range n {
		group.Go(func() { results[i] = f() })
	}
	group.Wait()
	made := 0
	for _, err := range results {
		if err == nil {
			made++
		}
	}
	return made
}

func TestAKeyNamesOneImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	r := ofFile("KEY", "Huế")
	r.Key = intake.Key{Text: "k", Asked: r.Asked}
	r.Answer = func(batch registry.Batch) ([]byte, error) { return []byte(batch.ID.String()), nil }
	kept, done, err := b.register.Intake.Begin(ctx, b.registrar, r.Key)
	require.NoError(t, err)
	require.Nil(t, kept)
	_, _, err = b.register.Intake.Begin(ctx, b.registrar, r.Key)
	require.ErrorIs(t, err, intake.ErrKeyInFlight)
	_, _, err = b.register.Intake.Begin(ctx, b.registrar, intake.Key{Text: "k", Asked: ledger.Digest{1}})
	require.ErrorIs(t, err, intake.ErrKeyReused)
	_, others, err := b.register.Intake.Begin(ctx, b.both, r.Key)
	require.NoError(t, err, "a key is its person's own")
	others()
	batch, err := b.register.Intake.Import(ctx, b.registrar, r)
	require.NoError(t, err)
	done()

	kept, _, err = b.register.Intake.Begin(ctx, b.registrar, r.Key)
	require.NoError(t, err)
	require.Equal(t, batch.ID, kept.Batch)
	require.Equal(t, batch.ID.String(), string(kept.Body))
	_, _, err = b.register.Intake.Begin(ctx, b.registrar, intake.Key{Text: "k", Asked: ledger.Digest{1}})
	require.ErrorIs(t, err, intake.ErrKeyReused)
	var again *intake.KeptAnswer
	_, err = b.register.Intake.Import(ctx, b.registrar, r)
	require.ErrorAs(t, err, &again, "a process that did not see the first finds it at its commit")
	require.Equal(t, batch.ID, again.Batch)

	var stored string
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT encode(answer, 'escape') FROM import_answer`).Scan(&stored))
	require.NotContains(t, stored, batch.ID.String())

	b.ledger.Clock.Advance(intake.KeyLife - time.Second)
	require.NoError(t, b.register.Sweep(ctx))
	kept, _, err = b.register.Intake.Begin(ctx, b.registrar, r.Key)
	require.NoError(t, err)
	require.NotNil(t, kept)
	b.ledger.Clock.Advance(time.Second)
	kept, done, err = b.register.Intake.Begin(ctx, b.registrar, r.Key)
	require.NoError(t, err)
	require.Nil(t, kept, "it is kept for a day")
	done()
	require.NoError(t, b.register.Sweep(ctx))
	var left int
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT count(*) FROM import_answer`).Scan(&left))
	require.Zero(t, left)
}
