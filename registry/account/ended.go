package account

import (
	"context"
	"errors"
	"time"

	"sogoc/registry"
)

// EndedSessionKept is how long it is known whose a session was that ended by time,
// so that what its person sends meanwhile can be kept for that person. A session that
// was ended by somebody, by signing out or by another password, is forgotten at once.
const EndedSessionKept = 24 * time.Hour

// Ended returns the person whose session a token was of, where that ended by time
// less than EndedSessionKept ago and the person may still sign in; else
// ErrUnauthenticated. It admits nobody to anything: see SignedIn.
func (s *Service) Ended(ctx context.Context, token Token) (registry.Actor, error) {
	session, user, err := s.store.Session(ctx, token.Hash())
	if errors.Is(err, registry.ErrNotFound) {
		return registry.Actor{}, registry.ErrUnauthenticated
	}
	if err != nil {
		return registry.Actor{}, err
	}
	now := s.proc.Time()
	if user.DisabledAt != nil || now.Sub(session.SeenAt) >= SessionIdle+EndedSessionKept ||
		now.Sub(session.CreatedAt) >= SessionLife+EndedSessionKept {
		return registry.Actor{}, registry.ErrUnauthenticated
	}
	return user.Actor(), nil
}
