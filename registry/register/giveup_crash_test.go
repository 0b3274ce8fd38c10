package register_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/child"
	"sogoc/registry"
	"sogoc/registry/giveup"
	"sogoc/registry/keys"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// The steps of giving a batch up at which another process is killed.
const (
	stepVoidAsked  = "before the void is signed"
	stepVoidSigned = "before the signed void is kept"
	stepVoidSubmit = "before the void is submitted"
	stepVoidAnswer = "between the void and its answer"
	stepVoidMark   = "before the batch is given up"
)

var voidSteps = []string{stepVoidAsked, stepVoidSigned, stepVoidSubmit, stepVoidAnswer, stepVoidMark}

// The steps of giving up a batch that was never sent, which the person's own
// request does.
const (
	stepLocalEnds = "in the transaction that gives the batch up, before its commit"
	stepLocalDone = "after the transaction that gives the batch up"
)

// voidKills is how often a process is killed at each step of giving up: once, and
// in make drill as often as at the steps of anchoring.
func voidKills() int {
	if os.Getenv("SOGOC_DRILL") != "" {
		return kills()
	}
	return 1
}

// A confirmed giving up ends once, whatever is killed: the ledger has one void, and
// the register has void lines and nothing else of the batch.
func TestKilledProcessesGiveUpOnce(t *testing.T) {
	t.Parallel()
	for _, step := range voidSteps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b, dir := setupWithKeystore(t, false)
			for i := range voidKills() {
				batch := b.refusedElsewhere(t, dir, 2)
				b.giveUp(t, batch.ID)
				killGivingUpAt(t, b, dir, step, nil)
				b.finishElsewhere(t, dir, batch.ID, registry.BatchGivenUp)
				require.Equal(t, uint64(i+1), b.ledger.Sequence(t, school).Sequence, "one void each")
				b.requireGone(t, batch.ID, 2, 2*(i+1))
			}
			require.Len(t, b.actions(t, school, registry.ActionGivenUp), voidKills())
		})
	}
}

// With a school's own key the void waits for the passphrase again where the
// process that held the key was killed before the signed void was kept.
func TestKilledProcessesGiveUpWithASchoolsOwnKey(t *testing.T) {
	t.Parallel()
	for _, step := range voidSteps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b, dir := setupWithKeystore(t, true)
			for i := range voidKills() {
				batch := b.refusedElsewhere(t, dir, 2)
				b.giveUp(t, batch.ID)
				killGivingUpAt(t, b, dir, step, &batch.ID)
				if step == stepVoidAsked || step == stepVoidSigned {
					require.Eventually(t, func() bool { // the killed process's lease lapses
						b.ledger.Clock.Advance(time.Minute)
						b.others[0].Worker.Pass(t.Context())
						return b.state(t, batch.ID, registry.BatchSealed).WaitsFor == registry.WaitPassphrase
					}, time.Minute, 10*time.Millisecond)
					_, err := b.others[1].Issuing.Retry(t.Context(), b.approver, batch.ID, ownPassphrase)
					require.NoError(t, err)
				}
				b.finishElsewhere(t, dir, batch.ID, registry.BatchGivenUp)
				require.Equal(t, uint64(i+1), b.ledger.Sequence(t, school).Sequence)
				b.requireGone(t, batch.ID, 2, 2*(i+1))
			}
			require.NotContains(t, b.log.String(), "con trâu")
		})
	}
}

// A batch that was never sent is given up by the request that confirms it, in one
// transaction: a process that is killed before its commit leaves the batch as it
// was, with its credentials, for the approver to confirm again; one that is killed
// after it has given the batch up. Its sequence number is the next batch's.
func TestKilledProcessesGiveUpLocallyWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	for _, step := range []string{stepLocalEnds, stepLocalDone} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b, dir := setupWithKeystore(t, false)
			for i := range voidKills() {
				batch := b.sealed(t, 2)
				_, err := b.register.GiveUp.GiveUp(t.Context(), b.registrar, batch.ID, giveup.Request{Reason: giveUpReason})
				require.NoError(t, err)
				killGivingUpAt(t, b, dir, step, &batch.ID)
				again := b.elsewhere(t, dir)
				if step == stepLocalEnds {
					left := b.state(t, batch.ID, registry.BatchSealed)
					decision, err := b.db.Store.GiveUp().GivingUp(t.Context(), batch.ID)
					require.NoError(t, err)
					require.True(t, decision.Asked())
					require.False(t, decision.Confirmed())
					require.Len(t, b.credentials(t, left), 2, "nothing is half done")
					_, err = again.GiveUp.GiveUp(t.Context(), b.approver, batch.ID, giveup.Request{})
					require.NoError(t, err)
				} else {
					_, err = again.GiveUp.GiveUp(t.Context(), b.approver, batch.ID, giveup.Request{})
					require.ErrorIs(t, err, registry.ErrState, "it is done")
				}
				b.state(t, batch.ID, registry.BatchGivenUp)
				b.requireGone(t, batch.ID, 2, 2*(i+1))
				require.Zero(t, b.ledger.Sequence(t, school).Sequence, "the ledger knows nothing of it")
			}
			require.Len(t, b.actions(t, school, registry.ActionGivenUp), voidKills())
			next := b.sealed(t, 1)
			b.finishElsewhere(t, dir, next.ID, registry.BatchAnchored)
			require.Equal(t, uint64(1), b.ledger.Sequence(t, school).Sequence)
		})
	}
}

// refusedElsewhere brings a batch to sealed, sent and refused with the key in a keystore.
func (b *bundle) refusedElsewhere(t *testing.T, dir string, n int) registry.Batch {
	t.Helper()
	if b.others == nil {
		b.others = []*register.Register{b.elsewhere(t, dir), b.elsewhere(t, dir)}
	}
	b.setQuota(t, 5000)
	batch := b.approved(t, n)
	if own, err := openKeystore(t, dir).OwnKeys(school); err == nil && len(own) > 0 {
		use := keys.Use{Batches: []uuid.UUID{batch.ID}}
		require.NoError(t, b.others[0].Keys.Open(t.Context(), b.approver, ownPassphrase, use))
	}
	b.signElsewhere(t)
	b.setQuota(t, 1)
	b.others[0].Worker.Pass(t.Context())
	refused := b.state(t, batch.ID, registry.BatchSealed)
	require.Equal(t, ledger.CodeQuota, refused.Anchors[0].Refusal)
	return refused
}

// killGivingUpAt is killAt for a process that gives a batch up.
func killGivingUpAt(t *testing.T, b *bundle, dir, step string, open *uuid.UUID) {
	t.Helper()
	env := []string{
		variableStep + "=" + step,
		variableSchema + "=" + b.db.URL(),
		variableGenesis + "=" + b.ledger.Genesis().String(),
		variableKeystore + "=" + dir,
		variableNow + "=" + b.ledger.Clock.Now().Format(time.RFC3339Nano),
	}
	if open != nil {
		env = append(env, variableOpen+"="+open.String(), variableActor+"="+b.approver.ID.String())
	}
	p, err := child.Start(child.Spec{Name: "worker", Command: []string{os.Args[0]}, Env: env})
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	line, err := p.Line(ctx)
	require.NoError(t, err)
	if step == stepVoidAnswer || step == stepVoidMark { // the killed process had sent it
		var sent giveup.SignedVoid
		require.NoError(t, json.Unmarshal([]byte(line), &sent))
		_, err = b.ledger.Void(ctx, sent.Statement, sent.Signature)
		require.NoError(t, err)
	}
	p.Kill()
}

// dieGivingUp runs a worker that stops at a step of giving a batch up.
func dieGivingUp(ctx context.Context, d *dyingGiveUp, source signer.Source, now time.Time) {
	r := register.New(d, d.d, source, register.Config{
		Config: process.Config{Host: host, Now: func() time.Time { return now }},
	})
	if batch := os.Getenv(variableOpen); batch != "" {
		id := uuid.MustParse(batch)
		actor := registry.Actor{ID: uuid.MustParse(os.Getenv(variableActor)), Login: "hieu-truong", Issuer: school,
			Roles: []registry.Role{registry.RoleApprover}}
		if d.d.step == stepLocalEnds || d.d.step == stepLocalDone {
			_, err := r.GiveUp.GiveUp(ctx, actor, id, giveup.Request{})
			must(err)
			stop("given up")
		}
		must(r.Keys.Open(ctx, actor, ownPassphrase, keys.Use{Batches: []uuid.UUID{id}}))
	}
	if d.d.step == stepVoidAsked {
		stop("asked")
	}
	r.Worker.Pass(ctx)
	must(fmt.Errorf("step %q was never reached", d.d.step))
}

// Void keeps what is sent, and the test commits it.
func (d *dying) Void(
	_ context.Context, statement ledger.Void, signature ledger.Signature,
) (ledger.VoidRecord, error) {
	d.void = giveup.SignedVoid{Statement: statement, Signature: signature}
	if d.step != stepVoidMark {
		stop(d.void)
	}
	return ledger.VoidRecord{
		Void:      statement,
		Signature: signature,
		Time:      time.Now().UTC(),
		TxID:      "a transaction",
	}, nil
}

// dyingGiveUp stops where the void would be kept, or the batch given up.
type dyingGiveUp struct {
	*postgres.Store
	d *dying
}

func (d *dyingGiveUp) GiveUp() giveup.Store { return dyingGiveUpStore{d.Store.GiveUp(), d.d} }

type dyingGiveUpStore struct {
	giveup.Store
	d *dying
}

func (s dyingGiveUpStore) PutVoid(ctx context.Context, batch uuid.UUID, void *giveup.SignedVoid) error {
	if s.d.step == stepVoidSigned {
		stop("signed")
	}
	return s.Store.PutVoid(ctx, batch, void)
}

func (s dyingGiveUpStore) InTx(ctx context.Context, f func(context.Context, giveup.Queries) error) error {
	if s.d.step != stepLocalEnds && s.d.step != stepLocalDone {
		stop(s.d.void)
	}
	return s.Store.InTx(ctx, func(ctx context.Context, q giveup.Queries) error {
		err := f(ctx, q)
		if err == nil && s.d.step == stepLocalEnds {
			stop("about to commit")
		}
		return err
	})
}
