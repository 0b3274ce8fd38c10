package public_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// TestTheProcessedCredential asks the API and the page, before and after the
// credential was revoked.
func TestTheProcessedCredential(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	shown := d.Diploma.SDJWT()

	w := d.ask("/api/v1/credential", shown)
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/vc", w.Header().Get("Content-Type"))
	require.Contains(t, w.Header().Get("Content-Disposition"), ".vc.json")
	credential := decode[map[string]any](t, w)
	require.Contains(t, credential["type"], "OpenBadgeCredential")
	require.NotContains(t, w.Body.String(), `"_sd`)

	page := d.form("/v", shown, "")
	require.Contains(t, page.Body.String(), `formaction="/v/credential"`)
	require.NotContains(t, d.form("/v", d.Link(), "").Body.String(), "/v/credential", "a QR code holds a summary")
	kept := d.form("/v/credential", shown, "")
	require.Equal(t, http.StatusOK, kept.Code, kept.Body)
	require.Equal(t, w.Body.String(), kept.Body.String())

	refused := d.ask("/api/v1/credential", d.Link())
	require.Equal(t, http.StatusUnprocessableEntity, refused.Code)
	require.Equal(t, "no_credential", decode[web.Problem](t, refused).Code)
	d.Ledger.SetEntry(
		t,
		testevidence.Issuer,
		testevidence.Status.List,
		testevidence.Status.Index,
		ledger.Revoked,
		d.Key,
	)
	refused = d.ask("/api/v1/credential", shown)
	require.Equal(t, http.StatusUnprocessableEntity, refused.Code, "it has no proof, and is not valid")
	require.Contains(t, refused.Body.String(), string(verifier.Revoked))
	require.Equal(t, http.StatusUnprocessableEntity, d.form("/v/credential", shown, "").Code)
	require.NotContains(t, d.form("/v", shown, "").Body.String(), "/v/credential")
}

// TestAProcessedTranscriptSaysWhatItLacks asks the API and the page for every genuine
// transcript: one without some of its courses is partial, whole ones do not say so.
func TestAProcessedTranscriptSaysWhatItLacks(t *testing.T) {
	t.Parallel()
	seen := map[bool]bool{}
	for _, v := range testvectors.Load(t, vectors) {
		if !strings.HasPrefix(v.Name, "genuine/transcript-") || !strings.Contains(v.Presentation, "~") {
			continue
		}
		engine := serveVector(t, v)
		body, err := json.Marshal(map[string]string{"presentation": v.Presentation})
		require.NoError(t, err)
		post := func(path, media, body string) *httptest.ResponseRecorder {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", media)
			w := httptest.NewRecorder()
			engine.ServeHTTP(w, r)
			require.Equal(t, http.StatusOK, w.Code, "%s %s: %s", v.Name, path, w.Body)
			return w
		}
		answered := post("/api/v1/credential", "application/json", string(body))
		form := url.Values{"presentation": {v.Presentation}}.Encode()
		kept := post("/v/credential", "application/x-www-form-urlencoded", form)
		require.Equal(t, answered.Body.String(), kept.Body.String(), v.Name)
		partial, is := decode[map[string]any](t, answered)["partial"]
		require.Equal(t, v.Want.Courses.Shown < v.Want.Courses.Total, is, v.Name)
		require.True(t, !is || partial == true, v.Name)
		seen[is] = true
	}
	require.Len(t, seen, 2, "partial ones and whole ones")
}
