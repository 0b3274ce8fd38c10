package registry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sogoc/registry/password"
)

// Password is what a person signs in with. It never shows itself.
type Password string

// LogValue implements slog.LogValuer and hides the password.
func (p Password) LogValue() slog.Value { return slog.StringValue("hidden") }

// String hides the password from formatting by accident; string(p) is the password.
func (p Password) String() string { return "hidden" }

// GoString is String.
func (p Password) GoString() string { return "hidden" }

// MinPassword is how many characters a password has at least.
const MinPassword = 12

// ErrPassword is ErrInvalid for a password that is too easily guessed.
var ErrPassword = fmt.Errorf("%w: a password has at least %d characters, five of them different, and does not hold the login", ErrInvalid, MinPassword)

// Check returns ErrPassword for what should not become login's password, or the
// passphrase of an issuer's key.
func (p Password) Check(login string) error {
	text := norm.NFC.String(string(p))
	different := map[rune]bool{}
	for _, r := range text {
		different[r] = true
	}
	name, _, _ := strings.Cut(login, "@")
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) < MinPassword || len(text) > 512 || len(different) < 5 ||
		(len(name) > 3 && strings.Contains(strings.ToLower(text), name)) {
		return ErrPassword
	}
	return nil
}

// parallelHashes bounds how many passwords are hashed at once: each takes the
// memory that password.Cost says.
const parallelHashes = 4

// hash returns the hash of a password that is good enough for login.
func (s *Service) hash(ctx context.Context, login string, p Password) (string, error) {
	if err := p.Check(login); err != nil {
		return "", err
	}
	if err := s.beginHash(ctx); err != nil {
		return "", err
	}
	defer func() { <-s.hashing }()
	return password.Hash(string(p), s.passwordCost), nil
}

func (s *Service) beginHash(ctx context.Context) error {
	select {
	case s.hashing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
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
// time, so that nobody learns which logins exist. Whoever calls it bounds how
// often a stranger may try.
func (s *Service) SignIn(ctx context.Context, login string, p Password) (Actor, Token, error) {
	user, err := s.knows(ctx, strings.ToLower(strings.TrimSpace(login)), p)
	if err != nil {
		return Actor{}, "", err
	}
	token, now := NewToken(), s.time()
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddSession(ctx, user.ID, token.Hash(), now); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entry(user.actor(), user.Issuer, ActionSignedIn))
	})
	if err != nil {
		return Actor{}, "", err
	}
	return user.actor(), token, nil
}

// knows returns the user of a login whose password this is. A password that
// was hashed at another cost than today's is hashed again.
func (s *Service) knows(ctx context.Context, login string, p Password) (User, error) {
	user, hash, err := s.store.PasswordHash(ctx, login)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	real := err == nil && hash != "" && user.DisabledAt == nil
	if !real {
		hash = s.nobody()
	}
	if err := s.beginHash(ctx); err != nil {
		return User{}, err
	}
	defer func() { <-s.hashing }()
	ok, cost, err := password.Verify(string(p), hash)
	if err != nil {
		return User{}, fmt.Errorf("password of user %s: %w", user.ID, err)
	}
	if !ok || !real {
		return User{}, ErrUnauthenticated
	}
	if cost != s.passwordCost {
		if err := s.store.SetPassword(ctx, user.ID, password.Hash(string(p), s.passwordCost), s.time()); err != nil {
			return User{}, err
		}
	}
	return user, nil
}

// SignedIn returns whose session a token is of, or ErrUnauthenticated.
func (s *Service) SignedIn(ctx context.Context, token Token) (Actor, error) {
	session, user, err := s.store.Session(ctx, token.Hash())
	if errors.Is(err, ErrNotFound) {
		return Actor{}, ErrUnauthenticated
	}
	if err != nil {
		return Actor{}, err
	}
	now := s.time()
	if user.DisabledAt != nil || now.Sub(session.SeenAt) >= SessionIdle || now.Sub(session.CreatedAt) >= SessionLife {
		return Actor{}, ErrUnauthenticated
	}
	if now.Sub(session.SeenAt) >= touchAfter {
		if err := s.store.TouchSession(ctx, token.Hash(), now); err != nil {
			return Actor{}, err
		}
	}
	return user.actor(), nil
}

// SignOut ends a session. It may be repeated.
func (s *Service) SignOut(ctx context.Context, token Token) error {
	return s.store.EndSession(ctx, token.Hash())
}

// ChangePassword sets actor's password, which must be known, and ends all
// sessions but the one of that token. ErrUnauthenticated for a wrong one.
func (s *Service) ChangePassword(ctx context.Context, actor Actor, keep Token, old, new Password) error {
	user, err := s.knows(ctx, actor.Login, old)
	if err != nil {
		return err
	}
	if user.ID != actor.ID {
		return ErrUnauthenticated
	}
	but := keep.Hash()
	return s.setPassword(ctx, actor, user, new, &but)
}

// ResetPassword sets a user's password and ends all its sessions. It is for
// local commands.
func (s *Service) ResetPassword(ctx context.Context, login string, new Password) error {
	user, _, err := s.store.PasswordHash(ctx, login)
	if err != nil {
		return err
	}
	if user.Issuer == "" {
		return fmt.Errorf("%w: an operator works by token and has no password", ErrInvalid)
	}
	return s.setPassword(ctx, Actor{}, user, new, nil)
}

func (s *Service) setPassword(ctx context.Context, actor Actor, user User, new Password, keep *TokenHash) error {
	hash, err := s.hash(ctx, user.Login, new)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.SetPassword(ctx, user.ID, hash, s.time()); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, user.ID, keep); err != nil {
			return err
		}
		entry := s.entry(actor, user.Issuer, ActionPasswordSet)
		entry.Note = user.ID.String()
		return q.AppendAudit(ctx, entry)
	})
}
