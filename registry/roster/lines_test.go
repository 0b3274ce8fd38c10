package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

// between is a list of two learners with a line between them and one below.
func between(line, below string) []byte {
	text := "Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;2008\n"
	if line != "" {
		text += line + ";;\n"
	}
	text += "A2;Trần Thị Mẫu;2008\n"
	if below != "" {
		text += ";Người lập;\n" + below + "\n"
	}
	return []byte(text)
}

func TestRowsUnderAHeadingOfOthersCanBeLeftOut(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"II. KHÔNG ĐỦ ĐIỀU KIỆN CÔNG NHẬN TỐT NGHIỆP", "CHƯA HOÀN THÀNH", "DANH SÁCH CHỜ",
		"Học sinh bảo lưu", "Các em sau không được cấp bằng", "Diện thi lại, chờ phúc khảo", "Lớp 12A2 - thi lại"} {
		in := roster.Input{List: between(line, "")}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{roster.CodeGroupOfOthers}, codes(got), line)
		require.Equal(t, line, got.Report.Problems[0].Found)
		left := readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut))
		require.False(t, left.Report.Open())
		require.Len(t, left.Rows, 1)
		require.Equal(t, "A1", left.Rows[0].Subject.LearnerCode)
		require.Contains(t, codes(left), roster.CodeRowLeftOut)
		require.Len(t, readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue)).Rows, 2)
	}
	parts := []byte("Mã HS;Họ tên;Ngày sinh\nI. Đủ điều kiện;;\nA1;Lê Thị Mẫu;2008\nII. Thi lại;;\nLớp 12A1;;\nA2;Trần Văn Mẫu;2008\n" +
		"Lớp 12A2;;\nA3;Phạm Văn Mẫu;2008\nIII. Lớp 12A3;;\nA4;Bùi Văn Mẫu;2008\n")
	got := readList(t, parts)
	require.Equal(t, 1, got.Report.Questions)
	left := readAnswered(t, roster.Input{List: parts}, answerAll(got.Report, roster.AnswerLeaveOut))
	require.Len(t, left.Rows, 2, "the classes within a part belong to it, the next part does not")
}

func TestLinesThatAreNoRowsAreShown(t *testing.T) {
	t.Parallel()
	terms := registry.Terms{Type: "VN-USE", DecisionDate: "2026-06-15"}
	for _, line := range []string{"Trường THPT Mẫu Khác", "Các em dưới đây cấp bằng THCS", "Năm tốt nghiệp 2024", "Lớp 11A1",
		"tên đúng: Lê Thị Mẫu", "(*) Học sinh số 2 sinh ngày 01/02/2008", "Hệ GDTX", "Nơi sinh: Hà Nội"} {
		got := readAnswered(t, roster.Input{List: between(line, ""), Terms: terms}, nil)
		require.Equal(t, []roster.Code{roster.CodeRowText}, codes(got), line)
		require.Equal(t, line, got.Report.Problems[0].Found)
	}
	for _, line := range []string{"Lớp 12A2", "LỚP 12A2", "II. Lớp 12A2", "Nữ:", "Trang 2", "Ngành: Kế toán",
		"Năm tốt nghiệp 2026", "Đợt 2", "I. ĐỦ ĐIỀU KIỆN CÔNG NHẬN TỐT NGHIỆP", "--- hết trang 1 ---"} {
		got := readAnswered(t, roster.Input{List: between(line, ""), Terms: terms}, nil)
		require.Equal(t, []roster.Code{roster.CodeRowIgnored}, codes(got), line)
		require.Equal(t, line, got.Report.Problems[0].Found)
	}
	for _, below := range []string{";Ghi chú: số thứ tự 2 không được cấp bằng.;", ";(*) Em Mẫu sinh ngày 01/02/2008;",
		";Ghi chú: Lê Mẫu là Lê Mậu;", ";Trần Thị Mẫu đã thôi học;", ";Riêng em Lê Mẫu cấp sau;"} {
		got := readList(t, between("", below))
		require.Equal(t, []roster.Code{roster.CodeBelowList, roster.CodeRowText}, codes(got), below)
	}
	for _, below := range []string{";Lê Thị Mẫu;Trần Văn Mẫu", ";Tổng số: 2 học sinh, trong đó nữ: 1;", ";(Bằng chữ: hai học sinh);",
		";Mẫu, ngày 05 tháng 6 năm 2026;KT. HIỆU TRƯỞNG", ";(Ký, ghi rõ họ tên);PHÓ HIỆU TRƯỞNG", ";Nơi nhận:;", ";- Như trên;",
		";- Lưu: VT;", ";Trang 1/3;", ";Giỏi: 4; Khá: 2"} {
		require.Equal(t, []roster.Code{roster.CodeBelowList}, codes(readList(t, between("", below))), below)
	}
	many := "Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n"
	for i := range 99 {
		many += ";điều thứ " + itoa(i) + " đã nói;\n"
	}
	require.Less(t, readList(t, []byte(many)).Report.Questions, 40, "many lines are asked about together")
}

func TestTitlesThatDoNotSuitTheImportAreAskedAbout(t *testing.T) {
	t.Parallel()
	terms := registry.Terms{Type: "VN-USE", DecisionDate: "2026-06-15", DecisionNumber: "12/QĐ-MAU", School: "Trường THPT Mẫu",
		IssueDate: "2026-06-18"}
	titled := func(title string) roster.Result {
		list := workbook(t, nil, []any{title}, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"))
		return readAnswered(t, roster.Input{List: list, Terms: terms}, nil)
	}
	for _, title := range []string{"DANH SÁCH HỌC SINH TỐT NGHIỆP TRUNG HỌC CƠ SỞ", "TRƯỜNG THPT TRẦN MẪU",
		"(Kèm theo Quyết định số 99/QĐ-KHAC)", "DANH SÁCH ĐĂNG KÝ DỰ THI", "DANH SÁCH HỌC SINH KHỐI 11",
		"DANH SÁCH THU HỒI VĂN BẰNG", "DANH SÁCH TRẢ LẠI BẰNG", "BẰNG TỐT NGHIỆP TRUNG CẤP", "danh sach lop 11a1", "Ngày cấp: 01/01/2025"} {
		got := titled(title)
		require.Equal(t, []roster.Code{roster.CodeTitleDiffers}, codes(got), title)
		require.Equal(t, title, got.Report.Problems[0].Found)
	}
	for _, title := range []string{"DANH SÁCH HỌC SINH TỐT NGHIỆP TRUNG HỌC PHỔ THÔNG NĂM 2026", "TRƯỜNG THPT MẪU",
		"TRƯỜNG TRUNG HỌC PHỔ THÔNG MẪU", "(Kèm theo Quyết định số 12/QĐ-MAU ngày 15/6/2026)", "SỞ GIÁO DỤC VÀ ĐÀO TẠO", "KHỐI 12", "LỚP 12A1", "Bảng 1",
		"Ngày cấp: 18/06/2026"} {
		require.Empty(t, codes(titled(title)), title)
	}
	require.Equal(t, []roster.Code{roster.CodeListOfDraft}, codes(titled("Biểu mẫu (ví dụ)")))
}
