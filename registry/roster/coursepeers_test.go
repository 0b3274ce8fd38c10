package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
)

func universityTerms() registry.Terms {
	return registry.Terms{Type: "VN-BA", Field: "7480201", Major: "Công nghệ thông tin", DecisionDate: "2026-06-18"}
}

// programme is a list of six learners and the file of their three courses, in which something is
// changed.
func programme(t *testing.T, change func(courses string) string) roster.Result {
	t.Helper()
	list, courses := "Mã SV;Họ tên;Ngày sinh\n", "Mã SV;Mã HP;Tên HP;Số TC;Điểm 10;Năm học\n"
	for i := range 6 {
		code := "A" + itoa(i+1)
		list += code + ";" + nameOf(i) + ";" + strings.Replace(birthOf(i), "2008", "2004", 1) + "\n"
		courses += code + ";M1;Giải tích;3;8;2022-2023\n" + code + ";M2;Triết học;2;7;2023-2024\n" +
			code + ";M3;Khóa luận;10;9;2025-2026\n"
	}
	in := roster.Input{List: []byte(list), Courses: []byte(change(courses)),
		Terms: universityTerms()}
	return readAnswered(t, in, nil)
}

func TestLearnersWhoDifferFromTheirProgrammeAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		old  []string // texts and by what each is replaced
		want roster.Code
	}{
		{"nothing", nil, ""},
		{"credits of one", []string{"A3;M1;Giải tích;3", "A3;M1;Giải tích;2"}, roster.CodeCreditsOfFew},
		{"no credits of one", []string{"A3;M1;Giải tích;3", "A3;M1;Giải tích;"}, roster.CodeCreditsOfFew},
		{"a course is missing", []string{"A3;M3;Khóa luận;10;9;2025-2026\n", ""}, roster.CodeCoursesOfFew},
		{"another course in its place", []string{"A3;M3;Khóa luận;10", "A3;M9;Chuyên đề;10"}, ""},
		{"an early year", []string{"A3;M1;Giải tích;3;8;2022-2023", "A3;M1;Giải tích;3;8;2018-2019"}, roster.CodeSchoolYearUnlikely},
		{"another century", []string{"A3;M1;Giải tích;3;8;2022-2023", "A3;M1;Giải tích;3;8;1922-1923"}, roster.CodeSchoolYearUnlikely},
		{"a year alone", []string{"A3;M1;Giải tích;3;8;2022-2023", "A3;M1;Giải tích;3;8;2021-2022"}, ""},
		{"all years of one", []string{
			"A3;M1;Giải tích;3;8;2022-2023", "A3;M1;Giải tích;3;8;2021-2022",
			"A3;M2;Triết học;2;7;2023-2024", "A3;M2;Triết học;2;7;2021-2022",
			"A3;M3;Khóa luận;10;9;2025-2026", "A3;M3;Khóa luận;10;9;2024-2025",
		}, roster.CodeSchoolYearUnlikely},
		{"credits of half", []string{
			"A3;M1;Giải tích;3", "A3;M1;Giải tích;2", "A4;M1;Giải tích;3", "A4;M1;Giải tích;2",
			"A5;M1;Giải tích;3", "A5;M1;Giải tích;2",
		}, ""},
	} {
		got := programme(t, strings.NewReplacer(c.old...).Replace)
		if c.want == "" {
			require.Empty(t, codes(got), c.name)
			continue
		}
		require.Equal(t, []roster.Code{c.want}, codes(got), c.name)
		require.Equal(t, 4, got.Report.Problems[len(got.Report.Problems)-1].Row, c.name)
	}
}

func TestCoursesOfLongAgoAreAskedAboutUnlessEarnedElsewhere(t *testing.T) {
	t.Parallel()
	of := func(row string) []roster.Code {
		return codes(readAnswered(t, roster.Input{List: []byte("Mã SV;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;1990\n"),
			Courses: []byte("Mã SV;Tên HP;Điểm 10;Năm học;Miễn/chuyển\nA1;Giải tích;8;" + row + "\n"),
			Terms:   universityTerms()}, nil))
	}
	require.Equal(t, []roster.Code{roster.CodeSchoolYearUnlikely}, of("2012-2013;"))
	require.Empty(t, of("2012-2013;Trường Đại học Mẫu"))
	require.Empty(t, of("2017-2018;"))
}
