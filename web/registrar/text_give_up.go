package registrar

import "sogoc/web"

var giveUpTexts = map[string]web.Text{
	"state:given_up": {"Đã bỏ, số đã hủy", "Given up, numbers void"},

	"giveUp:title":      {"Bỏ lô này, hủy số trong sổ", "Give this batch up, its numbers void"},
	"giveUp:askedTitle": {"Lô này được đề nghị bỏ", "It is asked for this batch to be given up"},
	"giveUp:doneTitle":  {"Lô này đã bị bỏ", "This batch was given up"},
	"giveUp:asked":      {"%s đã đề nghị lúc %s. Lý do: %s", "%s asked for it, %s. Reason: %s"},
	"giveUp:askedBy":    {"Người đề nghị", "Asked for by"},
	"giveUp:confirmedBy": {
		"Người xác nhận", "Confirmed by",
	},
	"giveUp:why": {"Lý do", "Reason"},
	"giveUp:reason": {
		"Lý do (được ghi vào sổ; không ghi tên người học)",
		"Reason (it stands in the book; name no learner)",
	},
	"giveUp:ask": {"Đề nghị bỏ lô", "Ask for it to be given up"},
	"giveUp:confirm": {
		"Xác nhận bỏ lô, không lấy lại được", "Confirm: give it up for good",
	},
	"giveUp:withdraw": {"Rút đề nghị", "Take the request back"},
	"giveUp:waits": {
		"Chờ một người duyệt khác xác nhận: luôn cần hai người.",
		"Waits for an approver who is another person: it always takes two.",
	},
	"giveUp:rows": {
		"%d văn bằng của lô sẽ không được cấp.", "%d documents of the batch will not be issued.",
	},
	"giveUp:credentials": {
		"%d văn bằng đã ký bị xóa vĩnh viễn, cùng các muối của chúng.",
		"%d signed documents are destroyed for good, with their salts.",
	},
	"giveUp:numbers": {
		"%d số vào sổ (%s đến %s) bị hủy trong sổ gốc, kèm lý do; số đã hủy không cấp lại.",
		"%d register numbers (%s to %s) become void in the book, with the reason; the book never gives them again.",
	},
	"giveUp:kept": {
		"%d văn bằng của lô đã ghi sổ cái thì giữ nguyên.", "%d documents of the batch stand on the ledger and stay.",
	},
	"giveUp:later": {
		"%d lô phía sau được niêm phong lại; văn bằng và số của chúng không đổi.",
		"%d batches behind it are sealed anew; their documents and numbers stay as they are.",
	},
	"giveUp:sent": {
		"Lô này đã được gửi lên sổ cái, nên sổ cái quyết định: nhà trường ký việc bỏ lô, và số chỉ bị hủy sau khi sổ cái " +
			"đã ghi. Nếu lô kịp ghi lên sổ cái trước thì không bỏ được nữa.",
		"This batch was sent to the ledger, so the ledger decides: the school signs that it is given up, and its numbers " +
			"are void only once the ledger holds that. If the batch is recorded first, it is not given up.",
	},
	"giveUp:atOnce": {
		"Lô này chưa gửi lên sổ cái: được bỏ ngay khi người thứ hai xác nhận.",
		"This batch was not sent to the ledger: it is given up as soon as a second person confirms.",
	},
	"giveUp:underWay": {
		"Việc bỏ lô đã được xác nhận (lý do: %s) và đang được ghi lên sổ cái. Chưa hủy số nào.",
		"Giving it up is confirmed (reason: %s) and on its way to the ledger. No number is void yet.",
	},
	"giveUp:failed": {
		"Không bỏ được: lô đã ghi trên sổ cái trước. Văn bằng có giá trị; nếu sai, hãy thu hồi từng văn bằng.",
		"It could not be given up: it was on the ledger first. The documents are valid; what is wrong can be revoked.",
	},
	"giveUp:voided": {"Các dòng đã hủy trong sổ gốc", "Void lines of the register book"},
	"giveUp:needReason": {
		"Hãy ghi lý do bỏ lô, nhiều nhất 300 ký tự.", "Give a reason of at most 300 characters.",
	},
	"giveUp:changed": {
		"Tình trạng của lô vừa thay đổi. Hãy xem lại trước khi quyết định.",
		"The batch changed a moment ago. Look at it again before you decide.",
	},

	"problem:not_anchored": {
		"Chỉ in và phát văn bằng khi cả lô đã ghi trên sổ cái",
		"Papers are printed and handed out once the whole batch stands on the ledger",
	},
	"papersLater": {
		"Văn bằng được in và phát khi cả lô đã ghi trên sổ cái.",
		"Papers can be printed and handed out once the whole batch stands on the ledger.",
	},
}
