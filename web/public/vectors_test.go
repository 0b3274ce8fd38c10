package public_test

import (
	"bytes"
	"errors"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/web/public"
)

const vectors = "../../verifier/testdata/vectors"

// reading is a vector's ledger, or none.
type reading struct {
	vector testvectors.Vector
	view   ledger.View
}

func (r reading) Reading(time.Time) (verifier.Reading, error) {
	if r.view == nil {
		return verifier.Reading{}, errors.New("there is no ledger in this vector")
	}
	return r.vector.ReadingOf(r.view), nil
}

func serveVector(t *testing.T, v testvectors.Vector) *gin.Engine {
	t.Helper()
	config := public.Config{
		Ledger: reading{v, testvectors.ReadLedger(t, vectors, v.Ledger)},
		Hosts:  v.Hosts,
		Now:    func() time.Time { return v.Now },
		Log:    slog.New(slog.DiscardHandler),
	}
	if v.Trust != nil {
		config.Trust = *v.Trust
	}
	engine, err := public.New(config)
	require.NoError(t, err)
	return engine
}

// TestVectorsOverHTTP asks POST /api/v1/verify what the library is asked.
func TestVectorsOverHTTP(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			body, err := json.Marshal(struct {
				Presentation string    `json:"presentation"`
				At           time.Time `json:"at,omitzero"`
			}{v.Presentation, v.At})
			require.NoError(t, err)
			r := httptest.NewRequest(http.MethodPost, "/api/v1/verify", strings.NewReader(string(body)))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			contract().Serve(t, serveVector(t, v), w, r)
			if exception := v.Exceptions.HTTP; exception != nil && exception.Want == nil {
				require.Equal(t, exception.Status, w.Code, exception.Why)
				return
			}
			require.Equal(t, http.StatusOK, w.Code, w.Body)
			require.Equal(t, v.Want, testvectors.Of(decode[verifier.Result](t, w)))
			if !jsontext.Value(v.Presentation).IsValid() || !strings.HasPrefix(strings.TrimSpace(v.Presentation), "{") {
				return
			}
			asObject := `{"presentation":` + v.Presentation + `}`
			r = httptest.NewRequest(http.MethodPost, "/api/v1/verify", strings.NewReader(asObject))
			r.Header.Set("Content-Type", "application/json")
			w = httptest.NewRecorder()
			serveVector(t, v).ServeHTTP(w, r)
			require.Equal(t, http.StatusOK, w.Code, "as the object that it is: %s", w.Body)
			require.Equal(t, v.Want, testvectors.Of(decode[verifier.Result](t, w)), "as the object that it is")
		})
	}
}

var shown = regexp.MustCompile(`class="verdict ([a-z]+)" data-result="([a-z_]+)"`)

// shapeOf is the sign that an answer must have, by hand: green for what is valid
// now and for nothing else, red never for what could not be found out, nor for a
// receipt that is not believed: that says nothing of the document.
func shapeOf(v testvectors.Vector) string {
	w := v.Want
	if strings.HasPrefix(v.Name, "receipt/") && w.Evidence == nil && w.Digest == nil {
		return "question"
	}
	switch w.Result {
	case verifier.Valid:
		if w.AsOf == nil {
			return "check"
		}
		return "clock"
	case verifier.Suspended, verifier.Superseded, verifier.Expired:
		return "pause"
	case verifier.Indeterminate:
		if w.LastKnown != nil {
			return "hourglass"
		}
		return "question"
	case verifier.Malformed:
		switch w.Detail {
		case verifier.DetailDamagedCode, verifier.DetailCutShort, verifier.DetailNotRead:
			return "question"
		}
	}
	return "cross"
}

// TestVectorsOnThePage posts the page's form, with a day where the vector asks
// about the end of one.
func TestVectorsOnThePage(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		if v.Presentation == "" {
			continue // the page shows no answer to nothing
		}
		if !v.At.IsZero() && v.Exceptions.Page != nil {
			require.NotEmpty(t, v.Exceptions.Page.Why, v.Name)
			continue // the page asks for days, not for moments
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			form := url.Values{"presentation": {v.Presentation}, "lang": {"vi"}}
			if !v.At.IsZero() {
				form.Set("on", string(ledger.DateOf(v.At)))
			}
			r := httptest.NewRequest(http.MethodPost, "/v", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			serveVector(t, v).ServeHTTP(w, r)
			require.Equal(t, http.StatusOK, w.Code)
			found := shown.FindStringSubmatch(w.Body.String())
			require.NotNil(t, found, "no answer")
			require.Equal(t, v.Want.Result, verifier.Code(found[2]))
			require.Equal(t, shapeOf(v), found[1])
			if !strings.HasPrefix(v.Name, "carried/") {
				return
			}
			w = httptest.NewRecorder() // a browser sends a file as it is, and a field with other line ends
			serveVector(t, v).ServeHTTP(w, upload(t, v.Presentation))
			found = shown.FindStringSubmatch(w.Body.String())
			require.NotNil(t, found, "no answer to the file")
			require.Equal(t, v.Want.Result, verifier.Code(found[2]))
			require.Equal(t, shapeOf(v), found[1])
		})
	}
}

// upload posts a file in the page's form.
func upload(t *testing.T, content string) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile("file", "given.txt")
	require.NoError(t, err)
	_, err = file.Write([]byte(content))
	require.NoError(t, err)
	require.NoError(t, form.Close())
	r := httptest.NewRequest(http.MethodPost, "/v", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}
