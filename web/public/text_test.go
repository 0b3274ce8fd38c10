package public

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
)

func TestEveryCodeIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	whole := func(name any, s said) {
		require.NotEmpty(t, s[0], "%v in Vietnamese", name)
		require.NotEmpty(t, s[1], "%v in English", name)
	}
	for _, code := range verifier.Codes() {
		s, known := signs[code]
		require.True(t, known, code)
		require.Contains(t, []string{"check", "cross", "pause", "question"}, s.shape)
		whole(code, s.word)
		whole(code, s.sentence)
	}
	require.Equal(t, "check", signs[verifier.Valid].shape)
	for code, s := range signs {
		require.True(
			t,
			code == verifier.Valid || s.shape != "check",
			"only what is valid has the sign for it: %s",
			code,
		)
	}
	for step := verifier.StepParse; step <= verifier.StepFreshness; step++ {
		whole(step, steps[step])
	}
	for _, o := range []verifier.Outcome{verifier.Passed, verifier.Failed, verifier.Skipped} {
		whole(o, outcomes[o])
	}
	for _, d := range []verifier.Detail{verifier.DetailStale, verifier.DetailBehind, verifier.DetailUnconfirmed, verifier.DetailAlarm, verifier.DetailNoLedger} {
		whole(d, causes[d])
	}
	for _, name := range verifier.FactNames() {
		whole(name, factLabels[name])
	}
	for name, s := range texts {
		whole(name, s)
	}
}
