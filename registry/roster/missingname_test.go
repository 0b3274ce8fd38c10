package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

func TestAHeaderThatLacksOnlyTheNameIsSaidSo(t *testing.T) {
	t.Parallel()
	list := []byte("DANH SÁCH;;;;\nMã HS;Người được cấp;Ngày sinh;Nơi sinh;Dân tộc\n" +
		"A1;Nguyễn Thị Mẫu;05/06/2008;Huế;Kinh\nA2;Trần Văn Mẫu;06/07/2008;Vinh;Tày\n")
	got := readList(t, list)
	require.Equal(t, []roster.Code{roster.CodeColumnMissing, roster.CodeColumnSuggested}, codes(got))
	missing := got.Report.Problems[0]
	require.Equal(t, "Họ tên", missing.Header)
	require.Equal(t, 2, missing.Row, "the row that was taken for the header")
	require.Equal(t, roster.FieldFullName, got.Report.Dropped[0].Suggestion, "by what stands below it")
	sheet, ok := got.Sheet(roster.FileList, "")
	require.True(t, ok)
	require.Equal(t, 2, sheet.Header)

	chosen := roster.Choice{File: roster.FileList, Columns: map[string]roster.Field{"B": roster.FieldFullName}}
	got = readAnswered(t, roster.Input{List: list, Choices: []roster.Choice{chosen}}, nil)
	require.Empty(t, codes(got))
	require.Len(t, got.Rows, 2)
	require.Equal(t, "Nguyễn Thị Mẫu", got.Rows[0].Subject.FullName)

	require.Equal(t, []roster.Code{roster.CodeNoHeader},
		codes(readList(t, []byte("Mã HS;Ngày sinh;Cột 1\nA1;05/06/2008;x\n"))), "two columns are too few")
}

func TestASheetWithoutNamesBesideAListIsPassedOver(t *testing.T) {
	t.Parallel()
	got := readList(t, sheets(t, map[string][][]any{
		"1": {head, learner("A1", nameOf(1), birthOf(1))},
		"2": {{"Mã HS", "Ngày sinh", "Nơi sinh"}, {"A1", birthOf(1), "Huế"}},
	}))
	require.Equal(t, []roster.Code{roster.CodeSheetIgnored}, codes(got))
	require.Len(t, got.Rows, 1)
}

func TestHeadersOfNamesAsFormsHaveThem(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"Họ, chữ đệm và tên khai sinh", "Họ và tên (viết có dấu)", "Tên đầy đủ",
		"Họ và tên (ghi chữ in hoa, có dấu)", "Họ tên (điền đầy đủ, đúng như giấy khai sinh)"} {
		got := readList(t, []byte("Mã HS;"+header+";Ngày sinh\nA1;Nguyễn Thị Mẫu;05/06/2008\n"))
		require.Empty(t, codes(got), header)
		require.Len(t, got.Rows, 1, header)
	}
	got := readList(t, []byte("Mã HS;Họ và;Tên;Ngày sinh\nA1;Nguyễn Thị;Mẫu;05/06/2008\n"))
	require.Empty(t, codes(got))
	require.Equal(t, "Nguyễn Thị Mẫu", got.Rows[0].Subject.FullName)
	got = readList(t, []byte("Mã HS;Họ tên;Ngày sinh;Nơi sinh (đúng)\nA1;Nguyễn Thị Mẫu;05/06/2008;Huế\n"))
	require.NotEmpty(t, codes(got), "one word is no instruction: it corrects")
}
