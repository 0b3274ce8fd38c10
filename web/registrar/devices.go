package registrar

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/account"
)

// devicesData is what the page of known devices shows.
type devicesData struct {
	Devices []account.KnownDevice
	Most    int // that are known
	Days    int // after which one is forgotten
}

func (u *UI) showDevices(v *visit) error { return u.devicesPage(v, "") }

func (u *UI) devicesPage(v *visit, done string) error {
	devices, err := u.Register.Accounts.KnownDevices(v.ctx(), v.actor, v.token)
	if err != nil {
		return err
	}
	data := devicesData{Devices: devices, Most: account.MaxDevices, Days: int(account.DeviceLife.Hours() / 24)}
	return v.render(http.StatusOK, "devices", view{Done: done, Data: data})
}

// forgetDevice forgets one device. Where it is the one that asks, its session has ended.
func (u *UI) forgetDevice(v *visit) error {
	id, err := uuid.Parse(v.c.PostForm("device"))
	if err != nil {
		return registry.ErrNotFound
	}
	if err := u.Register.Accounts.ForgetDevice(v.ctx(), v.actor, id); err != nil {
		return err
	}
	return v.redirect("/devices")
}

func (u *UI) forgetDevices(v *visit) error {
	if err := u.Register.Accounts.ForgetDevices(v.ctx(), v.actor, v.token); err != nil {
		return err
	}
	return u.devicesPage(v, v.say("devicesForgotten"))
}

// Browsers and systems by what they call themselves (RFC 9110 section 10.1.5). A browser
// names those that it is like too, so that the first that is found counts.
var (
	browsers = [][2]string{
		{"coc_coc", "Cốc Cốc"},
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"FxiOS", "Firefox"},
		{"Firefox/", "Firefox"},
		{"CriOS", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	}
	systems = [][2]string{
		{"Windows", "Windows"},
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"CrOS", "ChromeOS"},
		{"Mac OS X", "macOS"},
		{"Linux", "Linux"},
	}
)

// browserOf returns what a person knows a browser by, "Firefox, Windows", in words of our
// own: nothing that the browser says is kept as it stands. "" where nothing is known.
func browserOf(userAgent string) string {
	var parts []string
	for _, names := range [][][2]string{browsers, systems} {
		for _, name := range names {
			if strings.Contains(userAgent, name[0]) {
				parts = append(parts, name[1])
				break
			}
		}
	}
	return strings.Join(parts, ", ")
}
