package api_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/web/api/wire"
)

// confirmed confirms, as the approver, the proposal that an answer holds.
func (b *bundle) confirmed(t *testing.T, w *httptest.ResponseRecorder) *httptest.ResponseRecorder {
	t.Helper()
	var p registry.Proposal
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &p))
	return b.post(t, "approver", "/proposals/"+p.ID.String()+"/confirm", "", nil)
}

func TestARevocationTakesTwo(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil).Code)
	b.worker.Pass(t.Context())
	var found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"limit":1}`, &found)
	one := "/credentials/" + found.Credentials[0].ID.String() + "/revoke"
	const body = `{"ground":"fraud","decisionNumber":"3/QĐ","decisionDate":"2026-06-20"}`
	var p registry.Proposal
	require.Equal(t, http.StatusCreated, b.post(t, "approver", one, body, &p).Code)
	path := "/proposals/" + p.ID.String()
	require.Equal(t, "same_person", code(t, b.post(t, "approver", path+"/confirm", "", nil)))
	require.Equal(t, "bulk_refused", code(t, b.post(t, "registrar", one, body, nil)), "it is proposed already")
	require.Equal(t, "forbidden", code(t, b.post(t, "registrar", path+"/withdraw", "", nil)))
	require.Equal(t, http.StatusOK, b.post(t, "approver", path+"/withdraw", "", &p).Code)
	require.Equal(t, registry.ProposalWithdrawn, p.State)

	require.Equal(t, http.StatusCreated, b.post(t, "registrar", one, body, &p).Code)
	path = "/proposals/" + p.ID.String()
	require.Equal(t, "invalid", code(t, b.post(t, "approver", path+"/refuse", `{"reason":""}`, nil)))
	require.Equal(t, http.StatusOK, b.post(t, "approver", path+"/refuse", `{"reason":"sai số"}`, &p).Code)
	var shown wire.ShownProposal
	b.get(t, "reader", path, &shown)
	require.Equal(t, registry.ProposalRefused, shown.Proposal.State)
	require.Len(t, shown.Items, 1)
	var all wire.Proposals
	b.get(t, "reader", "/proposals", &all)
	require.Len(t, all.Proposals, 2)
	b.get(t, "reader", "/proposals?state=open", &all)
	require.Empty(t, all.Proposals)
	require.Equal(t, "wrong_state", code(t, b.post(t, "approver", path+"/confirm", "", nil)))
	const future = `{"ground":"fraud","decisionNumber":"3/QĐ","decisionDate":"2099-01-01"}`
	require.Equal(t, "invalid", code(t, b.post(t, "registrar", one, future, nil)))
	for _, steering := range []string{`\u202e`, `\u2067`, `\u0085`, `\n`} {
		odd := strings.Replace(body, "3/QĐ", "3/QĐ"+steering, 1)
		require.Equal(t, "invalid", code(t, b.post(t, "registrar", one, odd, nil)), steering)
	}
}
