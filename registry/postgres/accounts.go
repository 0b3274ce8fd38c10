package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/account"
)

// User implements account.Queries.
func (q queries) User(ctx context.Context, user uuid.UUID) (account.User, error) {
	return first(ctx, q, scanUser, `SELECT `+userColumns+` FROM person WHERE id = $1`, user)
}

// SetDisabled implements account.Queries.
func (q queries) SetDisabled(ctx context.Context, user uuid.UUID, at *time.Time) error {
	return q.one(ctx, registry.ErrNotFound, `UPDATE person
		SET disabled_at = CASE WHEN $2::timestamptz IS NULL THEN NULL ELSE COALESCE(disabled_at, $2) END WHERE id = $1`, user, at)
}

// PeopleNames implements reading.Store.
func (q queries) PeopleNames(ctx context.Context, issuer string) (map[uuid.UUID]string, error) {
	type person struct {
		id   uuid.UUID
		name string
	}
	scan := func(row pgx.CollectableRow) (p person, err error) {
		err = row.Scan(&p.id, &p.name)
		return p, err
	}
	people, err := collect(ctx, q, scan, `SELECT id, name FROM person WHERE issuer = $1`, issuer)
	names := make(map[uuid.UUID]string, len(people))
	for _, p := range people {
		names[p.id] = p.name
	}
	return names, err
}

// Colleagues implements account.Queries.
func (q queries) Colleagues(ctx context.Context, issuer string) ([]account.Colleague, error) {
	scan := func(row pgx.CollectableRow) (c account.Colleague, err error) {
		err = row.Scan(append(userFields(&c.User), &c.SignsIn, &c.InvitedUntil, &c.SeenAt)...)
		return c, err
	}
	return collect(
		ctx,
		q,
		scan,
		`SELECT `+userColumns+`, password IS NOT NULL, i.expires_at, (SELECT max(seen_at) FROM session s WHERE s.person = id)
		FROM person LEFT JOIN invitation i ON i.person = id WHERE issuer = $1 ORDER BY login`,
		issuer,
	)
}

// PasswordHash implements account.Queries.
func (q queries) PasswordHash(ctx context.Context, login string) (account.User, string, error) {
	type found struct {
		account.User
		hash string
	}
	scan := func(row pgx.CollectableRow) (f found, err error) {
		err = row.Scan(append(userFields(&f.User), &f.hash)...)
		return f, err
	}
	f, err := first(
		ctx,
		q,
		scan,
		`SELECT `+userColumns+`, COALESCE(password, '') FROM person WHERE login = $1`,
		login,
	)
	return f.User, f.hash, err
}

// SetPassword implements account.Queries.
func (q queries) SetPassword(ctx context.Context, user uuid.UUID, hash string, at time.Time) error {
	return q.one(
		ctx,
		registry.ErrNotFound,
		`UPDATE person SET password = $2, password_at = $3 WHERE id = $1`,
		user,
		hash,
		at,
	)
}

// PutInvitation implements account.Queries.
func (q queries) PutInvitation(
	ctx context.Context,
	user, by uuid.UUID,
	token account.TokenHash,
	expires time.Time,
) error {
	_, err := q.exec(ctx, `INSERT INTO invitation (person, token_hash, made_by, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person) DO UPDATE SET token_hash = excluded.token_hash, made_by = excluded.made_by, expires_at = excluded.expires_at`,
		user, token[:], by, expires)
	return err
}

// Invited implements account.Queries.
func (q queries) Invited(ctx context.Context, token account.TokenHash, now time.Time) (account.User, error) {
	return first(ctx, q, scanUser, `SELECT `+userColumns+` FROM person JOIN invitation i ON i.person = id
		WHERE i.token_hash = $1 AND i.expires_at > $2 AND disabled_at IS NULL`, token[:], now)
}

// EndInvitation implements account.Queries.
func (q queries) EndInvitation(ctx context.Context, user uuid.UUID) error {
	return q.one(ctx, registry.ErrNotFound, `DELETE FROM invitation WHERE person = $1`, user)
}

// AddSession implements account.Queries.
func (q queries) AddSession(ctx context.Context, session account.NewSession) error {
	if err := q.replaceDevice(ctx, session); err != nil {
		return err
	}
	_, err := q.exec(ctx, `INSERT INTO session (token_hash, person, created_at, seen_at, device)
		VALUES ($1, $2, $3, $3, (SELECT id FROM known_device WHERE token_hash = $4))`,
		session.Token[:], session.User, session.At, session.Device[:])
	return err
}

// Session implements account.Queries.
func (q queries) Session(ctx context.Context, token account.TokenHash) (account.Session, account.User, error) {
	type found struct {
		account.Session
		account.User
	}
	scan := func(row pgx.CollectableRow) (f found, err error) {
		err = row.Scan(append(userFields(&f.User), &f.Session.CreatedAt, &f.Session.SeenAt)...)
		return f, err
	}
	f, err := first(ctx, q, scan, `SELECT `+userColumns+`, s.begun, s.seen_at FROM person
		JOIN (SELECT person, created_at AS begun, seen_at FROM session WHERE token_hash = $1) s ON s.person = id`, token[:])
	return f.Session, f.User, err
}

// TouchSession implements account.Queries.
func (q queries) TouchSession(ctx context.Context, token account.TokenHash, at time.Time) error {
	_, err := q.exec(ctx, `UPDATE session SET seen_at = $2 WHERE token_hash = $1 AND seen_at < $2`, token[:], at)
	return err
}

// EndSession implements account.Queries.
func (q queries) EndSession(ctx context.Context, token account.TokenHash) error {
	_, err := q.exec(ctx, `DELETE FROM session WHERE token_hash = $1`, token[:])
	return err
}

// EndSessions implements account.Queries.
func (q queries) EndSessions(ctx context.Context, user uuid.UUID, e account.Ending) error {
	if e.APIToken {
		if _, err := q.exec(ctx, `UPDATE person SET token_hash = NULL WHERE id = $1`, user); err != nil {
			return err
		}
	}
	if e.Device != uuid.Nil {
		if _, err := q.exec(ctx, `DELETE FROM session WHERE person = $1 AND device = $2`, user, e.Device); err != nil {
			return err
		}
		return q.one(ctx, registry.ErrNotFound, `DELETE FROM known_device WHERE person = $1 AND id = $2`, user, e.Device)
	}
	if _, err := q.exec(ctx, `DELETE FROM session WHERE person = $1 AND token_hash <> $2`, user, e.Keep[:]); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM known_device WHERE person = $1`, user)
	return err
}

// SweepAccounts implements account.Queries.
func (q queries) SweepAccounts(ctx context.Context, seen, begun, device, now time.Time) error {
	if _, err := q.exec(ctx, `DELETE FROM session WHERE seen_at <= $1 OR created_at <= $2`, seen, begun); err != nil {
		return err
	}
	if _, err := q.exec(ctx, `DELETE FROM known_device WHERE seen_at <= $1`, device); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM invitation WHERE expires_at <= $1`, now)
	return err
}
