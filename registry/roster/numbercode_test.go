package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// codedAs is a list of six learners whose codes are these.
func codedAs(t *testing.T, form string, codes ...any) []byte {
	t.Helper()
	rows := [][]any{head}
	for i, code := range codes {
		rows = append(rows, []any{code, nameOf(i), "13/05/2008"})
	}
	return workbook(t, func(f *excelize.File) {
		style := format(t, f, form)
		require.NoError(t, f.SetCellStyle("Sheet1", "A2", "A"+itoa(len(codes)+1), style))
	}, rows...)
}

func TestCodesThatTheSpreadsheetShowsOtherwise(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: codedAs(t, `"HS"000000`, 4000, 4001, 4002)}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeNumberShown}, codes(got))
	require.Equal(t, roster.Example{Row: 2, Found: "4000", Readings: []string{"HS004000", "4000"}},
		got.Report.Problems[0].Examples[0])
	for answer, want := range map[string]string{roster.AnswerAsShown: "HS004000", roster.AnswerConfirm: "4000"} {
		again := readAnswered(t, in, answerAll(got.Report, answer))
		require.False(t, again.Report.Open() || again.Report.Failed())
		require.Equal(t, want, again.Rows[0].Subject.LearnerCode)
	}
	got = readAnswered(t, roster.Input{List: codedAs(t, "0.00E+00", 2206000001, 2206000002)}, nil)
	require.Equal(t, []roster.Code{roster.CodeNumberCell}, codes(got))
	require.Equal(t, roster.Example{Row: 2, Found: "2.21E+09", Readings: []string{"2206000001"}},
		got.Report.Problems[0].Examples[0])
}

func TestCodesThatAProgramMadeNumbersOf(t *testing.T) {
	t.Parallel()
	for _, one := range []any{"1E5", "2206000001.23", "26000006.5", "1.5E7"} {
		for _, others := range [][]any{{"HS001", "HS002", "HS003"}, {"260001", "260002", "260003"}} {
			got := readList(t, codedAs(t, "@", append(others, one)...))
			require.Equal(t, []roster.Code{roster.CodeNumberCell}, codes(got), one)
			require.Zero(t, got.Report.Problems[0].Count, "the others are as they were typed")
		}
	}
	require.Empty(t, codes(readList(t, codedAs(t, "@", "21E1001", "21E1002", "20E0977"))), "E is a faculty's letter")
	require.Empty(t, codes(readList(t, codedAs(t, "@", "HS1", "HS2", "12A.1"))))
}

func TestFewDatesAreShownInBothReadings(t *testing.T) {
	t.Parallel()
	got := readList(t, bornEarly("Ngày sinh", 3))
	require.Len(t, got.Report.Problems, 1)
	p := got.Report.Problems[0]
	require.Equal(t, roster.CodeDateOrderAssumed, p.Code)
	require.Equal(t, roster.Note, p.Severity)
	require.Equal(t, roster.Example{Row: 2, Found: "01/05/2008", Readings: []string{"01/05/2008", "05/01/2008"}}, p.Examples[0])
	require.Empty(t, readList(t, list("", "A1;Lê Thị Mẫu;25/06/2008", "A2;Lê Mẫu Bình;05/06/2008")).Report.Problems)
}
