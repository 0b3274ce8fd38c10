package registrar

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"sogoc/registry"
	"sogoc/registry/account"
)

// signInData is what the page to sign in shows.
type signInData struct{ Login, Next string }

func (u *UI) showSignIn(v *visit) error {
	next := localPath(v.c.Query("next"))
	if v.signedIn {
		return v.redirect(next)
	}
	return v.render(http.StatusOK, "sign-in", view{Trouble: v.sessionEnded(), Data: signInData{Next: next}})
}

// signIn answers everything that is wrong in the same words, and in the same time.
func (u *UI) signIn(v *visit) error {
	data := signInData{
		Login: strings.ToLower(strings.TrimSpace(v.c.PostForm("login"))),
		Next:  localPath(v.c.PostForm("next")),
	}
	attempt, wait, err := v.beginAttempt(data.Login)
	if err != nil {
		return err
	}
	if wait > 0 {
		seconds := int(math.Ceil(wait.Seconds()))
		v.c.Header("Retry-After", strconv.Itoa(seconds))
		return v.render(http.StatusTooManyRequests, "sign-in", view{Trouble: v.say("wait", seconds), Data: data})
	}
	in, err := u.Register.Accounts.SignIn(v.ctx(), account.Attempt{
		Login:    data.Login,
		Password: registry.Secret(v.c.PostForm("password")),
		Device:   attempt.device,
		Devices:  v.devices(),
		Browser:  browserOf(v.c.Request.UserAgent()),
	})
	switch {
	case errors.Is(err, registry.ErrUnauthenticated):
		return v.render(http.StatusUnprocessableEntity, "sign-in", view{Trouble: v.say("wrongLogin"), Data: data})
	case errors.Is(err, account.ErrBusy):
		attempt.notMade()
		return v.renderBusy("sign-in", data)
	}
	if err != nil {
		return err
	}
	attempt.succeeded()
	if v.signedIn { // the browser's earlier session is not left behind
		if err := u.Register.Accounts.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	v.setSessionCookie(in.Session)
	v.keepDevice(in.Device, attempt.device)
	return v.redirect(data.Next)
}

// renderBusy says that too many people are signing in and what to do, on the page
// that was sent.
func (v *visit) renderBusy(page string, data any) error {
	v.c.Header("Retry-After", "5")
	return v.render(http.StatusServiceUnavailable, page, view{Trouble: v.say("signInBusy"), Data: data})
}

func (u *UI) signOut(v *visit) error {
	if v.token != "" {
		if err := u.Register.Accounts.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	v.setSessionCookie("")
	return v.redirect("/sign-in")
}

func (u *UI) showPassword(v *visit) error {
	return v.render(http.StatusOK, "password", view{Data: v.actor})
}

func (u *UI) changePassword(v *visit) error {
	refuse := func(trouble string) error {
		return v.render(http.StatusUnprocessableEntity, "password", view{Trouble: trouble, Data: v.actor})
	}
	if v.c.PostForm("new") != v.c.PostForm("again") {
		return refuse(v.say("notAgain"))
	}
	attempt, wait, err := v.beginAttempt(v.actor.Login)
	if err != nil {
		return err
	}
	if wait > 0 {
		return refuse(v.say("wait", int(math.Ceil(wait.Seconds()))))
	}
	in, err := u.Register.Accounts.ChangePassword(v.ctx(), v.actor, account.PasswordChange{
		Old:    registry.Secret(v.c.PostForm("old")),
		New:    registry.Secret(v.c.PostForm("new")),
		Device: attempt.device,
		// Another session begins on this device.
		Browser: browserOf(v.c.Request.UserAgent()),
	})
	switch {
	case err == nil:
		attempt.succeeded()
		v.setSessionCookie(in.Session)
		v.keepDevice(in.Device, attempt.device)
		return v.render(http.StatusOK, "password", view{Done: v.say("passwordChanged"), Data: v.actor})
	case errors.Is(err, registry.ErrUnauthenticated):
		return refuse(v.say("wrongOld"))
	case errors.Is(err, account.ErrPassword):
		return refuse(v.say("weak", account.MinPassword))
	case errors.Is(err, account.ErrBusy):
		attempt.notMade()
		return v.renderBusy("password", v.actor)
	}
	return err
}

// invitationData is what the page behind an invitation's link shows. The
// link's secret comes in the fragment, which no server's log ever holds, and
// the page's script puts it into the form.
type invitationData struct {
	Code string
	Name string // of whom it is for, once that is known
}

func (u *UI) showInvitation(v *visit) error {
	return v.render(http.StatusOK, "invitation", view{Data: invitationData{}})
}

func (u *UI) acceptInvitation(v *visit) error {
	data := invitationData{Code: strings.TrimSpace(v.c.PostForm("code"))}
	if _, after, cut := strings.Cut(data.Code, "#"); cut { // the whole link was pasted
		data.Code = after
	}
	trouble := ""
	user, err := u.Register.Accounts.Invited(v.ctx(), account.Token(data.Code))
	if err == nil {
		data.Name = user.Name
		if v.c.PostForm("new") != v.c.PostForm("again") {
			trouble = v.say("notAgain")
		} else {
			_, err = u.Register.Accounts.AcceptInvitation(v.ctx(), account.Token(data.Code), registry.Secret(v.c.PostForm("new")))
		}
	}
	switch {
	case errors.Is(err, registry.ErrNotFound):
		trouble = v.say("deadLink")
	case errors.Is(err, account.ErrPassword):
		trouble = v.say("weak", account.MinPassword)
	case errors.Is(err, account.ErrBusy):
		return v.renderBusy("invitation", data)
	case err != nil:
		return err
	}
	if trouble != "" {
		return v.render(http.StatusUnprocessableEntity, "invitation", view{Trouble: trouble, Data: data})
	}
	return v.render(http.StatusOK, "sign-in", view{Done: v.say("passwordSet"), Data: signInData{Login: user.Login}})
}
