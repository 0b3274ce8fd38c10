package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
)

// signable narrows approved batches (alias b) to those that process $1 may try at
// time $2: their time has come, no other process holds the lease of their key, and
// their issuer is not halted.
const signable = ` b.state = 'approved' AND (b.retry_at IS NULL OR b.retry_at <= $2)
	AND NOT EXISTS (SELECT FROM key_lease k WHERE k.batch = b.id AND k.holder <> $1 AND k.expires_at > $2)
	AND NOT EXISTS (SELECT FROM issuer i WHERE i.code = b.issuer AND i.halted_at IS NOT NULL)`

// DueToSign implements issuing.Queries.
func (q queries) DueToSign(ctx context.Context, process uuid.UUID, now time.Time) ([]string, error) {
	return collect(ctx, q, pgx.RowTo[string], `SELECT DISTINCT b.issuer FROM batch b WHERE`+signable, process, now)
}

// NextToSign implements issuing.Queries.
func (q queries) NextToSign(
	ctx context.Context, issuer string, process uuid.UUID, now time.Time,
) (registry.Batch, error) {
	return first(ctx, q, scanBatch, `SELECT `+batchColumns+` FROM batch b WHERE`+signable+` AND b.issuer = $3
		ORDER BY b.decided_at, b.id LIMIT 1`, process, now, issuer)
}

// PostponeBatch implements issuing.Queries.
func (q queries) PostponeBatch(ctx context.Context, batch uuid.UUID, wait registry.Wait, until time.Time) error {
	_, err := q.exec(ctx, `UPDATE batch SET waits_for = $2, attempts = attempts + 1, retry_at = $3
		WHERE id = $1 AND state = 'approved'`, batch, string(wait), until)
	return err
}

// HurryBatches implements issuing.Queries and keys.Queries.
func (q queries) HurryBatches(ctx context.Context, batches []uuid.UUID) error {
	_, err := q.exec(ctx, `UPDATE batch SET waits_for = '', retry_at = NULL
		WHERE id = ANY($1::uuid[]) AND state IN ('approved', 'sealed') AND (retry_at IS NOT NULL OR waits_for <> '')`, batches)
	return err
}

// UnsignedBatches implements keys.Queries.
func (q queries) UnsignedBatches(ctx context.Context, issuer string) ([]uuid.UUID, error) {
	return collect(ctx, q, pgx.RowTo[uuid.UUID], `SELECT id FROM batch
		WHERE issuer = $1 AND (state = 'approved' OR (state = 'sealed' AND waits_for <> '')) ORDER BY decided_at, id`, issuer)
}

// needsKey narrows batches, as b, to those that a school's key is still needed
// for: to sign them, or the void by which they are given up.
const needsKey = ` (b.state IN ('draft', 'approved') OR (b.state = 'sealed'
	AND EXISTS (SELECT FROM giving_up g WHERE g.batch = b.id AND g.ended_at IS NULL AND g.statement IS NULL)))`

// LeaseKey implements keys.Queries. The fencing number comes from a sequence:
// it is greater than that of every lease before, of whatever batch.
func (q queries) LeaseKey(ctx context.Context, batch, holder uuid.UUID, until time.Time) (int64, error) {
	return first(ctx, q, pgx.RowTo[int64], `INSERT INTO key_lease (batch, holder, fence, expires_at)
		SELECT b.id, $2::uuid, nextval('key_lease_fence'), $3::timestamptz FROM batch b WHERE b.id = $1 AND`+needsKey+`
		ON CONFLICT (batch) DO UPDATE SET holder = excluded.holder, fence = excluded.fence, expires_at = excluded.expires_at
		RETURNING fence`, batch, holder, until)
}

// RenewKeyLeases implements keys.Queries. The lease of a batch that is just being
// signed is locked by that transaction: it is passed over, and still held, so
// that a long signing lets no other lease lapse.
func (q queries) RenewKeyLeases(
	ctx context.Context, holder uuid.UUID, batches []uuid.UUID, until time.Time,
) (map[uuid.UUID]int64, error) {
	_, err := q.exec(ctx, `UPDATE key_lease SET expires_at = $3
		WHERE batch IN (SELECT batch FROM key_lease
			WHERE holder = $1 AND batch = ANY($2::uuid[]) FOR UPDATE SKIP LOCKED)`, holder, batches, until)
	if err != nil {
		return nil, err
	}
	type lease struct {
		Batch uuid.UUID
		Fence int64
	}
	held, err := collect(ctx, q, pgx.RowToStructByPos[lease], `SELECT k.batch, k.fence
		FROM key_lease k JOIN batch b ON b.id = k.batch
		WHERE k.holder = $1 AND k.batch = ANY($2::uuid[]) AND`+needsKey, holder, batches)
	if err != nil {
		return nil, err
	}
	fences := make(map[uuid.UUID]int64, len(held))
	for _, l := range held {
		fences[l.Batch] = l.Fence
	}
	return fences, nil
}

// EndKeyLeases implements keys.Queries.
func (q queries) EndKeyLeases(ctx context.Context, holder uuid.UUID, batches []uuid.UUID) error {
	_, err := q.exec(ctx, `DELETE FROM key_lease WHERE holder = $1 AND batch = ANY($2::uuid[])`, holder, batches)
	return err
}

// HoldsKeyLease implements issuing.SigningQueries.
func (q queries) HoldsKeyLease(ctx context.Context, batch uuid.UUID, fence int64, now time.Time) (bool, error) {
	held, err := collect(ctx, q, pgx.RowTo[int64], `SELECT fence FROM key_lease
		WHERE batch = $1 AND fence = $2 AND expires_at > $3 FOR UPDATE`, batch, fence, now)
	return len(held) == 1, err
}
