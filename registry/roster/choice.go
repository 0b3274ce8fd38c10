package roster

import (
	"slices"
	"strings"
)

// Choice is what a person says of one sheet where its header says otherwise,
// or nothing that is known.
type Choice struct {
	File    string           `json:"file"`
	Sheet   string           `json:"sheet"`
	Header  int              `json:"header,omitempty"`  // row of the header, from 1; 0 to look for it
	Columns map[string]Field `json:"columns,omitempty"` // by letter; "" drops a column
}

// header finds a sheet's header as findHeader does, and lets what a person
// said go before it.
func (b *builder) header(r *reader, index aliasIndex, must ...[]Field) (layout, bool) {
	i := slices.IndexFunc(b.choices, func(c Choice) bool { return c.File == r.file && c.Sheet == r.sheet.name })
	if i < 0 {
		l, ok, _ := findHeader(r.sheet, index, must...)
		return l, ok
	}
	choice := b.choices[i]
	var l layout
	ok := choice.Header > 0 && choice.Header <= len(r.sheet.raw)
	if ok {
		l = readHeader(r.sheet, choice.Header-1, index)
	} else if l, ok, _ = findHeader(r.sheet, index, must...); !ok {
		return l, false
	}
	l.choose(choice.Columns)
	return l, true
}

// choose reads columns as a person says. A field that had another column
// leaves it.
func (l *layout) choose(columns map[string]Field) {
	for name, field := range columns {
		col, ok := number(name)
		if !ok {
			continue
		}
		for f, at := range l.columns {
			if at == col {
				delete(l.columns, f)
			}
		}
		l.repeated = slices.DeleteFunc(l.repeated, func(at int) bool { return at == col })
		if l.joined == col {
			l.joined = -1
		}
		if field == FieldFullName {
			l.joined = -1
		}
	}
	for name, field := range columns {
		if col, ok := number(name); ok && field != "" {
			l.columns[field] = col
		}
	}
	for f, at := range l.columns { // a column that was taken over by another one
		l.repeated = slices.DeleteFunc(l.repeated, func(col int) bool { return col == at && f != "" })
	}
}

// number is the inverse of letter.
func number(name string) (int, bool) {
	col := 0
	if name == "" || len(name) > 3 || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return 0, false
	}
	for _, r := range name {
		col = col*26 + int(r-'A') + 1
	}
	return col - 1, col <= maxColumns
}

// Fields returns what a column of one of the two files can be read as, in a
// settled order.
func Fields(file string) []Field {
	if file == FileCourses {
		return []Field{FieldLearnerCode, FieldMOETID, FieldCourseCode, FieldCourseName, FieldCredits, FieldMark10, FieldMarkLetter, FieldMark4,
			FieldAttempt, FieldTerm, FieldSchoolYear, FieldTransferred}
	}
	return []Field{FieldFullName, FieldFamilyName, FieldGivenName, FieldBirthDate, FieldBirthPlace, FieldSex, FieldEthnicity, FieldNationality,
		FieldNationalID, FieldLearnerCode, FieldMOETID, FieldSerial, FieldRegister, FieldRank, FieldGraduationYear, FieldMajor, FieldMajorCode,
		FieldSpecialization, FieldMode, FieldDecisionNo, FieldDecisionDate, FieldEnrolDate, FieldLanguage, FieldDuration, FieldTotalCredits,
		FieldGPA10, FieldGPA4, FieldExamCouncil, FieldExamSession}
}

// Name returns the first of the headers by which a field is known, in Vietnamese.
func (f Field) Name() string {
	for _, aliases := range []map[Field][]string{listAliases, courseAliases} {
		if names := aliases[f]; len(names) > 0 {
			return names[0]
		}
	}
	return string(f)
}

// Sheet is a table of a file as it was read, to be shown to who uploaded it:
// its cells are personal data.
type Sheet struct {
	File   string
	Name   string
	Header int // row of the header, from 1; 0 where none was found
	Rows   int
	Width  int
	sheet  *sheet
}

// Cell returns what a cell shows, dates as dd/mm/yyyy. Row counts from 1.
func (s Sheet) Cell(row int, column string) string {
	col, ok := number(column)
	if !ok || strings.TrimSpace(s.sheet.shown(row-1, col)) == "" {
		return ""
	}
	c := s.sheet.inspect(row-1, col)
	if d, isDate := s.sheet.dateOf(c); isDate {
		return twoDigits(d.day) + "/" + twoDigits(d.month) + "/" + d.String()[:4]
	}
	return clip(strings.TrimSpace(c.text))
}

// Letters returns the names of all columns.
func (s Sheet) Letters() []string {
	letters := make([]string, s.Width)
	for i := range letters {
		letters[i] = letter(i)
	}
	return letters
}

// Sheets returns the sheets in sight of both files, in order.
func (r *Result) Sheets() []Sheet { return r.tables }

// Sheet returns one of Sheets.
func (r *Result) Sheet(file, name string) (Sheet, bool) {
	i := slices.IndexFunc(r.tables, func(s Sheet) bool { return s.File == file && s.Name == name })
	if i < 0 {
		return Sheet{}, false
	}
	return r.tables[i], true
}
