package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/web/api/wire"
)

func TestGiveUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	batch := b.imported(t, "registrar")
	path := "/batches/" + batch.ID.String()
	require.Equal(
		t,
		"wrong_state",
		code(t, b.post(t, "registrar", path+"/give-up", `{"reason":"x"}`, nil)),
		"a draft",
	)
	var quota registry.QuotaState
	require.Equal(t, http.StatusOK, b.get(t, "approver", path+"/quota", &quota).Code)
	require.Equal(t, batch.Count, quota.Needed()[0].Needed)
	b.ledger.SetDown(true)
	require.Equal(t, "unavailable", code(t, b.get(t, "approver", path+"/quota", nil)))
	b.ledger.SetDown(false)
	require.Equal(t, http.StatusOK, b.approve(t, "approver", path+"/approve", "", nil).Code)
	b.sign(t)

	var would registry.GiveUpConsequences
	require.Equal(t, http.StatusOK, b.get(t, "registrar", path+"/give-up", &would).Code)
	require.Equal(t, batch.Count, would.Credentials)
	require.False(t, would.Sent)

	require.Equal(t, "invalid", code(t, b.post(t, "registrar", path+"/give-up", "", nil)), "no reason")
	require.Equal(t, "invalid",
		code(t, b.post(t, "registrar", path+"/give-up", `{"reason":"sai khóa","passphrase":"một hai ba"}`, nil)),
		"a passphrase goes with the confirmation")
	var shown registry.Batch
	require.Equal(t, http.StatusOK, b.post(t, "registrar", path+"/give-up", `{"reason":"sai khóa"}`, &shown).Code)
	require.Equal(t, registry.BatchSealed, shown.State)
	require.Equal(t, "sai khóa", shown.GivingUp.Reason)
	require.Equal(t, http.StatusOK, b.post(t, "registrar", path+"/give-up/withdraw", "", nil).Code)
	require.Equal(t, "wrong_state", code(t, b.post(t, "registrar", path+"/give-up/withdraw", "", nil)))
	require.Equal(t, http.StatusOK, b.post(t, "registrar", path+"/give-up", `{"reason":"sai khóa"}`, nil).Code)
	require.Equal(t, http.StatusOK, b.post(t, "approver", path+"/give-up", "", &shown).Code)
	require.Equal(t, registry.BatchGivenUp, shown.State)

	var progress wire.Progress
	require.Equal(t, http.StatusOK, b.get(t, "reader", path+"/progress", &progress).Code)
	require.True(t, progress.Done)
	var void wire.VoidEntries
	require.Equal(t, http.StatusOK, b.get(t, "reader", path+"/void-entries?limit=1000", &void).Code)
	require.Len(t, void.Entries, batch.Count)
	require.Equal(t, "sai khóa", void.Entries[0].Reason)
	require.Equal(t, http.StatusNotFound, b.get(t, "stranger", path+"/void-entries", nil).Code)
}
