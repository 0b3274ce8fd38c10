package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/account"
)

const issuerColumns = `code, name, name_en, created_at, halted_at, halt`

func scanIssuer(row pgx.CollectableRow) (i registry.Issuer, err error) {
	err = row.Scan(&i.Code, &i.Name, &i.NameEn, &i.CreatedAt, &i.HaltedAt, &i.Halt)
	return i, err
}

// PutIssuer implements account.Queries.
func (q queries) PutIssuer(ctx context.Context, issuer registry.Issuer) error {
	_, err := q.exec(ctx, `INSERT INTO issuer (code, name, name_en, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en`,
		issuer.Code, issuer.Name, issuer.NameEn, issuer.CreatedAt)
	return err
}

// Issuer implements account.Queries, intake.Queries, anchoring.Queries, classlist.Store and
// reading.Store.
func (q queries) Issuer(ctx context.Context, code string) (registry.Issuer, error) {
	return first(ctx, q, scanIssuer, `SELECT `+issuerColumns+` FROM issuer WHERE code = $1`, code)
}

// Issuers implements reading.Store.
func (q queries) Issuers(ctx context.Context) ([]registry.Issuer, error) {
	return collect(ctx, q, scanIssuer, `SELECT `+issuerColumns+` FROM issuer ORDER BY code`)
}

// LockIssuer implements issuing.SigningQueries. Rows that merely refer to the issuer
// are not held up.
func (q queries) LockIssuer(ctx context.Context, code string) error {
	return q.one(ctx, registry.ErrNotFound, `SELECT code FROM issuer WHERE code = $1 FOR NO KEY UPDATE`, code)
}

// Halt implements anchoring.Queries.
func (q queries) Halt(ctx context.Context, code, why string, at time.Time) error {
	return q.one(
		ctx,
		registry.ErrNotFound,
		`UPDATE issuer SET halted_at = $2, halt = $3 WHERE code = $1`,
		code,
		at,
		why,
	)
}

// Resume implements anchoring.Queries.
func (q queries) Resume(ctx context.Context, code string) error {
	return q.one(ctx, registry.ErrNotFound, `UPDATE issuer SET halted_at = NULL, halt = '' WHERE code = $1`, code)
}

const userColumns = `id, login, name, COALESCE(issuer, ''), roles, created_at, disabled_at`

func userFields(u *account.User) []any {
	return []any{&u.ID, &u.Login, &u.Name, &u.Issuer, &u.Roles, &u.CreatedAt, &u.DisabledAt}
}

func scanUser(row pgx.CollectableRow) (u account.User, err error) {
	err = row.Scan(userFields(&u)...)
	return u, err
}

// AddUser implements account.Queries.
func (q queries) AddUser(ctx context.Context, user account.User, token *account.TokenHash) error {
	var hash []byte
	if token != nil {
		hash = token[:]
	}
	_, err := q.exec(
		ctx,
		`INSERT INTO person (id, login, name, issuer, roles, token_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		user.ID,
		user.Login,
		user.Name,
		text(user.Issuer),
		user.Roles,
		hash,
		user.CreatedAt,
	)
	return err
}

// UserByToken implements account.Queries.
func (q queries) UserByToken(ctx context.Context, token account.TokenHash) (account.User, error) {
	return first(ctx, q, scanUser, `SELECT `+userColumns+` FROM person WHERE token_hash = $1`, token[:])
}

// AppendAudit implements account.Queries, intake.Queries, issuing.Queries, issuing.SigningQueries, anchoring.Queries, status.Queries, reading.Store and keys.Queries.
func (q queries) AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error {
	columns := []string{"at", "actor", "issuer", "action", "batch", "credential", "sequence", "note"}
	return q.copyRows(ctx, "audit", columns, len(entries), func(i int) ([]any, error) {
		e := entries[i]
		var sequence *int64
		if e.Sequence != 0 {
			n := int64(e.Sequence)
			sequence = &n
		}
		return []any{e.At, e.Actor, text(e.Issuer), string(e.Action), e.Batch, e.Credential, sequence, e.Note}, nil
	})
}

func scanAudit(row pgx.CollectableRow) (e registry.AuditEntry, err error) {
	err = row.Scan(&e.ID, &e.At, &e.Actor, &e.Issuer, &e.Action, &e.Batch, &e.Credential, &e.Sequence, &e.Note)
	return e, err
}
