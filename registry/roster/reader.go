package roster

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// reader reads the cells of one sheet and notes what is wrong with them.
type reader struct {
	*collector
	input  *Input
	table  *table
	tables []*table // of all sheets in sight of the file
	isKept bool     // its name was asked about as that of an older version
	index  aliasIndex
	layout layout
	dates  map[Field]dateOrder // how columns of dates are read
	origin dateOrigin          // what all columns of the file show of its dates
	// asShown are the columns whose numbers are read as the spreadsheet shows them.
	asShown    map[int]bool
	sexes      []sexOf // of the rows whose names tell of a sex
	sexNumbers []int   // rows whose sex is a number
	sexInWords bool    // other rows have it in words
	sexDigits  bool    // the column of sexes has 0 and 1 alone
	// sexOfDigit is what a person said of them; nil where nobody has.
	sexOfDigit map[string]string
	choice     Choice   // what is chosen for the sheet, now or earlier
	mapped     [32]byte // the header of which something is remembered; zero for none
	// lastTime is what is remembered and goes for this reading; no columns for none.
	lastTime Mapping
	fonts    map[rune]bool // letters that were asked about, and whether paper has them
	// leftOut has the codes, ids and names of learners whose rows are left out.
	leftOut map[string]bool
	// under and headings say which rows stand under a heading of people who have not
	// graduated, and where such headings are.
	under    map[int]*heading
	headings map[int]string
	lines    int                       // that are not read and were asked about
	data     []int                     // rows of data, with those that are left out
	withText map[int]map[string]people // see peopleWith
	// unusualWords says of words of names whether they are written as few are.
	unusualWords map[string]bool
	asked        map[askedAt]int
	// headers are what the headers of columns say, as far as they were asked for.
	headers map[int]headerSaying
	seconds []secondColumn // that say again what is read
	// withoutName lets a row be the header of a list that lacks a column of names.
	withoutName bool
	// otherCase is how places are written that differ from others of their column by capitals alone.
	otherCase map[cellText]string
	// undecided are the cells of which nobody has said whether their rows are issued.
	undecided map[cellAt]bool
}

// problem begins a problem of a cell or, with col -1, of a row; row -1 is the sheet.
func (r *reader) problem(code Code, row, col int, found string) Problem {
	p := Problem{Code: code, File: r.table.file, Sheet: r.table.Name, Row: row + 1, Found: found}
	p.person, p.called = r.person(row), r.calledIn(row)
	if col >= 0 {
		p.Column, p.Header = grid.Letter(col), r.layout.names[col]
	}
	return p
}

// report adds a problem of one cell and returns the answer to it.
func (r *reader) report(code Code, row, col int, found string) string {
	return r.add(r.problem(code, row, col, found))
}

// askedAt is a question about single cells of a column.
type askedAt struct {
	code Code
	col  int
}

// reportSome adds a problem of one cell. Where a column has many of the kind, those after the
// first ones are one problem of the column.
func (r *reader) reportSome(code Code, row, col int, found string) {
	if r.asked == nil {
		r.asked = map[askedAt]int{}
	}
	at := askedAt{code, col}
	if r.asked[at]++; r.asked[at] > maxUnlike {
		r.reportColumn(code, row, col, found, found)
		return
	}
	r.report(code, row, col, found)
}

// reportRepeated adds a problem of one cell that repeats another.
func (r *reader) reportRepeated(code Code, row, col int, found, other string) {
	p := r.problem(code, row, col, found)
	p.Other = other
	r.add(p)
}

// reportRow adds a problem of a row or, with row -1, of the sheet.
func (r *reader) reportRow(code Code, row int) string { return r.add(r.problem(code, row, -1, "")) }

// reportColumn adds a cell to a problem of its column.
func (r *reader) reportColumn(code Code, row, col int, found string, readings ...string) {
	r.addToColumn(r.problem(code, row, col, found), readings...)
}

// column returns the column of a field; the second result is false where the
// list has none.
func (r *reader) column(f Field) (int, bool) {
	col, ok := r.layout.columns[f]
	return col, ok
}

// encodingCodes are the questions about converted text.
var encodingCodes = map[letters.Encoding]Code{letters.TCVN3: CodeTCVN3, letters.VNI: CodeVNI,
	letters.UTF8:        CodeMojibake,
	letters.Windows1258: CodeWindows1258}

// content returns a needed cell without the spaces around it. It refuses what
// cannot be trusted to be what the person sees: formulas, errors, truth
// values, and letters of another encoding that are lost.
func (r *reader) content(row, col int) (grid.Cell, bool) {
	c := r.table.Cell(row, col)
	if c.Style != nil && c.Style.Partly {
		r.report(CodePartlyStruck, row, col, c.Text)
		return grid.Cell{}, false
	}
	if c.Style != nil && c.Style.Unseen && c.Text != "" {
		r.reportColumn(CodeUnseen, row, col, c.Text, r.table.shown(row, col))
	}
	switch c.Kind {
	case grid.Formula:
		r.reportColumn(CodeFormula, row, col, c.Text)
		return grid.Cell{}, false
	case grid.Error:
		r.report(CodeCellError, row, col, c.Text)
		return grid.Cell{}, false
	case grid.Bool:
		r.report(CodeNotText, row, col, c.Text)
		return grid.Cell{}, false
	case grid.Number, grid.Date:
		return c, true
	}
	if isErrorText(c.Text) {
		r.report(CodeCellError, row, col, c.Text)
		return grid.Cell{}, false
	}
	if !r.decoded(row, col, c.Text) {
		return grid.Cell{}, false
	}
	found := c.Text
	plain := letters.ReplaceLookalikes(c.Text)
	if plain != c.Text {
		r.report(CodeLookalike, row, col, found)
	}
	c.Text = letters.Fold(plain)
	if letters.HasInvisible(found) {
		r.reportColumn(CodeInvisible, row, col, letters.ShowInvisible(found), c.Text)
	}
	if letters.HasForbidden(c.Text) {
		r.report(CodeControl, row, col, found)
		return grid.Cell{}, false
	}
	return c, true
}

// errorTexts are what programs write where they have no value, in lower case.
var errorTexts = []string{
	"#n/a",
	"#ref!",
	"#value!",
	"#name?",
	"#div/0!",
	"#num!",
	"#null!",
	"#getting_data",
	"#spill!",
	"#error!",
	"null",
	"(null)",
	"n/a",
	"nan",
	"undefined",
}

func isErrorText(text string) bool {
	return slices.Contains(errorTexts, strings.ToLower(strings.TrimSpace(text)))
}

// decoded notes what was done to a cell's encoding; false where it cannot be used.
func (r *reader) decoded(row, col int, text string) bool {
	was, converted := r.table.converted[cellAt{row, col}]
	switch {
	case converted && was.lost:
		r.report(CodeLettersLost, row, col, was.text)
		return false
	case converted:
		r.reportColumn(encodingCodes[was.encoding], row, col, was.text, text)
	case r.table.guessed && !isASCII(text) && !r.table.settled[cellAt{row, col}]:
		r.report(CodeNotUTF8, row, col, text)
		return false
	case letters.Damaged(text):
		r.report(CodeBytesLost, row, col, text)
		return false
	}
	return true
}

// text returns a cell of printed text, at most so many characters long, and asks
// about letters of other scripts, once for each text of a column.
func (r *reader) text(row int, f Field, most int) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	return r.judgedText(row, col, most, f == FieldRank || f == FieldEthnicity)
}

// judgedText is text of a column. A column that is listed is held against a list, and asked
// about there.
func (r *reader) judgedText(row, col, most int, listed bool) string {
	text := r.textAt(row, col, most)
	code, found := scriptCodes[letters.Scripts(text)]
	if text != "" && !listed && !strings.ContainsFunc(text, isLetterOrDigit) { // "-", "?"
		code, found = CodeUnusual, true
	}
	if !found && isPlaceholder(text) {
		code, found = CodePlaceholder, true
	}
	if found {
		r.addValue(r.problem(code, row, col, text))
	}
	return text
}

// placeholders are what people write where they know no value, or mean the one above.
var placeholders = []string{
	"chuaro",
	"chuacapnhat",
	"dangcapnhat",
	"khong",
	"khongro",
	"khongco",
	"khongxacdinh",
	"chuaco",
	"xxx",
	"xx",
	"nt",
	"nhutren",
	"nhutrn",
	"ditto",
	"unknown",
	"none",
	"tbd",
	"test",
}

func isPlaceholder(text string) bool {
	return text != "" && len(text) < 40 && slices.Contains(placeholders, letters.Key(text))
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// unjudgedText is text without a look at scripts.
func (r *reader) unjudgedText(row int, f Field, most int) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	return r.textAt(row, col, most)
}

func (r *reader) textAt(row, col, most int) string {
	c, ok := r.content(row, col)
	switch {
	case !ok || c.Text == "":
		return ""
	case c.Kind != grid.Text:
		r.report(CodeNotText, row, col, c.Text)
		return ""
	case utf8.RuneCountInString(c.Text) > most:
		r.report(CodeTooLong, row, col, c.Text)
		return ""
	case !r.printable(row, col, c.Text):
		return ""
	}
	return c.Text
}

// printable notes a text with letters that paper cannot show, once for the text.
func (r *reader) printable(row, col int, text string) bool {
	if letters.Scripts(text) == letters.NeedsShaping {
		r.report(CodeScriptShaped, row, col, text)
		return false
	}
	for _, c := range text {
		switch {
		case r.canPrint(c):
		case unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana) && !r.canPrint('\u4e2d'):
			r.report(CodeNoEastAsianFont, row, col, text)
			return false
		case unicode.Is(unicode.Hangul, c):
			r.report(CodeScriptShaped, row, col, text)
			return false
		default:
			r.report(CodeNotPrintable, row, col, text)
			return false
		}
	}
	return true
}

func (r *reader) canPrint(c rune) bool {
	if r.input.CanPrint == nil {
		return true
	}
	can, asked := r.fonts[c]
	if !asked {
		can = r.input.CanPrint(c)
		r.fonts[c] = can
	}
	return can
}

// number returns a cell of digits and letters that people number things by. A
// numeric cell may have lost zeros: code asks about the column, "" does not.
func (r *reader) number(row int, f Field, most int, question Code) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	return r.numberAt(row, col, most, question)
}

func (r *reader) numberAt(row, col, most int, question Code) string {
	c, ok := r.content(row, col)
	c = r.asCode(c, col)
	switch {
	case !ok || c.Text == "":
		return ""
	case c.Kind == grid.Date:
		r.report(CodeNotText, row, col, c.Text)
		return ""
	case digitsLost(c):
		r.report(CodeDigitsLost, row, col, c.Text)
		return ""
	case c.Kind == grid.Number && question != "":
		r.reportColumn(question, row, col, seenNumber(c), c.Text)
	}
	c.Text = strings.TrimPrefix(c.Text, "'")
	switch letters.Scripts(c.Text) {
	case letters.MixedScripts, letters.OtherScript:
		r.report(CodeScriptMixed, row, col, c.Text)
		return ""
	}
	if !r.printable(row, col, c.Text) {
		return ""
	}
	if utf8.RuneCountInString(c.Text) > most {
		r.report(CodeTooLong, row, col, c.Text)
		return ""
	}
	return c.Text
}

// require notes an empty cell of a column that must be filled; it looks at
// what is shown, so that a cell that was refused is not told of twice.
func (r *reader) require(row int, f Field) {
	if col, ok := r.column(f); ok && r.table.shown(row, col) == "" && r.table.Cell(row, col).Kind == grid.Text {
		r.report(CodeMissing, row, col, "")
	}
}
