package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
)

// LastAnchor implements issuing.SigningQueries.
func (q queries) LastAnchor(
	ctx context.Context,
	issuer string,
) (sequence uint64, statement ledger.Digest, err error) {
	type last struct {
		sequence uint64
		hash     []byte
	}
	scan := func(row pgx.CollectableRow) (l last, err error) {
		err = row.Scan(&l.sequence, &l.hash)
		return l, err
	}
	found, err := collect(
		ctx,
		q,
		scan,
		`SELECT sequence, statement_hash FROM anchor WHERE issuer = $1 ORDER BY sequence DESC LIMIT 1`,
		issuer,
	)
	if err != nil || len(found) == 0 {
		return 0, ledger.Digest{}, err
	}
	return found[0].sequence, ledger.Digest(found[0].hash), nil
}

// AddAnchor implements issuing.SigningQueries.
func (q queries) AddAnchor(ctx context.Context, a registry.SealedAnchor, credentials []uuid.UUID) error {
	var previous []byte
	if s := a.Statement; !s.Previous.IsZero() {
		previous = s.Previous[:]
	}
	statement := ledger.Canonical(a.Statement)
	hash := ledger.SumDigest(statement)
	_, err := q.exec(
		ctx,
		`INSERT INTO anchor (issuer, sequence, previous, batch, kind, root, size, statement, statement_hash, signature, sealed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		a.Issuer,
		a.Sequence,
		previous,
		a.Batch,
		string(a.Kind),
		a.Statement.Root[:],
		a.Size,
		statement,
		hash[:],
		a.Signature[:],
		a.SealedAt,
	)
	if err != nil {
		return err
	}
	return q.copyRows(
		ctx,
		"leaf",
		[]string{"issuer", "sequence", "kind", "leaf_index", "credential"},
		len(credentials),
		func(i int) ([]any, error) {
			return []any{a.Issuer, int64(a.Sequence), string(a.Kind), int32(i), credentials[i]}, nil
		},
	)
}

const anchorColumns = `issuer, sequence, batch, kind, size, state, sealed_at, attempts, COALESCE(refusal, ''), retry_at, sent_at, COALESCE(tx_id, ''), ledger_time`

func anchorFields(a *registry.AnchorRef) []any {
	return []any{
		&a.Issuer,
		&a.Sequence,
		&a.Batch,
		&a.Kind,
		&a.Size,
		&a.State,
		&a.SealedAt,
		&a.Attempts,
		&a.Refusal,
		&a.RetryAt,
		&a.SentAt,
		&a.TxID,
		&a.LedgerTime,
	}
}

func scanAnchor(row pgx.CollectableRow) (a registry.AnchorRef, err error) {
	err = row.Scan(anchorFields(&a)...)
	return a, err
}

// AnchorsOf implements reading.Store.
func (q queries) AnchorsOf(ctx context.Context, batch uuid.UUID) ([]registry.AnchorRef, error) {
	return collect(
		ctx,
		q,
		scanAnchor,
		`SELECT `+anchorColumns+` FROM anchor WHERE batch = $1 ORDER BY sequence`,
		batch,
	)
}

// Anchors implements reading.Store.
func (q queries) Anchors(ctx context.Context, issuer string, page registry.Page) ([]registry.AnchorRef, error) {
	offset, limit := page.Bounds()
	return collect(
		ctx,
		q,
		scanAnchor,
		`SELECT `+anchorColumns+` FROM anchor WHERE issuer = $1 ORDER BY sequence DESC OFFSET $2 LIMIT $3`,
		issuer,
		offset,
		limit,
	)
}

// AnchorsBetween implements reading.Store.
func (q queries) AnchorsBetween(
	ctx context.Context,
	issuer string,
	from, until time.Time,
) ([]reading.TimedAnchor, error) {
	scan := func(row pgx.CollectableRow) (a reading.TimedAnchor, err error) {
		err = row.Scan(append(anchorFields(&a.AnchorRef), &a.Decision)...)
		return a, err
	}
	return collect(
		ctx,
		q,
		scan,
		`SELECT `+anchorColumns+`, (SELECT COALESCE(to_char(b.first_decision, 'YYYY-MM-DD'), '') FROM batch b WHERE b.id = batch)
		FROM anchor WHERE issuer = $1 AND state <> 'void' AND sealed_at >= $2 AND sealed_at < $3 ORDER BY sealed_at, sequence`,
		issuer,
		from,
		until,
	)
}

// notGivenUp leaves out anchors, as a, of batches that are confirmed to be given up.
const notGivenUp = ` NOT EXISTS (SELECT FROM giving_up g WHERE g.batch = a.batch AND` + underWay + `)`

// sealedAnchor returns one anchor without its digests.
func (q queries) sealedAnchor(ctx context.Context, where string, arguments ...any) (registry.SealedAnchor, error) {
	scan := func(row pgx.CollectableRow) (a registry.SealedAnchor, err error) {
		var statement, signature []byte
		if err := row.Scan(append(anchorFields(&a.AnchorRef), &statement, &signature)...); err != nil {
			return a, err
		}
		a.Signature = ledger.Signature(signature)
		a.Statement, err = ledger.Parse[ledger.Anchor](statement)
		return a, err
	}
	return first(ctx, q, scan, `SELECT `+anchorColumns+`, statement, signature FROM anchor a `+where, arguments...)
}

// NextAnchor implements anchoring.Queries.
func (q queries) NextAnchor(ctx context.Context, issuer string) (registry.SealedAnchor, error) {
	a, err := q.sealedAnchor(ctx, `WHERE issuer = $1 AND sequence =
		(SELECT min(sequence) FROM anchor WHERE issuer = $1 AND state = 'sealed') AND`+notGivenUp, issuer)
	if err != nil {
		return a, err
	}
	digest := func(row pgx.CollectableRow) (ledger.Digest, error) {
		var digest []byte
		err := row.Scan(&digest)
		return ledger.Digest(digest), err
	}
	a.Digests, err = collect(ctx, q, digest, `SELECT c.digest FROM leaf l JOIN credential c ON c.id = l.credential
		WHERE l.issuer = $1 AND l.sequence = $2 ORDER BY l.leaf_index`, issuer, a.Sequence)
	return a, err
}

// MarkAnchored implements anchoring.Queries. It must run in a transaction.
func (q queries) MarkAnchored(
	ctx context.Context,
	issuer string,
	sequence uint64,
	record ledger.AnchorRecord,
	at time.Time,
) (bool, error) {
	var batch uuid.UUID
	err := q.db.QueryRow(ctx, `SELECT b.id FROM batch b JOIN anchor a ON a.batch = b.id WHERE a.issuer = $1 AND a.sequence = $2 FOR NO KEY UPDATE OF b`,
		issuer, sequence).
		Scan(&batch)
	if err != nil {
		return false, translate(err)
	}
	n, err := q.exec(
		ctx,
		`UPDATE anchor SET state = 'anchored', tx_id = $3, ledger_time = $4, anchored_at = $5, refusal = NULL, retry_at = NULL
		WHERE issuer = $1 AND sequence = $2 AND state = 'sealed'`,
		issuer,
		sequence,
		record.TxID,
		record.Time,
		at,
	)
	if err != nil || n == 0 {
		return false, err
	}
	n, err = q.exec(ctx, `UPDATE batch SET state = 'anchored', anchored_at = $2, waits_for = ''
		WHERE id = $1 AND state = 'sealed' AND NOT EXISTS (SELECT FROM anchor WHERE batch = $1 AND state = 'sealed')`, batch, at)
	if err != nil || n == 0 {
		return true, err
	}
	return true, q.EndGivingUp(ctx, batch, true, at) // where somebody asked for that, it came too late
}

// MarkSent implements anchoring.Queries.
func (q queries) MarkSent(ctx context.Context, issuer string, sequence uint64, at time.Time) (bool, error) {
	n, err := q.exec(ctx, `UPDATE anchor a SET sent_at = COALESCE(a.sent_at, $3)
		WHERE a.issuer = $1 AND a.sequence = $2 AND a.state = 'sealed' AND`+notGivenUp, issuer, sequence, at)
	return n == 1, err
}

// DelayAnchor implements anchoring.Queries.
func (q queries) DelayAnchor(
	ctx context.Context,
	issuer string,
	sequence uint64,
	code ledger.Code,
	until time.Time,
) error {
	_, err := q.exec(
		ctx,
		`UPDATE anchor SET attempts = attempts + 1, refusal = $3, retry_at = $4 WHERE issuer = $1 AND sequence = $2 AND state = 'sealed'`,
		issuer,
		sequence,
		text(string(code)),
		until,
	)
	return err
}

// HurryAnchors implements anchoring.Queries and keys.Queries.
func (q queries) HurryAnchors(ctx context.Context, issuer string) error {
	if _, err := q.exec(ctx, `UPDATE anchor SET retry_at = NULL WHERE issuer = $1 AND state = 'sealed' AND retry_at IS NOT NULL`, issuer); err != nil {
		return err
	}
	_, err := q.exec(
		ctx,
		`UPDATE status_change SET retry_at = NULL WHERE issuer = $1 AND state = 'pending' AND retry_at IS NOT NULL`,
		issuer,
	)
	return err
}

// DueToAnchor implements anchoring.Queries. Of an issuer's anchors only the
// first that waits can go: the ledger takes them in order.
func (q queries) DueToAnchor(ctx context.Context, now time.Time) ([]string, error) {
	return collect(ctx, q, pgx.RowTo[string], `
		SELECT a.issuer FROM (SELECT DISTINCT ON (issuer) issuer, batch, retry_at FROM anchor
			WHERE state = 'sealed' ORDER BY issuer, sequence) a
		JOIN issuer i ON i.code = a.issuer
		WHERE i.halted_at IS NULL AND (a.retry_at IS NULL OR a.retry_at <= $1) AND`+notGivenUp, now)
}
