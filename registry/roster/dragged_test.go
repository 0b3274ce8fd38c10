package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// birthOf returns birth dates that follow each other as those of a class do.
func birthOf(i int) string {
	day, month := 13+i*5%16, 1+i*7%12
	return itoa(day) + "/" + strings.Repeat("0", 2-len(itoa(month))) + itoa(month) + "/2008"
}

// nameOf returns names of which no two are alike, for a list of at most 400.
func nameOf(i int) string {
	given := strings.Fields("An Bình Chi Dũng Giang Hà Khánh Lan Minh Nga Oanh Phúc Quân Sơn Thảo Uyên Vân Xuân Yến Đạt")
	middle := ""
	if i >= len(given) {
		middle = given[i/len(given)] + " "
	}
	return "Lê Mẫu " + middle + given[i%len(given)]
}

// ofTen is a list of ten learners in which a column has the values for the rows in the middle.
func ofTen(t *testing.T, header string, values ...any) []byte {
	t.Helper()
	rows := [][]any{{"Mã HS", "Họ và tên", "Ngày sinh", "Nơi sinh", "Số CCCD", header}}
	at := map[string]int{"Họ và tên": 1, "Ngày sinh": 2, "Nơi sinh": 3, "Số CCCD": 4}
	for i := range 10 {
		row := []any{"A" + itoa(i+1), nameOf(i), birthOf(i), []any{"Hà Nội", "Vinh", "Xã Mẫu 1"}[i*5%7%3], "", ""}
		if j := i - 2; j >= 0 && j < len(values) {
			col, known := at[header]
			if !known {
				col = 5
			}
			row[col] = values[j]
		}
		rows = append(rows, row)
	}
	if _, known := at[header]; known {
		for i := range rows {
			rows[i] = rows[i][:5]
		}
	}
	return workbook(t, nil, rows...)
}

// What a spreadsheet makes of a cell that is dragged over those below is asked about once.
func TestValuesThatCountOnAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		values []any
		want   roster.Code
	}{
		{"Ngày sinh", []any{"25/03/2008", "26/03/2008", "27/03/2008", "28/03/2008", "29/03/2008"}, roster.CodeCountsOn},
		{"Ngày sinh", []any{"29/03/2008", "28/03/2008", "27/03/2008", "26/03/2008", "25/03/2008"}, roster.CodeCountsOn},
		{"Ngày sinh", []any{"25/03/2008", "25/04/2008", "25/05/2008", "25/06/2008", "25/07/2008"}, roster.CodeCountsOn},
		{"Ngày sinh", []any{"25/03/2003", "25/03/2004", "25/03/2005", "25/03/2006", "25/03/2007"}, roster.CodeCountsOn},
		{"Ngày sinh", []any{"25/03/2008", "25/03/2008", "25/03/2008", "25/03/2008", "25/03/2008"}, roster.CodeOneForMany},
		{"Nơi sinh", []any{"Quận 1, Hà Nội", "Quận 2, Hà Nội", "Quận 3, Hà Nội", "Quận 4, Hà Nội", "Quận 5, Hà Nội"},
			roster.CodeCountsOn},
		{"Số CCCD", []any{"014308000011", "014308000012", "014308000013", "014308000014", "014308000015", "014308000016"},
			roster.CodeCountsOn},
		{"Họ và tên", []any{"Lê Thị Mẫu", "Lê Thị Mẫu", "Lê Thị Mẫu", "LÊ THỊ MẪU", "Lê Thị Mẫu"}, roster.CodeOneForMany},
		{"Ngày nhập học", []any{"25/03/2022", "26/03/2022", "27/03/2022", "28/03/2022", "29/03/2022"}, roster.CodeCountsOn},
	} {
		in := roster.Input{List: ofTen(t, c.header, c.values...)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{c.want}, codes(got), "%v", c.values)
		require.Equal(t, len(c.values), got.Report.Problems[0].Count, "%v", c.values)
		again := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
		require.False(t, again.Report.Open())
		require.Len(t, again.Rows, 10)
	}
}

// Equal places, and codes and numbers that count on, are as in every list; so are dates that
// follow each other for less than five rows.
func TestValuesThatMayFollowEachOtherAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		values []any
	}{
		{"Ngày sinh", []any{"25/03/2008", "26/03/2008", "27/03/2008", "28/03/2008"}},
		{"Ngày sinh", []any{"25/03/2008", "25/03/2008", "25/03/2008", "25/03/2008"}},
		{"Nơi sinh", []any{"Xã Mẫu 1", "Xã Mẫu 1", "Xã Mẫu 1", "Xã Mẫu 1", "Xã Mẫu 1"}},
		{"Số hiệu", nil},
	} {
		require.Empty(t, codes(readAnswered(t, roster.Input{List: ofTen(t, c.header, c.values...)}, nil)), "%v", c.values)
	}
	var sorted []string
	for i := range 28 { // of a year's many people, some are born on days that follow each other
		day := i + 1
		if i > 6 {
			day = i/2*2 + 1
		}
		sorted = append(sorted, "A"+itoa(i+1)+";"+nameOf(i)+";"+itoa(day)+"/10/2008;A 00000"+itoa(i+10)+";2026/"+itoa(i+10))
	}
	list := []byte("Mã HS;Họ tên;Ngày sinh;Số hiệu;Số vào sổ\n" + strings.Join(sorted, "\n") + "\n")
	got := codes(readAnswered(t, roster.Input{List: list}, nil))
	require.NotContains(t, got, roster.CodeOneForMany)
	years := []byte("Mã HS;Họ tên;Năm sinh\nA1;Lê Mẫu An;1960\nA2;Lê Mẫu Bình;1960\nA3;Lê Mẫu Chi;1960\n" +
		"A4;Lê Mẫu Dũng;1960\nA5;Lê Mẫu Giang;1960\nA6;Lê Mẫu Hà;1960\n")
	require.NotContains(t, codes(readAnswered(t, roster.Input{List: years}, nil)), roster.CodeOneForMany)
	short := []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Mẫu An;13/05/2008\nA2;Lê Mẫu Bình;14/05/2008\nA3;Lê Mẫu Chi;15/05/2008\n" +
		"A4;Lê Mẫu Dũng;16/05/2008\nA5;Lê Mẫu Giang;17/05/2008\nA6;Lê Mẫu Hà;18/05/2008\nA7;Lê Mẫu Lan;19/05/2008\n")
	require.Empty(t, codes(readAnswered(t, roster.Input{List: short}, nil)), "everybody sees these beside each other")
}
