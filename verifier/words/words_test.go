package words

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/pdfseal"
)

// A new reason code, step, outcome, kind of reading or fact must have its words.
func TestEverythingIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	whole := func(name any, text Text) {
		require.NotEmpty(t, text[0], "%v in Vietnamese", name)
		require.NotEmpty(t, text[1], "%v in English", name)
	}
	require.Len(t, results, len(verifier.Codes()))
	for _, code := range verifier.Codes() {
		said, known := results[code]
		require.True(t, known, code)
		whole(code, said.word)
		whole(code, said.sentence)
		whole(code, said.before)
		require.Equal(
			t,
			code.Meaning() == verifier.Accepted,
			said.shape == Check,
			"only what is valid has the sign for it",
		)
	}
	for detail, said := range details {
		require.NotEqual(t, Check, said.shape, detail)
		whole(detail, said.sentence)
	}
	for cause, text := range causes {
		whole(cause, text)
	}
	for step := verifier.StepParse; step <= verifier.StepFreshness; step++ {
		whole(step, steps[step])
	}
	for _, o := range []verifier.Outcome{verifier.Passed, verifier.Failed, verifier.Skipped} {
		whole(o, outcomes[o])
	}
	for _, kind := range verifier.KindsOfReading() {
		whole(kind, readings[kind])
		if cause := kind.Cause(); cause != "" {
			whole(cause, causes[cause])
		}
	}
	for _, name := range verifier.FactNames() {
		whole(name, factLabels[name])
	}
	for name, text := range sealTexts {
		whole(name, text)
	}
	for _, state := range pdfseal.States() {
		require.Contains(t, sealTexts, "seal_"+string(state))
	}
	for _, chain := range pdfseal.Chains() {
		require.Contains(t, sealTexts, "sealChain_"+string(chain))
	}
	for _, state := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Superseded, ledger.Revoked} {
		whole(state, states[state])
	}
	for _, state := range []ledger.IssuerState{
		ledger.IssuerActive, ledger.IssuerSuspended, ledger.IssuerWithdrawn, ledger.IssuerClosed,
	} {
		whole(state, issuerStates[state])
	}
	for _, f := range ledger.Functions() {
		for _, ground := range ledger.Grounds(f.Name) {
			whole(ground, grounds[ground])
		}
	}
	for _, state := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Revoked} {
		for _, ground := range ledger.AnchorGrounds(state) {
			whole(ground, grounds[ground])
		}
	}
	for who, text := range author {
		whole(who, text)
	}
}

func TestVisible(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Nguyễn Thị Mẫu", Visible("Nguyễn Thị Mẫu"))
	require.Equal(t, "Tên⟨U+001B⟩[31m⟨U+202E⟩⟨U+2066⟩⟨U+200B⟩", Visible("Tên\x1b[31m\u202e\u2066\u200b"))
}
