package registry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
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
func (s *Service) People(ctx context.Context, actor Actor) ([]Colleague, error) {
	if err := actor.may(actor.Issuer, RoleAdministrator); err != nil {
		return nil, err
	}
	return s.store.Colleagues(ctx, actor.Issuer)
}

// Invite makes a user of actor's school without password, and the token of a
// link to set one, which is shown this once. Role administrator.
func (s *Service) Invite(ctx context.Context, actor Actor, user NewUser) (User, Token, error) {
	if err := actor.may(actor.Issuer, RoleAdministrator); err != nil {
		return User{}, "", err
	}
	user.Issuer, user.Password = actor.Issuer, ""
	if err := user.validate(); err != nil {
		return User{}, "", err
	}
	id, err := s.id()
	if err != nil {
		return User{}, "", err
	}
	added := User{ID: id, Login: user.Login, Name: user.Name, Issuer: user.Issuer, Roles: user.Roles, CreatedAt: s.time()}
	token := NewToken()
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddUser(ctx, added, nil); err != nil {
			return err
		}
		entry := s.entry(actor, added.Issuer, ActionUserAdded)
		entry.Note = added.ID.String()
		if err := q.AppendAudit(ctx, entry); err != nil {
			return err
		}
		return s.invite(ctx, q, actor, added, token)
	})
	if err != nil {
		return User{}, "", err
	}
	return added, token, nil
}

func (s *Service) invite(ctx context.Context, q Queries, actor Actor, user User, token Token) error {
	if err := q.PutInvitation(ctx, user.ID, actor.ID, token.Hash(), s.time().Add(InvitationLife)); err != nil {
		return err
	}
	entry := s.entry(actor, user.Issuer, ActionUserInvited)
	entry.Note = user.ID.String()
	return q.AppendAudit(ctx, entry)
}

// InviteAgain makes a new link for a user who lost the first one or forgot the
// password; an earlier link is void. ErrState for one who is shut out. Role
// administrator.
func (s *Service) InviteAgain(ctx context.Context, actor Actor, id uuid.UUID) (User, Token, error) {
	token := NewToken()
	var user User
	err := s.store.InTx(ctx, func(ctx context.Context, q Queries) (err error) {
		if user, err = colleague(ctx, q, actor, id); err != nil {
			return err
		}
		if user.DisabledAt != nil {
			return ErrState
		}
		return s.invite(ctx, q, actor, user, token)
	})
	if err != nil {
		return User{}, "", err
	}
	return user, token, nil
}

// colleague returns a user of actor's school. Role administrator.
func colleague(ctx context.Context, q Queries, actor Actor, id uuid.UUID) (User, error) {
	user, err := q.User(ctx, id)
	if err != nil {
		return User{}, err
	}
	return user, actor.may(user.Issuer, RoleAdministrator)
}

// Disable shuts a colleague out at once. Nobody does that to himself: a school
// is never left without who can let people in. Role administrator.
func (s *Service) Disable(ctx context.Context, actor Actor, id uuid.UUID) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, err := colleague(ctx, q, actor, id)
		if err != nil {
			return err
		}
		if user.ID == actor.ID {
			return fmt.Errorf("%w: nobody shuts himself out", ErrForbidden)
		}
		if _, err := q.DisableUser(ctx, user.Login, s.time()); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, user.ID, nil); err != nil {
			return err
		}
		if err := q.EndInvitation(ctx, user.ID); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		entry := s.entry(actor, user.Issuer, ActionUserDisabled)
		entry.Note = user.ID.String()
		return q.AppendAudit(ctx, entry)
	})
}

// Enable lets a colleague in again. Role administrator.
func (s *Service) Enable(ctx context.Context, actor Actor, id uuid.UUID) error {
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		user, err := colleague(ctx, q, actor, id)
		if err != nil {
			return err
		}
		if err := q.EnableUser(ctx, user.ID); err != nil {
			return err
		}
		entry := s.entry(actor, user.Issuer, ActionUserEnabled)
		entry.Note = user.ID.String()
		return q.AppendAudit(ctx, entry)
	})
}

// Invited returns for whom a link sets a password, or ErrNotFound where it is
// used, void or too old.
func (s *Service) Invited(ctx context.Context, token Token) (User, error) {
	return s.store.Invited(ctx, token.Hash(), s.time())
}

// AcceptInvitation sets the password of the user whom a link is for, and
// spends the link.
func (s *Service) AcceptInvitation(ctx context.Context, token Token, new Password) (User, error) {
	user, err := s.Invited(ctx, token)
	if err != nil {
		return User{}, err
	}
	hash, err := s.hash(ctx, user.Login, new)
	if err != nil {
		return User{}, err
	}
	return user, s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		again, err := q.Invited(ctx, token.Hash(), s.time())
		if err != nil {
			return err
		}
		if err := q.EndInvitation(ctx, again.ID); err != nil { // of two at once one finds nothing to end
			return err
		}
		if err := q.SetPassword(ctx, again.ID, hash, s.time()); err != nil {
			return err
		}
		if err := q.EndSessions(ctx, again.ID, nil); err != nil {
			return err
		}
		entry := s.entry(again.actor(), again.Issuer, ActionPasswordSet)
		entry.Note = again.ID.String()
		return q.AppendAudit(ctx, entry)
	})
}

// Sweep forgets what is past: sessions, invitations and uploads. Call it now and then.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.time()
	return errors.Join(s.store.SweepAccounts(ctx, now.Add(-SessionIdle), now.Add(-SessionLife), now), s.store.SweepUploads(ctx, now))
}

// School returns the issuer that actor belongs to.
func (s *Service) School(ctx context.Context, actor Actor) (Issuer, error) {
	return s.store.Issuer(ctx, actor.Issuer)
}

// Names returns the names of actor's colleagues by id, those who left
// included: who imported, who approved.
func (s *Service) Names(ctx context.Context, actor Actor) (map[uuid.UUID]string, error) {
	if err := actor.may(actor.Issuer, readers...); err != nil {
		return nil, err
	}
	people, err := s.store.Colleagues(ctx, actor.Issuer)
	if err != nil {
		return nil, err
	}
	names := make(map[uuid.UUID]string, len(people))
	for _, p := range people {
		names[p.ID] = p.Name
	}
	return names, nil
}
