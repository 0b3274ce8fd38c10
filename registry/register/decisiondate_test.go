package register_test

import (
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
)

// issuedWith issues one credential whose paper bears a date of issue.
func (b *bundle) issuedWith(t *testing.T, date ledger.Date, learner int) registry.Credential {
	t.Helper()
	r := request(school, graduates(learner + 1)[learner:])
	r.Terms.IssueDate = date
	return b.issuedOf(t, r)
}

func (b *bundle) issuedOf(t *testing.T, r intake.ImportRequest) registry.Credential {
	t.Helper()
	batch, err := b.register.Intake.Import(t.Context(), b.registrar, r)
	require.NoError(t, err)
	_, err = b.register.Issuing.Approve(t.Context(), b.approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	b.sign(t)
	b.worker.Pass(t.Context())
	return b.credentials(t, b.state(t, batch.ID, registry.BatchAnchored))[0]
}

// A decision about a credential is not older than the credential, whatever the act: the
// answer says both dates. The test's day is 20 June 2026.
func TestNoDecisionIsOlderThanWhatItDecidesAbout(t *testing.T) {
	t.Parallel()
	b := setup(t)
	past, ahead := b.issuedWith(t, "2026-06-18", 0), b.issuedWith(t, "2026-07-15", 1)
	for name, test := range map[string]struct {
		credential registry.Credential
		decided    ledger.Date
		earliest   ledger.Date // "" where the decision may be of that day
	}{
		"BeforeTheDateOfIssue":           {past, "2026-06-17", "2026-06-18"},
		"OnTheDateOfIssue":               {past, "2026-06-18", ""},
		"BeforeItWasSigned":              {ahead, "2026-06-19", "2026-06-20"},
		"SignedButBeforeThePrintedDate":  {ahead, "2026-06-20", ""},
		"LongBeforeAnythingOfThisSchool": {past, "2019-01-02", "2026-06-18"},
	} {
		for _, r := range []status.Request{suspend(test.credential.ID), revoke(test.credential.ID)} {
			items, err := b.register.Status.PreviewStatuses(t.Context(), b.approver, status.BulkRequest{
				Credentials:    []uuid.UUID{r.Credential},
				State:          r.State,
				Ground:         r.Ground,
				DecisionNumber: r.DecisionNumber,
				DecisionDate:   test.decided,
			})
			require.NoError(t, err, name)
			require.Len(t, items, 1, name)
			require.Equal(t, test.earliest, items[0].Earliest, name)
			require.Equal(t, test.earliest != "", items[0].Obstacle == status.ObstacleBeforeIssue, name)
		}
	}
	for _, r := range []status.Request{suspend(past.ID), revoke(past.ID)} {
		r.DecisionDate = "2026-06-17"
		_, err := b.change(t, r)
		require.ErrorIs(t, err, registry.ErrState)
	}
	r := suspend(past.ID)
	r.DecisionDate = "2026-06-17"
	_, err := b.register.Status.SetStatus(t.Context(), b.approver, r)
	require.ErrorContains(t, err, "2026-06-17")
	require.ErrorContains(t, err, "2026-06-18")
	require.Empty(t, b.actions(t, school, registry.ActionStatusRequested))
	require.Empty(t, b.actions(t, school, registry.ActionStatusProposed))
}

// A suspension is not lifted by a decision that is older than that of the suspension.
func TestASuspensionIsLiftedAfterItWasDecided(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.issuedWith(t, "2026-06-15", 0)
	suspension := suspend(c.ID)
	suspension.DecisionDate = "2026-06-19"
	_, err := b.change(t, suspension)
	require.NoError(t, err)
	b.worker.Pass(t.Context())
	lifted := reinstate(c.ID)
	lifted.DecisionDate = "2026-06-18"
	_, err = b.change(t, lifted)
	require.ErrorIs(t, err, registry.ErrState)
	require.ErrorContains(t, err, "2026-06-18")
	require.ErrorContains(t, err, "2026-06-19")
	lifted.DecisionDate = "2026-06-19"
	_, err = b.change(t, lifted)
	require.NoError(t, err)
}
