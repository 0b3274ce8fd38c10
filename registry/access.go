package registry

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/ledger"
)

// AddIssuer makes a tenant, or changes its names. It is for local commands.
func (s *Service) AddIssuer(ctx context.Context, issuer Issuer) error {
	if err := ledger.ValidateIssuerCode(issuer.Code); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if !named(issuer.Name) || (issuer.NameEn != "" && !named(issuer.NameEn)) {
		return fmt.Errorf("%w: an issuer's name is NFC text of at most 200 bytes", ErrInvalid)
	}
	issuer.CreatedAt = s.time()
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.PutIssuer(ctx, issuer); err != nil {
			return err
		}
		return q.AppendAudit(ctx, AuditEntry{At: issuer.CreatedAt, Issuer: issuer.Code, Action: ActionIssuerAdded})
	})
}

var login = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// AddUser makes a user and its token, which is shown this once; "" where none
// was wanted. ErrConflict for a login that is taken, ErrNotFound for an issuer
// that is not there. It is for local commands.
func (s *Service) AddUser(ctx context.Context, user NewUser) (User, Token, error) {
	if err := user.validate(); err != nil {
		return User{}, "", err
	}
	id, err := s.id()
	if err != nil {
		return User{}, "", err
	}
	added := User{ID: id, Login: user.Login, Name: user.Name, Issuer: user.Issuer, Roles: user.Roles, CreatedAt: s.time()}
	var token Token
	var hash *TokenHash
	if !user.NoToken {
		token = NewToken()
		sum := token.Hash()
		hash = &sum
	}
	var secret string
	if user.Password != "" {
		if secret, err = s.hash(ctx, user.Login, user.Password); err != nil {
			return User{}, "", err
		}
	}
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if added.Issuer != "" {
			if _, err := q.Issuer(ctx, added.Issuer); err != nil {
				return fmt.Errorf("issuer %s: %w", added.Issuer, err)
			}
		}
		if err := q.AddUser(ctx, added, hash); err != nil {
			return err
		}
		if secret != "" {
			if err := q.SetPassword(ctx, added.ID, secret, added.CreatedAt); err != nil {
				return err
			}
		}
		return q.AppendAudit(ctx, AuditEntry{At: added.CreatedAt, Issuer: added.Issuer, Action: ActionUserAdded, Note: added.ID.String()})
	})
	if err != nil {
		return User{}, "", err
	}
	return added, token, nil
}

func (u NewUser) validate() error {
	switch {
	case !login.MatchString(u.Login):
		return fmt.Errorf("%w: a login is 2 to 64 of a-z, 0-9, dot, hyphen, underscore and @", ErrInvalid)
	case !named(u.Name):
		return fmt.Errorf("%w: a name is NFC text of at most 200 bytes", ErrInvalid)
	case len(u.Roles) == 0:
		return fmt.Errorf("%w: at least one role of %v", ErrInvalid, Roles())
	case slices.Contains(u.Roles, RoleOperator) != (u.Issuer == "") || (u.Issuer == "" && len(u.Roles) != 1):
		return fmt.Errorf("%w: an operator has that role alone and no issuer, everybody else has an issuer", ErrInvalid)
	case u.Issuer == "" && u.Password != "":
		return fmt.Errorf("%w: an operator works by token and has no password", ErrInvalid)
	}
	for _, r := range u.Roles {
		if !slices.Contains(Roles(), r) {
			return fmt.Errorf("%w: no such role", ErrInvalid)
		}
	}
	return nil
}

func named(name string) bool {
	return name != "" && len(name) <= 200 && utf8.ValidString(name) && norm.NFC.IsNormalString(name) && strings.TrimSpace(name) == name
}

// DisableUser shuts a user out at once. It may be repeated. It is for local commands.
func (s *Service) DisableUser(ctx context.Context, login string) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, err := q.DisableUser(ctx, login, s.time())
		if err != nil {
			return err
		}
		return q.AppendAudit(ctx, AuditEntry{At: s.time(), Issuer: user.Issuer, Action: ActionUserDisabled, Note: user.ID.String()})
	})
}

// Authenticate returns who holds a token, or ErrUnauthenticated.
func (s *Service) Authenticate(ctx context.Context, token Token) (Actor, error) {
	user, err := s.store.UserByToken(ctx, token.Hash())
	if errors.Is(err, ErrNotFound) || (err == nil && user.DisabledAt != nil) {
		return Actor{}, ErrUnauthenticated
	}
	if err != nil {
		return Actor{}, err
	}
	return user.actor(), nil
}

func (u User) actor() Actor {
	return Actor{ID: u.ID, Login: u.Login, Name: u.Name, Issuer: u.Issuer, Roles: u.Roles}
}

// Issuers returns the issuers that actor sees: its own, or all.
func (s *Service) Issuers(ctx context.Context, actor Actor) ([]Issuer, error) {
	if actor.Has(RoleOperator) {
		return s.store.Issuers(ctx)
	}
	if err := actor.may(actor.Issuer, readers...); err != nil {
		return nil, err
	}
	own, err := s.store.Issuer(ctx, actor.Issuer)
	if err != nil {
		return nil, err
	}
	return []Issuer{own}, nil
}

// Resume lets the worker go on with an issuer that an integrity alarm halted.
// Role operator.
func (s *Service) Resume(ctx context.Context, actor Actor, issuer string) error {
	if err := actor.may(issuer, RoleOperator); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.Resume(ctx, issuer); err != nil {
			return err
		}
		if err := q.HurryAnchors(ctx, issuer); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entry(actor, issuer, ActionResumed))
	})
	if err == nil {
		s.stir()
	}
	return err
}

// entry begins an audit entry.
func (s *Service) entry(actor Actor, issuer string, action Action) AuditEntry {
	e := AuditEntry{At: s.time(), Issuer: issuer, Action: action}
	if !actor.isWorker() {
		e.Actor = &actor.ID
	}
	return e
}

// isWorker reports whether a is nobody: the worker acts for no person.
func (a Actor) isWorker() bool { return a.Login == "" }

// own returns the issuer that a filter is for: the named one, or the actor's.
func (a Actor) own(issuer string) (string, error) {
	if issuer == "" {
		issuer = a.Issuer
	}
	if issuer == "" {
		return "", fmt.Errorf("%w: an operator must name an issuer", ErrInvalid)
	}
	return issuer, a.may(issuer, readers...)
}
