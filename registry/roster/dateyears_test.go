package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// withBirths is a list of made-up learners with these texts as birth dates.
func withBirths(texts ...string) []byte {
	var b strings.Builder
	b.WriteString("Mã HS;Họ và tên;Ngày sinh\n")
	for i, text := range texts {
		b.WriteString("A" + itoa(i+1) + ";" + nameOf(i) + ";" + text + "\n")
	}
	return []byte(b.String())
}

func TestYearsOfTwoDigitsAreOneQuestionOfTheColumn(t *testing.T) {
	t.Parallel()
	in := roster.Input{Terms: termsOfSchool(),
		List: withBirths("05/09/08", "25/12/07", "1-2-08", "30.11.08", "13/07/08", "14/07/65", "06/08/2008")}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeDateYears}, codes(got))
	p := got.Report.Problems[0]
	require.Equal(t, []int{2, 3, 4, 5, 6, 7}, p.Rows)
	require.Equal(t, roster.Example{Row: 2, Found: "05/09/08", Readings: []string{"05/09/2008"}}, p.Examples[0])
	require.Contains(t, p.Examples, roster.Example{Row: 7, Found: "14/07/65", Readings: []string{"14/07/1965"}},
		"a year of its own is shown")
	require.True(t, got.Report.Open())
	again := readAnswered(t, in, answerAll(got.Report, roster.AnswerConfirm))
	require.False(t, again.Report.Open())
	require.Equal(t, []string{"2008-09-05", "2007-12-25", "2008-02-01", "2008-11-30", "2008-07-13", "1965-07-14", "2008-08-06"},
		births(again))
}

func TestYearsOfTwoDigitsAndWhatElseIsWrongWithTheirDates(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list []byte
		want []roster.Code
	}{
		"NotInTheCalendar": {withBirths("05/09/08", "31/02/08", "25/12/08", "29/02/07"),
			[]roster.Code{roster.CodeDateYears, roster.CodeDateCalendar, roster.CodeDateCalendar}},
		"MonthFirst": {withBirths("09/25/08", "12/13/08", "03/04/08"),
			[]roster.Code{roster.CodeDateYears, roster.CodeDateMonthFirst}},
		"DaysAllEarly": {withBirths("01/02/08", "03/04/08", "05/06/08", "07/08/08", "09/10/08", "11/12/08"),
			[]roster.Code{roster.CodeDateYears, roster.CodeDateTextsEarly}},
		"ThreeColumns": {[]byte("Mã HS;Họ và tên;Ngày;Tháng;Năm\nA1;Lê Thị Mẫu;05;09;08\nA2;Trần Văn Mẫu;25;12;07\n"),
			[]roster.Code{roster.CodeDateYears}},
		"OfTheDecision": {[]byte("Mã HS;Họ và tên;Ngày sinh;Ngày QĐ\nA1;Lê Thị Mẫu;25/12/2008;15/06/26\n"),
			[]roster.Code{roster.CodeDateYears}},
		"WholeYears":      {withBirths("05/09/2008", "25/12/2007", "2008", "11/2008"), nil},
		"NumbersNotDates": {withBirths("05/09/2008", "25/12/2007", "5/9"), []roster.Code{roster.CodeDateForm}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readAnswered(t, roster.Input{List: c.list, Terms: termsOfSchool()}, nil)
			var kinds []roster.Code
			for _, code := range codes(got) {
				if code != roster.CodeBirthPartial {
					kinds = append(kinds, code)
				}
			}
			require.Equal(t, c.want, kinds)
		})
	}
}
