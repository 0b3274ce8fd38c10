package postgres_test

import (
	"database/sql"
	"os"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/postgres"
)

// migrateTo brings an empty schema to an earlier version.
func migrateTo(t *testing.T, url string, version int64) *sql.DB {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	require.NoError(t, err)
	db := stdlib.OpenDB(*config)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	provider, err := goose.NewProvider(
		goose.DialectPostgres,
		db,
		os.DirFS("migrations"),
		goose.WithDisableGlobalRegistry(true),
	)
	require.NoError(t, err)
	_, err = provider.UpTo(t.Context(), version)
	require.NoError(t, err)
	return db
}

// What an older version signed and did not seal is approved again, so that the
// worker seals it.
func TestMigrationOfASignedBatch(t *testing.T) {
	t.Parallel()
	empty := testdb.Empty(t)
	db := migrateTo(t, empty.URL(), 5)
	batch := uuid.New()
	for _, statement := range []string{
		`INSERT INTO issuer (code, name, created_at) VALUES ('S1', 'Trường Một (mẫu)', now())`,
		`INSERT INTO person (id, login, name, issuer, roles, token_hash, created_at) VALUES
			('00000000-0000-0000-0000-0000000000a1', 'nhap', 'A', 'S1', '{registrar}', sha256('1'), now()),
			('00000000-0000-0000-0000-0000000000a2', 'duyet', 'B', 'S1', '{approver}', sha256('2'), now())`,
		`INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at)
			VALUES ('` + batch.String() + `', 'S1', '{}', 2, '00000000-0000-0000-0000-0000000000a1', now())`,
		`UPDATE batch SET state = 'approved', decided_by = '00000000-0000-0000-0000-0000000000a2', decided_at = now()`,
		`UPDATE batch SET state = 'issued', issued_at = now()`,
	} {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	require.NoError(t, postgres.Migrate(t.Context(), empty.URL()))
	found, err := empty.Reopen(t).Batch(t.Context(), batch)
	require.NoError(t, err)
	require.Equal(t, registry.BatchApproved, found.State)
	require.Nil(t, found.IssuedAt)
	require.NotNil(t, found.DecidedBy)
}
