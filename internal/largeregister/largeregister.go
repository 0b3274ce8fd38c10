// Package largeregister fills a migrated schema with as many credentials as a
// register has after years, by SQL alone, for measurements and tests of lists and
// searches.
//
// The rows have the shape and the size of real ones, and are no credentials: nothing
// in them is signed, so nothing can be handed out of such a register. PostgreSQL
// checks neither triggers nor foreign keys while they are written, which takes a
// superuser. All persons are made up of lists of names.
package largeregister

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"sogoc/registry/names"
)

// Shape says how large a register is. The first school has half of the credentials,
// the others the rest in equal parts.
type Shape struct {
	Schools     int // at least two
	Credentials int
	Batch       int // credentials of one batch, all anchored
}

// School returns the code of a school, from 0.
func School(i int) string { return fmt.Sprintf("LON-%03d", i) }

// Missing is a learner code, serial number and word of a name that no row has.
const Missing = "KHONGCO"

// Fill writes a register. The schema must be migrated and empty of these schools.
func Fill(ctx context.Context, conn *pgx.Conn, shape Shape) error {
	if _, err := conn.Exec(ctx, `SET session_replication_role = replica; SET synchronous_commit = off`); err != nil {
		return fmt.Errorf("largeregister: without triggers, as a superuser: %w", err)
	}
	allNames, err := fillNames(ctx, conn)
	if err != nil {
		return err
	}
	indexes, err := dropIndexes(ctx, conn)
	if err != nil {
		return err
	}
	rest := shape.Credentials / 2 / (shape.Schools - 1)
	for i := range shape.Schools {
		n := rest
		if i == 0 {
			n = shape.Credentials - rest*(shape.Schools-1)
		}
		if err := fillSchool(ctx, conn, School(i), n, shape.Batch, allNames); err != nil {
			return fmt.Errorf("largeregister: school %s: %w", School(i), err)
		}
	}
	last := append(indexes, `DROP TABLE made_up_name`, `RESET session_replication_role`,
		`VACUUM ANALYZE issuer, person, book, batch, register_entry, status_list, credential, name_key, anchor, leaf, audit`)
	for _, sql := range last {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("largeregister: %w", err)
		}
	}
	return nil
}

// dropIndexes drops the indexes of the large tables that no constraint rests on, and
// returns the statements that make them again: at once that is several times faster.
func dropIndexes(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	type index struct{ Name, Definition string }
	rows, err := conn.Query(ctx, `SELECT indexname, indexdef FROM pg_indexes
		WHERE schemaname = current_schema() AND tablename IN ('credential', 'register_entry', 'name_key', 'leaf')
			AND indexname NOT IN (SELECT conname FROM pg_constraint) ORDER BY indexname`)
	if err != nil {
		return nil, fmt.Errorf("largeregister: %w", err)
	}
	indexes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[index])
	if err != nil {
		return nil, fmt.Errorf("largeregister: %w", err)
	}
	definitions := make([]string, len(indexes))
	for i, found := range indexes {
		definitions[i] = found.Definition
		if _, err := conn.Exec(ctx, `DROP INDEX `+pgx.Identifier{found.Name}.Sanitize()); err != nil {
			return nil, fmt.Errorf("largeregister: %w", err)
		}
	}
	return definitions, nil
}

// Parts of names, from which some 20,000 are put together.
var (
	families = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"}
	middles  = []string{"Văn", "Thị", "Đức", "Minh", "Ngọc", "Thanh", "Hữu", "Quang", "Thu", "Xuân", "Gia", "Bảo", "Anh", "Hoài", "Kim", "Tuấn"}
	givens   = []string{
		"An", "Anh", "Bình", "Chi", "Cường", "Dũng", "Duyên", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hòa", "Huệ",
		"Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Nhung", "Phúc", "Phương", "Quân", "Quỳnh",
		"Sơn", "Tâm", "Thảo", "Trang", "Trí", "Tùng", "Vân", "Vinh", "Yến",
	}
)

// fillNames writes names and their keys, and returns how many.
func fillNames(ctx context.Context, conn *pgx.Conn) (int, error) {
	var rows [][]any
	for _, family := range families {
		for _, middle := range middles {
			for _, given := range givens {
				for _, name := range []string{family + " " + middle + " " + given, family + " " + given} {
					keys := names.Of(name)
					rows = append(rows, []any{len(rows), name, keys.Exact, keys.Tone, keys.Plain, keys.Sort})
				}
			}
		}
	}
	_, err := conn.Exec(ctx, `CREATE TEMP TABLE made_up_name
		(n integer PRIMARY KEY, name text, exact text, tone text, plain text, sort bytea)`)
	if err == nil {
		_, err = conn.CopyFrom(ctx, pgx.Identifier{"made_up_name"},
			[]string{"n", "name", "exact", "tone", "plain", "sort"}, pgx.CopyFromRows(rows))
	}
	if err == nil {
		_, err = conn.Exec(ctx, `ANALYZE made_up_name`)
	}
	if err != nil {
		return 0, fmt.Errorf("largeregister: names: %w", err)
	}
	return len(rows), nil
}

// lines writes what the rows of each credential of a school have in common: its id,
// its batch, its name.
const lines = `CREATE TEMP TABLE made_up_line AS
	SELECT $1::text AS code, n, n / $3::int AS b, n % $3 AS position,
		md5($1 || 'c' || n)::uuid AS id, md5($1 || 'b' || n / $3)::uuid AS batch,
		timestamptz '2020-01-01' + make_interval(hours => n / $3) AS at,
		(hashint4(n) & 2147483647) % $4::int AS of_name
	FROM generate_series(0, $2::int - 1) n`

// batches has one row of each batch.
const batches = `(SELECT code, b, batch, at, count(*) AS count FROM made_up_line GROUP BY code, b, batch, at) one`

// tables are the statements that fill a school's tables.
var tables = []string{
	`INSERT INTO issuer (code, name, created_at)
		SELECT DISTINCT code, 'Trường ' || code || ' (mẫu)', timestamptz '2020-01-01' FROM made_up_line`,
	`INSERT INTO person (id, login, name, issuer, roles, token_hash, created_at)
		SELECT DISTINCT md5(code || p.role)::uuid, lower(code) || '-' || p.role, 'Người dùng ' || p.role, code,
			ARRAY[p.role], sha256((code || p.role)::bytea), timestamptz '2020-01-01'
		FROM made_up_line, (VALUES ('registrar'), ('approver')) p (role)`,
	`INSERT INTO status_list (issuer, list, used) SELECT DISTINCT code, 1 + n / 65536, 65536 FROM made_up_line`,
	`INSERT INTO book (issuer, code, register_prefix, register_width, serial_prefix, serial_width, opened_at)
		SELECT DISTINCT code, 'K' || b % 10, 'K' || b % 10 || '/', 6, 'S-', 6, timestamptz '2020-01-01' FROM made_up_line`,
	`INSERT INTO batch (id, issuer, state, terms, count, imported_by, imported_at, decided_by, decided_at,
			issued_at, sealed_at, anchored_at)
		SELECT batch, code, 'anchored', '{"type":"VN-USE","book":"K0"}', count, md5(code || 'registrar')::uuid, at,
			md5(code || 'approver')::uuid, at, at, at, at FROM ` + batches,
	`INSERT INTO register_entry (id, issuer, batch, position, line, kind, book, serial_number, register_number, state)
		SELECT id, code, batch, position, position + 5, 'VN-USE', 'K' || b % 10, 'S-' || n,
			'K' || b % 10 || '/' || n, 'numbered' FROM made_up_line`,
	`INSERT INTO credential (id, issuer, batch, kind, full_name, birth_date, learner_code, national_id,
			national_id_lookup, issue_date, key, status_list, status_index, digest, jwt, disclosures, qr_claims,
			qr_token, issued_at)
		SELECT id, code, batch, 'VN-USE', name, to_char(date '2003-01-01' + l.n % 1000, 'YYYY-MM-DD'), '00' || l.n,
			repeat('x', 40)::bytea, sha256((code || l.n)::bytea), '2021-06-20', repeat('k', 43), 1 + l.n / 65536,
			l.n % 65536, sha256(id::text::bytea), repeat(md5(id::text), 4), repeat(md5(id::text), 25)::bytea,
			repeat('q', 250)::bytea, repeat('t', 350)::bytea, at
		FROM made_up_line l JOIN made_up_name m ON m.n = of_name`,
	`INSERT INTO name_key (credential, issuer, exact, tone, plain, sort, rules)
		SELECT id, code, exact, tone, plain, sort, 1 FROM made_up_line l JOIN made_up_name m ON m.n = of_name`,
	`INSERT INTO anchor (issuer, sequence, previous, batch, kind, root, size, statement, statement_hash, signature,
			state, sealed_at, tx_id, ledger_time, anchored_at)
		SELECT code, b + 1, CASE WHEN b > 0 THEN sha256(('s' || b - 1)::bytea) END, batch, 'VN-USE', sha256('r'), count,
			('s' || b)::bytea, sha256(('s' || b)::bytea), repeat('s', 64)::bytea, 'anchored', at, 't', at, at
		FROM ` + batches,
	`INSERT INTO leaf (issuer, sequence, kind, leaf_index, credential)
		SELECT code, b + 1, 'VN-USE', position, id FROM made_up_line`,
	`INSERT INTO audit (at, actor, issuer, action, batch, note)
		SELECT at, md5(code || 'registrar')::uuid, code, action, batch, 'made up'
		FROM ` + batches + `, unnest(ARRAY['imported', 'approved', 'issued', 'sealed']) action`,
	`DROP TABLE made_up_line`,
}

func fillSchool(ctx context.Context, conn *pgx.Conn, school string, n, batch, names int) error {
	if _, err := conn.Exec(ctx, lines, school, n, batch, names); err != nil {
		return err
	}
	for _, sql := range append([]string{`ANALYZE made_up_line`}, tables...) {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}
