package words

import (
	"time"

	"sogoc/verifier"
)

// factLabels has every name of verifier.FactNames.
var factLabels = map[string]Text{
	"fullName":       {"Họ và tên", "Full name"},
	"birthDate":      {"Ngày sinh", "Date of birth"},
	"birthPlace":     {"Nơi sinh", "Place of birth"},
	"sex":            {"Giới tính", "Sex"},
	"nationalId":     {"Số định danh cá nhân", "National identity number"},
	"learnerCode":    {"Mã người học", "Learner code"},
	"ethnicity":      {"Dân tộc", "Ethnic group"},
	"nationality":    {"Quốc tịch", "Nationality"},
	"award":          {"Văn bằng", "Award"},
	"awardEn":        {"Tên tiếng Anh", "Award in English"},
	"major":          {"Ngành", "Major"},
	"majorEn":        {"Ngành (tiếng Anh)", "Major in English"},
	"specialization": {"Chuyên ngành", "Specialisation"},
	"rank":           {"Xếp loại", "Rank"},
	"mode":           {"Hình thức đào tạo", "Mode of study"},
	"graduationYear": {"Năm tốt nghiệp", "Year of graduation"},
	"school":         {"Trường đã học", "School attended"},
	"examCouncil":    {"Hội đồng thi", "Examination council"},
	"examSession":    {"Khoá thi", "Examination session"},
	"serialNumber":   {"Số hiệu", "Serial number"},
	"registerNumber": {"Số vào sổ gốc", "Register number"},
	"decisionNumber": {"Số quyết định", "Decision number"},
	"decisionDate":   {"Ngày quyết định", "Decision date"},
	"issueDate":      {"Ngày cấp", "Date of issue"},
	"validUntil":     {"Có giá trị đến hết ngày", "Valid through"},
	"place":          {"Nơi ký", "Place of issue"},
	"signerName":     {"Người ký", "Signed by"},
	"signerTitle":    {"Chức vụ người ký", "Signer's office"},
	"enrolDate":      {"Ngày nhập học", "Enrolled on"},
	"language":       {"Ngôn ngữ đào tạo", "Language of instruction"},
	"duration":       {"Thời gian đào tạo", "Duration"},
	"level":          {"Trình độ", "Level"},
	"totalCredits":   {"Tổng số tín chỉ", "Total credits"},
	"gpa10":          {"Điểm trung bình (thang 10)", "Average (of 10)"},
	"gpa4":           {"Điểm trung bình (thang 4)", "Average (of 4)"},
	"learning":       {"Kết quả học tập", "Learning result"},
	"conduct":        {"Kết quả rèn luyện", "Conduct"},
	"diplomaSerial":  {"Số hiệu văn bằng kèm theo", "Serial number of the diploma"},
}

// FactLabel names a fact.
func FactLabel(name string, l Language) string { return factLabels[name].In(l) }

// dateForms are the forms of dates in facts; a birth date may be a year, or a
// year and a month.
var dateForms = []struct {
	iso  string
	said Text
}{
	{time.DateOnly, Text{"02/01/2006", "2 January 2006"}},
	{"2006-01", Text{"01/2006", "January 2006"}},
}

// FactValue writes dates as they are written in the language. All else stands
// as it is, with what would steer a screen made visible.
func FactValue(f verifier.Fact, l Language) string {
	if f.Printed {
		return Visible(f.Value)
	}
	for _, form := range dateForms {
		if day, err := time.Parse(form.iso, f.Value); err == nil {
			return day.Format(form.said.In(l))
		}
	}
	return Visible(f.Value)
}
