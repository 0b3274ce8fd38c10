package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

func TestRowsAreSetAside(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	path := "/batches/" + batch.ID.String()
	w := b.get(t, "approver", path+"/drafts?limit=2", nil)
	var page struct {
		Drafts []struct {
			ID string `json:"id"`
		} `json:"drafts"`
	}
	require.NoError(t, json.Unmarshal(w.Body.Bytes(), &page))
	body := fmt.Sprintf(`{"drafts":[%q],"reason":"chờ xác minh"}`, page.Drafts[1].ID)
	require.Equal(t, http.StatusForbidden, b.post(t, "reader", path+"/set-aside", body, nil).Code)
	require.Equal(t, "invalid", code(t, b.post(t, "approver", path+"/set-aside", `{"drafts":[],"reason":"x"}`, nil)))
	var aside, rest registry.Batch
	require.Equal(t, http.StatusCreated, b.post(t, "approver", path+"/set-aside", body, &aside).Code)
	require.Equal(t, 1, aside.Count)
	require.Equal(t, batch.ID, aside.SetAside.From)
	b.get(t, "reader", path, &rest)
	require.Equal(t, batch.Count-1, rest.Count)
	require.Equal(t, "not_found", code(t, b.post(t, "approver", path+"/set-aside", body, nil)))
}
