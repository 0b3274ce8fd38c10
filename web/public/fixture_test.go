package public_test

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/unpack"
	"sogoc/web/public"
)

const (
	code    = "DH-MAU"
	learner = "Nguyễn Thị Mẫu"
)

// files is one for all tests: its sandbox takes seconds to make.
var files = unpack.New(unpack.Config{Parallel: 4, Time: 5 * time.Minute})

// bundle is a service over a ledger with one anchored diploma and one
// anchored transcript.
type bundle struct {
	t          testing.TB
	ledger     *testledger.Ledger
	key        testledger.Signer
	diploma    credential.Issued
	transcript credential.Issued
	engine     *gin.Engine
	metrics    *prometheus.Registry
	log        *lockedBuffer

	mu          sync.Mutex
	kind        verifier.ReadingKind
	broken      error
	read, known uint64 // heights that go with kind
}

func setup(t testing.TB, options ...func(*public.Config)) *bundle {
	t.Helper()
	b := &bundle{
		t:       t,
		ledger:  testledger.New(t, testledger.Options{}),
		key:     testledger.NewSigner(t),
		metrics: prometheus.NewRegistry(),
		log:     &lockedBuffer{},
		kind:    verifier.ReadingFresh,
	}
	b.ledger.Accredit(
		t,
		ledger.Accreditation{
			Code:   code,
			Name:   "Trường Đại học Mẫu (mẫu)",
			NameEn: "Sample University (sample)",
			Scopes: []ledger.Scope{
				{
					Type:  "VN-BA",
					From:  "2026-01-01",
					Until: "2026-12-31",
					Quota: 100,
				}, {Type: "VN-BD", From: "2026-01-01", Until: "2026-12-31", Quota: 100}},
		},
	)
	b.ledger.AddKey(t, code, b.key)
	d := diploma()
	b.diploma = b.issue(d)
	d.Kind = "VN-BD/7480201"
	d.Award = "Bảng điểm"
	d.AwardEn = "Transcript"
	d.SerialNumber = ""
	d.RegisterNumber = ""
	d.Status.Index = 2
	b.transcript = b.issue(
		credential.Transcript{
			Issuance: d.Issuance,
			Subject:  d.Subject,
			Summary:  credential.Summary{TotalCredits: "130", GPA10: "8.12"},
			Courses: []credential.Course{
				{
					Code:     "INT101",
					Name:     "Giải tích 1",
					Credits:  "3",
					TenPoint: "8.5",
					Letter:   "A",
					Term:     "Học kỳ 1",
					Year:     "2024-2025",
				},
				{
					Code:     "INT102",
					Name:     "Cấu trúc dữ liệu và giải thuật",
					Credits:  "4",
					TenPoint: "9.0",
					Letter:   "A",
					Term:     "Học kỳ 2",
					Year:     "2024-2025",
				}},
		},
	)
	b.ledger.AnchorDigests(t, code, "VN-BA/7480201", b.key, b.diploma.Digest)
	b.ledger.AnchorDigests(t, code, "VN-BD/7480201", b.key, b.transcript.Digest)

	config := public.Config{
		Files:   files,
		Ledger:  b,
		Now:     b.ledger.Clock.Now,
		Log:     slog.New(slog.NewJSONHandler(b.log, nil)),
		Metrics: b.metrics,
	}
	for _, o := range options {
		o(&config)
	}
	var err error
	b.engine, err = public.New(config)
	require.NoError(t, err)
	return b
}

// Reading implements public.Ledger.
func (b *bundle) Reading(time.Time) (verifier.Reading, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	info := verifier.ReadingInfo{Kind: b.kind, Height: b.read, ProvenHeight: b.known}
	if b.broken != nil {
		return verifier.Reading{Info: info}, b.broken
	}
	return verifier.Reading{View: b.ledger.View(), Info: info}, nil
}

func (b *bundle) set(kind verifier.ReadingKind, broken error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.kind, b.broken = kind, broken
}

func (b *bundle) issue(doc credential.Document) credential.Issued {
	b.t.Helper()
	issued, err := credential.Issue(doc, b.key, rand.Reader)
	require.NoError(b.t, err)
	return issued
}

func (b *bundle) link() string {
	return presentation.URL("https://vanbang.example", b.diploma.QRToken)
}

// changed returns the link with one digit changed.
func (b *bundle) changed() string {
	link := []byte(b.link())
	at := len(link) - 200
	link[at] = '0' + (link[at]-'0'+1)%10
	return string(link)
}

func (b *bundle) revoke() { b.ledger.SetEntry(b.t, code, 1, 1, ledger.Revoked, b.key) }

func (b *bundle) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	contract().Serve(b.t, b.engine, w, r)
	return w
}

func (b *bundle) ask(body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", bytes.NewBufferString(body))
	r.Header.Set("Content-Type", "application/json")
	return b.do(r)
}

func (b *bundle) askFor(presentation string) verifier.Result {
	b.t.Helper()
	body, err := json.Marshal(map[string]string{"presentation": presentation})
	require.NoError(b.t, err)
	w := b.ask(string(body))
	require.Equal(b.t, http.StatusOK, w.Code, w.Body)
	return decode[verifier.Result](b.t, w)
}

func decode[T any](t testing.TB, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
	return v
}

// lockedBuffer is a log that may be read while it is written.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Kind: "VN-BA/7480201", Issuer: credential.Issuer{Code: code, Name: "Tên khác (mẫu)", Host: "vanbang.example"},
			Award: "Bằng cử nhân", AwardEn: "Bachelor of Science", Major: "Công nghệ thông tin", Rank: "Giỏi", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"}, Status: credential.StatusRef{List: 1, Index: 1},
		},
		Subject: credential.Subject{FullName: learner, BirthDate: "2004-03-15", BirthPlace: "Hà Nam Ninh", Sex: "Nữ"},
	}
}
