package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"sogoc/registry"
	"sogoc/verifier/wait"
)

// Store gives each act of the register its store, all on one pool of connections.
type Store struct {
	queries
	pool *pgxpool.Pool
}

// Limits that hold unless the URL says otherwise: no statement, no wait for a
// lock and no idle transaction without an end.
var limits = map[string]string{
	"statement_timeout":                   "60s",
	"lock_timeout":                        "20s",
	"idle_in_transaction_session_timeout": "60s",
	"application_name":                    "sogoc",
	"timezone":                            "UTC",
	// A host that vanishes keeps nothing for hours: the lock of an issuer that it
	// worked for ends within a minute.
	"tcp_keepalives_idle":     "20",
	"tcp_keepalives_interval": "10",
	"tcp_keepalives_count":    "3",
}

// defaultConnections is the pool's size unless the URL has pool_max_conns. The
// anchoring worker keeps one for each issuer that it is busy with.
const defaultConnections = 16

// minConnections is the smallest pool with which nothing waits for itself: the
// worker keeps a connection for each of its four issuers, each needs another
// for its transactions, and people's requests come besides.
const minConnections = 10

// ErrPool is returned by Open for a pool that is too small.
var ErrPool = fmt.Errorf("the database URL's pool_max_conns must be at least %d", minConnections)

// holdWait is how long the worker waits for a connection of its own.
const holdWait = 10 * time.Second

// Open connects to the database of url (a URL or key=value string; the
// password comes from PGPASSFILE) and pings it. It returns
// registry.ErrStoreUnavailable where it does not answer. It does not migrate.
func Open(ctx context.Context, url string, keys FieldKeys) (*Store, error) {
	if keys.aead == nil {
		return nil, ErrFieldKeys
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errURL
	}
	for name, value := range limits {
		if _, set := config.ConnConfig.RuntimeParams[name]; !set {
			config.ConnConfig.RuntimeParams[name] = value
		}
	}
	if !poolSizeIn(url) {
		config.MaxConns = defaultConnections
	}
	if config.MaxConns < minConnections {
		return nil, ErrPool
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 5 * time.Second
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, translate(err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, translate(err)
	}
	return &Store{queries: queries{db: pool, keys: keys}, pool: pool}, nil
}

// Close gives all connections back.
func (s *Store) Close() { s.pool.Close() }

// Ping returns nil if the database answers.
func (s *Store) Ping(ctx context.Context) error { return translate(s.pool.Ping(ctx)) }

// dbtx is a pool or a transaction.
type dbtx interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, arguments ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, arguments ...any) pgx.Row
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, source pgx.CopyFromSource) (int64, error)
	Begin(ctx context.Context) (pgx.Tx, error) // on a transaction: a savepoint
}

// queries implements the queries of every act on either.
type queries struct {
	db   dbtx
	keys FieldKeys
}

// maxRuns bounds how often a transaction is run when the database asks for it.
const maxRuns = 5

// inTx runs f in one transaction, and again where the database asks for it.
func (s *Store) inTx(ctx context.Context, f func(ctx context.Context, q queries) error) error {
	for run := 1; ; run++ {
		err := s.runTx(ctx, f)
		if !errors.Is(err, errRetry) || run == maxRuns {
			return err
		}
		pause := time.Duration(run) * time.Duration(5+rand.IntN(20)) * time.Millisecond
		if err := wait.For(ctx, pause); err != nil {
			return err
		}
	}
}

func (s *Store) runTx(ctx context.Context, f func(ctx context.Context, q queries) error) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return translate(err)
	}
	defer rollback(ctx, tx)
	if err := f(ctx, queries{db: tx, keys: s.keys}); err != nil {
		return err
	}
	return translate(tx.Commit(ctx))
}

// rollback ends a transaction that was not committed, even where ctx has
// ended; after a commit it does nothing.
func rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = tx.Rollback(ctx) // the connection is closed where this fails, which ends the transaction too
}

// HoldIssuer implements worker.Store with an advisory lock on a connection
// of its own: it ends with the connection, however this process ends.
func (s *Store) HoldIssuer(ctx context.Context, issuer string) (release func(), ok bool, err error) {
	acquiring, cancel := context.WithTimeout(ctx, holdWait)
	conn, err := s.pool.Acquire(acquiring)
	cancel()
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil, false, fmt.Errorf("%w: no connection is free in the pool", registry.ErrStoreUnavailable)
	}
	if err != nil {
		return nil, false, translate(err)
	}
	// The schema is part of the key: advisory locks are the database's.
	const key = `hashtextextended('sogoc anchor ' || current_schema() || ' ' || $1, 0)`
	err = conn.QueryRow(ctx, `SELECT pg_try_advisory_lock(`+key+`)`, issuer).Scan(&ok)
	if err != nil || !ok {
		conn.Release()
		return nil, false, translate(err)
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		var released bool
		if err := conn.QueryRow(ctx, `SELECT pg_advisory_unlock(`+key+`)`, issuer).Scan(&released); err != nil ||
			!released {
			_ = conn.Conn().Close(ctx) // and the lock with it
		}
		conn.Release()
	}, true, nil
}

// exec runs a statement and returns how many rows it touched.
func (q queries) exec(ctx context.Context, sql string, arguments ...any) (int64, error) {
	tag, err := q.db.Exec(ctx, sql, arguments...)
	return tag.RowsAffected(), translate(err)
}

// one runs a statement that must touch one row, or returns otherwise.
func (q queries) one(ctx context.Context, otherwise error, sql string, arguments ...any) error {
	n, err := q.exec(ctx, sql, arguments...)
	if err == nil && n != 1 {
		return otherwise
	}
	return err
}

// collect reads all rows by scan.
func collect[T any](
	ctx context.Context,
	q queries,
	scan func(pgx.CollectableRow) (T, error),
	sql string,
	arguments ...any,
) ([]T, error) {
	rows, err := q.db.Query(ctx, sql, arguments...)
	if err != nil {
		return nil, translate(err)
	}
	found, err := pgx.CollectRows(rows, scan)
	return found, translate(err)
}

// first reads the only row by scan, or returns registry.ErrNotFound.
func first[T any](
	ctx context.Context,
	q queries,
	scan func(pgx.CollectableRow) (T, error),
	sql string,
	arguments ...any,
) (T, error) {
	rows, err := q.db.Query(ctx, sql, arguments...)
	if err != nil {
		var none T
		return none, translate(err)
	}
	found, err := pgx.CollectExactlyOneRow(rows, scan)
	return found, translate(err)
}

// manyRows is how many rows a statement writes before it is worth a new plan for all that
// goes with it.
const manyRows = 100

// planAnew has the connection forget its plans before n rows are written. A foreign key
// looks its rows up by a plan that stays with the connection: one that was made while a
// school had ten credentials reads all of them for each row, which took 20 s for 16,384.
// PostgreSQL notices by itself only when it has counted the table's rows anew,
// a minute or more later (PostgreSQL documentation, DISCARD).
func (q queries) planAnew(ctx context.Context, n int) error {
	if n < manyRows {
		return nil
	}
	_, err := q.exec(ctx, `DISCARD PLANS`)
	return err
}

// countDrafts has PostgreSQL count the rows of the tables from which n rows are signed,
// where they are a tenth or more of what it counted before. PostgreSQL does so by itself a
// minute after an import, if it is let. Without it the plans of the signing may rest on
// counts of an empty table, or of one in which each batch had one line: then all indexes
// seem equally good, and a look-up by an id and a batch may read the whole batch. It must
// run outside a transaction: what is counted within one stays half in force after a
// rollback. A table that somebody else counts just now is passed over.
func (q queries) countDrafts(ctx context.Context, n int) error {
	if n < manyRows {
		return nil
	}
	grown, err := collect(ctx, q, pgx.RowTo[string], `SELECT relname FROM pg_class
		WHERE oid IN ('register_entry'::regclass, 'draft'::regclass) AND reltuples < 10 * $1::real ORDER BY relname`, n)
	if err != nil || len(grown) == 0 {
		return err
	}
	_, err = q.exec(ctx, `ANALYZE (SKIP_LOCKED) `+strings.Join(grown, ", "))
	return err
}

// copyRows streams n rows by COPY.
func (q queries) copyRows(
	ctx context.Context,
	table string,
	columns []string,
	n int,
	row func(i int) ([]any, error),
) error {
	if err := q.planAnew(ctx, n); err != nil {
		return err
	}
	copied, err := q.db.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromSlice(n, func(i int) ([]any, error) {
		values, err := row(i)
		for i, v := range values {
			values[i] = plainID(v)
		}
		return values, err
	}))
	if err != nil {
		return translate(err)
	}
	if copied != int64(n) {
		return fmt.Errorf("copy to %s: %d of %d rows", table, copied, n)
	}
	return nil
}

// plainID returns an id as bytes, which the driver sends as they are: an id of package
// uuid it would write as text and parse again. Other values stay.
func plainID(value any) any {
	switch id := value.(type) {
	case uuid.UUID:
		return [16]byte(id)
	case *uuid.UUID:
		if id == nil {
			return nil
		}
		return [16]byte(*id)
	}
	return value
}

// text returns nil for "", which a column without a value holds as NULL.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
