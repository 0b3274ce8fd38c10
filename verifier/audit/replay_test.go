package audit_test

import (
	"bytes"
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

const school = "TRUONG-MAU"

// bundle is a world with one school, two anchors and a revoked entry.
type bundle struct {
	*audittest.World
	issuer *audittest.Issuer
	leaves [2][]ledger.Digest // of the anchors
}

func setup(t *testing.T) *bundle {
	b := &bundle{World: audittest.New(t)}
	b.issuer = b.Accredit(school)
	for i := range b.leaves {
		var envelope []byte
		envelope, b.leaves[i] = b.issuer.Anchor("VN-USE", audittest.Digests(3)...)
		b.Add(envelope)
	}
	b.Add(b.issuer.Status(7, 1, ledger.Revoked))
	return b
}

func open(t *testing.T, w *audittest.World, dir string) *audit.Replay {
	t.Helper()
	return openWith(t, audit.Options{Trust: w.Trust(), Folder: dir})
}

func openWith(t *testing.T, o audit.Options) *audit.Replay {
	t.Helper()
	r, err := audit.Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

func TestReport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.Accredit("TRUONG-HAI")
	b.Add(b.issuer.AnchorStatus(1, 1, ledger.Suspended), other.Suspend())
	spoilt := b.Draft(
		b.Envelope(
			blockstest.Transaction{
				Creator:   b.Registry,
				Function:  ledger.FuncTick,
				Endorsers: []*blockstest.Member{b.Peers["AuditorMSP"]},
			},
		),
	)
	blockstest.Flag(spoilt, 0, 10) // ENDORSEMENT_POLICY_FAILURE
	dir := b.Save()
	audittest.Write(t, dir, spoilt)

	var steps [][2]uint64
	r := openWith(
		t,
		audit.Options{
			Trust:    b.Trust(),
			Folder:   dir,
			Progress: func(done, total uint64) { steps = append(steps, [2]uint64{done, total}) },
		},
	)
	require.NoError(t, r.StoppedBy())
	report, err := r.Report(t.Context())
	require.NoError(t, err)
	require.Len(t, steps, 12)
	require.Equal(t, [2]uint64{12, 12}, steps[11])
	require.Equal(t, uint64(12), report.Head.Height)
	require.Equal(t, uint64(12), report.Blocks)
	require.Equal(t, audit.Outcome{Valid: 12, Invalid: 1}, report.Transactions)
	require.Contains(
		t,
		report.Functions,
		audit.Function{Name: ledger.FuncPutAnchor, Outcome: audit.Outcome{Valid: 2}},
	)
	require.Contains(
		t,
		report.Functions,
		audit.Function{Name: ledger.FuncTick, Outcome: audit.Outcome{Valid: 1, Invalid: 1}},
	)
	require.Equal(
		t,
		[]audit.FlagCount{{Flag: "VALID", Count: 12}, {Flag: "ENDORSEMENT_POLICY_FAILURE", Count: 1}},
		report.Flags,
	)
	require.Equal(t, []audit.Issuer{
		{
			Code:       "TRUONG-HAI",
			Name:       "Trường TRUONG-HAI (mẫu)",
			State:      ledger.IssuerSuspended,
			Accreditor: "MinistryMSP",
			Keys:       1,
		},
		{
			Code:       school,
			Name:       "Trường TRUONG-MAU (mẫu)",
			State:      ledger.IssuerActive,
			Accreditor: "MinistryMSP",
			Keys:       1,
			Anchors:    2,
			Digests:    6,
			Statuses:   1,
		},
	}, report.Issuers)
	require.Equal(t, audit.Keys{Issuer: 2}, report.Keys)
	require.Equal(
		t,
		[]uint64{2, 6, 1, 1},
		[]uint64{report.Anchors, report.Digests, report.StatusChanges, report.AnchorStatuses},
	)
	require.Equal(t, []audit.StateCount{{State: ledger.Revoked, Count: 1}}, report.Statuses)
	require.Len(t, report.Configurations, 1)
	require.Equal(t, 3, report.Configurations[0].Quorum)
	require.Len(t, report.Definitions, 1)
	require.Equal(t, int64(1), report.Definitions[0].Sequence)
	require.NotEmpty(t, report.Proved)
	require.NotEmpty(t, report.NotProved)
}

// Each folder is broken in one way; what is before it stays proved.
func TestBrokenFolders(t *testing.T) {
	t.Parallel()
	b := setup(t)
	foreign := setup(t)
	for name, test := range map[string]struct {
		spoil  func(t *testing.T, dir string)
		proved uint64
		want   error
	}{
		"a block is missing": {func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(audittest.Path(dir, 4)))
		}, 4, audit.ErrFolder},
		"the first block is missing": {func(t *testing.T, dir string) {
			require.NoError(t, os.Remove(audittest.Path(dir, 0)))
		}, 0, audit.ErrFolder},
		"a file is truncated": {func(t *testing.T, dir string) {
			raw, err := os.ReadFile(audittest.Path(dir, 5))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(audittest.Path(dir, 5), raw[:len(raw)-len(raw)/3], 0o600))
		}, 5, audit.ErrFolder},
		"a file is empty": {func(t *testing.T, dir string) {
			require.NoError(t, os.WriteFile(audittest.Path(dir, 7), nil, 0o600))
		}, 7, audit.ErrFolder},
		"a block is in another's place": {func(t *testing.T, dir string) {
			raw, err := os.ReadFile(audittest.Path(dir, 5))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(audittest.Path(dir, 6), raw, 0o600))
		}, 6, audit.ErrFolder},
		"a byte of a block is changed": {func(t *testing.T, dir string) {
			raw, err := os.ReadFile(audittest.Path(dir, 5))
			require.NoError(t, err)
			at := bytes.Index(raw, []byte(`"size":3`))
			require.Positive(t, at)
			raw[at+7] = '4'
			require.NoError(t, os.WriteFile(audittest.Path(dir, 5), raw, 0o600))
		}, 5, follower.ErrIntegrity},
		"a flag is changed": {func(t *testing.T, dir string) {
			spoilt := b.Blocks[6]
			changed := audittest.Clone(spoilt)
			blockstest.Flag(changed, 0, 10)
			audittest.Write(t, dir, changed)
		}, 6, follower.ErrIntegrity},
		"the genesis block is another ledger's": {func(t *testing.T, dir string) {
			audittest.Write(t, dir, foreign.Blocks[0])
		}, 0, follower.ErrIntegrity},
		"a block is another ledger's": {func(t *testing.T, dir string) {
			audittest.Write(t, dir, foreign.Blocks[3])
		}, 3, follower.ErrIntegrity},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for _, block := range b.Blocks {
				audittest.Write(t, dir, block)
			}
			test.spoil(t, dir)
			r := open(t, b.World, dir)
			require.ErrorIs(t, r.StoppedBy(), test.want)
			report, err := r.Report(t.Context())
			require.NoError(t, err)
			require.Equal(t, test.proved, report.Head.Height)
			require.NotEmpty(t, report.StoppedBy)
			require.Equal(t, test.proved == 0, len(report.Proved) == 0)
		})
	}
}

func TestFoldersThatAreNone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := audit.Open(t.Context(), audit.Options{Trust: b.Trust(), Folder: t.TempDir()})
	require.ErrorIs(t, err, audit.ErrEmpty)
	_, err = audit.Open(t.Context(), audit.Options{Trust: b.Trust(), Folder: "no such folder"})
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestKeptIndex(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := func(t *testing.T) (string, audit.Options) {
		dir := t.TempDir()
		for _, block := range b.Blocks[:6] {
			audittest.Write(t, dir, block)
		}
		o := audit.Options{Trust: b.Trust(), Folder: dir, Index: t.TempDir()}
		r, err := audit.Open(t.Context(), o)
		require.NoError(t, err)
		require.NoError(t, r.StoppedBy())
		require.NoError(t, r.Close())
		return dir, o
	}
	t.Run("GoesOnWhereItEnded", func(t *testing.T) {
		t.Parallel()
		dir, o := first(t)
		for _, block := range b.Blocks[6:] {
			audittest.Write(t, dir, block)
		}
		var judged uint64
		o.Progress = func(uint64, uint64) { judged++ }
		r := openWith(t, o)
		require.Equal(t, uint64(len(b.Blocks)-6), judged)
		report, err := r.Report(t.Context())
		require.NoError(t, err)
		require.Equal(t, uint64(2), report.Anchors)
	})
	t.Run("NoticesFilesThatWereChangedSince", func(t *testing.T) {
		t.Parallel()
		dir, o := first(t)
		changed := audittest.Clone(b.Blocks[5])
		blockstest.Flag(changed, 0, 11)
		audittest.Write(t, dir, changed)
		_, err := openWith(t, o).Report(t.Context())
		require.ErrorIs(t, err, audit.ErrFolder)
	})
	t.Run("NoticesThemWithoutItsFingerprintsToo", func(t *testing.T) {
		t.Parallel()
		dir, o := first(t)
		require.NoError(t, os.Remove(o.Index+"/fingerprints"))
		r, err := audit.Open(t.Context(), o)
		require.NoError(t, err)
		changed := audittest.Clone(b.Blocks[5])
		_, err = r.Report(t.Context())
		require.NoError(t, errors.Join(err, r.Close()))
		blockstest.Flag(changed, 0, 11)
		audittest.Write(t, dir, changed)
		_, err = openWith(t, o).Report(t.Context())
		require.ErrorIs(t, err, audit.ErrFolder)
	})
	t.Run("RefusesAFolderThatBecameShorter", func(t *testing.T) {
		t.Parallel()
		dir, o := first(t)
		require.NoError(t, os.Remove(audittest.Path(dir, 5)))
		require.ErrorIs(t, openWith(t, o).StoppedBy(), audit.ErrFolder)
	})
	t.Run("IsOfOneLedger", func(t *testing.T) {
		t.Parallel()
		_, o := first(t)
		other := setup(t)
		_, err := audit.Open(t.Context(), audit.Options{Trust: other.Trust(), Folder: other.Save(), Index: o.Index})
		require.ErrorIs(t, err, follower.ErrTrust)
	})
}
