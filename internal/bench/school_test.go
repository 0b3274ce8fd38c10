package bench_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	paper "sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/registry/password"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/worker"
	"sogoc/web"
	"sogoc/web/api"
	"sogoc/web/registrar"
)

// schoolSide are the measurements of issuing, importing and printing.
func schoolSide() []bench.Measurement {
	return []bench.Measurement{
		{
			Name:  "issue_ratio",
			What:  "diploma: SD-JWT, QR token and digest",
			Goal:  bench.AtMost(1.8),
			Quick: true,
			Run:   issueDocument(diploma()),
		},
		{
			Name:  "issue_transcript_ratio",
			What:  "transcript of 40 courses: SD-JWT, QR token and digest",
			Goal:  bench.AtMost(7),
			Quick: true,
			Run:   issueDocument(transcript(40)),
		},
		{
			Name:     "import_us_per_row",
			What:     "XLSX file of 20,000 rows, read, checked and imported: registryd",
			Goal:     bench.AtMost(180),
			Absolute: true,
			Run:      ofBatch(func(r *perRow) bench.Figure { return r.imported }),
		},
		{
			Name:     "approve_us_per_row",
			What:     "20,000 rows approved, numbered, signed and sealed: registryd",
			Goal:     bench.AtMost(250),
			Absolute: true,
			Run:      ofBatch(func(r *perRow) bench.Figure { return r.approved }),
		},
		{
			Name:     "store_us_per_row",
			What:     "20,000 rows from upload to anchors: PostgreSQL",
			Goal:     bench.AtMost(300),
			Absolute: true,
			Run:      ofBatch(func(r *perRow) bench.Figure { return r.stored }),
		},
		{
			Name:     "rows_to_anchored_s",
			What:     "one XLSX file of 100,000 rows, from upload to anchors on a real network",
			Goal:     bench.AtMost(60),
			Absolute: true,
			Run:      ofLargeList(func(l *largeList) bench.Figure { return l.Seconds }),
		},
		{
			Name:     "registryd_peak_mb",
			What:     "memory of the register meanwhile",
			Goal:     bench.AtMost(900),
			Absolute: true,
			Run:      ofLargeList(func(l *largeList) bench.Figure { return l.Peak }),
		},
		{
			Name:     "pdf_1500_s",
			What:     "1,500 diplomas in one PDF file",
			Goal:     bench.AtMost(5),
			Absolute: true,
			Run:      printBatch(1500),
		},
		{
			Name:     "qr_first_ms",
			What:     "QR code of a paper as PNG image, asked for the first time",
			Goal:     bench.AtMost(8),
			Absolute: true,
			Quick:    true,
			Run:      firstCode,
		},
		{
			Name:     "page_p99_ms",
			What:     "99th percentile of the slowest page, register of 1,000,000 credentials",
			Goal:     bench.AtMost(80),
			Absolute: true,
			Run:      slowestPage,
		},
	}
}

// schools are a register with its pages, on a ledger in memory.
type schools struct {
	db       testdb.DB
	ledger   *testledger.Ledger
	keys     testledger.Keyring
	register *register.Register
	engine   *gin.Engine
}

func newSchools(t testing.TB) *schools {
	t.Helper()
	s := &schools{db: testdb.Open(t), ledger: testledger.New(t, testledger.Options{}), keys: testledger.Keyring{}}
	printer, err := paper.New(paper.Config{PublicURL: "https://" + schoolHost})
	require.NoError(t, err)
	log := slog.New(slog.DiscardHandler)
	s.register = register.New(s.db.Store, s.ledger, s.keys, register.Config{
		Config:       process.Config{Host: schoolHost, Now: s.ledger.Clock.Now, Log: log},
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1},
		Worker:       worker.Config{Tick: -1},
		Paper:        printer,
	})
	desk, err := handout.NewDesk(s.register.Reading, printer)
	require.NoError(t, err)
	ui, err := registrar.New(registrar.Config{Register: s.register, Desk: desk, Now: s.ledger.Clock.Now, Log: log})
	require.NoError(t, err)
	s.engine = web.New(web.Config{Log: log, Rules: append(registrar.Rules(), api.Rules()...), Page: ui.Problem})
	ui.Mount(s.engine)
	return s
}

// browser is a person's session.
type browser struct {
	engine http.Handler
	cookie *http.Cookie
}

// signIn opens a session.
func (s *schools) signIn(t testing.TB, login, password string) *browser {
	t.Helper()
	b := &browser{engine: s.engine}
	answer := b.post(t, "/sign-in", url.Values{"login": {login}, "password": {password}})
	for _, c := range answer.Result().Cookies() {
		if strings.HasSuffix(c.Name, "registrar") {
			b.cookie = c
		}
	}
	require.NotNil(t, b.cookie, answer.Body.String())
	return b
}

func (b *browser) send(t testing.TB, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(t.Context(), method, registrar.Prefix+path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if b.cookie != nil {
		r.AddCookie(b.cookie)
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	w := httptest.NewRecorder()
	b.engine.ServeHTTP(w, r)
	return w
}

func (b *browser) post(t testing.TB, path string, form url.Values) *httptest.ResponseRecorder {
	return b.send(t, http.MethodPost, path, form)
}

// get reads a page that must be there.
func (b *browser) get(t testing.TB, path string) {
	w := b.send(t, http.MethodGet, path, nil)
	require.Equal(t, http.StatusOK, w.Code, path)
}
