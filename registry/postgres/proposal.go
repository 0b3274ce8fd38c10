package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
)

// AddProposal implements status.Queries.
func (q queries) AddProposal(ctx context.Context, p registry.Proposal) error {
	_, err := q.exec(ctx, `INSERT INTO status_proposal
			(id, issuer, to_state, ground, decision_number, decision_date, proposed_by, proposed_at)
		VALUES ($1, $2, $3, $4, $5, $6::text::date, $7, $8)`,
		p.ID, p.Issuer, string(p.To), string(p.Ground), p.DecisionNumber, string(p.DecisionDate), p.ProposedBy, p.ProposedAt)
	if err != nil {
		return err
	}
	return q.copyRows(ctx, "status_proposal_credential", []string{"proposal", "credential"}, len(p.Credentials),
		func(i int) ([]any, error) { return []any{p.ID, p.Credentials[i]}, nil })
}

const proposalSelect = `SELECT p.id, p.issuer, p.to_state, p.ground, p.decision_number, to_char(p.decision_date, 'YYYY-MM-DD'),
		p.proposed_by, p.proposed_at, p.state, p.ended_by, p.ended_at, p.reason,
		ARRAY(SELECT c.credential FROM status_proposal_credential c JOIN register_entry e ON e.id = c.credential
			WHERE c.proposal = p.id ORDER BY e.batch, e.position)
	FROM status_proposal p `

func scanProposal(row pgx.CollectableRow) (p registry.Proposal, err error) {
	err = row.Scan(&p.ID, &p.Issuer, &p.To, &p.Ground, &p.DecisionNumber, &p.DecisionDate,
		&p.ProposedBy, &p.ProposedAt, &p.State, &p.EndedBy, &p.EndedAt, &p.Reason, &p.Credentials)
	return p, err
}

// Proposal implements status.Queries.
func (q queries) Proposal(ctx context.Context, proposal uuid.UUID) (registry.Proposal, error) {
	return first(ctx, q, scanProposal, proposalSelect+`WHERE p.id = $1`, proposal)
}

// LockProposal implements status.Queries.
func (q queries) LockProposal(ctx context.Context, proposal uuid.UUID) (registry.Proposal, error) {
	return first(ctx, q, scanProposal, proposalSelect+`WHERE p.id = $1 FOR UPDATE OF p`, proposal)
}

// Proposals implements status.Queries.
func (q queries) Proposals(
	ctx context.Context,
	issuer string,
	state registry.ProposalState,
	page registry.Page,
) ([]registry.Proposal, error) {
	offset, limit := page.Bounds()
	return collect(ctx, q, scanProposal, proposalSelect+`WHERE p.issuer = $1 AND ($2 = '' OR p.state = $2)
		ORDER BY p.proposed_at DESC, p.id OFFSET $3 LIMIT $4`, issuer, string(state), offset, limit)
}

// EndProposal implements status.Queries.
func (q queries) EndProposal(ctx context.Context, p registry.Proposal) error {
	return q.one(ctx, registry.ErrState, `UPDATE status_proposal SET state = $2, ended_by = $3, ended_at = $4, reason = $5
		WHERE id = $1 AND state = 'open'`, p.ID, string(p.State), p.EndedBy, p.EndedAt, p.Reason)
}

// Proposed implements status.Queries.
func (q queries) Proposed(ctx context.Context, credentials []uuid.UUID) (map[uuid.UUID]bool, error) {
	found, err := collect(ctx, q, pgx.RowTo[uuid.UUID], `SELECT c.credential FROM status_proposal_credential c
		JOIN status_proposal p ON p.id = c.proposal WHERE p.state = 'open' AND c.credential = ANY($1::uuid[])`, credentials)
	set := make(map[uuid.UUID]bool, len(found))
	for _, c := range found {
		set[c] = true
	}
	return set, err
}
