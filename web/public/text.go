package public

import (
	"fmt"

	"sogoc/verifier"
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
	s, known := texts[name]
	if !known {
		return "", fmt.Errorf("no text %q", name)
	}
	return s.In(l), nil
}

// sign is what stands first in an answer: a shape, a word and a sentence. No
// colour carries meaning by itself.
type sign struct {
	shape    string // "check", "cross", "pause", "question"
	word     said
	sentence said
}

var signs = map[verifier.Code]sign{
	verifier.Valid: {"check", said{"Hợp lệ", "Valid"},
		said{"Văn bằng này là thật và đang có hiệu lực.", "This document is genuine and in force."}},
	verifier.Revoked: {"cross", said{"Đã thu hồi", "Revoked"},
		said{
			"Văn bằng này đã bị thu hồi, không còn giá trị.",
			"This document has been revoked and is no longer worth anything.",
		}},
	verifier.Suspended: {"pause", said{"Tạm dừng hiệu lực", "Suspended"},
		said{
			"Văn bằng này đang tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
			"This document is suspended for now. Ask its issuer before you rely on it.",
		}},
	verifier.Superseded: {"pause", said{"Đã được thay thế", "Replaced"},
		said{
			"Văn bằng này đã được thay bằng một bản mới. Hãy yêu cầu bản mới.",
			"This document has been replaced by a newer one. Ask for the newer one.",
		}},
	verifier.Expired: {"pause", said{"Ngoài thời hạn", "Outside its dates"},
		said{
			"Văn bằng này chưa đến hoặc đã hết thời hạn hiệu lực.",
			"This document is not valid yet, or no longer valid.",
		}},
	verifier.UntrustedIssuer: {"cross", said{"Nơi cấp không đáng tin", "Issuer not trusted"},
		said{
			"Nơi cấp, hoặc khoá ký của nơi cấp, không được công nhận khi văn bằng này được ghi vào sổ cái.",
			"The issuer, or its signing key, was not recognised when this document was recorded.",
		}},
	verifier.OutOfScope: {"cross", said{"Vượt thẩm quyền cấp", "Not allowed to issue this"},
		said{
			"Nơi cấp không được phép cấp loại văn bằng này vào thời điểm đó.",
			"The issuer was not allowed to issue this kind of document at that time.",
		}},
	verifier.NotAnchored: {"cross", said{"Chưa được ghi vào sổ cái", "Not on the ledger"},
		said{
			"Nơi cấp chưa ghi văn bằng này vào sổ cái. Không thể coi là thật.",
			"The issuer never recorded this document on the ledger. It cannot be taken for genuine.",
		}},
	verifier.Tampered: {"cross", said{"Đã bị sửa đổi", "Tampered with"},
		said{
			"Nội dung không khớp với chữ ký của nơi cấp: có chỗ đã bị sửa hoặc giả mạo.",
			"The content does not match the issuer's signature: something was changed or forged.",
		}},
	verifier.Malformed: {"cross", said{"Không đọc được", "Not readable"},
		said{
			"Đây không phải mã văn bằng đúng dạng. Hãy quét lại; nếu vẫn vậy, mã đã hỏng hoặc bị giả.",
			"This is not a document code in its proper form. Scan again; if it stays so, the code is damaged or fake.",
		}},
	verifier.Indeterminate: {"question", said{"Chưa xác định được", "Could not be determined"},
		said{
			"Hiện chưa thể kết luận. Đừng coi văn bằng là hợp lệ; hãy thử lại sau.",
			"No conclusion can be drawn now. Do not take the document for valid; try again later.",
		}},
}

// sharper sentences for details that a reader can act upon.
var sharper = map[verifier.Detail]said{
	verifier.DetailCompromisedStatus: {
		"Khoá ký đã lộ được dùng để báo thu hồi văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
		"A compromised key was used to revoke this document; the accreditor has yet to decide. Ask the issuer.",
	},
	verifier.DetailKeyCompromised: {
		"Văn bằng này được ghi vào sổ cái sau khi khoá ký của nơi cấp bị lộ: không thể tin.",
		"This document was recorded after the issuer's signing key had been compromised: it cannot be trusted.",
	},
	verifier.DetailNotYetValid: {"Văn bằng này chưa đến ngày có hiệu lực.", "This document is not valid yet."},
	verifier.DetailPastEnd: {
		"Văn bằng này đã hết thời hạn hiệu lực.",
		"This document's period of validity is over.",
	},
	verifier.DetailIssuerUnknown: {"Sổ cái không có nơi cấp này.", "The ledger knows no such issuer."},
	verifier.DetailKeyUnknown: {
		"Khoá ký không phải của nơi cấp này theo sổ cái.",
		"By the ledger, the signing key is not this issuer's.",
	},
	verifier.DetailOtherLedger: {
		"Bằng chứng này thuộc một sổ cái khác, không phải sổ cái mà máy kiểm tra này tin.",
		"This evidence is of another ledger than the one that this verifier trusts.",
	},
	verifier.DetailReceiptKey: {
		"Biên nhận này không do một khoá mà máy kiểm tra này tin ký.",
		"No key that this verifier trusts signed this receipt.",
	},
	verifier.DetailEndorsements: {
		"Xác nhận trong tệp bằng chứng không do đủ số tổ chức ký, hoặc có chữ ký giả.",
		"Too few organisations signed the attestation in this evidence, or a signature is not genuine.",
	},
	verifier.DetailAttestation: {
		"Xác nhận trong tệp bằng chứng không nói về văn bằng này.",
		"The attestation in this evidence is not about this document.",
	},
	verifier.DetailConfiguration: {
		"Chuỗi cấu hình trong tệp bằng chứng không đúng.",
		"The chain of configurations in this evidence does not hold.",
	},
	verifier.DetailProof: {
		"Chứng minh trong tệp bằng chứng không dẫn tới lô đã ghi vào sổ cái.",
		"The proof in this evidence does not lead to what is on the ledger.",
	},
	verifier.DetailNotAttested: {
		"Tệp bằng chứng không đủ để kết luận; hãy kiểm tra chính văn bằng.",
		"This evidence does not hold enough to decide; check the document itself.",
	},
	verifier.DetailAnchoredLater: {
		"Vào thời điểm được hỏi, văn bằng này chưa được ghi vào sổ cái.",
		"At the moment in question this document was not on the ledger yet.",
	},
}

// causes say why an answer is not fresh.
var causes = map[verifier.Detail]said{
	verifier.DetailStale: {
		"Sổ cái không có tin mới trong hơn 15 phút.",
		"The ledger has told nothing new for more than 15 minutes.",
	},
	verifier.DetailBehind: {
		"Máy kiểm tra đang đọc chậm hơn sổ cái.",
		"This verifier has fallen behind the ledger.",
	},
	verifier.DetailUnconfirmed: {
		"Máy kiểm tra chưa nghe được tin của ít nhất hai tổ chức.",
		"This verifier has not lately heard of at least two organisations.",
	},
	verifier.DetailAlarm: {
		"Máy kiểm tra đã dừng ở một khối không qua được kiểm tra; người vận hành phải xử lý.",
		"This verifier stopped at a block that failed a check; its operator must act.",
	},
	verifier.DetailNoLedger: {"Máy kiểm tra chưa đọc được sổ cái.", "This verifier has not read the ledger yet."},
}

var steps = map[int]said{
	verifier.StepParse: {"Mã đúng dạng", "The code has its proper form"},
	verifier.StepSignature: {
		"Nơi cấp và khoá có trên sổ cái; chữ ký đúng",
		"Issuer and key are on the ledger; the signature is right",
	},
	verifier.StepDisclosures: {"Từng thông tin khớp với bản đã ký", "Every fact belongs to what was signed"},
	verifier.StepAnchor:      {"Nơi cấp đã ghi vào sổ cái", "The issuer recorded it on the ledger"},
	verifier.StepKey:         {"Khoá ký còn tốt khi ghi", "The key was good at that time"},
	verifier.StepAccreditation: {
		"Nơi cấp được phép cấp loại này khi ghi",
		"The issuer was allowed to issue this kind at that time",
	},
	verifier.StepStatus:    {"Không bị thu hồi, tạm dừng hay thay thế", "Not revoked, suspended or replaced"},
	verifier.StepDates:     {"Trong thời hạn hiệu lực", "Within its dates of validity"},
	verifier.StepFreshness: {"Sổ cái đọc được là mới", "The ledger was read recently"},
}

var outcomes = map[verifier.Outcome]said{
	verifier.Passed:  {"Đạt", "Passed"},
	verifier.Failed:  {"Không đạt", "Not passed"},
	verifier.Skipped: {"Không xét", "Not looked at"},
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
		"Hoặc chọn tệp: của người giữ, bằng chứng, biên nhận",
		"Or choose a file: the holder's, evidence, a receipt",
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
	"large":     {"Nội dung dán vào quá dài.", "What was pasted is too long."},
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
	"asOf":      {"Những thay đổi sau %s chưa được biết.", "What changed after %s is not known."},
	"validWord": {"Hợp lệ đến lần đọc cuối", "Valid when last read"},
	"validThen": {"Hợp lệ vào ngày đó", "Valid on that day"},
	"asked": {
		"Câu trả lời này là tính đến %s; những gì xảy ra sau đó không được xét.",
		"This answer is as of %s; what happened later was not looked at.",
	},
	"askedLater": {"Những gì xảy ra sau đó không được xét.", "What happened later was not looked at."},
	"day":        {"Tính đến hết ngày (để trống: hiện nay)", "As of the end of a day (empty: now)"},
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
	"validAsOf": {
		"Văn bằng này là thật và có hiệu lực tính đến %s.",
		"This document was genuine and in force as of %s.",
	},
	"blockHash":    {"Mã băm khối cuối", "Last block's hash"},
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
	"noEvidence": {
		"Hiện chưa lập được bằng chứng. Hãy thử lại sau ít phút.",
		"Evidence cannot be made at present. Try again in a few minutes.",
	},
	"nothingToKeep": {
		"Hiện không có kết quả nào về văn bằng này để lưu lại. Hãy kiểm tra lại.",
		"There is no result about this document to keep at present. Check it again.",
	},
	"details":       {"Chín bước kiểm tra và bằng chứng", "The nine checks and their evidence"},
	"code":          {"Mã kết quả", "Reason code"},
	"step":          {"Bước", "Step"},
	"anchored":      {"Ghi vào sổ cái lúc", "Recorded on the ledger at"},
	"anchor":        {"Lô", "Batch"},
	"block":         {"khối", "block"},
	"digest":        {"Mã băm", "Digest"},
	"changed":       {"Trạng thái thay đổi lúc", "Status changed at"},
	"by_issuer":     {"do nơi cấp", "by the issuer"},
	"by_accreditor": {"do cơ quan công nhận", "by the accreditor"},
	"ledger":        {"Sổ cái", "Ledger"},
	"height":        {"khối", "blocks"},
	"ledgerTime":    {"giờ sổ cái", "ledger time"},
	"attested":      {"Các tổ chức xác nhận lúc", "Attested by the organisations at"},
	"genesis":       {"Khối đầu của sổ cái", "The ledger's first block"},
	"receiptOf":     {"Biên nhận lập lúc", "Receipt made at"},
	"receiptKey":    {"Khoá của nơi lập biên nhận", "Key of who made the receipt"},
	"checkedAt":     {"Kiểm tra lúc", "Checked at"},
	"another":       {"Kiểm tra văn bằng khác", "Check another document"},
	"privacy": {
		"Trang này không lưu nội dung văn bằng, không dùng cookie và không gửi gì cho bên thứ ba. Nó không phải cơ sở dữ liệu văn bằng của Nhà nước.",
		"This page keeps nothing of the document, uses no cookie and sends nothing to anybody else. It is not the State's database of diplomas.",
	},
	"other":    {"English", "Tiếng Việt"},
	"notFound": {"Không có trang này.", "There is no such page."},
}

// factLabels name the facts; a test holds that every one of verifier's has a label.
var factLabels = map[string]said{
	"fullName": {
		"Họ và tên",
		"Full name",
	}, "birthDate": {"Ngày sinh", "Date of birth"}, "birthPlace": {"Nơi sinh", "Place of birth"},
	"sex": {
		"Giới tính",
		"Sex",
	}, "nationalId": {"Số định danh cá nhân", "National identity number"}, "learnerCode": {"Mã người học", "Learner code"},
	"ethnicity": {
		"Dân tộc",
		"Ethnic group",
	}, "nationality": {"Quốc tịch", "Nationality"}, "award": {"Văn bằng", "Award"}, "awardEn": {"Tên tiếng Anh", "Award in English"},
	"major": {
		"Ngành",
		"Major",
	}, "majorEn": {"Ngành (tiếng Anh)", "Major in English"}, "specialization": {"Chuyên ngành", "Specialisation"}, "rank": {"Xếp loại", "Rank"},
	"mode": {
		"Hình thức đào tạo",
		"Mode of study",
	}, "graduationYear": {"Năm tốt nghiệp", "Year of graduation"}, "school": {"Trường đã học", "School attended"},
	"examCouncil": {
		"Hội đồng thi",
		"Examination council",
	}, "examSession": {"Khoá thi", "Examination session"}, "serialNumber": {"Số hiệu", "Serial number"},
	"registerNumber": {
		"Số vào sổ gốc",
		"Register number",
	}, "decisionNumber": {"Số quyết định", "Decision number"}, "decisionDate": {"Ngày quyết định", "Decision date"},
	"issueDate": {
		"Ngày cấp",
		"Date of issue",
	}, "validUntil": {"Có giá trị đến hết ngày", "Valid through"}, "place": {"Nơi ký", "Place of issue"},
	"signerName": {
		"Người ký",
		"Signed by",
	}, "signerTitle": {"Chức vụ người ký", "Signer's office"}, "enrolDate": {"Ngày nhập học", "Enrolled on"},
	"language": {
		"Ngôn ngữ đào tạo",
		"Language of instruction",
	}, "duration": {"Thời gian đào tạo", "Duration"}, "level": {"Trình độ", "Level"},
	"totalCredits": {
		"Tổng số tín chỉ",
		"Total credits",
	}, "gpa10": {"Điểm trung bình (thang 10)", "Average (of 10)"}, "gpa4": {"Điểm trung bình (thang 4)", "Average (of 4)"},
	"learning": {
		"Kết quả học tập",
		"Learning result",
	}, "conduct": {"Kết quả rèn luyện", "Conduct"}, "diplomaSerial": {"Số hiệu văn bằng kèm theo", "Serial number of the diploma"},
}
