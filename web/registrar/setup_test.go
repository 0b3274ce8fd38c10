package registrar_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/registry/password"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/registry/worker"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/registrar"
)

const (
	school = "THPT-MAU-01"
	other  = "DHM"
	secret = "bốn con trâu trắng"
)

// people of the first school by login, and one of the other with all roles.
var people = map[string]account.NewUser{
	"giaovu":     {Name: "Giáo Vụ (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleRegistrar}},
	"hieutruong": {Name: "Hiệu Trưởng (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleApprover}},
	"thanhtra":   {Name: "Người Xem (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleReader}},
	"quantri":    {Name: "Quản Trị (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleAdministrator}},
	"kiemnhiem": {
		Name:   "Kiêm Nhiệm (mẫu)",
		Issuer: school,
		Roles:  []registry.Role{registry.RoleRegistrar, registry.RoleApprover},
	},
	"nguoikhac": {Name: "Người Trường Khác (mẫu)", Issuer: other,
		Roles: []registry.Role{
			registry.RoleRegistrar,
			registry.RoleApprover,
			registry.RoleReader,
			registry.RoleAdministrator,
		}},
}

// names of the two schools, and what they may issue.
var (
	names  = map[string]string{school: "Trường THPT Hoa Sen (mẫu)", other: "Trường Đại học Mẫu"}
	scopes = map[string][]ledger.Scope{
		school: {{Type: "VN-USE", From: "2026-01-01", Until: "2099-12-31", Quota: 1000}},
		other: {{Type: "VN-BA", Field: "7", From: "2026-01-01", Until: "2099-12-31", Quota: 1000},
			{Type: "VN-BD", Field: "7", From: "2026-01-01", Until: "2099-12-31", Quota: 1000}},
	}
)

// bundle is a register with two schools, and its pages.
type bundle struct {
	t        *testing.T
	db       testdb.DB
	engine   *gin.Engine
	ui       *registrar.UI
	ring     testledger.Keyring
	register *register.Register
	worker   *worker.Worker
	ledger   *testledger.Ledger // nil on the network
	log      *syncBuffer
	now      func() time.Time
	ids      map[string]account.User
	cookies  map[string]*http.Cookie // of the person who signed in
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// setup is a register on a ledger in memory, with a clock of its own. Its schools have
// a register book each.
func setup(t *testing.T, change ...func(*registrar.Config)) *bundle {
	t.Helper()
	b := setupWithoutBooks(t, change...)
	b.openBooks(asItIs)
	return b
}

func setupWithoutBooks(t *testing.T, change ...func(*registrar.Config)) *bundle {
	t.Helper()
	b := &bundle{ledger: testledger.New(t, testledger.Options{}), ring: testledger.Keyring{}}
	for code, name := range names {
		b.ledger.Accredit(t, ledger.Accreditation{Code: code, Name: name, Scopes: scopes[code]})
		key := testledger.NewSigner(t)
		b.ledger.AddKey(t, code, key)
		b.ring[code] = []credential.Signer{key}
	}
	return b.begin(t, b.ledger, b.ring, b.ledger.Clock.Now, asItIs, change...)
}

func asItIs(code string) string { return code }

func (b *bundle) openBooks(rename func(string) string) {
	b.t.Helper()
	testregister.OpenBook(b.t, b.register, rename(school), "2026/THPT")
	testregister.OpenBook(b.t, b.register, rename(other), "2026/ĐHM")
}

// begin makes the register and its pages. On a ledger that others use too, rename
// gives the schools codes of their own.
func (b *bundle) begin(
	t *testing.T,
	l register.Ledger,
	ring signer.Source,
	now func() time.Time,
	rename func(string) string,
	change ...func(*registrar.Config),
) *bundle {
	t.Helper()
	b.t, b.db, b.log, b.now = t, testdb.Open(t), &syncBuffer{}, now
	b.ids, b.cookies = map[string]account.User{}, map[string]*http.Cookie{}
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	printer, err := diploma.New(diploma.Config{PublicURL: "https://vanbang.example"})
	require.NoError(t, err)
	b.register = register.New(b.db.Store, l, ring, register.Config{
		Config:       process.Config{Host: "vanbang.example", Now: now, Log: log},
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1},
		Worker:       worker.Config{Tick: -1},
		Paper:        printer,
	})
	b.worker = b.register.Worker
	for code, name := range names {
		require.NoError(t, b.register.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: rename(code), Name: name}))
	}
	for login, user := range people {
		user.Login, user.Password, user.NoToken, user.Issuer = login, secret, true, rename(user.Issuer)
		added, _, err := b.register.Accounts.AddUser(t.Context(), user)
		require.NoError(t, err)
		b.ids[login] = added
	}
	desk, err := handout.NewDesk(b.register.Reading, printer)
	require.NoError(t, err)
	config := registrar.Config{Register: b.register, Desk: desk, Now: now, Log: log}
	for _, f := range change {
		f(&config)
	}
	b.ui, err = registrar.New(config)
	require.NoError(t, err)
	b.engine = web.New(web.Config{Log: log, Rules: append(registrar.Rules(), api.Rules()...), Page: b.ui.Problem})
	b.ui.Mount(b.engine)
	return b
}

// send sends a request in a person's name, who signs in first where that was not done.
func (b *bundle) send(who string, r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	if who != "" {
		if b.cookies[who] == nil {
			b.cookies[who] = session(b.t, b.signIn(who, secret))
		}
		r.AddCookie(b.cookies[who])
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if r.Header.Get("Accept-Language") == "" {
		r.Header.Set("Accept-Language", "vi")
	}
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, r)
	return w
}

func (b *bundle) get(who, path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.send(who, b.request(path))
}

// request asks for a page.
func (b *bundle) request(path string) *http.Request {
	return httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, registrar.Prefix+path, nil)
}

// post sends a form of names and values.
func (b *bundle) post(who, path string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(
		b.t.Context(),
		http.MethodPost,
		registrar.Prefix+path,
		strings.NewReader(form.Encode()),
	)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(who, r)
}

func (b *bundle) signIn(login, password string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.post("", "/sign-in", "login", login, "password", password)
}

// session returns the session's cookie that an answer sets.
func session(t *testing.T, w *httptest.ResponseRecorder) *http.Cookie {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
	return cookieOf(t, w, "registrar")
}

// cookieOf returns the cookie with a name that ends so, of which an answer sets one.
func cookieOf(t *testing.T, w *httptest.ResponseRecorder, ending string) *http.Cookie {
	t.Helper()
	cookies := slices.DeleteFunc(
		w.Result().Cookies(),
		func(c *http.Cookie) bool { return !strings.HasSuffix(c.Name, ending) },
	)
	require.Len(t, cookies, 1)
	return cookies[0]
}

// approve approves the batch of a page as a person sees it there.
func (b *bundle) approve(who, batch string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	count := "1"
	if m := approveCount.FindStringSubmatch(b.get(who, batch).Body.String()); m != nil {
		count = m[1]
	}
	return b.post(who, batch+"/approve", append(fields, "count", count)...)
}

var approveCount = regexp.MustCompile(`name="count" value="([0-9]+)"`)

// to demands a redirect to a page.
func to(t *testing.T, w *httptest.ResponseRecorder, path string) {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
	require.Equal(t, registrar.Prefix+path, w.Header().Get("Location"))
}

// sign does the worker's work up to the sealed anchors, and leaves the ledger alone.
func (b *bundle) sign() {
	b.t.Helper()
	testregister.Sign(b.t, b.register, b.now())
}
