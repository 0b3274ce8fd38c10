package roster

var rowMessages = map[Code]messageSpec{
	CodeInRegister: ask(
		"Người học của các dòng này đã có văn bằng cùng loại trong sổ gốc. Bỏ qua các dòng này, hoặc vẫn cấp thêm.",
		"The learners of these rows have a document of the same kind in the register. Leave these rows out, or issue another one."),
	CodePersonInRegister: ask(
		"Trong sổ gốc đã có người trùng họ tên và ngày sinh với các dòng này, có văn bằng cùng loại. Bỏ qua các dòng này, hoặc vẫn cấp nếu đây là người khác hay được cấp thêm.",
		"Somebody with name and birth date of these rows has a document of the same kind in the register. Leave these rows out, or issue where they are other people or get another one."),
	CodeNumberForeign: ask(
		"Số vào sổ gốc không theo cách viết của sổ gốc đã chọn (khác năm, khác loại hoặc khác dạng). Bên phải là số tiếp theo của sổ. Xác nhận dùng số trong tệp.",
		"The register number is not written as the chosen book's are: another year, kind or form. At the right stands the book's next number. Confirm the file's."),
	CodeNumberJump: ask(
		"Số vào sổ gốc cách xa số ngay trước nó trong sổ và trong tệp. Bên phải là số liền sau số ấy. Xác nhận không gõ nhầm.",
		"The register number lies far above the one before it in book and file. At the right stands the number that would follow. Confirm that it is not mistyped."),
	CodeRepeatedSerial: fail(
		"Số hiệu văn bằng bị trùng trong tệp.",
		"The serial number stands in the file twice."),
	CodeRepeatedRegister: fail(
		"Số vào sổ gốc bị trùng trong tệp.",
		"The register number stands in the file twice."),
	CodeRepeatedLearner: fail(
		"Mã người học bị trùng trong tệp.",
		"The learner code stands in the file twice."),
	CodeRepeatedID: fail(
		"Số định danh cá nhân bị trùng trong tệp.",
		"The national id stands in the file twice."),
	CodeRepeatedPerson: ask(
		"Trùng họ tên và ngày sinh với dòng khác. Xác nhận đây là hai người khác nhau.",
		"Name and birth date are another row's too. Confirm that these are two persons."),
	CodePartlyFilled: fail(
		"Cột số này có dòng có, dòng không. Điền đủ, hoặc xoá cả cột để hệ thống cấp số.",
		"This column of numbers is filled in some rows only. Fill all of it, or delete it to have the numbers assigned."),
	CodeUnknownLearner: fail(
		"Mã người học này không có trong danh sách tốt nghiệp.",
		"This learner code is not in the list of graduates."),
	CodeNoCourses: fail(
		"Người học này không có môn nào trong tệp bảng điểm.",
		"This learner has no course in the file of courses."),
	CodeManyOfTheName: fail(
		"Trong danh sách tốt nghiệp có nhiều người trùng họ tên này (và ngày sinh, nếu có cột). Thêm cột mã người học vào tệp bảng điểm.",
		"The list of graduates has several people of this name (and birth date, where there is that column). Add a column of learner codes to the file of courses."),
	CodeOtherName: ask(
		"Họ tên trong tệp bảng điểm khác với danh sách tốt nghiệp của cùng mã người học. Xác nhận điểm là của người này.",
		"The name in the file of courses is not that of the learner with this code in the list of graduates. Confirm that the marks are this learner's."),
	CodeOtherBirth: ask(
		"Ngày sinh trong tệp bảng điểm khác với danh sách tốt nghiệp (bên phải) của cùng mã người học. Xác nhận điểm là của những người này, hoặc sửa tệp.",
		"The birth date in the file of courses is not that of the learner with this code in the list of graduates (at the right). Confirm that the marks are these learners', or mend the files."),
	CodeCoursesLeftOut: note(
		"Điểm của người học đã chọn bỏ qua trong danh sách tốt nghiệp nên cũng được bỏ qua.",
		"These marks are of learners whose rows in the list of graduates are left out, and are left out too."),
	CodeRepeatedCourse: fail(
		"Môn học này bị trùng cho cùng người học, lần học và học kỳ.",
		"This course stands twice for the same learner, attempt and term."),
}
