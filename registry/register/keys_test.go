package register_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/register"
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
	public, err := signer.GenerateOwnLight(dir, school, ledger.ES256K, passphrase)
	require.NoError(t, err)
	var store *signer.Keystore
	start := func() *register.Register { // a process that has just begun
		store, err = signer.Open(dir, file)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, store.Close()) })
		r := register.New(b.db.Reopen(t), b.ledger, store, b.config())
		t.Cleanup(func() { r.Keys.Close(context.Background()) })
		return r
	}
	r := start()
	batch := b.approved(t, 2)
	ctx := t.Context()

	r.Worker.Pass(ctx)
	require.Equal(
		t,
		registry.WaitSigningKey,
		b.state(t, batch.ID, registry.BatchApproved).WaitsFor,
		"the ledger does not know the key yet",
	)
	opened, err := store.OpenOwn(school, passphrase)
	require.NoError(t, err)
	b.ledger.AddKey(t, school, opened[0])

	b.ledger.Clock.Advance(time.Hour)
	r.Worker.Pass(ctx)
	require.Equal(t, registry.WaitPassphrase, b.state(t, batch.ID, registry.BatchApproved).WaitsFor)
	state, err := r.Keys.SigningKey(ctx, b.approver)
	require.NoError(t, err)
	require.Equal(t, registry.KeyState{Locked: true}, state)

	use := keys.Use{Batches: []uuid.UUID{batch.ID}}
	require.ErrorIs(t, r.Keys.Open(ctx, b.approver, "năm con trâu của trường mẫu", use), registry.ErrPassphrase)
	require.ErrorIs(t, r.Keys.Open(ctx, b.registrar, passphrase, use), registry.ErrForbidden)
	require.ErrorIs(
		t,
		r.Keys.Open(ctx, b.strange2, passphrase, use),
		registry.ErrState,
		"another school's people open nothing of this one",
	)
	for range 4 {
		require.ErrorIs(t, r.Keys.Open(ctx, b.approver, "sai", use), registry.ErrPassphrase)
	}
	require.ErrorIs(
		t,
		r.Keys.Open(ctx, b.approver, passphrase, use),
		registry.ErrTooMany,
		"after many guesses even the right one waits",
	)
	b.ledger.Clock.Advance(20 * time.Second)
	require.Empty(t, b.actions(t, school, registry.ActionKeyUnlocked))

	_, err = r.Issuing.Retry(ctx, b.approver, batch.ID, passphrase)
	require.NoError(t, err)
	require.Len(t, b.actions(t, school, registry.ActionKeyUnlocked), 1)
	elsewhere := start()
	elsewhere.Worker.Pass(ctx)
	require.Empty(
		t,
		b.state(t, batch.ID, registry.BatchApproved).WaitsFor,
		"only the process that was given the passphrase signs",
	)
	state, err = r.Keys.SigningKey(ctx, b.approver)
	require.NoError(t, err)
	require.Equal(t, registry.KeyState{Locked: true}, state, "for nothing else")
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	for _, c := range b.credentials(t, batch) {
		require.Equal(t, public.Thumbprint(), c.Key)
		require.Equal(t, ledger.Active, c.Status)
	}

	t.Run("IsWipedAfterItsLastBatch", func(t *testing.T) {
		next := b.approved(t, 1)
		r.Worker.Pass(ctx)
		require.Equal(t, registry.WaitPassphrase, b.state(t, next.ID, registry.BatchApproved).WaitsFor)
	})

	t.Run("GivenWithTheApproval", func(t *testing.T) {
		next := b.imported(t, 1)
		_, err := r.Issuing.Approve(ctx, b.approver, next.ID, "chín con trâu của trường mẫu", next.Count)
		require.ErrorIs(t, err, registry.ErrPassphrase)
		b.state(t, next.ID, registry.BatchDraft)
		_, err = r.Issuing.Approve(ctx, b.approver, next.ID, passphrase, next.Count)
		require.NoError(t, err)
		r.Worker.Pass(ctx)
		b.state(t, next.ID, registry.BatchAnchored)
	})

	t.Run("GivenTwiceStaysOpen", func(t *testing.T) {
		next := b.imported(t, 1)
		_, err := r.Issuing.Approve(ctx, b.approver, next.ID, passphrase, next.Count)
		require.NoError(t, err)
		_, err = r.Issuing.Approve(ctx, b.both, next.ID, passphrase, next.Count)
		require.ErrorIs(t, err, registry.ErrState, "another approver was faster")
		r.Worker.Pass(ctx)
		b.state(t, next.ID, registry.BatchAnchored)
	})

	t.Run("OfWhoMayNotApproveOpensNothing", func(t *testing.T) {
		own, err := b.register.Intake.Import(ctx, b.both, request(school, graduates(1)))
		require.NoError(t, err)
		_, err = r.Issuing.Approve(ctx, b.both, own.ID, passphrase, own.Count)
		require.ErrorIs(t, err, registry.ErrSamePerson)
		_, err = r.Issuing.Approve(ctx, b.approver, own.ID, "", own.Count)
		require.NoError(t, err)
		r.Worker.Pass(ctx)
		require.Equal(t, registry.WaitPassphrase, b.state(t, own.ID, registry.BatchApproved).WaitsFor)
	})

	t.Run("ForWhatOneApproverDoes", func(t *testing.T) {
		b.ledger.Clock.Advance(time.Hour)
		require.NoError(t, r.Keys.OpenForWaiting(ctx, b.approver, passphrase))
		r.Worker.Pass(ctx)
		waiting, err := b.db.Store.UnsignedBatches(ctx, school)
		require.NoError(t, err)
		require.Empty(t, waiting, "and for all that waited")
		next := b.imported(t, 1)
		_, err = r.Issuing.Approve(ctx, b.approver, next.ID, "", next.Count)
		require.NoError(t, err)
		r.Worker.Pass(ctx)
		b.state(t, next.ID, registry.BatchAnchored)
	})

	// Somebody else is faster with another change, so that this one must be
	// signed again, while the key is locked.
	c := b.credentials(t, batch)[0]
	b.register = r // the process whose key is open
	_, err = b.change(t, revoke(c.ID))
	require.NoError(t, err)
	b.ledger.SetEntry(t, school, c.StatusRef.List, c.StatusRef.Index, ledger.Suspended, opened[0])
	r = start()
	r.Worker.Pass(ctx)
	shown, err := r.Reading.Credential(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.NotNil(t, shown.Pending)
	require.Contains(t, b.log.String(), "waits for the school's passphrase")
	require.NoError(t, r.Keys.Open(ctx, b.approver, passphrase, keys.Use{Acts: true}))
	r.Worker.Pass(ctx)
	shown, err = r.Reading.Credential(ctx, b.reader, c.ID)
	require.NoError(t, err)
	require.Nil(t, shown.Pending)
	require.Equal(t, ledger.Revoked, shown.Status)
	require.Equal(t, uint64(2), shown.Changes[0].Version)
	require.NotContains(t, b.log.String(), "con trâu")
}
