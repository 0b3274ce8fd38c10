package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// ofEight is a list of eight learners with all that is read, and one more column.
func ofEight(t *testing.T, header string, values ...any) []byte {
	t.Helper()
	rows := [][]any{{"Mã HS", "Họ tên", "Ngày sinh", "Giới tính", "Nơi sinh", "Dân tộc", header}}
	for i := range 8 {
		rows = append(rows, []any{"A" + itoa(i+1), nameOf(i), birthOf(i),
			[]string{"Nữ", "Nam"}[i%2], "Xã Mẫu, tỉnh Sơn La", "Kinh", values[i%len(values)]})
	}
	return workbook(t, nil, rows...)
}

// A column that says again what another one says is compared with it, and asked about once.
func TestASecondColumnOfTheSameIsCompared(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		values []any
		want   roster.Code
		count  int
	}{
		{"Ngày sinh theo CCCD", []any{"01/01/2007"}, roster.CodeBirthDiffers, 8},
		{"Ngày sinh GKS", []any{"01/01/2007"}, roster.CodeBirthDiffers, 8},
		{"Ngày sinh dd/mm", []any{"01/02"}, roster.CodeBirthDiffers, 8},
		{"Sinh năm", []any{2007}, roster.CodeBirthDiffers, 8},
		{"Năm sinh", []any{2008, 2007}, roster.CodeBirthDiffers, 4},
		{"Tỉnh/TP nơi sinh", []any{"Cà Mau", "Sơn La"}, roster.CodeSecondDiffers, 4},
		{"Tên trong học bạ", []any{"Trần Mẫu"}, roster.CodeSecondDiffers, 8},
		{"Nữ", []any{"", "x"}, roster.CodeSecondDiffers, 8},
		{"Dân tộc theo CCCD", []any{"Tày", "Kinh"}, roster.CodeSecondDiffers, 4},
	} {
		in := roster.Input{List: ofEight(t, c.header, c.values...)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{c.want}, codes(got), c.header)
		require.Equal(t, c.count, got.Report.Problems[0].Count, c.header)
		again := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
		require.False(t, again.Report.Open(), c.header)
		require.Len(t, again.Rows, 8)
	}
}

func TestASecondColumnThatAgreesIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header string
		values []any
	}{
		{"Năm sinh", []any{2008}},
		{"Ngày sinh bằng chữ", []any{"Ngày mười ba"}},
		{"Nữ", []any{"x", ""}},
		{"Nữ", []any{""}},
		{"Nữ dân tộc", []any{"", "x"}},
		{"Phái nữ", []any{"x", ""}},
		{"Tỉnh nơi sinh", []any{"Sơn La", "Tỉnh Sơn La", ""}},
		{"Họ và tên GVCN", []any{"Trần Văn Mẫu"}},
		{"Ngày sinh của mẹ", []any{"01/01/1980"}},
		{"Nơi sinh (cha)", []any{""}},
		{"Tên khác", []any{"Lê Mẫu"}},
		{"Dân tộc thiểu số", []any{""}},
	} {
		got := readAnswered(t, roster.Input{List: ofEight(t, c.header, c.values...)}, nil)
		require.Empty(t, codes(got), c.header)
	}
}

// What was said of two columns goes for these two only.
func TestAnAnswerAboutASecondColumnIsBoundToBoth(t *testing.T) {
	t.Parallel()
	list := func(born string) []byte {
		return []byte("Mã HS;Họ tên;Ngày sinh;Năm sinh\nA1;Lê Thị Mẫu;" + born + ";2007\n")
	}
	got := readAnswered(t, roster.Input{List: list("13/05/2008")}, nil)
	require.Equal(t, []roster.Code{roster.CodeBirthDiffers}, codes(got))
	answers := answerAll(got.Report, roster.AnswerConfirm)
	require.Zero(t, readAnswered(t, roster.Input{List: list("13/05/2008")}, answers).Report.Questions)
	require.Equal(t, 1, readAnswered(t, roster.Input{List: list("13/05/2009")}, answers).Report.Questions)
}
