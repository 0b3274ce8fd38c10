package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/web/api"
	"sogoc/web/api/wire"
)

// Whatever an operator's token asks for, by every route, of a school's batches and
// credentials as they are: no answer holds a learner's name, code, birth date or number.
func TestAnOperatorsTokenReadsNoLearnersData(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	personal := func(body string) {
		t.Helper()
		for _, text := range []string{`"fullName"`, `"birthDate"`, `"learnerCode"`, `"registerNumber"`, `"serialNumber"`} {
			require.NotContains(t, body, text)
		}
	}
	askAll := func(credential uuid.UUID, secrets ...string) {
		t.Helper()
		for _, r := range b.engine.Routes() {
			path, ours := strings.CutPrefix(r.Path, api.Prefix)
			if !ours || path == "/openapi.json" {
				continue
			}
			id := batch.ID.String()
			if strings.HasPrefix(path, "/credentials") {
				id = credential.String()
			}
			path = strings.NewReplacer(":id", id, ":code", school, ":row", "1").Replace(path)
			queries := []string{""}
			if r.Method == http.MethodGet && contains([]string{"/batches", "/audit", "/export/digests", "/proposals"}, path) {
				queries = append(queries, "?issuer="+school)
			}
			for _, query := range queries {
				w := b.do(t, "operator", r.Method, api.Prefix+path+query, "application/json", "{}", nil)
				media := w.Header().Get("Content-Type")
				require.Regexp(t, `^(|application/(problem\+)?json.*|application/x-ndjson.*)$`, media, "%s %s", r.Method, path)
				personal(w.Body.String())
				for _, secret := range secrets {
					require.NotContains(t, w.Body.String(), secret, "%s %s%s", r.Method, path, query)
				}
			}
		}
	}

	const learner = "0026000007"
	askAll(uuid.New(), learner)

	require.Equal(t, http.StatusOK, b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil).Code)
	b.worker.Pass(t.Context())
	var found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"learnerCode":"`+learner+`"}`, &found)
	require.Len(t, found.Credentials, 1)
	one := found.Credentials[0]
	askAll(one.ID, learner, one.FullName, string(one.BirthDate), one.RegisterNumber)
}
