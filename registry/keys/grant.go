package keys

import (
	"context"
	"errors"
	"log/slog"
	"maps"
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
	actor  uuid.UUID // whose acts it may sign; uuid.Nil for nobody's
	wiper  *time.Timer
}

// right lets a grant sign a batch, under the fencing number of the batch's lease.
type right struct {
	grant *grant
	fence int64
}

// signers returns the grant's keys as signers.
func (g *grant) signers() []credential.Signer {
	found := make([]credential.Signer, len(g.keys))
	for i, k := range g.keys {
		found[i] = k
	}
	return found
}

// storeGrant keeps opened keys as a grant: it leases those of the batches that
// still need a key and records that the key was opened. Where that fails, or
// nothing is left to sign, the keys are wiped.
func (s *Service) storeGrant(ctx context.Context, actor registry.Actor, opened []signer.OpenKey, use Use) error {
	now := s.proc.Time()
	g := &grant{issuer: actor.Issuer, keys: opened, until: now.Add(GrantLife)}
	if use.Acts {
		g.actor = actor.ID
	}
	var fences map[uuid.UUID]int64
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if fences, err = s.leaseAll(ctx, q, use.Batches); err != nil {
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
	g.wiper = time.AfterFunc(GrantLife, func() { s.wipeGrant(g) })
	s.grants = append(s.grants, g)
	s.addRights(g, fences)
	s.dropEndedGrants(now)
	s.mu.Unlock()
	return s.hurry(ctx, fences)
}

// leaseAll leases those of the batches that still need a key, and returns their
// fencing numbers.
func (s *Service) leaseAll(ctx context.Context, q Queries, batches []uuid.UUID) (map[uuid.UUID]int64, error) {
	fences := make(map[uuid.UUID]int64, len(batches))
	for _, batch := range batches {
		fence, err := q.LeaseKey(ctx, batch, s.proc.Instance, s.proc.Time().Add(leaseLife))
		switch {
		case errors.Is(err, registry.ErrNotFound): // signed meanwhile, or at an end
		case err != nil:
			return nil, err
		default:
			fences[batch] = fence
		}
	}
	return fences, nil
}

// hurry lets the worker try batches whose key is open now. It comes after the
// rights are in memory: whatever was postponed before that is tried again.
func (s *Service) hurry(ctx context.Context, fences map[uuid.UUID]int64) error {
	if len(fences) == 0 {
		return nil
	}
	if err := s.store.HurryBatches(ctx, slices.Collect(maps.Keys(fences))); err != nil {
		return err
	}
	s.proc.WakeWorker()
	return nil
}

// addRights gives a grant the batches, each unless another grant has a newer
// lease of it. Its callers hold mu.
func (s *Service) addRights(g *grant, fences map[uuid.UUID]int64) {
	for batch, fence := range fences {
		if fence > s.rights[batch].fence {
			s.rights[batch] = right{g, fence}
		}
	}
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
	maps.DeleteFunc(s.rights, func(_ uuid.UUID, r right) bool { return r.grant == g })
	s.grants = slices.DeleteFunc(s.grants, func(other *grant) bool { return other == g })
}

// isOpen reports whether the grant's keys sign. A signer on another host may have
// ended it, as when it was started again.
func (g *grant) isOpen() bool {
	return !slices.ContainsFunc(g.keys, func(k signer.OpenKey) bool { return !k.IsOpen() })
}

// dropEndedGrants ends the grants whose time is over, whose keys were closed, or that
// have nothing left to sign. Its callers hold mu.
func (s *Service) dropEndedGrants(now time.Time) {
	busy := map[*grant]bool{}
	for _, r := range s.rights {
		busy[r.grant] = true
	}
	for _, g := range slices.Clone(s.grants) {
		if !now.Before(g.until) || !g.isOpen() || (!busy[g] && g.actor == uuid.Nil) {
			s.dropGrant(g)
		}
	}
}

// openKeys returns the keys of those of an issuer's grants that a use is covered by.
func (s *Service) openKeys(issuer string, covers func(*grant) bool) []credential.Signer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEndedGrants(s.proc.Now())
	var found []credential.Signer
	for _, g := range s.grants {
		if g.issuer == issuer && covers(g) {
			found = append(found, g.signers()...)
		}
	}
	return found
}

// rightTo returns under which right this process may sign a batch with the
// school's own key, if it may.
func (s *Service) rightTo(batch uuid.UUID) (right, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEndedGrants(s.proc.Now())
	r, held := s.rights[batch]
	return r, held
}

// IsOpenFor reports whether this process may sign the batch with its school's
// own key.
func (s *Service) IsOpenFor(batch uuid.UUID) bool {
	_, held := s.rightTo(batch)
	return held
}

// AddToOpenGrant lets an open grant of an approver sign a batch that the approver
// has approved just now. Without one it does nothing.
func (s *Service) AddToOpenGrant(ctx context.Context, actor registry.Actor, batch uuid.UUID) error {
	g := s.grantOf(actor)
	if g == nil {
		return nil
	}
	fences, err := s.leaseAll(ctx, s.store, []uuid.UUID{batch})
	if err != nil {
		return err
	}
	s.mu.Lock()
	if slices.Contains(s.grants, g) { // not wiped meanwhile
		s.addRights(g, fences)
	}
	s.mu.Unlock()
	return s.hurry(ctx, fences)
}

// grantOf returns the open grant for what an approver does, nil for none.
func (s *Service) grantOf(actor registry.Actor) *grant {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropEndedGrants(s.proc.Now())
	for _, g := range s.grants {
		if g.issuer == actor.Issuer && g.actor == actor.ID {
			return g
		}
	}
	return nil
}

// ReleaseBatch ends the right to sign a batch, which is signed or will not be;
// after the last batch of its grant the key is wiped.
func (s *Service) ReleaseBatch(ctx context.Context, batch uuid.UUID) {
	s.mu.Lock()
	delete(s.rights, batch)
	s.dropEndedGrants(s.proc.Now())
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
// over, and forgets batches that are signed, or whose lease was taken over.
func (s *Service) Renew(ctx context.Context) {
	s.mu.Lock()
	s.dropEndedGrants(s.proc.Now())
	held := maps.Clone(s.rights)
	s.mu.Unlock()
	if len(held) == 0 {
		return
	}
	batches := slices.Collect(maps.Keys(held))
	kept, err := s.store.RenewKeyLeases(ctx, s.proc.Instance, batches, s.proc.Time().Add(leaseLife))
	if err != nil { // they lapse unless the next renewal succeeds in time
		s.proc.Log.WarnContext(ctx, "key leases not renewed", slog.Any("error", err))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for batch, r := range held {
		if kept[batch] != r.fence && s.rights[batch] == r {
			s.proc.Log.WarnContext(ctx, "key lease lost", slog.Any("batch", batch))
			delete(s.rights, batch)
		}
	}
	s.dropEndedGrants(s.proc.Now())
}

// Close wipes all open keys and ends their leases.
func (s *Service) Close(ctx context.Context) {
	s.mu.Lock()
	held := slices.Collect(maps.Keys(s.rights))
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
