package testdb

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/internal/largeregister"
)

// contents counts what a schema holds, by table and sequence.
func contents(t *testing.T, schema string) map[string]int64 {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), addressOf(t, schema, schema))
	require.NoError(t, err)
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), `
		SELECT tablename, (xpath('//n/text()',
			query_to_xml(format('SELECT count(*) AS n FROM %I.%I', schemaname, tablename), false, true, '')))[1]::text::bigint
		FROM pg_tables WHERE schemaname = $1
		UNION ALL SELECT sequencename, COALESCE(last_value, 0) FROM pg_sequences WHERE schemaname = $1`, schema)
	require.NoError(t, err)
	held := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		require.NoError(t, rows.Scan(&name, &n))
		held[name] = n
	}
	require.NoError(t, rows.Err())
	return held
}

// What one test stored, the next one does not find; all else is as migrated.
func TestAnEmptiedSchemaIsAsMigrated(t *testing.T) {
	db := Open(t)
	fresh := contents(t, db.Schema)
	conn := db.Conn(t)
	require.NoError(t, largeregister.Fill(t.Context(), conn, largeregister.Shape{Schools: 2, Credentials: 20, Batch: 10}))
	_, err := conn.Exec(t.Context(), `SELECT nextval('key_lease_fence')`)
	require.NoError(t, err)
	require.NotEqual(t, fresh, contents(t, db.Schema))

	empty(t, db.Schema)
	require.Equal(t, fresh, contents(t, db.Schema))
	require.Greater(t, len(fresh), 20)
	_, err = conn.Exec(t.Context(), `DELETE FROM audit`)
	require.ErrorContains(t, err, "append-only", "the triggers are at work again")
}

// A schema serves another test where nothing changed it but rows, and nobody else is
// still at it.
func TestAChangedSchemaIsNotUsedAgain(t *testing.T) {
	var last string
	var stays *pgx.Conn // held here: Go closes a connection that nothing refers to
	t.Cleanup(func() { require.NoError(t, stays.Close(context.Background())) })
	for _, use := range []struct {
		name  string
		again bool
		act   func(*testing.T, DB)
	}{
		{"Nothing", true, func(*testing.T, DB) {}},
		{"Rows", true, func(t *testing.T, db DB) { do(t, db, `INSERT INTO issuer VALUES ('THPT-MAU', 'Mẫu', '', now())`) }},
		{"Trigger", false, func(t *testing.T, db DB) { do(t, db, `ALTER TABLE audit DISABLE TRIGGER audit_append_only`) }},
		{"Column", false, func(t *testing.T, db DB) { do(t, db, `ALTER TABLE issuer ALTER COLUMN name DROP NOT NULL`) }},
		{"Index", false, func(t *testing.T, db DB) { do(t, db, `DROP INDEX audit_by_action`) }},
		{"Function", false, func(t *testing.T, db DB) {
			do(t, db, `CREATE OR REPLACE FUNCTION batch_forward() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`)
		}},
		{"LentAndLeft", true, func(t *testing.T, db DB) { require.NoError(t, connect(t, db.URL()).Close(t.Context())) }},
		{"Lent", false, func(t *testing.T, db DB) { stays = connect(t, db.URL()) }},
	} {
		t.Run(use.name, func(t *testing.T) {
			db := Open(t)
			last = db.Schema
			use.act(t, db)
		})
		t.Run(use.name+"/After", func(t *testing.T) { require.Equal(t, use.again, Open(t).Schema == last) })
	}
}

// connect opens a connection that outlives its test.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	return conn
}

// What a test set on its connection, the next one does not find.
func TestALentConnectionIsAsOpened(t *testing.T) {
	db := Open(t)
	t.Run("Used", func(t *testing.T) {
		do(t, db, `SET session_replication_role = replica`)
		do(t, db, `BEGIN`)
	})
	for range 3 { // whichever connection it gets
		var role, path string
		require.NoError(t, db.Conn(t).QueryRow(t.Context(),
			`SELECT current_setting('session_replication_role'), current_setting('search_path')`).Scan(&role, &path))
		require.Equal(t, "origin", role)
		require.Equal(t, db.Schema, path)
	}
}

func do(t *testing.T, db DB, sql string) {
	t.Helper()
	_, err := db.Conn(t).Exec(t.Context(), sql)
	require.NoError(t, err)
}
