package account

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

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

// hashPassword returns the hash of a password that is good enough for login. It
// waits as the known account, or with uuid.Nil as a stranger.
func (s *Service) hashPassword(
	ctx context.Context,
	account uuid.UUID,
	login string,
	p registry.Secret,
) (string, error) {
	if err := CheckPassword(login, p); err != nil {
		return "", err
	}
	done, err := s.hashes.wait(ctx, account)
	if err != nil {
		return "", err
	}
	defer done()
	return password.Hash(string(p), s.passwordCost), nil
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

// Attempt is an attempt to sign in.
type Attempt struct {
	Login    string
	Password registry.Secret
	Device   Device  // what RecognizeDevice returned for it
	Devices  []Token // that the browser showed
	Browser  string  // what the person knows the device by, "Firefox, Windows"; at most MaxBrowser bytes
}

// SignedInNow is what a successful attempt to sign in gives.
type SignedInNow struct {
	Actor   registry.Actor
	Session Token
	// Device makes this browser known for the account. It replaces the token that the
	// browser showed before.
	Device Token
}

// NewSession is a session that begins, with the device on which it does.
type NewSession struct {
	User     uuid.UUID
	Token    TokenHash
	Device   TokenHash
	Replaced []TokenHash // tokens that the browser showed before
	Browser  string
	At       time.Time
}

func (in SignedInNow) added(replaced []TokenHash, browser string, at time.Time) NewSession {
	return NewSession{
		Browser:  browser[:min(len(browser), MaxBrowser)],
		User:     in.Actor.ID,
		Token:    in.Session.Hash(),
		Device:   in.Device.Hash(),
		Replaced: replaced,
		At:       at,
	}
}

// RecognizeDevice returns the device that one of the tokens stands for, where it
// signed in to the login's account before and has guesses left; the zero Device
// otherwise. It counts a guess, which a right password forgets: in parallel too there are
// MaxDeviceGuesses at most. Hand the Device to SignIn or ChangePassword. The caller bounds how
// often a stranger may try.
func (s *Service) RecognizeDevice(ctx context.Context, login string, tokens []Token) (Device, error) {
	if len(tokens) == 0 {
		return Device{}, nil
	}
	seen := s.proc.Time().Add(-DeviceLife)
	device, err := s.devices.CountDeviceGuess(ctx, normalLogin(login), hashesOf(tokens), seen)
	if errors.Is(err, registry.ErrNotFound) {
		return Device{}, nil
	}
	return device, err
}

func normalLogin(login string) string { return strings.ToLower(strings.TrimSpace(login)) }

// SignIn checks a login and its password and begins a session. Everything that is
// wrong is ErrUnauthenticated and takes the same time, so that nobody learns which
// logins exist. ErrBusy where too many strangers try; known devices go before them.
func (s *Service) SignIn(ctx context.Context, a Attempt) (SignedInNow, error) {
	user, err := s.checkPassword(ctx, normalLogin(a.Login), a.Password, a.Device.user)
	if err != nil {
		return SignedInNow{}, s.notGuessed(ctx, a.Device, err)
	}
	in := SignedInNow{Actor: user.Actor(), Session: NewToken(), Device: NewToken()}
	now := s.proc.Time()
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddSession(ctx, in.added(hashesOf(a.Devices), a.Browser, now)); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.proc.NewAuditEntry(in.Actor, user.Issuer, registry.ActionSignedIn))
	})
	if err != nil {
		return SignedInNow{}, err
	}
	return in, nil
}

// notGuessed takes a device's guess back where err says that no wrong password was
// tried. It returns err.
func (s *Service) notGuessed(ctx context.Context, d Device, err error) error {
	if !d.Known() || errors.Is(err, registry.ErrUnauthenticated) {
		return err
	}
	return errors.Join(err, s.devices.TakeBackDeviceGuess(context.WithoutCancel(ctx), d.token))
}

// checkPassword returns the user of a login if the password is right, or
// ErrUnauthenticated. It waits as the known account, or with uuid.Nil as a stranger.
// A password that was hashed at another cost than today's is hashed again.
func (s *Service) checkPassword(
	ctx context.Context,
	login string,
	p registry.Secret,
	known uuid.UUID,
) (User, error) {
	if known == uuid.Nil && s.hashes.full() { // a flood asks the database nothing
		return User{}, ErrBusy
	}
	user, hash, err := s.store.PasswordHash(ctx, login)
	if err != nil && !errors.Is(err, registry.ErrNotFound) {
		return User{}, err
	}
	exists := err == nil && hash != "" && user.DisabledAt == nil
	if !exists {
		hash = s.dummyHash()
	}
	done, err := s.hashes.wait(ctx, known)
	if err != nil {
		return User{}, err
	}
	defer done()
	ok, cost, err := password.Verify(string(p), hash)
	if err != nil {
		return User{}, fmt.Errorf("password of user %s: %w", user.ID, err)
	}
	if !ok || !exists || known != uuid.Nil && known != user.ID {
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

// PasswordChange asks for a new password of a person who is signed in.
type PasswordChange struct {
	Old, New registry.Secret
	Device   Device // what RecognizeDevice returned for it
	Browser  string // as Attempt's
}

// ChangePassword sets actor's password, which must be known, ends all sessions and the
// API token of actor, forgets all devices, and begins another session on this one.
// ErrUnauthenticated for a wrong one, ErrPassword for a new one that is too weak.
func (s *Service) ChangePassword(
	ctx context.Context,
	actor registry.Actor,
	change PasswordChange,
) (SignedInNow, error) {
	user, err := s.checkPassword(ctx, actor.Login, change.Old, actor.ID)
	if err != nil {
		return SignedInNow{}, s.notGuessed(ctx, change.Device, err)
	}
	in := SignedInNow{Actor: user.Actor(), Session: NewToken(), Device: NewToken()}
	err = s.setPassword(ctx, actor, user, change.New, func(ctx context.Context, q Queries) error {
		return q.AddSession(ctx, in.added(nil, change.Browser, s.proc.Time()))
	})
	if err != nil {
		return SignedInNow{}, s.notGuessed(ctx, change.Device, err)
	}
	return in, nil
}

// ResetPassword sets a user's password, ends all its sessions and its API token, and
// forgets its devices. It is for local commands.
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

// setPassword sets a password and ends what the old one had begun. then runs in the same
// transaction; nil for nothing.
func (s *Service) setPassword(
	ctx context.Context,
	actor registry.Actor,
	user User,
	next registry.Secret,
	then func(context.Context, Queries) error,
) error {
	hash, err := s.hashPassword(ctx, user.ID, user.Login, next)
	if err != nil {
		return err
	}
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.SetPassword(ctx, user.ID, hash, s.proc.Time()); err != nil {
			return err
		}
		// The API token too: whoever had the password may have it.
		if err := q.EndSessions(ctx, user.ID, Ending{APIToken: true}); err != nil {
			return err
		}
		if then != nil {
			if err := then(ctx, q); err != nil {
				return err
			}
		}
		return q.AppendAudit(ctx, s.entryAbout(actor, user, registry.ActionPasswordSet))
	})
}
