package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/signer"
)

func TestTheSchoolsOwnKey(t *testing.T) {
	t.Parallel()
	const passphrase = "bốn con trâu của trường mẫu"
	dir, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("synthetic password of a test"), 0o600))
	public, err := signer.GenerateOwn(dir, school, passphrase)
	require.NoError(t, err)
	open := func() *signer.Keystore {
		store, err := signer.Open(dir, file)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		return store
	}
	owner := open()
	require.NoError(t, owner.Unlock(school, passphrase))
	own, err := owner.Signer(school, public.Thumbprint())
	require.NoError(t, err)
	b := begin(t, keys{school: own, other: testledger.NewSigner(t)}, registry.KeysFrom(open()))
	path := "/batches/" + b.imported(t, "registrar").ID.String()

	var state registry.KeyState
	require.Equal(t, http.StatusOK, b.get(t, "approver", "/key", &state).Code)
	require.Equal(t, registry.KeyState{Locked: true}, state)
	require.Equal(t, "key_locked", code(t, b.post(t, "approver", path+"/approve", "", nil)))
	require.Equal(t, "wrong_passphrase", code(t, b.post(t, "approver", "/key/unlock", `{"passphrase":"ba con trâu lạc"}`, nil)))
	require.Equal(t, http.StatusOK, b.post(t, "approver", "/key/unlock", `{"passphrase":"`+passphrase+`"}`, &state).Code)
	require.Equal(t, registry.KeyState{Thumbprint: public.Thumbprint()}, state)
	require.Equal(t, "wrong_state", code(t, b.post(t, "approver", "/key/unlock", `{"passphrase":"`+passphrase+`"}`, nil)), "it is open")
	require.Equal(t, http.StatusOK, b.post(t, "approver", path+"/approve", "", nil).Code)
	for range 5 {
		b.post(t, "both", "/key/unlock", `{"passphrase":"sai"}`, nil)
	}
	require.NotContains(t, b.log.String(), "con trâu")
}
