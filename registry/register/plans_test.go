package register_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
)

// countRows has PostgreSQL count the rows of what a batch is written to.
const countRows = `ANALYZE register_entry, draft, credential, name_key, anchor, leaf`

// What a large batch reads of each table grows with the batch and not with its square,
// also where PostgreSQL's counts of the tables are wrong.
func TestPlansOfALargeBatch(t *testing.T) {
	t.Parallel()
	const batch = 600
	count := func(t *testing.T, b *bundle) {
		_, err := b.db.Conn(t).Exec(t.Context(), countRows)
		require.NoError(t, err)
	}
	smallOnes := func(t *testing.T, b *bundle) {
		for range 12 { // PostgreSQL keeps a plan after some uses
			b.sealed(t, 1)
		}
	}
	for name, before := range map[string]func(t *testing.T, b *bundle){
		// A connection keeps the plans that it made for small batches, and while somebody
		// else counts a table it cannot be counted here.
		"AfterSmallOnes": func(t *testing.T, b *bundle) {
			smallOnes(t, b)
			tx, err := b.db.Conn(t).Begin(t.Context())
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, tx.Rollback(context.Background())) })
			_, err = tx.Exec(t.Context(), `LOCK TABLE credential, register_entry, draft IN SHARE UPDATE EXCLUSIVE MODE`)
			require.NoError(t, err)
		},
		// An administrator has all tables counted at night.
		"CountedWhileEmpty": count,
		// No two lines had a batch in common.
		"CountedWhileBatchesHadOneLine": func(t *testing.T, b *bundle) {
			smallOnes(t, b)
			count(t, b)
		},
		// The rows of a signing that was broken off take room and are not counted.
		"CountedAfterABrokenSigning": func(t *testing.T, b *bundle) {
			issued := b.sealed(t, 1)
			tx, err := b.db.Conn(t).Begin(t.Context())
			require.NoError(t, err)
			enlargeOn(t, tx, issued, 1, 10*batch)
			require.NoError(t, tx.Rollback(t.Context()))
			count(t, b)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := rowsRead(t, func(t *testing.T, b *bundle) {
				before(t, b)
				b.sealed(t, batch)
			})
			requireLinear(t, read, batch)
		})
	}
}

// requireLinear fails where more rows of a table were read than a few for each of n.
func requireLinear(t *testing.T, read map[string]int, n int) {
	t.Helper()
	require.Greater(t, read["credential"], n)
	for table, rows := range read {
		require.Less(t, rows, 50*n, table)
	}
}

// rowsRead returns how many rows of each table PostgreSQL read while a register, on a
// schema of its own, did something.
func rowsRead(t *testing.T, do func(t *testing.T, b *bundle)) map[string]int {
	t.Helper()
	db := testdb.OpenNew(t)
	t.Run("Read", func(t *testing.T) { do(t, setupOn(t, db)) }) // its connections end with it

	conn := db.Conn(t)
	db.Store.Close()
	require.Eventually(t, func() bool { // a connection that has ended has told what it read
		var others int
		require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity
			WHERE application_name = $1 AND pid <> pg_backend_pid()`, db.Schema).Scan(&others))
		return others == 0
	}, time.Minute, 20*time.Millisecond)
	rows, err := conn.Query(t.Context(), `SELECT relname, COALESCE(seq_tup_read, 0) + COALESCE(idx_tup_fetch, 0)
		FROM pg_stat_user_tables WHERE schemaname = $1`, db.Schema)
	require.NoError(t, err)
	read := map[string]int{}
	for rows.Next() {
		var table string
		var n int
		require.NoError(t, rows.Scan(&table, &n))
		read[table] = n
	}
	require.NoError(t, rows.Err())
	return read
}
