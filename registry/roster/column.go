package roster

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Field is what a column is read as.
type Field string

// The fields of a list of graduates.
const (
	FieldFullName       Field = "fullName"
	FieldFamilyName     Field = "familyName" // family and middle names, where the given name has its own column
	FieldGivenName      Field = "givenName"
	FieldBirthDate      Field = "birthDate"
	FieldBirthPlace     Field = "birthPlace"
	FieldSex            Field = "sex"
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

// The fields of a list of courses, beside FieldLearnerCode and FieldMOETID.
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

// aliases lists the names under which schools and their systems print each
// column; accents, case, spaces and punctuation do not matter. A name before
// which nothing else is said is one alias.
var listAliases = map[Field][]string{
	FieldFullName:       {"Họ tên", "Họ và tên", "Họ, chữ đệm và tên", "Họ chữ đệm tên", "Họ tên học sinh", "Họ và tên học sinh", "Họ tên sinh viên", "Họ và tên sinh viên", "Họ và tên người học", "Họ tên người học", "Họ tên HS", "Họ tên SV", "full_name", "name"},
	FieldFamilyName:     {"Họ đệm", "Họ lót", "Họ và tên đệm", "Họ và đệm", "Họ, chữ đệm", "Họ và chữ đệm"},
	FieldGivenName:      {"Tên"},
	FieldBirthDate:      {"Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "NTNS", "Năm sinh", "dob", "birth date", "date of birth", "NgaySinh"},
	FieldBirthPlace:     {"Nơi sinh", "Nơi sinh chi tiết", "NoiSinh", "place of birth", "birth place"},
	FieldSex:            {"Giới tính", "Phái", "Nam/Nữ", "GioiTinh", "sex", "gender"},
	FieldEthnicity:      {"Dân tộc", "DanToc", "ethnicity"},
	FieldNationality:    {"Quốc tịch", "QuocTich", "nationality"},
	FieldNationalID:     {"Số CCCD", "CCCD", "Số ĐDCN", "Số định danh cá nhân", "Mã định danh cá nhân", "CMND/CCCD", "Số CMND/CCCD", "CCCD/CMND", "Số CCCD/ĐDCN", "Số căn cước", "Số căn cước công dân", "so_ddcn", "national id"},
	FieldLearnerCode:    {"Mã SV", "Mã sinh viên", "MSSV", "MSV", "Mã người học", "Mã học viên", "Mã HV", "Mã học sinh", "Mã HS", "MaSV", "ma_nguoi_hoc", "learner code", "student id", "student code"},
	FieldMOETID:         {"Mã định danh Bộ GD&ĐT", "Mã định danh Bộ GDĐT", "Mã định danh Bộ", "Mã định danh của Bộ GD&ĐT", "Mã định danh học sinh"},
	FieldSerial:         {"Số hiệu", "Số hiệu VB", "Số hiệu VBCC", "Số hiệu bằng", "Số hiệu văn bằng", "Số hiệu văn bằng, chứng chỉ", "so_hieu_vbcc", "serial", "serial number"},
	FieldRegister:       {"Số vào sổ", "Số vào sổ gốc", "Số vào sổ gốc cấp văn bằng", "Số vào sổ cấp bằng", "Vào sổ cấp văn bằng, chứng chỉ số", "Số vào sổ cấp văn bằng, chứng chỉ", "so_vao_so", "register number"},
	FieldRank:           {"Xếp loại", "Xếp loại TN", "Xếp loại tốt nghiệp", "Xếp hạng tốt nghiệp", "Xếp hạng", "Hạng tốt nghiệp", "Hạng TN", "xep_loai", "rank"},
	FieldGraduationYear: {"Năm TN", "Năm tốt nghiệp", "NamTN", "graduation year"},
	FieldMajor:          {"Ngành", "Ngành đào tạo", "Tên ngành", "Tên ngành đào tạo", "Ngành học", "major"},
	FieldMajorCode:      {"Mã ngành", "Mã ngành đào tạo", "ma_nganh", "major code"},
	FieldSpecialization: {"Chuyên ngành", "Chuyên ngành đào tạo", "specialization"},
	FieldMode:           {"Hình thức ĐT", "Hình thức đào tạo", "Loại hình đào tạo", "Loại hình ĐT", "Hệ đào tạo", "Hệ ĐT", "mode of study"},
	FieldDecisionNo:     {"Số QĐ", "Số quyết định", "Số QĐ công nhận TN", "Số QĐ công nhận tốt nghiệp", "Số QĐ Tốt nghiệp", "Số quyết định công nhận tốt nghiệp", "Số QĐ TN", "decision number"},
	FieldDecisionDate:   {"Ngày QĐ", "Ngày quyết định", "Ngày QĐ công nhận TN", "Ngày QĐ công nhận tốt nghiệp", "Ngày QĐ tốt nghiệp", "Ngày quyết định công nhận tốt nghiệp", "Ngày ký QĐ", "decision date"},
	FieldEnrolDate:      {"Ngày nhập học", "Thời gian nhập học", "enrolment date"},
	FieldLanguage:       {"Ngôn ngữ", "Ngôn ngữ đào tạo", "language"},
	FieldDuration:       {"Thời gian đào tạo", "Thời gian ĐT", "duration"},
	FieldTotalCredits:   {"Tổng số tín chỉ", "Tổng tín chỉ", "Tổng số TC", "Tổng TC", "Số TC tích lũy", "Số tín chỉ tích lũy", "total credits"},
	FieldGPA10:          {"TBTL hệ 10", "Điểm TBTL hệ 10", "Điểm TBC tích lũy hệ 10", "Điểm trung bình tích lũy hệ 10", "Điểm TB toàn khóa hệ 10", "GPA hệ 10", "gpa10"},
	FieldGPA4:           {"TBTL hệ 4", "Điểm TBTL hệ 4", "Điểm TBC tích lũy hệ 4", "Điểm trung bình tích lũy hệ 4", "Điểm TB toàn khóa hệ 4", "GPA hệ 4", "gpa4"},
	FieldExamCouncil:    {"Hội đồng thi", "hoidongthi", "exam council"},
	FieldExamSession:    {"Khóa thi", "Khoá thi", "Khóa thi ngày", "Kỳ thi", "exam session"},
}

var courseAliases = map[Field][]string{
	FieldLearnerCode: listAliases[FieldLearnerCode],
	FieldMOETID:      listAliases[FieldMOETID],
	FieldCourseCode:  {"Mã HP", "Mã học phần", "Mã môn", "Mã môn học", "Mã MH", "MaHP", "course code"},
	FieldCourseName:  {"Tên HP", "Tên học phần", "Học phần", "Tên môn", "Tên môn học", "Môn học", "Môn", "TenHP", "course", "course name"},
	FieldCredits:     {"Số TC", "Số tín chỉ", "Tín chỉ", "TC", "STC", "SoTC", "credits"},
	FieldMark10:      {"Điểm 10", "Điểm hệ 10", "Điểm số", "Điểm (hệ 10)", "Điểm", "Điểm tổng kết", "Điểm TK", "Điểm HP", "Điểm học phần", "Điểm môn", "ĐTB môn", "Điểm thang 10", "mark", "mark 10"},
	FieldMarkLetter:  {"Điểm chữ", "Điểm hệ chữ", "letter", "letter grade", "grade"},
	FieldMark4:       {"Điểm 4", "Điểm hệ 4", "Điểm (hệ 4)", "Điểm thang 4", "mark 4"},
	FieldAttempt:     {"Lần học", "Lần thi", "attempt"},
	FieldTerm:        {"HK", "Học kỳ", "Học kì", "HocKy", "term", "semester"},
	FieldSchoolYear:  {"Năm học", "NamHoc", "school year", "academic year"},
	FieldTransferred: {"Miễn/chuyển", "Miễn/chuyển (cơ sở khác)", "Miễn chuyển từ cơ sở", "Cơ sở chuyển đến", "Công nhận từ cơ sở", "transferred from"},
}

// aliasIndex maps the key of each alias to its field. Two fields that claim
// one key are a mistake of this file, found when the package starts.
type aliasIndex map[string]Field

var (
	listIndex   = buildIndex(listAliases)
	courseIndex = buildIndex(courseAliases)
)

func buildIndex(aliases map[Field][]string) aliasIndex {
	index := aliasIndex{}
	for field, names := range aliases {
		for _, name := range names {
			key := headerKey(name)
			if other, taken := index[key]; taken && other != field {
				panic("roster: two fields are called " + name)
			}
			index[key] = field
		}
	}
	return index
}

// headerKey folds a header to what identifies it: letters without accents and
// digits, in lower case. What follows a line break or stands in parentheses at
// the end explains the header ("Ngày sinh (dd/mm/yyyy)") and is tried without
// as well, by field.
func headerKey(header string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(header)) {
		switch {
		case r == 'đ' || r == 'ð' || r == 'ɖ':
			b.WriteByte('d')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// field returns what a column of that header holds, "" for none that is needed.
func (a aliasIndex) field(header string) Field {
	if f, ok := a[headerKey(header)]; ok {
		return f
	}
	for _, cut := range []string{"(", "[", "\n"} {
		if i := strings.Index(header, cut); i > 0 {
			if f, ok := a[headerKey(header[:i])]; ok {
				return f
			}
		}
	}
	return ""
}
