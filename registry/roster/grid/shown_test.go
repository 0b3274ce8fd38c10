package grid_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster/grid"
)

func TestNumbersThatAPageKeeps(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		attribute, text string
		kind            grid.Kind
		want            string
	}{
		{`x:num="39696"`, "09/05/2008", grid.Date, "05/09/2008"},
		{`sdval="39696"`, "05/09/2008", grid.Date, "05/09/2008"},
		{`x:num="208000123456"`, "2.08E+11", grid.Number, "208000123456"},
		{`x:num="8.46"`, "8.5", grid.Number, "8.46"},
		{`x:num="8.5"`, "8,5", grid.Text, "8,5"},
		{`x:num="7"`, "007", grid.Text, "007"},
		{`x:num`, "8.5", grid.Text, "8.5"},
		{``, "09/05/2008", grid.Text, "09/05/2008"},
	} {
		page := "<table><tr><td " + c.attribute + ">" + c.text + "</td></tr></table>"
		book, err := grid.Open(t.Context(), []byte(page), func(*grid.Sheet) int { return 1 })
		require.NoError(t, err)
		cell := book.Sheets[0].Cell(0, 0)
		require.Equal(t, c.kind, cell.Kind, c)
		if c.kind == grid.Date {
			require.Equal(t, c.want, cell.Day.String(), c)
		} else {
			require.Equal(t, c.want, cell.Text, c)
		}
	}
}

func TestTextsThatKeepTheirZeros(t *testing.T) {
	t.Parallel()
	text := "Mã;Tên\r\n=\"0012\";\"a \"\"b\"\"\"\r\n=\"\";=\"7;8\"\n"
	book, err := grid.Open(t.Context(), []byte(text), func(s *grid.Sheet) int { return s.Width() })
	require.NoError(t, err)
	s := book.Sheets[0]
	require.Equal(t, "0012", s.Cell(1, 0).Text)
	require.Equal(t, `a "b"`, s.Cell(1, 1).Text)
	require.Empty(t, s.Cell(2, 0).Text)
	require.Equal(t, "7;8", s.Cell(2, 1).Text)
}

func TestWhatASpreadsheetShowsOfANumber(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{`"HS"000000`, "4000", "HS004000"}, {`"A "00000000`, "2000", "A 00002000"}, {"000000000000", "6208000001", "006208000001"},
		{"0.00E+00", "2206000001", "2.21E+09"}, {"0.00E+00", "2206000001.23", "2.21E+09"}, {"#,##0", "26000001", "26,000,001"},
		{`00\-000`, "26", ""}, {"00000", "26001", ""}, {"[=1]\"x\"", "1", ""}, {`\H\S0`, "7", "HS7"}, {"0", "26000006.5", "26000007"},
		{`0000"/THPT"`, "26", "0026/THPT"}, {"", "7", ""}, {"0_)", "7", ""},
	} {
		cell := grid.Cell{Kind: grid.Number, Text: c[1], Style: &grid.Style{Form: c[0]}}
		shown, other := cell.Shown()
		require.Equal(t, c[2] != "", other, c)
		if other {
			require.Equal(t, c[2], shown, c)
		}
	}
}
