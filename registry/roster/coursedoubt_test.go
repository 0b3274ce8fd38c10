package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestMarksThatCannotBeOneAreAskedAbout(t *testing.T) {
	t.Parallel()
	list := []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2004\n")
	of := func(rows string) []roster.Code {
		return codes(readBoth(t, list, []byte("Mã HS;Mã HP;Tên HP;Số TC;Điểm 10;Điểm chữ;Điểm 4;Năm học\n"+rows)))
	}
	for rows, want := range map[string]roster.Code{
		"A1;M1;Toán;3;8,5;C;4,0;2024-2025\n":                                      roster.CodeMarksDiffer,
		"A1;M1;Toán;3;5;A+;;2024-2025\n":                                          roster.CodeMarksDiffer,
		"A1;M1;Toán;3;;B;4,0;2024-2025\n":                                         roster.CodeMarksDiffer,
		"A1;M1;Toán;300;8,5;A;4,0;2024-2025\n":                                    roster.CodeCreditsUnusual,
		"A1;M1;Toán;0;8,5;A;4,0;2024-2025\n":                                      roster.CodeCreditsUnusual,
		"A1;M1;Toán;3;8,5;A;4,0;2030-2031\n":                                      roster.CodeSchoolYearFuture,
		"A1;M1;Toán;3;8,5;A;4,0;2026-2027\n":                                      roster.CodeSchoolYearFuture,
		"A1;M1;Toán;3;8,5;;1,5;2024-2025\n":                                       roster.CodeMarksDiffer,
		"A1;M1;Toán;3;3,0;F;0;2024-2025\n":                                        roster.CodeCourseNotPassed,
		"A1;M1;Toán;3;3,0;;;2024-2025\n":                                          roster.CodeCourseNotPassed,
		"A1;M1;Thể chất;3;;CĐ;;2024-2025\n":                                       roster.CodeCourseNotPassed,
		"A1;M1;Toán;3;8,5;A;4,0;2023-2024\nA1;M1;Triết học;3;7;B;3,0;2024-2025\n": roster.CodeCourseNames,
	} {
		require.Equal(t, []roster.Code{want}, of(rows), rows)
	}
	require.Empty(t, of("A1;M1;Toán;3;8,5;A;4,0;2024-2025\nA1;M2;Văn;3;7,8;B;3,0;2024-2025\nA1;M3;Lý;2;6,9;C+;2,5;2024-2025\n"+
		"A1;M4;Hóa;2;4,0;D;1,0;2024-2025\nA1;M5;Sử;2;3,9;F;0;2024-2025\nA1;M5;Sử;2;5,0;D+;1,5;2025-2026\nA1;M6;Thể chất;1;;P;;2024-2025\n"+
		"A1;M7;Ngoại ngữ;2;;R;;2024-2025\n"))
}

func TestCoursesAreHeldAgainstTheList(t *testing.T) {
	t.Parallel()
	courses := []byte("Mã SV;Mã HP;Tên HP;Số TC;Điểm 10;Điểm 4\n" +
		"A1;M1;Toán;3;5;1,5\nA1;M2;Lý;3;5,5;1,5\nA1;M3;Hóa;3;6,5;2,5\nA1;M4;Bóng chuyền;1;9;4\n")
	for row, want := range map[string][]roster.Code{
		"Khá;120;;":               {roster.CodeCreditsDiffer, roster.CodeMeanDiffers},
		"Trung bình;10;;":         nil,
		"Trung bình;9;;":          nil, // physical education does not count
		"Xuất sắc;10;;":           {roster.CodeMeanDiffers},
		"Xuất sắc;10;9,50;":       {roster.CodeMeanDiffers},
		"Trung bình;10;6,02;2,08": nil,
		"Trung bình;10;5,67;1,83": {roster.CodeRankDiffers},
		"Trung bình;10;6,02;3,99": {roster.CodeRankDiffers, roster.CodeMeanDiffers},
	} {
		list := []byte("Mã SV;Họ tên;Ngày sinh;Xếp loại;Tổng TC;TBTL hệ 10;TBTL hệ 4\nA1;Lê Thị Mẫu;2004;" + row + "\n")
		require.Equal(t, want, codes(readBoth(t, list, courses)), row)
	}
	school := readBoth(t, []byte("Mã HS;Họ tên;Ngày sinh;Xếp loại\nA1;Lê Thị Mẫu;2008;Khá\n"),
		[]byte("Mã HS;Toán;Ngữ văn;Tiếng Anh\nA1;9,5;3,4;9,9\n"))
	require.Equal(t, []roster.Code{roster.CodeMarksBySubject}, codes(school), "schools have other rules")
}

func TestARankIsByTheMeanOnEitherScale(t *testing.T) {
	t.Parallel()
	list := func(rank string) []byte {
		return []byte("Mã SV;Họ tên;Ngày sinh;Xếp loại\nA1;Lê Thị Mẫu;2004;" + rank + "\n")
	}
	for _, courses := range []string{
		"Mã SV;Mã HP;Tên HP;Số TC;Điểm 10;Điểm 4\nA1;M1;Toán;3;8,5;4\nA1;M2;Lý;3;8,6;4\nA1;M3;Hóa;3;8;3,5\n",
		"Mã SV;Mã HP;Tên HP;Số TC;Điểm 10\nA1;M1;Toán;3;8,5\nA1;M2;Lý;3;8,6\nA1;M3;Hóa;3;8\n",
	} {
		for _, rank := range []string{"Xuất sắc", "Giỏi", "Khá"} { // 8.37 of 10, 3.83 of 4
			require.Empty(t, codes(readBoth(t, list(rank), []byte(courses))), rank)
		}
	}
	low := "Mã SV;Mã HP;Tên HP;Số TC;Điểm 10\nA1;M1;Toán;3;7,5\nA1;M2;Lý;3;7,6\nA1;M3;Hóa;3;8\n" // 7.7 of 10, 3.17 of 4
	require.Equal(t, []roster.Code{roster.CodeMeanDiffers}, codes(readBoth(t, list("Xuất sắc"), []byte(low))))
}

func TestRemarksBesideMarksAreAskedAbout(t *testing.T) {
	t.Parallel()
	list := []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2004\n")
	for header, want := range map[string]roster.Code{"Ghi chú": roster.CodeRowUnlike, "Hủy điểm": roster.CodeColumnCorrects,
		"Điểm đúng": roster.CodeColumnCorrects} {
		got := readBoth(t, list, []byte("Mã HS;Tên HP;Điểm 10;"+header+"\nA1;Toán;8;\nA1;Văn;7;9\nA1;Anh;6;\nA1;Lý;6;\n"))
		require.Equal(t, []roster.Code{want}, codes(got), header)
	}
}

func TestATotalInWordsAndDigitsIsCompared(t *testing.T) {
	t.Parallel()
	for below, want := range map[string][]roster.Code{
		"Danh sách gồm sáu (7) học sinh": {roster.CodeBelowList, roster.CodeTotalDiffers},
		"Danh sách gồm hai (2) học sinh": {roster.CodeBelowList},
	} {
		require.Equal(t, want, codes(readList(t, between("", ";"+below+";"))), below)
	}
}
