package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/issuing"
	"sogoc/registry/postgres"
)

func TestMigrate(t *testing.T) {
	t.Parallel()

	t.Run("MayBeRepeatedAndRunTwiceAtOnce", func(t *testing.T) {
		t.Parallel()
		db := testdb.Empty(t)
		done := make(chan error, 2)
		for range 2 {
			go func() { done <- postgres.Migrate(context.Background(), db.URL()) }()
		}
		require.NoError(t, <-done)
		require.NoError(t, <-done)
		require.NoError(t, postgres.Migrate(t.Context(), db.URL()))
		require.NoError(t, db.Reopen(t).Migrated(t.Context()))
	})

	t.Run("AnEmptySchemaIsNotMigrated", func(t *testing.T) {
		t.Parallel()
		db := testdb.Empty(t)
		require.ErrorIs(t, db.Reopen(t).Migrated(t.Context()), registry.ErrState)
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	keys, err := postgres.NewFieldKeys([32]byte{1}, [32]byte{2})
	require.NoError(t, err)

	t.Run("NobodyThereIsUnavailable", func(t *testing.T) {
		t.Parallel()
		_, err := postgres.Open(
			t.Context(),
			"postgres://sogoc@127.0.0.1:1/none?sslmode=disable&connect_timeout=5",
			keys,
		)
		require.ErrorIs(t, err, registry.ErrStoreUnavailable)
		require.ErrorIs(t, err, registry.ErrUnavailable)
	})

	t.Run("ABadURLIsNotRepeatedInTheError", func(t *testing.T) {
		t.Parallel()
		_, err := postgres.Open(t.Context(), "postgres://sogoc:se%cret@host/db", keys)
		require.Error(t, err)
		require.NotContains(t, err.Error(), "cret")
	})
}

func TestInTx(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	issuer := registry.Issuer{Code: "TEST-A", Name: "Trường A (mẫu)", CreatedAt: time.Now()}

	t.Run("AnErrorRollsBack", func(t *testing.T) {
		err := db.Store.Accounts().InTx(t.Context(), func(ctx context.Context, q account.Queries) error {
			require.NoError(t, q.PutIssuer(ctx, issuer))
			return registry.ErrInvalid
		})
		require.ErrorIs(t, err, registry.ErrInvalid)
		_, err = db.Store.Issuer(t.Context(), issuer.Code)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})

	t.Run("ACancelledContextRollsBackToo", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Store.Accounts().InTx(ctx, func(ctx context.Context, q account.Queries) error {
			require.NoError(t, q.PutIssuer(ctx, issuer))
			cancel()
			return ctx.Err()
		})
		require.ErrorIs(t, err, context.Canceled)
		_, err = db.Store.Issuer(t.Context(), issuer.Code)
		require.ErrorIs(t, err, registry.ErrNotFound)
	})

	t.Run("ADeadlockRunsAgain", func(t *testing.T) {
		for _, code := range []string{"TEST-B", "TEST-C"} {
			require.NoError(
				t,
				db.Store.PutIssuer(t.Context(), registry.Issuer{Code: code, Name: "Trường (mẫu)", CreatedAt: time.Now()}),
			)
		}
		bothHoldOne := make(chan struct{}, 2)
		run := func(first, second string) error {
			met := false
			return db.Store.Issuing().InSigningTx(t.Context(), 1, func(ctx context.Context, q issuing.SigningQueries) error {
				if err := q.LockIssuer(ctx, first); err != nil {
					return err
				}
				if !met { // only the first run waits for the other
					met = true
					bothHoldOne <- struct{}{}
					for len(bothHoldOne) < 2 {
						if ctx.Err() != nil {
							return ctx.Err()
						}
					}
				}
				return q.LockIssuer(ctx, second)
			})
		}
		done := make(chan error, 2)
		go func() { done <- run("TEST-B", "TEST-C") }()
		go func() { done <- run("TEST-C", "TEST-B") }()
		require.NoError(t, <-done)
		require.NoError(t, <-done)
	})
}

func TestHoldIssuer(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	other := db.Reopen(t)

	release, ok, err := db.Store.HoldIssuer(t.Context(), "TEST-A")
	require.NoError(t, err)
	require.True(t, ok)
	_, ok, err = other.HoldIssuer(t.Context(), "TEST-A")
	require.NoError(t, err)
	require.False(t, ok, "one worker at a time")
	releaseB, ok, err := other.HoldIssuer(t.Context(), "TEST-B")
	require.NoError(t, err)
	require.True(t, ok, "another issuer is free")
	releaseB()
	release()
	again, ok, err := other.HoldIssuer(t.Context(), "TEST-A")
	require.NoError(t, err)
	require.True(t, ok)
	again()
}

func TestLostConnections(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	killer := db.Conn(t)
	err := db.Store.Accounts().InTx(t.Context(), func(ctx context.Context, q account.Queries) error {
		if _, err := q.Issuer(ctx, "TEST-A"); !errors.Is(err, registry.ErrNotFound) {
			return err
		}
		_, err := killer.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_class c ON c.oid = relation
			WHERE c.relname = 'issuer' AND c.relnamespace = $1::regnamespace AND pid <> pg_backend_pid()`, db.Schema)
		require.NoError(t, err)
		_, err = q.Issuer(ctx, "TEST-A")
		return err
	})
	require.ErrorIs(t, err, registry.ErrStoreUnavailable)
	_, err = db.Store.Issuers(t.Context())
	require.NoError(t, err, "the pool makes a new connection")

	db.Store.Close()
	_, err = db.Store.Issuers(t.Context())
	require.ErrorIs(t, err, registry.ErrStoreUnavailable)
}
