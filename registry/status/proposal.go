package status

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// IsFinal reports whether a change to a state cannot be undone, so that it takes
// two persons.
func IsFinal(to ledger.State) bool { return to == ledger.Revoked }

// Propose asks for a final change, which another person confirms. Nothing is
// signed. The error is a *BulkRefused where not all credentials can be changed.
// Roles registrar and approver.
func (s *Service) Propose(ctx context.Context, actor registry.Actor, r BulkRequest) (registry.Proposal, error) {
	if err := r.admit(actor, s.proc.Now()); err != nil {
		return registry.Proposal{}, err
	}
	if !IsFinal(r.State) {
		return registry.Proposal{}, fmt.Errorf("%w: one person may do that alone", registry.ErrInvalid)
	}
	id, err := s.proc.NewID()
	if err != nil {
		return registry.Proposal{}, err
	}
	p := registry.Proposal{
		ID:             id,
		Issuer:         r.Issuer,
		To:             r.State,
		Ground:         r.Ground,
		DecisionNumber: r.DecisionNumber,
		DecisionDate:   r.DecisionDate,
		ProposedBy:     actor.ID,
		ProposedAt:     s.proc.Time(),
		State:          registry.ProposalOpen,
	}
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		items, err := r.items(ctx, q)
		if err != nil {
			return err
		}
		if refused := obstructed(items); len(refused) > 0 {
			return &BulkRefused{Items: refused}
		}
		p.Credentials = make([]uuid.UUID, len(items))
		audit := make([]registry.AuditEntry, len(items))
		for i, item := range items {
			p.Credentials[i] = item.Credential.ID
			audit[i] = s.proc.NewAuditEntry(actor, r.Issuer, registry.ActionStatusProposed)
			audit[i].Credential, audit[i].Batch = &item.Credential.ID, &item.Credential.Batch
			audit[i].Note = fmt.Sprintf("%s, proposal %s", r.State, id)
		}
		if err := q.AddProposal(ctx, p); err != nil {
			return err
		}
		return q.AppendAudit(ctx, audit...)
	})
	if err != nil {
		return registry.Proposal{}, fmt.Errorf("propose a change of status: %w", err)
	}
	s.proc.Log.InfoContext(ctx, "status change proposed",
		slog.Any("proposal", id), slog.String("issuer", r.Issuer), slog.Int("count", len(p.Credentials)))
	return p, nil
}

// Confirm commits what another person proposed, which the worker carries to the
// ledger. The error is a *BulkRefused where a credential cannot be changed any
// more: nothing is changed then, and the proposal stays open. ErrSamePerson for
// the person who proposed it, ErrState for a proposal that has ended. Role
// approver.
func (s *Service) Confirm(
	ctx context.Context,
	actor registry.Actor,
	proposal uuid.UUID,
) ([]registry.StatusChange, error) {
	p, err := s.proposalToDecide(ctx, s.store, actor, proposal)
	if err != nil {
		return nil, err
	}
	with, err := s.keys.Signer(ctx, actor)
	if err != nil {
		return nil, err
	}
	var changes []registry.StatusChange
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if p, err = s.proposalToDecide(ctx, q, actor, proposal); err != nil {
			return err
		}
		s.end(&p, actor, registry.ProposalConfirmed, "")
		if err := q.EndProposal(ctx, p); err != nil {
			return err
		}
		changes, err = s.commit(ctx, q, actor, requestOf(p), with, &p.ID)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("confirm proposal %s: %w", proposal, err)
	}
	s.wake(ctx, p.Issuer, p.To, len(changes))
	return changes, nil
}

// requestOf returns the request that a proposal stands for: of these credentials
// and no others.
func requestOf(p registry.Proposal) BulkRequest {
	return BulkRequest{
		Issuer:         p.Issuer,
		Credentials:    p.Credentials,
		State:          p.To,
		Ground:         p.Ground,
		DecisionNumber: p.DecisionNumber,
		DecisionDate:   p.DecisionDate,
		Alone:          true,
		confirms:       true,
	}
}

// proposalToDecide returns an open proposal that actor may decide about.
func (s *Service) proposalToDecide(
	ctx context.Context,
	q Queries,
	actor registry.Actor,
	proposal uuid.UUID,
) (registry.Proposal, error) {
	p, err := q.LockProposal(ctx, proposal)
	if err != nil {
		return p, err
	}
	if err := actor.Authorize(p.Issuer, registry.RoleApprover); err != nil {
		return p, err
	}
	switch {
	case p.State != registry.ProposalOpen:
		return p, fmt.Errorf("%w: the proposal has ended", registry.ErrState)
	case p.ProposedBy == actor.ID:
		return p, registry.ErrSamePerson
	}
	return p, nil
}

func (s *Service) end(p *registry.Proposal, actor registry.Actor, state registry.ProposalState, reason string) {
	now := s.proc.Time()
	p.State, p.EndedBy, p.EndedAt = state, &actor.ID, &now
	p.Reason = reason
}

// MaxReason is the length of a reason, in bytes.
const MaxReason = 1000

// Refuse ends a proposal with a reason, which must name no learner. Errors are
// those of Confirm. Role approver, and not the person who proposed it.
func (s *Service) Refuse(
	ctx context.Context,
	actor registry.Actor,
	proposal uuid.UUID,
	reason string,
) (registry.Proposal, error) {
	if reason == "" || len(reason) > MaxReason {
		return registry.Proposal{}, fmt.Errorf("%w: a reason of at most %d bytes", registry.ErrInvalid, MaxReason)
	}
	var p registry.Proposal
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if p, err = s.proposalToDecide(ctx, q, actor, proposal); err != nil {
			return err
		}
		s.end(&p, actor, registry.ProposalRefused, reason)
		return s.endProposal(ctx, q, actor, p)
	})
	return p, err
}

// Withdraw ends actor's own proposal. ErrForbidden for another's, ErrState for one
// that has ended. Roles registrar and approver.
func (s *Service) Withdraw(ctx context.Context, actor registry.Actor, proposal uuid.UUID) (registry.Proposal, error) {
	var p registry.Proposal
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if p, err = q.LockProposal(ctx, proposal); err != nil {
			return err
		}
		if err := actor.Authorize(p.Issuer, registry.RoleRegistrar, registry.RoleApprover); err != nil {
			return err
		}
		switch {
		case p.ProposedBy != actor.ID:
			return fmt.Errorf("%w: another person proposed it", registry.ErrForbidden)
		case p.State != registry.ProposalOpen:
			return fmt.Errorf("%w: the proposal has ended", registry.ErrState)
		}
		s.end(&p, actor, registry.ProposalWithdrawn, "")
		return s.endProposal(ctx, q, actor, p)
	})
	return p, err
}

func (s *Service) endProposal(ctx context.Context, q Queries, actor registry.Actor, p registry.Proposal) error {
	if err := q.EndProposal(ctx, p); err != nil {
		return err
	}
	entry := s.proc.NewAuditEntry(actor, p.Issuer, registry.ActionProposalEnded)
	entry.Note = fmt.Sprintf("%s, proposal %s", p.State, p.ID)
	return q.AppendAudit(ctx, entry)
}

// readers are those who may see what is proposed: an operator needs no learner's
// data to run the service.
var readers = []registry.Role{registry.RoleRegistrar, registry.RoleApprover, registry.RoleReader}

// Proposals returns an issuer's proposals, the newest first; "" for the actor's
// own issuer, and for all states. Roles registrar, approver and reader.
func (s *Service) Proposals(
	ctx context.Context,
	actor registry.Actor,
	issuer string,
	state registry.ProposalState,
	page registry.Page,
) ([]registry.Proposal, error) {
	issuer, err := actor.IssuerToRead(issuer)
	if err != nil {
		return nil, err
	}
	if err := actor.Authorize(issuer, readers...); err != nil {
		return nil, err
	}
	return s.store.Proposals(ctx, issuer, state, page)
}

// Proposal returns a proposal, and what stands against each of its credentials
// now. Roles registrar, approver and reader.
func (s *Service) Proposal(
	ctx context.Context,
	actor registry.Actor,
	proposal uuid.UUID,
) (registry.Proposal, []BulkItem, error) {
	p, err := s.store.Proposal(ctx, proposal)
	if err != nil {
		return p, nil, err
	}
	if err := actor.Authorize(p.Issuer, readers...); err != nil {
		return registry.Proposal{}, nil, err
	}
	r := requestOf(p)
	items, err := r.items(ctx, s.store)
	return p, items, err
}

// commit signs and stores the changes of all credentials of a request, or of none.
func (s *Service) commit(
	ctx context.Context,
	q Queries,
	actor registry.Actor,
	r BulkRequest,
	with credential.Signer,
	proposal *uuid.UUID,
) ([]registry.StatusChange, error) {
	items, err := r.items(ctx, q)
	if err != nil {
		return nil, err
	}
	if refused := obstructed(items); len(refused) > 0 {
		return nil, &BulkRefused{Items: refused}
	}
	sealed, audit := make([]registry.SealedStatus, len(items)), make([]registry.AuditEntry, len(items))
	changes := make([]registry.StatusChange, len(items))
	for i, item := range items {
		if sealed[i], err = s.sealStatus(actor, r, item, with); err != nil {
			return nil, err
		}
		sealed[i].Proposal = proposal
		changes[i] = sealed[i].StatusChange
		audit[i] = s.proc.NewAuditEntry(actor, r.Issuer, registry.ActionStatusRequested)
		audit[i].Credential, audit[i].Batch = &item.Credential.ID, &item.Credential.Batch
		audit[i].Note = string(r.State)
	}
	if err := q.AddStatusChanges(ctx, sealed); err != nil {
		return nil, err
	}
	return changes, q.AppendAudit(ctx, audit...)
}
