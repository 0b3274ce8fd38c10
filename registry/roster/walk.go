package roster

import (
	"cmp"
	"crypto/sha256"
	"hash"
	"slices"
	"strconv"
	"strings"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// keys are the columns that tell a row of data from a title or a signature:
// such a row fills two of them at least.
var (
	listKeys = []Field{FieldFullName, FieldFamilyName, FieldBirthDate, FieldBirthYear, FieldLearnerCode,
		FieldMOETID, FieldNationalID}
	courseKeys = []Field{
		FieldLearnerCode,
		FieldMOETID,
		FieldNationalID,
		FieldFullName,
		FieldCourseCode,
		FieldCourseName,
	}
)

// dataRows returns the rows of data below the header. It passes over blank rows, a
// row that numbers the columns, repeated headers, titles of groups, and what stands
// below the list.
func (r *reader) dataRows(keys []Field) []int {
	var rows []int
	footer := false
	var under *heading
	r.under, r.headings = map[int]*heading{}, map[int]string{}
	for row := r.layout.end; row < len(r.table.Rows); row++ {
		if len(r.table.Rows[row].Cells) == 0 {
			continue
		}
		shown := r.shownRow(row)
		switch filled := r.filled(row, keys); {
		case len(rows) == 0 && isNumbering(shown):
		case r.isHeader(row):
			r.compareHeader(row, len(rows) == 0)
		case footer && filled >= 2 && r.identified(row):
			r.reportRow(CodeAfterFooter, row)
		case footer:
			r.passOverBelow(row)
		case (filled < 2 || !r.identified(row)) && (isFooter(shown) || r.isCutFooter(row)):
			footer = true
			r.passOverBelow(row)
		case filled < 2 && len(shown) == 1:
			if filled == 1 || !onlyDigits.MatchString(strings.Join(shown, "")) { // an empty row may be numbered
				under = r.passOver(row, shown[0], under)
			}
		default:
			r.under[row] = under
			rows = append(rows, row)
		}
	}
	r.nameColumns(rows)
	r.notePeople(rows)
	return r.withoutGroups(r.withoutHidden(rows))
}

// nameColumns settles by what the questions about each column are named: its cells
// in all rows of data.
func (r *reader) nameColumns(rows []int) {
	sums := map[int]hash.Hash{}
	for _, row := range rows {
		for _, c := range r.table.Rows[row].Cells {
			sum := sums[int(c.Col)]
			if sum == nil {
				sum = sha256.New()
				sums[int(c.Col)] = sum
			}
			text := r.table.shown(row, int(c.Col))
			sum.Write([]byte(strconv.Itoa(row) + ":" + strconv.Itoa(len(text)) + ":" + text))
		}
	}
	for col, sum := range sums {
		r.columns[identity(r.table.file, r.table.Name, grid.Letter(col))] = string(sum.Sum(nil))
	}
}

// shownRow returns the filled cells of a row.
func (r *reader) shownRow(row int) []string {
	var shown []string
	for _, c := range r.table.Rows[row].Cells {
		shown = append(shown, c.Text)
	}
	return shown
}

// withoutHidden asks what hidden rows are for, once for the sheet.
func (r *reader) withoutHidden(rows []int) []int {
	hidden := func(row int) bool { return r.table.Rows[row].Hidden }
	if !slices.ContainsFunc(rows, hidden) {
		return rows
	}
	for _, row := range rows {
		if hidden(row) {
			r.addToColumn(r.problem(CodeRowHidden, row, -1, strings.Join(r.shownRow(row), " ")))
		}
	}
	if r.answerOfColumn(CodeRowHidden, r.table.file, r.table.Name, "", "") != AnswerLeaveOut {
		return rows
	}
	return slices.DeleteFunc(rows, func(row int) bool {
		if hidden(row) {
			r.leave(row)
		}
		return hidden(row)
	})
}

// beyondHeader notes cells to the right of the last column with a header, and asks about
// columns without one before it.
func (r *reader) beyondHeader(rows []int) {
	r.askNameless(rows)
	last := r.layout.lastColumn()
	for _, row := range rows {
		cells := r.table.Rows[row].Cells
		for i := len(cells) - 1; i >= 0 && int(cells[i].Col) > last; i-- {
			if col := int(cells[i].Col); !r.layout.dropped[col] {
				r.report(CodeBeyondHeader, row, col, cells[i].Text)
			}
		}
	}
}

// filled counts the key columns that show something in a row.
func (r *reader) filled(row int, keys []Field) int {
	n := 0
	for _, f := range keys {
		if col, ok := r.column(f); ok && r.table.shown(row, col) != "" {
			n++
		}
	}
	return n
}

// identified reports whether a row tells of one learner: it has a date, a code
// with a digit or an id where these belong. Signatures stand in any column, but
// never such.
func (r *reader) identified(row int) bool {
	for _, f := range []Field{FieldBirthDate, FieldBirthYear, FieldLearnerCode, FieldMOETID, FieldNationalID} {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		text := r.table.shown(row, col)
		if f == FieldBirthDate {
			if isDateText(text) {
				return true
			}
		} else if learnerCode.MatchString(text) && strings.ContainsAny(text, "0123456789") && !dayDate.MatchString(text) {
			return true
		}
	}
	return false
}

// isDateText reports whether a text is a date, even one that the calendar lacks,
// but not the place and date of a signature.
func isDateText(text string) bool {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return true
	}
	_, code := parseDate(text, false)
	return code != CodeDateForm && !strings.Contains(letters.Key(text), "thang")
}

// isHeader reports whether a row repeats the header, as printed lists do on every page.
func (r *reader) isHeader(row int) bool {
	if r.identified(row) {
		return false
	}
	same := 0
	for f, col := range r.layout.columns {
		text := r.table.shown(row, col)
		key := shortKey(text)
		if key == "" {
			continue
		}
		if named, _ := r.index.field(text); named == f || key == shortKey(r.layout.names[col]) {
			same++
		}
	}
	return same >= 2
}

// continuedName finds the given names where they stand in a column without
// header to the right of the full name's: most rows fill it.
func (r *reader) continuedName(rows []int) {
	col, ok := r.column(FieldFullName)
	if _, named := r.layout.names[col+1]; !ok || named || r.layout.joined >= 0 || r.layout.dropped[col+1] {
		return
	}
	names := 0
	var continued []int
	for _, row := range rows {
		if r.table.shown(row, col) == "" {
			continue
		}
		names++
		if letters.IsName(r.table.shown(row, col+1)) {
			continued = append(continued, row)
		}
	}
	if len(continued)*2 <= names {
		return
	}
	r.layout.joined, r.layout.names[col+1] = col+1, r.layout.names[col]
	for _, row := range continued {
		name := r.table.shown(row, col) + " " + r.table.shown(row, col+1)
		r.reportColumn(CodeNameColumns, row, col+1, r.table.shown(row, col+1), name)
	}
}

// identityFields are one person's alone: a value of theirs that is merged over
// several rows is seldom meant.
var identityFields = []Field{FieldFullName, FieldFamilyName, FieldMiddleName, FieldGivenName, FieldBirthDate,
	FieldBirthDay, FieldBirthMonth, FieldBirthYear, FieldSerial, FieldRegister, FieldGPA10, FieldGPA4}

// fillMerged gives merged values to their rows and says so.
func (r *reader) fillMerged() {
	identity := map[int]bool{}
	for _, f := range identityFields {
		if col, ok := r.column(f); ok && r.table.file == FileList {
			identity[col] = true
		}
	}
	for _, at := range r.table.fill(r.layout.end, grid.MaxCells) {
		value := r.table.shown(at.row, at.col)
		if identity[at.col] {
			r.reportColumn(CodeMergedIdentity, at.row, at.col, value, value)
		} else {
			r.reportColumn(CodeMergedFilled, at.row, at.col, "")
		}
	}
}

// reportColumns reports which columns are read and which are dropped.
func (r *reader) reportColumns() {
	fields := map[int]Field{}
	for f, col := range r.layout.columns {
		fields[col] = f
	}
	for _, col := range r.layout.subjects {
		fields[col] = FieldMark10
	}
	for _, col := range r.layout.places {
		fields[col] = FieldBirthPlace
	}
	if r.layout.joined >= 0 {
		fields[r.layout.joined] = FieldFullName
	}
	r.askGroups()
	content := r.filledColumns()
	for col := range r.table.Width() {
		c := Column{File: r.table.file, Sheet: r.table.Name, Column: grid.Letter(col), Header: r.layout.names[col],
			Field: fields[col]}
		if r.isComparedOnly(c.Field) {
			c.Field = ""
		}
		switch {
		case c.Field != "":
			r.collector.report.Columns = append(r.collector.report.Columns, c)
		case c.Header != "" || content[col]:
			r.suggest(&c, col)
			r.collector.report.Dropped = append(r.collector.report.Dropped, c)
		}
	}
	for _, col := range r.layout.repeated {
		r.report(CodeColumnRepeated, r.layout.first, col, r.layout.names[col])
	}
}

// suggest says what a dropped column may be, where no other one is that. What is added
// to a header is asked about beside another such column too, unless it is of a parent.
func (r *reader) suggest(c *Column, col int) {
	code, f := CodeColumnSuggested, r.index.suggest(c.Header)
	named, _, addition := r.index.split(c.Header)
	if named != "" && !r.index.isExplanation(named, addition) {
		code, f = CodeColumnQualified, named
	}
	if of, others := r.layout.others[col]; others {
		code, f = CodeColumnOfOthers, of
	}
	if code == CodeColumnSuggested {
		f = cmp.Or(r.suggestedField(c.Header, f), r.fieldByContent(col))
	}
	read := r.reads(f)
	if code == CodeColumnQualified && !isOfOtherPeople(addition) {
		read = false
	}
	if f == "" || read || r.isOfOtherKinds(f) || r.layout.dropped[col] || r.isKnownHeader(c.Header) {
		return
	}
	c.Suggestion = f
	p := r.problem(code, r.layout.first, col, c.Header)
	p.Suggestion = f.Name()
	r.add(p)
}

// isKnownHeader reports whether a header means a field, so that its column was
// left out for a reason.
func (r *reader) isKnownHeader(header string) bool {
	f, _ := r.index.field(header)
	return f != ""
}

func (r *reader) filledColumns() map[int]bool {
	filled := map[int]bool{}
	for row := r.layout.end; row < len(r.table.Rows); row++ {
		for _, c := range r.table.Rows[row].Cells {
			filled[int(c.Col)] = true
		}
	}
	return filled
}

// demand notes the required columns that a header lacks: of each group one.
func (r *reader) demand(groups ...demanded) bool {
	complete := true
	for _, group := range groups {
		if !slices.ContainsFunc(group.fields, func(f Field) bool { _, ok := r.column(f); return ok }) {
			complete = false
			p := r.problem(CodeColumnMissing, r.layout.first, -1, "")
			p.Header = group.called
			r.add(p)
		}
	}
	return complete
}

// demanded are fields of which a sheet needs one, and how they are called together.
type demanded struct {
	called string
	fields []Field
}

func demand(fields ...Field) demanded { return demanded{fields[0].Name(), fields} }
