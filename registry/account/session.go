package account

import (
	"context"
	"errors"
	"fmt"
	"golang.org/x/text/unicode/norm"
	"strings"
	"time"
	"unicode/utf8"

	"sogoc/registry"
	"sogoc/registry/password"
)

// MinPassword is how many characters a password has at least.
const MinPassword = 12

// ErrPassword is ErrInvalid for a password that is too easily guessed.
var ErrPassword = fmt.Errorf(
	"%w: a password has at least %d characters, five of them different, and does not hold the login",
	registry.ErrInvalid,
	MinPassword,
)

// CheckPassword returns ErrPassword for what should not become login's
// password, or the passphrase of an issuer's key (login "").
func CheckPassword(login string, p registry.Secret) error {
	text := norm.NFC.String(string(p))
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	name, _, _ := strings.Cut(login, "@")
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) < MinPassword || len(text) > 512 ||
		len(different) < 5 ||
		(len(name) > 3 && strings.Contains(strings.ToLower(text), name)) {
		return ErrPassword
	}
	return nil
}

// parallelHashes bounds how many passwords are hashed at once: each takes the
// memory that password.Cost says.
const parallelHashes = 4

// waitingHashes is how many wait for that: with more, waiting would last longer
// than a person does, and the newest are told at once to come back.
const waitingHashes = 12

// ErrBusy is registry.ErrUnavailable: too many passwords are being hashed. Try again
// in a moment; nothing was tried.
var ErrBusy = fmt.Errorf("%w: too many people are signing in", registry.ErrUnavailable)

// hashPassword returns the hash of a password that is good enough for login.
func (s *Service) hashPassword(ctx context.Context, login string, p registry.Secret) (string, error) {
	if err := CheckPassword(login, p); err != nil {
		return "", err
	}
	done, err := s.beginHash(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return password.Hash(string(p), s.passwordCost), nil
}

// beginHash waits for a place among those who hash; done gives it back. ErrBusy
// where too many wait.
func (s *Service) beginHash(ctx context.Context) (done func(), err error) {
	select {
	case s.hashQueue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case s.hashing <- struct{}{}:
		return func() { <-s.hashing; <-s.hashQueue }, nil
	case <-ctx.Done():
		<-s.hashQueue
		return nil, ctx.Err()
	}
}

// How long a session lasts.
const (
	SessionIdle = time.Hour      // after the last request
	SessionLife = 12 * time.Hour // after signing in
)

// touchAfter spares the database a write for every request.
const touchAfter = time.Minute

// Session is a person's stay.
type Session struct {
	CreatedAt time.Time
	SeenAt    time.Time
}

// SignIn checks a login and its password and begins a session, whose token it
// returns. Everything that is wrong is ErrUnauthenticated and takes the same
// time, so that nobody learns which logins exist. The caller bounds how
// often a stranger may try.
func (s *Service) SignIn(ctx context.Context, login string, p registry.Secret) (registry.Actor, Token, error) {
	user, err := s.checkPassword(ctx, strings.ToLower(strings.TrimSpace(login)), p)
	if err != nil {
		return registry.Actor{}, "", err
	}
	token, now := NewToken(), s.proc.Time()
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddSession(ctx, user.ID, token.Hash(), now); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.proc.NewAuditEntry(user.Actor(), user.Issuer, registry.ActionSignedIn))
	})
	if err != nil {
		return registry.Actor{}, "", err
	}
	return user.Actor(), token, nil
}

// checkPassword returns the user of a login if the password is right, or
// ErrUnauthenticated. A password that
// was hashed at another cost than today's is hashed again.
func (s *Service) checkPassword(ctx context.Context, login string, p registry.Secret) (User, error) {
	user, hash, err := s.store.PasswordHash(ctx, login)
	if err != nil && !errors.Is(err, registry.ErrNotFound) {
		return User{}, err
	}
	exists := err == nil && hash != "" && user.DisabledAt == nil
	if !exists {
		hash = s.dummyHash()
	}
	done, err := s.beginHash(ctx)
	if err != nil {
		return User{}, err
	}
	defer done()
	ok, cost, err := password.Verify(string(p), hash)
	if err != nil {
		return User{}, fmt.Errorf("password of user %s: %w", user.ID, err)
	}
	if !ok || !exists {
		return User{}, registry.ErrUnauthenticated
	}
	if cost != s.passwordCost {
		if err := s.store.SetPassword(ctx, user.ID, password.Hash(string(p), s.passwordCost), s.proc.Time()); err != nil {
			return User{}, err
		}
	}
	return user, nil
}

// SignedIn returns the actor whose session a token is of, or ErrUnauthenticated.
func (s *Service) SignedIn(ctx context.Context, token Token) (registry.Actor, error) {
	session, user, err := s.store.Session(ctx, token.Hash())
	if errors.Is(err, registry.ErrNotFound) {
		return registry.Actor{}, registry.ErrUnauthenticated
	}
	if err != nil {
		return registry.Actor{}, err
	}
	now := s.proc.Time()
	if user.DisabledAt != nil || now.Sub(session.SeenAt) >= SessionIdle || now.Sub(session.CreatedAt) >= SessionLife {
		return registry.Actor{}, registry.ErrUnauthenticated
	}
	if now.Sub(session.SeenAt) >= touchAfter {
		if err := s.store.TouchSession(ctx, token.Hash(), now); err != nil {
			return registry.Actor{}, err
		}
	}
	return user.Actor(), nil
}

// SignOut ends a session. It may be repeated.
func (s *Service) SignOut(ctx context.Context, token Token) error {
	return s.store.EndSession(ctx, token.Hash())
}

// ChangePassword sets actor's password, which must be known, and ends actor's API
// token and all sessions but the one of that token. ErrUnauthenticated for a wrong one.
func (s *Service) ChangePassword(
	ctx context.Context,
	actor registry.Actor,
	keep Token,
	old, next registry.Secret,
) error {
	user, err := s.checkPassword(ctx, actor.Login, old)
	if err != nil {
		return err
	}
	if user.ID != actor.ID {
		return registry.ErrUnauthenticated
	}
	but := keep.Hash()
	return s.setPassword(ctx, actor, user, next, &but)
}

// ResetPassword sets a user's password and ends all its sessions and its API token. It is for
// local commands.
func (s *Service) ResetPassword(ctx context.Context, login string, next registry.Secret) error {
	user, _, err := s.store.PasswordHash(ctx, login)
	if err != nil {
		return err
	}
	if user.Issuer == "" {
		return fmt.Errorf("%w: an operator works by token and has no password", registry.ErrInvalid)
	}
	return s.setPassword(ctx, registry.Actor{}, user, next, nil)
}

func (s *Service) setPassword(
	ctx context.Context,
	actor registry.Actor,
	user User,
	next registry.Secret,
	keep *TokenHash,
) error {
	hash, err := s.hashPassword(ctx, user.Login, next)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.SetPassword(ctx, user.ID, hash, s.proc.Time()); err != nil {
			return err
		}
		// The API token too: whoever had the password may have it.
		if err := q.EndSessions(ctx, user.ID, keep, true); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entryAbout(actor, user, registry.ActionPasswordSet))
	})
}
