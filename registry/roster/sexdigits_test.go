package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withSexes is a list of women called Thị and men called Văn, in turn, with a column of sexes.
func withSexes(sex func(i int) string) roster.Input {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh;Giới tính\n")
	for i := range 12 {
		name := "Lê " + []string{"Thị", "Văn"}[i%2] + " " + nameOf(i)[len("Lê "):]
		b.WriteString("A" + itoa(i+1) + ";" + name + ";" + birthOf(i) + ";" + sex(i) + "\n")
	}
	return roster.Input{List: []byte(b.String())}
}

func TestSexesAsZeroAndOneAreOneQuestionOfTheColumn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sex    func(i int) string
		answer string
		rows   int
	}{
		"ZeroIsNam":  {func(i int) string { return []string{"1", "0"}[i%2] }, roster.AnswerZeroMale, 12},
		"ZeroIsNu":   {func(i int) string { return []string{"0", "1"}[i%2] }, roster.AnswerZeroFemale, 12},
		"WithZeros":  {func(i int) string { return []string{"01", "00"}[i%2] }, roster.AnswerZeroMale, 12},
		"SomeAreNot": {func(i int) string { return []string{"", "0"}[i%2] }, roster.AnswerZeroMale, 6},
	} {
		in := withSexes(c.sex)
		got := readAnswered(t, in, nil)
		p := got.Report.Problems[0]
		require.Equal(t, roster.CodeSexDigits, p.Code, name)
		require.Equal(t, c.rows, p.Count, name)
		require.NotEmpty(t, p.Examples, name)
		for _, e := range p.Examples {
			require.Len(t, e.Readings, 2, name)
		}
		require.Equal(t, 1, got.Report.Questions, name)
		right := readAnswered(t, in, answerAll(got.Report, c.answer))
		require.False(t, right.Report.Open() || right.Report.Failed(), name)
		for i, row := range right.Rows {
			if c.sex(i) != "" {
				require.Equal(t, []string{"Nữ", "Nam"}[i%2], row.Subject.Sex, name)
			}
		}
		other := map[string]string{roster.AnswerZeroMale: roster.AnswerZeroFemale, roster.AnswerZeroFemale: roster.AnswerZeroMale}
		wrong := readAnswered(t, in, answerAll(got.Report, other[c.answer]))
		require.Contains(t, codes(wrong), roster.CodeSexNames, "%s: the names speak against the answer", name)
	}
}

func TestOtherSexesAreReadAsBefore(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		sex  func(i int) string
		want []roster.Code
	}{
		"Words":       {func(i int) string { return []string{"Nữ", "Nam"}[i%2] }, nil},
		"OneAndTwo":   {func(i int) string { return []string{"2", "1"}[i%2] }, []roster.Code{roster.CodeSexNumber}},
		"ZeroAmidTwo": {func(i int) string { return []string{"2", "1", "2", "1", "2", "0"}[i%6] }, []roster.Code{roster.CodeSex}},
	} {
		got := readAnswered(t, withSexes(c.sex), nil)
		for _, code := range codes(got) {
			require.NotEqual(t, roster.CodeSexDigits, code, name)
		}
		for _, code := range c.want {
			require.Contains(t, codes(got), code, name)
		}
		require.Equal(t, len(c.want) == 0, len(got.Report.Problems) == 0, name)
	}
}
