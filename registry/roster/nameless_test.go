package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// merged merges cells, such as "D1:E1".
func merged(t *testing.T, first, last string) func(*excelize.File) {
	t.Helper()
	return func(f *excelize.File) { require.NoError(t, f.MergeCell("Sheet1", first, last)) }
}

func TestColumnsWithoutAHeaderAreNotDroppedInSilence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list []byte
		want []roster.Code
	}{
		"InTheMiddle": {workbook(t, nil, append(head, nil, "Nơi sinh"), learner("A1", "Lê Thị Mẫu", "25/12/2008", "thuộc tổ 2",
			"Sơn La"), learner("A2", "Trần Văn Mẫu", "13/07/2008", "thuộc tổ 1", "Sơn La")),
			[]roster.Code{roster.CodeColumnNameless}},
		"RunningNumbers": {workbook(t, nil, []any{nil, "Mã HS", "Họ và tên", "Ngày sinh"},
			[]any{1, "A1", "Lê Thị Mẫu", "25/12/2008"}, []any{2, "A2", "Trần Văn Mẫu", "13/07/2008"}), nil},
		"MergedHeader": {workbook(t, merged(t, "D1", "E1"), append(head, "Nơi sinh", nil, "Dân tộc"),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "Xã Mẫu", "Sơn La", "Kinh")), []roster.Code{roster.CodeHeaderMerged}},
		"MergedHeaderAtTheEdge": {workbook(t, merged(t, "D1", "E1"), append(head, "Nơi sinh", nil),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "Xã Mẫu", "Sơn La")), []roster.Code{roster.CodeHeaderMerged}},
		"MergedHeaderOverThree": {workbook(t, merged(t, "D1", "F1"), append(head, "Nơi sinh", nil, nil),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "Xã Mẫu", "Huyện Mẫu", "Sơn La")),
			[]roster.Code{roster.CodeHeaderMerged, roster.CodeHeaderMerged}},
		"NameOverThree": {workbook(t, merged(t, "B1", "D1"), []any{"Mã HS", "Họ và tên", nil, nil, "Ngày sinh"},
			[]any{"A1", "Lê", "Thị", "Mẫu", "25/12/2008"}), []roster.Code{roster.CodeHeaderMerged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, codes(readList(t, c.list)))
		})
	}
	list := workbook(t, nil, append(head, nil, "Nơi sinh"), learner("A1", "Lê Thị Mẫu", "25/12/2008", "tổ 2", "Sơn La"))
	got := readList(t, list)
	require.Equal(t, "tổ 2", got.Report.Problems[0].Examples[0].Found)
	dropped := readAnswered(t, roster.Input{List: list, Choices: []roster.Choice{{File: roster.FileList, Sheet: "Sheet1",
		Columns: map[string]roster.Field{"D": ""}}}}, nil)
	require.Empty(t, codes(dropped))
	require.Equal(t, "Sơn La", dropped.Rows[0].Subject.BirthPlace)
}
