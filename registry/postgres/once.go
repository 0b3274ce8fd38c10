package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/verifier/ledger"
)

// fieldAnswer is what the sealed answer to an import is bound to.
const fieldAnswer = "import answer"

// LockName implements intake.ImportQueries. The schema is part of the name: advisory
// locks are the database's.
func (q queries) LockName(ctx context.Context, name string) error {
	_, err := q.exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('sogoc ' || current_schema() || ' ' || $1, 0))`, name)
	return err
}

// BatchOfSource implements intake.Queries and intake.ImportQueries.
func (q queries) BatchOfSource(
	ctx context.Context,
	issuer string,
	source ledger.Digest,
) (registry.Batch, ledger.Digest, error) {
	var sums []byte
	scan := func(row pgx.CollectableRow) (registry.Batch, error) {
		return scanBatchAnd(row, &sums)
	}
	const gone = `('rejected', 'discarded', 'given_up')`
	batch, err := first(ctx, q, scan, `SELECT `+batchColumns+`, asked FROM batch
		WHERE issuer = $1 AND source = $2 AND state NOT IN `+gone+`
		ORDER BY set_aside_from IS NOT NULL,
			EXISTS (SELECT FROM batch later WHERE later.besides = batch.id AND later.state NOT IN `+gone+`),
			imported_at DESC, id DESC LIMIT 1`, issuer, source[:])
	var asked ledger.Digest
	copy(asked[:], sums)
	return batch, asked, err
}

// BatchOfUpload implements intake.Queries and intake.ImportQueries.
func (q queries) BatchOfUpload(ctx context.Context, person, upload uuid.UUID) (uuid.UUID, error) {
	return first(ctx, q, pgx.RowTo[uuid.UUID], `SELECT id FROM batch WHERE upload = $1 AND imported_by = $2`, upload, person)
}

// KeptAnswer implements intake.Queries and intake.ImportQueries.
func (q queries) KeptAnswer(
	ctx context.Context,
	person uuid.UUID,
	key ledger.Digest,
	now time.Time,
) (intake.KeptAnswer, error) {
	scan := func(row pgx.CollectableRow) (a intake.KeptAnswer, err error) {
		var asked, sealed []byte
		if err := row.Scan(&a.Batch, &asked, &sealed); err != nil {
			return a, err
		}
		copy(a.Asked[:], asked)
		a.Body, err = q.keys.open(fieldAnswer, a.Batch, sealed)
		return a, err
	}
	return first(ctx, q, scan, `SELECT batch, asked, answer FROM import_answer
		WHERE person = $1 AND key = $2 AND expires_at > $3`, person, key[:], now)
}

// PutAnswer implements intake.ImportQueries.
func (q queries) PutAnswer(
	ctx context.Context,
	person uuid.UUID,
	key ledger.Digest,
	a intake.KeptAnswer,
	expires time.Time,
) error {
	// One that has expired and was not swept makes room; another one is a conflict.
	if _, err := q.exec(ctx, `DELETE FROM import_answer WHERE person = $1 AND key = $2 AND expires_at <= $3`,
		person, key[:], expires.Add(-intake.KeyLife)); err != nil {
		return err
	}
	_, err := q.exec(ctx, `INSERT INTO import_answer (person, key, asked, batch, answer, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6)`,
		person, key[:], a.Asked[:], a.Batch, q.keys.seal(fieldAnswer, a.Batch, a.Body), expires)
	return err
}
