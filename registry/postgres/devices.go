package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry/account"
)

// hashBytes returns hashes as the database takes them.
func hashBytes(hashes []account.TokenHash) [][]byte {
	all := make([][]byte, len(hashes))
	for i := range hashes {
		all[i] = hashes[i][:]
	}
	return all
}

// CountDeviceGuess implements account.DeviceGuesses. The row is locked before its count is
// looked at, so that guesses in parallel are all counted.
func (q queries) CountDeviceGuess(
	ctx context.Context,
	login string,
	tokens []account.TokenHash,
	seen time.Time,
) (account.Device, error) {
	scan := func(row pgx.CollectableRow) (account.Device, error) {
		var user uuid.UUID
		var hash []byte
		if err := row.Scan(&user, &hash); err != nil {
			return account.Device{}, err
		}
		return account.NewDevice(user, account.TokenHash(hash)), nil
	}
	return first(ctx, q, scan, `UPDATE known_device SET guesses = guesses + 1 WHERE token_hash = (
			SELECT d.token_hash FROM known_device d JOIN person p ON p.id = d.person
			WHERE p.login = $1 AND p.disabled_at IS NULL AND d.token_hash = ANY ($2) AND d.seen_at > $3 AND d.guesses < $4
			ORDER BY d.seen_at DESC LIMIT 1 FOR UPDATE OF d)
		RETURNING person, token_hash`, login, hashBytes(tokens), seen, account.MaxDeviceGuesses)
}

// TakeBackDeviceGuess implements account.DeviceGuesses.
func (q queries) TakeBackDeviceGuess(ctx context.Context, token account.TokenHash) error {
	_, err := q.exec(
		ctx,
		`UPDATE known_device SET guesses = guesses - 1 WHERE token_hash = $1 AND guesses > 0`,
		token[:],
	)
	return err
}

// KnownDevices implements account.DeviceStore.
func (q queries) KnownDevices(
	ctx context.Context,
	user uuid.UUID,
	here account.TokenHash,
	after account.Moments,
) ([]account.KnownDevice, error) {
	scan := func(row pgx.CollectableRow) (d account.KnownDevice, err error) {
		err = row.Scan(&d.ID, &d.Browser, &d.SeenAt, &d.SignedIn, &d.Here)
		return d, err
	}
	return collect(ctx, q, scan, `SELECT d.id, d.browser, d.seen_at,
			EXISTS (SELECT FROM session s WHERE s.device = d.id AND s.seen_at > $4 AND s.created_at > $5),
			EXISTS (SELECT FROM session s WHERE s.device = d.id AND s.token_hash = $2)
		FROM known_device d WHERE d.person = $1 AND d.seen_at > $3 ORDER BY d.seen_at DESC, d.id`,
		user, here[:], after.Device, after.Seen, after.Begun)
}

// replaceDevice makes the device of a session known, and forgets those whose place it
// takes.
func (q queries) replaceDevice(ctx context.Context, session account.NewSession) error {
	if _, err := q.exec(ctx, `DELETE FROM known_device WHERE person = $1 AND token_hash = ANY ($2)`,
		session.User, hashBytes(session.Replaced)); err != nil {
		return err
	}
	if _, err := q.exec(ctx, `INSERT INTO known_device (token_hash, person, seen_at, browser) VALUES ($1, $2, $3, $4)`,
		session.Device[:], session.User, session.At, session.Browser); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM known_device WHERE person = $1 AND token_hash IN (
		SELECT token_hash FROM known_device WHERE person = $1 ORDER BY seen_at DESC, token_hash = $2 DESC OFFSET $3)`,
		session.User, session.Device[:], account.MaxDevices)
	return err
}
