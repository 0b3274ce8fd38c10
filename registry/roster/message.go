package roster

// Code is the stable name of a kind of problem.
type Code string

// The codes of problems with a file, a sheet or a row.
const (
	CodeFormat         Code = "file_format"
	CodeOldExcel       Code = "file_old_or_locked"
	CodeTooLarge       Code = "file_too_large"
	CodeCSV            Code = "csv_form"
	CodeNotUTF8        Code = "csv_not_utf8"
	CodeUTF16          Code = "csv_utf16"
	CodeNoHeader       Code = "header_not_found"
	CodeNoRows         Code = "no_rows"
	CodeColumnMissing  Code = "column_missing"
	CodeColumnRepeated Code = "column_repeated"
	CodeNameColumns    Code = "name_in_two_columns"
	CodeSheetHidden    Code = "sheet_hidden"
	CodeSheetIgnored   Code = "sheet_ignored"
	CodeRowHidden      Code = "row_hidden"
	CodeRowIgnored     Code = "row_ignored"
	CodeAfterFooter    Code = "row_after_footer"
)

// The codes of problems with a cell.
const (
	CodeMissing       Code = "missing"
	CodeFormula       Code = "formula"
	CodeCellError     Code = "cell_error"
	CodeNotText       Code = "not_text"
	CodeNumberCell    Code = "number_cell"
	CodeTooLong       Code = "too_long"
	CodeControl       Code = "control_character"
	CodeMojibake      Code = "encoding_mojibake"
	CodeTCVN3         Code = "encoding_tcvn3"
	CodeVNI           Code = "encoding_vni"
	CodeUnusual       Code = "unusual_letters"
	CodeLookalike     Code = "lookalike_letter"
	CodeName          Code = "name_form"
	CodeDateForm      Code = "date_form"
	CodeDateYear      Code = "date_two_digit_year"
	CodeDateCalendar  Code = "date_not_in_calendar"
	CodeDateRange     Code = "date_range"
	CodeDatePartial   Code = "date_partial"
	CodeDateSerial    Code = "date_serial"
	CodeSex           Code = "sex_form"
	CodeNationalID    Code = "national_id_form"
	CodeNationalOld   Code = "national_id_old"
	CodeNationalZero  Code = "national_id_lost_zero"
	CodeNationalCheck Code = "national_id_differs"
	CodeMOETForm      Code = "moet_id_form"
	CodeMOETZero      Code = "moet_id_lost_zero"
	CodeLearnerCode   Code = "learner_code_form"
	CodeYear          Code = "year_form"
	CodeMajorCode     Code = "major_code_form"
	CodeCredits       Code = "credits_form"
	CodeMark          Code = "mark_form"
	CodeMarkAmbiguous Code = "mark_ambiguous"
	CodeMarkRange     Code = "mark_range"
	CodeAttempt       Code = "attempt_form"
)

// The codes of problems between rows.
const (
	CodeRepeatedSerial   Code = "serial_repeated"
	CodeRepeatedRegister Code = "register_number_repeated"
	CodeRepeatedLearner  Code = "learner_code_repeated"
	CodeRepeatedID       Code = "national_id_repeated"
	CodeRepeatedPerson   Code = "person_repeated"
	CodePartlyFilled     Code = "partly_filled"
	CodeUnknownLearner   Code = "learner_not_in_list"
	CodeNoCourses        Code = "learner_without_courses"
	CodeRepeatedCourse   Code = "course_repeated"
)

type text struct {
	severity Severity
	message  Message
}

// Codes returns every code with its severity and message, for documentation
// and for clients that show them in another way.
func Codes() map[Code]Message {
	all := make(map[Code]Message, len(messages))
	for code, t := range messages {
		all[code] = t.message
	}
	return all
}

func fail(vi, en string) text { return text{Error, Message{vi, en}} }
func warn(vi, en string) text { return text{Warning, Message{vi, en}} }

var messages = map[Code]text{
	CodeFormat: fail("Tệp không đọc được: cần XLSX hoặc CSV (UTF-8). Mở bằng Excel hoặc LibreOffice rồi lưu lại dạng .xlsx.",
		"The file cannot be read: XLSX or CSV (UTF-8) is expected. Open it in Excel or LibreOffice and save it as .xlsx."),
	CodeOldExcel: fail("Đây là tệp Excel cũ (.xls) hoặc tệp có mật khẩu. Bỏ mật khẩu và lưu lại dạng .xlsx.",
		"This is an old Excel file (.xls) or one with a password. Remove the password and save it as .xlsx."),
	CodeTooLarge: fail("Tệp quá lớn: tối đa 16 MB, 20.000 dòng và 256 cột mỗi trang. Xoá vùng trống đã định dạng hoặc chia danh sách.",
		"The file is too large: at most 16 MB, 20,000 rows and 256 columns a sheet. Delete formatted empty areas or split the list."),
	CodeCSV: fail("Tệp CSV sai dấu nháy kép: trong ô có dấu \" phải viết thành \"\" và bao ô bằng dấu \".",
		"The CSV file's quotes are wrong: a \" inside a cell is written \"\" and the cell is put in quotes."),
	CodeNotUTF8: fail("Tệp CSV không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258). Mở bằng Excel, chuyển phông sang Unicode nếu cần, rồi chọn Lưu thành: CSV UTF-8.",
		"The CSV file is not UTF-8 (perhaps TCVN3, VNI or Windows-1258). Open it in Excel, convert the font to Unicode if needed, and choose Save as: CSV UTF-8."),
	CodeUTF16: fail("Tệp là văn bản UTF-16 (\"Unicode Text\" của Excel). Chọn Lưu thành: CSV UTF-8 hoặc .xlsx.",
		"The file is UTF-16 text (Excel's \"Unicode Text\"). Choose Save as: CSV UTF-8, or .xlsx."),
	CodeNoHeader: fail("Không tìm thấy dòng tiêu đề trong 50 dòng đầu: cần ít nhất cột họ tên hoặc môn học, và một cột nhận biết người học.",
		"No header row in the first 50 rows: at least a column of names or courses, and one that tells learners apart, is expected."),
	CodeNoRows: fail("Dưới dòng tiêu đề không có dòng dữ liệu nào.", "There is no row of data under the header."),
	CodeColumnMissing: fail("Thiếu cột bắt buộc này. Thêm cột với đúng tên tiêu đề.",
		"This required column is missing. Add it under this header."),
	CodeColumnRepeated: fail("Hai cột cùng một nội dung. Xoá hoặc đổi tên tiêu đề của một cột.",
		"Two columns hold the same thing. Delete one or rename its header."),
	CodeNameColumns: warn("Cột không có tiêu đề bên phải họ tên được ghép vào họ tên. Kiểm tra họ tên trước khi duyệt.",
		"The column without a header to the right of the names was joined to them. Check the names before approving."),
	CodeSheetHidden:  warn("Trang tính bị ẩn nên không được đọc.", "The sheet is hidden and was not read."),
	CodeSheetIgnored: warn("Trang tính không có dòng tiêu đề nên không được đọc.", "The sheet has no header row and was not read."),
	CodeRowHidden: warn("Dòng bị ẩn hoặc bị lọc nhưng vẫn được đọc. Xoá dòng nếu không muốn nhập.",
		"The row is hidden or filtered out but was read. Delete it if it is not to be imported."),
	CodeRowIgnored: warn("Dòng chỉ có một ô nên được coi là dòng tên nhóm và không được đọc.",
		"The row has one filled cell only, was taken for a group's title and not read."),
	CodeAfterFooter: fail("Dòng dữ liệu nằm dưới phần ký tên hoặc cộng sổ. Chuyển dòng lên trên hoặc xoá.",
		"A row of data stands below the signatures or totals. Move it up or delete it."),

	CodeMissing: fail("Ô bắt buộc còn trống.", "A required cell is empty."),
	CodeFormula: fail("Ô chứa công thức. Chép cột rồi dán giá trị (Paste Special, Values).",
		"The cell holds a formula. Copy the column and paste it as values."),
	CodeCellError: fail("Ô báo lỗi hoặc không đọc được. Nhập lại giá trị.", "The cell shows an error or cannot be read. Enter the value again."),
	CodeNotText:   fail("Cần chữ, không phải số hay giá trị đúng/sai.", "Text is expected, not a number or a truth value."),
	CodeNumberCell: warn("Ô đang ở dạng số nên có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text).",
		"The cell is a number, so leading zeros may be lost. Format the column as text."),
	CodeTooLong: fail("Nội dung dài hơn mức cho phép của cột này.", "The content is longer than this column allows."),
	CodeControl: fail("Ô chứa ký tự điều khiển. Nhập lại giá trị.", "The cell holds a control character. Enter the value again."),
	CodeMojibake: fail("Chữ bị hỏng: UTF-8 bị đọc như Windows-1252. Trong Excel dùng Data, From Text/CSV và chọn 65001: Unicode (UTF-8).",
		"Garbled letters: UTF-8 was read as Windows-1252. In Excel use Data, From Text/CSV and choose 65001: Unicode (UTF-8)."),
	CodeTCVN3: fail("Chữ theo bảng mã TCVN3 (phông .VnTime). Chuyển sang Unicode, ví dụ bằng Unikey Toolkit (Ctrl+Shift+F6), rồi kiểm tra chữ ư và chữ hoa.",
		"The letters are TCVN3 (fonts .VnTime). Convert to Unicode, for example with the Unikey Toolkit (Ctrl+Shift+F6), and check ư and capitals."),
	CodeVNI: fail("Chữ theo bảng mã VNI (phông VNI-Times). Chuyển sang Unicode, ví dụ bằng Unikey Toolkit (Ctrl+Shift+F6).",
		"The letters are VNI (fonts VNI-Times). Convert to Unicode, for example with the Unikey Toolkit (Ctrl+Shift+F6)."),
	CodeUnusual: warn("Có chữ cái lạ với tiếng Việt. Kiểm tra xem có phải tên nước ngoài hay lỗi bảng mã.",
		"There are letters that are unusual in Vietnamese. Check whether it is a foreign name or a wrong encoding."),
	CodeLookalike: warn("Chữ Ð hoặc Ɖ đã được đổi thành Đ. Kiểm tra lại.", "Ð or Ɖ was changed to Đ. Check it."),
	CodeName:      fail("Họ tên chỉ gồm chữ cái, dấu cách, dấu nháy và gạch nối.", "A name has letters, spaces, apostrophes and hyphens only."),
	CodeDateForm: fail("Cần ngày dạng dd/mm/yyyy; ngày sinh có thể là mm/yyyy hoặc yyyy.",
		"A date dd/mm/yyyy is expected; a birth date may be mm/yyyy or yyyy."),
	CodeDateYear: fail("Năm phải đủ bốn chữ số: dd/mm/yyyy.", "The year needs four digits: dd/mm/yyyy."),
	CodeDateCalendar: fail("Không có ngày này trong lịch. Thứ tự là ngày/tháng/năm, không phải tháng/ngày/năm.",
		"The calendar has no such date. The order is day/month/year, never month/day/year."),
	CodeDateRange:   fail("Ngày ở tương lai hoặc trước năm 1900.", "The date is in the future or before 1900."),
	CodeDatePartial: fail("Cần đủ ngày, tháng, năm: dd/mm/yyyy.", "Day, month and year are needed: dd/mm/yyyy."),
	CodeDateSerial: warn("Ô là số sê-ri ngày của Excel không có định dạng ngày; đã đổi thành ngày. Kiểm tra lại.",
		"The cell is an Excel date serial without a date format; it was read as a date. Check it."),
	CodeSex:        fail("Cần Nam hoặc Nữ (hoặc 1/2, M/F).", "Nam or Nữ is expected (or 1/2, M/F)."),
	CodeNationalID: fail("Số định danh cá nhân gồm đúng 12 chữ số.", "A national id has exactly 12 digits."),
	CodeNationalOld: warn("Đây là số CMND cũ 9 chữ số. Dùng số định danh 12 chữ số nếu có.",
		"This is an old 9-digit identity card number. Use the 12-digit national id if there is one."),
	CodeNationalZero: fail("Số định danh thiếu chữ số, có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập đủ 12 chữ số theo căn cước.",
		"The national id lacks digits; leading zeros were probably lost. Format the column as text and enter all 12 digits from the identity card."),
	CodeNationalCheck: warn("Giới tính hoặc năm sinh không khớp với số định danh. Kiểm tra theo căn cước.",
		"Sex or year of birth does not agree with the national id. Check the identity card."),
	CodeMOETForm: warn("Mã định danh Bộ GD&ĐT thường gồm 10 chữ số. Kiểm tra lại.", "A ministry learner id usually has 10 digits. Check it."),
	CodeMOETZero: fail("Mã định danh thiếu chữ số, có thể đã mất số 0 ở đầu. Định dạng cột là Văn bản (Text) rồi nhập đủ 10 chữ số.",
		"The ministry learner id lacks digits; leading zeros were probably lost. Format the column as text and enter all 10 digits."),
	CodeLearnerCode: fail("Mã người học gồm chữ không dấu, chữ số và . - _ /, tối đa 32 ký tự.",
		"A learner code has unaccented letters, digits and . - _ /, at most 32 of them."),
	CodeYear:      fail("Cần năm bốn chữ số từ 1900 đến nay.", "A four-digit year from 1900 to this year is expected."),
	CodeMajorCode: fail("Mã ngành gồm 1 đến 12 chữ số, ví dụ 7480201.", "A major code has 1 to 12 digits, such as 7480201."),
	CodeCredits:   fail("Số tín chỉ từ 0 đến 500, tối đa một chữ số thập phân.", "Credits are 0 to 500 with at most one decimal."),
	CodeMark: fail("Điểm là số từ 0 đến 10 (hệ 4: từ 0 đến 4), tối đa hai chữ số thập phân, hoặc Đ, CĐ, P, Miễn; điểm chữ từ A+ đến F.",
		"A mark is a number from 0 to 10 (4-point scale: 0 to 4) with at most two decimals, or Đ, CĐ, P, Miễn; a letter grade is A+ to F."),
	CodeMarkAmbiguous: fail("Không rõ dấu chấm là dấu thập phân hay dấu nghìn. Viết 8,25 hoặc 8.25.",
		"It is not clear whether the point is a decimal or a thousands sign. Write 8,25 or 8.25."),
	CodeMarkRange: fail("Điểm nằm ngoài thang điểm.", "The mark is outside its scale."),
	CodeAttempt:   fail("Lần học là số nguyên từ 1 đến 20.", "The attempt is a whole number from 1 to 20."),

	CodeRepeatedSerial:   fail("Số hiệu văn bằng bị trùng trong tệp.", "The serial number stands in the file twice."),
	CodeRepeatedRegister: fail("Số vào sổ gốc bị trùng trong tệp.", "The register number stands in the file twice."),
	CodeRepeatedLearner:  fail("Mã người học bị trùng trong tệp.", "The learner code stands in the file twice."),
	CodeRepeatedID:       fail("Số định danh cá nhân bị trùng trong tệp.", "The national id stands in the file twice."),
	CodeRepeatedPerson: warn("Trùng họ tên và ngày sinh với dòng khác. Kiểm tra có phải một người.",
		"Name and birth date are another row's too. Check whether it is one person."),
	CodePartlyFilled: fail("Cột số này có dòng có, dòng không. Điền đủ, hoặc xoá cả cột để hệ thống cấp số.",
		"This column of numbers is filled in some rows only. Fill all of it, or delete it to have the numbers assigned."),
	CodeUnknownLearner: fail("Mã người học này không có trong danh sách tốt nghiệp.", "This learner code is not in the list of graduates."),
	CodeNoCourses:      fail("Người học này không có môn nào trong tệp bảng điểm.", "This learner has no course in the file of courses."),
	CodeRepeatedCourse: fail("Môn học này bị trùng cho cùng người học, lần học và học kỳ.",
		"This course stands twice for the same learner, attempt and term."),
}
