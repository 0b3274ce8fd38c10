package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// reader reads the cells of one sheet and notes what is wrong with them.
type reader struct {
	report *Report
	file   string
	sheet  *sheet
	layout layout
}

// note adds a problem of one cell.
func (r *reader) note(code Code, row, col int, found string) {
	r.report.add(Problem{Code: code, File: r.file, Sheet: r.sheet.name, Row: row + 1, Column: letter(col),
		Header: r.layout.names[col], Found: found})
}

// clash adds a problem of one cell that repeats another.
func (r *reader) clash(code Code, row, col int, found, other string) {
	r.report.add(Problem{Code: code, File: r.file, Sheet: r.sheet.name, Row: row + 1, Column: letter(col),
		Header: r.layout.names[col], Found: found, Other: other})
}

// noteRow adds a problem of a row or, with row -1, of the sheet.
func (r *reader) noteRow(code Code, row int) {
	r.report.add(Problem{Code: code, File: r.file, Sheet: r.sheet.name, Row: row + 1})
}

// column returns the column of a field; the second result is false where the
// list has none.
func (r *reader) column(f Field) (int, bool) {
	col, ok := r.layout.columns[f]
	return col, ok
}

// content returns a needed cell without the spaces around it. It refuses what
// cannot be trusted to be what the person sees: formulas, errors, truth
// values, and letters of another encoding.
func (r *reader) content(row, col int) (cell, bool) {
	c := r.sheet.inspect(row, col)
	switch c.kind {
	case cellFormula:
		r.note(CodeFormula, row, col, c.text)
		return cell{}, false
	case cellError:
		r.note(CodeCellError, row, col, c.text)
		return cell{}, false
	case cellBool:
		r.note(CodeNotText, row, col, c.text)
		return cell{}, false
	case cellNumber, cellDate:
		return c, true
	}
	code := legacyFont(c.font, c.text)
	if code == "" {
		code = misencoded(c.text)
	}
	if code != "" {
		r.note(code, row, col, c.text)
		if code != CodeUnusual {
			return cell{}, false
		}
	}
	found := c.text
	folded, lookalike := fold(c.text)
	if lookalike {
		r.note(CodeLookalike, row, col, found)
	}
	if strings.ContainsFunc(folded, unicode.IsControl) {
		r.note(CodeControl, row, col, found)
		return cell{}, false
	}
	c.text = folded
	return c, true
}

// text returns a cell of printed text, at most so many characters long.
func (r *reader) text(row int, f Field, most int) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	c, ok := r.content(row, col)
	switch {
	case !ok || c.text == "":
		return ""
	case c.kind != cellText:
		r.note(CodeNotText, row, col, c.text)
		return ""
	case utf8.RuneCountInString(c.text) > most:
		r.note(CodeTooLong, row, col, c.text)
		return ""
	}
	return c.text
}

// number returns a cell of digits and letters that people number things by. A
// numeric cell may have lost zeros: code warns of it, "" does not.
func (r *reader) number(row int, f Field, most int, warning Code) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	c, ok := r.content(row, col)
	switch {
	case !ok || c.text == "":
		return ""
	case c.kind == cellDate:
		r.note(CodeNotText, row, col, c.text)
		return ""
	case c.kind == cellNumber && warning != "":
		r.note(warning, row, col, c.text)
	}
	c.text = strings.TrimPrefix(c.text, "'")
	if utf8.RuneCountInString(c.text) > most {
		r.note(CodeTooLong, row, col, c.text)
		return ""
	}
	return c.text
}

// require notes an empty cell of a column that must be filled; it looks at
// what is shown, so that a cell that was refused is not told of twice.
func (r *reader) require(row int, f Field) {
	if col, ok := r.column(f); ok && strings.TrimSpace(r.sheet.shown(row, col)) == "" &&
		r.sheet.inspect(row, col).kind == cellText {
		r.note(CodeMissing, row, col, "")
	}
}
