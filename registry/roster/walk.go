package roster

import (
	"strconv"
	"strings"
)

// keys are the columns that tell a row of data from a title or a signature:
// such a row fills two of them at least.
var (
	listKeys   = []Field{FieldFullName, FieldFamilyName, FieldBirthDate, FieldLearnerCode, FieldMOETID, FieldNationalID}
	courseKeys = []Field{FieldLearnerCode, FieldMOETID, FieldCourseCode, FieldCourseName}
)

// rows calls each with every row of data below the header. It passes over
// blank rows, a row that numbers the columns, repeated headers, titles of
// groups, and what stands below the list.
func (r *reader) rows(keys []Field, each func(row int)) {
	footer, seen := false, false
	for row := r.layout.end; row < len(r.sheet.raw); row++ {
		shown := r.sheet.raw[row]
		switch filled := r.filled(row, keys); {
		case isBlank(shown), !seen && isNumbering(shown), r.isHeader(row):
		case footer && filled >= 2 && r.identified(row):
			r.noteRow(CodeAfterFooter, row)
		case footer:
		case isFooter(shown) && (filled < 2 || !r.identified(row)):
			footer = true
		case filled < 2 && cellsShown(shown) == 1:
			if filled == 1 || !onlyDigits.MatchString(strings.Join(shown, "")) { // an empty row may be numbered
				r.noteRow(CodeRowIgnored, row)
			}
		default:
			seen = true
			if r.sheet.hidden(row) {
				r.noteRow(CodeRowHidden, row)
			}
			each(row)
		}
	}
}

// filled counts the key columns that show something in a row.
func (r *reader) filled(row int, keys []Field) int {
	n := 0
	for _, f := range keys {
		if col, ok := r.column(f); ok && strings.TrimSpace(r.sheet.shown(row, col)) != "" {
			n++
		}
	}
	return n
}

// identified reports whether a row tells of one learner: it has a date, a code
// with a digit or an id where these belong. Signatures stand in any column, but
// never such.
func (r *reader) identified(row int) bool {
	for _, f := range []Field{FieldBirthDate, FieldLearnerCode, FieldMOETID, FieldNationalID} {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		text := strings.TrimSpace(r.sheet.shown(row, col))
		switch f {
		case FieldBirthDate:
			if _, code := parseDate(text); (code == "" || code == CodeDateCalendar || code == CodeDateYear) && !strings.Contains(headerKey(text), "thang") {
				return true
			}
			if _, err := strconv.ParseFloat(text, 64); err == nil {
				return true
			}
		default:
			if learnerCode.MatchString(text) && strings.ContainsAny(text, "0123456789") {
				return true
			}
		}
	}
	return false
}

// isHeader reports whether a row repeats the header, as printed lists do on every page.
func (r *reader) isHeader(row int) bool {
	same := 0
	for _, col := range r.layout.columns {
		if key := headerKey(r.sheet.shown(row, col)); key != "" && key == headerKey(r.layout.names[col]) {
			same++
		}
	}
	return same >= 2
}

func cellsShown(row []string) int {
	n := 0
	for _, text := range row {
		if strings.TrimSpace(text) != "" {
			n++
		}
	}
	return n
}

// continuedName finds the given names where they stand in a column without
// header to the right of the full name's: most rows fill it.
func (r *reader) continuedName() {
	col, ok := r.column(FieldFullName)
	if _, named := r.layout.names[col+1]; !ok || named || r.layout.joined >= 0 {
		return
	}
	names, continued := 0, 0
	for row := r.layout.end; row < len(r.sheet.raw); row++ {
		if strings.TrimSpace(r.sheet.shown(row, col)) == "" {
			continue
		}
		names++
		if nameForm(strings.TrimSpace(r.sheet.shown(row, col+1))) {
			continued++
		}
	}
	if continued*2 > names {
		r.layout.joined, r.layout.names[col+1] = col+1, r.layout.names[col]
		r.note(CodeNameColumns, r.layout.first, col+1, "")
	}
}

// columns reports which columns are read and which are dropped.
func (r *reader) columns() {
	fields := map[int]Field{}
	for f, col := range r.layout.columns {
		fields[col] = f
	}
	if r.layout.joined >= 0 {
		fields[r.layout.joined] = FieldFullName
	}
	for col := 0; col < r.sheet.width(); col++ {
		c := Column{File: r.file, Sheet: r.sheet.name, Column: letter(col), Header: r.layout.names[col], Field: fields[col]}
		switch {
		case c.Field != "":
			r.report.Columns = append(r.report.Columns, c)
		case c.Header != "" || r.hasContent(col):
			r.report.Dropped = append(r.report.Dropped, c)
		}
	}
	for _, col := range r.layout.repeated {
		r.note(CodeColumnRepeated, r.layout.first, col, r.layout.names[col])
	}
}

func (r *reader) hasContent(col int) bool {
	for row := r.layout.end; row < len(r.sheet.raw); row++ {
		if strings.TrimSpace(r.sheet.shown(row, col)) != "" {
			return true
		}
	}
	return false
}

// demand notes the required columns that a header lacks: of each group one,
// named as the first of its names.
func (r *reader) demand(aliases map[Field][]string, groups ...[]Field) bool {
	complete := true
	for _, group := range groups {
		found := false
		for _, f := range group {
			_, ok := r.column(f)
			found = found || ok
		}
		if !found {
			complete = false
			r.report.add(Problem{Code: CodeColumnMissing, File: r.file, Sheet: r.sheet.name, Row: r.layout.first + 1,
				Header: aliases[group[0]][0]})
		}
	}
	return complete
}
