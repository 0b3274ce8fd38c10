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
	"sogoc/verifier/ledger"
)

func TestTheSchoolsOwnKey(t *testing.T) {
	t.Parallel()
	const passphrase = "bốn con trâu của trường mẫu"
	dir, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte("synthetic password of a test"), 0o600))
	public, err := signer.GenerateOwnLight(dir, school, ledger.ES256K, passphrase)
	require.NoError(t, err)
	open := func() *signer.Keystore {
		store, err := signer.Open(dir, file)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		return store
	}
	owner := open()
	own, err := owner.OpenOwn(school, passphrase)
	require.NoError(t, err)
	b := begin(t, testledger.Keyring{school: {own[0]}, other: {testledger.NewSigner(t)}}, open())
	b.openBooks(t)
	path := "/batches/" + b.imported(t, "registrar").ID.String()

	var state registry.KeyState
	require.Equal(t, http.StatusOK, b.get(t, "approver", "/key", &state).Code)
	require.Equal(t, registry.KeyState{Locked: true}, state)
	var batch, retried registry.Batch
	require.Equal(t, http.StatusOK, b.approve(t, "approver", path+"/approve", "", &batch).Code)
	require.Equal(t, registry.BatchApproved, batch.State)
	b.worker.Pass(t.Context())
	require.Equal(t, http.StatusOK, b.get(t, "approver", path, &batch).Code)
	require.Equal(t, registry.WaitPassphrase, batch.WaitsFor)
	require.Equal(
		t,
		"wrong_passphrase",
		code(t, b.post(t, "approver", path+"/retry", `{"passphrase":"ba con trâu lạc"}`, nil)),
	)
	require.Equal(
		t,
		"wrong_passphrase",
		code(t, b.post(t, "approver", "/key/unlock", `{"passphrase":"ba con trâu lạc"}`, nil)),
	)
	require.Equal(
		t,
		http.StatusOK,
		b.post(t, "approver", path+"/retry", `{"passphrase":"`+passphrase+`"}`, &retried).Code,
	)
	require.Empty(t, retried.WaitsFor)
	b.worker.Pass(t.Context())
	require.Equal(t, http.StatusOK, b.get(t, "approver", path, &batch).Code)
	require.Equal(t, registry.BatchAnchored, batch.State)

	second := "/batches/" + b.imported(t, "registrar").ID.String()
	require.Equal(
		t,
		"wrong_passphrase",
		code(t, b.approve(t, "approver", second+"/approve", "ba con trâu lạc", nil)),
	)
	require.Equal(
		t,
		http.StatusOK,
		b.approve(t, "approver", second+"/approve", passphrase, &batch).Code,
	)
	b.worker.Pass(t.Context())
	require.Equal(t, http.StatusOK, b.get(t, "approver", second, &batch).Code)
	require.Equal(t, registry.BatchAnchored, batch.State)

	require.Equal(
		t,
		http.StatusOK,
		b.post(t, "approver", "/key/unlock", `{"passphrase":"`+passphrase+`"}`, &state).Code,
	)
	require.Equal(t, registry.KeyState{Thumbprint: public.Thumbprint()}, state)
	for range 5 {
		b.post(t, "both", "/key/unlock", `{"passphrase":"sai"}`, nil)
	}
	require.NotContains(t, b.log.String(), "con trâu")
}
