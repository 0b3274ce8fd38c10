package fabricledger_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/fabricledger"
	"sogoc/registry/intake"
	"sogoc/registry/password"
	"sogoc/registry/postgres"
	"sogoc/registry/process"
	"sogoc/registry/reading"
	"sogoc/registry/register"
	"sogoc/registry/status"
	"sogoc/verifier/batch"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// running is a real register with two schools on a real network, whose worker runs.
type running struct {
	*register.Register
	store   *postgres.Store
	ledger  fabricledger.Ledger
	schools []*school
	keys    testledger.Keyring
	line    atomic.Int64 // number of the last graduate
}

// school has two persons: one imports, the other one does the rest.
type school struct {
	code      string
	registrar registry.Actor
	approver  registry.Actor
}

func openRegister(t *testing.T, network string) *running {
	t.Helper()
	return openRegisterOn(t, network, func(l fabricledger.Ledger) register.Ledger { return l })
}

// openRegisterOn is openRegister for a register that sees the ledger through
// something of the test's.
func openRegisterOn(
	t *testing.T, network string, through func(fabricledger.Ledger) register.Ledger,
) *running {
	t.Helper()
	db := testdb.Open(t)
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, network, "accreditor"))
	r := &running{
		store:  db.Store,
		ledger: fabricledger.NewLedger(testnetwork.Client(t, network, "registryd")),
		keys:   testledger.Keyring{},
	}
	r.Register = register.New(db.Store, through(r.ledger), r.keys, register.Config{
		Config:       process.Config{Host: "vanbang.example", Log: slog.New(slog.NewTextHandler(t.Output(), nil))},
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1},
	})
	for _, name := range []string{"THPT-MAU-01-", "THPT-MAU-02-"} {
		code := name + rand.Text()[:8] // the network may be shared, and remembers
		_, err := accreditor.Accredit(t.Context(), accreditation(code), testledger.Reason(ledger.FuncAccredit))
		require.NoError(t, err)
		key := newKey(t, code)
		testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, code, key)
		r.keys[code] = []credential.Signer{key}
		require.NoError(
			t,
			r.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: code, Name: "Trường THPT Mẫu (mẫu)"}),
		)
		r.schools = append(
			r.schools,
			&school{code, r.actor(t, code, registry.RoleRegistrar), r.actor(t, code, registry.RoleApprover)},
		)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = r.Run(ctx)
	}()
	t.Cleanup(func() { cancel(); <-ended })
	return r
}

func (r *running) actor(t *testing.T, issuer string, role registry.Role) registry.Actor {
	t.Helper()
	login := fmt.Sprintf("%s-%d", role, len(r.schools))
	_, token, err := r.Accounts.AddUser(
		t.Context(),
		account.NewUser{Login: login, Name: "Người dùng mẫu", Issuer: issuer, Roles: []registry.Role{role}},
	)
	require.NoError(t, err)
	actor, err := r.Accounts.Authenticate(t.Context(), token)
	require.NoError(t, err)
	return actor
}

// seal takes n graduates from the class list to sealed.
func (r *running) seal(ctx context.Context, s *school, n int) (registry.Batch, error) {
	b, err := r.approve(ctx, s, n)
	for err == nil && b.State == registry.BatchApproved { // the worker signs it
		if err := wait.For(ctx, 10*time.Millisecond); err != nil {
			return b, err
		}
		b, err = r.Reading.Batch(ctx, s.approver, b.ID)
	}
	return b, err
}

// approve takes n graduates from the class list to approved.
func (r *running) approve(ctx context.Context, s *school, n int) (registry.Batch, error) {
	rows := make([]registry.Row, n)
	for i := range rows {
		number := r.line.Add(1)
		rows[i] = registry.Row{
			Line: i + 2,
			Subject: credential.Subject{FullName: fmt.Sprintf("Nguyễn Văn Mẫu %04d", number), BirthDate: "2008-03-15",
				Sex: "Nam", NationalID: fmt.Sprintf("000208%06d", number), LearnerCode: fmt.Sprintf("00%08d", number), LearnerScheme: credential.SchemeMOET},
		}
	}
	terms := registry.Terms{
		Type:           "VN-USE",
		Book:           "2026/THPT",
		DecisionNumber: "12/QĐ-THPTM",
		DecisionDate:   "2026-06-15",
		IssueDate:      "2026-06-20",
		SignedBy: credential.Signatory{
			Name:  "Người Ký (mẫu)",
			Title: "HIỆU TRƯỞNG",
		},
		Place:          "Hà Nội",
		GraduationYear: 2026,
	}
	b, err := r.Intake.Import(
		ctx,
		s.registrar,
		intake.ImportRequest{
			Issuer: s.code,
			Terms:  terms,
			Rows:   rows,
			Source: ledger.SumDigest([]byte(rows[0].Subject.FullName)),
		},
	)
	if err != nil {
		return b, fmt.Errorf("import: %w", err)
	}
	if b, err = r.Issuing.Approve(ctx, s.approver, b.ID, "", b.Count); err != nil {
		return b, fmt.Errorf("approve: %w", err)
	}
	return b, nil
}

func (r *running) sealed(t *testing.T, s *school, n int) registry.Batch {
	t.Helper()
	b, err := r.seal(t.Context(), s, n)
	require.NoError(t, err)
	return b
}

// pour lets both schools seal a batch after another until it is stopped, each
// at most two ahead of the ledger. That must never fail.
func (r *running) pour(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var group errgroup.Group
	for _, s := range r.schools {
		group.Go(func() error {
			ticker := time.NewTicker(200 * time.Millisecond)
			defer ticker.Stop()
			for ctx.Err() == nil {
				open, err := r.open(t.Context(), s)
				if err == nil && open < 2 {
					_, err = r.seal(t.Context(), s, 2)
				}
				if err != nil {
					return fmt.Errorf("%s: %w", s.code, err)
				}
				select {
				case <-ctx.Done():
				case <-ticker.C:
				}
			}
			return nil
		})
	}
	return func() {
		cancel()
		require.NoError(t, group.Wait())
	}
}

// open returns how many of a school's anchors are sealed and not yet anchored.
func (r *running) open(ctx context.Context, s *school) (int, error) {
	open := 0
	all, err := r.store.Anchors(ctx, s.code, registry.Page{Limit: 1000})
	for _, a := range all {
		if a.State != registry.AnchorAnchored {
			open++
		}
	}
	return open, err
}

// goesOn waits until each school anchors what was sealed from now on.
func (r *running) goesOn(t *testing.T, when string) {
	t.Helper()
	start := time.Now()
	for _, s := range r.schools {
		before, _, err := r.store.LastAnchor(t.Context(), s.code)
		require.NoError(t, err)
		require.Eventually(t, func() bool {
			newest, err := r.store.Anchors(t.Context(), s.code, registry.Page{Limit: 5})
			require.NoError(t, err)
			for _, a := range newest {
				if a.Sequence > before && a.State == registry.AnchorAnchored {
					return true
				}
			}
			return false
		}, patience, 50*time.Millisecond, "%s %s", s.code, when)
	}
	t.Logf("%s: anchored after %s", when, time.Since(start).Round(time.Millisecond))
}

// settles waits until everything that was sealed is anchored.
func (r *running) settles(t *testing.T) {
	t.Helper()
	start := time.Now()
	for _, s := range r.schools {
		require.Eventually(t, func() bool {
			open, err := r.open(t.Context(), s)
			require.NoError(t, err)
			return open == 0
		}, patience, 100*time.Millisecond, s.code)
	}
	t.Logf("all anchored after %s", time.Since(start).Round(time.Millisecond))
}

// revoke asks for the revocation of a school's first credential.
func (r *running) revoke(t *testing.T, s *school) registry.StatusChange {
	t.Helper()
	first, err := r.store.Credentials(
		t.Context(),
		reading.CredentialFilter{Issuer: s.code, Page: registry.Page{Limit: 1}},
	)
	require.NoError(t, err)
	proposal, err := r.Status.Propose(t.Context(), s.registrar, status.BulkRequest{
		Credentials:    []uuid.UUID{first[0].ID},
		State:          ledger.Revoked,
		Ground:         registry.GroundIssuerError,
		DecisionNumber: "3/QĐ-THPTM",
		DecisionDate:   "2026-07-01",
	})
	require.NoError(t, err)
	changes, err := r.Status.Confirm(t.Context(), s.approver, proposal.ID)
	require.NoError(t, err)
	return changes[0]
}

// stands waits until a change of status is on the ledger, and requires that it
// is there once.
func (r *running) stands(t *testing.T, c registry.StatusChange) {
	t.Helper()
	require.Eventually(t, func() bool {
		all, err := r.store.StatusChangesOf(t.Context(), []uuid.UUID{c.Credential})
		require.NoError(t, err)
		changes := all[c.Credential]
		require.Len(t, changes, 1)
		return changes[0].State == registry.ChangeDone
	}, patience, 100*time.Millisecond)
	record, err := r.ledger.Status(t.Context(), c.Issuer, c.List, c.Index)
	require.NoError(t, err)
	require.Equal(t, ledger.Revoked, record.State)
	require.Equal(t, uint64(1), record.Version)
}

func (r *running) state(t *testing.T, b registry.Batch) registry.BatchState {
	t.Helper()
	found, err := r.store.Batch(t.Context(), b.ID)
	require.NoError(t, err)
	return found.State
}

// attempts returns how often one of the anchors of these batches, the one that
// was tried least, was tried in vain.
func (r *running) attempts(t *testing.T, batches []registry.Batch) int {
	t.Helper()
	var least []int
	for _, b := range batches {
		anchors, err := r.store.AnchorsOf(t.Context(), b.ID)
		require.NoError(t, err)
		for _, a := range anchors {
			least = append(least, a.Attempts)
		}
	}
	return slices.Min(least)
}

// agrees compares the register with the ledger as one peer holds it: the same
// anchors, each once, each with its root over what the register holds.
func (r *running) agrees(t *testing.T, peer *fabricledger.Client) {
	t.Helper()
	for _, s := range r.schools {
		sequence, statement, err := r.store.LastAnchor(t.Context(), s.code)
		require.NoError(t, err)
		require.Eventually(t, func() bool { // this peer may be catching up
			view, err := peer.Issuer(t.Context(), s.code)
			return err == nil && view.Sequence == ledger.Sequence{Sequence: sequence, Previous: statement}
		}, patience, 50*time.Millisecond)

		digests := r.digests(t, s)
		require.Len(t, digests, int(sequence))
		anchors, err := r.store.Anchors(t.Context(), s.code, registry.Page{Limit: 1000})
		require.NoError(t, err)
		require.Len(t, anchors, int(sequence))
		for _, a := range anchors {
			require.Equal(t, registry.AnchorAnchored, a.State)
			record, err := peer.Anchor(t.Context(), s.code, a.Sequence)
			require.NoError(t, err)
			require.Equal(t, a.TxID, record.TxID)
			require.Equal(t, record.Time.Truncate(time.Microsecond), a.LedgerTime.UTC(), "as the database keeps it")
			root, err := batch.Root(digests[a.Sequence])
			require.NoError(t, err)
			require.Equal(t, root, record.Anchor.Root)
		}
		_, err = peer.Anchor(t.Context(), s.code, sequence+1)
		requireRefusal(t, err, ledger.CodeNotFound)
		told, err := r.store.Audit(
			t.Context(),
			reading.AuditFilter{Issuer: s.code, Action: registry.ActionAnchored, Page: registry.Page{Limit: 1000}},
		)
		require.NoError(t, err)
		require.Len(t, told, int(sequence), "each was marked once")
	}
}

// digests returns a school's credentials by anchor, and requires that none is
// left over and none is in two.
func (r *running) digests(t *testing.T, s *school) map[uint64][]ledger.Digest {
	t.Helper()
	digests, seen := map[uint64][]ledger.Digest{}, map[ledger.Digest]bool{}
	require.NoError(t, r.store.EachExport(t.Context(), s.code, func(e reading.ExportEntry) error {
		require.NotZero(t, e.Sequence)
		require.False(t, seen[e.Digest])
		seen[e.Digest] = true
		digests[e.Sequence] = append(digests[e.Sequence], e.Digest)
		return nil
	}))
	return digests
}
