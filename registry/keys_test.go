package registry_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// A key that only the school's own passphrase opens signs nothing before.
func TestAKeyOfTheSchoolsOwn(t *testing.T) {
	t.Parallel()
	const passphrase, shared = "bốn con trâu của trường mẫu", "synthetic password of a test"
	b := setup(t)
	dir, file := filepath.Join(t.TempDir(), "keystore"), filepath.Join(t.TempDir(), "password")
	require.NoError(t, os.WriteFile(file, []byte(shared), 0o600))
	public, err := signer.GenerateOwn(dir, school, passphrase)
	require.NoError(t, err)
	var store *signer.Keystore
	start := func() *registry.Service { // a process that has just begun
		store, err = signer.Open(dir, file)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		return registry.New(b.db.Reopen(t), b.ledger, registry.KeysFrom(store), registry.Config{Host: host, Now: b.ledger.Clock.Now, Log: slog.New(slog.NewTextHandler(b.log, nil))})
	}
	service := start()
	batch := b.approved(t, 2)
	ctx := t.Context()

	_, err = service.Issue(ctx, b.approver, batch.ID)
	require.ErrorIs(t, err, registry.ErrKey, "the ledger does not know the key yet")
	require.NotErrorIs(t, err, registry.ErrLocked)
	require.NoError(t, store.Unlock(school, passphrase))
	opened, err := store.Signer(school, public.Thumbprint())
	require.NoError(t, err)
	b.ledger.AddKey(t, school, opened)
	require.NoError(t, store.Close())
	service = start()

	_, err = service.Issue(ctx, b.approver, batch.ID)
	require.ErrorIs(t, err, registry.ErrLocked)
	b.state(t, batch.ID, registry.BatchApproved)
	state, err := service.SigningKey(ctx, b.approver)
	require.NoError(t, err)
	require.Equal(t, registry.KeyState{Locked: true}, state)

	require.ErrorIs(t, service.UnlockKey(ctx, b.approver, "năm con trâu của trường mẫu"), registry.ErrPassphrase)
	require.ErrorIs(t, service.UnlockKey(ctx, b.registrar, passphrase), registry.ErrForbidden)
	require.ErrorIs(t, service.UnlockKey(ctx, b.strange2, passphrase), registry.ErrState, "another school's people open nothing of this one")
	for range 4 {
		require.ErrorIs(t, service.UnlockKey(ctx, b.approver, "sai"), registry.ErrPassphrase)
	}
	require.ErrorIs(t, service.UnlockKey(ctx, b.approver, passphrase), registry.ErrTooMany, "who guesses waits, even with the right one")
	b.ledger.Clock.Advance(20 * time.Second)
	require.Empty(t, b.actions(t, school, registry.ActionKeyUnlocked))
	require.NoError(t, service.UnlockKey(ctx, b.approver, passphrase))
	require.Len(t, b.actions(t, school, registry.ActionKeyUnlocked), 1)
	require.ErrorIs(t, service.UnlockKey(ctx, b.approver, passphrase), registry.ErrState, "it is open")

	state, err = service.SigningKey(ctx, b.approver)
	require.NoError(t, err)
	require.Equal(t, registry.KeyState{Thumbprint: public.Thumbprint()}, state)
	_, err = service.Issue(ctx, b.approver, batch.ID)
	require.NoError(t, err)
	_, err = service.Seal(ctx, b.approver, batch.ID)
	require.NoError(t, err)
	b.worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	for _, c := range b.credentials(t, batch) {
		require.Equal(t, public.Thumbprint(), c.Key)
		require.Equal(t, ledger.Active, c.Status)
	}

	// Somebody else is faster with another change, so that this one must be
	// signed again, while the key is locked.
	c := b.credentials(t, batch)[0]
	_, err = service.SetStatus(ctx, b.approver, revoke(c.ID))
	require.NoError(t, err)
	opened, err = store.Signer(school, public.Thumbprint())
	require.NoError(t, err)
	b.ledger.SetEntry(t, school, c.StatusRef.List, c.StatusRef.Index, ledger.Suspended, opened)
	require.NoError(t, store.Close())
	service = start()
	worker := service.NewWorker(registry.WorkerConfig{})
	worker.Pass(ctx)
	shown, err := service.Show(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.NotNil(t, shown.Pending)
	require.Contains(t, b.log.String(), "waits for the school's passphrase")
	require.NoError(t, service.UnlockKey(ctx, b.approver, passphrase))
	worker.Pass(ctx)
	shown, err = service.Show(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.Nil(t, shown.Pending)
	require.Equal(t, ledger.Revoked, shown.Status)
	require.Equal(t, uint64(2), shown.Changes[0].Version)
	require.NotContains(t, b.log.String(), "con trâu")
}
