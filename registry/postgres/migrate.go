package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"sogoc/registry"
)

//go:embed migrations/*.sql
var migrations embed.FS

// errURL says no more: a database URL may hold a password.
var errURL = errors.New("the database's URL is not one")

func poolSizeIn(url string) bool { return strings.Contains(url, "pool_max_conns") }

// Migrate brings the schema to this program's version, each migration in a
// transaction of its own, forward only, and then what is stored of names. It may be repeated, and run by several
// processes at once: one works, the others wait.
func Migrate(ctx context.Context, url string) error {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return errURL
	}
	db := stdlib.OpenDB(*config.ConnConfig)
	defer db.Close()
	var schema string
	if err := db.QueryRowContext(ctx, `SELECT current_schema()`).Scan(&schema); err != nil {
		return translate(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	id := fnv.New64a()
	fmt.Fprintf(id, "sogoc migrate %s", schema)
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(int64(id.Sum64()>>1)), lock.WithLockTimeout(1, 120))
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(
		goose.DialectPostgres,
		db,
		files,
		goose.WithSessionLocker(locker),
		goose.WithDisableGlobalRegistry(true),
	)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", translate(err))
	}
	return fillNames(ctx, config.ConnConfig)
}

// Migrated returns nil if the schema is of this program's version, and
// registry.ErrState, with both versions, if Migrate must be run first or a
// newer program has been here.
func (s *Store) Migrated(ctx context.Context) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	var version int
	err = s.pool.QueryRow(ctx, `SELECT COALESCE(max(version_id), 0) FROM goose_db_version WHERE is_applied`).
		Scan(&version)
	if err = translate(err); err != nil &&
		!strings.Contains(err.Error(), "42P01") { // undefined_table: nothing was ever migrated
		return err
	}
	newest := 0
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return err
		}
		newest = max(newest, int(number))
	}
	if version != newest {
		return fmt.Errorf("%w: the schema has version %d, this program %d", registry.ErrState, version, newest)
	}
	return nil
}
