package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/account"
	"sogoc/registry/classlist"
	"sogoc/web/api/wire"
)

func TestUploadProgressIsTheCallers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	asked := func(who string) (p wire.UploadProgress) {
		require.Equal(t, http.StatusOK, b.get(t, who, "/uploads/progress", &p).Code)
		return p
	}
	require.Equal(t, wire.UploadProgress{}, asked("registrar"))
	registrar, err := b.register.Accounts.Authenticate(t.Context(), account.Token(b.tokens["registrar"]))
	require.NoError(t, err)
	end := b.register.Lists.Storing(registrar, 250)
	require.Equal(t, wire.UploadProgress{Stage: classlist.StageStoring, Rows: 250, Of: 250}, asked("registrar"))
	require.Equal(t, wire.UploadProgress{}, asked("both"), "another person's")
	end()
	require.Equal(t, wire.UploadProgress{}, asked("registrar"))
	require.Equal(t, http.StatusForbidden, b.get(t, "approver", "/uploads/progress", nil).Code)
}
