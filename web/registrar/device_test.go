package registrar_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testbrowser"
	"sogoc/registry/account"
	"sogoc/web/registrar"
)

// signInFrom signs in from an address with what a browser shows there.
func (b *bundle) signInFrom(address, login, password string, cookies ...*http.Cookie) *httptest.ResponseRecorder {
	form := url.Values{"login": {login}, "password": {password}}
	r := httptest.NewRequest(http.MethodPost, registrar.Prefix+"/sign-in", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept-Language", "en")
	r.RemoteAddr = address + ":1"
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, r)
	return w
}

const schoolAddress = "203.0.113.20"

// flood tries wrong passwords from an address until it has to wait.
func (b *bundle) flood(address string, logins ...string) {
	b.t.Helper()
	for i := range 60 {
		b.signInFrom(address, logins[i%len(logins)], "sai "+strconv.Itoa(i))
	}
	for _, login := range logins {
		w := b.signInFrom(address, login, secret)
		require.Equal(b.t, http.StatusTooManyRequests, w.Code)
		require.NotEmpty(b.t, w.Header().Get("Retry-After"))
		require.Contains(b.t, w.Body.String(), "need not wait", "the page says what to do")
	}
}

func TestAKnownDeviceDoesNotWaitForOthersGuesses(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *registrar.Config) { c.Secure = true })
	in := b.signInFrom(schoolAddress, "giaovu", secret)
	device := cookieOf(t, in, "-device")
	require.True(t, device.Secure)
	require.True(t, device.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, device.SameSite)
	require.Equal(t, registrar.Prefix, device.Path)
	require.Equal(t, int(account.DeviceLife.Seconds()), device.MaxAge)
	require.True(t, strings.HasPrefix(device.Name, "__Secure-"))

	unknown := make([]string, 20)
	for i := range unknown {
		unknown[i] = "khong-co-" + strconv.Itoa(i)
	}
	b.flood(schoolAddress, append(unknown, "giaovu", "hieutruong")...)
	for _, forged := range []string{strings.Repeat("A", 43), "", "x.y.z", strings.Repeat(string(account.NewToken())+".", 50)} {
		w := b.signInFrom(schoolAddress, "giaovu", secret, &http.Cookie{Name: device.Name, Value: forged})
		require.Equal(t, http.StatusTooManyRequests, w.Code, "a forged cookie is a stranger's")
	}
	w := b.signInFrom(schoolAddress, "hieutruong", secret, device)
	require.Equal(t, http.StatusTooManyRequests, w.Code, "a device is of one account")

	w = b.signInFrom(schoolAddress, "giaovu", "sai rồi", device)
	require.Equal(t, http.StatusUnprocessableEntity, w.Code, "it is looked at")
	w = b.signInFrom(schoolAddress, "giaovu", secret, device)
	require.Equal(t, http.StatusSeeOther, w.Code, "the right password on a known device")
	next := cookieOf(t, w, "-device")
	require.NotEqual(t, device.Value, next.Value)

	for range account.MaxDeviceGuesses {
		require.Equal(t, http.StatusUnprocessableEntity, b.signInFrom(schoolAddress, "giaovu", "sai rồi", next).Code)
	}
	w = b.signInFrom(schoolAddress, "giaovu", "sai rồi", next)
	require.Equal(t, http.StatusTooManyRequests, w.Code, "with a stolen cookie one waits as everybody does")
	require.NotContains(t, b.log.String(), next.Value)
}

func TestOneBrowserIsKnownForSeveralPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	device := cookieOf(t, b.signInFrom(schoolAddress, "giaovu", secret), "-device")
	device = cookieOf(t, b.signInFrom(schoolAddress, "hieutruong", secret, device), "-device")
	require.Len(t, strings.Split(device.Value, "."), 2)
	b.flood(schoolAddress, "giaovu", "hieutruong")
	for _, login := range []string{"giaovu", "hieutruong", "giaovu"} {
		w := b.signInFrom(schoolAddress, login, secret, device)
		require.Equal(t, http.StatusSeeOther, w.Code)
		device = cookieOf(t, w, "-device")
		require.Len(t, strings.Split(device.Value, "."), 2, "a new token takes the old one's place")
	}
}

func TestAKnownDeviceInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.signOut()
	b.flood("127.0.0.1", "giaovu", "hieutruong")
	p.Run(
		testbrowser.SetValue("#login", "hieutruong"),
		testbrowser.SetValue("#password", secret),
	)
	p.press("button.go", ".trouble")
	require.Contains(t, p.Text(".trouble"), "không phải đợi")
	var login string
	p.Run(testbrowser.Value("#login", &login))
	require.Equal(t, "hieutruong", login)
	p.signIn("giaovu")
}

func TestBrowsersAreNamedInOurWords(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0": "Edge, Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":           "Chrome, Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                    "Firefox, Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36":              "Chrome, Android",
		"<script>alert(1)</script>": "",
		"":                          "",
	} {
		require.Equal(t, want, registrar.BrowserOf(agent), agent)
	}
}

// A person sees the devices of the account and forgets one that is lost, or all.
func TestKnownDevicesInTheBrowser(t *testing.T) {
	t.Parallel()
	b := setup(t)
	lost := b.signInFrom(schoolAddress, "giaovu", secret)
	p := b.open()
	p.Look(1280, "light")
	p.signIn("giaovu")
	p.everywhere("devices", func() { p.visit("/devices") })
	p.Look(1280, "light")
	p.visit("/devices")
	require.Contains(t, p.Text("#main"), "thiết bị này")
	require.Contains(t, p.Text("#main"), "Chrome, Linux")
	require.Contains(t, p.Text("#main"), "Trình duyệt không rõ")
	require.NotContains(t, p.Text("#main"), "Edge", "nothing of somebody else's")

	p.press(`tr:not(:has(small)) button.danger`, "table")
	require.NotContains(t, p.Text("#main"), "Trình duyệt không rõ")
	w := b.signInFrom(schoolAddress, "giaovu", secret, cookieOf(t, lost, "-device"))
	require.Equal(t, http.StatusSeeOther, w.Code, "a forgotten device is a stranger with the right password")
	p.visit("/devices")
	require.Contains(t, p.Text("#main"), "Trình duyệt không rõ")
	p.press(`form[action$="/forget-all"] button`, ".message.good")
	require.Contains(t, p.Text("#main"), "Chưa có thiết bị quen nào")
	require.Contains(t, p.Text(".menu summary"), "Giáo Vụ", "this session goes on")
	p.quiet()
}
