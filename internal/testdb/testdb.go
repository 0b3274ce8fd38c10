// Package testdb gives each test a migrated PostgreSQL schema of its own, so
// that tests run in parallel against the real database.
package testdb

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/registry/postgres"
)

// Variable names the database: a PostgreSQL URL of a user who may create schemas.
const Variable = "SOGOC_TEST_DATABASE_URL"

// DB is a schema of a test's own, empty but for the migrations.
type DB struct {
	URL    string // opens the schema, for other processes of the test
	Schema string
	Keys   postgres.FieldKeys
	Store  *postgres.Store
}

// Open makes a schema, migrates it and drops it when the test is over. Without
// a database the test is skipped, but fails where CI=true.
func Open(t testing.TB) DB {
	t.Helper()
	db := Empty(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(t, postgres.Migrate(ctx, db.URL))
	db.Store = db.Reopen(t)
	return db
}

// Empty is Open without the migrations and without Store.
func Empty(t testing.TB) DB {
	t.Helper()
	address := os.Getenv(Variable)
	if address == "" {
		const how = Variable + " is not set: run this through `make test`, which starts a database"
		if os.Getenv("CI") == "true" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	schema := "t_" + random(t, 8)
	execute(ctx, t, address, `CREATE SCHEMA `+schema)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		execute(ctx, t, address, `DROP SCHEMA `+schema+` CASCADE`)
	})
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	query := parsed.Query()
	query.Set("search_path", schema)
	parsed.RawQuery = query.Encode()
	keys, err := postgres.NewFieldKeys([32]byte{1}, [32]byte{2})
	require.NoError(t, err)
	return DB{URL: parsed.String(), Schema: schema, Keys: keys}
}

// Reopen opens the schema once more, as a second process would.
func (db DB) Reopen(t testing.TB) *postgres.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	store, err := postgres.Open(ctx, db.URL, db.Keys)
	require.NoError(t, err)
	t.Cleanup(store.Close)
	return store
}

// Conn opens a plain connection to the schema, for statements that the
// register itself would never make.
func (db DB) Conn(t testing.TB) *pgx.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, db.URL)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func execute(ctx context.Context, t testing.TB, address, sql string) {
	conn, err := pgx.Connect(ctx, address)
	require.NoError(t, err)
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	require.NoError(t, err)
}

func random(t testing.TB, n int) string {
	b := make([]byte, n)
	_, err := rand.Read(b)
	require.NoError(t, err)
	return hex.EncodeToString(b)
}
