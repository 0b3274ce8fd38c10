package diploma

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// What stands above every Vietnamese paper, and its English rendering.
var (
	nationalTitle   = [2]string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"}
	nationalTitleEn = [2]string{"SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness"}
)

// label is a name of a field in both languages.
type label struct{ vi, en string }

// optionalFields are what a template chooses from.
var optionalFields = map[string]label{
	"birthPlace":     {"Nơi sinh", "Place of birth"},
	"sex":            {"Giới tính", "Sex"},
	"ethnicity":      {"Dân tộc", "Ethnic group"},
	"nationality":    {"Quốc tịch", "Nationality"},
	"learnerCode":    {"Mã người học", "Student ID"},
	"school":         {"Trường", "School"},
	"major":          {"Ngành đào tạo", "Field of study"},
	"specialization": {"Chuyên ngành", "Specialisation"},
	"examCouncil":    {"Hội đồng thi", "Examination board"},
	"examSession":    {"Khóa thi", "Examination session"},
	"graduationYear": {"Năm tốt nghiệp", "Year of graduation"},
	"rank":           {"Xếp loại", "Classification"},
	"mode":           {"Hình thức đào tạo", "Mode of study"},
	"validUntil":     {"Có giá trị đến hết", "Valid until"},
}

// fieldOrder is the order of printing; birthDate comes first.
var fieldOrder = []string{
	"birthPlace",
	"sex",
	"ethnicity",
	"nationality",
	"learnerCode",
	"school",
	"major",
	"specialization",
	"examCouncil",
	"examSession",
	"graduationYear",
	"rank",
	"mode",
	"validUntil",
}

// defaultFields returns what a type's papers usually say. Ethnic group and
// examination stand on those of general education; the mode of study stands on
// the supplement of a degree, not on the degree.
func defaultFields(kind ledger.Kind) []string {
	fields := []string{
		"birthPlace",
		"sex",
		"major",
		"specialization",
		"school",
		"graduationYear",
		"rank",
		"validUntil",
	}
	switch kind.Type() {
	case "VN-LSE", "VN-USE", "VN-USE-CONF", "VN-USE-TEMP", "VN-LSE-CONF", "VN-PRI-CONF":
		fields = append(fields, "ethnicity", "examCouncil", "examSession")
	}
	return fields
}

// englishWords translate what is printed in Vietnamese, by its small letters.
// A school's template comes first.
var englishWords = map[string]string{
	"nam": "Male", "nữ": "Female",
	"xuất sắc": "Excellent", "giỏi": "Very good", "khá": "Good", "trung bình khá": "Average good", "trung bình": "Average",
	"tốt": "Good", "đạt": "Satisfactory", "chưa đạt": "Unsatisfactory",
	"chính quy": "Full-time", "vừa làm vừa học": "Part-time", "vừa học vừa làm": "Part-time", "từ xa": "Distance learning",
	"giáo dục thường xuyên": "Continuing education", "liên thông": "Bridging programme",
	"việt nam": "Vietnamese", "tiếng việt": "Vietnamese", "tiếng anh": "English",
}

// VietnameseDate returns a day as official papers write it: "ngày 05 tháng 6
// năm 2026", with a leading zero for days below 10 and for January and February
// (Decree 30/2020/NĐ-CP).
func VietnameseDate(d ledger.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	month := strconv.Itoa(int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

// EnglishDate returns a day as "5 June 2026".
func EnglishDate(d ledger.Date) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return t.Format("2 January 2006")
}

// DateText returns a date, or what is known of one, as the Vietnamese half prints
// it in figures: "05/06/2008", "06/2008" or "2008".
func DateText(iso string) string {
	vi, _ := birthDateTexts(credential.PartialDate(iso))
	return vi
}

// DecimalText returns a decimal as papers print it: with a comma.
func DecimalText(decimal string) string { return decimalComma(decimal) }

// birthDateTexts returns a date of birth, which may be a month or a year only.
func birthDateTexts(d credential.PartialDate) (vi, en string) {
	if t, err := time.Parse(time.DateOnly, string(d)); err == nil {
		return t.Format("02/01/2006"), t.Format("2 January 2006")
	}
	if t, err := time.Parse("2006-01", string(d)); err == nil {
		return t.Format("01/2006"), t.Format("January 2006")
	}
	return string(d), string(d)
}

// slashedDate returns a day as 05/06/2026.
func slashedDate(d ledger.Date) string {
	vi, _ := birthDateTexts(credential.PartialDate(d))
	return vi
}

// decimalComma returns a decimal as Vietnamese writes it.
func decimalComma(decimal string) string { return strings.Replace(decimal, ".", ",", 1) }

// titleLines breaks the title of an office where custom breaks it: before the
// office of the person that signs for another, "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG".
func titleLines(title string) []string {
	for _, dash := range []string{" – ", " — ", " - "} {
		if strings.Contains(title, dash) {
			return strings.Split(title, dash)
		}
	}
	return []string{title}
}
