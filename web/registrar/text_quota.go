package registrar

import (
	"sogoc/registry"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

var quotaTexts = map[string]web.Text{
	"quota:title": {"Chỉ tiêu năm nay theo sổ cái", "This year's quotas, by the ledger"},
	"quota:used":  {"đã dùng %d trên %d năm %s", "%d of %d used in %s"},
	"quota:waiting": {
		"%d đang chờ ghi sổ cái", "%d on their way to the ledger",
	},
	"quota:beyond": {
		"%d đã duyệt nhưng vượt chỉ tiêu nên phải chờ", "%d approved beyond the quota, which wait",
	},
	"quota:needed":     {"danh sách này cần %d", "this list needs %d"},
	"quota:notCovered": {"không có trong phạm vi được cấp", "not covered by the accreditation"},
	"quota:later": {
		"Sổ cái hiện không trả lời, nên chưa biết chỉ tiêu còn bao nhiêu. Bạn vẫn làm tiếp được; chỉ tiêu được hỏi lại trước khi ký.",
		"The ledger does not answer at present, so nobody knows what is left of the quotas. You may go on; they are asked " +
			"again before anything is signed.",
	},

	"waits:" + string(registry.WaitLedger): {
		"Sổ cái hiện không trả lời, nên chưa ký: hệ thống tự thử lại. Không mất gì cả.",
		"The ledger does not answer at present, so nothing is signed yet: it is tried again by itself. Nothing is lost.",
	},
	"waits:" + string(registry.WaitIssuerState): {
		"Trường đang bị tạm đình chỉ, đã bị thu hồi hoặc đã đóng trên sổ cái; liên hệ cơ quan quản lý. Chưa cấp số, chưa ký gì.",
		"The school is suspended, withdrawn or closed on the ledger; ask the accreditor. No number is drawn and nothing is signed.",
	},
	"waits:" + string(registry.WaitScope): {
		"Có loại văn bằng không thuộc phạm vi hoặc thời hạn được phép cấp; liên hệ cơ quan quản lý. Chưa cấp số, chưa ký gì.",
		"A kind is outside the scope or the period of the accreditation; ask the accreditor. No number is drawn and nothing is signed.",
	},
	"waits:" + string(registry.WaitQuota): {
		"Vượt chỉ tiêu năm {year}; liên hệ cơ quan quản lý. Chưa cấp số, chưa ký gì.",
		"Above the quota of {year}; ask the accreditor. No number is drawn and nothing is signed.",
	},

	"refusal:" + string(ledger.CodeQuota): {
		"Vượt chỉ tiêu năm {year}; liên hệ cơ quan quản lý, hoặc bỏ lô.",
		"Above the quota of {year}; ask the accreditor, or give the batch up.",
	},
	"refusal:" + string(ledger.CodeScope): {
		"Loại văn bằng không thuộc phạm vi hoặc thời hạn được phép cấp; liên hệ cơ quan quản lý, hoặc bỏ lô.",
		"The kind is outside the scope or the period of the accreditation; ask the accreditor, or give the batch up.",
	},
	"refusal:" + string(ledger.CodeIssuerState): {
		"Trường đang bị tạm đình chỉ, đã bị thu hồi hoặc đã đóng trên sổ cái; liên hệ cơ quan quản lý, hoặc bỏ lô.",
		"The school is suspended, withdrawn or closed on the ledger; ask the accreditor, or give the batch up.",
	},
	"refusal:" + string(ledger.CodeKeyState): {
		"Khoá đã ký lô này không còn dùng được trên sổ cái; báo người vận hành, hoặc bỏ lô.",
		"The key that signed the batch is no longer good on the ledger; tell the operator, or give the batch up.",
	},
	"refusal:other": {
		"Sổ cái chưa nhận lô này; hệ thống tự thử lại. Nếu kéo dài, hãy báo người vận hành.",
		"The ledger has not taken the batch; it is tried again by itself. If it lasts, tell the operator.",
	},
}
