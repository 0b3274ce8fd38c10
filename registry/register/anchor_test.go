package register_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/anchoring"
	"sogoc/registry/postgres"
	"sogoc/registry/reading"
	"sogoc/registry/register"
	"sogoc/registry/worker"
	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

func TestAnchoring(t *testing.T) {
	t.Parallel()

	t.Run("WhatIsSealedStandsOnTheLedgerOnce", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch := b.anchored(t, 3)
		require.Len(t, batch.Anchors, 1)
		a := batch.Anchors[0]
		record, err := b.ledger.Anchor(t.Context(), school, a.Sequence)
		require.NoError(t, err)
		require.Equal(t, record.TxID, a.TxID)
		require.True(t, record.Time.Equal(*a.LedgerTime))
		for _, c := range b.credentials(t, batch) {
			require.Equal(t, registry.CredentialAnchored, c.State)
			require.Equal(t, a.Sequence, c.Sequence)
		}
		b.worker.Pass(t.Context())
		require.Len(t, b.actions(t, school, registry.ActionAnchored), 1)
	})

	t.Run("AnUnknownOutcomeIsAskedForBeforeItIsDoneAgain", func(t *testing.T) {
		t.Parallel()
		for name, lost := range map[string]testledger.Failure{"Committed": testledger.UnknownCommitted, "Dropped": testledger.UnknownDropped} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				b := setup(t)
				b.ledger.FailNext(ledger.FuncPutAnchor, lost)
				batch := b.sealed(t, 2)
				b.worker.Pass(t.Context())
				sealed := b.state(t, batch.ID, registry.BatchSealed)
				require.Equal(t, 1, sealed.Anchors[0].Attempts)
				require.Empty(t, sealed.Anchors[0].Refusal)
				b.ledger.Clock.Advance(time.Minute)
				b.worker.Pass(t.Context())
				b.state(t, batch.ID, registry.BatchAnchored)
				require.Equal(t, uint64(1), b.ledger.Sequence(t, school).Sequence)
			})
		}
	})

	t.Run("WhileTheLedgerIsDownNothingIsLost", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		sealed := b.sealed(t, 2)
		b.ledger.SetDown(true)
		approved := b.approved(t, 2) // nobody knows whether the ledger would take it
		b.worker.Pass(t.Context())
		require.ErrorIs(t, b.worker.Health(), registry.ErrLedgerUnavailable)
		b.worker.Pass(t.Context()) // during the pause nothing is tried
		require.Zero(t, b.state(t, sealed.ID, registry.BatchSealed).Anchors[0].Attempts)
		require.Equal(t, registry.WaitLedger, b.state(t, approved.ID, registry.BatchApproved).WaitsFor)
		b.ledger.SetDown(false)
		b.ledger.Clock.Advance(time.Minute)
		b.worker.Pass(t.Context())
		b.state(t, sealed.ID, registry.BatchAnchored)
		b.state(t, approved.ID, registry.BatchAnchored)
		require.NoError(t, b.worker.Health())
	})

	t.Run("ManyWorkersDoNothingTwice", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		var batches []registry.Batch
		for range 3 {
			batches = append(batches, b.sealed(t, 2))
		}
		batches = append(batches, b.university(t, 4))
		workers := []*worker.Worker{b.worker}
		for range 3 {
			workers = append(workers, b.process(t, b.db).Worker)
		}
		var group sync.WaitGroup
		for _, w := range workers {
			group.Go(func() {
				for range 4 { // one may find everything held by the others
					w.Pass(t.Context())
				}
			})
		}
		group.Wait()
		for _, batch := range batches {
			b.state(t, batch.ID, registry.BatchAnchored)
		}
		require.Len(t, b.actions(t, school, registry.ActionAnchored), 3)
		require.Len(t, b.actions(t, university, registry.ActionAnchored), 4)
	})

	t.Run("TheDatabaseIsLostBeforeTheMark", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch := b.sealed(t, 2)
		broken := register.New(&noTransactions{Store: b.db.Store}, b.ledger, b.keys, b.config())
		w := broken.Worker
		w.Pass(t.Context())
		require.ErrorIs(t, w.Health(), registry.ErrStoreUnavailable)
		b.state(t, batch.ID, registry.BatchSealed)
		require.Equal(t, uint64(1), b.ledger.Sequence(t, school).Sequence)
		b.worker.Pass(t.Context())
		b.state(t, batch.ID, registry.BatchAnchored)
	})
}

// noTransactions is a database that is lost when an anchor is to be marked.
type noTransactions struct{ *postgres.Store }

func (s *noTransactions) Anchoring() anchoring.Store { return lostAnchoring{s.Store.Anchoring()} }

type lostAnchoring struct{ anchoring.Store }

func (lostAnchoring) InTx(context.Context, func(context.Context, anchoring.Queries) error) error {
	return registry.ErrStoreUnavailable
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	refused, other := b.sealed(t, 2), b.university(t, 2)
	_, err := b.ledger.Invoke(b.ledger.Accreditor, ledger.FuncSuspendIssuer, school) // after it was signed
	require.NoError(t, err)
	b.worker.Pass(ctx)

	a := b.state(t, refused.ID, registry.BatchSealed).Anchors[0]
	require.Equal(t, ledger.CodeIssuerState, a.Refusal, "visible, with its reason")
	require.NotNil(t, a.RetryAt)
	b.state(t, other.ID, registry.BatchAnchored) // other issuers go on
	b.ledger.Clock.Advance(time.Hour)
	b.worker.Pass(ctx)
	require.Equal(t, 2, b.state(t, refused.ID, registry.BatchSealed).Anchors[0].Attempts)
	require.Len(t, b.actions(t, school, registry.ActionRefused), 1, "told once")

	_, err = b.ledger.Invoke(b.ledger.Accreditor, ledger.FuncReinstateIssuer, school)
	require.NoError(t, err)
	b.worker.Pass(ctx)
	b.state(t, refused.ID, registry.BatchSealed) // not yet due
	_, err = b.register.Issuing.Retry(ctx, b.approver, refused.ID, "")
	require.NoError(t, err)
	b.worker.Pass(ctx)
	b.state(t, refused.ID, registry.BatchAnchored) // at once, since somebody asked
}

func TestIntegrity(t *testing.T) {
	t.Parallel()

	t.Run("AnotherAnchorInOurPlaceStopsTheIssuer", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		ctx := t.Context()
		b.ledger.AnchorDigests(t, school, "VN-USE", b.keys[school][0], ledger.SumDigest([]byte("not ours")))
		ours, other := b.sealed(t, 2), b.university(t, 2)
		b.worker.Pass(ctx)
		b.state(t, ours.ID, registry.BatchSealed)
		b.state(t, other.ID, registry.BatchAnchored)
		halted, err := b.register.Reading.Issuers(ctx, b.reader)
		require.NoError(t, err)
		require.NotNil(t, halted[0].HaltedAt)
		require.Contains(t, halted[0].Halt, "another anchor")
		require.Contains(t, b.log.String(), "level=ERROR")
		require.Len(t, b.actions(t, school, registry.ActionHalted), 1)

		b.ledger.Clock.Advance(24 * time.Hour)
		b.worker.Pass(ctx)
		require.Len(t, b.actions(t, school, registry.ActionHalted), 1, "nothing is tried any more")

		require.ErrorIs(t, b.register.Anchoring.Resume(ctx, b.approver, school), registry.ErrForbidden)
		require.NoError(t, b.register.Anchoring.Resume(ctx, b.operator, school))
		b.worker.Pass(ctx)
		require.Len(t, b.actions(t, school, registry.ActionHalted), 2, "and is found again")
	})

	t.Run("AnotherHistoryBeforeOurs", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.anchored(t, 1)
		batch := b.sealed(t, 1)
		last := ledger.Sequence{Sequence: 1, Previous: ledger.SumDigest([]byte("another first anchor"))}
		b.ledger.Set(ledger.SequenceKey(school), ledger.EncodeRecord(last))
		b.worker.Pass(t.Context())
		b.state(t, batch.ID, registry.BatchSealed)
		require.Len(t, b.actions(t, school, registry.ActionHalted), 1)
	})

	t.Run("AnotherLedger", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		batch := b.sealed(t, 1)
		b.ledger = testledger.New(t, testledger.Options{Genesis: ledger.SumDigest([]byte("another genesis block"))})
		b.process(t, b.db).Worker.Pass(t.Context())
		b.state(t, batch.ID, registry.BatchSealed)
		require.Len(t, b.actions(t, school, registry.ActionHalted), 1)
	})
}

func TestLargeBatchIsSplit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.setQuota(t, 2*ledger.MaxBatch)
	const signed = 501 // one more than is signed, and read, at a time
	issued := b.sealed(t, signed)
	documents := 0
	require.NoError(
		t,
		b.db.Store.EachDocument(
			t.Context(),
			issued.ID,
			func(registry.Document) error { documents++; return nil },
		),
	)
	require.Equal(t, signed, documents)
	b.unseal(t, issued)
	b.enlarge(t, issued, signed, ledger.MaxBatch+1)

	count := func() (all, sealed int) {
		require.NoError(
			t,
			b.register.Reading.ExportDigests(t.Context(), b.reader, reading.ExportRequest{}, func(e reading.ExportEntry) error {
				all++
				if e.Sequence > 0 {
					sealed++
				}
				return nil
			}),
		)
		return all, sealed
	}
	all, none := count()
	require.Equal(t, []int{ledger.MaxBatch + 1, 0}, []int{all, none})
	b.sign(t) // what was signed is not signed again: its numbers and digests stay
	sealed := b.state(t, issued.ID, registry.BatchSealed)
	all, every := count()
	require.Equal(t, []int{ledger.MaxBatch + 1, ledger.MaxBatch + 1}, []int{all, every})
	require.Len(t, sealed.Anchors, 2)
	require.Equal(t, uint64(ledger.MaxBatch), sealed.Anchors[0].Size)
	require.Equal(t, uint64(1), sealed.Anchors[1].Size)
	next, err := b.db.Store.NextAnchor(t.Context(), school)
	require.NoError(t, err)
	root, err := batch.Root(next.Digests)
	require.NoError(t, err)
	require.Equal(t, next.Statement.Root, root)
}

// unseal leaves a sealed batch as an older version could: signed, not sealed.
func (b *bundle) unseal(t *testing.T, sealed registry.Batch) {
	t.Helper()
	conn := b.db.Conn(t)
	_, err := conn.Exec(t.Context(), `SET session_replication_role = replica`) // without the triggers that refuse it
	require.NoError(t, err)
	for _, statement := range []string{
		`DELETE FROM leaf WHERE (issuer, sequence) IN (SELECT issuer, sequence FROM anchor WHERE batch = $1)`,
		`DELETE FROM anchor WHERE batch = $1`,
		`UPDATE batch SET state = 'approved', issued_at = NULL, sealed_at = NULL WHERE id = $1`,
	} {
		_, err := conn.Exec(t.Context(), statement, sealed.ID)
		require.NoError(t, err)
	}
}

// enlarge adds credentials to a signed batch until it has so many: copies of
// its first, each with a digest of its own. Only signing them is spared.
func (b *bundle) enlarge(t *testing.T, issued registry.Batch, from, to int) {
	t.Helper()
	conn := b.db.Conn(t)
	enlargeOn(t, conn, issued, from, to)
	_, err := conn.Exec(t.Context(), `UPDATE batch SET count = $2 WHERE id = $1`, issued.ID, to)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), countRows) // as PostgreSQL does within a minute
	require.NoError(t, err)
}

// executor is a connection or a transaction.
type executor interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
}

func enlargeOn(t *testing.T, conn executor, issued registry.Batch, from, to int) {
	t.Helper()
	_, err := conn.Exec(
		t.Context(),
		`SET session_replication_role = replica`,
	) // without the trigger that refuses credentials after issue
	require.NoError(t, err)
	for _, statement := range []string{
		`INSERT INTO status_list (issuer, list, used) SELECT issuer, 2, $3::integer - $2::integer FROM batch WHERE id = $1`,
		`INSERT INTO register_entry (id, issuer, batch, position, line, kind, book, serial_number, register_number, state)
			SELECT gen_random_uuid(), issuer, batch, n, n, kind, book, serial_number || '-' || n, register_number || '-' || n, state
			FROM register_entry, generate_series($2::integer, $3::integer - 1) n WHERE batch = $1 AND position = 0`,
		`INSERT INTO credential (id, issuer, batch, kind, full_name, birth_date, learner_code, issue_date, key,
				status_list, status_index, digest, jwt, disclosures, qr_claims, qr_token, issued_at)
			SELECT e.id, c.issuer, c.batch, c.kind, c.full_name, c.birth_date, c.learner_code, c.issue_date, c.key,
				2, e.position - $2::integer, sha256(e.id::text::bytea), c.jwt, c.disclosures, c.qr_claims, c.qr_token, c.issued_at
			FROM credential c JOIN register_entry first ON first.id = c.id AND first.position = 0
			JOIN register_entry e ON e.batch = c.batch WHERE c.batch = $1 AND e.position BETWEEN $2::integer AND $3::integer - 1`,
	} {
		_, err := conn.Exec(t.Context(), statement, issued.ID, from, to)
		require.NoError(t, err)
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.register.Run(ctx) }()

	batch := b.approved(t, 2) // approval wakes the worker: nothing waits for the poll
	require.Eventually(t, func() bool {
		found, err := b.db.Store.Batch(ctx, batch.ID)
		return err == nil && found.State == registry.BatchAnchored
	}, time.Minute, 5*time.Millisecond)
	require.Eventually(t, func() bool { // it offered a tick: another, which is not committed here, is too early
		_, err := b.ledger.Query(b.ledger.Registry, ledger.FuncTick)
		var refusal *ledger.Refusal
		return errors.As(err, &refusal) && refusal.Code == ledger.CodeTickTooEarly
	}, time.Minute, 5*time.Millisecond)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}
