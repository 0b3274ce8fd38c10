package words

import "sogoc/verifier"

// Shape is the sign that stands beside a word. No colour carries meaning by
// itself: every shape has one colour, and every colour a shape.
type Shape string

// The shapes.
const (
	Check     Shape = "check"     // green: valid now
	Clock     Shape = "clock"     // amber: valid at another moment
	Pause     Shape = "pause"     // amber: not in force
	Hourglass Shape = "hourglass" // amber: it was found before, and cannot be concluded now
	Cross     Shape = "cross"     // red: not to be accepted
	Question  Shape = "question"  // blue: nothing was found out
)

// Shapes returns all shapes.
func Shapes() []Shape { return []Shape{Check, Clock, Pause, Hourglass, Cross, Question} }

// resultWords are the words of one reason code.
type resultWords struct {
	shape    Shape
	word     Text
	sentence Text
	// before says what was so when the ledger was last read: it follows "at …,".
	before Text
}

// results has every reason code.
var results = map[verifier.Code]resultWords{
	verifier.Valid: {
		shape: Check,
		word:  Text{"Hợp lệ", "Valid"},
		sentence: Text{
			"Văn bằng này là thật và đang có hiệu lực.",
			"This document is genuine and in force.",
		},
		before: Text{"văn bằng còn hiệu lực", "the document was in force"},
	},
	verifier.Revoked: {
		shape: Cross,
		word:  Text{"Đã thu hồi", "Revoked"},
		sentence: Text{
			"Văn bằng này đã bị thu hồi, không còn giá trị.",
			"This document has been revoked and is no longer worth anything.",
		},
		before: Text{"văn bằng đã bị thu hồi", "the document had been revoked"},
	},
	verifier.Suspended: {
		shape: Pause,
		word:  Text{"Tạm dừng hiệu lực", "Suspended"},
		sentence: Text{
			"Văn bằng này đang tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
			"This document is suspended for now. Ask its issuer before you rely on it.",
		},
		before: Text{"văn bằng đang tạm dừng hiệu lực", "the document was suspended"},
	},
	verifier.Superseded: {
		shape: Pause,
		word:  Text{"Đã được thay thế", "Replaced"},
		sentence: Text{
			"Văn bằng này đã được thay bằng một bản mới. Hãy yêu cầu bản mới.",
			"This document has been replaced by a newer one. Ask for the newer one.",
		},
		before: Text{"văn bằng đã được thay bằng bản mới", "the document had been replaced by a newer one"},
	},
	verifier.Expired: {
		shape: Pause,
		word:  Text{"Ngoài thời hạn", "Outside its dates"},
		sentence: Text{
			"Văn bằng này chưa đến hoặc đã hết thời hạn hiệu lực.",
			"This document is not valid yet, or no longer valid.",
		},
		before: Text{"văn bằng ở ngoài thời hạn hiệu lực", "the document was outside its dates of validity"},
	},
	verifier.UntrustedIssuer: {
		shape: Cross,
		word:  Text{"Nơi cấp không đáng tin", "Issuer not trusted"},
		sentence: Text{
			"Nơi cấp, hoặc khoá ký của nơi cấp, không được công nhận khi văn bằng này được ghi vào sổ cái.",
			"The issuer, or its signing key, was not recognised when this document was recorded.",
		},
		before: Text{
			"sổ cái chưa công nhận nơi cấp hoặc khoá ký của nơi cấp",
			"the ledger did not recognise the issuer or its signing key",
		},
	},
	verifier.OutOfScope: {
		shape: Cross,
		word:  Text{"Vượt thẩm quyền cấp", "Not allowed to issue this"},
		sentence: Text{
			"Nơi cấp không được phép cấp loại văn bằng này vào thời điểm đó.",
			"The issuer was not allowed to issue this kind of document at that time.",
		},
		before: Text{
			"nơi cấp không được phép cấp loại văn bằng này",
			"the issuer was not allowed to issue this kind of document",
		},
	},
	verifier.NotAnchored: {
		shape: Cross,
		word:  Text{"Chưa được ghi vào sổ cái", "Not on the ledger"},
		sentence: Text{
			"Nơi cấp chưa ghi văn bằng này vào sổ cái. Không thể coi là thật.",
			"The issuer never recorded this document on the ledger. It cannot be taken for genuine.",
		},
		before: Text{
			"nơi cấp chưa ghi văn bằng này vào sổ cái",
			"the issuer had not recorded this document on the ledger",
		},
	},
	verifier.Tampered: {
		shape: Cross,
		word:  Text{"Đã bị sửa đổi", "Tampered with"},
		sentence: Text{
			"Nội dung không khớp với chữ ký của nơi cấp: có chỗ đã bị sửa hoặc giả mạo.",
			"The content does not match the issuer's signature: something was changed or forged.",
		},
		before: Text{"nội dung không khớp với chữ ký", "the content did not match the signature"},
	},
	verifier.Malformed: {
		shape: Cross,
		word:  Text{"Không đọc được", "Not readable"},
		sentence: Text{
			"Đây không phải văn bằng đúng dạng. Hãy lấy lại tệp từ người giữ; nếu vẫn vậy, tệp đã hỏng hoặc bị giả.",
			"This is not a document in its proper form. Get the file again from its holder; " +
				"if it stays so, it is damaged or fake.",
		},
		before: Text{"không đọc được", "it could not be read"},
	},
	verifier.Indeterminate: {
		shape: Question,
		word:  Text{"Chưa xác định được", "Could not be determined"},
		sentence: Text{
			"Hiện chưa thể kết luận. Đừng coi văn bằng là hợp lệ; hãy thử lại sau.",
			"No conclusion can be drawn now. Do not take the document for valid; try again later.",
		},
		before: Text{"chưa thể kết luận", "no conclusion could be drawn"},
	},
}

// detailWords are the words of a detail that a reader can act upon. Shape and
// word take the place of the reason code's where they are given.
type detailWords struct {
	shape    Shape
	word     Text
	sentence Text
}

// details need not have every detail: the reason code's words do for the others.
var details = map[verifier.Detail]detailWords{
	verifier.DetailDamagedCode: {
		shape: Question,
		word:  Text{"Mã chưa trọn vẹn", "The code is incomplete"},
		sentence: Text{
			"Dãy số của mã QR bị thiếu hoặc bị đổi trên đường gửi. Hãy quét lại mã, hoặc sao chép lại toàn bộ địa chỉ.",
			"The digits of the QR code are incomplete or were changed on the way. " +
				"Scan the code again, or copy the whole address again.",
		},
	},
	verifier.DetailCutShort: {
		shape: Question,
		word:  Text{"Tệp chưa trọn vẹn", "The file is incomplete"},
		sentence: Text{
			"Tệp hoặc đoạn văn bản này bị mất phần cuối trên đường gửi. " +
				"Điều đó không có nghĩa là văn bằng giả: hãy lấy lại trọn tệp.",
			"The end of this file or text was lost on the way. " +
				"That does not mean that the document is false: get the whole file again.",
		},
	},
	verifier.DetailNotRead: {
		shape: Question,
		word:  Text{"Không phải mã của sổ gốc này", "Not a code of this register"},
		sentence: Text{
			"Nội dung này không phải mã QR, tệp của người giữ, tệp bằng chứng hay biên nhận của sổ gốc này, " +
				"nên trang này chưa đọc được; có thể nó thuộc hệ thống khác. Điều đó không có nghĩa là văn bằng giả: hãy quét mã QR trên văn bằng.",
			"This is no QR code, holder's file, evidence or receipt of this register, and cannot be read here yet; " +
				"it may belong to another system. That does not mean that the paper is false: scan the QR code on it.",
		},
	},
	verifier.DetailOtherRegister: {
		word: Text{"Thuộc hệ thống khác", "Of another register"},
		sentence: Text{
			"Văn bằng này thuộc một sổ gốc khác, không do hệ thống này giữ. Hãy kiểm tra ở trang của nơi cấp.",
			"This document belongs to another register, which is not kept here. Check it on its issuer's page.",
		},
	},
	verifier.DetailCompromisedSuspension: {sentence: Text{
		"Khoá ký đã lộ được dùng để báo tạm dừng hiệu lực văn bằng này; " +
			"đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
		"A compromised key was used to suspend this document; the accreditor has yet to decide. Ask the issuer.",
	}},
	verifier.DetailCompromisedReplacement: {sentence: Text{
		"Khoá ký đã lộ được dùng để báo thay thế văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
		"A compromised key was used to replace this document; the accreditor has yet to decide. Ask the issuer.",
	}},
	verifier.DetailCompromisedStatus: {sentence: Text{
		"Khoá ký đã lộ được dùng để báo thu hồi văn bằng này; đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
		"A compromised key was used to revoke this document; the accreditor has yet to decide. Ask the issuer.",
	}},
	verifier.DetailKeyCompromised: {sentence: Text{
		"Văn bằng này được ghi vào sổ cái sau khi khoá ký của nơi cấp bị lộ: không thể tin.",
		"This document was recorded after the issuer's signing key had been compromised: it cannot be trusted.",
	}},
	verifier.DetailNotYetValid: {sentence: Text{
		"Văn bằng này chưa đến ngày có hiệu lực.", "This document is not valid yet.",
	}},
	verifier.DetailPastEnd: {sentence: Text{
		"Văn bằng này đã hết thời hạn hiệu lực.", "This document's period of validity is over.",
	}},
	verifier.DetailIssuerUnknown: {sentence: Text{
		"Sổ cái không có nơi cấp này.", "The ledger knows no such issuer.",
	}},
	verifier.DetailKeyUnknown: {sentence: Text{
		"Khoá ký không phải của nơi cấp này theo sổ cái.", "By the ledger, the signing key is not this issuer's.",
	}},
	verifier.DetailAccreditor: {sentence: Text{
		"Nơi cấp do một tổ chức không có trong tệp tin cậy công nhận.",
		"An organisation accredited the issuer that the trust file does not name.",
	}},
	verifier.DetailOtherLedger: {sentence: Text{
		"Bằng chứng này thuộc một sổ cái khác, không phải sổ cái được tin ở đây.",
		"This evidence is of another ledger than the one that is trusted here.",
	}},
	verifier.DetailEndorsements: {sentence: Text{
		"Xác nhận trong tệp bằng chứng không do đủ số tổ chức ký, hoặc có chữ ký giả.",
		"Too few organisations signed the attestation in this evidence, or a signature is not genuine.",
	}},
	verifier.DetailAttestation: {sentence: Text{
		"Xác nhận trong tệp bằng chứng không nói về văn bằng này.",
		"The attestation in this evidence is not about this document.",
	}},
	verifier.DetailConfiguration: {sentence: Text{
		"Chuỗi cấu hình trong tệp bằng chứng không đúng.",
		"The chain of configurations in this evidence does not hold.",
	}},
	verifier.DetailProof: {sentence: Text{
		"Chứng minh trong tệp bằng chứng không dẫn tới lô đã ghi vào sổ cái.",
		"The proof in this evidence does not lead to what is on the ledger.",
	}},
	verifier.DetailAnchoredLater: {sentence: Text{
		"Văn bằng này khi đó chưa được ghi vào sổ cái.",
		"This document was not on the ledger yet then.",
	}},
	verifier.DetailDisclosure: {sentence: Text{
		"Các phần của văn bằng không thuộc về nhau: có chỗ đã bị sửa hoặc giả mạo.",
		"The parts of this document do not belong together: something was changed or forged.",
	}},
	verifier.DetailNotAttested: {sentence: Text{
		"Tệp bằng chứng không chứa đủ để kết luận; hãy hỏi một trang kiểm tra.",
		"The evidence does not hold enough to decide; ask a verifier service.",
	}},
	verifier.DetailNoTrust: {sentence: Text{
		"Không có tệp tin cậy thì ai cũng có thể làm ra tệp này.",
		"Without a trust file anybody could have made this.",
	}},
	verifier.DetailNoLedger: {sentence: Text{
		"Dạng của văn bằng đúng; thật hay giả, còn hiệu lực hay không, chỉ sổ cái mới cho biết.",
		"Its form is right; whether it is genuine and in force only the ledger can tell.",
	}},
	verifier.DetailStarting: {
		word: Text{"Đang đọc sổ cái", "Still reading the ledger"},
		sentence: Text{
			"Máy kiểm tra này đang đọc sổ cái lần đầu và chưa đọc xong. Hãy thử lại sau ít phút.",
			"This verifier is still reading the ledger for the first time. Try again in a few minutes.",
		},
	},
}

// causes say why an answer is not about this moment's ledger.
var causes = map[verifier.Detail]Text{
	verifier.DetailStale: {
		"Xác nhận trong tệp bằng chứng không phải của lúc này.",
		"The attestation in this evidence is not of this moment.",
	},
	verifier.DetailBehind: {
		"Sổ cái có khối mới mà máy kiểm tra này chưa đọc được.",
		"The ledger has newer blocks that this verifier has not read yet.",
	},
	verifier.DetailUnconfirmed: {
		"Máy kiểm tra này không liên lạc được với đủ số tổ chức giữ sổ cái.",
		"This verifier cannot reach enough of the organisations that keep the ledger.",
	},
	verifier.DetailAlarm: {
		"Máy kiểm tra này gặp một khối không đúng và đã ngừng đọc tiếp; người vận hành phải xem xét.",
		"This verifier met a block that failed a check and stopped reading; its operator must look into it.",
	},
	verifier.DetailStarting: {
		"Máy kiểm tra này chưa đọc xong sổ cái.",
		"This verifier has not read the whole ledger yet.",
	},
	verifier.DetailNoLedger: {
		"Không đọc được sổ cái.",
		"The ledger cannot be read.",
	},
	verifier.DetailOldEvidence: {
		"Bằng chứng đã cũ, và sổ cái của lúc này không đọc được.",
		"The evidence is old, and the ledger of this moment cannot be read.",
	},
	verifier.DetailFutureMoment: {
		"Câu trả lời nói về một thời điểm chưa đến theo đồng hồ của máy này: một trong hai đồng hồ sai.",
		"The answer is about a moment that is yet to come by this clock: one of the two clocks is wrong.",
	},
	verifier.DetailOlderThanAsked: {
		"Câu trả lời nói về một thời điểm cũ hơn mức yêu cầu.",
		"The answer is about a moment longer ago than was asked for.",
	},
}

var steps = map[int]Text{
	verifier.StepParse: {"Mã đúng dạng", "The code has its proper form"},
	verifier.StepSignature: {
		"Nơi cấp và khoá có trên sổ cái; chữ ký đúng", "Issuer and key are on the ledger; the signature is right",
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

var outcomes = map[verifier.Outcome]Text{
	verifier.Passed:  {"Đạt", "Passed"},
	verifier.Failed:  {"Không đạt", "Not passed"},
	verifier.Skipped: {"Không xét", "Not looked at"},
}

// Step names a step.
func Step(number int, l Language) string { return steps[number].In(l) }

// Outcome says how a step ended.
func Outcome(o verifier.Outcome, l Language) string { return outcomes[o].In(l) }

// readings has every kind.
var readings = map[verifier.ReadingKind]Text{
	verifier.ReadingFresh:         {"mới", "recent"},
	verifier.ReadingStandingStill: {"sổ cái đứng yên", "the ledger stands still"},
	verifier.ReadingUnconfirmed:   {"chưa được xác nhận", "not confirmed"},
	verifier.ReadingBehind:        {"chậm hơn sổ cái", "behind the ledger"},
	verifier.ReadingAlarm:         {"đã dừng vì một khối sai", "stopped at a bad block"},
	verifier.ReadingStarting:      {"đang đọc lần đầu", "being read for the first time"},
	verifier.ReadingNone:          {"không có", "none"},
	verifier.ReadingAttested:      {"theo tệp bằng chứng", "as the evidence attests it"},
}

// OfReading says what a reading of the ledger was worth.
func OfReading(kind verifier.ReadingKind, l Language) string { return readings[kind].In(l) }
