package roster

import (
	"slices"
	"strings"
	"unicode"

	"sogoc/registry"
	"sogoc/registry/roster/codelist"
)

// InRegister is a row with what stands in the register of its learner, or of
// somebody with the same name and birth date.
type InRegister struct {
	Line           int    // of the registry.Row
	LearnerCode    string // in the register; "" where it has none
	RegisterNumber string // "" where it waits for one
}

// shown says what stands in the register.
func (r InRegister) shown() string {
	number := r.RegisterNumber
	if number == "" {
		number = "–"
	}
	return strings.TrimSpace(r.LearnerCode + " (" + number + ")")
}

// AskInRegister adds the question whether these learners are to have another
// credential: one question for each sheet. Where the answer is to leave them out it takes
// their rows from Rows, with a note, and says so; the report fails where no row is left. Call
// it before looking whether the report is open.
func (r *Result) AskInRegister(rows []InRegister) (leftOut bool) {
	return r.askRows(CodeInRegister, rows, FieldLearnerCode, FieldMOETID, FieldNationalID)
}

// AskSamePersons adds the question whether these rows are other people than those of
// the same name and birth date in the register. It leaves rows out as AskInRegister does.
func (r *Result) AskSamePersons(rows []InRegister) (leftOut bool) {
	return r.askRows(CodePersonInRegister, rows, FieldFullName, FieldFamilyName)
}

// OddNumber is a row with a register number that its book does not lead to, and the
// book's next number.
type OddNumber struct {
	Line         int // of the registry.Row
	Number, Want string
}

// AskForeignNumbers adds the question whether register numbers of another form than the
// book's are meant: of another year or kind, perhaps.
func (r *Result) AskForeignNumbers(rows []OddNumber) { r.askNumbers(CodeNumberForeign, rows) }

// AskNumberJumps adds the question whether register numbers far above the one before
// them are meant.
func (r *Result) AskNumberJumps(rows []OddNumber) { r.askNumbers(CodeNumberJump, rows) }

func (r *Result) askNumbers(code Code, rows []OddNumber) {
	c := newCollector(&r.Report, r.answers)
	for _, odd := range rows {
		p := Problem{Code: code, File: FileList, Found: odd.Number}
		p.Sheet, p.Row = r.Position(odd.Line)
		if column, ok := r.columnOf(p.Sheet, []Field{FieldRegister}); ok {
			p.Column, p.Header = column.Column, column.Header
		}
		if sheet, ok := r.Sheet(FileList, p.Sheet); ok {
			p.person = r.personIn(sheet, p.Row)
		}
		c.addToColumn(p, odd.Want)
	}
	c.settle()
}

// askRows asks about rows at the column of the first field that their sheet has, and leaves
// them out where that is the answer.
func (r *Result) askRows(code Code, rows []InRegister, fields ...Field) (leftOut bool) {
	c := newCollector(&r.Report, r.answers)
	rows = slices.DeleteFunc(slices.Clone(rows), func(known InRegister) bool { return r.rowAt(known.Line) < 0 })
	for _, known := range rows {
		p := Problem{Code: code, File: FileList}
		p.Sheet, p.Row = r.Position(known.Line)
		if column, ok := r.columnOf(p.Sheet, fields); ok {
			p.Column, p.Header = column.Column, column.Header
		}
		if sheet, ok := r.Sheet(FileList, p.Sheet); ok {
			p.Found = sheet.Cell(p.Row, p.Column)
			p.person = joinParts([]string{r.personIn(sheet, p.Row), known.shown()})
		}
		c.addToColumn(p, known.shown())
	}
	for _, known := range rows {
		sheet, row := r.Position(known.Line)
		column, _ := r.columnOf(sheet, fields)
		if c.answerOfColumn(code, FileList, sheet, column.Column, column.Header) != AnswerLeaveOut {
			continue
		}
		at := r.rowAt(known.Line)
		name := r.Rows[at].Subject.FullName
		c.addToColumn(Problem{Code: CodeRowLeftOut, File: FileList, Sheet: sheet, Row: row, Found: name}, name)
		r.Rows = slices.Delete(r.Rows, at, at+1)
		leftOut = true
	}
	c.settle()
	if leftOut && len(r.Rows) == 0 {
		c.add(Problem{Code: CodeNoRows, File: FileList})
	}
	return leftOut
}

// rowAt returns the place in Rows of the row of a line, -1 where none is.
func (r *Result) rowAt(line int) int {
	at, found := slices.BinarySearchFunc(r.Rows, line, func(row registry.Row, line int) int { return row.Line - line })
	if !found {
		return -1
	}
	return at
}

// columnOf returns the column of the first of some fields that a sheet of the list
// has.
func (r *Result) columnOf(sheet string, fields []Field) (Column, bool) {
	for _, f := range fields {
		for _, c := range r.Report.Columns {
			if c.File == FileList && c.Sheet == sheet && c.Field == f {
				return c, true
			}
		}
	}
	return Column{}, false
}

// AskNewBook adds the question whether a register book is to be opened. others are
// the codes of the school's books; years are those in which the list's credentials
// are decided and issued. A school's first book is always asked about: no earlier book
// can show that its code is misspelled, and it stands in every number from then on.
func (r *Result) AskNewBook(code string, others []string, years []int) {
	p := Problem{Code: CodeBookNew, File: FileTerms, Found: code, Suggestion: similarBook(code, others)}
	switch {
	case len(others) > 0 && !hasForm(code, others):
		p.Code = CodeBookUnlike
	case !suitsYears(code, years):
		p.Code = CodeBookYear
	case len(others) == 0:
		p.Code = CodeBookFirst
	}
	newCollector(&r.Report, r.answers).add(p)
}

// bookForm is a code with every digit as 9: what books of different years share.
func bookForm(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return '9'
		}
		return r
	}, code)
}

// hasForm reports whether a code is written as one of others is.
func hasForm(code string, others []string) bool {
	for _, other := range others {
		if bookForm(other) == bookForm(code) {
			return true
		}
	}
	return false
}

// similarBook returns the first of others that a code may have been meant for.
func similarBook(code string, others []string) string {
	for _, other := range others {
		if codelist.Distance(code, other, 2) <= 2 {
			return other
		}
	}
	return ""
}

// suitsYears reports whether a code names no year, or one of these.
func suitsYears(code string, years []int) bool {
	named := false
	for _, digits := range strings.FieldsFunc(code, func(r rune) bool { return r < '0' || r > '9' }) {
		year := parseSmall(digits)
		if len(digits) != 4 || year < 1900 || year > 2199 {
			continue
		}
		named = true
		for _, y := range years {
			if y == year {
				return true
			}
		}
	}
	return !named
}

// Years returns the years in which credentials of a list are decided, issued and
// earned, as terms and rows say.
func (r *Result) Years(terms registry.Terms) []int {
	years := []int{yearOf(terms.DecisionDate), yearOf(terms.IssueDate), terms.GraduationYear}
	for _, row := range r.Rows {
		years = append(years, yearOf(row.DecisionDate), row.GraduationYear)
	}
	return years
}
