package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/web/api/wire"
)

func TestSearchByName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	require.Equal(t, http.StatusOK, b.approve(t, "approver", "/batches/"+batch.ID.String()+"/approve", "", nil).Code)
	b.sign(t)
	var all, found wire.Credentials
	b.post(t, "reader", "/credentials/search", `{"byName":true,"limit":1000}`, &all)
	require.Len(t, all.Credentials, batch.Count)
	require.True(t, slices.IsSortedFunc(all.Credentials, func(x, y registry.Credential) int {
		return bytes.Compare(names.Of(x.FullName).Sort, names.Of(y.FullName).Sort)
	}))
	one := all.Credentials[0]
	body, err := json.Marshal(wire.Search{Name: strings.ToLower(names.Of(one.FullName).Plain)})
	require.NoError(t, err)
	b.post(t, "reader", "/credentials/search", string(body), &found)
	require.Contains(t, found.Credentials, one)
	for _, bad := range []string{`{"name":"Hoà","match":"close"}`, `{"match":"exact"}`, `{"name":" "}`} {
		require.Equal(t, "invalid", code(t, b.post(t, "reader", "/credentials/search", bad, nil)), bad)
	}
	require.NotContains(t, b.log.String(), "Hoà")
}
