package receiptpdf

import "sogoc/verifier/words"

// texts are the page's own words; what package words says is not repeated here.
var texts = map[string]words.Text{
	"service": {"Sổ Gốc: tra cứu văn bằng", "Sổ Gốc: verification of diplomas"},
	"title":   {"Biên nhận kiểm tra", "Receipt of a verification"},
	"made":    {"Lập lúc %s", "Made at %s"},
	"then":    {"Khi biên nhận được lập, lúc %s:", "When the receipt was made, at %s:"},

	"asked":      {"Điều đã hỏi", "What was asked"},
	"document":   {"Văn bằng", "Document"},
	"unread":     {"không đọc được điều đã đưa ra", "what was shown could not be read"},
	"kind":       {"Loại văn bằng", "Kind of document"},
	"issuer":     {"Nơi cấp (mã)", "Issuer (code)"},
	"digest":     {"Dấu của văn bằng", "Digest of the document"},
	"validFrom":  {"Có giá trị từ", "Valid from"},
	"validUntil": {"Có giá trị đến hết", "Valid until"},
	"moment":     {"Hỏi về thời điểm", "Moment asked about"},
	"atMaking":   {"lúc lập biên nhận", "when the receipt was made"},
	"byHand": {
		"Văn bằng của ai, để lưu hồ sơ: ghi tay, không thuộc biên nhận (biên nhận không chứa tên ai).",
		"Whose document, for your file: written by hand, no part of the receipt, which holds nobody's name.",
	},

	"grounds": {"Câu trả lời dựa trên", "What the answer stands on"},
	"key":     {"Khoá của trang kiểm tra", "Key of the service"},
	"ledger":  {"Sổ cái (khối đầu)", "Ledger (genesis block)"},
	"reading": {"Lần đọc sổ cái", "Reading of the ledger"},
	"head":    {"Đã đọc đến", "Read up to"},
	"block":   {"Khối cuối đã đọc", "Last block read"},
	"steps":   {"Chín bước kiểm tra", "The nine steps"},

	"scan": {
		"Quét mã này để kiểm tra lại. Mã chứa chính biên nhận đã ký.",
		"Scan this code to check it again. It holds the signed receipt itself.",
	},
	"againTitle": {"Kiểm tra lại biên nhận này", "Checking this receipt again"},
	"again": {
		"Quét mã QR bằng điện thoại, hoặc đưa tệp PDF này vào %s. Trang đó cho biết biên nhận có thật không, ghi gì, " +
			"và sổ cái hôm nay nói gì về văn bằng. Chữ in trên tờ này không chứng minh điều gì: " +
			"chỉ mã QR và biên nhận đã ký trong tệp là đáng tin; nếu khác với chữ in, chữ in đã bị sửa.",
		"Scan the QR code with a phone, or give this PDF file to %s. It says whether the receipt is genuine, what it states, " +
			"and what the ledger says of the document today. The words printed here prove nothing: only the QR code and " +
			"the signed receipt in the file count; where they differ from the words, the words were changed.",
	},
	"anyVerifier": {"bất kỳ trang kiểm tra nào của sổ cái này", "any verifier of this ledger"},
	"nothingKept": {
		"Trang kiểm tra không lưu gì: tờ này đủ để kiểm tra lại. Trong mã không có tên hay ngày sinh của ai. " +
			"Biên nhận là lời của một trang kiểm tra, vào một thời điểm; bằng chứng không cần tin ai là tệp bằng chứng (.sogoc.json).",
		"The service keeps nothing: this paper is enough to check it again. The code holds nobody's name or birth date. " +
			"A receipt is one service's word about one moment; evidence that needs nobody's word is the evidence file (.sogoc.json).",
	},
}
