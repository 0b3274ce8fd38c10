package testdb

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"sogoc/registry/postgres"
)

// schema is a migrated schema.
type schema struct {
	name     string
	migrated string // its definition when nobody had used it

	// store stays open for the next test. A connection that is new reads the catalogue
	// before its first statement.
	store *postgres.Store
}

// waiting are the empty schemas of this process that wait for another test. They end with
// the database.
var waiting schemas

type schemas struct {
	lock sync.Mutex
	free []schema
}

func (s *schemas) take() (one schema, found bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.free) == 0 {
		return schema{}, false
	}
	last := len(s.free) - 1
	one = s.free[last]
	s.free = s.free[:last]
	return one, true
}

func (s *schemas) put(one schema) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.free = append(s.free, one)
}

// definition returns a text that changes with every change of what a schema is made of:
// its tables, columns, indexes, constraints, triggers and functions. PostgreSQL writes a
// row of its catalogue anew for each, by another transaction.
func definition(t testing.TB, name string) string {
	t.Helper()
	var text string
	whole(t, func(ctx context.Context, pool *pgxpool.Pool) error {
		return pool.QueryRow(ctx, definitionOf, name).Scan(&text)
	})
	return text
}

// definitionOf is what definition asks.
const definitionOf = `
	WITH named AS (SELECT oid FROM pg_namespace WHERE nspname = $1),
		relation AS (SELECT c.oid, c.xmin FROM pg_class c JOIN named n ON c.relnamespace = n.oid),
		part AS (
			SELECT oid, xmin FROM relation
			UNION ALL SELECT a.attnum, a.xmin FROM pg_attribute a JOIN relation r ON a.attrelid = r.oid
			UNION ALL SELECT g.oid, g.xmin FROM pg_trigger g JOIN relation r ON g.tgrelid = r.oid
			UNION ALL SELECT k.oid, k.xmin FROM pg_constraint k JOIN named n ON k.connamespace = n.oid
			UNION ALL SELECT p.oid, p.xmin FROM pg_proc p JOIN named n ON p.pronamespace = n.oid)
	SELECT md5(string_agg(oid::text || ' ' || xmin::text, ',' ORDER BY oid::bigint, xmin::text::bigint)) FROM part`

// empty deletes all rows of a schema but those of the migrations, and lets its sequences
// begin anew. The triggers that keep what a register holds do not fire meanwhile, nor do
// those of foreign keys.
func empty(t testing.TB, name string) {
	t.Helper()
	execute(t, strings.ReplaceAll(emptying, "{schema}", name))
}

// emptying is what empty runs. Goose's own table says which migrations there were.
const emptying = `SET LOCAL session_replication_role = replica;
	DO $$
	DECLARE r record;
	BEGIN
		FOR r IN SELECT c.oid::regclass AS name, c.relkind AS kind, s.seqstart AS start
			FROM pg_class c LEFT JOIN pg_sequence s ON s.seqrelid = c.oid
			WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind IN ('r', 'S')
				AND c.relname NOT LIKE 'goose%'
		LOOP
			IF r.kind = 'r' THEN
				EXECUTE 'DELETE FROM ' || r.name;
			ELSE
				PERFORM setval(r.name, r.start, false);
			END IF;
		END LOOP;
	END $$`
