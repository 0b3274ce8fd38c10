package registrar

import "sogoc/web"

// unfinishedTexts are the words about what people left in forms. Those of pages are
// called by the pattern of their path.
var unfinishedTexts = map[string]web.Text{
	"left:title": {"Việc bạn chưa làm xong", "What you have not finished"},
	"left:at":    {"nhập lúc %s, giữ đến %s", "typed %s, kept until %s"},
	"left:filled": {
		"Những gì bạn nhập lúc %s đã được điền lại, nhưng chưa gửi. Hãy xem lại rồi gửi. Chỉ bạn thấy; tự xoá lúc %s.",
		"What you typed %s is filled in again and was not sent. Look it over and send it. Only you see it; it is deleted on %s.",
	},
	"left:nowhere": {
		"Lúc %s bạn đã nhập ở đây, nhưng chỗ nhập đó không còn nữa. Chỉ bạn thấy; tự xoá lúc %s.",
		"You typed something here %s, but there is no longer a form for it. Only you see it; it is deleted on %s.",
	},
	"left:files":   {"Tệp đã chọn:", "Files that you chose:"},
	"left:discard": {"Bỏ những gì đã nhập", "Throw it away"},
	"left:deleted": {"Đã tự xoá", "Deleted"},
	"left:deletedUpload": {
		"Tệp “%s” tải lên lúc %s mà chưa nhập vào sổ gốc, xoá lúc %s.",
		"The file “%s”, uploaded %s and not imported, was deleted on %s.",
	},
	"left:deletedForm": {
		"Những gì bạn nhập ở trang “%s” lúc %s mà chưa gửi, xoá lúc %s.",
		"What you typed on the page “%s” %s and did not send was deleted on %s.",
	},
	"left:read":     {"Đã đọc", "I have read this"},
	"left:keptFile": {"Đã giữ tệp bạn chọn trước đó: %s. Chọn tệp khác nếu muốn thay.", "The file that you chose before is kept: %s. Choose another one to replace it."},
	"left:marked":   {"Đã đánh dấu ở trang khác", "Marked on other pages"},

	"keep:saved":  {"Đã giữ những gì bạn nhập", "What you typed is kept"},
	"keep:failed": {"Chưa giữ được những gì bạn nhập. Đừng đóng trang này; hệ thống tự thử lại.", "What you typed could not be kept. Do not close this page; it is tried again."},
	"keep:ended": {"Phiên đăng nhập đã hết. Những gì bạn nhập đã được giữ; hãy đăng nhập lại để gửi.",
		"Your session has ended. What you typed is kept; sign in again to send it."},

	"signIn:kept": {"Phiên đăng nhập đã hết. Những gì bạn vừa gửi đã được giữ, chưa được thực hiện; đăng nhập lại để xem lại và gửi.",
		"Your session has ended. What you sent is kept and was not carried out; sign in again to look it over and send it."},
	"signIn:notKept": {"Phiên đăng nhập đã hết, nên việc vừa gửi chưa được thực hiện. Đăng nhập lại để làm lại.",
		"Your session has ended, so what you sent was not carried out. Sign in again to do it again."},

	"left:/uploads/new":               {"Nhập danh sách mới", "Import of a new list"},
	"left:/uploads/:id":               {"Xem trước danh sách", "Preview of a list"},
	"left:/batches":                   {"Các lô", "Batches"},
	"left:/batches/:id":               {"Một lô văn bằng", "A batch"},
	"left:/credentials":               {"Tìm văn bằng", "Search of credentials"},
	"left:/credentials/:id":           {"Một văn bằng", "A credential"},
	"left:/status-changes":            {"Thay đổi trạng thái", "Changes of status"},
	"left:/status-changes/unfinished": {"Thay đổi trạng thái chưa gửi", "A change of status that was not sent"},
	"left:/proposals/:id":             {"Một đề nghị thu hồi", "A proposed revocation"},
	"left:/people":                    {"Mời người mới", "Invitation of somebody"},
	"left:/overview":                  {"Tổng quan", "Overview"},
}
