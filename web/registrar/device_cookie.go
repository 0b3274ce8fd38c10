package registrar

import (
	"net/http"
	"strings"
	"time"

	"sogoc/registry/account"
)

// deviceCookie returns the name of the cookie by which a browser is known for
// accounts that signed in here before.
func (u *UI) deviceCookie() string { return u.cookie() + "-device" }

// deviceSeparator stands between the tokens of several people who use one browser.
const deviceSeparator = "."

// devices returns the tokens that the browser shows, newest first.
func (v *visit) devices() []account.Token {
	cookie, err := v.c.Request.Cookie(v.ui.deviceCookie())
	if err != nil || cookie.Value == "" {
		return nil
	}
	var tokens []account.Token
	for part := range strings.SplitSeq(cookie.Value, deviceSeparator) {
		if token := account.Token(part); len(tokens) < account.MaxDeviceTokens && token.WellFormed() {
			tokens = append(tokens, token)
		}
	}
	return tokens
}

// keepDevice makes the browser known: token goes before the tokens that it showed,
// and takes the place of the one that stood for the same account.
func (v *visit) keepDevice(token account.Token, replaced account.Device) {
	kept := []string{string(token)}
	for _, old := range v.devices() {
		if !replaced.Is(old) && len(kept) < account.MaxDeviceTokens {
			kept = append(kept, string(old))
		}
	}
	http.SetCookie(v.c.Writer, &http.Cookie{
		Name:     v.ui.deviceCookie(),
		Value:    strings.Join(kept, deviceSeparator),
		Path:     Prefix,
		MaxAge:   int(account.DeviceLife / time.Second),
		Secure:   v.ui.Secure,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	})
}

// passwordAttempt is an attempt to give a password of one login: counted by the
// device that made it where that is known, by its address otherwise.
type passwordAttempt struct {
	v       *visit
	login   string
	address string
	device  account.Device
}

// beginAttempt counts an attempt, or counts nothing and returns how long the person
// must wait.
func (v *visit) beginAttempt(login string) (*passwordAttempt, time.Duration, error) {
	a := &passwordAttempt{v: v, login: login, address: v.c.ClientIP()}
	var err error
	if a.device, err = v.ui.Register.Accounts.RecognizeDevice(v.ctx(), login, v.devices()); err != nil {
		return nil, 0, err
	}
	if a.device.Known() {
		return a, 0, nil
	}
	return a, v.ui.signIns.beginAttempt(a.address, login), nil
}

// succeeded forgets what the attempt counted.
func (a *passwordAttempt) succeeded() {
	if !a.device.Known() {
		a.v.ui.signIns.attemptSucceeded(a.address, a.login)
	}
}

// notMade takes back an attempt of which no password was looked at. What a known
// device counted the accounts take back themselves.
func (a *passwordAttempt) notMade() {
	if !a.device.Known() {
		a.v.ui.signIns.attemptNotMade(a.address, a.login)
	}
}
