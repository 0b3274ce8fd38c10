package register_test

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/reading"
	"sogoc/verifier/credential"
)

// Terms are judged by the register itself, not only where a list is read: what is wrong
// is refused, and what raises a question needs an answer.
func TestTermsAreJudgedWithoutAList(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ctx := t.Context()
	for name, test := range map[string]struct {
		change func(*registry.Terms)
		field  string
		asked  bool
	}{
		"award of another kind":  {func(t *registry.Terms) { t.Award = "Bằng tiến sĩ" }, "award", false},
		"award in other words":   {func(t *registry.Terms) { t.Award = "Bằng tốt nghiệp THPT" }, "award", true},
		"Cyrillic letter":        {func(t *registry.Terms) { t.SignedBy.Name = "Trần Văn \u0410n" }, "signedBy.name", false},
		"TCVN3":                  {func(t *registry.Terms) { t.SignedBy.Name = "TrÇn V¨n MÉu" }, "signedBy.name", false},
		"no office":              {func(t *registry.Terms) { t.SignedBy.Title = "ÔNG" }, "signedBy.title", true},
		"TCVN3 place":            {func(t *registry.Terms) { t.Place = "Há Néi" }, "place", false},
		"end of validity":        {func(t *registry.Terms) { t.ValidUntil = "2026-06-21" }, "validUntil", false},
		"decision of odd form":   {func(t *registry.Terms) { t.DecisionNumber = "Số 12?? QĐ" }, "decisionNumber", true},
		"decision to come":       {func(t *registry.Terms) { t.DecisionDate = "2026-06-25" }, "decisionDate", false},
		"issued before decision": {func(t *registry.Terms) { t.IssueDate = "2026-06-01" }, "issueDate", true},
		"another school":         {func(t *registry.Terms) { t.School = "Trường THPT Khác" }, "school", true},
		"year":                   {func(t *registry.Terms) { t.GraduationYear = 2024 }, "graduationYear", true},
	} {
		r := request(school, graduates(1))
		test.change(&r.Terms)
		_, err := b.register.Intake.Import(ctx, b.registrar, r)
		var problems intake.Problems
		require.ErrorAs(t, err, &problems, name)
		require.Zero(t, problems[0].Line, name)
		require.Equal(t, test.field, problems[0].Field, name)
		require.Equal(t, test.asked, problems[0].Fault == credential.FaultConflict, name)
	}
	batches, err := b.register.Reading.Batches(ctx, b.registrar, reading.BatchFilter{})
	require.NoError(t, err)
	require.Empty(t, batches)

	r := request(school, graduates(1))
	r.Terms.Award = "Bằng tốt nghiệp THPT"
	_, err = b.register.Intake.Import(ctx, b.registrar, r)
	var problems intake.Problems
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 1)
	id := regexp.MustCompile(`[0-9a-f]{32}`).FindString(problems[0].Want)
	r.TermsAnswers = map[string]string{id: "confirm"}
	_, err = b.register.Intake.Import(ctx, b.registrar, r)
	require.NoError(t, err)
}
