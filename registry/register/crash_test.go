package register_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/child"
	"sogoc/registry"
	"sogoc/registry/anchoring"
	"sogoc/registry/giveup"
	"sogoc/registry/issuing"
	"sogoc/registry/keys"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// The steps at which another process is killed, in their order.
const (
	stepApproved = "before anything is signed"
	stepSigning  = "in the signing transaction, before its commit"
	stepSigned   = "after the signing transaction"
	stepSubmit   = "before the anchor is submitted"
	stepAnswer   = "between submit and answer"
	stepMark     = "before the anchor is marked"
)

var steps = []string{stepApproved, stepSigning, stepSigned, stepSubmit, stepAnswer, stepMark}

// kills returns how often a process is killed at each step: twice, and in make drill ten
// times.
func kills() int {
	if os.Getenv("SOGOC_DRILL") != "" {
		return 10
	}
	return 2
}

const (
	sharedPassword = "synthetic password of a test"
	ownPassphrase  = "bốn con trâu của trường mẫu"
)

// After approval the worker carries a batch to the end, whatever is killed: a
// process is killed with SIGKILL at every step, more than once at each, and two
// other processes finish its work with nobody touching it.
func TestKilledProcessesLoseNothingAndDoNothingTwice(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b, file := setupWithKeystore(t, false)
			for range kills() {
				batch := b.approved(t, 3)
				killAt(t, b, file, step, nil)
				b.finishElsewhere(t, file, batch.ID, registry.BatchAnchored)
			}
			require.Equal(t, uint64(kills()), b.ledger.Sequence(t, school).Sequence, "nothing twice")
			require.Len(t, b.actions(t, school, registry.ActionAnchored), kills())
			require.Len(t, b.actions(t, school, registry.ActionIssued), kills())
			b.requireGapless(t, kills()*3)
		})
	}
}

// With a school's own key the batch waits for it again where the process that
// held it was killed before the signatures were committed; after that nothing
// needs the key.
func TestKilledProcessesWithASchoolsOwnKey(t *testing.T) {
	t.Parallel()
	for _, step := range steps {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			b, file := setupWithKeystore(t, true)
			for range kills() {
				batch := b.approved(t, 2)
				killAt(t, b, file, step, &batch.ID)
				if step == stepApproved || step == stepSigning {
					b.reopenElsewhere(t, file, batch.ID)
				}
				b.finishElsewhere(t, file, batch.ID, registry.BatchAnchored)
			}
			require.Equal(t, uint64(kills()), b.ledger.Sequence(t, school).Sequence, "nothing twice")
			b.requireGapless(t, kills()*2)
			require.NotContains(t, b.log.String(), "con trâu")
		})
	}
}

// requireGapless fails unless the book's first n numbers are used, each once.
func (b *bundle) requireGapless(t *testing.T, n int) {
	t.Helper()
	var numbers, least, greatest int
	require.NoError(t, b.db.Conn(t).QueryRow(t.Context(), `
		SELECT count(DISTINCT register_number), min(right(register_number, 5)::int), max(right(register_number, 5)::int)
		FROM register_entry WHERE issuer = $1 AND state = 'numbered'`, school).Scan(&numbers, &least, &greatest))
	require.Equal(t, []int{n, 1, n}, []int{numbers, least, greatest})
}

// setupWithKeystore is setup with the school's only key in a keystore, which
// other processes can open: by its password, or by a passphrase of the
// school's own.
func setupWithKeystore(t *testing.T, own bool) (*bundle, string) {
	t.Helper()
	b := setup(t)
	private, err := crypto.GenerateKey()
	require.NoError(t, err)
	password, ending := sharedPassword, ".json"
	if own {
		password, ending = ownPassphrase, ".own.json"
	}
	key := &keystore.Key{Id: uuid.New(), Address: crypto.PubkeyToAddress(private.PublicKey), PrivateKey: private}
	text, err := keystore.EncryptKey(key, password, keystore.LightScryptN, keystore.LightScryptP)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "keystore")
	require.NoError(t, os.MkdirAll(filepath.Join(dir, school), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(dir, school, public.Thumbprint()+ending), text, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "password"), []byte(sharedPassword), 0o600))

	b.ledger.Clock.Advance(time.Minute) // so that it is the newest
	b.ledger.AddKey(t, school, b.openKey(t, dir, own))
	return b, dir
}

// openKey opens the school's only key, to prove to the ledger that it is there.
func (b *bundle) openKey(t *testing.T, dir string, own bool) ledgerSigner {
	t.Helper()
	store := openKeystore(t, dir)
	if own {
		opened, err := store.OpenOwn(school, ownPassphrase)
		require.NoError(t, err)
		require.Len(t, opened, 1)
		return opened[0]
	}
	signers, err := store.Signers(school)
	require.NoError(t, err)
	require.Len(t, signers, 1)
	return signers[0]
}

func openKeystore(t *testing.T, dir string) *signer.Keystore {
	t.Helper()
	store, err := signer.Open(dir, filepath.Join(dir, "password"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// ledgerSigner is what the test ledger takes keys by.
type ledgerSigner interface {
	PublicKey() ledger.PublicKey
	Sign(message []byte) (ledger.Signature, error)
}

// elsewhere returns another process on the same register, with that keystore.
func (b *bundle) elsewhere(t *testing.T, dir string) *register.Register {
	t.Helper()
	r := register.New(b.db.Reopen(t), b.ledger, openKeystore(t, dir), b.config())
	t.Cleanup(func() { r.Keys.Close(context.Background()) })
	return r
}

// finishElsewhere lets two other processes work until the batch is in a state.
func (b *bundle) finishElsewhere(t *testing.T, dir string, batch uuid.UUID, want registry.BatchState) {
	t.Helper()
	if b.others == nil {
		b.others = []*register.Register{b.elsewhere(t, dir), b.elsewhere(t, dir)}
	}
	// PostgreSQL notices that the killed process's connection, and with it its
	// transaction and its hold, is gone.
	require.Eventually(t, func() bool {
		var group sync.WaitGroup
		for _, r := range b.others {
			group.Go(func() { r.Worker.Pass(t.Context()) })
		}
		group.Wait()
		found, err := b.db.Store.Batch(t.Context(), batch)
		return err == nil && found.State == want
	}, time.Minute, 10*time.Millisecond)
}

// reopenElsewhere waits until the batch says that it waits for the key, which
// the killed process's lease keeps others from finding out, and then opens the
// key in another process.
func (b *bundle) reopenElsewhere(t *testing.T, dir string, batch uuid.UUID) {
	t.Helper()
	if b.others == nil {
		b.others = []*register.Register{b.elsewhere(t, dir), b.elsewhere(t, dir)}
	}
	ctx := t.Context()
	b.others[0].Worker.Pass(ctx)
	require.Empty(
		t,
		b.state(t, batch, registry.BatchApproved).WaitsFor,
		"the lease holds: perhaps that process lives",
	)
	require.Eventually(t, func() bool {
		b.ledger.Clock.Advance(time.Minute)
		b.others[0].Worker.Pass(ctx)
		return b.state(t, batch, registry.BatchApproved).WaitsFor == registry.WaitPassphrase
	}, time.Minute, 10*time.Millisecond)
	require.NoError(t, b.others[1].Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Batches: []uuid.UUID{batch}}))
}

// submission is what the process that dies sends to the ledger, as a line.
type submission struct {
	Statement ledger.Anchor    `json:"statement"`
	Signature ledger.Signature `json:"signature"`
	Digests   []ledger.Digest  `json:"digests"`
}

// What the process that dies is told.
const (
	variableStep     = "SOGOC_TEST_STEP"
	variableSchema   = "SOGOC_TEST_SCHEMA"
	variableGenesis  = "SOGOC_TEST_GENESIS"
	variableKeystore = "SOGOC_TEST_KEYSTORE"
	variableNow      = "SOGOC_TEST_NOW"
	variableOpen     = "SOGOC_TEST_OPEN" // batch for which it opens the school's own key
	variableActor    = "SOGOC_TEST_ACTOR"
)

// killAt starts a process that works until it has come to a step, and kills it
// there. With open, the process is given the passphrase for that batch first.
func killAt(t *testing.T, b *bundle, dir, step string, open *uuid.UUID) {
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
	if step == stepAnswer || step == stepMark { // the killed process had sent it
		var sent submission
		require.NoError(t, json.Unmarshal([]byte(line), &sent))
		_, err = b.ledger.PutAnchor(ctx, sent.Statement, sent.Signature, sent.Digests)
		require.NoError(t, err)
	}
	p.Kill()
}

// dieAt runs a worker that stops at a step, says so, and waits for its end.
func dieAt(step string) {
	ctx := context.Background()
	fieldKeys, err := postgres.NewFieldKeys([32]byte{1}, [32]byte{2})
	must(err)
	store, err := postgres.Open(ctx, os.Getenv(variableSchema), fieldKeys)
	must(err)
	genesis, err := ledger.ParseDigest(os.Getenv(variableGenesis))
	must(err)
	now, err := time.Parse(time.RFC3339Nano, os.Getenv(variableNow))
	must(err)
	dir := os.Getenv(variableKeystore)
	source, err := signer.Open(dir, filepath.Join(dir, "password"))
	must(err)
	d := &dying{step: step, genesis: genesis}
	if slices.Contains(voidSteps, step) || step == stepLocalEnds || step == stepLocalDone {
		dieGivingUp(ctx, &dyingGiveUp{store, d}, source, now)
	}
	r := register.New(dyingStore{store, d}, d, source, register.Config{
		Config: process.Config{Host: host, Now: func() time.Time { return now }},
	})
	if batch := os.Getenv(variableOpen); batch != "" {
		actor := registry.Actor{ID: uuid.MustParse(os.Getenv(variableActor)), Login: "hieu-truong", Issuer: school,
			Roles: []registry.Role{registry.RoleApprover}}
		must(r.Keys.Open(ctx, actor, ownPassphrase, keys.Use{Batches: []uuid.UUID{uuid.MustParse(batch)}}))
	}
	if step == stepApproved {
		stop("approved")
	}
	r.Worker.Pass(ctx)
	must(fmt.Errorf("step %q was never reached", step))
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stop tells the parent and waits to be killed; if the parent dies instead,
// its end of standard input closes.
func stop(v any) {
	line, err := json.Marshal(v)
	must(err)
	fmt.Println(string(line))
	_, _ = bufio.NewReader(os.Stdin).ReadByte()
	os.Exit(1)
}

// dying is the ledger of the process that dies. It knows no anchors, and the
// test commits the one transaction that is sent to it.
type dying struct {
	register.Ledger
	step    string
	genesis ledger.Digest
	sent    submission
	void    giveup.SignedVoid
}

func (d *dying) Genesis() ledger.Digest { return d.genesis }

// Issuer does not answer: the only key that is there is taken.
func (d *dying) Issuer(context.Context, string) (ledger.IssuerView, error) {
	return ledger.IssuerView{}, registry.ErrLedgerUnavailable
}

// Quota covers what the tests issue.
func (d *dying) Quota(context.Context, string) (ledger.QuotaView, error) {
	scope := ledger.Scope{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 5000}
	at := time.Date(2026, 6, 20, 5, 0, 0, 0, time.UTC)
	return ledger.QuotaView{
		Issuer: ledger.Issuer{State: ledger.IssuerActive, Accreditation: ledger.Accreditation{Scopes: []ledger.Scope{scope}}},
		Uses:   []ledger.QuotaUse{{Place: ledger.QuotaPlaceOf(scope, at), Quota: 5000}},
		Time:   at,
	}, nil
}

func (d *dying) Anchor(context.Context, string, uint64) (ledger.AnchorRecord, error) {
	if d.step == stepSigned {
		stop("signed")
	}
	return ledger.AnchorRecord{}, &ledger.Refusal{Code: ledger.CodeNotFound, Text: "no such anchor"}
}

func (d *dying) PutAnchor(
	_ context.Context, statement ledger.Anchor, signature ledger.Signature, digests []ledger.Digest,
) (ledger.AnchorRecord, error) {
	d.sent = submission{statement, signature, digests}
	if d.step != stepMark {
		stop(d.sent)
	}
	return ledger.AnchorRecord{
		Anchor:    statement,
		Signature: signature,
		Time:      time.Now().UTC(),
		TxID:      "a transaction",
	}, nil
}

// dyingStore stops where the batch would be moved on, or the anchor marked.
type dyingStore struct {
	*postgres.Store
	d *dying
}

func (s dyingStore) Issuing() issuing.Store { return dyingIssuing{s.Store.Issuing(), s.d} }

func (s dyingStore) Anchoring() anchoring.Store { return dyingAnchoring{s.Store.Anchoring(), s.d} }

type dyingIssuing struct {
	issuing.Store
	d *dying
}

func (s dyingIssuing) InSigningTx(
	ctx context.Context,
	credentials int,
	f func(context.Context, issuing.SigningQueries) error,
) error {
	return s.Store.InSigningTx(ctx, credentials, func(ctx context.Context, q issuing.SigningQueries) error {
		err := f(ctx, q)
		if err == nil && s.d.step == stepSigning {
			stop("signing")
		}
		return err
	})
}

type dyingAnchoring struct {
	anchoring.Store
	d *dying
}

func (s dyingAnchoring) InTx(context.Context, func(context.Context, anchoring.Queries) error) error {
	stop(s.d.sent)
	return nil
}

// A process that lost its lease without knowing it signs nothing.
func TestALostLeaseSignsNothing(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	batch := b.approved(t, 2)
	first, second := b.elsewhere(t, dir), b.elsewhere(t, dir)
	use := keys.Use{Batches: []uuid.UUID{batch.ID}}
	require.NoError(t, first.Keys.Open(ctx, b.approver, ownPassphrase, use))
	job, err := first.Issuing.Task().NextJob(ctx, school, b.ledger.Clock.Now())
	require.NoError(t, err)
	require.NotNil(t, job)
	require.NoError(t, second.Keys.Open(ctx, b.approver, ownPassphrase, use), "the approver opens it again elsewhere")
	require.ErrorIs(t, job.Do(ctx), registry.ErrLocked)
	b.state(t, batch.ID, registry.BatchApproved)
	first.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchApproved)
	second.Worker.Pass(ctx)
	b.state(t, batch.ID, registry.BatchAnchored)

	t.Run("NorOneThatLapsed", func(t *testing.T) {
		batch := b.approved(t, 1)
		require.NoError(t, first.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Batches: []uuid.UUID{batch.ID}}))
		b.ledger.Clock.Advance(10 * time.Minute) // nobody renewed it
		first.Worker.Pass(ctx)
		waiting := b.state(t, batch.ID, registry.BatchApproved)
		require.Equal(t, registry.WaitNothing, waiting.WaitsFor, "the key is open here, and its lease is about to be renewed")
		first.Keys.Renew(ctx)
		b.ledger.Clock.Advance(10 * time.Minute)
		_, err := first.Issuing.Retry(ctx, b.approver, batch.ID, "")
		require.NoError(t, err)
		first.Keys.Renew(ctx)
		first.Worker.Pass(ctx)
		b.state(t, batch.ID, registry.BatchAnchored)
	})

	t.Run("NorAGrantWhoseTimeIsOver", func(t *testing.T) {
		batch := b.approved(t, 1)
		require.NoError(t, first.Keys.Open(ctx, b.approver, ownPassphrase, keys.Use{Batches: []uuid.UUID{batch.ID}}))
		b.ledger.Clock.Advance(keys.GrantLife)
		first.Keys.Renew(ctx)
		first.Worker.Pass(ctx)
		require.Equal(t, registry.WaitPassphrase, b.state(t, batch.ID, registry.BatchApproved).WaitsFor)
		require.True(t, strings.Contains(b.log.String(), "waits for the school's passphrase"))
	})
}

// While a batch is signed, which may take long, the leases of others are renewed.
func TestLeasesAreRenewedWhileABatchIsSigned(t *testing.T) {
	t.Parallel()
	b, dir := setupWithKeystore(t, true)
	ctx := t.Context()
	first, second := b.approved(t, 1), b.approved(t, 1)
	r := b.elsewhere(t, dir)
	use := keys.Use{Batches: []uuid.UUID{first.ID, second.ID}}
	require.NoError(t, r.Keys.Open(ctx, b.approver, ownPassphrase, use))
	var fence int64
	require.NoError(t, b.db.Conn(t).QueryRow(ctx, `SELECT fence FROM key_lease WHERE batch = $1`, first.ID).Scan(&fence))

	now := b.ledger.Clock.Now()
	err := b.db.Store.Issuing().InSigningTx(ctx, 1, func(ctx context.Context, q issuing.SigningQueries) error {
		held, err := q.HoldsKeyLease(ctx, first.ID, fence, now)
		require.NoError(t, err)
		require.True(t, held)
		b.ledger.Clock.Advance(40 * time.Second)
		r.Keys.Renew(ctx) // would wait for the transaction if it touched the first one's lease
		return nil
	})
	require.NoError(t, err)
	b.ledger.Clock.Advance(40 * time.Second) // longer than a lease that nobody renewed
	r.Keys.Renew(ctx)
	r.Worker.Pass(ctx)
	b.state(t, first.ID, registry.BatchAnchored)
	b.state(t, second.ID, registry.BatchAnchored)
	require.NotContains(t, b.log.String(), "not renewed")
	require.NotContains(t, b.log.String(), "lease lost")
}
