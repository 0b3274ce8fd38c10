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
	lent *atomic.Bool // whether somebody got the URL
}

// Open returns a migrated schema. Without a database the test is skipped, but fails
// where CI=true.
func Open(t testing.TB) DB {
	t.Helper()
	used, found := waiting.take()
	if !found {
		used = migrated(t)
	}
	return lend(t, used)
}

// OpenNew is Open of a schema that no test has used: what PostgreSQL counts of its tables
// (pg_stat_user_tables) is the caller's alone.
func OpenNew(t testing.TB) DB {
	t.Helper()
	return lend(t, migrated(t))
}

// migrated makes a schema as the migrations leave it.
func migrated(t testing.TB) schema {
	t.Helper()
	made := create(t)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	require.NoError(t, postgres.Migrate(ctx, addressOf(t, made.Schema, made.Schema)))
	return schema{name: made.Schema, migrated: definition(t, made.Schema), store: made.open(t)}
}

// lend gives a test a schema until its end.
func lend(t testing.TB, used schema) DB {
	t.Helper()
	db := DB{Schema: used.name, Keys: fieldKeys(t), Store: used.store, url: addressOf(t, used.name, nameOfLent(used.name)),
		lent: new(atomic.Bool)}
	t.Cleanup(func() {
		if t.Failed() || isClosed(used.store) || (db.lent.Load() && !isLeft(t, used.name)) ||
			definition(t, used.name) != used.migrated {
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

// nameOfLent is the name of connections to a schema that were opened by its URL.
func nameOfLent(schema string) string { return schema + "_lent" }

// isLeft reports whether nobody is at a schema any more who got its URL. A process that was
// killed leaves it when its last statement has ended.
func isLeft(t testing.TB, schema string) bool {
	t.Helper()
	for start := time.Now(); time.Since(start) < time.Second; time.Sleep(20 * time.Millisecond) {
		var open int
		whole(t, func(ctx context.Context, pool *pgxpool.Pool) error {
			return pool.QueryRow(ctx,
				`SELECT count(*) FROM pg_stat_activity WHERE application_name = $1`, nameOfLent(schema)).Scan(&open)
		})
		if open == 0 {
			return true
		}
	}
	return false
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
// for programs that open it themselves. Another test gets the schema afterwards if all of
// them have left it.
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
	store, err := postgres.Open(ctx, addressOf(t, db.Schema, db.Schema), db.Keys)
	require.NoError(t, err)
	return store
}

// Conn lends a plain connection to the schema until the test ends, for statements that the
// register itself would never make. What changes the schema itself and not what is in it is
// noticed.
func (db DB) Conn(t testing.TB) *pgx.Conn {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	pool, err := connections()
	require.NoError(t, err)
	conn, err := pool.Acquire(ctx)
	require.NoError(t, err)
	t.Cleanup(func() {
		defer conn.Release() // which closes it where a transaction is left
		if c := conn.Conn(); !c.IsClosed() && c.PgConn().TxStatus() == 'I' {
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			// Statements as well: the next schema may be of another migration.
			require.NoError(t, c.DeallocateAll(ctx))
			_, err := c.Exec(ctx, `DISCARD ALL`)
			require.NoError(t, err)
		}
	})
	_, err = conn.Exec(ctx, `SELECT set_config('search_path', $1, false), set_config('application_name', $1, false)`, db.Schema)
	require.NoError(t, err)
	return conn.Conn()
}

// create makes a schema that holds nothing.
func create(t testing.TB) DB {
	t.Helper()
	name := make([]byte, 8)
	_, err := rand.Read(name)
	require.NoError(t, err)
	schema := "t_" + hex.EncodeToString(name)
	execute(t, `CREATE SCHEMA `+schema)
	return DB{Schema: schema, Keys: fieldKeys(t), url: addressOf(t, schema, nameOfLent(schema)), lent: new(atomic.Bool)}
}

func drop(t testing.TB, schema string) {
	t.Helper()
	execute(t, `DROP SCHEMA `+schema+` CASCADE`)
}

// addressOf returns the URL that opens a schema, with the name of its connections.
func addressOf(t testing.TB, schema, name string) string {
	t.Helper()
	parsed, err := url.Parse(database(t))
	require.NoError(t, err)
	query := parsed.Query()
	query.Set("search_path", schema)
	query.Set("application_name", name)
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
// knows the catalogue already. They end with the test binary.
var connections = sync.OnceValues(func() (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(os.Getenv(Variable))
	if err != nil {
		return nil, err
	}
	config.MaxConns = 64 // tests keep theirs until they end
	return pgxpool.NewWithConfig(context.Background(), config)
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
