package review

import (
	"context"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/process"
)

// Queries are what can be asked and written, in a transaction or outside. Errors
// are those of package registry.
type Queries interface {
	Batch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// Drafts returns drafts from that position on, with national ids.
	Drafts(ctx context.Context, batch uuid.UUID, from, limit int) ([]registry.Draft, error)
	// Remarks returns what is to be known of a batch's drafts, until they go.
	Remarks(ctx context.Context, batch uuid.UUID) ([]registry.Remark, error)
	PutRemarks(ctx context.Context, batch uuid.UUID, remarks []registry.Remark) error

	// LockBatch is Batch, and nobody else moves it until the transaction's end.
	LockBatch(ctx context.Context, id uuid.UUID) (registry.Batch, error)
	// NamedRows returns the drafts of the rows that these drafts of a batch are of,
	// and how many of the named ones the batch has.
	NamedRows(ctx context.Context, batch uuid.UUID, drafts []uuid.UUID) (rows []uuid.UUID, found int, err error)
	// MoveRows makes a draft batch of drafts of the batch that it is set aside
	// from. Both keep the order of the list.
	MoveRows(ctx context.Context, to registry.Batch, drafts []uuid.UUID) error
	// BatchesSetAside returns the batches that were set aside from one.
	BatchesSetAside(ctx context.Context, from uuid.UUID) ([]registry.Batch, error)
	AppendAudit(ctx context.Context, entries ...registry.AuditEntry) error
}

// Store keeps drafts. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Service is safe for concurrent use, by several processes on one database as
// well. Every method decides itself whether the actor is authorized.
type Service struct {
	proc  *process.Process
	store Store
}

// New returns the service.
func New(store Store, p *process.Process) *Service { return &Service{proc: p, store: store} }

// roles are those that may see what will be signed: an operator needs no learner's
// data to run the service.
var roles = []registry.Role{registry.RoleRegistrar, registry.RoleApprover, registry.RoleReader}

// draftsAtOnce is how many drafts are read at a time.
const draftsAtOnce = 500

// Drafts returns all drafts of a batch, in the order of the list, and what is to be
// known of them. Of a signed or discarded batch there are none. National ids are masked
// for those who do not see them: see registry.Actor. Roles registrar, approver and reader.
func (s *Service) Drafts(
	ctx context.Context,
	actor registry.Actor,
	batch uuid.UUID,
) ([]registry.Draft, []registry.Remark, error) {
	b, err := s.store.Batch(ctx, batch)
	if err != nil {
		return nil, nil, err
	}
	if err := actor.Authorize(b.Issuer, roles...); err != nil {
		return nil, nil, err
	}
	drafts := make([]registry.Draft, 0, b.Count)
	for len(drafts) < b.Count {
		part, err := s.store.Drafts(ctx, batch, len(drafts), draftsAtOnce)
		if err != nil {
			return nil, nil, err
		}
		if len(part) == 0 {
			return nil, nil, nil // signed or discarded meanwhile
		}
		drafts = append(drafts, part...)
	}
	remarks, err := s.store.Remarks(ctx, batch)
	if err != nil {
		return nil, nil, err
	}
	if !actor.SeesNationalIDs() {
		for i := range drafts {
			drafts[i].Content = drafts[i].Content.Masked()
		}
		for i := range remarks {
			remarks[i] = remarks[i].Masked()
		}
	}
	return drafts, remarks, nil
}
