package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// Marks that stand beside another birth date than the learner of their code has are asked about,
// once for the column.
func TestBirthDatesOfTheFileOfCoursesAreCompared(t *testing.T) {
	t.Parallel()
	list := func(second string) []byte {
		return []byte("Mã SV;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2003\nA2;Trần Văn Mẫu;" + second + "\n")
	}
	courses := func(first, second string) []byte {
		return []byte("Mã SV;Ngày sinh;Tên học phần;Điểm\nA1;" + first + ";Học phần mẫu;8\nA1;" + first +
			";Học phần hai;7\nA2;" + second + ";Học phần mẫu;9\n")
	}
	in := roster.Input{List: list("13/11/2003"), Courses: courses("01/01/2000", "13/11/2003")}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeOtherBirth}, codes(got))
	require.Equal(t, []int{2, 3}, got.Report.Problems[0].Rows)
	require.Equal(t, []string{"25/12/2003"}, got.Report.Problems[0].Examples[0].Readings)
	answers := answerAll(got.Report, roster.AnswerConfirm)
	again := readAnswered(t, in, answers)
	require.False(t, again.Report.Open())
	in.List = list("14/11/2003")
	again = readAnswered(t, in, answers)
	require.True(t, again.Report.Open(), "the list has other birth dates by now")

	for _, c := range [][2]string{{"25/12/2003", "13/11/2003"}, {"2003-12-25", "13.11.2003"}, {"2003", "11/2003"},
		{"", ""}, {"25/12/2003", "chưa rõ"}} {
		in := roster.Input{List: list("13/11/2003"), Courses: courses(c[0], c[1])}
		require.NotContains(t, codes(readAnswered(t, in, nil)), roster.CodeOtherBirth, c)
	}
	wide := roster.Input{List: list("13/11/2003"), Courses: []byte("Mã SV;Ngày sinh;Toán;Ngữ văn\nA1;24/12/2003;8;7\nA2;13/11/2003;9;8\n")}
	require.Contains(t, codes(readAnswered(t, wide, nil)), roster.CodeOtherBirth, "a column for each subject")
}

// Letters behind names and words that stand twice are asked about.
func TestNamesWithALetterOrTwiceAWord(t *testing.T) {
	t.Parallel()
	ask := func(name, group string) []roster.Code {
		return codes(readAnswered(t, roster.Input{List: []byte("Mã HS;Họ tên;Ngày sinh;Dân tộc\nA1;Lê Thị Mẫu;25/12/2008;Kinh\n" +
			"A2;" + name + ";13/11/2008;" + group + "\n")}, nil))
	}
	for _, name := range []string{"Nguyễn Thị Hương A", "Nguyễn Thị Hương B", "NGUYỄN THỊ HƯƠNG B", "Nguyễn Văn Văn Mẫu",
		"Trần Thị Thị Mẫu", "Nguyễn Nguyễn Văn Mẫu", "Trần Mẫu Trần Mẫu", "Lê Hương Lê HƯƠNG", "Lê Mẫu Hà Mẫu Mẫu"} {
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, ask(name, "Kinh"), name)
	}
	for _, name := range []string{"Lê Vy Vy", "Hoàng Hoàng Anh", "Nguyễn Thị Thu Thu", "Trần Mẫu Hà Mẫu", "Mai Mai", "Lê Hà Thu Hà"} {
		require.Empty(t, ask(name, "Kinh"), name)
	}
	require.Empty(t, ask("Lò Thị Mẫu A", "Thái"))
	require.Empty(t, ask("Lò Thị Mẫu W", "Kinh"))
}

// Two spellings of one name that differ by i and y are one name where the birth date is the same.
func TestOnePersonWithIAndY(t *testing.T) {
	t.Parallel()
	of := func(first, second string) []roster.Code {
		return codes(readList(t, list("", "A1;"+first+";25/12/2008", "A2;"+second+";25/12/2008")))
	}
	for _, c := range [][2]string{{"Lê Thị Thúy Vy", "Lê Thị Thuý Vi"}, {"Lý Mẫu Mỹ", "Lí Mẫu Mĩ"}} {
		require.Equal(t, []roster.Code{roster.CodeRepeatedPerson}, of(c[0], c[1]), c)
	}
	require.Empty(t, of("Lê Thị Vy", "Lê Thị Vân"))
}
