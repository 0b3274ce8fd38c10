package words

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
)

var (
	changedOn = time.Date(2026, 6, 23, 20, 0, 0, 0, time.UTC) // 24 June in Vietnam
	readAt    = time.Date(2026, 6, 28, 2, 0, 0, 0, time.UTC)
	dayIn     = map[Language]string{Vietnamese: "24/06/2026", English: "24 June 2026"}
	authorsIn = map[Language]map[string]string{
		Vietnamese: {"issuer": "nơi cấp", "accreditor": "cơ quan công nhận"},
		English:    {"issuer": "its issuer", "accreditor": "the accreditor"},
	}
)

// firstSentence is what a reader reads before all else.
func firstSentence(said Said) string {
	before, _, _ := strings.Cut(said.Sentence, ". ")
	return before
}

// Day and author of a revocation, a suspension and a replacement stand in the
// first sentence: now, on a past day, as of the last reading, and beside an
// answer on a past day.
func TestTheFirstSentenceSaysWhenAndByWhom(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{Vietnamese, English} {
		for _, by := range []string{"issuer", "accreditor"} {
			for _, code := range []verifier.Code{verifier.Revoked, verifier.Suspended, verifier.Superseded} {
				status := &verifier.StatusInfo{Since: &changedOn, By: by}
				now := verifier.Result{Result: code, Detail: verifier.DetailEntry, Status: status}
				past, outdated, whole := now, now, now
				past.At, outdated.AsOf, whole.Detail = &readAt, &readAt, verifier.DetailAnchorStatus
				lost := verifier.Result{
					Result:    verifier.Indeterminate,
					Detail:    verifier.DetailBehind,
					Cause:     verifier.DetailBehind,
					LastKnown: &verifier.Known{Result: code, AsOf: readAt},
					Status:    status,
				}
				beside := verifier.Result{Result: verifier.Valid, At: &readAt, Today: &verifier.Present{
					Known: verifier.Known{Result: code}, Since: &changedOn, By: by,
				}}
				for name, said := range map[string]Said{
					"now": Of(now, l), "past": Of(past, l), "outdated": Of(outdated, l),
					"whole anchor": Of(whole, l), "last known": Of(lost, l), "today": *Of(beside, l).Today,
				} {
					about := []any{"%s, %s, %s, %s", l, by, code, name}
					require.Contains(t, firstSentence(said), dayIn[l], about...)
					require.Contains(t, firstSentence(said), authorsIn[l][by], about...)
				}
				now.Status = &verifier.StatusInfo{By: by} // an attestation does not say since when
				require.Contains(t, firstSentence(Of(now, l)), authorsIn[l][by])
				require.NotContains(t, Of(now, l).Sentence, "%!")
			}
		}
	}
}

// What a compromised key reported is told as its report, by whose key and when,
// in the first sentence and in what a receipt, a bundle or an older reading says.
func TestReportsOfACompromisedKey(t *testing.T) {
	t.Parallel()
	for detail, verb := range map[verifier.Detail]Text{
		verifier.DetailCompromisedStatus:      {"báo thu hồi", "used to revoke"},
		verifier.DetailCompromisedSuspension:  {"báo tạm dừng hiệu lực", "used to suspend"},
		verifier.DetailCompromisedReplacement: {"báo thay thế", "used to replace"},
	} {
		known := verifier.Known{Result: verifier.Suspended, Detail: detail, AsOf: readAt}
		for _, l := range []Language{Vietnamese, English} {
			now := verifier.Result{
				Result:   known.Result,
				Detail:   detail,
				Status:   &verifier.StatusInfo{Since: &changedOn, By: "issuer"},
				Evidence: &verifier.EvidenceInfo{Known: known, Since: &changedOn, By: "issuer"},
			}
			said := Of(now, l)
			receipt := StatedByReceipt(verifier.ReceiptInfo{Known: known, Since: &changedOn, By: "issuer"}, l)
			for _, sentence := range []string{said.Sentence, said.Notes[0], receipt} {
				require.Contains(t, sentence, dayIn[l])
				require.Contains(t, sentence, authorsIn[l]["issuer"])
				require.NotContains(t, sentence, "%!")
				require.NotContains(t, sentence, "bị nơi cấp", "a stolen key did it")
				require.NotContains(t, sentence, "by its issuer")
			}
			require.Contains(t, said.Sentence, verb.In(l))
			undated := StatedByReceipt(verifier.ReceiptInfo{Known: known, By: "issuer"}, l)
			require.NotContains(t, undated, "%!")
			require.NotContains(t, undated, "by its issuer")
		}
	}
}

// A bundle may not say since when a whole anchor is so; the author is told, and
// by when at the latest.
func TestABundleSaysTheAuthor(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{Vietnamese, English} {
		for _, code := range []verifier.Code{verifier.Revoked, verifier.Suspended, verifier.Superseded} {
			r := verifier.Result{
				Result:   code,
				Detail:   verifier.DetailAnchorStatus,
				Status:   &verifier.StatusInfo{NoLaterThan: &changedOn, By: "accreditor"},
				Evidence: &verifier.EvidenceInfo{Known: verifier.Known{Result: code, AsOf: readAt}, By: "accreditor"},
			}
			said := Of(r, l)
			require.Contains(t, firstSentence(said), dayIn[l])
			require.Contains(t, firstSentence(said), Text{"không muộn hơn", "at the latest"}.In(l))
			require.Contains(t, firstSentence(said), authorsIn[l]["accreditor"])
			require.Contains(t, said.Notes[0], authorsIn[l]["accreditor"])
			require.NotContains(t, said.Notes[0], "%!")
		}
	}
}

// A moment is said once.
func TestNotOnTheLedgerYetThen(t *testing.T) {
	t.Parallel()
	r := verifier.Result{Result: verifier.NotAnchored, Detail: verifier.DetailAnchoredLater, At: &readAt}
	require.Equal(t, "Vào ngày 28/06/2026: Văn bằng này khi đó chưa được ghi vào sổ cái.", Of(r, Vietnamese).Sentence)
}

// No answer sounds better than its result: green is for what is valid now and
// for nothing else, and red never for what could not be found out.
func TestSignsOfEveryAnswer(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{Vietnamese, English} {
		for _, code := range verifier.Codes() {
			now := verifier.Result{Result: code}
			require.Equal(t, code == verifier.Valid, Of(now, l).Shape == Check, code)
			past := now
			past.At = &readAt
			require.NotEqual(t, Check, Of(past, l).Shape, code)
			old := now
			old.AsOf = &readAt
			require.NotEqual(t, Check, Of(old, l).Shape, code)
			lost := verifier.Result{
				Result: verifier.Indeterminate, LastKnown: &verifier.Known{Result: code, AsOf: readAt},
			}
			said := Of(lost, l)
			require.Equal(t, Hourglass, said.Shape, "amber, never red, never green")
			require.Contains(t, said.Sentence, results[code].before.In(l))
		}
		for _, detail := range []verifier.Detail{verifier.DetailDamagedCode, verifier.DetailNotRead} {
			require.Equal(t, Question, Of(verifier.Result{Result: verifier.Malformed, Detail: detail}, l).Shape)
		}
	}
}

// What was tampered with or cannot be read is so at every moment: nothing is
// said of what may have changed after.
func TestWhatIsForgedHasNoMoment(t *testing.T) {
	t.Parallel()
	for _, code := range []verifier.Code{verifier.Tampered, verifier.Malformed} {
		said := Of(verifier.Result{Result: code, AsOf: &readAt, Cause: verifier.DetailBehind}, English)
		require.Empty(t, said.Notes)
	}
}
