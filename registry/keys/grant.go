package keys

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
)

// How long a grant lasts at most, how long a lease lasts unless it is renewed,
// and how often it is.
const (
	GrantLife  = 30 * time.Minute
	leaseLife  = 45 * time.Second
	renewEvery = 10 * time.Second
)

// grant is a school's own keys, open in this process.
type grant struct {
	issuer string
	keys   []signer.OpenKey
	until  time.Time
	fences map[uuid.UUID]int64 // of the batches that it may still sign
	actor  uuid.UUID           // whose acts it may sign; uuid.Nil for nobody's
	wiper  *time.Timer
}

// signers returns the grant's keys as signers.
func (g *grant) signers() []credential.Signer {
	found := make([]credential.Signer, len(g.keys))
	for i, k := range g.keys {
		found[i] = k
	}
	return found
}

// hold keeps opened keys as a grant: it leases the batches and records that
// the key was opened. Where that fails the keys are wiped.
func (s *Service) hold(ctx context.Context, actor registry.Actor, opened []signer.OpenKey, use Use) error {
	now := s.proc.Time()
	g := &grant{issuer: actor.Issuer, keys: opened, until: now.Add(GrantLife)}
	if use.Acts {
		g.actor = actor.ID
	}
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		g.fences = make(map[uuid.UUID]int64, len(use.Batches))
		for _, batch := range use.Batches {
			fence, err := q.LeaseKey(ctx, batch, s.proc.Instance, now.Add(leaseLife))
			if err != nil {
				return err
			}
			g.fences[batch] = fence
		}
		if err := q.HurryBatches(ctx, use.Batches); err != nil {
			return err
		}
		if err := q.HurryAnchors(ctx, actor.Issuer); err != nil { // a change of status may wait for the key too
			return err
		}
		return q.AppendAudit(ctx, s.proc.NewAuditEntry(actor, actor.Issuer, registry.ActionKeyUnlocked))
	})
	if err != nil {
		wipe(opened)
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, other := range s.grants { // a batch is of the newest grant alone
		for batch := range g.fences {
			delete(other.fences, batch)
		}
	}
	g.wiper = time.AfterFunc(GrantLife, func() { s.wipeGrant(g) })
	s.grants = append(s.grants, g)
	return nil
}

func wipe(keys []signer.OpenKey) {
	for _, k := range keys {
		k.Wipe()
	}
}

// wipeGrant ends a grant.
func (s *Service) wipeGrant(g *grant) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropGrant(g)
}

// dropGrant is wipeGrant for callers that hold mu.
func (s *Service) dropGrant(g *grant) {
	g.wiper.Stop()
	wipe(g.keys)
	s.grants = slices.DeleteFunc(s.grants, func(other *grant) bool { return other == g })
}

// dropUseless ends the grants whose time is over or that have nothing left to
// sign. Its callers hold mu.
func (s *Service) dropUseless(now time.Time) {
	for _, g := range slices.Clone(s.grants) {
		if !now.Before(g.until) || (len(g.fences) == 0 && g.actor == uuid.Nil) {
			s.dropGrant(g)
		}
	}
}

// openFor returns the open own keys of an issuer that a use is covered by.
func (s *Service) openFor(issuer string, covers func(*grant) bool) []credential.Signer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropUseless(s.proc.Now())
	var found []credential.Signer
	for _, g := range s.grants {
		if g.issuer == issuer && covers(g) {
			found = append(found, g.signers()...)
		}
	}
	return found
}

// fence returns the fencing number under which this process may sign a batch
// with the school's own key.
func (s *Service) fence(batch uuid.UUID) (int64, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.grants {
		if fence, held := g.fences[batch]; held {
			return fence, true
		}
	}
	return 0, false
}

// Join lets an open grant of an approver sign a batch that the approver has
// approved just now. Without one it does nothing.
func (s *Service) Join(ctx context.Context, actor registry.Actor, batch uuid.UUID) error {
	s.mu.Lock()
	s.dropUseless(s.proc.Now())
	i := slices.IndexFunc(s.grants, func(g *grant) bool { return g.issuer == actor.Issuer && g.actor == actor.ID })
	var g *grant
	if i >= 0 {
		g = s.grants[i]
	}
	s.mu.Unlock()
	if g == nil {
		return nil
	}
	fence, err := s.store.LeaseKey(ctx, batch, s.proc.Instance, s.proc.Time().Add(leaseLife))
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.grants, g) { // wiped meanwhile
		return nil
	}
	g.fences[batch] = fence
	return nil
}

// Signed ends what a grant may do with a batch; after its last batch the key
// is wiped.
func (s *Service) Signed(ctx context.Context, batch uuid.UUID) {
	s.mu.Lock()
	for _, g := range s.grants {
		delete(g.fences, batch)
	}
	s.dropUseless(s.proc.Now())
	s.mu.Unlock()
	if err := s.store.EndKeyLeases(ctx, s.proc.Instance, []uuid.UUID{batch}); err != nil {
		s.proc.Log.WarnContext(ctx, "key lease not ended; it lapses", slog.Any("batch", batch), slog.Any("error", err))
	}
}

// Run renews the leases of what is open until ctx is done, then wipes
// everything and ends the leases.
func (s *Service) Run(ctx context.Context) error {
	ticker := time.NewTicker(renewEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			s.Close(context.WithoutCancel(ctx))
			return ctx.Err()
		case <-ticker.C:
			s.Renew(ctx)
		}
	}
}

// Renew moves the end of this process's leases, ends grants whose time is
// over, and forgets batches whose lease another process has taken.
func (s *Service) Renew(ctx context.Context) {
	s.mu.Lock()
	s.dropUseless(s.proc.Now())
	held := s.heldBatches()
	s.mu.Unlock()
	if len(held) == 0 {
		return
	}
	kept, err := s.store.RenewKeyLeases(ctx, s.proc.Instance, held, s.proc.Time().Add(leaseLife))
	if err != nil { // they lapse unless the next renewal succeeds in time
		s.proc.Log.WarnContext(ctx, "key leases not renewed", slog.Any("error", err))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, batch := range held {
		if !slices.Contains(kept, batch) {
			s.proc.Log.WarnContext(ctx, "key lease lost", slog.Any("batch", batch))
			for _, g := range s.grants {
				delete(g.fences, batch)
			}
		}
	}
	s.dropUseless(s.proc.Now())
}

// heldBatches returns the batches of all grants. Its callers hold mu.
func (s *Service) heldBatches() []uuid.UUID {
	var held []uuid.UUID
	for _, g := range s.grants {
		for batch := range g.fences {
			held = append(held, batch)
		}
	}
	return held
}

// Close wipes all open keys and ends their leases.
func (s *Service) Close(ctx context.Context) {
	s.mu.Lock()
	held := s.heldBatches()
	for _, g := range slices.Clone(s.grants) {
		s.dropGrant(g)
	}
	s.mu.Unlock()
	if len(held) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := s.store.EndKeyLeases(ctx, s.proc.Instance, held); err != nil {
		s.proc.Log.WarnContext(ctx, "key leases not ended; they lapse", slog.Any("error", err))
	}
}
