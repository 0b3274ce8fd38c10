package registrar_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/web/registrar"
)

// admitted says who may ask for each page: "all" is everybody, signed in or
// not. What is not here does not exist.
var admitted = map[string][]string{
	"GET ":             signedIn,
	"GET /sign-in":     {"all"},
	"POST /sign-in":    {"all"},
	"POST /sign-out":   {"all"},
	"POST /language":   {"all"},
	"GET /invitation":  {"all"},
	"POST /invitation": {"all"},
	"GET /password":    signedIn,
	"POST /password":   signedIn,

	"GET /devices":             signedIn,
	"POST /devices/forget":     signedIn,
	"POST /devices/forget-all": signedIn,

	"POST /unfinished":         signedIn,
	"POST /unfinished/discard": signedIn,
	"POST /unfinished/notices": signedIn,

	"GET /status-changes/unfinished": registrarsAndApprovers,

	"GET /people":                 administrators,
	"POST /people":                administrators,
	"POST /people/:id/invitation": administrators,
	"POST /people/:id/disable":    administrators,
	"POST /people/:id/enable":     administrators,

	"GET /templates/:file":      registrars,
	"GET /uploads/new":          registrars,
	"POST /uploads":             registrars,
	"GET /uploads/:id":          registrars,
	"POST /uploads/:id":         registrars,
	"POST /uploads/:id/answers": registrars,
	"POST /uploads/:id/import":  registrars,
	"POST /uploads/:id/find":    registrars,

	"GET /uploads/:id/specimens/:file": registrars,
	"GET /batches/:id/specimens/:file": staff,
	"POST /batches/:id/find":           staff,

	"POST /uploads/:id/discard":     registrars,
	"GET /uploads/:id/marked/:file": registrars,
	"GET /uploads/progress":         registrars,

	"GET /overview":                    staff,
	"GET /batches/:id/files/:file":     staff,
	"GET /credentials":                 staff,
	"POST /credentials":                staff,
	"GET /credentials/:id":             staff,
	"GET /credentials/:id/progress":    staff,
	"GET /credentials/:id/files/:file": staff,
	"GET /status-changes":              staff,
	"GET /status-changes/progress":     staff,
	"POST /status-changes/preview":     registrarsAndApprovers,
	"POST /status-changes":             registrarsAndApprovers,
	"GET /proposals/:id":               staff,
	"POST /proposals/:id/confirm":      approvers,
	"POST /proposals/:id/refuse":       approvers,
	"POST /proposals/:id/withdraw":     registrarsAndApprovers,

	"GET /batches":              staff,
	"GET /batches/:id":          staff,
	"GET /batches/:id/progress": staff,
	"POST /batches/:id/approve": approvers,
	"POST /batches/:id/retry":   approvers,
	"POST /batches/:id/reject":  approvers,
	"POST /batches/:id/discard": registrars,

	"POST /batches/:id/set-aside":        registrarsAndApprovers,
	"POST /batches/:id/give-up":          registrarsAndApprovers,
	"POST /batches/:id/give-up/withdraw": registrarsAndApprovers,
}

var (
	signedIn               = []string{"giaovu", "hieutruong", "thanhtra", "quantri", "kiemnhiem", "nguoikhac"}
	administrators         = []string{"quantri", "nguoikhac"}
	registrars             = []string{"giaovu", "kiemnhiem", "nguoikhac"}
	approvers              = []string{"hieutruong", "kiemnhiem", "nguoikhac"}
	registrarsAndApprovers = []string{"giaovu", "hieutruong", "kiemnhiem", "nguoikhac"}

	staff = []string{"giaovu", "hieutruong", "thanhtra", "kiemnhiem", "nguoikhac"}
)

func TestEveryRouteAdmitsItsRolesOnly(t *testing.T) {
	t.Parallel()
	b := setup(t)
	seen := map[string]bool{}
	for _, r := range b.engine.Routes() {
		path, ours := strings.CutPrefix(r.Path, registrar.Prefix)
		if !ours {
			require.Equal(t, "/", r.Path, "a public route that nobody decided on")
			continue
		}
		if strings.HasPrefix(path, "/static/") {
			require.Equal(t, http.MethodGet, r.Method)
			continue
		}
		name := r.Method + " " + path
		allowed, ok := admitted[name]
		require.True(t, ok, "%s is not in the table", name)
		seen[name] = true
		target := strings.NewReplacer(":id", uuid.NewString(), ":file", "list").Replace(path)
		for _, who := range append([]string{""}, signedIn...) {
			if who != "" && (name == "POST /sign-out" || name == "POST /password") {
				b.cookies[who] = nil // these end it
			}
			var w *httptest.ResponseRecorder
			if r.Method == http.MethodGet {
				w = b.get(who, target)
			} else {
				w = b.post(who, target)
			}
			switch {
			case slices.Contains(allowed, "all"), slices.Contains(allowed, who):
				require.NotContains(
					t,
					[]int{http.StatusForbidden, http.StatusInternalServerError},
					w.Code,
					"%s as %q: %s",
					name,
					who,
					w.Body,
				)
			case who == "" && name == "POST /unfinished": // a script asks, which can sign nobody in
				require.Equal(t, http.StatusForbidden, w.Code)
			case who == "":
				require.Equal(t, http.StatusSeeOther, w.Code, "%s as a stranger", name)
				require.True(t, strings.HasPrefix(w.Header().Get("Location"), registrar.Prefix+"/sign-in"), name)
			default:
				require.Equal(t, http.StatusForbidden, w.Code, "%s as %s", name, who)
			}
			if name == "POST /sign-out" {
				b.cookies[who] = nil
			}
		}
	}
	require.Len(t, seen, len(admitted))
}

func TestPagesOfAnotherSiteCannotSend(t *testing.T) {
	t.Parallel()
	b := setup(t)
	cookie := session(t, b.signIn("quantri", secret))
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://boesewicht.example"}} {
		r := httptest.NewRequest(
			http.MethodPost,
			registrar.Prefix+"/people/"+b.ids["giaovu"].ID.String()+"/disable",
			nil,
		)
		r.AddCookie(cookie)
		r.Header.Set(header[0], header[1])
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, r)
		require.Equal(t, http.StatusForbidden, w.Code)
	}
	require.Equal(t, http.StatusSeeOther, b.signIn("giaovu", secret).Code, "nobody was shut out")
}

func TestSignInAndOut(t *testing.T) {
	t.Parallel()
	b := setup(t)
	to(t, b.get("", "/people"), "/sign-in?next=%2Fpeople")
	w := b.post("", "/sign-in", "login", "QuanTri", "password", secret, "next", "/people")
	to(t, w, "/people")
	cookie := session(t, w)
	require.True(t, cookie.HttpOnly)
	require.Equal(t, http.SameSiteStrictMode, cookie.SameSite)
	require.Equal(t, registrar.Prefix, cookie.Path)
	require.Zero(t, cookie.MaxAge, "it ends with the browser")
	for _, next := range []string{"https://boesewicht.example", "//boesewicht.example", "/\\boesewicht.example", "/../x", "/x?y"} {
		to(t, b.post("", "/sign-in", "login", "quantri", "password", secret, "next", next), "")
	}

	first, second := b.signIn("quantri", "sai rồi"), b.signIn("khong-co", "sai rồi")
	require.Equal(t, http.StatusUnprocessableEntity, first.Code)
	require.Equal(
		t,
		strings.ReplaceAll(first.Body.String(), "quantri", "khong-co"),
		second.Body.String(),
		"nobody learns which logins exist",
	)

	b.cookies["quantri"] = cookie
	require.Equal(t, http.StatusOK, b.get("quantri", "/people").Code)
	out := b.post("quantri", "/sign-out")
	to(t, out, "/sign-in")
	require.Negative(t, session(t, out).MaxAge)
	to(t, b.get("quantri", "/password"), "/sign-in?next=%2Fpassword")
	require.NotContains(t, b.log.String(), secret)
	require.NotContains(t, b.log.String(), cookie.Value)
}

func TestSecureCookies(t *testing.T) {
	t.Parallel()
	b := setup(t, func(c *registrar.Config) { c.Secure = true })
	cookie := session(t, b.signIn("quantri", secret))
	require.True(t, cookie.Secure)
	require.True(t, strings.HasPrefix(cookie.Name, "__Secure-"))
}

func TestGuessing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	from := func(address, login, password string) int {
		r := httptest.NewRequest(
			http.MethodPost,
			registrar.Prefix+"/sign-in",
			strings.NewReader("login="+login+"&password="+strings.ReplaceAll(password, " ", "+")),
		)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.RemoteAddr = address + ":1"
		w := httptest.NewRecorder()
		b.engine.ServeHTTP(w, r)
		return w.Code
	}
	const stranger, owner, local = "203.0.113.7", "198.51.100.1", "127.0.0.1"
	for range 5 {
		require.Equal(t, http.StatusUnprocessableEntity, from(stranger, "quantri", "x"))
	}
	refused := 0
	for range 20 { // each wait is longer than the one before
		if from(stranger, "quantri", secret) == http.StatusTooManyRequests {
			refused++
		}
		b.ledger.Clock.Advance(1)
	}
	require.Equal(t, 20, refused, "even the right password waits")
	require.Equal(t, http.StatusSeeOther, from(owner, "quantri", secret), "the owner is not locked out")

	for i := range 60 {
		from(stranger, "ten-"+string(rune('a'+i%26))+string(rune('a'+i/26)), "x")
	}
	require.Equal(
		t,
		http.StatusTooManyRequests,
		from(stranger, "hieutruong", secret),
		"one address cannot try all logins",
	)
	b.ledger.Clock.Advance(61 * 1e9)
	require.Equal(
		t,
		http.StatusSeeOther,
		from(stranger, "hieutruong", secret),
		"but a school has one address and waits a minute at most",
	)

	for range 30 {
		from(local, "giaovu", "x")
	}
	b.ledger.Clock.Advance(8 * 1e9)
	require.Equal(
		t,
		http.StatusSeeOther,
		from(local, "giaovu", secret),
		"behind a proxy that is not declared nobody is locked out either",
	)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const next = "một mật khẩu khác hẳn"
	elsewhere := session(t, b.signIn("giaovu", secret))
	for _, fields := range [][]string{{"old", "sai", "new", next, "again", next}, {"old", secret, "new", next, "again", next + "x"}, {"old", secret, "new", "ngắn", "again", "ngắn"}} {
		w := b.post("giaovu", "/password", fields...)
		require.Equal(t, http.StatusUnprocessableEntity, w.Code)
		require.Contains(t, w.Body.String(), `role="alert"`)
		require.NotContains(t, w.Body.String(), next)
	}
	changed := b.post("giaovu", "/password", "old", secret, "new", next, "again", next)
	require.Equal(t, http.StatusOK, changed.Code)
	require.Equal(t, http.StatusSeeOther, b.get("giaovu", "/password").Code, "the session before it ends")
	b.cookies["giaovu"] = cookieOf(t, changed, "registrar")
	require.Equal(t, http.StatusOK, b.get("giaovu", "/password").Code, "the person goes on")
	b.cookies["giaovu"] = elsewhere
	require.Equal(t, http.StatusSeeOther, b.get("giaovu", "/password").Code, "the others end")
	require.Equal(t, http.StatusUnprocessableEntity, b.signIn("giaovu", secret).Code)
	require.Equal(t, http.StatusSeeOther, b.signIn("giaovu", next).Code)
}

var linkForm = regexp.MustCompile(`value="http://example\.com/registrar/invitation#([^"]{43})"`)

func TestPeople(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.post("quantri", "/people", "login", "moi.nguoi", "name", "Người Mới (mẫu)", "role", "registrar")
	require.Equal(t, http.StatusOK, w.Code)
	link := linkForm.FindStringSubmatch(w.Body.String())
	require.Len(t, link, 2)
	require.NotContains(t, b.get("quantri", "/people").Body.String(), link[1], "it is shown once")

	require.Equal(
		t,
		http.StatusUnprocessableEntity,
		b.post("", "/invitation", "code", link[1], "new", "ngắn", "again", "ngắn").Code,
	)
	require.Equal(
		t,
		http.StatusOK,
		b.post(
			"",
			"/invitation",
			"code",
			"http://example.com/registrar/invitation#"+link[1],
			"new",
			secret,
			"again",
			secret,
		).Code,
	)
	require.Equal(
		t,
		http.StatusUnprocessableEntity,
		b.post("", "/invitation", "code", link[1], "new", secret, "again", secret).Code,
		"it works once",
	)
	require.Equal(t, http.StatusSeeOther, b.signIn("moi.nguoi", secret).Code)

	require.Equal(
		t,
		http.StatusConflict,
		b.post("quantri", "/people", "login", "moi.nguoi", "name", "x", "role", "reader").Code,
	)
	for _, wrong := range [][]string{{"login", "Tên sai", "name", "x", "role", "reader"}, {"login", "dung", "name", "x"}, {"login", "dung", "name", "x", "role", "operator"}} {
		require.Equal(t, http.StatusUnprocessableEntity, b.post("quantri", "/people", wrong...).Code)
	}

	one := "/people/" + b.ids["giaovu"].ID.String()
	require.Equal(t, http.StatusOK, b.get("giaovu", "/password").Code)
	to(t, b.post("quantri", one+"/disable"), "/people")
	require.Equal(t, http.StatusSeeOther, b.get("giaovu", "/password").Code, "at once")
	require.Equal(t, http.StatusConflict, b.post("quantri", one+"/invitation").Code)
	to(t, b.post("quantri", one+"/enable"), "/people")
	require.Regexp(t, linkForm, b.post("quantri", one+"/invitation").Body.String())
	require.Equal(t, http.StatusForbidden, b.post("quantri", "/people/"+b.ids["quantri"].ID.String()+"/disable").Code)
	for _, act := range []string{"/disable", "/enable", "/invitation"} {
		require.Equal(t, http.StatusNotFound, b.post("nguoikhac", one+act).Code, "another school finds nobody")
	}
	require.NotContains(t, b.get("nguoikhac", "/people").Body.String(), "giaovu")
}

func TestProblemsArePages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.get("quantri", "/nowhere")
	require.Equal(t, http.StatusNotFound, w.Code)
	require.Contains(t, w.Header().Get("Content-Type"), "text/html")
	require.Contains(t, w.Header().Get("Content-Security-Policy"), "style-src 'self'")
	require.Contains(t, w.Body.String(), "Không có trang này")
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	b := setup(t)
	w := b.post("", "/language", "lang", "en", "back", "/invitation")
	to(t, w, "/invitation")
	b.cookies["lang"] = cookieOf(t, w, "language")
	require.Contains(t, b.get("lang", "/invitation").Body.String(), `<html lang="en">`)
	require.Contains(t, b.get("", "/invitation").Body.String(), `<html lang="vi">`)
	to(t, b.post("", "/language", "lang", "en", "back", "//boesewicht.example"), "")
}
