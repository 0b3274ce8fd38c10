package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// countedBelow is a list of six people, five of them women and four of good rank, with a
// line below it.
func countedBelow(t *testing.T, cells ...any) []byte {
	t.Helper()
	rows := [][]any{append(head, "Giới tính", "Xếp loại")}
	for i := range 6 {
		sex, rank := "Nữ", "Giỏi"
		if i == 0 {
			sex = "Nam"
		}
		if i > 3 {
			rank = "Khá"
		}
		rows = append(rows, learner("A"+itoa(i+1), nameOf(i), "13/05/2008", sex, rank))
	}
	return workbook(t, nil, append(rows, cells)...)
}

func TestCountsBelowAListAreCompared(t *testing.T) {
	t.Parallel()
	for _, line := range [][]any{
		{"Danh sách này có bảy học sinh."}, {"bảy học sinh"}, {"Danh sách gồm sáu (7) học sinh"}, {"Tổng số: 7"},
		{"Tổng số: sáu (7) học sinh"}, {"Tổng số", 7}, {"Nữ: 4"}, {"Trong đó: nữ 4, nam 2"}, {"Giỏi: 4; Khá: 3"},
		{"Tổng số: 6; Nữ: 5; Giỏi: 3"}, {"Tổng cộng 6 học sinh (bằng chữ: mười sáu học sinh)"},
		{"Tong so: bay hoc sinh"}, {"Loại giỏi: 4 em; loại khá: 1 em"},
		{"Ấn định danh sách có hai mươi mốt học sinh được công nhận tốt nghiệp."},
	} {
		require.Contains(t, codes(readList(t, countedBelow(t, line...))), roster.CodeTotalDiffers, line)
	}
	for _, line := range [][]any{
		{"Danh sách này có sáu học sinh."}, {"sáu học sinh"}, {"Danh sách gồm 06 (sáu) học sinh./."}, {"Tổng số: 6"},
		{"Tổng số", 6}, {"Tổng số: 6; Nữ: 5 (83,3%)"}, {"Trong đó: nữ 5, nam 1"}, {"Giỏi: 4 (66,67%); Khá: 2 (33,33%)"},
		{"Tổng cộng 6 học sinh (bằng chữ: sáu học sinh)"}, {"Tong so: sau hoc sinh"}, {"Xuất sắc: 0; Giỏi: 4; Khá: 2"},
		{"Mẫu, ngày 15 tháng 6 năm 2026"}, {"Trang 2"}, {"Nữ dân tộc: 3"}, {"Số học sinh dự xét: 8"}, {"Trần Văn Hai"},
		{"Lớp 12A1 năm học 2025-2026"}, {"Số: 15/QĐ-THPTM"},
	} {
		require.NotContains(t, codes(readList(t, countedBelow(t, line...))), roster.CodeTotalDiffers, line)
	}
}
