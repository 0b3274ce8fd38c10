package postgres

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
)

// fieldRemarks is what the sealed remarks of a batch are bound to.
const fieldRemarks = "batch remarks"

// PutRemarks implements intake.ImportQueries and review.Queries. No remarks leave nothing.
func (q queries) PutRemarks(ctx context.Context, batch uuid.UUID, remarks []registry.Remark) error {
	if len(remarks) == 0 {
		return nil
	}
	content, err := encode(remarks)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `INSERT INTO batch_remark (batch, remarks) VALUES ($1, $2)
		ON CONFLICT (batch) DO UPDATE SET remarks = excluded.remarks`, batch, q.keys.seal(fieldRemarks, batch, content))
	return err
}

// Remarks implements review.Queries.
func (q queries) Remarks(ctx context.Context, batch uuid.UUID) ([]registry.Remark, error) {
	sealed, err := first(ctx, q, pgx.RowTo[[]byte], `SELECT remarks FROM batch_remark WHERE batch = $1`, batch)
	if errors.Is(err, registry.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	content, err := q.keys.open(fieldRemarks, batch, sealed)
	if err != nil {
		return nil, err
	}
	var remarks []registry.Remark
	return remarks, decode(content, &remarks)
}

// NamedRows implements review.Queries. A diploma and its transcript are one row,
// whichever of them is named.
func (q queries) NamedRows(ctx context.Context, batch uuid.UUID, drafts []uuid.UUID) ([]uuid.UUID, int, error) {
	const named = `SELECT COALESCE(diploma, id) FROM register_entry WHERE batch = $1 AND id = ANY($2)`
	found, err := collect(ctx, q, pgx.RowTo[uuid.UUID], named, batch, drafts)
	if err != nil {
		return nil, 0, err
	}
	ids, err := collect(ctx, q, pgx.RowTo[uuid.UUID], `SELECT id FROM register_entry
		WHERE batch = $1 AND COALESCE(diploma, id) IN (`+named+`) ORDER BY position`, batch, drafts)
	return ids, len(found), err
}

// MoveRows implements review.Queries.
func (q queries) MoveRows(ctx context.Context, to registry.Batch, drafts []uuid.UUID) error {
	from := to.SetAside.From
	if _, err := q.exec(ctx, `INSERT INTO batch (id, issuer, terms, count, imported_by, imported_at, first_decision,
			set_aside_from, set_aside_by, set_aside_reason, source)
		SELECT $2, issuer, terms, $3, imported_by, imported_at, first_decision, id, $4, $5, source FROM batch WHERE id = $1`,
		from, to.ID, len(drafts), to.SetAside.By, to.SetAside.Reason); err != nil {
		return err
	}
	if err := q.one(ctx, registry.ErrState, `UPDATE batch SET count = count - $2 WHERE id = $1`,
		from, len(drafts)); err != nil {
		return err
	}
	moved, err := q.exec(ctx, `UPDATE register_entry SET batch = $2 WHERE batch = $1 AND id = ANY($3) AND state = 'draft'`,
		from, to.ID, drafts)
	if err != nil {
		return err
	}
	if moved != int64(len(drafts)) {
		return registry.ErrState
	}
	for _, batch := range []uuid.UUID{from, to.ID} { // rows are read by their places, without gaps
		_, err := q.exec(ctx, `UPDATE register_entry e SET position = n.place
			FROM (SELECT id, row_number() OVER (ORDER BY position) - 1 AS place FROM register_entry WHERE batch = $1) n
			WHERE e.id = n.id AND e.position <> n.place`, batch)
		if err != nil {
			return err
		}
	}
	return nil
}

// BatchesSetAside implements review.Queries.
func (q queries) BatchesSetAside(ctx context.Context, from uuid.UUID) ([]registry.Batch, error) {
	return collect(ctx, q, scanBatch, `SELECT `+batchColumns+` FROM batch WHERE set_aside_from = $1 ORDER BY id`, from)
}
