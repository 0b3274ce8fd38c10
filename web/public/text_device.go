package public

// deviceNames are the texts of an answer that the page makes itself, by the names
// that its script has for them.
var deviceNames = map[string]string{
	"keep_evidence": "keepEvidence", "note_evidence": "evidenceNote",
	"keep_receipt": "keepReceipt", "note_receipt": "receiptNote",
}

// sharedNames are likewise those that have one name in both places.
var sharedNames = []string{
	"issuer", "issuerNow", "successor", "kind", "printed", "printedNote", "facts", "claims", "now", "wait",
	"code", "anchored", "anchor", "block", "changed", "by_issuer", "by_successor", "by_accreditor", "digest",
	"reading", "ledger", "blockHash", "details", "checkedAt", "keep",
	"keepSends", "wayDevice", "wayNothingSent",
}

// textsForDevice returns the texts that the page's script needs.
func textsForDevice(l language) (map[string]string, error) {
	all := map[string]string{}
	for _, name := range sharedNames {
		text, err := say(l, name)
		if err != nil {
			return nil, err
		}
		all[name] = text
	}
	for script, name := range deviceNames {
		text, err := say(l, name)
		if err != nil {
			return nil, err
		}
		all[script] = text
	}
	return all, nil
}

// deviceTexts are the texts of answers that are made on the reader's device.
var deviceTexts = map[string]said{
	"wayDevice": {
		"Đã kiểm tra ngay trên máy này. Chỉ mã băm của văn bằng, mã nơi cấp, mã khoá và số thứ tự trạng thái được gửi tới " +
			"máy chủ của trang, để hỏi sổ cái; ảnh và nội dung văn bằng không rời khỏi máy này.",
		"Checked on this device. Only the document's digest, its issuer's code, its key's and the number of its status entry " +
			"were sent to this site's server, to ask the ledger; neither a picture nor what the document says left this device.",
	},
	"wayNothingSent": {
		"Đã kiểm tra ngay trên máy này; không có gì của nội dung này được gửi đi.",
		"Checked on this device; nothing of this text was sent.",
	},
	"keepSends": {
		"Để làm tệp này, nội dung mã được gửi tới máy chủ của trang; máy chủ không giữ lại.",
		"To make it, what the code says is sent to this site's server, which does not keep it.",
	},
}
