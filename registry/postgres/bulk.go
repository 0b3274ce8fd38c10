package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// NamedCredentials implements status.Queries.
func (q queries) NamedCredentials(
	ctx context.Context,
	issuer string,
	ids []uuid.UUID,
	serials []string,
) ([]registry.Credential, error) {
	return collect(ctx, q, scanCredential, credentialSelect+credentialFrom+`
		WHERE c.issuer = $1 AND c.id IN (SELECT unnest($2::uuid[])
			UNION SELECT r.id FROM register_entry r WHERE r.issuer = $1 AND number_key(r.serial_number) = ANY($4::text[])
				AND r.serial_number = ANY($3::text[]) AND r.state = 'numbered')`, issuer, ids, serials, numberKeys(serials))
}

// AttachedCredentials implements status.Queries.
func (q queries) AttachedCredentials(ctx context.Context, diplomas []uuid.UUID) ([]registry.Credential, error) {
	return collect(ctx, q, scanCredential, credentialSelect+credentialFrom+`
		WHERE c.id IN (SELECT id FROM register_entry WHERE diploma = ANY($1::uuid[])) ORDER BY c.id`, diplomas)
}

// StatusChangesOf implements status.Queries and reading.Store.
func (q queries) StatusChangesOf(
	ctx context.Context,
	credentials []uuid.UUID,
) (map[uuid.UUID][]registry.StatusChange, error) {
	found, err := collect(
		ctx,
		q,
		scanChange,
		`SELECT `+changeColumns+` FROM status_change WHERE credential = ANY($1::uuid[]) ORDER BY requested_at, version`,
		credentials,
	)
	changes := make(map[uuid.UUID][]registry.StatusChange, len(found))
	for _, c := range found {
		changes[c.Credential] = append(changes[c.Credential], c)
	}
	return changes, err
}

// AddStatusChanges implements status.Queries.
func (q queries) AddStatusChanges(ctx context.Context, changes []registry.SealedStatus) error {
	columns := []string{
		"id",
		"credential",
		"issuer",
		"status_list",
		"status_index",
		"version",
		"to_state",
		"ground",
		"decision_number",
		"decision_date",
		"salt",
		"statement",
		"signature",
		"requested_by",
		"requested_at",
		"proposal",
	}
	return q.copyRows(ctx, "status_change", columns, len(changes), func(i int) ([]any, error) {
		c := changes[i]
		decided, err := time.Parse(time.DateOnly, string(c.DecisionDate))
		if err != nil {
			return nil, err
		}
		return []any{
			c.ID,
			c.Credential,
			c.Issuer,
			int32(c.List),
			int32(c.Index),
			int64(c.Version),
			string(c.To),
			string(c.Ground),
			c.DecisionNumber,
			decided,
			c.Salt[:],
			ledger.Canonical(c.Statement),
			c.Signature[:],
			c.RequestedBy,
			c.RequestedAt,
			c.Proposal,
		}, nil
	})
}
