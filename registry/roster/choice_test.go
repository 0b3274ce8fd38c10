package roster_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/internal/sample"
	"sogoc/registry/roster"
)

func TestChoices(t *testing.T) {
	t.Parallel()

	t.Run("ReadColumnsThatNoHeaderNames", func(t *testing.T) {
		t.Parallel()
		list := []byte("DANH SÁCH,,\nCột 1,Cột 2,Cột 3\nA1,Nguyễn Văn Mẫu,21/02/2008\nA2,Lò Thị Mẫu,3/4/2008\n")
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeNoHeader}, codes(got))
		sheet := got.Sheets()[0]
		require.Zero(t, sheet.Header)
		require.Equal(t, []string{"A", "B", "C"}, sheet.Letters())
		require.Equal(t, "Lò Thị Mẫu", sheet.Cell(4, "B"))

		got = readWith(t, list, roster.Choice{File: roster.FileList, Header: 2,
			Columns: map[string]roster.Field{"A": roster.FieldLearnerCode, "B": roster.FieldFullName,
				"C": roster.FieldBirthDate}})
		require.Empty(t, codes(got))
		require.Len(t, got.Rows, 2)
		require.Equal(t, "Lò Thị Mẫu", got.Rows[1].Subject.FullName)
	})
	t.Run("GoBeforeTheHeader", func(t *testing.T) {
		t.Parallel()
		list := []byte("Mã HS,Họ và tên,Ngày sinh,Họ tên,Nơi sinh\nA1,NGUYEN VAN MAU,21/02/2008,Nguyễn Văn Mẫu,Huế\n")
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeColumnRepeated, roster.CodeNamesPlain}, codes(got))
		got = readWith(t, list, roster.Choice{File: roster.FileList,
			Columns: map[string]roster.Field{"D": roster.FieldFullName, "E": ""}})
		require.Empty(t, codes(got))
		require.Equal(t, "Nguyễn Văn Mẫu", got.Rows[0].Subject.FullName)
		require.Empty(t, got.Rows[0].Subject.BirthPlace)
		require.Equal(t, []string{"Họ và tên", "Nơi sinh"}, headers(got.Report.Dropped))
	})
	t.Run("OfOneFieldForTwoColumnsAreRefused", func(t *testing.T) {
		t.Parallel()
		list := []byte("Mã HS,Họ và tên,Ngày sinh,Cột 4,Cột 5\nA1,Lê Thị Mẫu,2008,Huế,Vinh\n")
		choice := roster.Choice{File: roster.FileList,
			Columns: map[string]roster.Field{"D": roster.FieldBirthPlace, "E": roster.FieldBirthPlace}}
		got := readWith(t, list, choice)
		require.True(t, got.Report.Failed())
		require.Contains(t, codes(got), roster.CodeColumnRepeated)
		choice.Columns["E"] = ""
		require.Equal(t, "Huế", readWith(t, list, choice).Rows[0].Subject.BirthPlace)
	})
	t.Run("ThatNameNothingAreRefused", func(t *testing.T) {
		t.Parallel()
		list := []byte("Mã HS,Họ và tên,Ngày sinh\nA1,Lê Thị Mẫu,2008\n")
		for _, choice := range []roster.Choice{
			{File: roster.FileList, Sheet: "không có"},
			{File: roster.FileList, Header: 99},
			{File: roster.FileList, Columns: map[string]roster.Field{"ZZZZ": roster.FieldFullName}},
			{File: roster.FileList, Columns: map[string]roster.Field{"D": roster.FieldRank}},
			{File: roster.FileList, Columns: map[string]roster.Field{"B": "ten"}},
			{File: "ds"},
		} {
			require.Contains(t, codes(readWith(t, list, choice)), roster.CodeChoiceForeign)
		}
	})
}

func TestEveryFieldCanBeChosen(t *testing.T) {
	t.Parallel()
	for field := range roster.ListAliases() {
		require.Contains(t, roster.Fields(roster.FileList), field)
		require.NotEqual(t, string(field), field.Name())
	}
}

func TestSheetsShowDatesAsPeopleDo(t *testing.T) {
	t.Parallel()
	f, s := excelize.NewFile(), "Sheet1"
	cells(t, f, s, "A1", "Mã HS", "B1", "Họ và tên", "C1", "Ngày sinh", "A2", "HS1", "B2", "Nguyễn Văn Mẫu")
	require.NoError(t, f.SetCellValue(s, "C2", 39479))
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	require.NoError(t, f.SetCellStyle(s, "C2", "C2", style))
	got := read(t, f)
	sheet, ok := got.Sheet(roster.FileList, s)
	require.True(t, ok)
	require.Equal(t, 1, sheet.Header)
	require.Equal(t, "01/02/2008", sheet.Cell(2, "C"))
	require.Empty(t, sheet.Cell(9, "C"))
	require.Empty(t, sheet.Cell(2, "?"))
}

func TestMarkProblems(t *testing.T) {
	t.Parallel()
	open := func(data []byte) *excelize.File {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		require.NoError(t, err)
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	t.Run("InItsCells", func(t *testing.T) {
		t.Parallel()
		data := file(t, sample.DirtyFile)
		var marks []roster.Annotation
		report := readList(t, data).Report
		for _, p := range report.Problems {
			marks = append(marks, roster.Annotation{Sheet: p.Sheet, Row: p.Row, Column: p.Column,
				Severity: p.Severity, Text: p.Message.Vi})
		}
		marked, err := roster.Annotate(t.Context(), data, roster.FileList, marks)
		require.NoError(t, err)
		f := open(marked)
		comments, err := f.GetComments(report.Problems[0].Sheet)
		require.NoError(t, err)
		require.Greater(t, len(comments), 20)
		again := readList(t, marked)
		require.Equal(t, report.Problems, again.Report.Problems, "nothing but looks has changed")
	})
	t.Run("OfACSVFileAsTextOnly", func(t *testing.T) {
		t.Parallel()
		marked, err := roster.Annotate(t.Context(),
			[]byte("Mã HS,Họ và tên,Ngày sinh\n=cmd|' /C calc'!A0,@SUM(1),+1\n0012,-2,\n"),
			roster.FileList, []roster.Annotation{{Row: 2, Column: "A", Severity: roster.Error, Text: "=1+1"},
				{Row: 3, Severity: roster.Question, Text: "x"}})
		require.NoError(t, err)
		f := open(marked)
		for _, at := range []string{"A2", "B2", "C2", "A3", "B3"} {
			formula, err := f.GetCellFormula("Sheet1", at)
			require.NoError(t, err)
			require.Empty(t, formula)
			kind, err := f.GetCellType("Sheet1", at)
			require.NoError(t, err)
			require.Equal(t, excelize.CellTypeSharedString, kind, at)
			id, err := f.GetCellStyle("Sheet1", at)
			require.NoError(t, err)
			style, err := f.GetStyle(id)
			require.NoError(t, err)
			require.Equal(t, 49, style.NumFmt, "typed over, it stays text")
		}
	})
	_, err := roster.Annotate(t.Context(), []byte{0}, roster.FileList, nil)
	require.Error(t, err)
}

func TestTemplatesAreUnderstood(t *testing.T) {
	t.Parallel()
	list, err := roster.Template(roster.FileList)
	require.NoError(t, err)
	courses, err := roster.Template(roster.FileCourses)
	require.NoError(t, err)
	got := readBoth(t, list, courses)
	require.Equal(t, []roster.Code{roster.CodeNoRows}, codes(got))
	require.Empty(t, got.Report.Dropped)
	f, err := excelize.OpenReader(bytes.NewReader(list))
	require.NoError(t, err)
	cells(t, f, "Sheet1", "A2", "HS1", "B2", "Nguyễn Văn Mẫu", "C2", "05/06/2008")
	require.Empty(t, read(t, f).Report.Problems)
}
