package roster

import (
	"math/big"
	"strconv"
	"strings"

	"sogoc/registry/roster/grid"
)

// shownNumber returns what a spreadsheet shows of a number where that is another one:
// its format rounds it. The point is the decimal sign.
func shownNumber(c grid.Cell) (shown string, other bool) {
	if c.Kind != grid.Number || c.Style == nil || c.Style.Places == 0 {
		return "", false
	}
	n, ok := new(big.Rat).SetString(c.Text)
	if !ok {
		return "", false
	}
	shown = n.FloatString(int(c.Style.Places) - 1) // halves go away from zero, as there
	rounded, ok := new(big.Rat).SetString(shown)
	return shown, ok && rounded.Cmp(n) != 0
}

// judgeShown asks about columns of decimals of which the spreadsheet shows others than
// it keeps: people have read and checked what is shown.
func (r *reader) judgeShown(rows, columns []int) {
	r.asShown = map[int]bool{}
	for _, col := range columns {
		for _, row := range rows {
			c := r.table.Cell(row, col)
			if shown, other := shownNumber(c); other && !c.Style.Percent {
				r.reportColumn(CodeShownRounded, row, col, c.Text, shown, c.Text)
			}
		}
		r.asShown[col] = r.columnAnswer(CodeShownRounded, col) == AnswerAsShown
	}
}

// mark returns the text of a cell with a decimal. A percentage is no mark.
func (r *reader) mark(row, col int) string {
	text := r.numberAt(row, col, 40, "")
	c := r.table.Cell(row, col)
	switch {
	case text == "" || c.Kind != grid.Number || c.Style == nil:
	case c.Style.Percent:
		n, _ := strconv.ParseFloat(text, 64)
		r.report(CodeMark, row, col, strings.TrimSuffix(strconv.FormatFloat(100*n, 'f', 2, 64), ".00")+"%")
		return ""
	case r.asShown[col]:
		if shown, other := shownNumber(c); other {
			return shown
		}
	}
	return text
}
