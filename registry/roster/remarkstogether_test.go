package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withRemarks is a list of forty people with remarks in some rows, by their index.
func withRemarks(remarks map[int]string) roster.Input {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh;Ghi chú\n")
	for i := range 40 {
		b.WriteString("A" + itoa(i+1) + ";" + nameOf(i) + ";" + birthOf(i) + ";" + remarks[i] + "\n")
	}
	return roster.Input{List: []byte(b.String())}
}

var harmless = map[int]string{1: "Chuyển từ lớp A", 5: "Đã nộp học bạ", 9: "Chuyển từ lớp A", 12: "Lớp trưởng", 30: "Đã nhận ảnh"}

func TestHarmlessRemarksAreOneQuestionThatListsThem(t *testing.T) {
	t.Parallel()
	in := withRemarks(harmless)
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeRemarksTogether}, codes(got))
	p := got.Report.Problems[0]
	require.Equal(t, []int{3, 7, 11, 14, 32}, p.Rows)
	require.Len(t, p.Examples, 4, "each wording stands there once")
	require.Equal(t, "Chuyển từ lớp A", p.Examples[0].Found)
	require.Equal(t, []int{3, 11}, p.Examples[0].Rows)
	require.Equal(t, 14, p.Examples[2].Row)
	require.Contains(t, p.Examples[0].Readings[0], "A2 "+nameOf(1))
	all := readAnswered(t, in, answerAll(got.Report, roster.AnswerIssue))
	require.False(t, all.Report.Open())
	require.Len(t, all.Rows, 40)
	each := readAnswered(t, in, answerAll(got.Report, roster.AnswerEach))
	require.Equal(t, 4, each.Report.Questions)
	require.Equal(t, roster.CodeRowUnlike, codes(each)[1])
	answers := answerAll(each.Report, roster.AnswerLeaveOut)
	answers[p.ID] = roster.AnswerEach
	require.Len(t, readAnswered(t, in, answers).Rows, 35)
}

func TestRemarksThatMaySayMoreAreAskedAboutByThemselves(t *testing.T) {
	t.Parallel()
	remarks := map[int]string{20: "Thôi học", 21: "Không rõ", 22: "Đính chính ngày sinh"}
	for i, text := range harmless {
		remarks[i] = text
	}
	got := readAnswered(t, withRemarks(remarks), nil)
	require.ElementsMatch(t, []roster.Code{roster.CodeRemarksTogether, roster.CodeRowStatus, roster.CodeRowUnlike, roster.CodeRowRemark},
		codes(got))
	for _, e := range got.Report.Problems[0].Examples {
		require.NotContains(t, []string{"Thôi học", "Không rõ", "Đính chính ngày sinh"}, e.Found)
	}
}

func TestRemarksOfMostRowsOrOfOneWordingAreNoNewQuestion(t *testing.T) {
	t.Parallel()
	one := readAnswered(t, withRemarks(map[int]string{1: "Lớp trưởng", 5: "Lớp trưởng"}), nil)
	require.Equal(t, []roster.Code{roster.CodeRowUnlike}, codes(one))
	most := map[int]string{}
	for i := range 40 {
		most[i] = "Đã nộp học bạ số " + itoa(i)
	}
	require.Empty(t, codes(readAnswered(t, withRemarks(most), nil)))
	require.Empty(t, codes(readAnswered(t, withRemarks(nil), nil)))
}
