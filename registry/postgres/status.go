package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

const changeColumns = `id, credential, issuer, status_list, status_index, version, to_state, ground, decision_number, to_char(decision_date, 'YYYY-MM-DD'),
	salt, state, requested_by, requested_at, attempts, COALESCE(refusal, ''), retry_at, COALESCE(tx_id, ''), ledger_time, proposal`

func changeFields(c *registry.StatusChange, salt *[]byte) []any {
	return []any{
		&c.ID,
		&c.Credential,
		&c.Issuer,
		&c.List,
		&c.Index,
		&c.Version,
		&c.To,
		&c.Ground,
		&c.DecisionNumber,
		&c.DecisionDate,
		salt,
		&c.State,
		&c.RequestedBy,
		&c.RequestedAt,
		&c.Attempts,
		&c.Refusal,
		&c.RetryAt,
		&c.TxID,
		&c.LedgerTime,
		&c.Proposal,
	}
}

func scanChange(row pgx.CollectableRow) (c registry.StatusChange, err error) {
	var salt []byte
	err = row.Scan(changeFields(&c, &salt)...)
	copy(c.Salt[:], salt)
	return c, err
}

// ListChanges implements reading.Store.
func (q queries) ListChanges(
	ctx context.Context,
	issuer string,
	page registry.Page,
) ([]registry.ListedChange, error) {
	scan := func(row pgx.CollectableRow) (c registry.ListedChange, err error) {
		var salt []byte
		err = row.Scan(append(changeFields(&c.StatusChange, &salt), &c.FullName, &c.SerialNumber, &c.RegisterNumber)...)
		copy(c.Salt[:], salt)
		return c, err
	}
	offset, limit := page.Bounds()
	return collect(
		ctx,
		q,
		scan,
		`SELECT s.*, c.full_name, COALESCE(e.serial_number, ''), COALESCE(e.register_number, '')
		FROM (SELECT `+changeColumns+` FROM status_change WHERE issuer = $1 ORDER BY state <> 'pending', requested_at DESC, id OFFSET $2 LIMIT $3) s
		JOIN credential c ON c.id = s.credential JOIN register_entry e ON e.id = c.id
		ORDER BY s.state <> 'pending', s.requested_at DESC, s.id`,
		issuer,
		offset,
		limit,
	)
}

// NextStatus implements status.Queries.
func (q queries) NextStatus(ctx context.Context, issuer string, now time.Time) (registry.SealedStatus, error) {
	scan := func(row pgx.CollectableRow) (c registry.SealedStatus, err error) {
		var salt, statement, signature []byte
		if err := row.Scan(append(changeFields(&c.StatusChange, &salt), &statement, &signature)...); err != nil {
			return c, err
		}
		copy(c.Salt[:], salt)
		c.Signature = ledger.Signature(signature)
		c.Statement, err = ledger.Parse[ledger.Status](statement)
		return c, err
	}
	return first(ctx, q, scan, `SELECT `+changeColumns+`, statement, signature FROM status_change
		WHERE issuer = $1 AND state = 'pending' AND (retry_at IS NULL OR retry_at <= $2) ORDER BY requested_at, id LIMIT 1`, issuer, now)
}

// RenewStatus implements status.Queries.
func (q queries) RenewStatus(ctx context.Context, c registry.SealedStatus) error {
	return q.one(
		ctx,
		registry.ErrState,
		`UPDATE status_change SET version = $2, statement = $3, signature = $4 WHERE id = $1 AND state = 'pending'`,
		c.ID,
		c.Version,
		ledger.Canonical(c.Statement),
		c.Signature[:],
	)
}

// FinishStatus implements status.Queries.
func (q queries) FinishStatus(ctx context.Context, change uuid.UUID, record ledger.StatusRecord) (bool, error) {
	n, err := q.exec(
		ctx,
		`UPDATE status_change SET state = 'done', tx_id = $2, ledger_time = $3, refusal = NULL, retry_at = NULL WHERE id = $1 AND state = 'pending'`,
		change,
		record.TxID,
		record.Time,
	)
	return n == 1, err
}

// RefuseStatus implements status.Queries.
func (q queries) RefuseStatus(ctx context.Context, change uuid.UUID, code ledger.Code) error {
	_, err := q.exec(
		ctx,
		`UPDATE status_change SET state = 'refused', attempts = attempts + 1, refusal = $2, retry_at = NULL WHERE id = $1 AND state = 'pending'`,
		change,
		string(code),
	)
	return err
}

// DelayStatus implements status.Queries.
func (q queries) DelayStatus(ctx context.Context, change uuid.UUID, code ledger.Code, until time.Time) error {
	_, err := q.exec(
		ctx,
		`UPDATE status_change SET attempts = attempts + 1, refusal = $2, retry_at = $3 WHERE id = $1 AND state = 'pending'`,
		change,
		text(string(code)),
		until,
	)
	return err
}

// DueToChange implements status.Queries.
func (q queries) DueToChange(ctx context.Context, now time.Time) ([]string, error) {
	return collect(ctx, q, pgx.RowTo[string], `SELECT DISTINCT issuer FROM status_change
		WHERE state = 'pending' AND (retry_at IS NULL OR retry_at <= $1)`, now)
}
