package roster_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

// coursesOf returns the courses of the first learner.
func coursesOf(got roster.Result) []credential.Course {
	if len(got.Rows) == 0 {
		return nil
	}
	return got.Rows[0].Courses
}

func TestManySubjectColumnsAreOneQuestion(t *testing.T) {
	t.Parallel()
	many := []byte(
		"Mã HS;Họ tên;Cơ học lượng tử;Chuyên đề A;Chuyên đề B\nA1;Lê Thị Mẫu;8;7;6\nA2;Trần Văn Mẫu;6;9;5\n",
	)
	got := readCourses(t, many, nil)
	require.Equal(t, []roster.Code{roster.CodeSubjectColumns, roster.CodeMarksBySubject}, codes(got))
	problems := got.Report.Problems
	p := problems[slices.IndexFunc(problems, func(p roster.Problem) bool { return p.Code == roster.CodeSubjectColumns })]
	require.Equal(t, "Cơ học lượng tử; Chuyên đề A; Chuyên đề B", p.Found)
	require.Len(t, p.Examples, 3)
	in := roster.Input{List: []byte(graduates), Courses: many, At: now}
	in.Answers = answerAll(got.Report, roster.AnswerSubject)
	all, err := roster.Read(t.Context(), in)
	require.NoError(t, err)
	require.False(t, all.Report.Open())
	require.Len(t, coursesOf(all), 3)
}

func TestCreditsOfSubjectsInTheHeader(t *testing.T) {
	t.Parallel()
	want := []credential.Course{
		{Name: "Giải tích", Credits: "4", TenPoint: "8"},
		{Name: "Triết học", Credits: "3", TenPoint: "7"},
	}
	for name, file := range map[string][]byte{
		"InParentheses": []byte("Mã HS;Họ tên;Giải tích (4 TC);Triết học (3 tín chỉ)\nA1;Lê Thị Mẫu;8;7\nA2;Trần Văn Mẫu;6;9\n"),
		"InARow":        []byte("Mã HS;Họ tên;Giải tích;Triết học\n;Số tín chỉ;4;3\nA1;Lê Thị Mẫu;8;7\nA2;Trần Văn Mẫu;6;9\n"),
		"InAMergedHeader": workbook(t, mergedAll(t, "A1", "A2", "B1", "B2"), []any{"Mã HS", "Họ tên", "Giải tích", "Triết học"},
			[]any{nil, nil, 4, 3}, []any{"A1", "Lê Thị Mẫu", 8, 7}, []any{"A2", "Trần Văn Mẫu", 6, 9}),
	} {
		got := readCourses(t, file, nil)
		require.False(t, got.Report.Failed(), name)
		require.LessOrEqual(t, got.Report.Questions, 1, name)
		require.Equal(t, want, coursesOf(got), name)
	}
	plain := []byte("Mã HS;Họ tên;Giải tích;Triết học\nA1;Lê Thị Mẫu;4;3\nA2;Trần Văn Mẫu;6;9\n")
	require.Equal(t, []credential.Course{{Name: "Giải tích", TenPoint: "4"}, {Name: "Triết học", TenPoint: "3"}},
		coursesOf(readCourses(t, plain, nil)), "a learner's low marks are no credits")
}

func TestMarksThatNoColumnIsReadForAreAskedAbout(t *testing.T) {
	t.Parallel()
	file := func(header, first, second string) []byte {
		return []byte("Mã HS;Môn học;" + header + "\nA1;Toán;" + first + "\nA2;Toán;" + second + "\n")
	}
	for header, want := range map[string]int{
		"Điểm lần 1;Điểm lần 2;Điểm chữ": 2, "Lần 1;Lần 2;Điểm chữ": 2, "Điểm quá trình;Điểm thi;Điểm chữ": 2,
		"Điểm lần 1;Điểm lần 2;Điểm": 0, "Điểm quá trình;Điểm thi;Điểm hệ 10": 0, "Số tiết;Tuần;Điểm chữ": 0,
	} {
		last := "B"
		if want == 0 && header != "Số tiết;Tuần;Điểm chữ" {
			last = "7"
		}
		got := readCourses(t, file(header, "4;7;"+last, "8;8;"+last), nil)
		asked := 0
		for _, code := range codes(got) {
			if code == roster.CodeMarksNotRead {
				asked++
			}
		}
		require.Equal(t, want, asked, header)
	}
}
