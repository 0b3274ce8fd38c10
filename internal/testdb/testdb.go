// Package testdb gives each test a migrated PostgreSQL schema of its own, so
// that tests run in parallel against the real database. A schema in which a test
// only stored something is emptied and serves another test of the same process:
// to migrate one costs more than most tests do.
package testdb

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"sogoc/registry/postgres"
)

// Variable names the database: a PostgreSQL URL of a superuser, who may switch off
// the triggers that keep what a register holds.
const Variable = "SOGOC_TEST_DATABASE_URL"

// DB is a schema of a test's own, empty but for the migrations.
type DB struct {
	Schema string
	Keys   postgres.FieldKeys
	Store  *postgres.Store

	url  string
	lent *atomic.Bool // whether others may still be at the schema
}

// Open returns a migrated schema. Without a database the test is skipped, but fails
// where CI=true.
func Open(t testing.TB) DB {
	t.Helper()
	used, found := waiting.take()
	if !found {
		made := create(t)
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		require.NoError(t, postgres.Migrate(ctx, made.url))
		used = schema{name: made.Schema, migrated: definition(t, made.Schema), store: made.open(t)}
	}
	db := DB{Schema: used.name, Keys: fieldKeys(t), Store: used.store, url: addressOf(t, used.name), lent: new(atomic.Bool)}
	t.Cleanup(func() {
		if db.lent.Load() || t.Failed() || isClosed(used.store) || definition(t, used.name) != used.migrated {
			used.store.Close()
			drop(t, used.name)
			return
		}
		awaitIdle(t, used.name)
		empty(t, used.name)
		waiting.put(used)
	})
	return db
}

// awaitIdle waits until no statement or transaction is under way in a schema: what a test
// left running ends first.
func awaitIdle(t testing.TB, schema string) {
	t.Helper()
	require.Eventually(t, func() bool {
		var busy int
		whole(t, func(ctx context.Context, pool *pgxpool.Pool) error {
			return pool.QueryRow(ctx,
				`SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'`, schema).Scan(&busy)
		})
		return busy == 0
	}, time.Minute, 20*time.Millisecond)
}

// isClosed reports whether a test has closed its store.
func isClosed(store *postgres.Store) bool {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return store.Ping(ctx) != nil
}

// Empty returns a schema without the migrations and without Store.
func Empty(t testing.TB) DB {
	t.Helper()
	db := create(t)
	t.Cleanup(func() { drop(t, db.Schema) })
	return db
}

// URL returns the address that opens the schema, for other processes of the test and
// for programs that open it themselves. No other test gets the schema afterwards: they
// may still be at work.
func (db DB) URL() string {
	db.lent.Store(true)
	return db.url
}

// Reopen opens the schema once more, as a second process would.
func (db DB) Reopen(t testing.TB) *postgres.Store {
	t.Helper()
	store := db.open(t)
	t.Cleanup(store.Close)
	return store
}

func (db DB) open(t testing.TB) *postgres.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	store, err := postgres.Open(ctx, db.url, db.Keys)
	require.NoError(t, err)
	return store
}

// Conn opens a plain connection to the schema, for statements that the register itself
// would never make. What changes the schema itself and not what is in it is noticed.
func (db DB) Conn(t testing.TB) *pgx.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, db.url)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// create makes a schema that holds nothing.
func create(t testing.TB) DB {
	t.Helper()
	name := make([]byte, 8)
	_, err := rand.Read(name)
	require.NoError(t, err)
	schema := "t_" + hex.EncodeToString(name)
	execute(t, `CREATE SCHEMA `+schema)
	return DB{Schema: schema, Keys: fieldKeys(t), url: addressOf(t, schema), lent: new(atomic.Bool)}
}

func drop(t testing.TB, schema string) {
	t.Helper()
	execute(t, `DROP SCHEMA `+schema+` CASCADE`)
}

// addressOf returns the URL that opens a schema.
func addressOf(t testing.TB, schema string) string {
	t.Helper()
	parsed, err := url.Parse(database(t))
	require.NoError(t, err)
	query := parsed.Query()
	query.Set("search_path", schema)
	query.Set("application_name", schema)
	parsed.RawQuery = query.Encode()
	return parsed.String()
}

// database returns the value of Variable.
func database(t testing.TB) string {
	t.Helper()
	address := os.Getenv(Variable)
	if address == "" {
		const how = Variable + " is not set: run this through `make test`, which starts a database"
		if os.Getenv("CI") == "true" {
			t.Fatal(how)
		}
		t.Skip(how)
	}
	return address
}

func fieldKeys(t testing.TB) postgres.FieldKeys {
	t.Helper()
	keys, err := postgres.NewFieldKeys([32]byte{1}, [32]byte{2})
	require.NoError(t, err)
	return keys
}

// connections are the package's own, to the database as a whole. One that is used again
// knows the catalogue already.
var connections = sync.OnceValues(func() (*pgxpool.Pool, error) {
	return pgxpool.New(context.Background(), os.Getenv(Variable)) // ends with the test binary
})

// whole runs f with a connection to the database as a whole.
func whole(t testing.TB, f func(context.Context, *pgxpool.Pool) error) {
	t.Helper()
	database(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	pool, err := connections()
	require.NoError(t, err)
	require.NoError(t, f(ctx, pool))
}

// execute runs SQL in the database as a whole.
func execute(t testing.TB, sql string) {
	t.Helper()
	whole(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		_, err := pool.Exec(ctx, sql)
		return err
	})
}
