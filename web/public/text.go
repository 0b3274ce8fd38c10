package public

import (
	"fmt"

	"sogoc/web"
)

type language = web.Language

const (
	vietnamese = web.Vietnamese
	english    = web.English
)

// said is one text in both languages.
type said = web.Text

// say returns the page's text of that name. Names are in the templates and
// tests render them all, so that a missing one cannot reach a reader.
func say(l language, name string) (string, error) {
	for _, all := range []map[string]said{texts, readingTexts, deviceTexts} {
		if s, known := all[name]; known {
			return s.In(l), nil
		}
	}
	return "", fmt.Errorf("no text %q", name)
}

var texts = map[string]said{
	"title":   {"Kiểm tra văn bằng", "Check a diploma"},
	"product": {"Sổ Gốc", "Sổ Gốc"},
	"skip":    {"Tới kết quả", "Skip to the answer"},
	"lead": {
		"Quét mã QR trên văn bằng bằng máy ảnh điện thoại, hoặc dán nội dung mã vào đây.",
		"Scan the QR code on a diploma with a phone's camera, or paste what the code holds here.",
	},
	"noscript": {
		"Trình duyệt này không chạy mã lệnh: hãy dán toàn bộ địa chỉ đã quét vào ô dưới đây rồi bấm nút.",
		"This browser runs no script: paste the whole scanned address into the field below and press the button.",
	},
	"field": {"Địa chỉ hoặc dãy số của mã QR", "Address or digits of the QR code"},
	"file": {
		"Hoặc chọn tệp: PDF, ảnh chụp, ZIP, tệp của người giữ",
		"Or choose a file: PDF, photo, ZIP, the holder's file",
	},
	"readFrom": {"Đã đọc từ tệp:", "Read from the file:"},
	"unread":   {"Trong tệp có phần chưa đọc được:", "Not read in this file:"},
	"page":     {"trang", "page"},
	"way_qr":   {"mã QR", "QR code"},
	"someBroken": {
		"Trong tệp có %d văn bằng và %d bản bị hỏng hoặc không trọn vẹn. Hãy mở từng kết quả và so với giấy.",
		"The file holds %d credentials and %d damaged or incomplete copies. Open each answer and compare it with the paper.",
	},
	"unseen": {
		"Trên các trang của tệp không thấy mã QR của văn bằng này: kết quả nói về tệp kèm bên trong, không nói về hình trên trang. Hãy so từng chữ.",
		"No page of the file shows this credential's QR code: the answer is about the file inside, not about what the pages show. Compare every word.",
	},
	"severalFiles": {
		"Mỗi lần chỉ kiểm tra một tệp. Nhiều tệp thì hãy nén thành một tệp ZIP.",
		"One file is checked at a time. Put several files into one ZIP file.",
	},
	"unread_cut_short": {"phần cuối tệp bị thiếu, có thể đã mất nội dung", "the file's end is missing, and perhaps something with it"},
	"manyFound": {
		"Trong tệp có %d văn bằng khác nhau. Hãy mở từng kết quả và so với giấy.",
		"The file holds %d different credentials. Open each answer and compare it with the paper.",
	},
	"way_embedded": {"tệp kèm trong PDF", "the file inside the PDF"},
	"unread_no_code": {
		"không có mã QR và không có tệp kèm nào của sổ này",
		"no QR code and no embedded file of this register",
	},
	"unread_kind":      {"loại tệp này chưa đọc được ở đây", "this kind of file cannot be read here yet"},
	"unread_damaged":   {"tệp hỏng hoặc bị cắt, không mở được", "damaged or cut short; it cannot be opened"},
	"unread_encrypted": {"tệp có mật khẩu", "a password is needed"},
	"unread_nested": {
		"tệp nén nằm trong tệp nén: hãy giải nén trước",
		"an archive in an archive: unpack it first",
	},
	"unread_too_large": {"quá lớn", "too large"},
	"unread_too_many": {
		"quá nhiều tệp hoặc trang: phần này và phần sau chưa được xem",
		"too many files or pages: this one and what follows were not looked at",
	},
	"unread_time": {"đọc quá lâu nên đã dừng", "reading took too long and was stopped"},
	"nothingFound": {
		"Không tìm thấy mã QR hay tệp kèm nào của sổ này trong tệp. Điều đó không có nghĩa là văn bằng giả: " +
			"hãy chụp lại mã QR gần, phẳng và đủ sáng, hoặc quét bằng máy ảnh điện thoại.",
		"No QR code and no embedded file of this register was found in the file. That does not mean that the paper is false: " +
			"photograph the QR code again, close, flat and in good light, or scan it with a phone.",
	},
	"busyReading": {
		"Máy đang đọc nhiều tệp. Hãy thử lại sau ít giây.",
		"Many files are being read at present. Try again in a few seconds.",
	},
	"oneAtATime": {
		"Tệp này có nhiều văn bằng. Hãy lưu kết quả của từng văn bằng một: quét mã QR của nó.",
		"This file holds several credentials. Keep the result of one at a time: scan its QR code.",
	},
	"empty": {
		"Chưa có gì để kiểm tra: hãy dán nội dung mã QR hoặc chọn một tệp.",
		"There is nothing to check yet: paste what the QR code holds, or choose a file.",
	},
	"submit":   {"Kiểm tra", "Check"},
	"checking": {"Đang kiểm tra…", "Checking…"},
	"trouble": {
		"Không gửi được. Hãy xem kết nối mạng rồi thử lại.",
		"It could not be sent. Look at the network connection and try again.",
	},
	"busy": {
		"Quá nhiều lượt kiểm tra từ nơi này. Hãy đợi một phút rồi thử lại.",
		"Too many checks from this place. Wait a minute and try again.",
	},
	"keepBusy": {
		"Nơi này đã lấy nhiều tệp để giữ trong thời gian ngắn. Kết quả kiểm tra không thay đổi; hãy đợi một phút rồi lấy tệp.",
		"Many files to keep were made for this place in a short time. The result stands as it was; wait a minute, then ask for the file.",
	},
	"overloaded": {
		"Máy đang có quá nhiều lượt kiểm tra. Hãy thử lại sau vài giây.",
		"This site is checking too much at once. Try again in a few seconds.",
	},
	"large": {
		"Nội dung hoặc tệp này quá lớn nên trang này chưa đọc được. Điều đó không có nghĩa là văn bằng giả: " +
			"hãy quét mã QR trên văn bằng.",
		"This text or file is too large to be read here. That does not mean that the paper is false: " +
			"scan the QR code on it.",
	},
	"facts":     {"Nội dung văn bằng", "What the document says"},
	"claims":    {"Nội dung ghi trên văn bằng, không được xác nhận", "What the document claims; not confirmed"},
	"issuer":    {"Nơi cấp, theo sổ cái", "Issuer, by the ledger"},
	"issuerNow": {"Tên hiện nay", "Its name today"},
	"successor": {"Sổ gốc nay do nơi khác giữ", "Its register is now kept by"},
	"kind":      {"Loại văn bằng", "Kind of document"},
	"printed":   {"như in", "as printed"},
	"printedNote": {
		"“như in”: chép đúng chữ trên văn bằng, do nơi cấp viết.",
		"“as printed”: the very words of the document, written by its issuer.",
	},
	"compare": {
		"Hãy so họ tên và ngày sinh ở đây với giấy tờ tuỳ thân của người đưa văn bằng. Kết quả này nói về văn bằng, không nói về người đang cầm nó.",
		"Compare name and birth date here with an identity paper of the person before you. This answer speaks of the document, not of who shows it.",
	},
	"compareWithheld": {
		"Họ tên không được cho xem, nên không có gì để so với giấy tờ tuỳ thân: hãy đề nghị người giữ cho xem họ tên. Kết quả này nói về văn bằng, không nói về người đang cầm nó.",
		"The name is not shown, so nothing here can be compared with an identity paper: ask the holder to show the name. This answer speaks of the document, not of who shows it.",
	},
	"day": {"Tính đến hết ngày (để trống: hiện nay)", "As of the end of a day (empty: now)"},
	"dayForm": {
		"Ngày muốn hỏi không đúng dạng năm-tháng-ngày.",
		"The day to ask about is not in the form year-month-day.",
	},
	"dayToCome": {
		"Chưa ai biết tình trạng của một ngày chưa đến. Hãy chọn hôm nay hoặc một ngày đã qua.",
		"Nobody knows the status of a day that is still to come. Choose today or a day in the past.",
	},
	"ownMoment": {
		"Tệp bằng chứng và biên nhận nói về thời điểm của chính chúng. Hãy để trống ô ngày.",
		"Evidence and receipts are about a moment of their own. Leave the day empty.",
	},
	"blockHash":    {"Mã băm khối cuối", "Last block's hash"},
	"who":          {"Cấp cho", "Issued to"},
	"whoClaimed":   {"Theo văn bằng ghi, không được xác nhận", "As the document says, not confirmed"},
	"whoWithheld":  {"Người giữ không cho xem họ tên", "The holder does not show the name"},
	"courses":      {"Kết quả học phần", "Course results"},
	"shown":        {"Người giữ cho xem %d trong %d học phần.", "The holder shows %d of %d courses."},
	"course":       {"Học phần", "Course"},
	"credits":      {"Tín chỉ", "Credits"},
	"mark":         {"Điểm", "Mark"},
	"term":         {"Học kỳ", "Term"},
	"keep":         {"Lưu lại kết quả này", "Keep this result"},
	"keepEvidence": {"Tải tệp bằng chứng", "Download evidence"},
	"evidenceNote": {
		"Do các tổ chức giữ sổ cái ký: về sau ai cũng kiểm tra được, không cần trang này. Tệp có nội dung văn bằng; hãy giữ như hồ sơ cá nhân.",
		"Signed by the organisations that keep the ledger: anybody can check it later, without this site. It holds what the document says; keep it as you keep personal files.",
	},
	"keepReceipt": {"Tải biên nhận", "Download a receipt"},
	"receiptNote": {
		"Lời chứng do riêng trang này ký. Không có nội dung văn bằng.",
		"This site's own signed word. It holds nothing of what the document says.",
	},
	"keepReceiptPDF": {"Tải biên nhận để in (PDF)", "Download a receipt to print (PDF)"},
	"receiptPDFNote": {
		"Một trang, có mã QR chứa chính biên nhận đã ký: chỉ cần tờ giấy cũng kiểm tra lại được, trang này không lưu gì.",
		"One page, with a QR code that holds the signed receipt: the paper alone can be checked again, and this site keeps nothing.",
	},
	"vocabulary": {"Từ vựng của văn bằng số", "Vocabulary of the credentials"},
	"vocabularyNote": {
		"Các từ mà văn bằng của sổ gốc này dùng ngoài W3C VC, Open Badges và CLR.",
		"The terms that credentials of this register use besides those of W3C VC, Open Badges and CLR.",
	},
	"vocabularyName":  {"Tên của từ vựng này, như nhau ở mọi nơi:", "Name of this vocabulary, the same everywhere:"},
	"kindCode":        {"Mã loại", "Code of the kind"},
	"kindName":        {"Tên tiếng Việt", "Name in Vietnamese"},
	"kindNameEn":      {"Tên tiếng Anh", "Name in English"},
	"achievementType": {"Loại theo Open Badges", "Achievement type of Open Badges"},
	"keepCredential":  {"Tải văn bằng cho phần mềm khác", "Download for other software"},
	"credentialNote": {
		"Dạng JSON cho phần mềm đọc Open Badges hoặc CLR. Tệp không có chữ ký nên tự nó không chứng minh điều gì.",
		"JSON for software that reads Open Badges or CLR. The file is not signed and proves nothing by itself.",
	},
	"noEvidence": {
		"Hiện chưa lập được bằng chứng. Hãy thử lại sau ít phút.",
		"Evidence cannot be made at present. Try again in a few minutes.",
	},
	"noReceipt": {
		"Trang này hiện không lập biên nhận: khoá ký biên nhận của trang không còn được công nhận. " +
			"Hãy lưu bằng chứng, hoặc dùng một trang kiểm tra khác.",
		"This site gives no receipts at present: its key for receipts is not recognised any more. " +
			"Keep the evidence instead, or use another verifier.",
	},
	"keptAlready": {
		"Đây đã là tệp bằng chứng hoặc biên nhận: hãy giữ chính tệp này. Muốn có kết quả mới, hãy quét mã QR trên văn bằng.",
		"This is evidence or a receipt already: keep this file itself. For a new result scan the QR code on the document.",
	},
	"presentOnly": {
		"Bằng chứng chỉ nói được về hiện tại. Hãy bỏ ngày đã chọn, hoặc lưu biên nhận cho ngày đó.",
		"Evidence speaks of the present only. Leave out the day, or keep a receipt for that day.",
	},
	"nothingToKeep": {
		"Hiện không có kết quả nào về văn bằng này để lưu lại. Hãy kiểm tra lại.",
		"There is no result about this document to keep at present. Check it again.",
	},
	"details":       {"Chín bước kiểm tra và bằng chứng", "The nine checks and their evidence"},
	"now":           {"Hiện nay", "Today"},
	"by_issuer":     {"do nơi cấp", "by the issuer"},
	"by_accreditor": {"do cơ quan công nhận", "by the accreditor"},
	"by_successor":  {"do nơi kế tục giữ sổ gốc", "by the keeper of its register"},
	"reading":       {"Lần đọc sổ cái này", "This reading of the ledger"},
	"starting": {"Máy kiểm tra này đang đọc sổ cái lần đầu. Cho đến khi đọc xong, nó chưa kết luận được gì.",
		"This verifier is still reading the ledger for the first time. Until it has, it can conclude nothing."},
	"keepFile":   {"Hãy chọn lại tệp nếu ô chọn tệp đã trống.", "Choose the file again if its field is empty."},
	"wait":       {"Có thể thử lại sau %d giây.", "It may be tried again in %d seconds."},
	"code":       {"Mã kết quả", "Reason code"},
	"step":       {"Bước", "Step"},
	"anchored":   {"Ghi vào sổ cái lúc", "Recorded on the ledger at"},
	"anchor":     {"Lô", "Batch"},
	"block":      {"khối", "block"},
	"digest":     {"Mã băm", "Digest"},
	"changed":    {"Trạng thái thay đổi lúc", "Status changed at"},
	"ledger":     {"Sổ cái", "Ledger"},
	"attested":   {"Các tổ chức xác nhận lúc", "Attested by the organisations at"},
	"genesis":    {"Khối đầu của sổ cái", "The ledger's first block"},
	"receiptOf":  {"Biên nhận lập lúc", "Receipt made at"},
	"receiptKey": {"Khoá của nơi lập biên nhận", "Key of who made the receipt"},
	"checkedAt":  {"Kiểm tra lúc", "Checked at"},
	"another":    {"Kiểm tra văn bằng khác", "Check another document"},
	"privacy": {
		"Trang này không lưu nội dung văn bằng, không dùng cookie và không gửi gì cho bên thứ ba. Nó không phải cơ sở dữ liệu văn bằng của Nhà nước.",
		"This page keeps nothing of the document, uses no cookie and sends nothing to anybody else. It is not the State's database of diplomas.",
	},
	"other":    {"English", "Tiếng Việt"},
	"notFound": {"Không có trang này.", "There is no such page."},
}
