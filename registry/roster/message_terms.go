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
	CodeTermEncoding: fail(
		"Chữ gõ bằng phông cũ (TCVN3, VNI) hoặc sai bảng mã. Gõ lại bằng Unicode.",
		"The text is in an old encoding (TCVN3, VNI) or a wrong one. Type it again in Unicode."),
	CodeTermForbidden: fail(
		"Có ký tự điều khiển, gạch nối mềm hoặc ký tự không nhìn thấy. Xoá hết rồi gõ lại.",
		"There are control characters, soft hyphens or other characters that nobody sees. Delete the text and type it again."),
	CodeTermScript: fail(
		"Có chữ cái của hệ chữ khác trông giống chữ Latinh. Gõ lại.",
		"There are letters of another script that look like Latin ones. Type it again."),
	CodeTermNotPrintable: fail(
		"Phông in văn bằng không có ký tự này. Dùng chữ khác.",
		"The fonts of the papers lack this character. Use another one."),
	CodeTermLetters: ask(
		"Có ký tự ít gặp, dấu hỏi hoặc giá trị tạm. Kiểm tra từng chữ rồi xác nhận.",
		"There are unusual characters, a question mark or a placeholder. Read it letter by letter, then confirm it."),
	CodeTermPlace: ask(
		"Nơi cấp không có trong danh mục tỉnh, thành phố nhưng gần giống một tên trong đó. Sửa lại, hoặc xác nhận.",
		"The place is no province of the list, but resembles one. Mend it, or confirm it."),
	CodeTermPlaceForm: ask(
		"Nơi cấp này không giống một địa danh (không có chữ hoa, là số, lớp, dân tộc, …). Sửa lại, hoặc xác nhận in đúng như vậy.",
		"This is not written like a place (no capital letter, a number, a class, an ethnic group, …). Mend it, or confirm that it is printed so."),
	CodeTermMode: ask(
		"Hình thức đào tạo này không phải hình thức thường gặp (Chính quy, Vừa làm vừa học, Từ xa, …). Sửa lại, hoặc xác nhận in đúng như vậy.",
		"This is none of the usual modes of study (Chính quy, Vừa làm vừa học, Từ xa, …). Mend it, or confirm that it is printed so."),
	CodeModeUnknown: ask(
		"Hình thức đào tạo ghi trong cột này không phải hình thức thường gặp (Chính quy, Vừa làm vừa học, Từ xa, …). Sửa tệp, hoặc xác nhận in đúng như vậy.",
		"The column's mode of study is none of the usual ones (Chính quy, Vừa làm vừa học, Từ xa, …). Mend the file, or confirm that it is printed so."),
	CodeMajorRank: ask(
		"Tên ngành hoặc chuyên ngành này là tên một xếp loại. Chọn lại nội dung của cột, sửa tệp, hoặc xác nhận in đúng như vậy.",
		"This name of a field of study is that of a rank. Choose again what the column holds, mend the file, or confirm that it is printed so."),
	CodeFieldOfOtherKind: note(
		"Văn bằng của lần nhập này không ghi nội dung đã chọn cho cột, nên cột không được dùng.",
		"The documents of this import do not say what was chosen for the column, so the column is not used."),
	CodeTermSchool: ask(
		"Tên trường khác với tên cơ sở cấp văn bằng. Xác nhận tên trường này in trên văn bằng.",
		"The school is another than the issuer. Confirm that this school's name is printed."),
	CodeDecisionForm: ask(
		"Số quyết định không có dạng thường dùng, ví dụ 123/QĐ-THPTM, hoặc năm trong số khác năm quyết định. Xác nhận số này.",
		"The decision's number has not the usual form, such as 123/QĐ-THPTM, or names another year. Confirm it."),
	CodeSessionYear: ask(
		"Năm của khóa thi không khớp với năm tốt nghiệp hoặc năm quyết định. Xác nhận khóa thi này.",
		"The exam session's year is not that of graduation or decision. Confirm it."),
	CodeSignerForm: ask(
		"Người ký không giống họ tên đầy đủ của một người. Xác nhận đúng như sẽ in.",
		"The person who signs is not written as a full name. Confirm that it is printed like this."),
	CodeSignerTitle: ask(
		"Chức vụ người ký không có chức danh thường gặp (Hiệu trưởng, Giám đốc, …). Xác nhận đúng như sẽ in.",
		"The title of the person who signs names no usual office (Hiệu trưởng, Giám đốc, …). Confirm that it is printed like this."),
	CodeAwardOther: ask(
		"Tên văn bằng khác với tên của loại đã chọn. Xác nhận tên này in trên văn bằng.",
		"The award's name is another than that of the chosen kind. Confirm that it is printed."),
	CodeAwardOfOtherKind: fail(
		"Tên văn bằng là tên của loại khác. Bỏ trống để in tên của loại đã chọn, hoặc chọn đúng loại.",
		"The award's name is that of another kind. Leave it out to print that of the chosen kind, or choose the right kind."),
	CodeUntilOfKind: fail(
		"Loại văn bằng này có giá trị vô thời hạn. Bỏ ngày hết hạn.",
		"Documents of this kind do not expire. Leave out the last day of validity."),
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
