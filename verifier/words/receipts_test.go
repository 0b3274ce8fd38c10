package words

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/receipt"
)

// Whatever is wrong with a receipt is said of the receipt: its sign is never the
// red one, and neither the school nor the document is accused.
func TestAReceiptThatIsNotBelievedAccusesNoDiploma(t *testing.T) {
	t.Parallel()
	for _, l := range []Language{Vietnamese, English} {
		receiptIn := Text{"iên nhận", "receipt"}.In(l)
		for name, c := range map[string]struct {
			code   verifier.Code
			detail verifier.Detail
			want   detailWords
		}{
			"Changed":       {verifier.Tampered, verifier.DetailSignature, receiptBroken},
			"NotItsForm":    {verifier.Malformed, verifier.DetailForm, receiptBroken},
			"BadKey":        {verifier.UntrustedIssuer, verifier.DetailReceiptKey, receiptKeyBad},
			"UnknownKey":    {verifier.Indeterminate, verifier.DetailReceiptKey, receiptKeyUnknown},
			"OfOtherLedger": {verifier.UntrustedIssuer, verifier.DetailOtherLedger, receiptOfOtherLedger},
		} {
			r := verifier.Result{Result: c.code, Detail: c.detail, Form: receipt.Form}
			said := Of(r, l)
			require.Equal(t, Question, said.Shape, name)
			require.Equal(t, c.want.word.In(l), said.Word, name)
			require.Contains(t, said.Word, receiptIn, name)
			require.Equal(t, c.want.sentence.In(l), said.Sentence, name)
			require.Contains(t, said.Sentence, Text{"hãy quét mã QR", "scan the QR code"}.In(l), name)
		}
	}
}

// A genuine receipt of what could not be read is no unreadable file; one of a
// diploma says what it states, in the words for it.
func TestWhatAGenuineReceiptStates(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 20, 1, 0, 0, 0, time.UTC)
	for _, l := range []Language{Vietnamese, English} {
		for _, detail := range []verifier.Detail{verifier.DetailNotRead, verifier.DetailForm, verifier.DetailCutShort} {
			known := verifier.Known{Result: verifier.Malformed, Detail: detail, AsOf: at}
			said := Of(verifier.Result{
				Result:  verifier.Malformed,
				Detail:  detail,
				Form:    receipt.Form,
				AsOf:    &at,
				Receipt: &verifier.ReceiptInfo{Known: known},
			}, l)
			require.Equal(t, Question, said.Shape, detail)
			require.Contains(t, said.Sentence, Text{"Biên nhận này là thật", "The receipt is genuine"}.In(l), detail)
		}
		known := verifier.Known{Result: verifier.Tampered, Detail: verifier.DetailSignature, AsOf: at}
		said := Of(verifier.Result{
			Result:  verifier.Tampered,
			Detail:  verifier.DetailSignature,
			Form:    receipt.Form,
			AsOf:    &at,
			Receipt: &verifier.ReceiptInfo{Known: known},
		}, l)
		require.Equal(t, Cross, said.Shape, "that is what the service found of the diploma")
		require.Equal(t, results[verifier.Tampered].sentence.In(l), said.Sentence)
	}
}
