package testapi_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testapi"
)

const document = `{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {
	"/things/{id}": {"get": {"operationId": "get",
		"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "n", "in": "query", "schema": {"type": "integer"}}],
		"responses": {
			"200": {"description": "one", "headers": {"X-Id": {"$ref": "#/components/headers/Id"}}, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
			"202": {"description": "none"},
			"404": {"$ref": "#/components/responses/lost"}}}},
	"/things/search": {"post": {"operationId": "search",
		"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing", "unevaluatedProperties": false}}}},
		"responses": {"200": {"description": "many", "content": {"application/x-ndjson": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}}}},
	"/things": {"post": {"operationId": "add",
		"requestBody": {"content": {"multipart/form-data": {
			"schema": {"type": "object", "properties": {"thing": {"$ref": "#/components/schemas/Thing"}, "file": {}}, "required": ["thing"], "unevaluatedProperties": false},
			"encoding": {"thing": {"contentType": "application/json"}, "file": {"contentType": "text/csv"}}}}},
		"responses": {"201": {"description": "added"}}}}},
	"components": {
		"headers": {"Id": {"required": true, "schema": {"type": "string"}}},
		"responses": {"lost": {"description": "lost", "content": {"application/problem+json": {"schema": {"properties": {"code": {"enum": ["lost"]}}}}}}},
		"schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {
			"name": {"type": "string", "enum": ["a", "b"]}, "at": {"type": "string", "format": "date-time"}, "inner": {"type": "object", "properties": {"x": {"type": "integer"}}}}}}}}`

// spy is a test that notes its failures.
type spy struct {
	testing.TB
	failures []string
}

func (s *spy) Errorf(format string, args ...any) {
	s.failures = append(s.failures, fmt.Sprintf(format, args...))
}

// form makes a multipart body of name and content pairs, after its media type.
func form(t *testing.T, parts ...string) (media, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		require.NoError(t, w.WriteField(parts[i], parts[i+1]))
	}
	require.NoError(t, w.Close())
	return w.FormDataContentType(), b.String()
}

func TestContract(t *testing.T) {
	t.Parallel()
	good, goodForm := form(t, "thing", `{"name":"a"}`, "file", "1;2")
	bad, badForm := form(t, "thing", `{"name":"a"}`, "other", "1;2")
	worse, worseForm := form(t, "thing", `{"name":"z"}`)
	for _, c := range []struct {
		name, request, media, sent string
		status                     int
		answers, answer            string
		want                       string // of the failure; "" for none
	}{
		{"AsDescribed", "GET /things/1?n=3", "", "", 200, "application/json", `{"name":"a","at":"2026-06-18T00:00:00Z","inner":{"x":1}}`, ""},
		{"UnknownMember", "GET /things/1", "", "", 200, "application/json", `{"name":"a","other":1}`, "other"},
		{"UnknownMemberInside", "GET /things/1", "", "", 200, "application/json", `{"name":"a","inner":{"y":1}}`, "y"},
		{"MissingMember", "GET /things/1", "", "", 200, "application/json", `{}`, "name"},
		{"ValueOutsideTheList", "GET /things/1", "", "", 200, "application/json", `{"name":"c"}`, "name"},
		{"NoTime", "GET /things/1", "", "", 200, "application/json", `{"name":"a","at":"today"}`, "date-time"},
		{"NoJSON", "GET /things/1", "", "", 200, "application/json", `{`, "EOF"},
		{"OtherMediaType", "GET /things/1", "", "", 200, "text/plain", `x`, "text/plain"},
		{"OtherStatus", "GET /things/1", "", "", 500, "application/json", `{}`, "status"},
		{"NoBody", "GET /things/1", "", "", 202, "", "", ""},
		{"ABodyWhereThereIsNone", "GET /things/1", "", "", 202, "text/plain", "x", "none is described"},
		{"Problem", "GET /things/1", "", "", 404, "application/problem+json", `{"code":"lost"}`, ""},
		{"OtherProblem", "GET /things/1", "", "", 404, "application/problem+json", `{"code":"other"}`, "code"},
		{"UnknownQuery", "GET /things/1?m=3", "", "", 200, "application/json", `{"name":"a"}`, "parameter m"},
		{"QueryOfAnotherType", "GET /things/1?n=1.5", "", "", 200, "application/json", `{"name":"a"}`, "parameter n"},
		{"Lines", "POST /things/search", "application/json", `{"name":"a"}`, 200, "application/x-ndjson", "{\"name\":\"a\"}\n{\"name\":\"b\"}\n", ""},
		{"ALineThatIsNot", "POST /things/search", "application/json", `{"name":"a"}`, 200, "application/x-ndjson", "{\"name\":\"a\"}\n{\"end\":1}\n", "end"},
		{"ARequestWithMore", "POST /things/search", "application/json", `{"name":"a","x":1}`, 200, "application/x-ndjson", "", "not described"},
		{"ARequestOfAnotherMediaType", "POST /things/search", "text/plain", `a`, 200, "application/x-ndjson", "", "text/plain"},
		{"Form", "POST /things", good, goodForm, 201, "", "", ""},
		{"FormWithAnUnknownPart", "POST /things", bad, badForm, 201, "", "", "not described"},
		{"FormWithAPartThatIsNot", "POST /things", worse, worseForm, 201, "", "", "thing"},
		{"NoOperation", "GET /elsewhere", "", "", 200, "text/plain", "x", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			contract, err := testapi.Read([]byte(document))
			require.NoError(t, err)
			method, path, _ := strings.Cut(c.request, " ")
			r := httptest.NewRequest(method, path, strings.NewReader(c.sent))
			r.Header.Set("Content-Type", c.media)
			s, w := &spy{TB: t}, httptest.NewRecorder()
			contract.Serve(s, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", c.answers)
				w.Header().Set("X-Id", "1")
				w.WriteHeader(c.status)
				_, err := w.Write([]byte(c.answer))
				require.NoError(t, err)
			}), w, r)
			require.Equal(t, c.answer, w.Body.String())
			if c.want == "" {
				require.Empty(t, s.failures)
				return
			}
			require.Contains(t, strings.Join(s.failures, "\n"), c.want)
		})
	}
}

func TestUnseen(t *testing.T) {
	t.Parallel()
	contract, err := testapi.Read([]byte(document))
	require.NoError(t, err)
	s := &spy{TB: t}
	contract.Serve(
		s,
		http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }),
		httptest.NewRecorder(),
		httptest.NewRequest(http.MethodGet, "/things/1", nil),
	)
	require.Empty(t, s.failures)
	require.Equal(t, []string{"add 201", "get 200", "search 200"}, contract.Unseen())
	contract.Serve(
		s,
		http.HandlerFunc(
			func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "application/json") },
		),
		httptest.NewRecorder(),
		httptest.NewRequest(http.MethodGet, "/things/1", nil),
	)
	require.Contains(t, strings.Join(s.failures, "\n"), "without the header X-Id")
}

func TestValid(t *testing.T) {
	t.Parallel()
	require.NoError(t, testapi.Valid([]byte(document)))
	for name, change := range map[string][2]string{
		"NoVersion":          {`"3.1.0"`, `"2.0"`},
		"UnknownMember":      {`"operationId"`, `"operation"`},
		"ReferenceToNowhere": {`#/components/schemas/Thing`, `#/components/schemas/Think`},
		"ResponseOfNowhere":  {`#/components/responses/lost`, `#/components/responses/last`},
		"ReferenceOutside":   {`#/components/headers/Id`, `headers.json#/Id`},
		"NoSchema":           {`"type": "integer"`, `"type": "whole"`},
		"NoDescription":      {`"description": "one", `, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Error(t, testapi.Valid([]byte(strings.ReplaceAll(document, change[0], change[1]))))
		})
	}
}
