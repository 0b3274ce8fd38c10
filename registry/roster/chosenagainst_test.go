package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// A column that somebody chose against its header is asked about, at the next import too,
// and the approver sees the answer by name.
func TestAColumnChosenAgainstItsHeaderIsAskedAbout(t *testing.T) {
	t.Parallel()
	list := func(born string) []byte {
		return []byte("Mã HS;Họ và tên;Họ tên cha;Ngày sinh;Quê quán;Nơi sinh\n" +
			"A1;Lê Thị Mẫu;Lê Văn Mẫu;" + born + ";Cà Mau;Huế\n")
	}
	choice := roster.Choice{File: roster.FileList, Columns: map[string]roster.Field{
		"B": "", "C": roster.FieldFullName, "E": roster.FieldBirthPlace, "F": ""}}
	in := roster.Input{List: list("13/05/2008"), Choices: []roster.Choice{choice}}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeColumnChosen, roster.CodeColumnChosen}, codes(got))
	require.True(t, got.Report.Open())
	byColumn := map[string]roster.Problem{}
	for _, p := range got.Report.Problems {
		byColumn[p.Column] = p
	}
	require.Equal(t, "Họ tên cha", byColumn["C"].Header)
	require.Equal(t, roster.FieldFullName.Name(), byColumn["C"].Suggestion)
	require.Equal(t, "Quê quán", byColumn["E"].Header)

	answers := answerAll(got.Report, roster.AnswerConfirm)
	again := readAnswered(t, in, answers)
	require.False(t, again.Report.Open())
	remarks := again.Remarks(nil)
	require.Len(t, remarks, 2)
	require.NotEmpty(t, remarks[0].Answer[0])
	require.NotNil(t, remarks[0].By)

	next := readAnswered(t, roster.Input{List: []byte("Mã HS;Họ và tên;Họ tên cha;Ngày sinh;Quê quán;Nơi sinh\n" +
		"B1;Trần Thị Mẫu;Trần Văn Mẫu;13/07/2008;Vinh;Huế\n"), Mappings: again.Mappings()}, answers)
	require.Equal(t, 2, next.Report.Questions, "the next list is asked about anew")
}

func TestAColumnChosenForWantOfAKnownHeaderIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		header  string
		columns map[string]roster.Field
	}{
		{"Mã HS;Tên đầy đủ;Ngày sinh", map[string]roster.Field{"B": roster.FieldFullName}},
		{"SBD;Họ tên;Ngày sinh", map[string]roster.Field{"A": roster.FieldLearnerCode}},
		{"Mã định danh;Họ tên;Ngày sinh", map[string]roster.Field{"A": roster.FieldLearnerCode}},
		{"Mã HS;Họ tên;Năm sinh", map[string]roster.Field{"C": roster.FieldBirthDate}},
		{"Mã HS;Họ tên (theo sổ);Ngày sinh", map[string]roster.Field{"B": roster.FieldFullName}},
	} {
		list := []byte(c.header + "\nA1;Lê Thị Mẫu;13/05/2008\n")
		got := readAnswered(t, roster.Input{List: list, Choices: []roster.Choice{{File: roster.FileList, Columns: c.columns}}}, nil)
		require.NotContains(t, codes(got), roster.CodeColumnChosen, c.header)
	}
}
