package registrar

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry"
	"sogoc/registry/account"
)

// schoolRoles are the roles that an administrator can give, in the order of the page.
var schoolRoles = []registry.Role{
	registry.RoleRegistrar,
	registry.RoleApprover,
	registry.RoleReader,
	registry.RoleAdministrator,
}

// peopleData is what the page of people shows.
type peopleData struct {
	People []account.Colleague
	Me     uuid.UUID
	Roles  []registry.Role
	Form   account.NewUser // as it was filled in
	Link   string          // a new invitation's, shown this once
	For    string          // whom it is for
}

func (u *UI) showPeople(v *visit) error { return u.people(v, http.StatusOK, view{}, peopleData{}) }

func (u *UI) people(v *visit, status int, fill view, data peopleData) error {
	var err error
	if data.People, err = u.Register.Accounts.People(v.ctx(), v.actor); err != nil {
		return err
	}
	data.Me, data.Roles = v.actor.ID, schoolRoles
	fill.Data = data
	return v.render(status, "people", fill)
}

func (u *UI) invite(v *visit) error {
	form := account.NewUser{
		Login: strings.ToLower(strings.TrimSpace(v.c.PostForm("login"))),
		Name:  norm.NFC.String(strings.TrimSpace(v.c.PostForm("name"))),
	}
	for _, role := range v.c.PostFormArray("role") {
		form.Roles = append(form.Roles, registry.Role(role))
	}
	user, token, err := u.Register.Accounts.Invite(v.ctx(), v.actor, form)
	switch {
	case errors.Is(err, registry.ErrConflict):
		return u.people(v, http.StatusConflict, view{Trouble: v.say("loginTaken")}, peopleData{Form: form})
	case errors.Is(err, registry.ErrInvalid):
		return u.people(v, http.StatusUnprocessableEntity, view{Trouble: v.say("userForm")}, peopleData{Form: form})
	case err != nil:
		return err
	}
	return u.people(v, http.StatusOK, view{}, peopleData{Link: v.invitation(token), For: user.Name})
}

func (u *UI) inviteAgain(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	user, token, err := u.Register.Accounts.InviteAgain(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	return u.people(v, http.StatusOK, view{}, peopleData{Link: v.invitation(token), For: user.Name})
}

// invitation returns the link of an invitation under the name by which the
// administrator came.
func (v *visit) invitation(token account.Token) string {
	scheme := "http"
	if v.ui.Secure {
		scheme = "https"
	}
	return scheme + "://" + v.c.Request.Host + Prefix + "/invitation#" + string(token)
}

func (u *UI) disable(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := u.Register.Accounts.Disable(v.ctx(), v.actor, id); err != nil {
		return err
	}
	return v.redirect("/people")
}

func (u *UI) enable(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if err := u.Register.Accounts.Enable(v.ctx(), v.actor, id); err != nil {
		return err
	}
	return v.redirect("/people")
}
