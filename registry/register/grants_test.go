package register_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/keys"
	"sogoc/registry/postgres"
	"sogoc/registry/register"
	"sogoc/verifier/ledger"
)

// leases counts the leases of a batch's key.
func (b *bundle) leases(t *testing.T, batch uuid.UUID) int {
	t.Helper()
	var n int
	require.NoError(t, b.db.Conn(t).QueryRow(t.Context(), `SELECT count(*) FROM key_lease WHERE batch = $1`, batch).Scan(&n))
	return n
}

// A double click, or a client that repeats a request, opens no key for a batch
// that is signed.
func TestApprovingAgainLeavesNoKeyOpen(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	r := b.elsewhere(t, dir)
	batch := b.imported(t, 1)
	_, err := r.Issuing.Approve(ctx, b.approver, batch.ID, ownPassphrase, batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	_, err = r.Issuing.Approve(ctx, b.approver, batch.ID, ownPassphrase, batch.Count)
	require.NoError(t, err)
	require.False(t, r.Keys.IsOpenFor(batch.ID))
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Batches: []uuid.UUID{batch.ID}}))
	require.False(t, r.Keys.IsOpenFor(batch.ID), "signed while the key was opened")
	require.Zero(t, b.leases(t, batch.ID))
}

// The same person opens the key for acts after a batch, and approves again.
func TestTheNewestLeaseOfABatchCounts(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	r := b.elsewhere(t, dir)
	batch := b.imported(t, 1)
	_, err := r.Issuing.Approve(ctx, b.approver, batch.ID, ownPassphrase, batch.Count)
	require.NoError(t, err)
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Acts: true}))
	_, err = r.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
}

// delayedKeys keeps the first grant between its commit and the memory.
type delayedKeys struct {
	keys.Store
	committed chan struct{} // closed when the first has committed
	goOn      chan struct{}
	calls     *int
}

// InTx implements keys.Store.
func (d delayedKeys) InTx(ctx context.Context, f func(context.Context, keys.Queries) error) error {
	*d.calls++
	first := *d.calls == 1
	err := d.Store.InTx(ctx, f)
	if first {
		close(d.committed)
		<-d.goOn
	}
	return err
}

type storeOfDelayedKeys struct {
	*postgres.Store
	delayed delayedKeys
}

// Keys implements register.Store.
func (s storeOfDelayedKeys) Keys() keys.Store { return s.delayed }

func TestGrantsInAnotherOrderThanTheirLeases(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	store, calls := b.db.Reopen(t), 0
	delayed := delayedKeys{store.Keys(), make(chan struct{}), make(chan struct{}), &calls}
	r := register.New(storeOfDelayedKeys{store, delayed}, b.ledger, openKeystore(t, dir), b.config())
	t.Cleanup(func() { r.Keys.Close(context.Background()) })
	batch := b.approved(t, 1)
	done := make(chan error)
	go func() {
		_, err := r.Issuing.Retry(ctx, b.approver, batch.ID, ownPassphrase)
		done <- err
	}()
	<-delayed.committed
	_, err := r.Issuing.Retry(ctx, b.approver, batch.ID, ownPassphrase)
	require.NoError(t, err)
	close(delayed.goOn)
	require.NoError(t, <-done)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
}

// Another process finds the batch between its approval and the lease.
func TestAnotherProcessPostponedTheBatch(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	r, other := b.elsewhere(t, dir), b.elsewhere(t, dir)
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Acts: true}))
	batch := b.approved(t, 1)
	other.Worker.Pass(ctx)
	_, err := r.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
}

// The importer may not approve, and an attempt to leaves the approver's key open.
func TestTheImportersAttemptEndsNoKey(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	r := b.elsewhere(t, dir)
	batch, err := b.register.Intake.Import(ctx, b.both, request(school, graduates(1)))
	require.NoError(t, err)
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Batches: []uuid.UUID{batch.ID}}))
	_, err = r.Issuing.Approve(ctx, b.both, batch.ID, ownPassphrase, batch.Count)
	require.ErrorIs(t, err, registry.ErrSamePerson)
	_, err = r.Issuing.Approve(ctx, b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
}

func TestAKeyIsOpenForItsOpenersActsAlone(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	r := b.elsewhere(t, dir)
	batch := b.imported(t, 1)
	_, err := r.Issuing.Approve(ctx, b.approver, batch.ID, ownPassphrase, batch.Count)
	require.NoError(t, err)
	r.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
	c := b.credentials(t, batch)[0]
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Acts: true}))
	_, err = r.Status.SetStatus(ctx, b.both, suspend(c.ID))
	require.ErrorIs(t, err, registry.ErrLocked, "another approver must give the passphrase")
	_, err = r.Status.SetStatus(ctx, b.approver, suspend(c.ID))
	require.NoError(t, err)
}

// A batch of an issuer that an integrity alarm stopped says so.
func TestABatchOfAHaltedIssuerSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	require.NoError(t, b.register.Anchoring.Halt(ctx, school, "test"))
	batch := b.approved(t, 1)
	b.worker.Pass(ctx)
	found, err := b.register.Issuing.Retry(ctx, b.approver, batch.ID, "")
	require.NoError(t, err)
	require.Equal(t, registry.WaitHalted, found.WaitsFor)
	require.NoError(t, b.register.Anchoring.Resume(ctx, b.operator, school))
	b.worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)
}

// A pool in which the worker would wait for its own connections is refused.
func TestAPoolThatIsTooSmall(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := postgres.Open(t.Context(), b.db.URL()+"&pool_max_conns=9", b.db.Keys)
	require.ErrorIs(t, err, postgres.ErrPool)
}

// refusing answers one school's anchors with a code that this version does not know.
type refusing struct{ register.Ledger }

// PutAnchor implements anchoring.Ledger.
func (r refusing) PutAnchor(
	ctx context.Context, statement ledger.Anchor, signature ledger.Signature, digests []ledger.Digest,
) (ledger.AnchorRecord, error) {
	if statement.Issuer == school {
		return ledger.AnchorRecord{}, &ledger.Refusal{Code: "E_OF_A_NEWER_CHAINCODE", Text: "x"}
	}
	return r.Ledger.PutAnchor(ctx, statement, signature, digests)
}

func TestACodeOfANewerChaincodeIsShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	r := register.New(b.db.Reopen(t), refusing{b.ledger}, b.keys, b.config())
	bad, good := b.approved(t, 1), b.university(t, 1)
	for range 3 {
		r.Worker.Pass(t.Context())
		b.ledger.Clock.Advance(5 * time.Minute)
	}
	b.state(t, good.ID, registry.BatchAnchored)
	found := b.state(t, bad.ID, registry.BatchSealed)
	require.Equal(t, ledger.Code("E_OF_A_NEWER_CHAINCODE"), found.Anchors[0].Refusal)
}
