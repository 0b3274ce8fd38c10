package status

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// MaxBulk is how many credentials one bulk change may name: the largest
// graduation of a school, and a bit.
const MaxBulk = 2000

// BulkRequest asks for another state of many credentials of one issuer, by one
// decision. They are named by id or by serial number; one that is named twice
// counts once. A transcript has no serial number: its id must be named besides
// its diploma's.
type BulkRequest struct {
	Issuer         string // "" for the actor's own
	Credentials    []uuid.UUID
	Serials        []string
	State          ledger.State
	Ground         registry.Ground
	DecisionNumber string
	DecisionDate   ledger.Date
}

// LogValue implements slog.LogValuer: the issuer only.
func (r BulkRequest) LogValue() slog.Value { return slog.StringValue(r.Issuer) }

// Obstacle says why a credential's status cannot be changed now.
type Obstacle string

// The obstacles.
const (
	ObstacleUnknown Obstacle = "unknown" // the issuer has issued nothing of that name
	ObstaclePending Obstacle = "pending" // another change is on its way to the ledger
	ObstacleState   Obstacle = "state"   // the present state does not allow it
)

// BulkItem is one credential of a bulk change.
type BulkItem struct {
	Named      string               `json:"named"`                // id or serial number, as it was asked for
	Credential *registry.Credential `json:"credential,omitempty"` // nil where there is none
	Obstacle   Obstacle             `json:"obstacle,omitempty"`   // "" where it can be changed

	version uint64
}

// LogValue implements slog.LogValuer: what was asked for may be a serial number.
func (i BulkItem) LogValue() slog.Value { return slog.StringValue(string(i.Obstacle)) }

// BulkRefused is ErrState: nothing was changed, since not all could be.
type BulkRefused struct {
	Items []BulkItem // those with an obstacle
}

// Error implements error.
func (b *BulkRefused) Error() string {
	return fmt.Sprintf("%d credentials cannot be changed, so none was", len(b.Items))
}

// Unwrap returns ErrState.
func (b *BulkRefused) Unwrap() error { return registry.ErrState }

// PreviewStatuses returns what SetStatuses would do with each credential, in
// the order of the request: ids, then serial numbers. Role approver.
func (s *Service) PreviewStatuses(ctx context.Context, actor registry.Actor, r BulkRequest) ([]BulkItem, error) {
	if err := r.admit(actor); err != nil {
		return nil, err
	}
	return r.items(ctx, s.store)
}

// SetStatuses commits the change of all credentials, or of none: then the
// error is a *BulkRefused. The worker carries them to the ledger one by one.
// Role approver.
func (s *Service) SetStatuses(
	ctx context.Context,
	actor registry.Actor,
	r BulkRequest,
) ([]registry.StatusChange, error) {
	if err := r.admit(actor); err != nil {
		return nil, err
	}
	with, err := s.keys.Signer(ctx, actor)
	if err != nil {
		return nil, err
	}
	var changes []registry.StatusChange
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		items, err := r.items(ctx, q)
		if err != nil {
			return err
		}
		if refused := obstructed(items); len(refused) > 0 {
			return &BulkRefused{Items: refused}
		}
		sealed, audit := make([]registry.SealedStatus, len(items)), make([]registry.AuditEntry, len(items))
		changes = make([]registry.StatusChange, len(items))
		for i, item := range items {
			if sealed[i], err = s.sealStatus(actor, r, item, with); err != nil {
				return err
			}
			changes[i] = sealed[i].StatusChange
			audit[i] = s.proc.NewAuditEntry(actor, r.Issuer, registry.ActionStatusRequested)
			audit[i].Credential, audit[i].Batch = &item.Credential.ID, &item.Credential.Batch
			audit[i].Note = string(r.State)
		}
		if err := q.AddStatusChanges(ctx, sealed); err != nil {
			return err
		}
		return q.AppendAudit(ctx, audit...)
	})
	if err != nil {
		return nil, fmt.Errorf("set status of many: %w", err)
	}
	s.proc.WakeWorker()
	s.proc.Log.InfoContext(ctx, "status changes requested",
		slog.String("issuer", r.Issuer),
		slog.String("state", string(r.State)),
		slog.Int("count", len(changes)))
	return changes, nil
}

// admit checks the request and the actor, and fills in the issuer.
func (r *BulkRequest) admit(actor registry.Actor) (err error) {
	if r.Issuer, err = actor.IssuerToRead(r.Issuer); err != nil {
		return err
	}
	if err := actor.Authorize(r.Issuer, registry.RoleApprover); err != nil {
		return err
	}
	if n := len(r.Credentials) + len(r.Serials); n == 0 || n > MaxBulk {
		return fmt.Errorf("%w: want 1 to %d credentials", registry.ErrInvalid, MaxBulk)
	}
	return r.validate()
}

// items looks up what was asked for, and what stands against it.
func (r *BulkRequest) items(ctx context.Context, q Queries) ([]BulkItem, error) {
	found, err := q.NamedCredentials(ctx, r.Issuer, r.Credentials, r.Serials)
	if err != nil {
		return nil, err
	}
	byName, ids := make(map[string]*registry.Credential, 2*len(found)), make([]uuid.UUID, len(found))
	for i := range found {
		c := &found[i]
		ids[i], byName["id "+c.ID.String()] = c.ID, c
		if c.SerialNumber != "" {
			byName["serial "+c.SerialNumber] = c
		}
	}
	changes, err := q.StatusChangesOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	items, seen := make([]BulkItem, 0, len(r.Credentials)+len(r.Serials)), map[string]bool{}
	add := func(form, name string) {
		c, key := byName[form+name], form+name
		if c != nil {
			key = "id " + c.ID.String()
		}
		if seen[key] {
			return
		}
		seen[key] = true
		item := BulkItem{Named: name, Credential: c, Obstacle: ObstacleUnknown}
		if c != nil {
			c.Pending = registry.PendingChange(changes[c.ID])
			item.version, _, item.Obstacle = follow(changes[c.ID], r.State)
		}
		items = append(items, item)
	}
	for _, id := range r.Credentials {
		add("id ", id.String())
	}
	for _, serial := range r.Serials {
		add("serial ", serial)
	}
	return items, nil
}

// explain returns ErrState with the reason in words.
func (i BulkItem) explain(to ledger.State) error {
	if i.Obstacle == ObstaclePending {
		return fmt.Errorf("%w: another change is on its way to the ledger", registry.ErrState)
	}
	return fmt.Errorf("%w: a credential that is %s cannot become %s", registry.ErrState, i.Credential.Status, to)
}

func obstructed(items []BulkItem) []BulkItem {
	var refused []BulkItem
	for _, item := range items {
		if item.Obstacle != "" {
			refused = append(refused, item)
		}
	}
	return refused
}

// sealStatus makes and signs the change of one credential.
func (s *Service) sealStatus(
	actor registry.Actor,
	r BulkRequest,
	item BulkItem,
	with credential.Signer,
) (registry.SealedStatus, error) {
	c := item.Credential
	sealed := registry.SealedStatus{
		StatusChange: registry.StatusChange{
			Credential:     c.ID,
			Issuer:         c.Issuer,
			List:           c.StatusRef.List,
			Index:          c.StatusRef.Index,
			Version:        item.version,
			To:             r.State,
			Ground:         r.Ground,
			DecisionNumber: r.DecisionNumber,
			DecisionDate:   r.DecisionDate,
			State:          registry.ChangePending,
			RequestedBy:    actor.ID,
			RequestedAt:    s.proc.Time(),
		},
	}
	var err error
	if sealed.ID, err = s.proc.NewID(); err != nil {
		return sealed, err
	}
	if _, err = io.ReadFull(s.proc.Random, sealed.Salt[:]); err != nil {
		return sealed, err
	}
	sealed.Statement, sealed.Signature, err = s.signStatus(sealed.StatusChange, with)
	return sealed, err
}
