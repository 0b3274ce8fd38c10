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
	return v.render(http.StatusOK, "sign-in", view{Data: signInData{Next: next}})
}

// signIn answers everything that is wrong in the same words, and in the same time.
func (u *UI) signIn(v *visit) error {
	data := signInData{
		Login: strings.ToLower(strings.TrimSpace(v.c.PostForm("login"))),
		Next:  localPath(v.c.PostForm("next")),
	}
	address := v.c.ClientIP()
	if wait := u.signIns.beginAttempt(address, data.Login); wait > 0 {
		seconds := int(math.Ceil(wait.Seconds()))
		v.c.Header("Retry-After", strconv.Itoa(seconds))
		return v.render(http.StatusTooManyRequests, "sign-in", view{Trouble: v.say("wait", seconds), Data: data})
	}
	_, token, err := u.Register.Accounts.SignIn(v.ctx(), data.Login, registry.Secret(v.c.PostForm("password")))
	switch {
	case errors.Is(err, registry.ErrUnauthenticated):
		return v.render(http.StatusUnprocessableEntity, "sign-in", view{Trouble: v.say("wrongLogin"), Data: data})
	case errors.Is(err, account.ErrBusy):
		u.signIns.attemptNotMade(address, data.Login)
		v.c.Header("Retry-After", "5")
		return v.render(http.StatusServiceUnavailable, "sign-in", view{Trouble: v.say("signInBusy"), Data: data})
	}
	if err != nil {
		return err
	}
	u.signIns.attemptSucceeded(address, data.Login)
	if v.signedIn { // the browser's earlier session is not left behind
		if err := u.Register.Accounts.SignOut(v.ctx(), v.token); err != nil {
			return err
		}
	}
	v.setSessionCookie(token)
	return v.redirect(data.Next)
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
	trouble := ""
	address := v.c.ClientIP()
	if v.c.PostForm("new") != v.c.PostForm("again") {
		trouble = v.say("notAgain")
	} else if wait := u.signIns.beginAttempt(address, v.actor.Login); wait > 0 {
		trouble = v.say("wait", int(math.Ceil(wait.Seconds())))
	} else {
		err := u.Register.Accounts.ChangePassword(v.ctx(), v.actor, v.token, registry.Secret(v.c.PostForm("old")), registry.Secret(v.c.PostForm("new")))
		switch {
		case err == nil:
			u.signIns.attemptSucceeded(address, v.actor.Login)
			return v.render(http.StatusOK, "password", view{Done: v.say("passwordChanged"), Data: v.actor})
		case errors.Is(err, registry.ErrUnauthenticated):
			trouble = v.say("wrongOld")
		case errors.Is(err, account.ErrPassword):
			trouble = v.say("weak", account.MinPassword)
		default:
			return err
		}
	}
	return v.render(http.StatusUnprocessableEntity, "password", view{Trouble: trouble, Data: v.actor})
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
	case err != nil:
		return err
	}
	if trouble != "" {
		return v.render(http.StatusUnprocessableEntity, "invitation", view{Trouble: trouble, Data: data})
	}
	return v.render(http.StatusOK, "sign-in", view{Done: v.say("passwordSet"), Data: signInData{Login: user.Login}})
}
