package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/internal/largeregister"
	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/postgres"
)

// The database and the program know the same numbers as one.
func TestNumberKeysOfTheDatabaseAreThePrograms(t *testing.T) {
	t.Parallel()
	numbers := []string{
		"", " ", "0", "000", "C 4", "C 0000004", "c 000O004", "C4", "C\u00a04", "C\t\u20034\n", "2026/THPT/862",
		"2026/thpt/00862", "K26/0-00.7", "C 000000l", "C 0|l", "1O|oIl", "O", "OO7", "O O7", "O1O", "l5", "I 5", "L 5",
		"A0B00C", "0OA", "00OO12", "Đ0O1lI0", "cđo 01", "ô ố ợ ỹ 0", "ж 01", "ß 1", "ﬁ1", "đ\u0301 7", "９0", "-0", "0-0",
	}
	for r := rune('!'); r <= 0x1eff; r++ { // all Latin letters, and others
		numbers = append(numbers, "A"+string(r)+"01")
	}
	signs := []rune("0019OoIl| /-CcđĐ")
	draw := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		text := make([]rune, 1+draw.IntN(9))
		for i := range text {
			text[i] = signs[draw.IntN(len(signs))]
		}
		numbers = append(numbers, string(text))
	}
	rows, err := testdb.Open(t).Conn(t).Query(t.Context(),
		`SELECT n, number_key(n) FROM unnest($1::text[]) AS n`, numbers)
	require.NoError(t, err)
	defer rows.Close()
	found := 0
	for rows.Next() {
		var number, key string
		require.NoError(t, rows.Scan(&number, &key))
		require.Equal(t, registry.NumberKey(number), key, "%q", number)
		found++
	}
	require.NoError(t, rows.Err())
	require.Len(t, numbers, found)
}

// A register that was kept before may hold one number in two ways: it stays as it is, and
// both are found.
func TestMigrationOfNumbersInTwoForms(t *testing.T) {
	t.Parallel()
	empty := testdb.Empty(t)
	db := migrateTo(t, empty.URL(), 16)
	batch := uuid.New()
	for _, statement := range []string{
		`INSERT INTO issuer (code, name, created_at) VALUES ('S1', 'Trường Một (mẫu)', now())`,
		`INSERT INTO person (id, login, name, issuer, roles, token_hash, created_at) VALUES
			('00000000-0000-0000-0000-0000000000a1', 'nhap', 'A', 'S1', '{registrar}', sha256('1'), now())`,
		`INSERT INTO book (issuer, code, register_prefix, register_width, serial_prefix, serial_width, opened_at)
			VALUES ('S1', 'K', 'K/', 3, 'K-', 3, now())`,
		`INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at)
			VALUES ('` + batch.String() + `', 'S1', '{}', 2, '00000000-0000-0000-0000-0000000000a1', now())`,
		`INSERT INTO register_entry (id, issuer, batch, position, line, kind, book, serial_number, register_number) VALUES
			(gen_random_uuid(), 'S1', '` + batch.String() + `', 0, 5, 'VN-USE', 'K', 'C 4', 'K/1'),
			(gen_random_uuid(), 'S1', '` + batch.String() + `', 1, 6, 'VN-USE', 'K', 'C 0000004', 'K/001')`,
	} {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err)
	}
	require.NoError(t, postgres.Migrate(t.Context(), empty.URL()))
	var standing int
	require.NoError(t, empty.Conn(t).QueryRow(t.Context(), `SELECT count(*) FROM register_entry
		WHERE number_key(serial_number) = 'C4' AND number_key(register_number) = 'K/1'`).Scan(&standing))
	require.Equal(t, 2, standing)
}

// An import looks its numbers up in an index: it reads those that are taken, and not the
// school's.
func TestTakenNumbersAreLookedUp(t *testing.T) {
	t.Parallel()
	conn := testdb.Open(t).Conn(t)
	require.NoError(t, largeregister.Fill(t.Context(), conn,
		largeregister.Shape{Schools: 3, Credentials: 20_000, Batch: 100}))
	numbers := []string{"s-00007"}
	for i := range 100 {
		numbers = append(numbers, fmt.Sprintf("T-%05d", i))
	}
	keys := make([]string, len(numbers))
	for i, number := range numbers {
		keys[i] = registry.NumberKey(number)
	}
	school := largeregister.School(0)
	read := explain(t, conn, postgres.TakenSerials, []any{school, keys})
	require.LessOrEqual(t, read.read(), 1, read.lines(""))
	keys[0] = registry.NumberKey("k0 / 0007")
	read = explain(t, conn, postgres.TakenRegisters, []any{school, keys, "K0"})
	require.LessOrEqual(t, read.read(), 1, read.lines(""))

	inBook := 0
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT count(*) FROM register_entry
		WHERE issuer = $1 AND book = 'K0'`, school).Scan(&inBook))
	require.Positive(t, inBook)
	read = explain(t, conn, postgres.LastRegister, []any{school, "K0", "K0/"})
	require.LessOrEqual(t, read.read(), inBook, read.lines(""))
}

// A look-up by id, school and kind, as of a foreign key, finds no index that begins with
// the school: those have conditions that it does not state. See migration 0019.
func TestAnIDIsLookedUpByIDs(t *testing.T) {
	t.Parallel()
	conn := testdb.Open(t).Conn(t)
	rows, err := conn.Query(t.Context(), `SELECT i.indexrelid::regclass::text FROM pg_index i
		JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
		WHERE i.indrelid = 'credential'::regclass AND i.indpred IS NULL AND a.attname IN ('issuer', 'kind')`)
	require.NoError(t, err)
	indexes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	require.Empty(t, indexes)
}
