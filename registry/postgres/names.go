package postgres

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/names"
)

// addNames stores what new credentials are found by.
func (q queries) addNames(ctx context.Context, records []registry.CredentialRecord) error {
	columns := []string{"credential", "issuer", "exact", "tone", "plain", "sort", "rules"}
	return q.copyRows(ctx, "name_key", columns, len(records), func(i int) ([]any, error) {
		keys := names.Of(records[i].Content.Subject().FullName)
		return []any{records[i].ID, records[i].Issuer, keys.Exact, keys.Tone, keys.Plain, keys.Sort, names.Rules}, nil
	})
}

// fillNames makes the keys of all credentials that have none, or those of
// other rules. It may be repeated, and run by several processes at once.
func fillNames(ctx context.Context, config *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	type named struct {
		ID           uuid.UUID
		Issuer, Name string
	}
	for last := (named{}); ; {
		rows, err := conn.Query(ctx, `SELECT c.id, c.issuer, c.full_name FROM credential c
			WHERE c.id > $1 AND NOT EXISTS (SELECT FROM name_key n WHERE n.credential = c.id AND n.rules = $2) ORDER BY c.id LIMIT $3`, last.ID, names.Rules, page)
		if err != nil {
			return translate(err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[named])
		if err != nil {
			return translate(err)
		}
		if len(found) == 0 {
			return nil
		}
		last = found[len(found)-1]
		var batch pgx.Batch
		for _, c := range found {
			keys := names.Of(c.Name)
			batch.Queue(
				`INSERT INTO name_key (credential, issuer, exact, tone, plain, sort, rules) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (credential) DO UPDATE SET exact = excluded.exact, tone = excluded.tone, plain = excluded.plain, sort = excluded.sort, rules = excluded.rules`,
				c.ID,
				c.Issuer,
				keys.Exact,
				keys.Tone,
				keys.Plain,
				keys.Sort,
				names.Rules,
			)
		}
		if err := conn.SendBatch(ctx, &batch).Close(); err != nil {
			return fmt.Errorf("keys of names: %w", translate(err))
		}
	}
}
