package registrar

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/unfinished"
	"sogoc/web"
)

// visit is one request, and who makes it.
type visit struct {
	c        *gin.Context
	ui       *UI
	language web.Language
	signedIn bool
	actor    registry.Actor
	token    account.Token // of the session

	leftOn    string            // the page that leftForms are of
	leftForms []unfinished.Form // what the person left there
}

func (v *visit) ctx() context.Context { return v.c.Request.Context() }

// redirect answers with a redirect to another page.
func (v *visit) redirect(path string) error {
	v.c.Redirect(http.StatusSeeOther, Prefix+path)
	return nil
}

// follow answers a movedTo with a redirect there, and returns other errors.
func (v *visit) follow(err error) error {
	var moved movedTo
	if errors.As(err, &moved) {
		return v.redirect(moved.path)
	}
	return err
}

// id returns the UUID in the path; a malformed one names nothing.
func (v *visit) id() (uuid.UUID, error) {
	parsed, err := uuid.Parse(v.c.Param("id"))
	if err != nil || parsed.String() != v.c.Param("id") {
		return uuid.UUID{}, registry.ErrNotFound
	}
	return parsed, nil
}

// say returns a text, with what it is about.
func (v *visit) say(name string, about ...any) string {
	text := texts[name].In(v.language)
	if len(about) > 0 {
		return sprintf(v.language, text, about...)
	}
	return text
}

// errCrossOrigin means that another site made the browser send this.
var errCrossOrigin = errors.New("cross-origin request")

// errRole is ErrForbidden for a role that a route does not admit.
var errRole = fmt.Errorf("%w: the page does not admit this role", registry.ErrForbidden)

// admit finds out who asks, before anything of the request's body is read. It
// returns nil where it has answered itself: strangers are shown the way in.
//
// What was sent after its person's session had ended is kept for that person, who
// finds it on its page after signing in again. It is nobody else's: see keepUnsent.
func (u *UI) admit(c *gin.Context, r route) (*visit, error) {
	if err := u.sameWeb.Check(c.Request); err != nil {
		return nil, errCrossOrigin
	}
	v := &visit{c: c, ui: u, language: languageOf(c)}
	if cookie, err := c.Request.Cookie(u.cookie()); err == nil && cookie.Value != "" {
		v.token = account.Token(cookie.Value)
		actor, err := u.Register.Accounts.SignedIn(c.Request.Context(), v.token)
		switch {
		case err == nil:
			v.actor, v.signedIn = actor, true
		case !errors.Is(err, registry.ErrUnauthenticated):
			return nil, err
		}
	}
	switch {
	case r.who.everybody, v.signedIn && r.who.admits(v.actor):
		return v, nil
	case v.signedIn:
		return nil, errRole
	}
	if c.FullPath() == Prefix+"/unfinished" {
		return nil, u.keepAfterEnd(c, v.token)
	}
	query := url.Values{}
	switch {
	case c.Request.Method == http.MethodGet && c.FullPath() != Prefix:
		query.Set("next", sentTo(c))
	case r.page != "":
		page, kept, err := u.keepUnsent(c, r, v.token)
		if err != nil {
			return nil, err
		}
		query.Set("next", page)
		query.Set("kept", map[bool]string{true: "yes", false: "no"}[kept])
	}
	address := Prefix + "/sign-in"
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	c.Redirect(http.StatusSeeOther, address)
	return nil, nil
}

// cookie returns the name of the session's cookie. The prefix makes browsers
// refuse one that was set without https.
func (u *UI) cookie() string {
	if u.Secure {
		return "__Secure-sogoc-registrar"
	}
	return "sogoc-registrar"
}

// setSessionCookie gives the browser the session's token; "" takes it away.
func (v *visit) setSessionCookie(token account.Token) {
	cookie := &http.Cookie{
		Name:     v.ui.cookie(),
		Value:    string(token),
		Path:     Prefix,
		Secure:   v.ui.Secure,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	}
	if token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(v.c.Writer, cookie)
}

// languageCookie holds "vi" or "en".
const languageCookie = "sogoc-language"

// languageOf returns the language that the person chose, or the browser prefers.
func languageOf(c *gin.Context) web.Language {
	chosen, err := c.Request.Cookie(languageCookie)
	if err != nil {
		return web.LanguageOf("", c.Request)
	}
	return web.LanguageOf(chosen.Value, c.Request)
}

// setLanguage keeps the choice and goes back to the page that it was made on.
func (u *UI) setLanguage(v *visit) error {
	l := web.LanguageOf(v.c.PostForm("lang"), v.c.Request)
	http.SetCookie(
		v.c.Writer,
		&http.Cookie{Name: languageCookie, Value: string(l), Path: Prefix, MaxAge: 365 * 24 * 60 * 60,
			Secure: u.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	)
	return v.redirect(localPath(v.c.PostForm("back")))
}

// localPath returns a path of these pages, "" for anything else: a redirect must
// not lead elsewhere.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "\\?#:\r\n") || strings.Contains(path, "//") ||
		strings.Contains(path, "..") {
		return ""
	}
	return path
}
