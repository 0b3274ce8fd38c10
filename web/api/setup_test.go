package api_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/registry/worker"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/api/wire"
)

const (
	school  = "THPT-MAU-01"
	other   = "DH-MAU"
	baseURL = "https://vanbang.example"
)

// bundle is a register with two schools and a user for each role of the first.
type bundle struct {
	engine   *gin.Engine
	register *register.Register
	worker   *worker.Worker
	ledger   *testledger.Ledger
	log      *syncBuffer
	tokens   map[string]string // by role; "both" is registrar and approver, "stranger" an approver of the other school
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

// setup makes a register of two schools that have a register book each.
func setup(t *testing.T) bundle {
	t.Helper()
	b := setupWithoutBooks(t)
	b.openBooks(t)
	return b
}

func setupWithoutBooks(t *testing.T) bundle {
	t.Helper()
	ring := testledger.Keyring{}
	for _, code := range []string{school, other} {
		ring[code] = []credential.Signer{testledger.NewSigner(t)}
	}
	return begin(t, ring, ring)
}

func (b bundle) openBooks(t *testing.T) {
	t.Helper()
	testregister.OpenBook(t, b.register, school, "2026/THPT")
	testregister.OpenBook(t, b.register, other, "2026/ĐHM")
}

// begin makes a register of two schools whose keys stand on the ledger; source
// is where the register has them from.
func begin(t *testing.T, ring testledger.Keyring, source signer.Source) bundle {
	t.Helper()
	db := testdb.Open(t)
	b := bundle{ledger: testledger.New(t, testledger.Options{}), log: &syncBuffer{}, tokens: map[string]string{}}
	for code, scopes := range map[string][]ledger.Scope{
		school: {{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
		other:  {{Type: "VN-BA", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}, {Type: "VN-BD", Field: "7", From: "2026-01-01", Until: "2030-12-31", Quota: 1000}},
	} {
		b.ledger.Accredit(t, ledger.Accreditation{Code: code, Name: code + " (mẫu)", Scopes: scopes})
		b.ledger.AddKey(t, code, ring[code][0])
	}
	log := slog.New(slog.NewJSONHandler(b.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	printer, err := diploma.New(diploma.Config{PublicURL: baseURL})
	require.NoError(t, err)
	b.register = register.New(db.Store, b.ledger, source, register.Config{
		Config: process.Config{Host: "vanbang.example", Now: b.ledger.Clock.Now, Log: log},
		Worker: worker.Config{Tick: -1},
		Paper:  printer,
	})
	b.worker = b.register.Worker
	for _, code := range []string{school, other} {
		require.NoError(
			t,
			b.register.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: code, Name: code + " (mẫu)"}),
		)
	}
	for name, u := range map[string]account.NewUser{
		"registrar": {Issuer: school, Roles: []registry.Role{registry.RoleRegistrar}},
		"approver":  {Issuer: school, Roles: []registry.Role{registry.RoleApprover}},
		"reader":    {Issuer: school, Roles: []registry.Role{registry.RoleReader}},
		"both":      {Issuer: school, Roles: []registry.Role{registry.RoleRegistrar, registry.RoleApprover}},
		"operator":  {Roles: []registry.Role{registry.RoleOperator}},
		"stranger":  {Issuer: other, Roles: []registry.Role{registry.RoleRegistrar}},
		"strange2":  {Issuer: other, Roles: []registry.Role{registry.RoleApprover}},
	} {
		u.Login, u.Name = name, name
		_, token, err := b.register.Accounts.AddUser(t.Context(), u)
		require.NoError(t, err)
		b.tokens[name] = string(token)
	}
	b.engine = web.New(web.Config{Log: log, Rules: api.Rules()})
	desk, err := handout.NewDesk(b.register.Reading, printer)
	require.NoError(t, err)
	api.Mount(
		b.engine,
		api.Config{
			Register:  b.register,
			Desk:      desk,
			Ready:     func(ctx context.Context) error { return db.Store.Ping(ctx) },
			PublicURL: baseURL,
		},
	)
	return b
}

// do sends a request in a role's name and reads the answer into to, unless nil.
func (b bundle) do(t *testing.T, who, method, path, media, body string, to any) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+b.tokens[who])
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	w := httptest.NewRecorder()
	contract().Serve(t, b.engine, w, r)
	if to != nil {
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), to), w.Body.String())
	}
	return w
}

func (b bundle) get(t *testing.T, who, path string, to any) *httptest.ResponseRecorder {
	t.Helper()
	return b.do(t, who, http.MethodGet, api.Prefix+path, "", "", to)
}

func (b bundle) post(t *testing.T, who, path, body string, to any) *httptest.ResponseRecorder {
	t.Helper()
	return b.do(t, who, http.MethodPost, api.Prefix+path, "application/json", body, to)
}

// approve approves a batch by the path of that step, as many credentials as it has.
func (b bundle) approve(t *testing.T, who, path, passphrase string, to any) *httptest.ResponseRecorder {
	t.Helper()
	var batch registry.Batch
	b.get(t, who, strings.TrimSuffix(path, "/approve"), &batch)
	body, err := json.Marshal(wire.Approval{Count: max(batch.Count, 1), Passphrase: passphrase})
	require.NoError(t, err)
	return b.post(t, who, path, string(body), to)
}

// form makes a multipart body of name and content pairs.
func form(t *testing.T, parts ...string) (media, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.CreateFormFile(parts[i], "x")
		require.NoError(t, err)
		_, err = io.WriteString(part, parts[i+1])
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.String()
}

func list(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "rosters", name))
	require.NoError(t, err)
	return string(text)
}

const (
	terms = `{"type":"VN-USE","book":"2026/THPT","decisionNumber":"15/QĐ","decisionDate":"2026-06-15","issueDate":"2026-06-18",
		"signedBy":{"name":"NGƯỜI KÝ MẪU","title":"HIỆU TRƯỞNG"},"graduationYear":2026}`
	bachelorTerms = `{"type":"VN-BA","book":"2026/ĐHM","decisionNumber":"123/QĐ-ĐHM","decisionDate":"2026-06-15","issueDate":"2026-06-18",
		"signedBy":{"name":"NGƯỜI KÝ MẪU","title":"HIỆU TRƯỞNG"}}`
)

func (b bundle) importList(t *testing.T, who string, parts ...string) *httptest.ResponseRecorder {
	t.Helper()
	media, body := form(t, parts...)
	return b.do(t, who, http.MethodPost, api.Prefix+"/batches", media, body, nil)
}

// imported uploads the list of upper-secondary graduates; where that was done
// before, another batch of it is asked for.
func (b bundle) imported(t *testing.T, who string) registry.Batch {
	t.Helper()
	parts := []string{wire.PartTerms, terms, wire.PartList, list(t, sample.THPTFile)}
	w := b.importList(t, who, parts...)
	if before := batchBefore(t, w); before != "" {
		parts = append(parts, wire.PartAgain, before)
		w = b.importList(t, who, parts...)
	}
	if w.Code == http.StatusUnprocessableEntity { // these learners are in the register already
		w = b.importList(t, who, append(parts, wire.PartAnswers, answers(t, w))...)
	}
	require.Equal(t, http.StatusCreated, w.Code, w.Body.String())
	var answer wire.Imported
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
	require.Equal(t, sample.THPTCount, answer.Rows)
	require.Equal(t, api.Prefix+"/batches/"+answer.Batch.ID.String(), w.Header().Get("Location"))
	return answer.Batch
}

// batchBefore returns the id of the batch that a file made before, by the answer to its
// import; "" where it made none.
func batchBefore(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var answer struct {
		wire.ImportedBefore
		Errors []wire.ImportedBefore `json:"errors"`
	}
	switch w.Code {
	case http.StatusOK:
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
		return answer.Batch.ID.String()
	case http.StatusConflict:
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &answer))
		require.Len(t, answer.Errors, 1)
		return answer.Errors[0].Batch.ID.String()
	}
	return ""
}

func code(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var p web.Problem
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p), w.Body.String())
	require.Equal(t, "application/problem+json", w.Header().Get("Content-Type"))
	return p.Code
}

// sign does the worker's work up to the sealed anchors, and leaves the ledger alone.
func (b bundle) sign(t *testing.T) {
	t.Helper()
	testregister.Sign(t, b.register, b.ledger.Clock.Now())
}
