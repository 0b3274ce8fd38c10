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

// numberedFields are those of numbers and codes by which people and papers are called.
var numberedFields = []Field{FieldLearnerCode, FieldMOETID, FieldNationalID, FieldSerial, FieldRegister, FieldCourseCode}

// judgeShownCodes asks about columns of codes of which the spreadsheet shows something else
// than the numbers that it keeps.
func (r *reader) judgeShownCodes(rows []int) {
	for _, f := range numberedFields {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		for _, row := range rows {
			if shown, other := shownCode(r.table.Cell(row, col)); other {
				r.reportColumn(CodeNumberShown, row, col, r.table.shown(row, col), shown, r.table.shown(row, col))
			}
		}
		// Until somebody says otherwise; no row leaves before that.
		r.readAsShown(col, r.columnAnswer(CodeNumberShown, col) != AnswerConfirm)
	}
}

func (r *reader) readAsShown(col int, yes bool) {
	if r.asShown == nil {
		r.asShown = map[int]bool{}
	}
	r.asShown[col] = yes
}

// shownCode returns what a spreadsheet shows of a number where that can be a code.
func shownCode(c grid.Cell) (shown string, other bool) {
	shown, other = c.Shown()
	return shown, other && !isFraction(c) && !strings.ContainsAny(shown, ",+")
}

// asCode returns a cell as a column of codes is read.
func (r *reader) asCode(c grid.Cell, col int) grid.Cell {
	if shown, other := shownCode(c); other && r.asShown[col] {
		c.Kind, c.Text = grid.Text, shown
	}
	return c
}

// judgeShown asks about columns of decimals of which the spreadsheet shows others than
// it keeps: people have read and checked what is shown.
func (r *reader) judgeShown(rows, columns []int) {
	for _, col := range columns {
		for _, row := range rows {
			c := r.table.Cell(row, col)
			if shown, other := shownNumber(c); other && !c.Style.Percent {
				r.reportColumn(CodeShownRounded, row, col, c.Text, shown, c.Text)
			}
		}
		r.readAsShown(col, r.columnAnswer(CodeShownRounded, col) == AnswerAsShown)
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
