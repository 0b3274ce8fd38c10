package public_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	evidence "sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/web"
	"sogoc/web/public"
)

// desk is a service that makes evidence.
type desk struct {
	*testevidence.World
	t       *testing.T
	service testledger.Signer
	engine  *gin.Engine
	log     *lockedBuffer
}

func newDesk(t *testing.T, options ...func(*public.Config)) *desk {
	t.Helper()
	d := &desk{World: testevidence.New(t), t: t, service: testledger.NewSigner(t), log: &lockedBuffer{}}
	testledger.Must[ledger.Tick](t, d.Ledger, d.Ledger.Registry, ledger.FuncTick)
	d.Trust.VerifierKeys = []ledger.PublicKey{d.service.PublicKey()}
	config := public.Config{
		Ledger:   d,
		Trust:    d.Trust,
		Evidence: d.Maker(),
		Signer:   d.service,
		Now:      d.Ledger.Clock.Now,
		Log:      slog.New(slog.NewJSONHandler(d.log, nil)),
	}
	for _, o := range options {
		o(&config)
	}
	var err error
	d.engine, err = public.New(config)
	require.NoError(t, err)
	return d
}

// Reading implements public.Ledger.
func (d *desk) Reading(time.Time) (verifier.Reading, error) {
	return verifier.FreshReading(d.Ledger.View()), nil
}

func (d *desk) post(path, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, bytes.NewBufferString(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	contract().Serve(d.t, d.engine, w, r)
	return w
}

// ask posts a presentation as a string.
func (d *desk) ask(path, presentation string) *httptest.ResponseRecorder {
	d.t.Helper()
	body, err := json.Marshal(map[string]string{"presentation": presentation})
	require.NoError(d.t, err)
	return d.post(path, string(body))
}

func (d *desk) file(path, presentation string) string {
	d.t.Helper()
	w := d.ask(path, presentation)
	require.Equal(d.t, http.StatusOK, w.Code, w.Body)
	return w.Body.String()
}

func TestEvidence(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.ask("/api/v1/evidence", d.Link())
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	require.Equal(
		t,
		"attachment; filename="+d.Diploma.Digest.String()[:16]+".sogoc.json",
		w.Header().Get("Content-Disposition"),
	)
	file := w.Body.String()
	want := evidence.Check([]byte(file), d.Trust, d.Ledger.Clock.Now())
	require.Equal(t, verifier.Valid, want.Result)

	t.Run("IsVerifiedAsAStringAndAsAnObject", func(t *testing.T) {
		t.Parallel()
		for _, w := range []*httptest.ResponseRecorder{d.ask("/api/v1/verify", file), d.post("/api/v1/verify", `{"presentation":`+file+`}`)} {
			require.Equal(t, http.StatusOK, w.Code, w.Body)
			r := decode[verifier.Result](t, w)
			require.Equal(t, verifier.Valid, r.Result)
			require.Equal(t, verifier.ReadingFresh, r.Reading.Kind, "by the ledger of now")
			require.Nil(t, r.AsOf)
			require.Equal(t, want.Evidence, r.Evidence, "and by what the file proves")
		}
	})
	t.Run("IsVerifiedOnThePage", func(t *testing.T) {
		t.Parallel()
		r := httptest.NewRequest(
			http.MethodPost,
			"/v",
			strings.NewReader(url.Values{"presentation": {file}, "lang": {"en"}}.Encode()),
		)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		d.engine.ServeHTTP(w, r)
		require.Equal(t, http.StatusOK, w.Code)
		require.Contains(t, w.Body.String(), `data-result="valid"`)
		require.Contains(t, w.Body.String(), "AuditorMSP, MinistryMSP, SchoolsMSP")
	})
	t.Run("OneByteAwayIsNotValid", func(t *testing.T) {
		t.Parallel()
		for _, at := range []int{20, len(file) / 2, len(file) - 3} {
			forged := []byte(file)
			forged[at] ^= 1
			require.NotEqual(
				t,
				verifier.Valid,
				decode[verifier.Result](t, d.ask("/api/v1/verify", string(forged))).Result,
			)
		}
	})
	t.Run("IsAboutItsOwnMoment", func(t *testing.T) {
		t.Parallel()
		for _, body := range []string{`{"at":"2026-06-20T05:30:00Z","presentation":` + file + `}`, `{"at":"2026-06-20T05:30:00Z","presentation":"` + d.Link() + `"}`} {
			path := "/api/v1/verify"
			if !strings.Contains(body, "attestation") {
				path = "/api/v1/evidence"
			}
			require.Equal(t, http.StatusBadRequest, d.post(path, body).Code)
		}
	})
	t.Run("IsNotMadeOfEvidence", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, http.StatusBadRequest, d.ask("/api/v1/evidence", file).Code)
		require.Equal(t, http.StatusBadRequest, d.ask("/api/v1/receipt", file).Code)
	})
}

func TestNoEvidence(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.ask("/api/v1/evidence", "nothing")
	require.Equal(t, http.StatusUnprocessableEntity, w.Code)
	problem := decode[web.Problem](t, w)
	require.Equal(t, "no_evidence", problem.Code)
	require.Equal(t, "malformed", problem.Report.(map[string]any)["result"])

	d.Down = true
	w = d.ask("/api/v1/evidence", d.Link())
	require.Equal(t, http.StatusServiceUnavailable, w.Code)
	require.Equal(t, "ledger_unavailable", decode[web.Problem](t, w).Code)
	require.NotEmpty(t, w.Header().Get("Retry-After"))
	for _, secret := range []string{learner, strings.SplitN(d.Link(), "#", 2)[1][:40]} {
		require.NotContains(t, d.log.String(), secret)
	}

	none := newDesk(t, func(c *public.Config) { c.Evidence, c.Signer = nil, nil })
	require.Equal(t, http.StatusNotFound, none.ask("/api/v1/evidence", none.Link()).Code)
	require.Equal(t, http.StatusNotFound, none.ask("/api/v1/receipt", none.Link()).Code)
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	w := d.ask("/api/v1/receipt", d.Link())
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/jose", w.Header().Get("Content-Type"))
	require.Equal(
		t,
		"attachment; filename="+d.Diploma.Digest.String()[:16]+".sogoc.jws",
		w.Header().Get("Content-Disposition"),
	)
	text := w.Body.String()
	require.Equal(t, verifier.Valid, receipt.Check(text, d.Trust, nil, d.Ledger.Clock.Now()).Result)

	r := decode[verifier.Result](t, d.ask("/api/v1/verify", text))
	require.Equal(t, verifier.Valid, r.Result)
	require.Equal(t, d.Diploma.Digest, *r.Digest)
	require.Equal(t, d.service.PublicKey().Thumbprint(), r.Receipt.Key)

	t.Run("OfThePast", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		then := d.Ledger.Clock.Now()
		d.Ledger.Clock.Advance(time.Hour)
		d.Ledger.SetEntry(
			t,
			testevidence.Issuer,
			testevidence.Status.List,
			testevidence.Status.Index,
			ledger.Revoked,
			d.Key,
		)
		require.Equal(
			t,
			verifier.Revoked,
			decode[verifier.Result](t, d.ask("/api/v1/verify", d.file("/api/v1/receipt", d.Link()))).Result,
		)
		w := d.post("/api/v1/receipt", `{"at":"`+then.Format(time.RFC3339)+`","presentation":"`+d.Link()+`"}`)
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		r := decode[verifier.Result](t, d.ask("/api/v1/verify", w.Body.String()))
		require.Equal(t, verifier.Revoked, r.Result, "the ledger's word is the later one")
		require.Equal(t, verifier.Valid, r.Receipt.Result)
		require.True(t, r.Receipt.AsOf.Equal(then))
		require.True(t, r.Receipt.At.Equal(then))
		require.Equal(t, verifier.Revoked, r.Receipt.Today.Result, "what held when it was signed")
	})
	t.Run("OfWhatCannotBeRead", func(t *testing.T) {
		t.Parallel()
		r := decode[verifier.Result](t, d.ask("/api/v1/verify", d.file("/api/v1/receipt", "nothing")))
		require.Equal(t, verifier.Malformed, r.Result)
		require.Equal(t, d.service.PublicKey().Thumbprint(), r.Receipt.Key)
	})
	t.Run("ByAKeyThatIsNotKnown", func(t *testing.T) {
		t.Parallel()
		other := newDesk(t)
		r := decode[verifier.Result](t, d.ask("/api/v1/verify", other.file("/api/v1/receipt", other.Link())))
		require.Equal(t, verifier.Indeterminate, r.Result)
		require.Equal(t, verifier.DetailReceiptKey, r.Detail)
	})
}
