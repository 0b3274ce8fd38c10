package sample

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// The university of the second list.
const (
	UniversityName   = "Trường Đại học Mẫu (mẫu)"
	UniversityNameEn = "Sample University (sample)"
)

// DaihocCount is the number of graduates in Daihoc.
const DaihocCount = 120

var daihocHeader = []string{
	"STT",
	"Mã SV",
	"Họ đệm",
	"Tên",
	"Ngày sinh",
	"Giới tính",
	"Nơi sinh",
	"Dân tộc",
	"Quốc tịch",
	"Số CCCD",
	"Lớp",
	"Email",
	"Điện thoại",
	"Mã ngành",
	"Tên ngành",
	"Chuyên ngành",
	"Hình thức đào tạo",
	"Ngày nhập học",
	"Ngôn ngữ đào tạo",
	"Thời gian đào tạo",
	"Tổng số tín chỉ",
	"Điểm TBTL hệ 10",
	"Điểm TBTL hệ 4",
	"Xếp loại tốt nghiệp",
	"Năm tốt nghiệp",
	"Số QĐ công nhận TN",
	"Ngày QĐ công nhận TN",
	"Số hiệu văn bằng",
	"Số vào sổ gốc",
}

var coursesHeader = []string{
	"Mã SV",
	"Họ và tên",
	"Mã HP",
	"Tên HP",
	"Số TC",
	"Điểm 10",
	"Điểm chữ",
	"Điểm 4",
	"HK",
	"Năm học",
	"Lần học",
}

// major is a field of study with the courses of its own.
type major struct {
	code, name, specialization, prefix string
	courses                            []string
}

var majors = []major{
	{
		"7480201",
		"Công nghệ thông tin",
		"Hệ thống thông tin",
		"IT",
		[]string{"Nhập môn lập trình", "Cấu trúc dữ liệu và giải thuật",
			"Cơ sở dữ liệu", "Mạng máy tính", "Hệ điều hành", "Phân tích thiết kế hệ thống", "An toàn thông tin", "Đồ án tốt nghiệp"},
	},
	{
		"7480103",
		"Kỹ thuật phần mềm",
		"",
		"SE",
		[]string{"Nhập môn lập trình", "Lập trình hướng đối tượng", "Kiến trúc phần mềm",
			"Kiểm thử phần mềm", "Yêu cầu phần mềm", "Quản lý dự án phần mềm", "Phát triển ứng dụng web", "Đồ án tốt nghiệp"},
	},
	{
		"7340301",
		"Kế toán",
		"Kế toán doanh nghiệp",
		"AC",
		[]string{"Nguyên lý kế toán", "Kế toán tài chính 1", "Kế toán tài chính 2",
			"Kế toán quản trị", "Kiểm toán căn bản", "Thuế", "Tài chính doanh nghiệp", "Khóa luận tốt nghiệp"},
	},
	{
		"7220201",
		"Ngôn ngữ Anh",
		"",
		"EN",
		[]string{"Nghe 1", "Nói 1", "Đọc 1", "Viết 1", "Ngữ âm và âm vị học", "Dịch thuật", "Văn học Anh",
			"Khóa luận tốt nghiệp"},
	},
	{
		"7510605",
		"Logistics và quản lý chuỗi cung ứng",
		"",
		"LG",
		[]string{"Logistics căn bản", "Quản trị kho hàng", "Vận tải đa phương thức",
			"Quản lý chuỗi cung ứng", "Thương mại quốc tế", "Khai báo hải quan", "Kinh tế vận tải", "Khóa luận tốt nghiệp"},
	},
}

var commonCourses = []string{"Triết học Mác - Lênin", "Kinh tế chính trị Mác - Lênin", "Chủ nghĩa xã hội khoa học",
	"Tư tưởng Hồ Chí Minh", "Lịch sử Đảng Cộng sản Việt Nam", "Pháp luật đại cương", "Tiếng Anh 1", "Tiếng Anh 2",
	"Toán cao cấp", "Xác suất thống kê", "Tin học đại cương", "Kỹ năng mềm"}

// meanMarks is the mean mark that leads to a rank, with the rank's share.
var meanMarks = weighted{{"9.1", 5}, {"8.5", 27}, {"7.5", 52}, {"6.6", 16}}

// Daihoc makes the list of university graduates and, for the second file, one
// row per course: CSV with semicolons, byte order mark and CRLF, as a
// Vietnamese Excel writes it.
func Daihoc() (list, courses []byte) {
	s := newSource(2)
	rows, marks := [][]string{daihocHeader}, [][]string{coursesHeader}
	for i := range DaihocCount {
		row, lines := daihocRow(s, i)
		rows, marks = append(rows, row), append(marks, lines...)
	}
	return writeCSV(rows), writeCSV(marks)
}

// daihocRow returns the i-th student's row and the rows of its courses.
func daihocRow(s *source, i int) ([]string, [][]string) {
	p, m := s.person(2003, 2004, 2004), majors[i*len(majors)/DaihocCount]
	code := fmt.Sprintf("22%04d%04d", 600+i*len(majors)/DaihocCount, i+1)
	mode := weighted{{"Chính quy", 88}, {"Vừa làm vừa học", 8}, {"Từ xa", 4}}.pick(s.r)
	courses, mean := daihocCourses(s, m, code, p.name)
	row := []string{
		strconv.Itoa(i + 1),
		code,
		p.family,
		p.given,
		dateText(p.born),
		p.sex(),
		p.birthPlace,
		p.ethnicity,
		"Việt Nam",
		p.nationalID,
		"K22-" + m.prefix,
		"sv" + code + "@example.org",
		"",
		m.code,
		m.name,
		m.specialization,
		mode,
		"05/09/2022",
		"Tiếng Việt",
		"4 năm",
		strconv.Itoa(mean.credits),
		decimalComma(mean.ten, 2),
		decimalComma(mean.four, 2),
		rank(mean.four),
		"2026",
		"123/QĐ-ĐHM",
		"15/06/2026",
		fmt.Sprintf("M %08d", i+1),
		fmt.Sprintf("2026/ĐHM/%05d", i+1),
	}
	return row, courses
}

// means are what a student reached: credits, and the means on both scales.
type means struct {
	credits   int
	ten, four float64
}

// daihocCourses draws a student's marks and returns the rows of the courses.
func daihocCourses(s *source, m major, code, name string) ([][]string, means) {
	var courses [][]string
	mean, _ := strconv.ParseFloat(meanMarks.pick(s.r), 64)
	credits, ten, four := 0, 0.0, 0.0
	for j, course := range append(append([]string{}, commonCourses...), m.courses...) {
		c := 5 + (j+len(course))%3
		mark := math.Round(min(10, max(4, mean+0.8*s.r.NormFloat64()))*10) / 10
		letter, points := grade(mark)
		credits, ten, four = credits+c, ten+float64(c)*mark, four+float64(c)*points
		prefix := "GE"
		if j >= len(commonCourses) {
			prefix = m.prefix
		}
		year := 2022 + j/5
		courses = append(
			courses,
			[]string{
				code,
				name,
				fmt.Sprintf("%s%03d", prefix, 101+j),
				course,
				strconv.Itoa(c),
				decimalComma(mark, 1),
				letter,
				decimalComma(points, 1),
				strconv.Itoa(1 + j%5/3),
				fmt.Sprintf("%d-%d", year, year+1),
				"1",
			},
		)
	}
	return courses, means{credits: credits, ten: ten / float64(credits), four: four / float64(credits)}
}

// grade converts a ten-point mark as the circulars of 2021 and 2026 do.
func grade(mark float64) (string, float64) {
	switch {
	case mark >= 8.5:
		return "A", 4
	case mark >= 7:
		return "B", 3
	case mark >= 5.5:
		return "C", 2
	}
	return "D", 1
}

func rank(four float64) string {
	switch {
	case four >= 3.6:
		return "Xuất sắc"
	case four >= 3.2:
		return "Giỏi"
	case four >= 2.5:
		return "Khá"
	}
	return "Trung bình"
}

// decimalComma writes a number with a decimal comma.
func decimalComma(n float64, decimals int) string {
	return strings.Replace(strconv.FormatFloat(n, 'f', decimals, 64), ".", ",", 1)
}

func writeCSV(rows [][]string) []byte {
	var b bytes.Buffer
	b.WriteString("\xef\xbb\xbf")
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	_ = w.WriteAll(rows) // a bytes.Buffer takes everything
	return b.Bytes()
}
