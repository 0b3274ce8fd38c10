package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestAPartOfABirthDateAmongWholeOnesIsAskedAbout(t *testing.T) {
	t.Parallel()
	list := func(third, fourth string) roster.Input {
		return roster.Input{List: []byte("Mã HS;Họ tên;Sinh ngày;Sinh tại;Giới\nA1;Lê Thị Mẫu;13/05/2008;Huế;Nữ\n" +
			"A2;Trần Văn Mẫu;25/12/2008;Vinh;Nam\nA3;Lê Văn Mẫu;26/11/2008;Huế;Nam\n" +
			"A4;Bùi Thị Mẫu;" + third + ";Huế;Nữ\nA5;Đỗ Thị Mẫu;" + fourth + ";Huế;Nữ\n")}
	}
	got := readAnswered(t, list("2008", "09/2008"), nil)
	require.Equal(t, []roster.Code{roster.CodeBirthPartial}, codes(got))
	require.Equal(t, []int{5, 6}, got.Report.Problems[0].Rows)
	require.Empty(t, codes(readAnswered(t, list("14/06/2008", "15/06/2008"), nil)))
	years := []byte("Mã HS;Họ tên;Năm sinh\nA1;Lê Thị Mẫu;1950\nA2;Trần Văn Mẫu;1951\n")
	require.Empty(t, codes(readAnswered(t, roster.Input{List: years}, nil)))
	mostly := "Mã HS;Họ tên;Ngày sinh\nB1;Lê Văn Mẫu;26/11/2008\n"
	for i, given := range []string{"An", "Bình", "Chi", "Dung", "Giang"} {
		mostly += "A" + itoa(i) + ";Lê Thị " + given + ";2008\n"
	}
	require.Equal(t, []roster.Code{roster.CodeBirthPartial}, codes(readList(t, []byte(mostly))))
}

func TestAWholeColumnOfYearsOfBirthIsOneQuestion(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ header, birth string }{
		"Years":      {"Năm sinh", "2008"},
		"Months":     {"Ngày sinh", "09/2008"},
		"InThree":    {"Ngày;Tháng;Năm", ";;2008"},
		"WithMonths": {"Ngày;Tháng;Năm", ";9;2008"},
	} {
		rows := "Mã HS;Họ tên;" + c.header + "\n"
		for i, given := range strings.Fields("An Bình Chi Dung Giang") {
			rows += "A" + itoa(i) + ";Lê Thị " + given + ";" + c.birth + "\n"
		}
		in := roster.Input{List: []byte(rows)}
		got := readAnswered(t, in, nil)
		require.Equal(t, []roster.Code{roster.CodeBirthsPartial}, codes(got), name)
		require.Equal(t, 5, got.Report.Problems[0].Count, name)
		again := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
		require.False(t, again.Report.Open(), name)
		require.Len(t, again.Rows, 5, name)
	}
}
