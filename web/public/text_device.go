package public

// deviceNames are the texts of an answer that the page makes itself, by the names
// that its script has for them.
var deviceNames = map[string]string{
	"keep_evidence": "keepEvidence", "note_evidence": "evidenceNote",
	"keep_receipt": "keepReceipt", "note_receipt": "receiptNote",
	"keep_credential": "keepCredential", "note_credential": "credentialNote",
	"keep_receipt/pdf": "keepReceiptPDF", "note_receipt/pdf": "receiptPDFNote",
}

// sharedNames are likewise those that have one name in both places.
var sharedNames = []string{
	"who", "whoClaimed", "whoWithheld", "issuer", "issuerNow", "successor", "kind", "printed", "printedNote", "facts", "claims", "now", "wait",
	"code", "anchored", "anchor", "block", "changed", "by_issuer", "by_successor", "by_accreditor", "digest",
	"reading", "ledger", "blockHash", "details", "checkedAt", "keep",
	"courses", "shown", "course", "credits", "mark", "term", "keepSends", "wayDevice", "wayNothingSent", "wayOffline",
	"keepOffline", "keepOfflineNote", "keptReceipt", "keptNot", "keepBusy",
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
	"wayOffline": {
		"Đã kiểm tra ngay trên máy này, không có mạng: không có gì được gửi đi.",
		"Checked on this device without a network: nothing was sent.",
	},
	"keepOffline": {"Giữ trên máy này", "Keep on this device"},
	"keepOfflineNote": {
		"Giữ biên nhận trong trình duyệt này, để lần sau quét khi không có mạng vẫn biết kết quả hôm nay. " +
			"Ai dùng chung máy này và có văn bằng sẽ biết nó đã được kiểm tra ở đây.",
		"Keeps a receipt in this browser, so that a scan without a network can tell today's result. " +
			"Whoever shares this device and has the document learns that it was checked here.",
	},
	"keptReceipt": {"Đã giữ biên nhận trên máy này.", "The receipt is kept on this device."},
	"keptNot":     {"Không giữ được trên máy này.", "It could not be kept on this device."},
	"keptDelete":  {"Xoá mọi thứ trang này giữ trên máy", "Delete all that this page keeps on this device"},
	"keptDeleted": {"Đã xoá.", "Deleted."},
	"keptOnDevice": {
		"Để dùng khi không có mạng, trình duyệt này đang giữ: tên và khoá của %d nơi cấp; %d biên nhận.",
		"Kept in this browser for use without a network: names and keys of issuers: %d; receipts: %d.",
	},
	"keepSends": {
		"Để làm tệp này, nội dung văn bằng được gửi tới máy chủ của trang; máy chủ không giữ lại.",
		"To make it, what the document says is sent to this site's server, which does not keep it.",
	},
}
