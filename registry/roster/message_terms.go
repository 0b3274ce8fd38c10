package roster

var termsMessages = map[Code]messageSpec{
	CodeDecisionFuture: fail(
		"Ngày quyết định ở tương lai. Sửa ngày, hoặc nhập sau khi có quyết định.",
		"The date of the decision is in the future. Mend it, or import the list when there is a decision."),
	CodeIssueFuture: ask(
		"Ngày cấp còn hơn 60 ngày nữa. Xác nhận ngày này.",
		"The date of issue is more than 60 days ahead. Confirm it."),
	CodeIssueBefore: ask(
		"Ngày cấp trước ngày quyết định. Xác nhận hai ngày này.",
		"The date of issue is before that of the decision. Confirm both."),
	CodeTermsYear: ask(
		"Năm tốt nghiệp không khớp với ngày quyết định hoặc ở tương lai. Xác nhận năm này.",
		"The year of graduation does not agree with the date of the decision, or is in the future. Confirm it."),
	CodeBookFirst: ask(
		"Đây là sổ gốc đầu tiên của trường. Kiểm tra từng chữ của tên sổ (tên này in trên mọi văn bằng), rồi xác nhận mở sổ.",
		"This is the school's first register book. Read its code letter by letter, since every document bears it, then confirm that the book is opened."),
	CodeBookNew: ask(
		"Trường chưa có sổ gốc này. Xác nhận mở sổ mới.",
		"The school has no register book of this code. Confirm that a new one is opened."),
	CodeBookUnlike: ask(
		"Trường chưa có sổ gốc này, và chưa có sổ nào viết như vậy. Kiểm tra lại rồi xác nhận mở sổ mới.",
		"The school has no register book of this code, and none that is written like it. Look again, then confirm that a new one is opened."),
	CodeBookYear: ask(
		"Trường chưa có sổ gốc này, và năm trong tên sổ không phải năm quyết định, năm cấp hay năm tốt nghiệp. Kiểm tra lại rồi xác nhận mở sổ mới.",
		"The school has no register book of this code, and its year is that of neither decision, issue nor graduation. Look again, then confirm that a new one is opened."),
}
