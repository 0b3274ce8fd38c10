package roster_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry"
	"sogoc/registry/roster"
)

// beside adds a column with the same value in every row.
func beside(list []byte, value string) []byte {
	rows := strings.Split(strings.TrimSpace(string(list)), "\n")
	for i := range rows {
		if rows[i] += ";Ngày cập nhật"; i > 0 {
			rows[i] = strings.TrimSuffix(rows[i], "Ngày cập nhật") + value
		}
	}
	return []byte(strings.Join(rows, "\n"))
}

// bornEarly is a list of learners born on n different days that could all be months.
func bornEarly(header string, n int) []byte {
	var b strings.Builder
	b.WriteString("Mã HS;Họ tên;" + header + "\n")
	for i := range n {
		fmt.Fprintf(&b, "A%d;%s;%02d/%02d/2008\n", i+1, nameOf(i), i*5%12+1, (i*7+4)%12+1)
	}
	return []byte(b.String())
}

// commas is a list whose values are separated by commas.
func commas(list []byte) []byte { return bytes.ReplaceAll(list, []byte(";"), []byte(",")) }

// A short list is asked about where the file shows that something is wrong, or where
// nothing in it shows the order and that is hardly by chance.
func TestTextsWhoseDaysCouldBeMonths(t *testing.T) {
	t.Parallel()
	twoSheets := workbook(t, func(f *excelize.File) {
		_, err := f.NewSheet("12B")
		require.NoError(t, err)
		for i, row := range [][]any{heads(), {"B1", "Trần Văn Mẫu", "03/04/2008"}} {
			require.NoError(t, f.SetSheetRow("12B", "A"+itoa(i+1), &row))
		}
	}, heads(), []any{"A1", "Lê Thị Mẫu", "12/25/2008"})
	var equal []string
	for i := range 20 {
		equal = append(equal, fmt.Sprintf("A%d;%s;05/06/2008", i+1, nameOf(i)))
	}
	for name, c := range map[string]struct {
		list []byte
		want []roster.Code
	}{
		"ThreeLearners":     {bornEarly("Ngày sinh", 3), nil},
		"FourDates":         {bornEarly("Ngày sinh", 4), []roster.Code{roster.CodeDateTextsEarly}},
		"OneDateWithCommas": {commas(bornEarly("Ngày sinh", 1)), []roster.Code{roster.CodeDateTextsEarly}},
		"OneDateWithTabs": {bytes.ReplaceAll(bornEarly("Ngày sinh", 1), []byte(";"), []byte("\t")),
			[]roster.Code{roster.CodeDateTextsEarly}},
		"CommasAndALateDate":           {commas(list("", "A1;Lê Mẫu An;05/06/2008", "A2;Lê Mẫu Bình;25/06/2008")), nil},
		"CommasAndTheOrderInTheHeader": {commas(bornEarly("Ngày sinh (dd/mm/yyyy)", 1)), nil},
		"CommasAndDatesOfOneMonth": {commas(list("", "A1;Lê Mẫu An;05/06/2008", "A2;Lê Mẫu Bình;07/06/2008",
			"A3;Lê Mẫu Chi;11/06/2008")), nil},
		"CommasAndTwoDatesOfOneMonth": {commas(list("", "A1;Lê Mẫu An;05/06/2008", "A2;Lê Mẫu Bình;07/06/2008")),
			[]roster.Code{roster.CodeDateTextsEarly}},
		"CommasAndFirstsOfMonths": {commas(list("", "A1;Lê Mẫu An;01/05/2008", "A2;Lê Mẫu Bình;01/06/2008",
			"A3;Lê Mẫu Chi;01/07/2008")), []roster.Code{roster.CodeDateTextsEarly}},
		"SevenDatesAndAColumnWithTheDayFirst": {beside(bornEarly("Ngày sinh", 7), "15/06/2026"), nil},
		"EightDatesAndAColumnWithTheDayFirst": {beside(bornEarly("Ngày sinh", 8), "15/06/2026"),
			[]roster.Code{roster.CodeDateTextsEarly}},
		"TheDecisionShowsTheDayFirst": {commas(list(";Ngày QĐ", "A1;Lê Thị Mẫu;05/06/2008;07/06/2026")), nil},
		"TheDecisionShowsTheMonthFirst": {list(";Ngày QĐ", "A1;Lê Thị Mẫu;05/06/2008;06/07/2026"),
			[]roster.Code{roster.CodeDateTextsEarly, roster.CodeDateTextsEarly, roster.CodeDateRange}},
		"OrderInTheHeader":    {bornEarly("Ngày sinh (dd/mm/yyyy)", 12), nil},
		"MonthsFirstInHeader": {bornEarly("Ngày sinh (mm/dd/yyyy)", 1), []roster.Code{roster.CodeDateTextsEarly}},
		"EqualDates":          {list("", equal...), []roster.Code{roster.CodeOneForMany}},
		"FirstsOfJanuary": {list("", "A1;Lê Mẫu An;01/01/2000", "A2;Lê Mẫu Bình;01/01/2003", "A3;Lê Mẫu Chi;01/01/2001",
			"A4;Lê Mẫu Dũng;01/01/2007", "A5;Lê Mẫu Giang;01/01/2004", "A6;Lê Mẫu Hà;01/01/2002", "A7;Lê Mẫu Khánh;01/01/2006",
			"A8;Lê Mẫu Lan;01/01/2005"), nil},
		"AnotherColumnHasTheMonthFirst": {list(";Ngày cập nhật", "A1;Lê Thị Mẫu;05/06/2008;06/15/2026"),
			[]roster.Code{roster.CodeDateTextsEarly}},
		"AnotherColumnHasTheDayFirst": {list(";Ngày cập nhật", "A1;Lê Thị Mẫu;05/06/2008;15/06/2026"), nil},
		"TheDateOfTheDecision": {list(";Ngày QĐ;Ngày cập nhật", "A1;Lê Thị Mẫu;25/12/2008;07/06/2026;06/15/2026"),
			nil},
		"AnotherSheetHasTheMonthFirst": {twoSheets,
			[]roster.Code{roster.CodeDateMonthFirst, roster.CodeDateTextsEarly}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := roster.Input{List: c.list, Terms: registry.Terms{DecisionDate: "2026-06-07"}}
			got := readAnswered(t, in, nil)
			require.Equal(t, c.want, codes(got))
		})
	}
}

func TestTextsWithTheMonthFirstAreReadSo(t *testing.T) {
	t.Parallel()
	in := roster.Input{List: bornEarly("Ngày sinh", 8)}
	got := readAnswered(t, in, nil)
	require.True(t, got.Report.Open())
	p := got.Report.Problems[0]
	require.Equal(t, 8, p.Count)
	require.Equal(
		t,
		roster.Example{Row: 2, Found: "01/05/2008", Readings: []string{"01/05/2008", "05/01/2008"}},
		p.Examples[0],
	)
	for answer, want := range map[string]string{roster.AnswerAsRead: "2008-05-01", roster.AnswerMonthFirst: "2008-01-05"} {
		again := readAnswered(t, in, answerAll(got.Report, answer))
		require.False(t, again.Report.Failed() || again.Report.Open())
		require.Equal(t, want, births(again)[0])
	}
}

// Programs write true dates as 2008-06-25 into texts, so that they can be exchanged
// there as in a workbook.
func TestTrueDatesInTextsAreJudgedAsDateCells(t *testing.T) {
	t.Parallel()
	exchanged := list(
		"",
		"A1;Lê Thị Mẫu;25/12/2008",
		"A2;Trần Văn Mẫu;2008-05-09",
		"A3;Phạm Mẫu Ba;2008-04-03T00:00:00",
	)
	got := readList(t, exchanged)
	require.Equal(t, []roster.Code{roster.CodeDateSwapped}, codes(got))
	require.True(t, got.Report.Failed())
	again := readAnswered(t, roster.Input{List: exchanged}, answerAll(got.Report, roster.AnswerSwap))
	require.Equal(t, []string{"2008-12-25", "2008-09-05", "2008-03-04"}, births(again))

	got = readList(t, list("", "A1;Lê Thị Mẫu;2008-05-25", "A2;Trần Văn Mẫu;05/09/2008"))
	require.Empty(t, codes(got), "a day above 12 shows that they are not exchanged")
	got = readList(t, list("", "A1;Lê Thị Mẫu;2008-05-04", "A2;Trần Văn Mẫu;2008-09-05"))
	require.Empty(t, codes(got), "two dates show nothing")
	got = readList(t, list("", "A1;Lê Mẫu An;2008-05-04", "A2;Lê Mẫu Bình;2008-09-05", "A3;Lê Mẫu Chi;2008-01-11",
		"A4;Lê Mẫu Dũng;2008-02-12"))
	require.Equal(t, []roster.Code{roster.CodeDatesEarly}, codes(got), "four are seldom all so early by chance")
}

func TestDateCellsAreHeldAgainstOtherColumns(t *testing.T) {
	t.Parallel()
	exchanged := workbook(t, nil, heads("Ngày QĐ"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", born(6, 7, 2026)},
		[]any{"A2", "Trần Văn Mẫu", born(5, 9, 2008), born(6, 7, 2026)})
	in := roster.Input{List: exchanged, Terms: registry.Terms{DecisionDate: "2026-06-01", IssueDate: "2026-06-18"}}
	require.Contains(t, codes(readAnswered(t, in, nil)), roster.CodeDatesEarly)
	in.Terms.DecisionDate = "2026-07-06"
	require.NotContains(t, codes(readAnswered(t, in, nil)), roster.CodeDatesEarly, "the upload names this very date")

	same := [][]any{heads("Ngày QĐ")}
	for i := range 12 {
		same = append(
			same,
			[]any{"A" + itoa(i+1), nameOf(i), born(13+i*5%16, 6, 2008), born(7, 6, 2026)},
		)
	}
	in = roster.Input{List: workbook(t, nil, same...), Terms: registry.Terms{IssueDate: "2026-06-18"}}
	require.Empty(t, codes(readAnswered(t, in, nil)), "equal dates say nothing of each other")
}
