package answer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/words"
)

// What another system made is not called damaged or fake, with and without a
// trust file: it is not a code of this register.
func TestOtherSystemsCodesAreNotCalledFake(t *testing.T) {
	t.Parallel()
	for name, input := range testvectors.OfOtherSystems() {
		for _, trust := range []*ledger.Trust{nil, {}} {
			r := answer.To(
				answer.Question{Input: input},
				answer.Grounds{Trust: trust},
				testvectors.Load(t, vectors)[0].Now,
			)
			require.Equal(t, verifier.Malformed, r.Result, name)
			require.Equal(t, verifier.DetailNotRead, r.Detail, name)
			require.Empty(t, r.Form, name)
			for _, l := range []words.Language{words.Vietnamese, words.English} {
				require.Equal(t, words.Question, words.Of(r, l).Shape, name)
			}
		}
		require.Equal(t, answer.Presentation, answer.KindOf(input), name)
	}
}

// A credential or a receipt of ours stays one of ours, however it was damaged:
// no vector that is refused as such becomes another system's.
func TestWhatIsOursIsNoOtherSystems(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, vectors) {
		in := answer.Read(v.Presentation)
		if v.Want.Detail != verifier.DetailNotRead || in.Kind == answer.Receipt {
			require.False(t, presentation.IsOfAnotherSystem(in.Text), v.Name)
		}
	}
}
