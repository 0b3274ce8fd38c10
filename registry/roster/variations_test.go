package roster_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry"
	"sogoc/registry/roster"
)

var update = flag.Bool("update", false, "write testdata/variations.txt anew, to be read before it is kept")

// variation is a list as somebody might hand it in.
type variation struct {
	name    string
	list    []byte
	courses []byte // nil for none
}

// What becomes of each variation stands in testdata/variations.txt: refused, asked
// about or taken as it is, with the codes and cells of its problems and the rows that
// came out. Every line of it was held against the list: nothing is taken that is not
// what the list says.
func TestVariations(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	known := map[string]bool{}
	for _, all := range [][]variation{datesAndCommas(t), lettersOfOldFonts(t), standings(t), numbersAndShapes(t),
		separatedTexts(t), otherValues(t), variedCourses(t), hiddenAndMerged(t), fewDates(t), singleCells(t),
		signsAndStatuses(t), schoolExports(t), shownOtherwise(t), separatedExports(t), lettersOfOldLists(t),
		pagesOfPrograms(t), courseTexts(t), formatsThatHide(t), titlesAndTotals(t), columnsThatDisagree(t),
		namesAsTyped(t), markedByHand(t)} {
		for _, v := range all {
			require.False(t, known[v.name], v.name)
			known[v.name] = true
			b.WriteString(outcome(t, v))
		}
	}
	require.Greater(t, len(known), 330)
	golden := filepath.Join("testdata", "variations.txt")
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}

// kindOf is what a variation's list is imported as: upper secondary diplomas, or transcripts where the
// list says what those have alone.
func kindOf(v variation) string {
	for _, header := range []string{"Ngày nhập học", "Mã ngành"} {
		if bytes.Contains(v.list, []byte(header)) {
			return "VN-BD"
		}
	}
	return "VN-USE"
}

// outcome describes what reading made of a variation.
func outcome(t *testing.T, v variation) string {
	t.Helper()
	got, err := roster.Read(t.Context(), roster.Input{List: v.list, Courses: v.courses, At: now,
		Terms: registry.Terms{Type: kindOf(v), DecisionDate: "2026-06-15", IssueDate: "2026-06-18"}})
	require.NoError(t, err)
	verdict := "taken"
	switch {
	case got.Report.Failed():
		verdict = "refused"
	case got.Report.Open():
		verdict = "asked"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", v.name, verdict)
	for _, p := range got.Report.Problems {
		fmt.Fprintf(&b, "  %s %s %s %s%d", p.Severity, p.Code, p.File, p.Column, p.Row)
		if p.Count > 1 {
			fmt.Fprintf(&b, " and others, %d in all", p.Count)
		}
		if p.Suggestion != "" {
			fmt.Fprintf(&b, ": %s?", p.Suggestion)
		}
		b.WriteByte('\n')
	}
	for _, row := range got.Rows {
		s := row.Subject
		fmt.Fprintln(&b, " ", strings.Join([]string{s.LearnerCode, s.FullName, string(s.BirthDate), s.BirthPlace, s.Sex,
			s.Ethnicity, s.NationalID, row.Rank, row.Summary.GPA10, string(row.DecisionDate)}, "|"))
		for _, c := range row.Courses {
			fmt.Fprintf(&b, "    %s %s%s\n", c.Name, c.TenPoint, c.Letter)
		}
	}
	return b.String()
}

// datesAndCommas exchange day and month, or lose what stands behind a comma.
func datesAndCommas(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"decision date swapped", spreadsheet(t, nil, heads("Ngày QĐ"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", born(7, 6, 2026)}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "15/06/2026"}), nil},
		{"decision date all same early", spreadsheet(t, nil, heads("Ngày QĐ"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", born(7, 6, 2026)}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", born(7, 6, 2026)}), nil},
		{"csv month first decision", []byte("Mã HS,Họ tên,Ngày sinh,Ngày QĐ\nA1,Lê Thị Mẫu,25/12/2008,06/15/2026\nA2,Trần Văn Mẫu,13/11/2008,06/07/2026\n"), nil},
		{"unquoted comma name", []byte("Mã HS,Họ tên,Ngày sinh,Nơi sinh\nA1,Lê, Thị Mẫu,05/06/2008,Huế\n"), nil},
		{"unquoted comma place middle", []byte("Mã HS,Họ tên,Nơi sinh,Ngày sinh\nA1,Lê Thị Mẫu,Huế, Thừa Thiên,05/06/2008\n"), nil},
		{"unquoted comma place, last col empty", []byte("Mã HS,Họ tên,Ngày sinh,Nơi sinh,Dân tộc\nA1,Lê Thị Mẫu,05/06/2008,Phường Một, Huế\nA2,Trần Văn Mẫu,06/06/2008,Vinh,Kinh\n"), nil},
		{"unquoted comma gpa", []byte("Mã SV,Họ tên,Ngày sinh,TBTL hệ 10,TBTL hệ 4\nA1,Lê Thị Mẫu,05/06/2004,8,5,3,2\n"), nil},
		{"unquoted comma gpa one col last empty", []byte("Mã SV,Họ tên,Ngày sinh,TBTL hệ 10,Ghi chú\nA1,Lê Thị Mẫu,05/06/2004,8,5\nA2,Trần Văn Mẫu,06/06/2004,7,25\n"), nil},
		{"unquoted comma rank shift", []byte("Mã SV,Họ tên,Ngày sinh,TBTL hệ 10,Xếp loại\nA1,Lê Thị Mẫu,05/06/2004,8,5,Giỏi\n"), nil},
		{"marks unquoted, empty letter", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), []byte("Mã HS,Môn,Điểm,Điểm chữ\nA1,Toán,8,5\n")},
		{"marks subjects unquoted", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\nA2;Trần Văn Mẫu;2008\n"), []byte("Mã HS,Toán,Văn,Anh\nA1,8,5,7\nA2,8,7,6\n")},
	}
}

// lettersOfOldFonts are in other encodings and scripts.
func lettersOfOldFonts(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"vni row", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Nguyeãn Vaên Maãu", "25/12/2008", "Haø Noäi"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Vinh"}), nil},
		{"vni place single", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Nguyễn Văn Mẫu", "25/12/2008", "Caø Mau"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Vinh"}), nil},
		{"tcvn3 place single", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Nguyễn Văn Mẫu", "25/12/2008", "NghÖ An"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "HuÕ"}), nil},
		{"tcvn3 ethnic rank", spreadsheet(t, nil, heads("Dân tộc", "Xếp loại"), []any{"A1", "Nguyễn Văn Mẫu", "25/12/2008", "M\u00ad\u00eang", "Kh\u00b8"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Kinh", "Giái"}), nil},
		{"tcvn3 name only plain", spreadsheet(t, nil, heads(), []any{"A1", "TrÇn V¨n An", "25/12/2008"}, []any{"A2", "Lª Thanh Mai", "13/11/2008"}), nil},
		{"tcvn3 capitals", spreadsheet(t, nil, heads(), []any{"A1", "NGUYÔN V¡N MÉU", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"cyrillic a single", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Nguyễn Vаn Mẫu", "25/12/2008", "Huế"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Cа Mau"}), nil},
		{"cyrillic in code", spreadsheet(t, nil, heads(), []any{"А1", "Nguyễn Văn Mẫu", "25/12/2008"}), nil},
		{"cyrillic rank", spreadsheet(t, nil, heads("Xếp loại"), []any{"A1", "Nguyễn Văn Mẫu", "25/12/2008", "Кhá"}), nil},
		{"greek", spreadsheet(t, nil, heads(), []any{"A1", "Nguyễn Văn Αn", "25/12/2008"}), nil},
		{"fullwidth", spreadsheet(t, nil, heads(), []any{"A1", "Ｎｇｕｙｅｎ Ｖａｎ Ｍａｕ", "25/12/2008"}), nil},
		{"fullwidth digits date", spreadsheet(t, nil, heads(), []any{"A1", "Nguyễn Văn Mẫu", "２５/12/2008"}), nil},
		{"math bold", spreadsheet(t, nil, heads(), []any{"A1", "𝐍guyễn Văn Mẫu", "25/12/2008"}), nil},
	}
}

// standings say in the row that it is not to be issued, or merge and hide cells.
func standings(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"merged rank", spreadsheet(t, merge(t, "D2:D4"), heads("Xếp loại"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Giỏi"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}, []any{"A3", "Phạm Mẫu Ba", "13/10/2008"}), nil},
		{"merged name", spreadsheet(t, merge(t, "B2:B3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", nil, "13/11/2008"}), nil},
		{"merged birth", spreadsheet(t, merge(t, "C2:C3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu"}), nil},
		{"merged code", spreadsheet(t, merge(t, "A2:A3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{nil, "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"merged across cols", spreadsheet(t, merge(t, "D2:E2"), heads("Nơi sinh", "Dân tộc"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Vinh", "Kinh"}), nil},
		{"statuses", spreadsheet(t, nil, heads("Kết quả"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Không đạt"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Chưa tốt nghiệp"}, []any{"A3", "Phạm Mẫu Ba", "13/11/2008", "Hoãn"}, []any{"A4", "Phạm Mẫu Tư", "13/11/2008", "K"}, []any{"A5", "Phạm Mẫu Năm", "13/11/2008", "Đạt"}, []any{"A6", "Phạm Mẫu Sáu", "13/11/2008", "Dừng học"}, []any{"A7", "Phạm Mẫu Bảy", "13/11/2008", "Bị kỷ luật"}, []any{"A8", "Phạm Mẫu Tám", "13/11/2008", "Ở lại lớp"}), nil},
		{"status other header", spreadsheet(t, nil, heads("Đủ điều kiện TN"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Không"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Có"}), nil},
		{"status TN x", spreadsheet(t, nil, heads("Đỗ TN"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "x"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", ""}), nil},
		{"status truot x", spreadsheet(t, nil, heads("Trượt"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "x"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", ""}), nil},
		{"status numeric 0", spreadsheet(t, nil, heads("Tốt nghiệp"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", 0}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", 1}), nil},
		{"status in rank", spreadsheet(t, nil, heads("Xếp loại"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Không đạt"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Giỏi"}), nil},
		{"status in name", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu (thôi học)", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu - bảo lưu", "13/11/2008"}), nil},
		{"status no header col", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Thôi học"}), nil},
		{"status lop col", spreadsheet(t, nil, heads("Lớp"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "12A (nghỉ học)"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "12A"}), nil},
		{"struck only code", spreadsheet(t, strike(t, "A3", "A3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"struck only birth", spreadsheet(t, strike(t, "C3", "C3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"struck stt col", spreadsheet(t, strike(t, "D3", "D3"), heads("Lớp"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "12A"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "12B"}), nil},
		{"struck in part", spreadsheet(t, struckPart(t, "B3"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "x", "13/11/2008"}), nil},
		{"struck by row style", spreadsheet(t, strikeRow(t, 3), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"hidden col needed", spreadsheet(t, hideColumn(t, "D"), heads("Nơi sinh", "Dân tộc"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế", "Kinh"}), nil},
		{"hidden sheet", spreadsheet(t, hiddenSheet(t, heads(), []any{"A3", "Phạm Mẫu Ba", "13/11/2008"}), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"all rows hidden by filter", spreadsheet(t, hideRow(t, 2), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"formula cached", spreadsheet(t, formula(t, "B2", `CONCATENATE("Lê ","Mẫu")`), heads(), []any{"A1", "Lê Mẫu", "25/12/2008"}), nil},
		{"formula in dropped", spreadsheet(t, formula(t, "D2", `1+1`), heads("STT2"), []any{"A1", "Lê Mẫu", "25/12/2008", 1}), nil},
		{"formula status", spreadsheet(t, formula(t, "D2", `IF(1>2,"Đỗ","Trượt")`), heads("Kết quả"), []any{"A1", "Lê Mẫu", "25/12/2008", 1}), nil},
	}
}

// numbersAndShapes write dates and numbers in other ways, with totals and several headers.
func numbersAndShapes(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"dates text seps", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;05.06.2008\nA2;Trần Văn Mẫu;6-7-2008\nA3;Phạm Mẫu Ba;7 / 8 / 2008\nA4;Vũ Mẫu;08\\09\\2008\nA5;Đỗ Mẫu;09,10,2008\nA6;Bùi Mẫu;10 tháng 11 năm 2008\nA7;Hồ Mẫu;2008/12/11\nA8;Ngô Mẫu;12112008\nA9;Võ Mẫu;5-Jun-2008\nA10;Võ Mẫu B;2008.06.05\n"), nil},
		{"iso dmy ambiguous ydm", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008-25-12\nA2;Trần Văn Mẫu;2008-04-03\n"), nil},
		{"numbers as text", spreadsheet(t, nil, heads("Số CCCD"), []any{"A1", "Lê Thị Mẫu", "39604", "000308000001"}), nil},
		{"lost zeros id", spreadsheet(t, nil, heads("Số CCCD"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", 308000001}), nil},
		{"lost zeros id text", []byte("Mã HS;Họ tên;Ngày sinh;Số CCCD\nA1;Lê Thị Mẫu;25/12/2008;308000001\nA2;Trần Văn Mẫu;25/12/2008;1308000001\n"), nil},
		{"lost zeros code", spreadsheet(t, nil, heads(), []any{1, "Lê Thị Mẫu", "25/12/2008"}, []any{12, "Trần Văn Mẫu", "25/12/2008"}), nil},
		{"lost zeros code mixed width", spreadsheet(t, nil, heads(), []any{26000001, "Lê Thị Mẫu", "25/12/2008"}, []any{"0026000002", "Trần Văn Mẫu", "25/12/2008"}), nil},
		{"codes as float text", spreadsheet(t, nil, heads(), []any{"26000001.0", "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"codes sci", []byte("Mã HS;Họ tên;Ngày sinh;Số CCCD\n2.6E+09;Lê Thị Mẫu;25/12/2008;7,92E+10\n"), nil},
		{"id 15 digits lost", spreadsheet(t, nil, heads("Số hiệu"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", 12345678901234567}), nil},
		{"totals row", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{"", "Tổng cộng: 1 học sinh"}, []any{}, []any{"", "", "Huế, ngày 5 tháng 6 năm 2026"}, []any{"", "Hiệu trưởng"}, []any{"", "Nguyễn Văn Ký"}), nil},
		{"totals row number", spreadsheet(t, nil, heads("Điểm"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", 8}, []any{"Tổng", "", "", 8}), nil},
		{"totals row two cells", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{"Tổng số", "1", "", ""}), nil},
		{"totals nam nu", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{"Nữ: 1", "Nam: 0", "", ""}), nil},
		{"two header lines merged", spreadsheet(t, merge(t, "D1:E1", "A1:A2", "B1:B2", "C1:C2"), heads("Điểm", ""), []any{nil, nil, nil, "TBTL hệ 10", "TBTL hệ 4"}, []any{"A1", "Lê Thị Mẫu", "25/12/2003", "8,5", "3,2"}), nil},
		{"two header lines unmerged", spreadsheet(t, nil, []any{"Mã HS", "Họ và tên", "Ngày sinh", "Nơi"}, []any{"", "", "", "sinh"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}), nil},
		{"two header lines english", spreadsheet(t, nil, heads("Nơi sinh"), []any{"Code", "Full name", "Date of birth", "Place of birth"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}), nil},
		{"header repeated in middle", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, heads("Nơi sinh"), []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Vinh"}), nil},
		{"header repeated other order", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{}, []any{"Mã HS", "Họ và tên", "Nơi sinh", "Ngày sinh"}, []any{"A2", "Trần Văn Mẫu", "Vinh", "13/11/2008"}), nil},
		{"blank rows between", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{}, []any{}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Vinh"}), nil},
		{"several tables", spreadsheet(t, nil, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}, []any{}, []any{"DANH SÁCH LỚP 12B"}, heads("Dân tộc"), []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Tày"}), nil},
		{"tables side by side", spreadsheet(t, nil, []any{"Mã HS", "Họ và tên", "Ngày sinh", nil, "Mã HS", "Họ và tên", "Ngày sinh"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", nil, "A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
	}
}

// separatedTexts are separated texts of all kinds.
func separatedTexts(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"bom", []byte("\xef\xbb\xbfMã HS;Họ tên;Ngày sinh\r\nA1;Lê Thị Mẫu;25/12/2008\r\n"), nil},
		{"utf16le", utf16Text("Mã HS\tHọ tên\tNgày sinh\r\nA1\tLê Thị Mẫu\t25/12/2008\r\n", false), nil},
		{"utf16be", utf16Text("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2008\n", true), nil},
		{"utf16 no bom", utf16Text("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2008\n", false)[2:], nil},
		{"w1258", windows1258(t, "Mã HS;Họ tên;Ngày sinh;Nơi sinh\nA1;Nguyễn Thị Mẫu;25/12/2008;Đắk Lắk\nA2;Trần Văn Bảy;25/11/2008;Hà Nội\n"), nil},
		{"quotes inside", []byte("Mã HS;Họ tên;Ngày sinh;Nơi sinh\nA1;\"Lê \"\"Thị\"\" Mẫu\";25/12/2008;Huế\n"), nil},
		{"bare quote", []byte("Mã HS;Họ tên;Ngày sinh;Nơi sinh\nA1;Lê Thị Mẫu;25/12/2008;Xã \"Mẫu\", Huế\n"), nil},
		{"newline in cell", []byte("Mã HS;Họ tên;Ngày sinh;Nơi sinh\nA1;\"Lê Thị\nMẫu\";25/12/2008;Huế\n"), nil},
		{"cr only", []byte("Mã HS;Họ tên;Ngày sinh\rA1;Lê Thị Mẫu;25/12/2008\rA2;Trần Văn Mẫu;25/11/2008\r"), nil},
		{"pipe", []byte("Mã HS|Họ tên|Ngày sinh\nA1|Lê Thị Mẫu|25/12/2008\n"), nil},
		{"tabs with commas", []byte("Mã HS\tHọ tên\tNgày sinh\tNơi sinh\nA1\tLê Thị Mẫu\t25/12/2008\tXã A, Huế\n"), nil},
		{"one row semicolon amid comma", []byte("Mã HS,Họ tên,Ngày sinh\nA1,Lê Thị Mẫu,25/12/2008\nA2;Trần Văn Mẫu;25/11/2008\n"), nil},
		{"fewer fields", []byte("Mã HS,Họ tên,Ngày sinh,Nơi sinh\nA1,Lê Thị Mẫu,25/12/2008\nA2,Trần Văn Mẫu,25/11/2008,Huế\n"), nil},
	}
}

// otherValues hold values that nobody meant.
func otherValues(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"nfd", []byte(norm.NFD.String("Mã HS;Họ tên;Ngày sinh;Nơi sinh\nA1;Nguyễn Thị Mẫu;25/12/2008;Huế\n")), nil},
		{"two spaces nbsp zero width", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn\u00a0 Thị\u200b Mẫu;25/12/2008\n"), nil},
		{"digit in name", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Thị Mẫu 2;25/12/2008\nA2;Nguyễn Thi Mâu0;25/12/2008\n"), nil},
		{"name initials", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Ng. Thị Mẫu;25/12/2008\nA2;Ng Thị Mẫu;24/12/2008\nA3;Mẫu;23/12/2008\n"), nil},
		{"name lower", []byte("Mã HS;Họ tên;Ngày sinh\nA1;nguyễn thị mẫu;25/12/2008\nA2;NGuyễn Thị mẫu;24/12/2008\n"), nil},
		{"not vietnamese syllable typo", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễnn Thị Mẫu;25/12/2008\nA2;Nguyên~ Thị Mẫu;24/12/2008\nA3;Nguye64n Thị Mẫu;23/12/2008\nA4;Nguyeenx Thij Maaux;23/12/2008\n"), nil},
		{"sex swapped words", []byte("Mã HS;Họ tên;Ngày sinh;Giới tính\nA1;Lê Thị Mẫu;25/12/2008;Nam\nA2;Trần Văn Mẫu;24/12/2008;Nữ\nA3;Phạm Mẫu;23/12/2008;0\nA4;Phạm Mẫu Tư;23/12/2008;x\n"), nil},
		{"sex 0/1", []byte("Mã HS;Họ tên;Ngày sinh;Giới tính\nA1;Lê Thị Mẫu;25/12/2008;0\nA2;Trần Văn Mẫu;24/12/2008;1\n"), nil},
		{"female col true", spreadsheet(t, nil, heads("Nữ"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", true}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", false}), nil},
		{"rank odd", []byte("Mã SV;Họ tên;Ngày sinh;Xếp loại\nA1;Lê Thị Mẫu;25/12/2003;Gioi\nA2;Trần Văn Mẫu;24/12/2003;8,5\nA3;Phạm Mẫu;24/12/2003;G\n"), nil},
		{"grad year short", []byte("Mã SV;Họ tên;Ngày sinh;Năm TN\nA1;Lê Thị Mẫu;25/12/2003;26\nA2;Trần Văn Mẫu;24/12/2003;2025-2026\n"), nil},
		{"birth year only col", []byte("Mã HS;Họ tên;Năm sinh\nA1;Lê Thị Mẫu;2008\nA2;Trần Văn Mẫu;08\n"), nil},
		{"date 29 Feb 1900 etc", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", 60}), nil},
		{"number with thousands code", []byte("Mã HS;Họ tên;Ngày sinh\n1.234;Lê Thị Mẫu;25/12/2008\n"), nil},
		{"two id columns", []byte("Mã HS;Họ tên;Ngày sinh;Số CCCD;Số định danh\nA1;Lê Thị Mẫu;25/12/2008;000308000001;000308000002\n"), nil},
		{"name twice diff", []byte("Mã HS;Họ tên;Họ đệm;Tên;Ngày sinh\nA1;Lê Thị Mẫu;Lê Thị;Mẩu;25/12/2008\n"), nil},
		{"ngay sinh and nam sinh differ", []byte("Mã HS;Họ tên;Ngày sinh;Năm sinh\nA1;Lê Thị Mẫu;25/12/2008;2007\n"), nil},
		{"comment only row", spreadsheet(t, nil, heads("Ghi chú"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", ""}, []any{"", "", "", "Sinh nhầm năm, đúng là 2007"}), nil},
		{"remark corrections", spreadsheet(t, nil, heads("Ghi chú"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Đính chính: Lê Thị Mẩu"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Sai ngày sinh"}), nil},
		{"name continued no header", spreadsheet(t, nil, []any{"Mã HS", "Họ và tên", "", "Ngày sinh"}, []any{"A1", "Lê Thị", "Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn", "Mẫu", "13/11/2008"}), nil},
		{"name in 3 columns", spreadsheet(t, nil, []any{"Mã HS", "Họ", "Đệm", "Tên", "Ngày sinh"}, []any{"A1", "Lê", "Thị", "Mẫu", "25/12/2008"}), nil},
	}
}

// variedCourses are marks.
func variedCourses(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"courses total row", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), []byte("Mã HS;Môn;Điểm\nA1;Toán;8\nA1;Tổng;8\n")},
		{"courses formula avg", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), []byte("Mã HS;Toán;Văn;TB\nA1;8;7;7,5\n")},
		{"courses mark date", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, nil, []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", born(8, 5, 2026)})},
		{"courses mark 85", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), []byte("Mã HS;Môn;Điểm\nA1;Toán;85\nA1;Văn;7.5.\nA1;Anh;8,255\nA1;Lý;v\n")},
		{"courses struck", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, strike(t, "A3", "C3"), []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", 8}, []any{"A1", "Văn", 3})},
		{"courses hidden", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, hideRow(t, 3), []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", 8}, []any{"A1", "Văn", 3})},
		{"courses blank code below", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, nil, []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", 8}, []any{"", "Văn", 7})},
		{"courses two terms", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"), []byte("Mã HS;Toán HK1;Toán HK2;Toán CN\nA1;8;7;7,5\n")},
		{"courses sci name as header", []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\nA2;Trần Văn Mẫu;2008\n"), []byte("Mã HS;Toán;Văn\nA1;8;x\nA2;7;vắng\n")},
	}
}

// heads are the usual headers, and more.
func heads(more ...any) []any { return append([]any{"Mã HS", "Họ và tên", "Ngày sinh"}, more...) }

// spreadsheet is a workbook of one sheet.
func spreadsheet(t *testing.T, change func(f *excelize.File), rows ...[]any) []byte {
	t.Helper()
	return workbook(t, change, rows...)
}

func strike(t *testing.T, from, to string) func(f *excelize.File) {
	return func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", from, to, style))
	}
}

func strikeRow(t *testing.T, row int) func(f *excelize.File) {
	return func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
		require.NoError(t, err)
		require.NoError(t, f.SetRowStyle("Sheet1", row, row, style))
	}
}

func struckPart(t *testing.T, at string) func(f *excelize.File) {
	return func(f *excelize.File) {
		require.NoError(t, f.SetCellRichText("Sheet1", at, []excelize.RichTextRun{{Text: "Trần Văn "},
			{Text: "Mẩu", Font: &excelize.Font{Strike: true}}, {Text: "Mẫu"}}))
	}
}

func merge(t *testing.T, ranges ...string) func(f *excelize.File) {
	return func(f *excelize.File) {
		for _, r := range ranges {
			from, to, _ := strings.Cut(r, ":")
			require.NoError(t, f.MergeCell("Sheet1", from, to))
		}
	}
}

func hideRow(t *testing.T, row int) func(f *excelize.File) {
	return func(f *excelize.File) { require.NoError(t, f.SetRowVisible("Sheet1", row, false)) }
}

func hideColumn(t *testing.T, column string) func(f *excelize.File) {
	return func(f *excelize.File) { require.NoError(t, f.SetColVisible("Sheet1", column, false)) }
}

func hiddenSheet(t *testing.T, rows ...[]any) func(f *excelize.File) {
	return func(f *excelize.File) {
		_, err := f.NewSheet("B")
		require.NoError(t, err)
		for i, row := range rows {
			require.NoError(t, f.SetSheetRow("B", fmt.Sprintf("A%d", i+1), &row))
		}
		require.NoError(t, f.SetSheetVisible("B", false))
	}
}

// formula puts a formula into a cell that keeps the value that it showed last.
func formula(t *testing.T, at, text string) func(f *excelize.File) {
	return func(f *excelize.File) { require.NoError(t, f.SetCellFormula("Sheet1", at, text)) }
}

// utf16Text is a text in UTF-16 with a byte order mark.
func utf16Text(text string, bigEndian bool) []byte {
	var b bytes.Buffer
	var order binary.ByteOrder = binary.LittleEndian
	if bigEndian {
		order = binary.BigEndian
	}
	_ = binary.Write(&b, order, append([]uint16{0xFEFF}, utf16.Encode([]rune(text))...)) // a buffer takes all
	return b.Bytes()
}

const tones = "\u0300\u0301\u0303\u0309\u0323"

// windows1258 writes a text as old Vietnamese Windows does: tones follow their vowel.
func windows1258(t *testing.T, text string) []byte {
	t.Helper()
	var out []byte
	for _, r := range text {
		base, tone := "", ""
		for _, part := range norm.NFD.String(string(r)) {
			if strings.ContainsRune(tones, part) {
				tone += string(part)
			} else {
				base = norm.NFC.String(base + string(part))
			}
		}
		encoded, err := charmap.Windows1258.NewEncoder().String(base + tone)
		require.NoError(t, err)
		out = append(out, encoded...)
	}
	return out
}
