package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

func TestAValueOfFewRowsInAColumnThatIsReadIsAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header, others, one string
		asked               bool
	}{
		{"Hình thức đào tạo", "Chính quy", "Từ xa", true},
		{"Hệ đào tạo", "Chính quy", "Vừa làm vừa học", true},
		{"Khóa thi", "11/06/2026", "26/06/2025", true},
		{"Năm tốt nghiệp", "2026", "2025", true},
		{"Ngôn ngữ đào tạo", "Tiếng Việt", "Tiếng Anh", true},
		{"Hình thức đào tạo", "Chính quy", "CHÍNH QUY", false},
		{"Hình thức đào tạo", "Chính quy", "Chính quy", false},
		{"Hình thức đào tạo", "Chính quy", "", false},
	} {
		in := roster.Input{List: sixWith(t, c.header, c.others, c.one)}
		got := readAnswered(t, in, nil)
		if !c.asked {
			require.Empty(t, codes(got), c)
			continue
		}
		require.Equal(t, []roster.Code{roster.CodeValueOfFew}, codes(got), c)
		p := got.Report.Problems[0]
		require.Equal(t, 4, p.Row)
		require.Equal(t, c.others, p.Suggestion)
		again := readAnswered(t, in, answerAll(got.Report, ""))
		require.False(t, again.Report.Open())
	}
}

func TestAModeOfStudyThatIsNotTheUploadsIsAskedAbout(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: sixWith(t, "Hình thức đào tạo", "Từ xa", "Từ xa"), Terms: registry.Terms{Mode: "Chính quy"}}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeValueOfFew}, codes(got), "one question for all rows")
	require.Equal(t, 6, got.Report.Problems[0].Count)
	require.Equal(t, "Chính quy", got.Report.Problems[0].Suggestion)
	in.Terms.Mode = "Đào tạo từ xa"
	require.Empty(t, codes(readAnswered(t, in, nil)))
}

func TestTheQuestionOfAValueOfFewIsAboutItsPeople(t *testing.T) {
	t.Parallel()
	list := func(third string) []byte {
		return sixPeople(t, learner("A3", third, "13/05/2008"), nil, "Hệ đào tạo",
			"Chính quy", "Chính quy", "Từ xa", "Chính quy", "Chính quy", "Chính quy")
	}
	require.NotEqual(t, questionIDs(t, list("Lê Thị Mẫu C"), roster.CodeValueOfFew),
		questionIDs(t, list("Trần Văn Mẫu"), roster.CodeValueOfFew))
}
