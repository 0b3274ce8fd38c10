package roster

// Field is what a column is read as.
type Field string

// The fields of a list of graduates.
const (
	FieldFullName       Field = "fullName"
	FieldFamilyName     Field = "familyName" // family and middle names, where the given name has its own column
	FieldMiddleName     Field = "middleName" // where family and middle names have columns of their own
	FieldGivenName      Field = "givenName"
	FieldBirthDate      Field = "birthDate"
	FieldBirthDay       Field = "birthDay" // of a birth date in three columns
	FieldBirthMonth     Field = "birthMonth"
	FieldBirthYear      Field = "birthYear"
	FieldBirthPlace     Field = "birthPlace"
	FieldSex            Field = "sex"
	FieldFemale         Field = "female" // a column in which a sign means female
	FieldMale           Field = "male"
	FieldEthnicity      Field = "ethnicity"
	FieldNationality    Field = "nationality"
	FieldNationalID     Field = "nationalId"
	FieldLearnerCode    Field = "learnerCode"
	FieldMOETID         Field = "moetId" // Mã định danh Bộ GD&ĐT
	FieldSerial         Field = "serialNumber"
	FieldRegister       Field = "registerNumber"
	FieldRank           Field = "rank"
	FieldGraduationYear Field = "graduationYear"
	FieldMajor          Field = "major"
	FieldMajorCode      Field = "majorCode"
	FieldSpecialization Field = "specialization"
	FieldMode           Field = "mode"
	FieldDecisionNo     Field = "decisionNumber"
	FieldDecisionDate   Field = "decisionDate"
	FieldEnrolDate      Field = "enrolmentDate"
	FieldLanguage       Field = "language"
	FieldDuration       Field = "duration"
	FieldTotalCredits   Field = "totalCredits"
	FieldGPA10          Field = "gpa10"
	FieldGPA4           Field = "gpa4"
	FieldExamCouncil    Field = "examCouncil"
	FieldExamSession    Field = "examSession"
)

// The fields of a list of courses, beside FieldLearnerCode, FieldMOETID and
// FieldNationalID.
const (
	FieldCourseCode  Field = "courseCode"
	FieldCourseName  Field = "courseName"
	FieldCredits     Field = "credits"
	FieldMark10      Field = "mark10"
	FieldMarkLetter  Field = "markLetter"
	FieldMark4       Field = "mark4"
	FieldAttempt     Field = "attempt"
	FieldTerm        Field = "term"
	FieldSchoolYear  Field = "schoolYear"
	FieldTransferred Field = "transferredFrom" // the other institution's name
)

// columnSpec says how a field's column is called and, in the template, filled in.
type columnSpec struct {
	field Field
	// aliases are the headers under which schools and their systems print the
	// column; accents, case, spaces and punctuation do not matter. The first one
	// is the field's name.
	aliases []string
	// weak are headers that name the field only where no other column does.
	weak   []string
	form   string  // in the template, after the field's name: how its values are written
	needed bool    // in the template
	help   Message // in the template; none where the column is not in it
}

// listColumns are the columns of a list of graduates, in the order in which a
// person chooses from them. A new header is a new alias here, and nowhere else.
var listColumns = []columnSpec{
	{field: FieldFullName, aliases: []string{"Họ tên", "Họ và tên", "Họ, chữ đệm và tên", "Họ chữ đệm tên",
		"Họ tên học sinh",
		"Họ và tên học sinh", "Họ tên sinh viên", "Họ và tên sinh viên", "Họ và tên người học", "Họ tên người học",
		"Họ tên HS", "Họ tên SV",
		"Tên SV", "Tên HS", "Tên sinh viên", "Tên học sinh", "Tên học viên", "Họ tên học viên",
		"Họ và tên học viên", "Họ tên thí sinh",
		"Họ và tên thí sinh", "Họ và tên HS", "Họ và tên SV", "Họ tên đầy đủ", "Tên đầy đủ", "Họ và tên khai sinh",
		"Họ, chữ đệm và tên khai sinh", "Họ, chữ đệm, tên khai sinh", "Họ, chữ đệm, tên", "HoTen",
		"HoVaTen", "full_name", "name"},
		needed: true, help: Message{"Đúng như sẽ in trên văn bằng.", "As it will be printed on the diploma."}},
	{field: FieldFamilyName, aliases: []string{"Họ đệm", "Họ lót", "Họ và tên đệm", "Họ và đệm", "Họ, chữ đệm",
		"Họ và chữ đệm",
		"Họ và tên lót", "Họ và lót", "Họ và", "HoDem", "HoLot", "family name", "last name"}, weak: []string{"Họ"}},
	{field: FieldMiddleName, aliases: []string{"Đệm", "Tên đệm", "Chữ đệm", "Tên lót", "Chữ lót", "Lót", "TenDem",
		"middle name"}},
	{field: FieldGivenName, aliases: []string{"Tên", "Tên gọi", "Tên chính", "given name", "first name"}},
	{field: FieldBirthDate, aliases: []string{"Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh",
		"Ngày/tháng/năm sinh", "NTNS",
		"Ngày sinh HS", "Ngày sinh SV", "Ngày sinh của HS", "dob", "birth date", "date of birth", "NgaySinh",
		"ngay_sinh", "birthday", "Sinh ngày"},
		weak: []string{"Năm sinh", "NS"}, form: " (dd/mm/yyyy)", needed: true,
		help: Message{"dd/mm/yyyy, ví dụ 05/06/2008. Chỉ biết năm sinh thì ghi năm.",
			"dd/mm/yyyy, such as 05/06/2008; the year alone where only that is known."}},
	{field: FieldBirthDay, aliases: []string{"Ngày sinh: ngày"}},
	{field: FieldBirthMonth, aliases: []string{"Ngày sinh: tháng", "Tháng sinh"}},
	{field: FieldBirthYear, aliases: []string{"Ngày sinh: năm"}},
	{field: FieldBirthPlace, aliases: []string{"Nơi sinh", "NoiSinh", "noi_sinh", "Nơi sinh (tỉnh)", "Tỉnh sinh",
		"place of birth", "birth place", "Sinh tại", "POB"},
		weak: []string{"Nơi sinh chi tiết", "Chỗ sinh", "Sinh quán"},
		help: Message{"Như trên giấy khai sinh hoặc căn cước.", "As in the birth certificate or identity card."}},
	{field: FieldSex, aliases: []string{"Giới tính", "Phái", "Nam/Nữ", "GT", "GioiTinh", "gioi_tinh", "sex",
		"gender", "Giới"},
		help: Message{"Nam hoặc Nữ.", "Nam (male) or Nữ (female)."}},
	{field: FieldFemale, aliases: []string{"Nữ", "Là nữ", "female"}},
	{field: FieldMale, aliases: []string{"Nam", "Là nam", "male"}},
	{field: FieldEthnicity, aliases: []string{"Dân tộc", "DanToc", "dan_toc", "ethnicity", "ethnic group", "Ethnic"},
		weak: []string{"DT", "Tộc người"},
		help: Message{"Ví dụ: Kinh, Tày, Khmer.", "Such as Kinh, Tày, Khmer."}},
	{field: FieldNationality, aliases: []string{"Quốc tịch", "QuocTich", "nationality"},
		help: Message{"Bỏ trống nếu là Việt Nam.", "Leave empty for Viet Nam."}},
	{field: FieldNationalID, aliases: []string{"Số CCCD", "CCCD", "Số ĐDCN", "ĐDCN", "Số định danh cá nhân",
		"Số định danh",
		"Mã định danh cá nhân", "Định danh cá nhân", "CMND/CCCD", "Số CMND/CCCD", "CCCD/CMND", "Số CCCD/CMND",
		"Số CCCD/ĐDCN", "Số ĐDCN/CCCD",
		"Số căn cước", "Số căn cước công dân", "Căn cước công dân", "Căn cước", "Số thẻ căn cước",
		"Số CCCD/Số định danh", "Số CCCD, định danh",
		"so_ddcn", "national id"}, weak: []string{"Số CMND", "CMND", "Số CMT", "CMT", "Số chứng minh nhân dân"},
		help: Message{"12 chữ số, giữ số 0 ở đầu.", "12 digits, with leading zeros."}},
	{field: FieldLearnerCode, aliases: []string{"Mã học sinh", "Mã HS", "Mã SV", "Mã sinh viên", "MSSV", "MSV",
		"Mã số SV", "Mã số sinh viên",
		"Mã số học sinh", "Mã số HS", "Mã người học", "Mã học viên", "Mã HV", "Mã số học viên", "Mã số HV", "MSHV",
		"MSHS", "MaSV", "MaHS", "MaHV", "Số hiệu HS", "Số hiệu học sinh", "Số hiệu SV", "Số hiệu sinh viên",
		"Mã số", "ma_nguoi_hoc", "learner code", "student id", "student code"}, needed: true,
		help: Message{"Mã học sinh hoặc mã sinh viên; mỗi người một mã.", "Learner code; one for each."}},
	{field: FieldMOETID, aliases: []string{"Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh Bộ",
		"Mã định danh của Bộ GD&ĐT",
		"Mã định danh học sinh", "Mã định danh HS", "Mã định danh", "Mã MOET", "Mã Bộ", "Mã định danh ngành"}},
	{field: FieldSerial, aliases: []string{"Số hiệu", "Số hiệu VB", "Số hiệu VBCC", "Số hiệu bằng",
		"Số hiệu văn bằng", "Số hiệu bằng TN",
		"Số hiệu văn bằng, chứng chỉ", "Số hiệu bằng tốt nghiệp", "Số bằng", "Số văn bằng", "Số hiệu chứng chỉ",
		"Số chứng chỉ", "Số hiệu phôi",
		"so_hieu_vbcc", "serial", "serial number"},
		help: Message{"Điền cho cả danh sách, hoặc xoá cột để hệ thống cấp số.",
			"Fill it for the whole list, or delete the column to have numbers assigned."}},
	{field: FieldRegister, aliases: []string{"Số vào sổ", "Số vào sổ gốc", "Số vào sổ gốc cấp văn bằng",
		"Số vào sổ cấp bằng", "Vào sổ số",
		"Vào sổ cấp văn bằng, chứng chỉ số", "Số vào sổ cấp văn bằng, chứng chỉ", "Số vào sổ cấp văn bằng",
		"Số vào sổ cấp VB", "Số sổ gốc",
		"so_vao_so", "register number"},
		help: Message{"Điền cho cả danh sách, hoặc xoá cột để hệ thống cấp số.",
			"Fill it for the whole list, or delete the column to have numbers assigned."}},
	{field: FieldRank, aliases: []string{"Xếp loại", "Xếp loại TN", "Xếp loại tốt nghiệp", "Xếp hạng tốt nghiệp",
		"Xếp hạng", "Hạng tốt nghiệp",
		"Hạng TN", "Xếp loại bằng", "Loại bằng", "Loại tốt nghiệp", "Loại TN", "XLTN", "xep_loai", "rank"},
		help: Message{"Đúng như sẽ in, ví dụ: Giỏi.", "As it will be printed, such as Giỏi."}},
	{field: FieldGraduationYear, aliases: []string{"Năm TN", "Năm tốt nghiệp", "NamTN", "nam_tot_nghiep",
		"graduation year"},
		help: Message{"Bốn chữ số.", "Four digits."}},
	{field: FieldMajor, aliases: []string{"Ngành", "Ngành đào tạo", "Tên ngành", "Tên ngành đào tạo", "Ngành học",
		"Ngành/nghề", "Ngành nghề",
		"Tên ngành/nghề", "Nghề", "Nghề đào tạo", "major"}, help: Message{"Tên ngành như sẽ in.",
		"The major's name as it will be printed."}},
	{field: FieldMajorCode, aliases: []string{"Mã ngành", "Mã ngành đào tạo", "Mã ngành/nghề", "Mã nghề",
		"ma_nganh", "MaNganh", "major code"},
		help: Message{"Đại học, cao đẳng: mã ngành, ví dụ 7480201.",
			"Higher education: major code, such as 7480201."}},
	{field: FieldSpecialization, aliases: []string{"Chuyên ngành", "Tên chuyên ngành", "Chuyên ngành đào tạo",
		"specialization"}},
	{field: FieldMode, aliases: []string{"Hình thức ĐT", "Hình thức đào tạo", "Loại hình đào tạo", "Hệ đào tạo",
		"Hệ ĐT", "Hình thức học",
		"Loại hình ĐT", "Hệ", "mode"}},
	{field: FieldDecisionNo, aliases: []string{"Số QĐ", "Số QĐ công nhận TN", "Số QĐ tốt nghiệp", "Số quyết định",
		"Số quyết định tốt nghiệp",
		"Số quyết định công nhận tốt nghiệp", "Số quyết định công nhận", "Số QĐ công nhận", "Quyết định số", "QĐ số",
		"Số quyết định công nhận TN", "Số QĐ công nhận tốt nghiệp", "Số QĐ tốt nghiệp THPT", "Số QĐ TN", "Số QĐTN", "QĐ tốt nghiệp số", "decision number"}},
	{field: FieldDecisionDate, aliases: []string{"Ngày QĐ", "Ngày QĐ công nhận TN", "Ngày QĐ tốt nghiệp",
		"Ngày quyết định", "Ngày QĐ TN", "Ngày QĐTN",
		"Ngày quyết định tốt nghiệp", "Ngày quyết định công nhận tốt nghiệp", "Ngày quyết định công nhận", "Ngày QĐ công nhận",
		"Ngày QĐ công nhận tốt nghiệp", "Ngày ký quyết định", "Ngày ký QĐ", "decision date"}},
	{field: FieldEnrolDate, aliases: []string{"Ngày nhập học", "Nhập học", "Ngày vào trường", "enrolment date"}},
	{field: FieldLanguage, aliases: []string{"Ngôn ngữ", "Ngôn ngữ đào tạo", "language"}},
	{field: FieldDuration, aliases: []string{"Thời gian đào tạo", "Thời gian ĐT", "Thời gian", "duration"}},
	{field: FieldTotalCredits, aliases: []string{"Tổng số tín chỉ", "Tổng tín chỉ", "Tổng TC", "Số TC tích lũy",
		"Tổng số TC", "Số tín chỉ tích lũy",
		"TCTL", "Số TCTL", "Tổng số TCTL", "total credits"}},
	{field: FieldGPA10, aliases: []string{"TBTL hệ 10", "Điểm TBTL hệ 10", "Điểm TBC tích lũy hệ 10",
		"Điểm trung bình tích lũy hệ 10",
		"Điểm TB toàn khóa hệ 10", "TBCTL hệ 10", "ĐTBTL hệ 10", "Điểm TBTL (hệ 10)", "GPA hệ 10", "gpa10"}},
	{field: FieldGPA4, aliases: []string{"TBTL hệ 4", "Điểm TBTL hệ 4", "Điểm TBC tích lũy hệ 4",
		"Điểm trung bình tích lũy hệ 4",
		"Điểm TB toàn khóa hệ 4", "TBCTL hệ 4", "ĐTBTL hệ 4", "Điểm TBTL (hệ 4)", "GPA hệ 4", "gpa4"}},
	{field: FieldExamCouncil, aliases: []string{"Hội đồng thi", "hoidongthi", "exam council"}},
	{field: FieldExamSession, aliases: []string{"Khóa thi", "Khoá thi", "Khóa thi ngày", "Kỳ thi", "exam session"}},
}

// courseColumns are the columns of a list of courses. Names and birth dates tell
// learners apart where there are no codes, and are compared where there are.
var courseColumns = []columnSpec{
	{field: FieldFullName, aliases: aliasesOf(FieldFullName)},
	{field: FieldFamilyName, aliases: aliasesOf(FieldFamilyName), weak: []string{"Họ"}},
	{field: FieldMiddleName, aliases: aliasesOf(FieldMiddleName)},
	{field: FieldGivenName, aliases: aliasesOf(FieldGivenName)},
	{field: FieldBirthDate, aliases: aliasesOf(FieldBirthDate), weak: []string{"Năm sinh", "NS"}},
	{field: FieldLearnerCode, aliases: aliasesOf(FieldLearnerCode), needed: true,
		help: Message{"Mã người học như trong danh sách tốt nghiệp; mỗi học phần một dòng.",
			"The learner code of the list of graduates; one row for each course."}},
	{field: FieldMOETID, aliases: aliasesOf(FieldMOETID)},
	{field: FieldNationalID, aliases: aliasesOf(FieldNationalID)},
	{field: FieldCourseCode, aliases: []string{"Mã HP", "Mã học phần", "Mã môn", "Mã môn học", "Mã MH", "MaHP",
		"MaMH", "Mã mô đun", "course code"},
		help: Message{"Mã học phần.", "Course code."}},
	{field: FieldCourseName, aliases: []string{"Tên HP", "Tên học phần", "Học phần", "Tên môn", "Tên môn học",
		"Môn học", "Môn", "Tên MH", "TenHP", "TenMH",
		"Môn học/học phần", "Tên môn học/học phần", "Tên mô đun", "Môn học/mô đun", "course", "course name"},
		needed: true,
		help:   Message{"Tên học phần như in trên bảng điểm.", "The course's name as it will be printed."}},
	{field: FieldCredits, aliases: []string{"Số TC", "Số tín chỉ", "Tín chỉ", "TC", "STC", "SoTC", "Số ĐVHT",
		"credits"},
		help: Message{"Số tín chỉ.", "Credits."}},
	{field: FieldMark10, aliases: []string{"Điểm 10", "Điểm hệ 10", "Điểm số", "Điểm (hệ 10)", "Điểm",
		"Điểm tổng kết", "Điểm TK", "Điểm HP",
		"Điểm học phần", "Điểm môn", "ĐTB môn", "Điểm thang 10", "Điểm TKHP", "Điểm tổng kết HP", "Thang điểm 10",
		"Hệ 10", "TK(10)", "mark", "mark 10"},
		help: Message{"Từ 0 đến 10, ví dụ 8,5; cần ít nhất một loại điểm.",
			"0 to 10, such as 8,5; one kind of mark is needed."}},
	{field: FieldMarkLetter, aliases: []string{"Điểm chữ", "Điểm hệ chữ", "TK(CH)", "letter", "letter grade",
		"grade"},
		help: Message{"A+ đến F.", "A+ to F."}},
	{field: FieldMark4, aliases: []string{"Điểm 4", "Điểm hệ 4", "Điểm (hệ 4)", "Điểm thang 4", "Thang điểm 4",
		"Hệ 4", "TK(4)", "mark 4"},
		help: Message{"Từ 0 đến 4.", "0 to 4."}},
	{field: FieldAttempt, aliases: []string{"Lần học", "Lần thi", "attempt"}},
	{field: FieldTerm, aliases: []string{"HK", "Học kỳ", "Học kì", "HocKy", "term", "semester"},
		help: Message{"Học kỳ.", "Term."}},
	{field: FieldSchoolYear, aliases: []string{"Năm học", "NamHoc", "school year", "academic year"},
		help: Message{"Ví dụ 2025-2026.", "Such as 2025-2026."}},
	{field: FieldTransferred, aliases: []string{"Miễn/chuyển", "Miễn/chuyển (cơ sở khác)", "Miễn chuyển từ cơ sở",
		"Cơ sở chuyển đến",
		"Công nhận từ cơ sở", "transferred from"}},
}

// aliasesOf returns a field's headers in a list of graduates.
func aliasesOf(f Field) []string {
	for _, spec := range listColumns {
		if spec.field == f {
			return spec.aliases
		}
	}
	return nil
}

// columnsOf returns the columns of one of the two files.
func columnsOf(file string) []columnSpec {
	if file == FileCourses {
		return courseColumns
	}
	return listColumns
}

// Fields returns what a column of one of the two files can be read as, in a
// settled order.
func Fields(file string) []Field {
	var fields []Field
	for _, spec := range columnsOf(file) {
		fields = append(fields, spec.field)
	}
	return fields
}

// Name returns the first of the headers by which a field is known, in Vietnamese.
func (f Field) Name() string {
	for _, columns := range [][]columnSpec{listColumns, courseColumns} {
		for _, spec := range columns {
			if spec.field == f {
				return spec.aliases[0]
			}
		}
	}
	return string(f)
}
