package words

import (
	"sogoc/verifier"
	"sogoc/verifier/receipt"
)

// A receipt is signed by a verifier service and not by a school: whatever is
// wrong with a receipt says nothing about the document, and is not said of it.
var (
	receiptBroken = detailWords{
		word: Text{"Biên nhận đã bị đổi hoặc hỏng", "The receipt was changed or damaged"},
		sentence: Text{
			"Biên nhận này đã bị sửa đổi hoặc bị hỏng. Điều đó không nói gì về văn bằng: hãy quét mã QR trên văn bằng.",
			"This receipt was changed or damaged. That says nothing about the document: scan the QR code on it.",
		},
	}
	receiptKeyBad = detailWords{
		word: Text{"Không tin được biên nhận này", "This receipt cannot be relied on"},
		sentence: Text{
			"Khoá đã ký biên nhận này đã bị báo lộ, hoặc không được công nhận khi biên nhận được lập. " +
				"Điều đó không nói gì về văn bằng: hãy quét mã QR trên văn bằng.",
			"The key that signed this receipt was reported compromised, or was not recognised when the receipt was made. " +
				"That says nothing about the document: scan the QR code on it.",
		},
	}
	receiptKeyUnknown = detailWords{
		word: receiptKeyBad.word,
		sentence: Text{
			"Ở đây không biết khoá đã ký biên nhận này là của ai. " +
				"Điều đó không nói gì về văn bằng: hãy quét mã QR trên văn bằng.",
			"Whose key signed this receipt is not known here. " +
				"That says nothing about the document: scan the QR code on it.",
		},
	}
	receiptOfOtherLedger = detailWords{
		word: receiptKeyBad.word,
		sentence: Text{
			"Biên nhận này thuộc một sổ cái khác, không phải sổ cái được tin ở đây. " +
				"Điều đó không nói gì về văn bằng: hãy quét mã QR trên văn bằng.",
			"This receipt is of another ledger than the one that is trusted here. " +
				"That says nothing about the document: scan the QR code on it.",
		},
	}
	receiptOfUnreadable = detailWords{
		word: Text{"Biên nhận về điều không đọc được", "A receipt of what could not be read"},
		sentence: Text{
			"Biên nhận này là thật; điều được hỏi khi đó thì không đọc được, nên biên nhận không nói gì về văn bằng nào.",
			"The receipt is genuine; what was asked about could not be read, so that it speaks of no document.",
		},
	}
)

// ofReceipt returns what is said of a receipt itself, where the answer is not
// about a credential: the receipt is not believed, or states that nothing could
// be read.
func ofReceipt(r verifier.Result) (said detailWords, is bool) {
	genuine := r.Receipt != nil
	switch {
	case r.Form != receipt.Form:
	case genuine && r.Result == verifier.Malformed:
		return receiptOfUnreadable, true
	case genuine:
	case r.Detail == verifier.DetailReceiptKey && r.Result == verifier.Indeterminate:
		return receiptKeyUnknown, true
	case r.Detail == verifier.DetailReceiptKey:
		return receiptKeyBad, true
	case r.Detail == verifier.DetailOtherLedger:
		return receiptOfOtherLedger, true
	case r.Result == verifier.Tampered, r.Result == verifier.Malformed:
		return receiptBroken, true
	}
	return detailWords{}, false
}
