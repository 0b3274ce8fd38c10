package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// mergedAll merges several blocks of cells, such as "D1", "E1", "F1", "G1".
func mergedAll(t *testing.T, cells ...string) func(*excelize.File) {
	t.Helper()
	return func(f *excelize.File) {
		for i := 0; i+1 < len(cells); i += 2 {
			require.NoError(t, f.MergeCell("Sheet1", cells[i], cells[i+1]))
		}
	}
}

func TestColumnsUnderAGroupOfOtherPeopleAreNotTheLearners(t *testing.T) {
	t.Parallel()
	one := []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Sơn La", "Trần Văn Mẫu", "13/02/1980", "Tày"}
	below := []any{nil, "Họ và tên", "Ngày sinh", nil, "Họ và tên", "Ngày sinh", "Dân tộc"}
	groups := func(second string) []any {
		return []any{"Mã HS", "Học sinh", nil, "Nơi sinh", second, nil, nil}
	}
	for _, other := range []string{"Cha", "Mẹ", "Chủ hộ", "Phụ huynh", "Người nhận", "GVCN", "Giáo viên chủ nhiệm",
		"Thông tin của bố", "Gia đình", "Người giám hộ", "Vợ (chồng)"} {
		got := readList(t, workbook(t, mergedAll(t, "B1", "C1", "E1", "G1"), groups(other), below, one))
		require.Equal(t, []roster.Code{roster.CodeColumnOfOthers}, codes(got), other)
		require.Equal(t, "G", got.Report.Problems[0].Column)
		subject := got.Rows[0].Subject
		require.Equal(t, []string{"Lê Thị Mẫu", "2008-12-25", ""},
			[]string{subject.FullName, string(subject.BirthDate), subject.Ethnicity}, other)
	}
	t.Run("TheGroupComesFirst", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, mergedAll(t, "B1", "C1", "D1", "E1"),
			[]any{"Mã HS", "Mẹ", nil, "Học sinh", nil}, []any{nil, "Họ tên", "Năm sinh", "Họ tên", "Ngày sinh"},
			[]any{"A1", "Trần Thị Mẫu", "1980", "Lê Thị Mẫu", "25/12/2008"}))
		require.Empty(t, codes(got))
		require.Equal(t, "Lê Thị Mẫu", got.Rows[0].Subject.FullName)
	})
	t.Run("OnThreeLines", func(t *testing.T) {
		t.Parallel()
		got := readList(
			t,
			workbook(t, mergedAll(t, "A1", "A3", "B1", "C1", "B2", "B3", "C2", "C3", "D1", "G1", "D2", "E2", "F2", "G2"),
				[]any{"Mã HS", "Học sinh", nil, "Lý lịch", nil, nil, nil},
				[]any{nil, "Họ tên", "Ngày sinh", "Cha", nil, "Mẹ", nil},
				[]any{nil, nil, nil, "Họ tên", "Ngày sinh", "Họ tên", "Nơi sinh"},
				[]any{"A1", "Lê Thị Mẫu", "25/12/2008", "Lê Văn Mẫu", "13/02/1980", "Trần Thị Mẫu", "Cà Mau"}),
		)
		require.Equal(t, []roster.Code{roster.CodeColumnOfOthers}, codes(got))
		require.Equal(t, "Lê Thị Mẫu", got.Rows[0].Subject.FullName)
		require.Empty(t, got.Rows[0].Subject.BirthPlace)
	})
	t.Run("OnlyTheFathersName", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, mergedAll(t, "B1", "C1"), []any{"Mã HS", "Cha", nil, "Nơi sinh"},
			[]any{nil, "Họ và tên", "Ngày sinh", nil}, []any{"A1", "Trần Văn Mẫu", "13/02/1980", "Sơn La"}))
		require.True(t, got.Report.Failed())
	})
	t.Run("ARowOfGroupsThatAreNotMerged", func(t *testing.T) {
		t.Parallel()
		got := readList(
			t,
			[]byte(";;;Mẹ;\nMã HS;Họ tên;Ngày sinh;Họ tên;Nơi sinh\nA1;Lê Thị Mẫu;25/12/2008;Trần Thị Mẫu;Huế\n"),
		)
		require.Equal(t, []roster.Code{roster.CodeColumnGroup}, codes(got), "nobody can tell whose birth place it is")
		require.Equal(t, "E", got.Report.Problems[0].Column)
	})
	t.Run("AGroupThatNobodyKnows", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, mergedAll(t, "D1", "E1"), append(head, "Mẫu B", nil),
			[]any{nil, nil, nil, "Nơi sinh", "Dân tộc"}, learner("A1", "Lê Thị Mẫu", "25/12/2008", "Huế", "Kinh")))
		require.Equal(t, []roster.Code{roster.CodeColumnGroup, roster.CodeColumnGroup}, codes(got))
	})
}

func TestHonestHeadersOnSeveralLinesAreNotAskedAbout(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"Thông tin học sinh", "Lý lịch", "Giấy khai sinh", "Thông tin cá nhân", "Sinh viên"} {
		got := readList(t, workbook(t, mergedAll(t, "A1", "A2", "B1", "D1"), []any{"Mã HS", group, nil, nil},
			[]any{nil, "Họ và tên", "Ngày sinh", "Nơi sinh"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}))
		require.Empty(t, codes(got), group)
		require.Equal(t, "Huế", got.Rows[0].Subject.BirthPlace)
	}
	for _, title := range []string{"Giáo viên chủ nhiệm: Trần Văn Mẫu", "GVCN: Trần Mẫu", "Danh sách cán bộ lớp"} {
		got := readList(t, workbook(t, mergedAll(t, "A1", "D1"), []any{title}, append(head, "Nơi sinh"),
			learner("A1", "Lê Thị Mẫu", "25/12/2008", "Huế")))
		require.Empty(t, codes(got), title)
	}
}

func TestABirthPlaceInSeveralColumnsIsJoined(t *testing.T) {
	t.Parallel()
	one := learner("A1", "Lê Thị Mẫu", "25/12/2008", "Sơn La", "Xã Mẫu", "Kinh")
	another := learner("A2", "Trần Văn Mẫu", "13/07/2008", "Huế", "", "Kinh")
	for name, list := range map[string][]byte{
		"UnderOneHeader": workbook(t, mergedAll(t, "D1", "E1"), append(head, "Nơi sinh", nil, "Dân tộc"),
			[]any{nil, nil, nil, "Tỉnh/TP", "Xã/Phường", nil}, one, another),
		"InParentheses": workbook(t, nil, append(head, "Nơi sinh (tỉnh)", "Nơi sinh (xã, phường)", "Dân tộc"), one, another),
		"InWords":       workbook(t, nil, append(head, "Tỉnh nơi sinh", "Xã nơi sinh", "Dân tộc"), one, another),
	} {
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodePlaceTurned}, codes(got), name)
		require.Equal(t, []string{"Xã Mẫu, Sơn La", "Huế"}, places(got), name)
		require.Equal(
			t,
			roster.Example{Row: got.Report.Problems[0].Row, Found: "Xã Mẫu", Readings: []string{"Xã Mẫu, Sơn La"}},
			got.Report.Problems[0].Examples[0],
			name,
		)
	}
	got := readList(t, workbook(t, mergedAll(t, "D1", "F1"), append(head, "Nơi sinh", nil, nil),
		[]any{nil, nil, nil, "Xã", "Huyện", "Tỉnh"},
		learner("A1", "Lê Thị Mẫu", "25/12/2008", "Xã Mẫu", "Huyện Mẫu", "Sơn La")))
	require.Equal(t, []string{"Xã Mẫu, Huyện Mẫu, Sơn La"}, places(got))
	got = readList(
		t,
		workbook(t, nil, append(head, "Nơi sinh (tỉnh)"), learner("A1", "Lê Thị Mẫu", "25/12/2008", "Huế")),
	)
	require.Empty(t, codes(got), "the province alone is the birth place")
	list := workbook(t, nil, append(head, "Nơi sinh (tỉnh)", "Nơi sinh (xã)"), one[:5])
	got = readWith(
		t,
		list,
		roster.Choice{File: roster.FileList, Sheet: "Sheet1", Columns: map[string]roster.Field{"D": roster.FieldBirthPlace, "E": ""}},
	)
	require.Equal(t, []string{"Sơn La"}, places(got), "a person's choice goes before it")
}

func TestAColumnCalledByItsNumberIsNoFathers(t *testing.T) {
	t.Parallel()
	list := []byte("Một;Hai;Ba\nA1;Lê Thị Mẫu;25/12/2008\n")
	got := readWith(t, list, roster.Choice{File: roster.FileList, Header: 1, Columns: map[string]roster.Field{
		"A": roster.FieldLearnerCode, "B": roster.FieldFullName, "C": roster.FieldBirthDate}})
	require.Empty(t, codes(got))
}
