package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// KindCounts implements quota.Store and issuing.SigningQueries.
func (q queries) KindCounts(
	ctx context.Context, issuer string, batch uuid.UUID,
) (needed, waiting registry.KindCounts, err error) {
	type count struct {
		needed bool
		kind   string
		n      int
	}
	scan := func(row pgx.CollectableRow) (c count, err error) {
		err = row.Scan(&c.needed, &c.kind, &c.n)
		return c, err
	}
	found, err := collect(ctx, q, scan, `
		SELECT true, kind, count(*) FROM register_entry WHERE batch = $2 AND state IN ('draft', 'numbered') GROUP BY kind
		UNION ALL SELECT false, kind, sum(size) FROM anchor WHERE issuer = $1 AND state = 'sealed' AND batch <> $2 GROUP BY kind`,
		issuer, batch)
	needed, waiting = registry.KindCounts{}, registry.KindCounts{}
	for _, c := range found {
		if c.needed {
			needed[ledger.Kind(c.kind)] = c.n
		} else {
			waiting[ledger.Kind(c.kind)] = c.n
		}
	}
	return needed, waiting, err
}

// ApprovedCounts implements quota.Store and issuing.Queries.
func (q queries) ApprovedCounts(
	ctx context.Context, issuer string, batch uuid.UUID,
) ([]registry.KindCounts, error) {
	type count struct {
		batch uuid.UUID
		kind  string
		n     int
	}
	scan := func(row pgx.CollectableRow) (c count, err error) {
		err = row.Scan(&c.batch, &c.kind, &c.n)
		return c, err
	}
	found, err := collect(ctx, q, scan, `
		SELECT b.id, e.kind, count(*) FROM batch b JOIN register_entry e ON e.batch = b.id
		LEFT JOIN batch own ON own.id = $2 AND own.state = 'approved'
		WHERE b.issuer = $1 AND b.state = 'approved' AND b.id <> $2 AND e.state IN ('draft', 'numbered')
			AND (own.id IS NULL OR (b.decided_at, b.id) < (own.decided_at, own.id))
		GROUP BY b.decided_at, b.id, e.kind ORDER BY b.decided_at, b.id, e.kind`, issuer, batch)
	var approved []registry.KindCounts
	for i, c := range found {
		if i == 0 || c.batch != found[i-1].batch {
			approved = append(approved, registry.KindCounts{})
		}
		approved[len(approved)-1][ledger.Kind(c.kind)] = c.n
	}
	return approved, err
}
