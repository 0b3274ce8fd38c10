package registrar_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/password"
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
var people = map[string]registry.NewUser{
	"giaovu":     {Name: "Giáo Vụ (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleRegistrar}},
	"hieutruong": {Name: "Hiệu Trưởng (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleApprover}},
	"thanhtra":   {Name: "Người Xem (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleReader}},
	"quantri":    {Name: "Quản Trị (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleAdministrator}},
	"kiemnhiem":  {Name: "Kiêm Nhiệm (mẫu)", Issuer: school, Roles: []registry.Role{registry.RoleRegistrar, registry.RoleApprover}},
	"nguoikhac": {Name: "Người Trường Khác (mẫu)", Issuer: other,
		Roles: []registry.Role{registry.RoleRegistrar, registry.RoleApprover, registry.RoleReader, registry.RoleAdministrator}},
}

// bundle is a register with two schools, and its pages.
type bundle struct {
	t       *testing.T
	db      testdb.DB
	engine  *gin.Engine
	ui      *registrar.UI
	ring    keys
	service *registry.Service
	worker  *registry.Worker
	ledger  *testledger.Ledger
	log     *syncBuffer
	ids     map[string]registry.User
	cookies map[string]*http.Cookie // of who signed in
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

// keys are the schools' keys, in memory.
type keys map[string]credential.Signer

func (k keys) Signers(issuer string) ([]credential.Signer, error) {
	if s, ok := k[issuer]; ok {
		return []credential.Signer{s}, nil
	}
	return nil, nil
}

func setup(t *testing.T, change ...func(*registrar.Config)) *bundle {
	t.Helper()
	b := &bundle{t: t, db: testdb.Open(t), ledger: testledger.New(t, testledger.Options{}), log: &syncBuffer{}, ids: map[string]registry.User{}, cookies: map[string]*http.Cookie{}}
	b.ring = keys{}
	names := map[string]string{school: "Trường THPT Hoa Sen (mẫu)", other: "Trường Đại học Mẫu"}
	for code, scopes := range map[string][]ledger.Scope{
		school: {{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
		other:  {{Type: "VN-BA", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}, {Type: "VN-BD", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
	} {
		b.ledger.Accredit(t, ledger.Accreditation{Code: code, Name: names[code], Scopes: scopes})
		key := testledger.NewSigner(t)
		b.ledger.AddKey(t, code, key)
		b.ring[code] = key
	}
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	b.service = registry.New(b.db.Store, b.ledger, registry.KeysFrom(b.ring), registry.Config{Host: "vanbang.example", Now: b.ledger.Clock.Now, Log: log,
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1}})
	b.worker = b.service.NewWorker(registry.WorkerConfig{Tick: -1})
	for code, name := range names {
		require.NoError(t, b.service.AddIssuer(t.Context(), registry.Issuer{Code: code, Name: name}))
	}
	for login, user := range people {
		user.Login, user.Password, user.NoToken = login, secret, true
		added, _, err := b.service.AddUser(t.Context(), user)
		require.NoError(t, err)
		b.ids[login] = added
	}
	config := registrar.Config{Service: b.service, Now: b.ledger.Clock.Now, Log: log}
	for _, f := range change {
		f(&config)
	}
	ui, err := registrar.New(config)
	require.NoError(t, err)
	b.engine = web.New(web.Config{Log: log, Rules: append(registrar.Rules(), api.Rules()...), Page: ui.Problem})
	ui.Mount(b.engine)
	t.Cleanup(ui.Wait)
	b.ui = ui
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
	return b.send(who, httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, registrar.Prefix+path, nil))
}

// post sends a form of names and values.
func (b *bundle) post(who, path string, fields ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, registrar.Prefix+path, strings.NewReader(form.Encode()))
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
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	return cookies[0]
}

// to demands a redirect to a page.
func to(t *testing.T, w *httptest.ResponseRecorder, path string) {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, w.Code, w.Body.String())
	require.Equal(t, registrar.Prefix+path, w.Header().Get("Location"))
}
