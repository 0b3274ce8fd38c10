package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/giveup"
	"sogoc/verifier/ledger"
)

// GivingUp implements giveup.Queries and reading.Store.
func (q queries) GivingUp(ctx context.Context, batch uuid.UUID) (*registry.GivingUp, error) {
	scan := func(row pgx.CollectableRow) (g registry.GivingUp, err error) {
		err = row.Scan(&g.Reason, &g.AskedBy, &g.AskedAt, &g.ConfirmedBy, &g.ConfirmedAt, &g.EndedAt, &g.Failed)
		return g, err
	}
	found, err := collect(
		ctx,
		q,
		scan,
		`SELECT reason, asked_by, asked_at, confirmed_by, confirmed_at, ended_at, failed
		FROM giving_up WHERE batch = $1`,
		batch,
	)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// PutGivingUp implements giveup.Queries.
func (q queries) PutGivingUp(ctx context.Context, batch uuid.UUID, g registry.GivingUp) error {
	_, err := q.exec(ctx, `INSERT INTO giving_up (batch, reason, asked_by, asked_at, confirmed_by, confirmed_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (batch) DO UPDATE SET reason = excluded.reason, asked_by = excluded.asked_by, asked_at = excluded.asked_at,
			confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at,
			statement = NULL, signature = NULL, ended_at = NULL, failed = false`,
		batch, g.Reason, g.AskedBy, g.AskedAt, g.ConfirmedBy, g.ConfirmedAt)
	return err
}

// DropGivingUp implements giveup.Queries.
func (q queries) DropGivingUp(ctx context.Context, batch uuid.UUID) error {
	return q.one(ctx, registry.ErrState, `DELETE FROM giving_up WHERE batch = $1 AND confirmed_at IS NULL`, batch)
}

// EndGivingUp implements giveup.Queries.
func (q queries) EndGivingUp(ctx context.Context, batch uuid.UUID, failed bool, at time.Time) error {
	_, err := q.exec(ctx, `UPDATE giving_up SET ended_at = $3, failed = $2 WHERE batch = $1 AND ended_at IS NULL`,
		batch, failed, at)
	if err != nil {
		return err
	}
	_, err = q.exec(
		ctx,
		`UPDATE batch SET waits_for = '' WHERE id = $1 AND state = 'sealed' AND waits_for <> ''`,
		batch,
	)
	return err
}

// PutVoid implements giveup.Queries.
func (q queries) PutVoid(ctx context.Context, batch uuid.UUID, void *giveup.SignedVoid) error {
	var statement, signature []byte
	if void != nil {
		statement, signature = ledger.Canonical(void.Statement), void.Signature[:]
	}
	return q.one(ctx, registry.ErrState, `UPDATE giving_up SET statement = $2, signature = $3
		WHERE batch = $1 AND confirmed_at IS NOT NULL AND ended_at IS NULL`, batch, statement, signature)
}

// LockWaitingAnchors implements giveup.Queries.
func (q queries) LockWaitingAnchors(ctx context.Context, issuer string) ([]registry.AnchorRef, error) {
	return collect(ctx, q, scanAnchor, `SELECT `+anchorColumns+` FROM anchor
		WHERE issuer = $1 AND state = 'sealed' ORDER BY sequence FOR UPDATE`, issuer)
}

// MarkVoid implements giveup.Queries.
func (q queries) MarkVoid(
	ctx context.Context, issuer string, sequence uint64, record ledger.VoidRecord, at time.Time,
) error {
	statement := ledger.Canonical(record.Void)
	hash := ledger.SumDigest(statement)
	err := q.one(
		ctx,
		registry.ErrState,
		`UPDATE anchor SET state = 'void', statement = $3, statement_hash = $4, signature = $5,
			tx_id = $6, ledger_time = $7, anchored_at = $8, refusal = NULL, retry_at = NULL
		WHERE issuer = $1 AND sequence = $2 AND state = 'sealed'`,
		issuer,
		sequence,
		statement,
		hash[:],
		record.Signature[:],
		record.TxID,
		record.Time,
		at,
	)
	if err != nil {
		return err
	}
	_, err = q.exec(ctx, `DELETE FROM leaf WHERE issuer = $1 AND sequence = $2`, issuer, sequence)
	return err
}

// DropAnchors implements giveup.Queries. Each statement removes the last
// anchors alone, since each refers to the one before it.
func (q queries) DropAnchors(ctx context.Context, issuer string, from uint64) ([]uuid.UUID, error) {
	batches, err := collect(ctx, q, pgx.RowTo[uuid.UUID], `SELECT DISTINCT batch FROM anchor
		WHERE issuer = $1 AND sequence >= $2`, issuer, from)
	if err != nil || len(batches) == 0 {
		return nil, err
	}
	if _, err := q.exec(ctx, `DELETE FROM leaf WHERE issuer = $1 AND sequence >= $2`, issuer, from); err != nil {
		return nil, err
	}
	_, err = q.exec(ctx, `DELETE FROM anchor WHERE issuer = $1 AND sequence >= $2`, issuer, from)
	return batches, err
}

// Unseal implements giveup.Queries.
func (q queries) Unseal(ctx context.Context, batches []uuid.UUID) error {
	if len(batches) == 0 {
		return nil
	}
	n, err := q.exec(ctx, `UPDATE batch SET state = 'approved', issued_at = NULL, sealed_at = NULL, waits_for = ''
		WHERE id = ANY($1::uuid[]) AND state = 'sealed'`, batches)
	if err == nil && n != int64(len(batches)) {
		return fmt.Errorf("%w: %d of %d batches unsealed", registry.ErrIntegrity, n, len(batches))
	}
	return err
}

// withoutLeaf are the credentials of batch $1 that do not stand on the ledger.
const withoutLeaf = `SELECT c.id FROM credential c WHERE c.batch = $1
	AND NOT EXISTS (SELECT FROM leaf l WHERE l.credential = c.id)`

// Destroy implements giveup.Queries. The batch must be given up already.
func (q queries) Destroy(ctx context.Context, batch uuid.UUID, reason string) (int, error) {
	if err := q.DeleteDrafts(ctx, batch); err != nil {
		return 0, err
	}
	for _, sql := range []string{
		`DELETE FROM status_change WHERE credential IN (` + withoutLeaf + `)`,
		`DELETE FROM name_key WHERE credential IN (` + withoutLeaf + `)`,
		`INSERT INTO spent_status_entry (issuer, status_list, status_index)
			SELECT issuer, status_list, status_index FROM credential WHERE id IN (` + withoutLeaf + `)`,
		`DELETE FROM credential WHERE id IN (` + withoutLeaf + `)`,
		`UPDATE register_entry SET state = 'dropped' WHERE batch = $1 AND state = 'draft'`,
	} {
		if _, err := q.exec(ctx, sql, batch); err != nil {
			return 0, err
		}
	}
	n, err := q.exec(ctx, `UPDATE register_entry e SET state = 'void', void_reason = $2
		WHERE e.batch = $1 AND e.state = 'numbered' AND NOT EXISTS (SELECT FROM credential c WHERE c.id = e.id)`,
		batch, reason)
	return int(n), err
}

// underWay narrows giving_up, as g, to what is confirmed and waits for the ledger.
const underWay = ` g.confirmed_at IS NOT NULL AND g.ended_at IS NULL`

// voidable joins what is confirmed and waits, as g, with the anchor that was sent,
// as a, and narrows it to what process $1 may try at $2.
const voidable = ` FROM giving_up g
	JOIN anchor a ON a.batch = g.batch AND a.state = 'sealed' AND a.sent_at IS NOT NULL
	JOIN issuer i ON i.code = a.issuer AND i.halted_at IS NULL
	WHERE` + underWay + ` AND (a.retry_at IS NULL OR a.retry_at <= $2)
		AND (g.statement IS NOT NULL OR NOT EXISTS (SELECT FROM key_lease k
			WHERE k.batch = g.batch AND k.holder <> $1 AND k.expires_at > $2))`

// DueToVoid implements giveup.Store.
func (q queries) DueToVoid(ctx context.Context, process uuid.UUID, now time.Time) ([]string, error) {
	return collect(ctx, q, pgx.RowTo[string], `SELECT DISTINCT a.issuer`+voidable, process, now)
}

// NextToVoid implements giveup.Store.
func (q queries) NextToVoid(
	ctx context.Context, issuer string, process uuid.UUID, now time.Time,
) (giveup.Decided, error) {
	type found struct {
		batch                uuid.UUID
		sequence             uint64
		statement, signature []byte
	}
	scan := func(row pgx.CollectableRow) (f found, err error) {
		err = row.Scan(&f.batch, &f.sequence, &f.statement, &f.signature)
		return f, err
	}
	next, err := first(ctx, q, scan, `SELECT g.batch, a.sequence, g.statement, g.signature`+voidable+`
		AND a.issuer = $3 ORDER BY a.sequence LIMIT 1`, process, now, issuer)
	if err != nil {
		return giveup.Decided{}, err
	}
	var d giveup.Decided
	if d.Anchor, err = q.sealedAnchor(ctx, `WHERE issuer = $1 AND sequence = $2`, issuer, next.sequence); err != nil {
		return d, err
	}
	if d.Batch, err = q.Batch(ctx, next.batch); err != nil || next.statement == nil {
		return d, err
	}
	d.Void = &giveup.SignedVoid{Signature: ledger.Signature(next.signature)}
	d.Void.Statement, err = ledger.Parse[ledger.Void](next.statement)
	return d, err
}

// DelayVoid implements giveup.Store.
func (q queries) DelayVoid(
	ctx context.Context, d giveup.Decided, wait registry.Wait, code ledger.Code, until time.Time,
) error {
	if err := q.DelayAnchor(ctx, d.Batch.Issuer, d.Anchor.Sequence, code, until); err != nil {
		return err
	}
	_, err := q.exec(
		ctx,
		`UPDATE batch SET waits_for = $2 WHERE id = $1 AND state = 'sealed'`,
		d.Batch.ID,
		string(wait),
	)
	return err
}

// Consequences implements giveup.Store.
func (q queries) Consequences(ctx context.Context, batch uuid.UUID) (registry.GiveUpConsequences, error) {
	scan := func(row pgx.CollectableRow) (c registry.GiveUpConsequences, err error) {
		err = row.Scan(
			&c.Rows,
			&c.Credentials,
			&c.Numbers,
			&c.FirstNumber,
			&c.LastNumber,
			&c.Kept,
			&c.Sent,
			&c.LaterSealed,
		)
		return c, err
	}
	return first(ctx, q, scan, `
		WITH line AS (
			SELECT e.state, e.register_number, c.id IS NOT NULL AS signed, COALESCE(a.state = 'anchored', false) AS kept
			FROM register_entry e LEFT JOIN credential c ON c.id = e.id LEFT JOIN leaf l ON l.credential = e.id
				LEFT JOIN anchor a ON a.issuer = l.issuer AND a.sequence = l.sequence
			WHERE e.batch = $1),
		own AS (SELECT issuer, min(sequence) AS first, bool_or(sent_at IS NOT NULL) AS sent FROM anchor
			WHERE batch = $1 AND state = 'sealed' GROUP BY issuer)
		SELECT count(*) FILTER (WHERE NOT kept), count(*) FILTER (WHERE signed AND NOT kept),
			count(*) FILTER (WHERE state = 'numbered' AND NOT kept),
			COALESCE(min(register_number) FILTER (WHERE state = 'numbered' AND NOT kept), ''),
			COALESCE(max(register_number) FILTER (WHERE state = 'numbered' AND NOT kept), ''),
			count(*) FILTER (WHERE kept), COALESCE((SELECT sent FROM own), false),
			(SELECT count(DISTINCT a.batch) FROM anchor a JOIN own ON own.issuer = a.issuer
				WHERE a.state = 'sealed' AND a.sequence > own.first AND a.batch <> $1)
		FROM line`, batch)
}

// VoidEntries implements giveup.Store.
func (q queries) VoidEntries(
	ctx context.Context, batch uuid.UUID, page registry.Page,
) ([]registry.VoidEntry, error) {
	scan := func(row pgx.CollectableRow) (e registry.VoidEntry, err error) {
		err = row.Scan(&e.Line, &e.Book, &e.SerialNumber, &e.RegisterNumber, &e.Reason)
		return e, err
	}
	offset, limit := page.Bounds()
	return collect(
		ctx,
		q,
		scan,
		`SELECT line, COALESCE(book, ''), COALESCE(serial_number, ''), COALESCE(register_number, ''), void_reason
		FROM register_entry WHERE batch = $1 AND state = 'void' ORDER BY position OFFSET $2 LIMIT $3`,
		batch,
		offset,
		limit,
	)
}
