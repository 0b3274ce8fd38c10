package account

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// AddIssuer makes a tenant, or changes its names. It is for local commands.
func (s *Service) AddIssuer(ctx context.Context, issuer registry.Issuer) error {
	if err := ledger.ValidateIssuerCode(issuer.Code); err != nil {
		return fmt.Errorf("%w: %w", registry.ErrInvalid, err)
	}
	if !isName(issuer.Name) || (issuer.NameEn != "" && !isName(issuer.NameEn)) {
		return fmt.Errorf("%w: an issuer's name is NFC text of at most 200 bytes", registry.ErrInvalid)
	}
	issuer.CreatedAt = s.proc.Time()
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.PutIssuer(ctx, issuer); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.proc.NewAuditEntry(registry.Actor{}, issuer.Code, registry.ActionIssuerAdded))
	})
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// AddUser makes a user and its token, which is shown this once; "" where none
// was wanted. ErrConflict for a login that is taken, ErrNotFound for an issuer
// that is not there. It is for local commands.
func (s *Service) AddUser(ctx context.Context, user NewUser) (User, Token, error) {
	if err := user.validate(); err != nil {
		return User{}, "", err
	}
	id, err := s.proc.NewID()
	if err != nil {
		return User{}, "", err
	}
	added := User{
		ID:        id,
		Login:     user.Login,
		Name:      user.Name,
		Issuer:    user.Issuer,
		Roles:     user.Roles,
		CreatedAt: s.proc.Time(),
	}
	var token Token
	var hash *TokenHash
	if !user.NoToken {
		token = NewToken()
		sum := token.Hash()
		hash = &sum
	}
	var secret string
	if user.Password != "" {
		if secret, err = s.hashPassword(ctx, uuid.Nil, user.Login, user.Password); err != nil {
			return User{}, "", err
		}
	}
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if added.Issuer != "" {
			if _, err := q.Issuer(ctx, added.Issuer); err != nil {
				return fmt.Errorf("issuer %s: %w", added.Issuer, err)
			}
		}
		if err := q.AddUser(ctx, added, hash); errors.Is(err, registry.ErrConflict) {
			return fmt.Errorf("%w: a user with this login exists", registry.ErrConflict)
		} else if err != nil {
			return err
		}
		if secret != "" {
			if err := q.SetPassword(ctx, added.ID, secret, added.CreatedAt); err != nil {
				return err
			}
		}
		return q.AppendAudit(ctx, s.entryAbout(registry.Actor{}, added, registry.ActionUserAdded))
	})
	if err != nil {
		return User{}, "", err
	}
	return added, token, nil
}

func (u NewUser) validate() error {
	switch {
	case !loginForm.MatchString(u.Login):
		return fmt.Errorf("%w: a login is 2 to 64 of a-z, 0-9, dot, hyphen, underscore and @", registry.ErrInvalid)
	case !isName(u.Name):
		return fmt.Errorf("%w: a name is NFC text of at most 200 bytes", registry.ErrInvalid)
	case len(u.Roles) == 0:
		return fmt.Errorf("%w: at least one role of %v", registry.ErrInvalid, registry.Roles())
	case slices.Contains(u.Roles, registry.RoleOperator) != (u.Issuer == "") || (u.Issuer == "" && len(u.Roles) != 1):
		return fmt.Errorf(
			"%w: an operator has that role alone and no issuer, everybody else has an issuer",
			registry.ErrInvalid,
		)
	case u.Issuer == "" && u.Password != "":
		return fmt.Errorf("%w: an operator works by token and has no password", registry.ErrInvalid)
	}
	for _, r := range u.Roles {
		if !slices.Contains(registry.Roles(), r) {
			return fmt.Errorf("%w: no such role", registry.ErrInvalid)
		}
	}
	return nil
}

// isName reports whether a name can be shown and printed: NFC text without
// spaces around it, at most 200 bytes.
func isName(name string) bool {
	return name != "" && len(name) <= 200 && utf8.ValidString(name) && norm.NFC.IsNormalString(name) &&
		strings.TrimSpace(name) == name
}

// DisableUser shuts a user out at once. It may be repeated. It is for local commands.
func (s *Service) DisableUser(ctx context.Context, login string) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, _, err := q.PasswordHash(ctx, login)
		if err != nil {
			return err
		}
		now := s.proc.Time()
		if err := q.SetDisabled(ctx, user.ID, &now); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, user.ID, Ending{}); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entryAbout(registry.Actor{}, user, registry.ActionUserDisabled))
	})
}

// Authenticate returns the actor whose token it is, or ErrUnauthenticated.
func (s *Service) Authenticate(ctx context.Context, token Token) (registry.Actor, error) {
	user, err := s.store.UserByToken(ctx, token.Hash())
	if errors.Is(err, registry.ErrNotFound) || (err == nil && user.DisabledAt != nil) {
		return registry.Actor{}, registry.ErrUnauthenticated
	}
	if err != nil {
		return registry.Actor{}, err
	}
	return user.Actor(), nil
}

// entryAbout begins the record of what an actor did to a user.
func (s *Service) entryAbout(actor registry.Actor, user User, action registry.Action) registry.AuditEntry {
	entry := s.proc.NewAuditEntry(actor, user.Issuer, action)
	entry.Note = user.ID.String()
	return entry
}
