package status

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

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
// counts once. What hangs on a diploma goes with it: its transcripts are changed
// too, unless they are told to stay; one whose state does not allow the change
// stays as it is.
type BulkRequest struct {
	Issuer         string // "" for the actor's own
	Credentials    []uuid.UUID
	Serials        []string
	State          ledger.State
	Ground         registry.Ground
	DecisionNumber string
	DecisionDate   ledger.Date // not after today, nor before what is decided about
	Alone          bool        // the transcripts of diplomas stay as they are

	confirms bool // it is that of an open proposal
}

// LogValue implements slog.LogValuer: the issuer only.
func (r BulkRequest) LogValue() slog.Value { return slog.StringValue(r.Issuer) }

// Obstacle says why a credential's status cannot be changed now.
type Obstacle string

// The obstacles.
const (
	ObstacleUnknown  Obstacle = "unknown"  // the issuer has issued nothing of that name
	ObstaclePending  Obstacle = "pending"  // another change is on its way to the ledger
	ObstacleState    Obstacle = "state"    // the present state does not allow it
	ObstacleProposed Obstacle = "proposed" // it is proposed already and waits for a second person
	// The decision is dated before what it decides about: before there was a credential,
	// or before the decision of the suspension that it lifts.
	ObstacleBeforeIssue      Obstacle = "before_issue"
	ObstacleBeforeSuspension Obstacle = "before_suspension"
)

// BulkItem is one credential of a bulk change.
type BulkItem struct {
	Named      string               `json:"named"`                // id or serial number, as it was asked for
	Credential *registry.Credential `json:"credential,omitempty"` // nil where there is none
	Obstacle   Obstacle             `json:"obstacle,omitempty"`   // "" where it can be changed
	Along      bool                 `json:"along,omitzero"`       // nobody named it: it goes with its diploma
	// Earliest is the first day that the decision can have: set with ObstacleBeforeIssue
	// and ObstacleBeforeSuspension.
	Earliest ledger.Date `json:"earliest,omitempty"`

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

// PreviewStatuses returns what SetStatuses or Propose would do with each
// credential, in the order of the request: ids, then serial numbers, then what goes
// along. Role approver, and registrar for what is only proposed.
func (s *Service) PreviewStatuses(ctx context.Context, actor registry.Actor, r BulkRequest) ([]BulkItem, error) {
	if err := r.admit(actor, s.proc.Now()); err != nil {
		return nil, err
	}
	return r.items(ctx, s.store)
}

// SetStatuses commits the change of all credentials, or of none: then the
// error is a *BulkRefused. The worker carries them to the ledger one by one. A
// final change takes two persons and is ErrInvalid here: see Propose. Role approver.
func (s *Service) SetStatuses(
	ctx context.Context,
	actor registry.Actor,
	r BulkRequest,
) ([]registry.StatusChange, error) {
	if err := r.admit(actor, s.proc.Now()); err != nil {
		return nil, err
	}
	if IsFinal(r.State) {
		return nil, fmt.Errorf("%w: to revoke is proposed by one person and confirmed by another", registry.ErrInvalid)
	}
	with, err := s.keys.Signer(ctx, actor)
	if err != nil {
		return nil, err
	}
	var changes []registry.StatusChange
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		changes, err = s.commit(ctx, q, actor, r, with, nil)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("set status of many: %w", err)
	}
	s.wake(ctx, r.Issuer, r.State, len(changes))
	return changes, nil
}

// wake tells the worker, and the log, of new changes.
func (s *Service) wake(ctx context.Context, issuer string, to ledger.State, count int) {
	s.proc.WakeWorker()
	s.proc.Log.InfoContext(ctx, "status changes requested",
		slog.String("issuer", issuer),
		slog.String("state", string(to)),
		slog.Int("count", count))
}

// admit checks the request and the actor, and fills in the issuer.
func (r *BulkRequest) admit(actor registry.Actor, now time.Time) (err error) {
	if r.Issuer, err = actor.IssuerToRead(r.Issuer); err != nil {
		return err
	}
	roles := []registry.Role{registry.RoleApprover}
	if IsFinal(r.State) {
		roles = append(roles, registry.RoleRegistrar)
	}
	if err := actor.Authorize(r.Issuer, roles...); err != nil {
		return err
	}
	if n := len(r.Credentials) + len(r.Serials); n == 0 || n > MaxBulk {
		return fmt.Errorf("%w: want 1 to %d credentials", registry.ErrInvalid, MaxBulk)
	}
	return r.validate(now)
}

// lookup finds credentials by what a request names them by, with what stands
// against their change.
type lookup struct {
	request  *BulkRequest
	byName   map[string]*registry.Credential
	changes  map[uuid.UUID][]registry.StatusChange
	proposed map[uuid.UUID]bool
	items    []BulkItem
	seen     map[string]bool
}

// items looks up what was asked for, what goes along, and what stands against it.
func (r *BulkRequest) items(ctx context.Context, q Queries) ([]BulkItem, error) {
	found, err := q.NamedCredentials(ctx, r.Issuer, r.Credentials, r.Serials)
	if err != nil {
		return nil, err
	}
	named := idsOf(found)
	var attached []registry.Credential
	if !r.Alone {
		if attached, err = q.AttachedCredentials(ctx, named); err != nil {
			return nil, err
		}
	}
	l := lookup{request: r, byName: map[string]*registry.Credential{}, seen: map[string]bool{}}
	for i := range found {
		c := &found[i]
		l.byName["id "+c.ID.String()] = c
		if c.SerialNumber != "" {
			l.byName["serial "+c.SerialNumber] = c
		}
	}
	all := append(named, idsOf(attached)...)
	if l.changes, err = q.StatusChangesOf(ctx, all); err != nil {
		return nil, err
	}
	if IsFinal(r.State) && !r.confirms {
		if l.proposed, err = q.Proposed(ctx, all); err != nil {
			return nil, err
		}
	}
	for _, id := range r.Credentials {
		l.addNamed("id ", id.String())
	}
	for _, serial := range r.Serials {
		l.addNamed("serial ", serial)
	}
	for i := range attached {
		l.addAlong(&attached[i])
	}
	return l.items, nil
}

func idsOf(credentials []registry.Credential) []uuid.UUID {
	ids := make([]uuid.UUID, len(credentials))
	for i, c := range credentials {
		ids[i] = c.ID
	}
	return ids
}

// addNamed adds what the request names, once however often and however it does.
func (l *lookup) addNamed(form, name string) {
	c, key := l.byName[form+name], form+name
	if c != nil {
		key = "id " + c.ID.String()
	}
	if l.seen[key] {
		return
	}
	l.seen[key] = true
	item := BulkItem{Named: name, Credential: c, Obstacle: ObstacleUnknown}
	if c != nil {
		l.judge(&item)
	}
	l.items = append(l.items, item)
}

// addAlong adds a transcript that goes with its diploma. One whose state does not
// allow the change needs none.
func (l *lookup) addAlong(c *registry.Credential) {
	if l.seen["id "+c.ID.String()] {
		return
	}
	item := BulkItem{Named: c.ID.String(), Credential: c, Along: true}
	l.judge(&item)
	if item.Obstacle != ObstacleState {
		l.items = append(l.items, item)
	}
}

// judge says what stands against a change.
func (l *lookup) judge(item *BulkItem) {
	c := item.Credential
	c.Pending = registry.PendingChange(l.changes[c.ID])
	item.version, _, item.Obstacle = follow(l.changes[c.ID], l.request.State)
	if item.Obstacle == "" && l.proposed[c.ID] {
		item.Obstacle = ObstacleProposed
	}
	if item.Obstacle == "" {
		item.Obstacle, item.Earliest = l.request.precedes(c, l.changes[c.ID])
	}
}

// explain returns ErrState with the reason in words.
func (i BulkItem) explain(r Request) error {
	switch i.Obstacle {
	case ObstaclePending:
		return fmt.Errorf("%w: another change is on its way to the ledger", registry.ErrState)
	case ObstacleBeforeIssue:
		return fmt.Errorf("%w: the decision is dated %s, and the credential was issued on %s",
			registry.ErrState, r.DecisionDate, i.Earliest)
	case ObstacleBeforeSuspension:
		return fmt.Errorf("%w: the decision is dated %s, and that of the suspension %s",
			registry.ErrState, r.DecisionDate, i.Earliest)
	}
	return fmt.Errorf("%w: a credential that is %s cannot become %s", registry.ErrState, i.Credential.Status, r.State)
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
