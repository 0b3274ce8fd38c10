package grid_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster/grid"
)

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
