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

// PutRemarks implements intake.Queries. No remarks leave nothing.
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
