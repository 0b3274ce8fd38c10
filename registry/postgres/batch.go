package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/issuing"
	"sogoc/verifier/ledger"
)

const batchColumns = `id, issuer, state, terms, count, imported_by, imported_at, decided_by, decided_at, reject_reason, issued_at, sealed_at, anchored_at,
	COALESCE(to_char(first_decision, 'YYYY-MM-DD'), ''),
	CASE WHEN state IN ('approved', 'sealed') AND EXISTS (SELECT FROM issuer i WHERE i.code = issuer AND i.halted_at IS NOT NULL)
		THEN 'halted' ELSE waits_for END, attempts, retry_at, set_aside_from, set_aside_by, set_aside_reason`

func scanBatch(row pgx.CollectableRow) (registry.Batch, error) { return scanBatchAnd(row) }

// scanBatchAnd reads further columns behind those of a batch.
func scanBatchAnd(row pgx.CollectableRow, more ...any) (b registry.Batch, err error) {
	var from, by *uuid.UUID
	var reason string
	err = row.Scan(append([]any{&b.ID, &b.Issuer, &b.State, &b.Terms, &b.Count, &b.ImportedBy, &b.ImportedAt,
		&b.DecidedBy, &b.DecidedAt, &b.RejectReason, &b.IssuedAt, &b.SealedAt, &b.AnchoredAt, &b.Decision, &b.WaitsFor,
		&b.Attempts, &b.RetryAt, &from, &by, &reason}, more...)...)
	if from != nil && by != nil {
		b.SetAside = &registry.SetAside{From: *from, By: *by, Reason: reason}
	}
	return b, err
}

// id returns nil for the zero id: no filter.
func id(u uuid.UUID) *uuid.UUID {
	if u == uuid.Nil {
		return nil
	}
	return &u
}

// sum returns nil for the zero digest, which a column without a value holds as NULL.
func sum(d ledger.Digest) []byte {
	if d.IsZero() {
		return nil
	}
	return d[:]
}

// AddBatch implements intake.ImportQueries.
func (q queries) AddBatch(ctx context.Context, b registry.Batch, from intake.Origin, drafts []registry.Draft) error {
	_, err := q.exec(ctx, `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, first_decision,
			source, asked, upload, besides) VALUES ($1, $2, $3, $4, $5, $6, $7::text::date, $8, $9, $10, $11)`,
		b.ID, b.Issuer, b.Terms, b.Count, b.ImportedBy, b.ImportedAt, text(string(b.Decision)),
		sum(from.Source), sum(from.Asked), id(from.Upload), id(from.Besides))
	if err != nil {
		return err
	}
	columns := []string{"id", "issuer", "batch", "position", "line", "kind", "diploma", "book", "serial_number", "register_number"}
	err = q.copyRows(ctx, "register_entry", columns, len(drafts), func(i int) ([]any, error) {
		e := drafts[i].Entry
		return []any{e.ID, b.Issuer, b.ID, e.Position, e.Line, string(e.Kind), e.DiplomaID, text(e.Book), text(e.SerialNumber), text(e.RegisterNumber)}, nil
	})
	if err != nil {
		return err
	}
	return q.copyRows(ctx, "draft", []string{"id", "document", "national_id", "national_id_lookup"}, len(drafts), func(i int) ([]any, error) {
		return q.draftRow(b.Issuer, drafts[i])
	})
}

// draftRow takes the national id out of the document and seals it.
func (q queries) draftRow(issuer string, d registry.Draft) ([]any, error) {
	subject := d.Content.Subject()
	nationalID := subject.NationalID
	subject.NationalID = ""
	document, err := encode(d.Content)
	subject.NationalID = nationalID
	if err != nil {
		return nil, err
	}
	sealed, lookup := q.keys.sealID(issuer, d.ID, nationalID)
	return []any{d.ID, document, sealed, lookup}, nil
}

// Batch implements issuing.Queries, reading.Store, review.Queries and keys.Queries.
func (q queries) Batch(ctx context.Context, batch uuid.UUID) (registry.Batch, error) {
	return first(ctx, q, scanBatch, `SELECT `+batchColumns+` FROM batch WHERE id = $1`, batch)
}

// LockBatch implements intake.Queries, issuing.Queries, issuing.SigningQueries and review.Queries.
func (q queries) LockBatch(ctx context.Context, batch uuid.UUID) (registry.Batch, error) {
	return first(ctx, q, scanBatch, `SELECT `+batchColumns+` FROM batch WHERE id = $1 FOR NO KEY UPDATE`, batch)
}

// MoveBatch implements intake.Queries, issuing.Queries and issuing.SigningQueries.
func (q queries) MoveBatch(ctx context.Context, b registry.Batch) error {
	return q.one(ctx, registry.ErrNotFound, `UPDATE batch SET state = $2, decided_by = $3, decided_at = $4, reject_reason = $5,
			issued_at = $6, sealed_at = $7, anchored_at = $8, attempts = 0, retry_at = NULL,
			waits_for = CASE WHEN $2 = 'approved' THEN $9 ELSE '' END
		WHERE id = $1`,
		b.ID, string(b.State), b.DecidedBy, b.DecidedAt, b.RejectReason, b.IssuedAt, b.SealedAt, b.AnchoredAt,
		string(b.WaitsFor))
}

const entryColumns = `e.id, e.position, e.line, e.kind, e.diploma, COALESCE(e.book, ''), COALESCE(e.serial_number, ''), COALESCE(e.register_number, '')`

func entryFields(e *registry.Entry) []any {
	return []any{&e.ID, &e.Position, &e.Line, &e.Kind, &e.DiplomaID, &e.Book, &e.SerialNumber, &e.RegisterNumber}
}

func scanEntry(row pgx.CollectableRow) (e registry.Entry, err error) {
	err = row.Scan(entryFields(&e)...)
	return e, err
}

// Entries implements issuing.SigningQueries.
func (q queries) Entries(ctx context.Context, batch uuid.UUID) ([]registry.Entry, error) {
	return collect(ctx, q, scanEntry, `SELECT `+entryColumns+` FROM register_entry e WHERE e.batch = $1 ORDER BY e.position`, batch)
}

// Drafts implements issuing.SigningQueries, reading.Store and review.Queries.
func (q queries) Drafts(ctx context.Context, batch uuid.UUID, from, limit int) ([]registry.Draft, error) {
	scan := func(row pgx.CollectableRow) (d registry.Draft, err error) {
		var document, sealed []byte
		if err := row.Scan(append(entryFields(&d.Entry), &document, &sealed)...); err != nil {
			return d, err
		}
		if err := decode(document, &d.Content); err != nil {
			return d, err
		}
		if (d.Content.Diploma == nil) == (d.Content.Transcript == nil) {
			return d, fmt.Errorf("draft %s holds no document", d.ID)
		}
		d.Content.Subject().NationalID, err = q.keys.openID(d.ID, sealed)
		return d, err
	}
	return collect(ctx, q, scan, `SELECT `+entryColumns+`, d.document, d.national_id
		FROM register_entry e JOIN draft d ON d.id = e.id WHERE e.batch = $1 AND e.position >= $2 ORDER BY e.position LIMIT $3`, batch, from, limit)
}

// NumberEntries implements issuing.SigningQueries.
func (q queries) NumberEntries(ctx context.Context, batch uuid.UUID, entries []registry.Entry) error {
	if err := q.planAnew(ctx, len(entries)); err != nil {
		return err
	}
	ids, serials, registers := make([]uuid.UUID, len(entries)), make([]*string, len(entries)), make([]*string, len(entries))
	for i, e := range entries {
		ids[i], serials[i], registers[i] = e.ID, text(e.SerialNumber), text(e.RegisterNumber)
	}
	n, err := q.exec(ctx, `UPDATE register_entry e SET serial_number = n.serial, register_number = n.register, state = 'numbered',
			drew_serial = e.serial_number IS NULL, drew_register = e.register_number IS NULL
		FROM unnest($2::uuid[], $3::text[], $4::text[]) AS n (id, serial, register)
		WHERE e.id = n.id AND e.batch = $1 AND e.state <> 'dropped'`, batch, ids, serials, registers)
	if err == nil && n != int64(len(entries)) {
		return fmt.Errorf("%w: %d of %d entries of a batch numbered", registry.ErrState, n, len(entries))
	}
	return err
}

// DropEntries implements intake.Queries and issuing.Queries.
func (q queries) DropEntries(ctx context.Context, batch uuid.UUID) error {
	_, err := q.exec(ctx, `UPDATE register_entry SET state = 'dropped' WHERE batch = $1 AND state = 'draft'`, batch)
	return err
}

// DeleteDrafts implements intake.Queries and issuing.SigningQueries. What was
// remarked of the drafts goes with them.
func (q queries) DeleteDrafts(ctx context.Context, batch uuid.UUID) error {
	if _, err := q.exec(ctx, `DELETE FROM batch_remark WHERE batch = $1`, batch); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM draft USING register_entry e WHERE draft.id = e.id AND e.batch = $1`, batch)
	return err
}

const bookColumns = `issuer, code, register_prefix, register_width, register_next, serial_prefix, serial_width, serial_next, opened_at`

func scanBook(row pgx.CollectableRow) (b registry.Book, err error) {
	err = row.Scan(&b.Issuer, &b.Code, &b.RegisterPrefix, &b.RegisterWidth, &b.RegisterNext, &b.SerialPrefix, &b.SerialWidth, &b.SerialNext, &b.OpenedAt)
	return b, err
}

// PutBook implements intake.ImportQueries and issuing.Queries.
func (q queries) PutBook(ctx context.Context, b registry.Book) (bool, error) {
	n, err := q.exec(ctx, `INSERT INTO book (`+bookColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
		b.Issuer, b.Code, b.RegisterPrefix, b.RegisterWidth, b.RegisterNext, b.SerialPrefix, b.SerialWidth, b.SerialNext, b.OpenedAt)
	return n == 1, err
}

// Books implements intake.Queries and reading.Store.
func (q queries) Books(ctx context.Context, issuer string) ([]registry.Book, error) {
	return collect(ctx, q, scanBook, `SELECT `+bookColumns+` FROM book WHERE issuer = $1 ORDER BY code`, issuer)
}

// LockBook implements issuing.SigningQueries.
func (q queries) LockBook(ctx context.Context, issuer, code string) (locked issuing.LockedBook, err error) {
	if err := q.LockNumbers(ctx, issuer); err != nil {
		return locked, err
	}
	locked.Book, err = first(ctx, q, scanBook, `SELECT `+bookColumns+` FROM book
		WHERE issuer = $1 AND code = $2 FOR NO KEY UPDATE`, issuer, code)
	if err != nil {
		return locked, err
	}
	locked.FreedSerials, locked.FreedRegisters, err = q.freedNumbers(ctx, locked.Book)
	return locked, err
}

// LockNumbers implements intake.ImportQueries. The unique indexes know two numbers as the
// same where they are written alike: of two transactions at once that write one number in
// two ways, the second finds the first.
func (q queries) LockNumbers(ctx context.Context, issuer string) error {
	return q.LockName(ctx, "numbers of "+issuer)
}

// MoveBook implements issuing.SigningQueries.
func (q queries) MoveBook(ctx context.Context, b registry.Book) error {
	return q.one(ctx, registry.ErrNotFound, `UPDATE book SET register_next = $3, serial_next = $4 WHERE issuer = $1 AND code = $2`,
		b.Issuer, b.Code, b.RegisterNext, b.SerialNext)
}

// Numbers of a school, or of one of its books, by their keys: one look-up in an index.
const (
	takenSerials = `SELECT number_key(serial_number), serial_number FROM register_entry
		WHERE issuer = $1 AND state <> 'dropped' AND (state <> 'void' OR drew_serial)
		AND serial_number IS NOT NULL AND number_key(serial_number) = ANY($2)`
	takenRegisters = `SELECT number_key(register_number), register_number FROM register_entry
		WHERE issuer = $1 AND book = $3 AND state <> 'dropped' AND (state <> 'void' OR drew_register)
		AND register_number IS NOT NULL AND number_key(register_number) = ANY($2)`
)

// TakenNumbers implements intake.ImportQueries and issuing.SigningQueries.
func (q queries) TakenNumbers(
	ctx context.Context,
	issuer, book string,
	serials, registers []string,
) (serialsTaken, registersTaken map[string]string, err error) {
	if serialsTaken, err = q.takenNumbers(ctx, serials, takenSerials, issuer); err != nil {
		return nil, nil, err
	}
	registersTaken, err = q.takenNumbers(ctx, registers, takenRegisters, issuer, book)
	return serialsTaken, registersTaken, err
}

// takenNumbers returns what a query finds of these numbers, each as it stands in the
// register.
func (q queries) takenNumbers(
	ctx context.Context,
	numbers []string,
	sql, issuer string,
	more ...any,
) (map[string]string, error) {
	if len(numbers) == 0 {
		return nil, nil
	}
	keys := numberKeys(numbers)
	type keyed struct{ Key, Number string }
	found, err := collect(ctx, q, pgx.RowToStructByPos[keyed], sql, append([]any{issuer, keys}, more...)...)
	if err != nil {
		return nil, err
	}
	standing := make(map[string]string, len(found))
	for _, f := range found {
		standing[f.Key] = f.Number
	}
	taken := make(map[string]string, len(found))
	for i, number := range numbers {
		if as, ok := standing[keys[i]]; ok {
			taken[number] = as
		}
	}
	return taken, nil
}

// numberKeys returns the key of each number.
func numberKeys(numbers []string) []string {
	keys := make([]string, len(numbers))
	for i, number := range numbers {
		keys[i] = registry.NumberKey(number)
	}
	return keys
}

// freedNumbers returns what drafts of a book brought that were rejected or discarded.
func (q queries) freedNumbers(ctx context.Context, book registry.Book) (serials, registers []string, err error) {
	serials, err = collect(ctx, q, pgx.RowTo[string], `SELECT DISTINCT serial_number FROM register_entry
		WHERE issuer = $1 AND book = $2 AND state = 'dropped' AND serial_number IS NOT NULL`, book.Issuer, book.Code)
	if err != nil {
		return nil, nil, err
	}
	registers, err = collect(ctx, q, pgx.RowTo[string], `SELECT DISTINCT register_number FROM register_entry
		WHERE issuer = $1 AND book = $2 AND state = 'dropped' AND register_number IS NOT NULL`, book.Issuer, book.Code)
	return serials, registers, err
}

// lastRegister are two readings, since the number of a line that is void may be in no
// index of numbers.
const lastRegister = `SELECT COALESCE(max(substr(e.register_number, length($3) + 1)::bigint), 0) FROM (
		SELECT register_number FROM register_entry WHERE issuer = $1 AND book = $2 AND register_number IS NOT NULL
			AND state <> 'dropped' AND (state <> 'void' OR drew_register)
		UNION ALL
		SELECT register_number FROM register_entry WHERE issuer = $1 AND book = $2 AND state = 'void' AND NOT drew_register) e
	WHERE starts_with(e.register_number, $3) AND substr(e.register_number, length($3) + 1) ~ '^[0-9]{1,12}$'`

// lastRegisterNumber returns the highest register number of a book that is in use, 0
// for none. Those of another form than the book's do not count.
func (q queries) lastRegisterNumber(ctx context.Context, book registry.Book) (uint64, error) {
	return first(ctx, q, pgx.RowTo[uint64], lastRegister, book.Issuer, book.Code, book.RegisterPrefix)
}
