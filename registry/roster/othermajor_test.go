package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

func TestOtherFieldsAndModesOfStudyInTitlesAndHeadings(t *testing.T) {
	t.Parallel()
	terms := registry.Terms{Type: "VN-BA", Field: "7480201", Major: "Công nghệ thông tin", Mode: "Chính quy"}
	above := func(title string, more ...any) roster.Result {
		return readAnswered(t, roster.Input{Terms: terms, List: workbook(t, nil, []any{title}, append(head, more...),
			learner("A1", "Lê Thị Mẫu", "25/12/2004", []any{"Kế toán", "Từ xa"}[:len(more)]...))}, nil)
	}
	between := func(heading string) roster.Result {
		return readAnswered(t, roster.Input{Terms: terms, List: workbook(t, nil, head, []any{heading},
			learner("A1", "Lê Thị Mẫu", "25/12/2004"))}, nil)
	}
	for _, line := range []string{
		"DANH SÁCH SINH VIÊN TỐT NGHIỆP NGÀNH KẾ TOÁN - HỆ CHÍNH QUY", "Ngành: Kế toán", "Ngành đào tạo: Quản trị kinh doanh",
		"NGÀNH KẾ TOÁN", "Danh sách sinh viên hệ vừa làm vừa học", "Hình thức đào tạo: Từ xa", "Hệ VLVH", "Hệ không chính quy",
		"Sinh viên ngành Công nghệ thông tin - hệ từ xa", "Nghề: Hàn",
	} {
		require.Equal(t, []roster.Code{roster.CodeTitleDiffers}, codes(above(line)), line)
		require.Equal(t, 1, above(line).Report.Questions, line)
	}
	for _, line := range []string{"Ngành: Kế toán", "II. NGÀNH KẾ TOÁN", "Ngành Kế toán - khóa 2020"} {
		require.Equal(t, []roster.Code{roster.CodeTitleDiffers}, codes(between(line)), line)
	}
	for _, line := range []string{
		"DANH SÁCH SINH VIÊN TỐT NGHIỆP NGÀNH CÔNG NGHỆ THÔNG TIN - HỆ CHÍNH QUY", "Ngành: CNTT", "Ngành Công nghệ thông tin khóa 2020",
		"Mã ngành: 7480201", "Ngành: 7480201", "Chuyên ngành: Kỹ thuật phần mềm", "Trường Cao đẳng Đa ngành Mẫu",
		"Ngành Công nghệ thông tin (chất lượng cao)", "Đại học chính quy khóa 2022 - 2026", "Khối ngành Kinh tế",
	} {
		require.Empty(t, codes(above(line)), line)
	}
	for _, line := range []string{"Ngành: Công nghệ thông tin", "I. NGÀNH CÔNG NGHỆ THÔNG TIN", "Hệ chính quy"} {
		require.NotContains(t, codes(between(line)), roster.CodeTitleDiffers, line)
	}
	require.NotContains(
		t,
		codes(above("Ngành: Kế toán - hệ từ xa", "Ngành", "Hình thức đào tạo")),
		roster.CodeTitleDiffers,
		"what the columns say is printed",
	)
	terms = registry.Terms{Type: "VN-USE"}
	require.NotContains(
		t,
		codes(above("Ngành: Kế toán - hệ từ xa")),
		roster.CodeTitleDiffers,
		"nothing is printed of either",
	)
}

func TestMoreColumnsOfTheDecisionAreCompared(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Ngày ký", "15/06/2026", "15/06/2025"}, {"Ngày ký", "18/06/2026", "18/06/2025"},
		{"Ngày ban hành QĐ", "15/06/2026", "16/06/2026"}, {"Ngày công nhận TN", "15/06/2026", "15/06/2025"},
		{"Quyết định", "12/QĐ-THPTM ngày 15/06/2026", "112/QĐ-THPTM"}, {"Theo QĐ", "12", "13"},
		{"QĐ công nhận", "Số 12/QĐ-THPTM", "99/QĐ-KHAC"},
	} {
		list := func(cell string) []byte {
			return workbook(t, nil, append(head, c[0]), learner("A1", "Lê Thị Mẫu", "25/12/2008", c[1]),
				learner("A2", "Trần Văn Mẫu", "13/07/2008", cell))
		}
		require.NotContains(t, codesUnderTerms(t, list(c[1])), roster.CodeColumnTerms, c)
		require.Contains(t, codesUnderTerms(t, list(c[2])), roster.CodeColumnTerms, c)
	}
	for _, header := range []string{"Số quyết định công nhận", "Quyết định số"} {
		require.Equal(t, roster.FieldDecisionNo, roster.FieldOf(header))
	}
	for _, header := range []string{"Ngày ký nhận", "Ngày cấp CMND", "Số QĐ trúng tuyển", "Ngày nhận bằng", "QĐ giao đề tài",
		"Ngày công nhận Đoàn viên"} {
		list := workbook(t, nil, append(head, header), learner("A1", "Lê Thị Mẫu", "25/12/2008", "01/02/2024"))
		require.NotContains(t, codesUnderTerms(t, list), roster.CodeColumnTerms, header)
	}
}
