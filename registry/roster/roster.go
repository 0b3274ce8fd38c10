package roster

import (
	"bytes"
	"time"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Result is what reading the files of one upload gave.
type Result struct {
	Rows   []registry.Row // none if Report.Failed
	Report Report
	sheets []span
	tables []Sheet
}

// span says which lines are a sheet's.
type span struct {
	name  string
	first int // line of the sheet's row 1
}

// Place returns the sheet and the row, as a spreadsheet program numbers them,
// of a registry.Row's Line: lines count through all sheets of the file.
func (r *Result) Place(line int) (sheet string, row int) {
	for _, s := range r.sheets {
		if line >= s.first {
			sheet, row = s.name, line-s.first+1
		}
	}
	return sheet, row
}

// Read reads a list of graduates and, unless courses is nil, the file of their
// courses, and joins the two by learner code. The day of at bounds dates that
// cannot be in the future; choices correct what the headers say. All rows come
// back, or none and all problems.
func Read(list, courses []byte, at time.Time, choices ...Choice) Result {
	b := &builder{at: at.In(ledger.Vietnam), choices: choices, learners: map[string]int{}, seen: map[uniqueKey]string{}}
	b.readFile(FileList, list, b.listSheet)
	if courses != nil {
		b.readFile(FileCourses, courses, b.courseSheet)
		b.withoutCourses()
	}
	b.partlyFilled()
	if len(b.rows) == 0 && !b.report.Failed() {
		b.report.add(Problem{Code: CodeNoRows, File: FileList})
	}
	if b.report.Failed() {
		b.rows = nil
	}
	return Result{Rows: b.rows, Report: b.report, sheets: b.sheets, tables: b.tables}
}

// builder gathers rows over the sheets of both files.
type builder struct {
	at       time.Time
	choices  []Choice
	tables   []Sheet
	report   Report
	rows     []registry.Row
	sheets   []span
	lines    int                  // of the sheets of the list so far
	learners map[string]int       // learner code → index in rows
	seen     map[uniqueKey]string // what must be unique → where it stands first
	numbers  [2]numbering         // of serial and register numbers
}

// uniqueKey is a value that must not repeat.
type uniqueKey struct {
	code  Code
	value string
}

// readFile opens a file of either format and reads its sheets that have a header.
func (b *builder) readFile(file string, data []byte, read func(*reader) bool) {
	sheets, unseen, code := open(data, file)
	if code != "" {
		b.report.add(Problem{Code: code, File: file})
		return
	}
	for _, name := range unseen {
		b.report.add(Problem{Code: CodeSheetHidden, File: file, Sheet: name})
	}
	found := false
	var ignored []string
	for _, s := range sheets {
		r := &reader{report: &b.report, file: file, sheet: s}
		table := Sheet{File: file, Name: s.name, Rows: len(s.raw), Width: s.width(), sheet: s}
		if read(r) {
			found, table.Header = true, r.layout.first+1
		} else if len(s.raw) > 0 {
			ignored = append(ignored, s.name)
		}
		b.tables = append(b.tables, table)
	}
	if !found {
		b.report.add(Problem{Code: CodeNoHeader, File: file})
		return
	}
	for _, name := range ignored {
		b.report.add(Problem{Code: CodeSheetIgnored, File: file, Sheet: name})
	}
}

// open tells the format by the first bytes, never by a name.
func open(data []byte, file string) ([]*sheet, []string, Code) {
	switch {
	case len(data) > MaxFile:
		return nil, nil, CodeTooLarge
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return openXLSX(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")): // OLE2: .xls, or .xlsx with a password
		return nil, nil, CodeOldExcel
	}
	s, code := openCSV(data, func(s *sheet) int {
		if file == FileCourses {
			_, _, n := findHeader(s, courseIndex)
			return n
		}
		_, _, n := findHeader(s, listIndex)
		return n
	})
	return []*sheet{s}, nil, code
}
