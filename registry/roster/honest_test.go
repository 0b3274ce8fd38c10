package roster_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// honest makes up a class and writes it as schools and their systems do: nothing in it is
// wrong, so that hardly anything is to be asked.
type honest struct {
	*rand.Rand
	people []honestPerson
}

type honestPerson struct {
	code, id, family, middle, given, sex, place, group, class, rank string
	born                                                            time.Time
	ten                                                             float64
}

var (
	honestFamilies = strings.Fields("Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Cao Tạ Lại Khổng")
	honestGiven    = strings.Fields("An Anh Bách Bảo Bình Châu Chi Cường Diệp Dũng Duyên Đạt Giang Hà Hải Hằng Hạnh Hiếu Hoa Huy Huyền Khánh Khoa " +
		"Khuê Lâm Lan Linh Loan Long Ly Mai Minh My Nga Ngân Ngọc Nguyên Nhi Nhung Oanh Phúc Phương Quân Quang Quyên Quỳnh Sơn Tâm Thảo Thắng Thu Thủy " +
		"Thúy Tiến Trang Trâm Trí Trinh Trung Tú Tuấn Tùng Uyên Vân Việt Vinh Vy Xuân Yến")
	honestPlaces = []string{"Hà Nội", "Sơn La", "Thanh Hóa", "Nghệ An", "Hải Phòng", "Cần Thơ", "Đắk Lắk", "Tỉnh Quảng Nam", "TP. Hồ Chí Minh",
		"Thừa Thiên Huế", "Bà Rịa - Vũng Tàu", "Bệnh viện Từ Dũ, TP. Hồ Chí Minh", "Xã Mẫu 1, huyện Mẫu, tỉnh Lào Cai", "Ấp 3, xã Mẫu, Cà Mau",
		"Thị trấn Mẫu, Hòa Bình", "Tiểu khu 2, Mộc Châu, Sơn La", "Phường 12, quận Mẫu, TP Hồ Chí Minh", "Cộng hòa Liên bang Đức", "Liên bang Nga"}
	honestOthers = [][4]string{{"Giàng", "A", "Páo", "Mông"}, {"Vàng", "Thị", "Dở", "Mông"}, {"Lò", "Văn", "Ón", "Thái"}, {"Quàng", "Thị", "Ín", "Thái"},
		{"H'Blê", "", "Niê", "Ê Đê"}, {"Thạch", "Thị", "Sa Mal", "Khmer"}, {"Bế", "Văn", "Đàm", "Tày"}, {"Đinh", "Văn", "Krể", "Hrê"}, {"Kpă", "", "Thuyên", "Gia Rai"}}
)

func makeHonest(seed uint64, n, born int) *honest {
	h := &honest{Rand: rand.New(rand.NewPCG(seed, 11))}
	known := map[string]bool{}
	for len(h.people) < n {
		i := len(h.people)
		p := honestPerson{code: fmt.Sprintf("26%02d%04d", seed, i+1), class: fmt.Sprintf("12A%d", 1+i*5/n), sex: "Nam", group: "Kinh"}
		p.family, p.given, p.place = h.of(honestFamilies), h.of(honestGiven), h.of(honestPlaces)
		p.middle = h.of([]string{"Văn Mẫu", "Đức Mẫu", "Mẫu", "Quốc Mẫu", "Minh Mẫu"})
		if h.IntN(2) == 0 {
			p.sex, p.middle = "Nữ", h.of([]string{"Thị Mẫu", "Thị", "Ngọc Mẫu", "Mẫu", "Thu Mẫu"})
		}
		if h.IntN(12) == 0 {
			other := honestOthers[h.IntN(len(honestOthers))]
			p.family, p.middle, p.given, p.group = other[0], strings.TrimSpace(other[1]+" Mẫu"), other[2], other[3]
			p.sex = map[bool]string{true: "Nữ", false: "Nam"}[other[1] == "Thị"]
		}
		p.born = time.Date(born, 1, 1+h.IntN(365), 0, 0, 0, 0, time.UTC)
		if h.IntN(15) == 0 {
			p.born = p.born.AddDate(-1-h.IntN(2), 0, 0)
		}
		p.ten = 5.5 + float64(h.IntN(38))/10
		p.rank = rankOf(p.ten)
		p.id = fmt.Sprintf("0%02d%d%02d%06d", 1+h.IntN(60), 2+min(1, strings.Count(p.sex, "Nữ")), p.born.Year()%100, i+1)
		if key := p.name() + p.born.String(); !known[key] {
			known[key] = true
			h.people = append(h.people, p)
		}
	}
	return h
}

func rankOf(ten float64) string {
	for _, r := range []struct {
		least float64
		rank  string
	}{{9, "Xuất sắc"}, {8, "Giỏi"}, {7, "Khá"}} {
		if ten >= r.least {
			return r.rank
		}
	}
	return "Trung bình"
}

func (h *honest) of(values []string) string { return values[h.IntN(len(values))] }

// some returns a value for one row in so many.
func (h *honest) some(oneIn int, values ...string) string {
	if h.IntN(oneIn) == 0 {
		return h.of(values)
	}
	return ""
}

// mostly returns one value, and another one for one row in twelve.
func (h *honest) mostly(value, other string) string {
	if h.IntN(12) == 0 {
		return other
	}
	return value
}

func (p honestPerson) name() string {
	return strings.Join(strings.Fields(p.family+" "+p.middle+" "+p.given), " ")
}

func (p honestPerson) day() string { return p.born.Format("02/01/2006") }

// semicolons writes rows as programs with Vietnamese settings do.
func semicolons(t *testing.T, rows [][]any) []byte {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	for _, row := range rows {
		fields := make([]string, len(row))
		for i, v := range row {
			fields[i] = fmt.Sprint(v)
			if v == nil {
				fields[i] = ""
			}
		}
		require.NoError(t, w.Write(fields))
	}
	w.Flush()
	return []byte(b.String())
}

// ofSchoolSystem is the export of a school's system with much that is not needed.
func ofSchoolSystem(t *testing.T, h *honest) roster.Input {
	rows := [][]any{{"STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Tôn giáo", "Nơi sinh", "Số CCCD", "Ngày cấp", "Nơi cấp",
		"Lớp", "Học lực", "Hạnh kiểm", "Danh hiệu", "Đoàn viên", "Diện ưu tiên", "Điểm KK", "SĐT", "Email", "Họ tên cha", "Nghề nghiệp cha", "Họ tên mẹ",
		"Địa chỉ", "Giải HSG", "Chứng chỉ NN", "Khuyết tật", "Xếp loại TN", "Ký nhận"}}
	for i, p := range h.people {
		rows = append(rows, []any{i + 1, p.code, p.name(), p.day(), p.sex, p.group, h.of([]string{"Không", "Không", "Không", "Phật giáo", "Thiên chúa giáo"}),
			p.place, p.id, p.born.AddDate(14, 2, 3).Format("02/01/2006"), h.of([]string{"Cục CSQLHC về TTXH", "CA tỉnh Sơn La"}), p.class,
			h.of([]string{"Tốt", "Khá", "Đạt"}), h.of([]string{"Tốt", "Tốt", "Khá"}), h.some(4, "HSG", "HSTT", "Học sinh xuất sắc"), h.some(2, "x"),
			h.some(9, "KV1", "Con TB", "Hộ nghèo"), h.some(8, "1,0", "0,5"), "09" + strconv.Itoa(10000000+i), h.some(3, "a@example.org"),
			h.some(1, "Lê Văn Mẫu"), h.of([]string{"Nông dân", "Công nhân", "Đã mất"}), h.some(1, "Trần Thị Mẫu"), "Xã Mẫu", h.some(20, "Nhì tỉnh", "KK"),
			h.some(12, "IELTS 6.0", "IELTS 5.5"), h.some(60, "x"), p.rank, ""})
	}
	return roster.Input{List: semicolons(t, rows)}
}

// ofOffice is a workbook as an office types it: titles, classes, dates, totals and signatures.
func ofOffice(t *testing.T, h *honest) roster.Input {
	rows := [][]any{
		{"SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN LA", nil, nil, nil, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
		{"TRƯỜNG THPT MẪU", nil, nil, nil, "Độc lập - Tự do - Hạnh phúc"},
		{"DANH SÁCH HỌC SINH ĐƯỢC CÔNG NHẬN TỐT NGHIỆP THPT NĂM 2026"},
		{"(Kèm theo Quyết định số 12/QĐ-THPTM ngày 15/6/2026 của Hiệu trưởng)"},
		{"STT", "Mã HS", "Họ và tên", "Ngày sinh", "Nữ", "Nơi sinh", "Dân tộc", "Ghi chú"},
		{"(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"},
	}
	class, women := "", 0
	for i, p := range h.people {
		if p.class != class {
			class = p.class
			rows = append(rows, []any{"Lớp " + class})
		}
		mark := ""
		if p.sex == "Nữ" {
			mark = "x"
			women++
		}
		rows = append(rows, []any{i + 1, p.code, p.name(), p.born, mark, p.place, p.group, ""})
	}
	n := len(h.people)
	rows = append(rows, []any{fmt.Sprintf("Danh sách này có %d học sinh, trong đó có %d nữ./.", n, women)},
		[]any{nil, nil, nil, nil, nil, "Sơn La, ngày 15 tháng 6 năm 2026"}, []any{nil, "NGƯỜI LẬP BẢNG", nil, nil, nil, "HIỆU TRƯỞNG"},
		[]any{nil, "(Ký, ghi rõ họ tên)", nil, nil, nil, "(Ký tên, đóng dấu)"}, []any{nil, "Lê Thị Mẫu", nil, nil, nil, "Trần Văn Mẫu"})
	return roster.Input{List: workbook(t, func(f *excelize.File) { require.NoError(t, f.MergeCell("Sheet1", "A3", "H3")) }, rows...)}
}

// ofUniversity is a list with means and numbers, and the courses of everybody.
func ofUniversity(t *testing.T, h *honest) roster.Input {
	rows := [][]any{{"TT", "Mã SV", "Họ lót", "Tên", "Ngày sinh (dd/mm/yyyy)", "Phái", "Nơi sinh", "Lớp", "Mã ngành", "Ngành", "TBTL hệ 10", "TBTL hệ 4",
		"Tổng TC", "Xếp loại", "Số QĐ", "Ngày QĐ", "Số TC học lại", "Chuẩn ngoại ngữ", "GDQP", "Ghi chú"}}
	courses := [][]any{{"Mã SV", "Mã HP", "Tên HP", "Số TC", "Điểm 10", "Điểm chữ", "Điểm 4", "Học kỳ", "Năm học", "Lần học"}}
	for i, p := range h.people {
		sum10, sum4, credits := 0.0, 0.0, 0.0
		for c := range 6 {
			ten := min(10, max(5.5, p.ten+float64(h.IntN(21)-5)/10))
			letter, four := letterOfTen(ten)
			course := []any{p.code, fmt.Sprintf("HP%02d", c+1), "Học phần mẫu " + string(rune('A'+c)), 3}
			when := []any{fmt.Sprintf("HK%d", 1+c%2), fmt.Sprintf("20%d-20%d", 22+c/2, 23+c/2)}
			if h.IntN(15) == 0 {
				courses = append(courses, append(append(append([]any{}, course...), "2,5", "F", "0"), append(when, 1)...))
				when = []any{"HK2", "2025-2026"}
			}
			courses = append(courses, append(append(append([]any{}, course...), comma(ten), letter, comma(four)), append(when, 2)...))
			sum10, sum4, credits = sum10+3*ten, sum4+3*four, credits+3
		}
		courses = append(courses, []any{p.code, "TC01", "Giáo dục thể chất", 2, "9,0", "A", "4,0", "HK1", "2022-2023", 1},
			[]any{p.code, "QP01", "Giáo dục quốc phòng", 8, "", "P", "", "HK1", "2022-2023", 1})
		four := sum4 / credits
		rows = append(rows, []any{i + 1, p.code, strings.TrimSpace(p.family + " " + p.middle), p.given, p.day(), p.sex, p.place, "K22A", "7480201",
			"Công nghệ thông tin", comma(sum10 / credits), comma(four), 18, rankOfFour(four), "12/QĐ-THPTM", "15/06/2026", h.IntN(3), "Đạt", "Đạt",
			h.some(40, "Trễ hạn")})
	}
	return roster.Input{List: semicolons(t, rows), Courses: semicolons(t, courses)}
}

func comma(n float64) string { return strings.Replace(strconv.FormatFloat(n, 'f', 2, 64), ".", ",", 1) }

func letterOfTen(ten float64) (string, float64) {
	for _, l := range []struct {
		least  float64
		letter string
		four   float64
	}{{8.5, "A", 4}, {7.7, "B+", 3.5}, {7, "B", 3}, {6.2, "C+", 2.5}, {5.5, "C", 2}, {4.7, "D+", 1.5}} {
		if ten >= l.least {
			return l.letter, l.four
		}
	}
	return "D", 1
}

func rankOfFour(four float64) string {
	for _, r := range []struct {
		least float64
		rank  string
	}{{3.6, "Xuất sắc"}, {3.2, "Giỏi"}, {2.5, "Khá"}} {
		if four >= r.least {
			return r.rank
		}
	}
	return "Trung bình"
}

// ofBook is a list with numbers of its own, from a register book.
func ofBook(t *testing.T, h *honest) roster.Input {
	rows := [][]any{{"DANH SÁCH CẤP BẰNG TỐT NGHIỆP - TRƯỜNG THPT MẪU, TỈNH SƠN LA"},
		{"STT", "SBD", "Họ, chữ đệm và tên", "Ngày, tháng, năm sinh", "Giới tính", "Nơi sinh", "Dân tộc", "Số CCCD/ĐDCN", "Xếp loại", "Năm TN",
			"Số hiệu văn bằng", "Số vào sổ gốc", "Ngày cấp bằng", "Người ký bằng", "Trường", "Phòng thi", "Tổng điểm", "Kết quả",
			"GVCN", "Ban", "Ngoại ngữ", "Ngày nghỉ", "Điểm XTN"}}
	for i, p := range h.people {
		rows = append(rows, []any{i + 1, fmt.Sprintf("%08d", 14000001+i), strings.ToUpper(p.name()), p.day(), p.sex, p.place, p.group, p.id, p.rank, 2026,
			fmt.Sprintf("A %08d", 100+i), fmt.Sprintf("2026/THPT/%05d", 1+i), "18/06/2026", "Trần Văn Mẫu", "THPT Mẫu", 1 + i/24, comma(4 * p.ten), "Đỗ",
			h.mostly("Lê Văn Mẫu", "Trần Thị Mẫu"), h.mostly("KHTN", "KHXH"), h.mostly("Tiếng Anh", "Tiếng Pháp"), h.IntN(9), comma(p.ten)})
	}
	n := len(h.people)
	rows = append(rows, []any{fmt.Sprintf("Tổng số: %d học sinh", n)}, []any{"Sơn La, ngày 18 tháng 6 năm 2026"}, []any{"Hiệu trưởng"}, []any{"Trần Văn Mẫu"})
	return roster.Input{List: semicolons(t, rows)}
}

// An honest list is hardly asked about. How many questions its layout has at most stands
// beside it: remarks in a column "Ghi chú", and the like.
func TestHonestListsAreHardlyAskedAbout(t *testing.T) {
	t.Parallel()
	var wrong []string
	for _, c := range []struct {
		name string
		list func(*testing.T, *honest) roster.Input
		born int
		most int
	}{
		{"SchoolSystem", ofSchoolSystem, 2008, 0},
		{"Office", ofOffice, 2008, 1}, // a class of one boy has an empty column of girls
		{"University", ofUniversity, 2004, 3},
		{"RegisterBook", ofBook, 2008, 0},
	} {
		for seed, n := range []int{1, 2, 3, 5, 20, 45, 120, 480} {
			in := c.list(t, makeHonest(uint64(seed), n, c.born))
			in.Terms = termsOfSchool()
			if c.name == "University" {
				in.Terms.Type = "VN-BA"
			}
			got := readAnswered(t, in, nil)
			var asked []string
			for _, p := range got.Report.Problems {
				if p.Severity != roster.Note {
					asked = append(asked, fmt.Sprintf("%s %s %s%d x%d %q %v", p.Severity, p.Code, p.Column, p.Row, p.Count, p.Found, p.Examples))
				}
			}
			if len(asked) > c.most || len(got.Rows) != n {
				wrong = append(wrong, fmt.Sprintf("%s, %d people: %s", c.name, n, strings.Join(asked, "\n")))
			}
		}
	}
	require.Empty(t, wrong)
}
