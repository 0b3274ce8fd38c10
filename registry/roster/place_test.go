package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

func TestBirthPlacesThatAreNone(t *testing.T) {
	t.Parallel()
	at := func(place string) roster.Result {
		return readList(t, workbook(t, nil, append(head, "Nơi sinh"), learner("A1", "Lê Thị Mẫu", "25/12/2008", place)))
	}
	for _, place := range []string{"0912345678", "20/05/2008", "Kinh", "Sơn La (1)", "Sơn La / Lai Châu", "Thôi học", "Đã mất",
		"Chưa tốt nghiệp", "Bảo lưu", "Nam", "Nữ", "12A1", "lớp 12A1", "Đạt", "Trượt", "Tày", "Không", "2008"} {
		got := at(place)
		if place == "Không" { // which stands for no place everywhere
			require.Contains(t, codes(got), roster.CodePlaceholder)
			continue
		}
		require.Equal(t, []roster.Code{roster.CodePlaceUnlikely}, codes(got), place)
		require.Equal(t, place, got.Report.Problems[0].Found)
		require.Equal(t, place, got.Rows[0].Subject.BirthPlace, "it is printed once it is confirmed")
	}
	for _, place := range []string{"Sơn La", "Xã Mẫu, tỉnh Hà Nam", "Phường 12, Quận 3, TP. Hồ Chí Minh", "Xóm 4, xã Mẫu, Nghệ An",
		"P.5, Q.10, TP.HCM", "Bệnh viện 103, Hà Nội", "Tổ 2 phường Mẫu, Huế", "Lào", "CHLB Đức", "Bà Rịa - Vũng Tàu", "Viên Chăn",
		"Khu phố 3, Đồng Nai"} {
		require.NotContains(t, codes(at(place)), roster.CodePlaceUnlikely, place)
	}
	many := "Mã HS;Họ tên;Ngày sinh;Nơi sinh\n" + strings.Repeat("A;Lê Thị Mẫu;2008;12A1\n", 50)
	n := 0
	for _, code := range codes(readList(t, []byte(many))) {
		if code == roster.CodePlaceUnlikely {
			n++
		}
	}
	require.Equal(t, 1, n, "equal values are one question")
}

func TestColumnsOfASexThatHoldWordsOrNothing(t *testing.T) {
	t.Parallel()
	sexes := func(header string, cells ...any) (roster.Result, []string) {
		rows := [][]any{append(head, header)}
		for i, cell := range cells {
			rows = append(rows, learner("A"+itoa(i+1), nameOf(i), "25/12/2008", cell))
		}
		got := readList(t, workbook(t, nil, rows...))
		var all []string
		for _, row := range got.Rows {
			all = append(all, row.Subject.Sex)
		}
		return got, all
	}
	got, all := sexes("Nữ", "Nam", "Nữ", "nu", "nam")
	require.False(t, got.Report.Failed())
	require.Equal(t, []string{"Nam", "Nữ", "Nữ", "Nam"}, all)
	_, all = sexes("Nam", "Nam", "Nữ")
	require.Equal(t, []string{"Nam", "Nữ"}, all)
	_, all = sexes("Nữ", "x", "")
	require.Equal(t, []string{"Nữ", "Nam"}, all)
	for _, header := range []string{"Nữ", "Nam"} {
		got, _ = sexes(header, "", "")
		require.Contains(t, codes(got), roster.CodeSexEmpty, header)
		require.Equal(t, 1, got.Report.Questions)
	}
}

func TestCodesThatASpreadsheetMadeNumbersOf(t *testing.T) {
	t.Parallel()
	amid := func(value any) roster.Result {
		return readList(t, workbook(t, func(f *excelize.File) { require.NoError(t, f.SetCellValue("Sheet1", "A3", value)) }, head,
			learner("HS01", "Lê Thị Mẫu", "25/12/2008"), learner("", "Trần Văn Mẫu", "13/11/2008")))
	}
	require.Equal(t, []roster.Code{roster.CodeLearnerCode}, codes(amid(2206000001.23))[len(codes(amid(2206000001.23)))-1:])
	half := amid(26000006.5)
	require.True(t, half.Report.Failed())
	require.Equal(t, []roster.Code{roster.CodeNumberCell}, codes(amid(100000)), "one number amid codes with letters")
	require.Empty(t, codes(amid("HS02")))
}
