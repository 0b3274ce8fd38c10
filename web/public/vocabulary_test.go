package public_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
	"sogoc/web/public"
)

// addressesIn returns all texts in a JSON value that begin with prefix.
func addressesIn(value any, prefix string) (found []string) {
	switch v := value.(type) {
	case string:
		if strings.HasPrefix(v, prefix) {
			found = append(found, v)
		}
	case []any:
		for _, one := range v {
			found = append(found, addressesIn(one, prefix)...)
		}
	case map[string]any:
		for _, one := range v {
			found = append(found, addressesIn(one, prefix)...)
		}
	}
	return found
}

// TestEveryAddressInACredentialAnswers takes what a credential names under its own
// host out of its payload and disclosures, and fetches it over TLS.
func TestEveryAddressInACredentialAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(nil)
	host := server.Listener.Addr().String()
	b := publishing(t, func(c *public.Config) { c.Hosts = []string{host} })
	server.Config.Handler = b.engine
	server.StartTLS()
	t.Cleanup(server.Close)
	fetch := func(address, accept string) *http.Response {
		r, err := http.NewRequest(http.MethodGet, address, nil)
		require.NoError(t, err)
		r.Header.Set("Accept", accept)
		response, err := server.Client().Do(r)
		require.NoError(t, err)
		t.Cleanup(func() { _ = response.Body.Close() })
		return response
	}
	d := diploma()
	d.Issuer.Host = host
	transcript := d.Issuance
	transcript.Kind, transcript.SerialNumber, transcript.RegisterNumber = "VN-BD", "", ""
	course := credential.Course{Code: "INT101", Name: "Giải tích 1", Credits: "3", TenPoint: "8.5", Letter: "A"}
	for _, document := range []credential.Document{d, credential.Transcript{
		Issuance: transcript,
		Subject:  d.Subject,
		Summary:  credential.Summary{GPA10: "8.12", GPA4: "3.4"},
		Courses:  []credential.Course{course},
	}} {
		issued := b.issue(document)
		parsed, err := credential.Parse(issued.SDJWT())
		require.NoError(t, err)
		text, err := parsed.VerifiableCredential()
		require.NoError(t, err)
		signed, err := base64.RawURLEncoding.DecodeString(strings.Split(issued.JWT, ".")[1])
		require.NoError(t, err)
		var addresses []string
		for _, payload := range [][]byte{text, signed} {
			var value any
			require.NoError(t, json.Unmarshal(payload, &value))
			addresses = append(addresses, addressesIn(value, "https://"+host)...)
		}
		require.Greater(t, len(addresses), 5)
		slices.Sort(addresses)
		for _, address := range slices.Compact(addresses) {
			response := fetch(address, "*/*")
			require.Equal(t, http.StatusOK, response.StatusCode, address)
			require.Equal(t, "*", response.Header.Get("Access-Control-Allow-Origin"), address)
			require.NotEmpty(t, response.Header.Get("ETag"), address)
			require.Contains(t, response.Header.Get("Cache-Control"), "public, max-age=", address)
			content, err := io.ReadAll(response.Body)
			require.NoError(t, err)
			if strings.Contains(address, "/kinds/") {
				require.Equal(t, credential.MediaLinkedData, response.Header.Get("Content-Type"))
				require.Contains(t, string(content), address+`"`, address)
				page := fetch(address, "text/html,application/xhtml+xml,*/*;q=0.8")
				require.Equal(t, "text/html; charset=utf-8", page.Header.Get("Content-Type"))
				require.Equal(t, http.StatusNotAcceptable, fetch(address, "image/png").StatusCode)
			}
		}
	}
}

// TestTheVocabularyIsTheSameForEveryHost holds that a term is one IRI wherever it is
// served, that credentials name it, and that a host's earlier one is told to be the same.
func TestTheVocabularyIsTheSameForEveryHost(t *testing.T) {
	t.Parallel()
	for _, host := range []string{publicName, "vanbang.example:8443"} {
		b := publishing(t, func(c *public.Config) { c.Hosts = []string{host} })
		w := b.get("/ns", "Accept", "application/json")
		require.Equal(t, http.StatusOK, w.Code, w.Body)
		document := decode[struct {
			Context map[string]string `json:"@context"`
			Graph   []struct {
				ID      string `json:"@id"`
				Earlier struct {
					ID string `json:"@id"`
				} `json:"owl:equivalentProperty"`
			} `json:"@graph"`
		}](t, w)
		require.Equal(
			t,
			"urn:uuid:b8a4b655-3002-4a94-a44b-e012c4f2f38f#decisionNumber",
			document.Context["decisionNumber"],
		)
		require.Len(t, document.Graph, len(credential.Terms()))
		for i, term := range credential.Terms() {
			require.Equal(t, credential.Vocabulary+term.Name, document.Graph[i].ID)
			require.Equal(t, "https://"+host+"/ns#"+term.Name, document.Graph[i].Earlier.ID)
		}
	}
	signed, err := base64.RawURLEncoding.DecodeString(strings.Split(publishing(t).issue(diploma()).JWT, ".")[1])
	require.NoError(t, err)
	require.Contains(t, string(signed), `{"@vocab":"`+credential.Vocabulary+`"}`)
}

func TestAKindIsAnAchievement(t *testing.T) {
	t.Parallel()
	b := publishing(t)
	w := b.get("/kinds/VN-BA/7480201", "Accept", "application/json")
	require.Equal(t, http.StatusOK, w.Code, w.Body)
	require.Equal(t, "application/json", w.Header().Get("Content-Type"))
	achievement := decode[map[string]any](t, w)
	require.Equal(t, "https://"+publicName+"/kinds/VN-BA/7480201", achievement["id"])
	require.Equal(t, []any{"Achievement"}, achievement["type"])
	require.Equal(t, "BachelorDegree", achievement["achievementType"])
	require.Equal(t, "7480201", achievement["humanCode"])
	require.Equal(t, http.StatusNotModified,
		b.get("/kinds/VN-BA/7480201", "Accept", "application/json", "If-None-Match", w.Header().Get("ETag")).Code)
	for _, path := range []string{"/kinds/VN-BA", "/kinds/VN-PRI-CONF/7480201", "/kinds/XX", "/kinds/VN-BA/1%2F2"} {
		require.Equal(t, http.StatusNotFound, b.get(path).Code, path)
	}
	schema := b.get("/ns/credential.schema.json")
	require.Equal(t, http.StatusOK, schema.Code, schema.Body)
	require.Equal(t, credential.MediaSchema, schema.Header().Get("Content-Type"))
	require.Contains(t, schema.Body.String(), `"$id":"https://`+publicName+`/ns/credential.schema.json"`)
	page := b.get("/kinds/VN-BA/7480201?lang=vi", "Accept", "text/html")
	require.Contains(t, page.Body.String(), "<h1>Bằng cử nhân</h1>")
	vocabulary := b.get("/ns?lang=en", "Accept", "text/html").Body.String()
	require.Contains(t, vocabulary, `id="gpa10"`)
	require.Contains(t, vocabulary, "<code>"+credential.Vocabulary+"</code>")
	require.Equal(t, http.StatusNotFound, setup(t).get("/ns").Code, "where no public name is set")
}
