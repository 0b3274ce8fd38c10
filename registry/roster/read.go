package roster

import (
	"context"
	"errors"
	"time"

	"sogoc/registry"
	"sogoc/registry/roster/grid"
	"sogoc/verifier/ledger"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = grid.MaxFile

// MaxRows is the largest number of filled rows of a sheet.
const MaxRows = grid.MaxRows

// Input is what is read and what is known of it.
type Input struct {
	List    []byte         // the list of graduates
	Courses []byte         // the file of their courses; nil for none
	At      time.Time      // its day bounds dates that cannot be in the future
	Terms   registry.Terms // of the batch: type and dates, by which values are judged; may be zero
	School  string         // the issuer's name, with which schools that the list names are compared; "" for unknown
	Choices []Choice       // correct what the headers say
	// Mappings are how columns were read by choices for earlier lists of the school,
	// newest first; Afresh leaves them out.
	Mappings []Mapping
	Afresh   bool
	// Answers are values of options by the ids of the problems that they answer.
	// Those that answer nothing are ignored.
	Answers map[string]string
	// Judged is called in the course of reading with how many rows have been judged,
	// of how many in the sheets so far; nil where nobody waits for that.
	Judged func(judged, found int)
	// CanPrint says whether paper can show a letter; nil where nobody knows.
	CanPrint func(rune) bool
}

// Result is what reading the files of one upload gave.
type Result struct {
	Rows     []registry.Row // none if Report.Failed
	Report   Report
	sheets   []span
	tables   []Sheet
	mappings []Mapping
	answers  map[string]string
}

// span says which lines are a sheet's.
type span struct {
	name  string
	first int // line of the sheet's row 1
}

// Position returns the sheet and the row, as a spreadsheet program numbers them,
// of a registry.Row's Line: lines count through all sheets of the file.
func (r *Result) Position(line int) (sheet string, row int) {
	for _, s := range r.sheets {
		if line >= s.first {
			sheet, row = s.name, line-s.first+1
		}
	}
	return sheet, row
}

// Read reads a list of graduates and, where there is one, the file of their
// courses, and joins the two by learner. All rows come back, or none and all
// problems. Rows may be imported when Report says neither Failed nor Open. The only
// error is the context's.
func Read(ctx context.Context, in Input) (Result, error) {
	b := &builder{Input: in, at: in.At.In(ledger.Vietnam), learners: map[string]int{}, seen: map[uniqueKey]string{},
		leftOut: map[string]bool{}, count: rowCount{tell: in.Judged}}
	b.collector = newCollector(&b.report, in.Answers)
	b.left = func() bool { return ctx.Err() != nil }
	b.judgeTerms()
	if err := b.readFile(ctx, FileList, in.List, b.listSheet); err != nil {
		return Result{}, err
	}
	if in.Courses != nil {
		if err := b.readFile(ctx, FileCourses, in.Courses, b.courseSheet); err != nil {
			return Result{}, err
		}
		b.withoutCourses()
		b.judgeTranscripts()
		b.judgePeers()
	}
	b.partlyFilled()
	b.refuseForeignChoices()
	b.settle()
	if len(b.rows) == 0 && !b.report.Failed() {
		b.add(Problem{Code: CodeNoRows, File: FileList})
	}
	if b.report.Failed() {
		b.rows = nil
	}
	return Result{Rows: b.rows, Report: b.report, sheets: b.sheets, tables: b.tables, mappings: b.mappings,
		answers: in.Answers}, ctx.Err()
}

// builder gathers rows over the sheets of both files.
type builder struct {
	Input
	*collector
	at       time.Time // In.At in Viet Nam
	tables   []Sheet
	mappings []Mapping
	report   Report
	rows     []registry.Row
	sheets   []span
	lines    int                  // of the sheets of the list so far
	learners map[string]int       // learner code or national id → index in rows
	seen     map[uniqueKey]string // what must be unique → the cell where it is first
	numbers  [2]numbering         // of serial and register numbers
	byName   map[string][]int     // names → indices in rows, once the list is read
	leftOut  map[string]bool      // codes, ids and names of learners whose rows are left out
	left     func() bool          // reports whether nobody waits any more
	count    rowCount             // of both files
}

// uniqueKey is a value that must not repeat.
type uniqueKey struct {
	code  Code
	value string
}

// fileCodes say what each refusal of a file is.
var fileCodes = []struct {
	err  error
	code Code
}{
	{grid.ErrOldExcel, CodeOldExcel},
	{grid.ErrOpenDocument, CodeOpenDocument},
	{grid.ErrTooLarge, CodeTooLarge},
	{grid.ErrCSV, CodeCSV},
	{grid.ErrEncoding, CodeNotUTF8},
	{grid.ErrFormat, CodeFormat},
}

// open opens a file of any format. The code says why it is refused.
func open(ctx context.Context, data []byte, file string) (*grid.Book, Code, error) {
	index := listIndex
	if file == FileCourses {
		index = courseIndex
	}
	book, err := grid.Open(ctx, data, func(s *grid.Sheet) int {
		t := &table{Sheet: copySheet(s), file: file}
		t.decode()
		_, _, n := findHeader(t, index)
		return n
	})
	for _, f := range fileCodes {
		if errors.Is(err, f.err) {
			return nil, f.code, nil
		}
	}
	return book, "", err
}

// copySheet copies the rows in which a header may be, so that decoding them leaves
// the sheet as it is.
func copySheet(s *grid.Sheet) *grid.Sheet {
	head := *s
	head.Rows = make([]grid.Row, min(len(s.Rows), headerRows+2))
	for i := range head.Rows {
		head.Rows[i] = grid.Row{Cells: append([]grid.Cell(nil), s.Rows[i].Cells...)}
	}
	return &head
}

// readFile opens a file and reads its sheets that have a header.
func (b *builder) readFile(ctx context.Context, file string, data []byte, read func(*reader) bool) error {
	book, code, err := open(ctx, data, file)
	if err != nil {
		return err
	}
	if code != "" {
		b.add(Problem{Code: code, File: file})
		return nil
	}
	tables, err := b.visibleTables(ctx, book, file)
	if err != nil {
		return err
	}
	origin := originOf(tables, b.Terms)
	found := false
	var ignored []ignoredSheet
	for _, t := range tables {
		r := &reader{collector: b.collector, input: &b.Input, table: t, tables: tables, index: listIndex,
			origin: origin, fonts: map[rune]bool{}, leftOut: b.leftOut, headers: map[int]headerSaying{}, undecided: map[cellAt]bool{},
			unusualWords: map[string]bool{}}
		if file == FileCourses {
			r.index = courseIndex
		}
		shown := Sheet{File: file, Name: t.Name, Rows: len(t.Rows), Width: t.Width(), table: t}
		b.chooseFor(r)
		if read(r) {
			found, shown.Header = true, r.layout.first+1
			b.noteMapping(r, &shown)
		} else if len(t.Rows) > 0 {
			ignored = append(ignored, ignoredSheet{r, len(b.tables)})
		}
		b.tables = append(b.tables, shown)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if !found && !b.readWithoutName(ignored, read) {
		b.add(Problem{Code: CodeNoHeader, File: file})
		return nil
	}
	for _, sheet := range ignored {
		if b.tables[sheet.at].Header == 0 {
			b.add(Problem{Code: CodeSheetIgnored, File: file, Sheet: sheet.table.Name})
		}
	}
	return nil
}

// visibleTables decodes the sheets of a file that are not hidden, and notes those
// that are.
func (b *builder) visibleTables(ctx context.Context, book *grid.Book, file string) ([]*table, error) {
	var tables []*table
	for _, s := range book.Sheets {
		if s.Hidden {
			b.add(Problem{Code: CodeSheetHidden, File: file, Sheet: s.Name})
			continue
		}
		t := &table{Sheet: s, file: file, guessed: book.Guessed, separator: book.Separator}
		t.decode()
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tables = append(tables, t)
	}
	return tables, nil
}
