package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/web/api/wire"
)

func TestBulkStatus(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil).Code)
	b.worker.Pass(t.Context())
	var found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"limit":3}`, &found)
	one, two, three := found.Credentials[0], found.Credentials[1], found.Credentials[2]
	const route = "/credentials/status"
	body := func(preview bool, serials ...string) string {
		text, err := json.Marshal(
			wire.BulkStatus{
				Credentials: []uuid.UUID{one.ID, two.ID},
				Serials:     serials,
				State:       ledger.Revoked,
				Preview:     &preview,
				StatusChange: wire.StatusChange{
					Ground:         registry.GroundFraud,
					DecisionNumber: "3/QĐ",
					DecisionDate:   "2026-06-20",
				},
			},
		)
		require.NoError(t, err)
		return string(text)
	}

	var preview wire.BulkPreview
	require.Equal(
		t,
		http.StatusOK,
		b.post(t, "approver", route, body(true, three.SerialNumber, "none"), &preview).Code,
	)
	require.Len(t, preview.Items, 4)
	require.Equal(t, 1, preview.Obstacles)
	require.Equal(t, status.ObstacleUnknown, preview.Items[3].Obstacle)
	require.Equal(t, three.FullName, preview.Items[2].Credential.FullName)

	var refused struct {
		Errors []status.BulkItem `json:"errors"`
	}
	w := b.post(t, "approver", route, body(false, three.SerialNumber, "none"), &refused)
	require.Equal(t, http.StatusConflict, w.Code)
	require.Equal(t, "bulk_refused", code(t, w))
	require.Equal(t, "none", refused.Errors[0].Named)

	var suspended wire.BulkChanges
	w = b.post(t, "approver", route, strings.NewReplacer(`"revoked"`, `"suspended"`, `"fraud"`, `"inspection"`).Replace(body(false)), &suspended)
	require.Equal(t, http.StatusAccepted, w.Code, "to suspend takes one person")
	require.Len(t, suspended.Changes, 2)
	b.worker.Pass(t.Context())

	w = b.post(t, "registrar", route, body(false, three.SerialNumber), nil)
	require.Equal(t, http.StatusCreated, w.Code)
	w = b.confirmed(t, w)
	require.Equal(t, http.StatusAccepted, w.Code)
	var done wire.BulkChanges
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &done))
	require.Len(t, done.Changes, 3)
	b.worker.Pass(t.Context())
	b.post(t, "reader", "/credentials/search", `{"limit":4}`, &found)
	for i, c := range found.Credentials {
		require.Equal(t, i < 3, c.Status == ledger.Revoked)
	}
	require.Equal(
		t,
		http.StatusBadRequest,
		b.post(
			t,
			"approver",
			route,
			`{"credentials":["`+one.ID.String()+`"],"state":"revoked","ground":"fraud","decisionNumber":"1","decisionDate":"2026-06-20"}`,
			nil,
		).Code,
		"whoever forgets to say whether it is a preview revokes nothing",
	)
	require.NotContains(t, b.log.String(), three.SerialNumber)
}
