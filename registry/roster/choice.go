package roster

import (
	"maps"
	"slices"
	"strings"

	"sogoc/registry/roster/grid"
)

// Choice is what a person says of one sheet where its header says otherwise,
// or nothing that is known.
type Choice struct {
	File    string           `json:"file"`
	Sheet   string           `json:"sheet"`
	Header  int              `json:"header,omitempty"`  // row of the header, from 1; 0 to look for it
	Columns map[string]Field `json:"columns,omitempty"` // by letter; "" drops a column
}

// choiceOf returns what a person said of a sheet, nothing where nobody did.
func (b *builder) choiceOf(t *table) Choice {
	i := slices.IndexFunc(b.Choices, func(c Choice) bool { return c.File == t.file && c.Sheet == t.Name })
	if i < 0 {
		return Choice{}
	}
	return b.Choices[i]
}

// header finds a sheet's header as findHeader does, and lets what a person
// said go before it.
func (b *builder) header(r *reader, must ...[]Field) (layout, bool) {
	if l, chosen := r.chosenHeader(); chosen {
		return l, true
	}
	l, ok, _ := findHeader(r.table, r.index, must...)
	if ok {
		l.choose(r.choice.Columns)
	}
	return l, ok
}

// chosenHeader reads the header that a person pointed to; false where nobody did.
func (r *reader) chosenHeader() (layout, bool) {
	if r.choice.Header <= 0 || r.choice.Header > len(r.table.Rows) {
		return layout{}, false
	}
	l := readHeader(r.table, r.choice.Header-1, r.index)
	l.choose(r.choice.Columns)
	return l, true
}

// refuseForeignChoices says which choices are of sheets or columns that the files
// do not have: what somebody chose is not passed over in silence.
func (b *builder) refuseForeignChoices() {
	for _, c := range b.Choices {
		i := slices.IndexFunc(b.tables, func(s Sheet) bool { return s.File == c.File && s.Name == c.Sheet })
		if i < 0 {
			b.add(Problem{Code: CodeChoiceForeign, File: c.File, Sheet: c.Sheet})
			continue
		}
		if c.Header < 0 || c.Header > b.tables[i].Rows {
			b.add(Problem{Code: CodeChoiceForeign, File: c.File, Sheet: c.Sheet, Row: c.Header})
		}
		chosen := map[Field]bool{}
		for _, name := range slices.Sorted(maps.Keys(c.Columns)) {
			col, ok := grid.Column(name)
			field := c.Columns[name]
			if chosen[field] && field != FieldMark10 { // one column per subject has the marks
				b.add(Problem{Code: CodeColumnRepeated, File: c.File, Sheet: c.Sheet, Column: name, Found: string(field)})
			}
			chosen[field] = field != ""
			if !ok || col >= b.tables[i].Width || field != "" && !slices.Contains(Fields(c.File), field) {
				b.add(Problem{Code: CodeChoiceForeign, File: c.File, Sheet: c.Sheet, Column: name, Found: string(field)})
			}
		}
	}
}

// choose reads columns as a person says. A field that had another column
// leaves it.
func (l *layout) choose(columns map[string]Field) {
	for name, field := range columns {
		col, ok := grid.Column(name)
		if !ok {
			continue
		}
		for f, at := range l.columns {
			if at == col {
				delete(l.columns, f)
			}
		}
		if _, first := l.columns[FieldBirthPlace]; !first || field == FieldBirthPlace {
			l.places = nil // what they went on is read otherwise
		}
		for f, at := range l.again {
			if at == col {
				delete(l.again, f)
			}
		}
		l.repeated = slices.DeleteFunc(l.repeated, func(at int) bool { return at == col })
		if l.joined == col || field == FieldFullName {
			l.joined = -1
		}
		l.places = slices.DeleteFunc(l.places, func(at int) bool { return at == col })
		delete(l.others, col)
		l.subjects = slices.DeleteFunc(l.subjects, func(at int) bool { return at == col })
		l.dropped[col], l.chosen[col] = field == "", true
	}
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		field := columns[name]
		if col, ok := grid.Column(name); ok && field != "" {
			l.columns[field] = col
		}
	}
	for f, at := range l.columns { // a column that was taken over by another one
		l.repeated = slices.DeleteFunc(l.repeated, func(col int) bool { return col == at && f != "" })
	}
}

// Sheet is a table of a file as it was read, to be shown to the person who uploaded
// it: its cells are personal data.
type Sheet struct {
	File   string
	Name   string
	Header int // row of the header, from 1; 0 where none was found
	Rows   int
	Width  int
	// LastTime says that columns are read as a person chose for an earlier list.
	LastTime bool
	table    *table
}

// Cell returns what a cell shows, dates as dd/mm/yyyy. Row counts from 1.
func (s Sheet) Cell(row int, column string) string {
	col, ok := grid.Column(column)
	if !ok {
		return ""
	}
	return clip(strings.TrimSpace(s.table.shown(row-1, col)))
}

// Letters returns the names of all columns.
func (s Sheet) Letters() []string {
	letters := make([]string, s.Width)
	for i := range letters {
		letters[i] = grid.Letter(i)
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
