package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withMarks is a list of two people, of whom the first has courses with these marks under headers.
func withMarks(headers string, marks ...string) roster.Input {
	var b strings.Builder
	b.WriteString("Mã HS;Tên HP;Số TC;" + headers + "\n")
	for i, mark := range marks {
		b.WriteString("A1;Học phần mẫu " + itoa(i) + ";3;" + mark + "\n")
	}
	return roster.Input{List: []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;25/12/2008\n"), Courses: []byte(b.String())}
}

func TestExemptedCoursesAmidLettersAreUnderstood(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"M", "m", "Miễn", "MIỄN", "Miễn học", "(M)"} {
		for _, headers := range []string{"Điểm chữ", "Điểm"} {
			got := readAnswered(t, withMarks(headers, "A", "B+", word, "C"), nil)
			require.Empty(t, codes(got), "%s %s", headers, word)
			courses := got.Rows[0].Courses
			require.Equal(t, []bool{false, false, true, false},
				[]bool{courses[0].Exempt, courses[1].Exempt, courses[2].Exempt, courses[3].Exempt}, word)
			require.Empty(t, courses[2].Letter, word)
			require.Equal(t, "B+", courses[1].Letter, word)
		}
	}
	got := readAnswered(t, withMarks("Điểm 10;Điểm chữ;Điểm 4", "8,5;A;4", "M;M;M"), nil)
	require.Empty(t, codes(got))
	require.True(t, got.Rows[0].Courses[1].Exempt)
}

func TestOtherLettersStayWhatTheyWere(t *testing.T) {
	t.Parallel()
	got := readAnswered(t, withMarks("Điểm chữ", "A", "R", "P", "D+"), nil)
	require.Empty(t, codes(got))
	require.Equal(t, "R", got.Rows[0].Courses[1].Letter, "a recognised course")
	for _, word := range []string{"N", "Mẫu", "MM", "G"} {
		require.Equal(t, []roster.Code{roster.CodeMark}, codes(readAnswered(t, withMarks("Điểm chữ", "A", word), nil)), word)
	}
}
