package register_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
)

func TestDeadline(t *testing.T) {
	t.Parallel()
	for decision, want := range map[ledger.Date]ledger.Date{"2026-04-15": "2026-04-20", "2026-12-29": "2027-01-03", "2028-02-26": "2028-03-02"} {
		due, days, ok := reading.Deadline(decision)
		require.True(t, ok)
		require.Equal(t, 5, days)
		require.Equal(t, want, due)
	}
	for _, unruled := range []ledger.Date{"2026-04-14", "2019-07-01", "", "15/06/2026"} {
		_, _, ok := reading.Deadline(unruled)
		require.False(t, ok, unruled)
	}
}

// decided imports graduates whose decision is of that day.
func (b *bundle) decided(t testing.TB, day ledger.Date, n int, change ...func([]registry.Row)) registry.Batch {
	t.Helper()
	r := request(school, graduates(n))
	begin, err := day.Begin()
	require.NoError(t, err)
	r.Terms.DecisionDate, r.Terms.IssueDate, r.Terms.GraduationYear = day, day, begin.Year()
	for _, f := range change {
		f(r.Rows)
	}
	batch, err := b.register.Intake.Import(t.Context(), b.registrar, r)
	require.NoError(t, err)
	return batch
}

func (b *bundle) anchor(t testing.TB, batch registry.Batch) {
	t.Helper()
	_, err := b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	b.worker.Pass(t.Context())
	b.state(t, batch.ID, registry.BatchAnchored)
}

func TestOverview(t *testing.T) {
	t.Parallel()
	b := setup(t)
	now := b.ledger.Clock.Now()
	today := ledger.DateOf(now)
	ago := func(days int) ledger.Date { return ledger.DateOf(now.AddDate(0, 0, -days)) }

	b.anchor(t, b.decided(t, ago(5), 3))
	b.anchor(t, b.decided(t, ago(6), 2))
	earliest := b.decided(t, today, 4, func(rows []registry.Row) { rows[2].DecisionDate = ago(9) })
	require.Equal(t, ago(9), earliest.Decision, "the clock begins with the first decision of the rows")
	b.anchor(t, earliest)
	late, soon := b.decided(t, ago(8), 1), b.decided(t, ago(1), 1)
	rejected := b.decided(t, ago(20), 1)
	_, err := b.register.Issuing.Reject(t.Context(), b.approver, rejected.ID, "nhầm lớp")
	require.NoError(t, err)
	b.university(t, 2)

	year := ledger.Year(now)
	view, err := b.register.Reading.Overview(t.Context(), b.reader, 0)
	require.NoError(t, err)
	require.Equal(t, year, view.Year)
	require.Equal(
		t,
		[]reading.MonthCount{{Month: now.In(ledger.Vietnam).Month(), Type: "VN-USE", Count: 9}},
		view.Issued,
	)
	require.Equal(
		t,
		[]reading.DelayCount{
			{Days: 5, Ruled: true, Count: 3},
			{Days: 6, Ruled: true, Late: true, Count: 2},
			{Days: 9, Ruled: true, Late: true, Count: 4},
		},
		view.Delays,
	)
	require.Len(t, view.Open, 2, "nothing of what is decided")
	require.Equal(t, late.ID, view.Open[0].Batch.ID)
	require.Equal(t, -3, view.Open[0].Left)
	require.Equal(t, ago(3), view.Open[0].Due)
	require.Equal(t, soon.ID, view.Open[1].Batch.ID)
	require.Equal(t, 4, view.Open[1].Left)

	view, err = b.register.Reading.Overview(t.Context(), b.reader, year-1)
	require.NoError(t, err)
	require.Empty(t, view.Issued)
	require.Empty(t, view.Delays)
	require.Len(t, view.Open, 2, "what is open is open in every year")
	_, err = b.register.Reading.Overview(
		t.Context(),
		registry.Actor{Issuer: school, Roles: []registry.Role{registry.RoleAdministrator}},
		0,
	)
	require.ErrorIs(t, err, registry.ErrForbidden)
}

func TestYearsBeginAtMidnightInVietnam(t *testing.T) {
	t.Parallel()
	b := setup(t)
	newYear := time.Date(ledger.Year(b.ledger.Clock.Now())+1, 1, 1, 0, 0, 0, 0, ledger.Vietnam)
	b.ledger.Clock.Advance(newYear.Add(-time.Minute).Sub(b.ledger.Clock.Now()))
	b.anchor(t, b.decided(t, ledger.DateOf(b.ledger.Clock.Now()), 1))
	b.ledger.Clock.Advance(time.Minute)
	b.anchor(t, b.decided(t, ledger.DateOf(b.ledger.Clock.Now()), 2))
	for year, want := range map[int]reading.MonthCount{newYear.Year() - 1: {Month: time.December, Type: "VN-USE", Count: 1}, newYear.Year(): {Month: time.January, Type: "VN-USE", Count: 2}} {
		view, err := b.register.Reading.Overview(t.Context(), b.reader, year)
		require.NoError(t, err)
		require.Equal(t, []reading.MonthCount{want}, view.Issued)
	}
}

func TestListChanges(t *testing.T) {
	t.Parallel()
	b := setup(t)
	all := b.credentials(t, b.anchored(t, 3))
	for _, c := range all[:2] {
		_, err := b.register.Status.SetStatus(t.Context(), b.approver, suspend(c.ID))
		require.NoError(t, err)
		b.worker.Pass(t.Context())
		b.ledger.Clock.Advance(time.Second)
	}
	_, err := b.register.Status.SetStatus(t.Context(), b.approver, reinstate(all[0].ID))
	require.NoError(t, err)
	b.ledger.Clock.Advance(time.Second)

	changes, err := b.register.Reading.ListChanges(t.Context(), b.reader, registry.Page{})
	require.NoError(t, err)
	require.Len(t, changes, 3)
	require.Equal(t, []registry.ChangeState{registry.ChangePending, registry.ChangeDone, registry.ChangeDone},
		[]registry.ChangeState{changes[0].State, changes[1].State, changes[2].State})
	require.Equal(t, all[0].FullName, changes[0].FullName)
	require.Equal(t, all[1].RegisterNumber, changes[1].RegisterNumber, "then the newest")
	listed, err := b.register.Reading.Credentials(
		t.Context(),
		b.reader,
		reading.CredentialFilter{Number: all[0].SerialNumber},
	)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.NotNil(t, listed[0].Pending)
	listed, err = b.register.Reading.Credentials(
		t.Context(),
		b.reader,
		reading.CredentialFilter{Number: all[2].RegisterNumber, ByName: true},
	)
	require.NoError(t, err)
	require.Len(t, listed, 1)
	require.Nil(t, listed[0].Pending)
	none, err := b.register.Reading.ListChanges(t.Context(), b.stranger, registry.Page{})
	require.NoError(t, err)
	require.Empty(t, none)
}
