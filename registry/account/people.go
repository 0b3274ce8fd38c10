package account

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
)

// Colleague is a user as the administrator of the school sees it.
type Colleague struct {
	User
	SignsIn      bool       // has a password
	InvitedUntil *time.Time // has a link to set one, unused
	SeenAt       *time.Time // last seen in a session that is still kept
}

// InvitationLife is how long a link to set a password is good.
const InvitationLife = 72 * time.Hour

// People returns the users of actor's school. Role administrator.
func (s *Service) People(ctx context.Context, actor registry.Actor) ([]Colleague, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleAdministrator); err != nil {
		return nil, err
	}
	return s.store.Colleagues(ctx, actor.Issuer)
}

// Invite makes a user of actor's school without password, and the token of a
// link to set one, which is shown this once. Role administrator.
func (s *Service) Invite(ctx context.Context, actor registry.Actor, user NewUser) (User, Token, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleAdministrator); err != nil {
		return User{}, "", err
	}
	user.Issuer, user.Password = actor.Issuer, ""
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
	token := NewToken()
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddUser(ctx, added, nil); err != nil {
			return err
		}
		if err := q.AppendAudit(ctx, s.entryAbout(actor, added, registry.ActionUserAdded)); err != nil {
			return err
		}
		return s.invite(ctx, q, actor, added, token)
	})
	if err != nil {
		return User{}, "", err
	}
	return added, token, nil
}

func (s *Service) invite(ctx context.Context, q Queries, actor registry.Actor, user User, token Token) error {
	if err := q.PutInvitation(ctx, user.ID, actor.ID, token.Hash(), s.proc.Time().Add(InvitationLife)); err != nil {
		return err
	}
	return q.AppendAudit(ctx, s.entryAbout(actor, user, registry.ActionUserInvited))
}

// InviteAgain makes a new link for a user who lost the first one or forgot the
// password; an earlier link is void. ErrState for a disabled user. Role
// administrator.
func (s *Service) InviteAgain(ctx context.Context, actor registry.Actor, id uuid.UUID) (User, Token, error) {
	token := NewToken()
	var user User
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if user, err = colleague(ctx, q, actor, id); err != nil {
			return err
		}
		if user.DisabledAt != nil {
			return registry.ErrState
		}
		return s.invite(ctx, q, actor, user, token)
	})
	if err != nil {
		return User{}, "", err
	}
	return user, token, nil
}

// colleague returns a user of actor's school. Role administrator.
func colleague(ctx context.Context, q Queries, actor registry.Actor, id uuid.UUID) (User, error) {
	user, err := q.User(ctx, id)
	if err != nil {
		return User{}, err
	}
	return user, actor.Authorize(user.Issuer, registry.RoleAdministrator)
}

// Disable shuts a colleague out at once. Administrators cannot do that to
// themselves, so that a school always has somebody who can let people in. Role
// administrator.
func (s *Service) Disable(ctx context.Context, actor registry.Actor, id uuid.UUID) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, err := colleague(ctx, q, actor, id)
		if err != nil {
			return err
		}
		if user.ID == actor.ID {
			return fmt.Errorf("%w: nobody shuts themselves out", registry.ErrForbidden)
		}
		now := s.proc.Time()
		if err := q.SetDisabled(ctx, user.ID, &now); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, user.ID, Ending{}); err != nil {
			return err
		}
		if err := endInvitation(ctx, q, user.ID); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entryAbout(actor, user, registry.ActionUserDisabled))
	})
}

// Enable lets a colleague in again. Role administrator.
func (s *Service) Enable(ctx context.Context, actor registry.Actor, id uuid.UUID) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, err := colleague(ctx, q, actor, id)
		if err != nil {
			return err
		}
		if err := q.SetDisabled(ctx, user.ID, nil); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entryAbout(actor, user, registry.ActionUserEnabled))
	})
}

// Invited returns the user for whom a link sets a password, or ErrNotFound where it is
// used, void or too old.
func (s *Service) Invited(ctx context.Context, token Token) (User, error) {
	return s.store.Invited(ctx, token.Hash(), s.proc.Time())
}

// AcceptInvitation sets the password of the user whom a link is for, and
// spends the link. The user's sessions and API token end, and its devices are
// forgotten.
func (s *Service) AcceptInvitation(ctx context.Context, token Token, next registry.Secret) (User, error) {
	user, err := s.Invited(ctx, token)
	if err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(ctx, user.ID, user.Login, next)
	if err != nil {
		return User{}, err
	}
	return user, s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		again, err := q.Invited(ctx, token.Hash(), s.proc.Time())
		if err != nil {
			return err
		}
		if err := q.EndInvitation(ctx, again.ID); err != nil { // of two at once one finds nothing to end
			return err
		}
		if err := q.SetPassword(ctx, again.ID, hash, s.proc.Time()); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, again.ID, Ending{APIToken: true}); err != nil {
			return err
		}
		return q.AppendAudit(ctx, s.entryAbout(again.Actor(), again, registry.ActionPasswordSet))
	})
}
