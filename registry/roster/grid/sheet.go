package grid

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is what a cell holds.
type Kind uint8

// The kinds of cells.
const (
	Text    Kind = iota // and empty cells
	Number              // Cell.Text is its plain decimal form
	Date                // a number that its format shows as a date, or a cell of type date
	Bool                // a truth value
	Formula             // Cell.Text begins with "="
	Error               // #N/A and the like, or unreadable
)

// Day is a date of the calendar; the zero Day is none.
type Day struct {
	Year  int16
	Month uint8
	Day   uint8
}

// Style is what reading needs of a cell's looks.
type Style struct {
	Font   string // the font's name, "" where not known
	Struck bool   // the text, or part of it, is struck through, or the cell is crossed out by a border
	Partly bool   // part of the text is struck through, and part is not
	Date   bool   // the number format shows a day or a year
	// MonthFirst says that a date may show the month before the day: its format says
	// so, or leaves it to the program that shows it.
	MonthFirst bool
	InPart     bool // a date is shown without its day, month or year
	Unseen     bool // the number format shows nothing
	Percent    bool // the number format shows a hundred times the number
	// Places is one more than the decimals that the number format shows; 0 where it
	// shows those that there are.
	Places int8
	// Form is the number format where it shows more or other signs than the number has.
	Form   string
	Colour string // of the text or behind it, as "FF0000"; "" for the usual ones
}

// Cell is one cell that holds something.
type Cell struct {
	Text  string
	Style *Style // nil for none
	Col   int16  // from 0
	Kind  Kind
	Day   Day // of a Date; zero where a time of day goes with it
	// Rounded says that the cell holds a moment before midnight: Day is the day that begins
	// then, and a spreadsheet shows the one before.
	Rounded bool
}

// Row is one row of a sheet.
type Row struct {
	Cells  []Cell // filled cells only, in the order of the columns
	Hidden bool   // by a filter or by hand
}

// Range is a block of merged cells, first and last included, from 0.
type Range struct{ Row1, Col1, Row2, Col2 int }

// Sheet is one table. Rows[0] is row 1; rows below the last filled one, and empty
// cells, are not kept.
type Sheet struct {
	Name     string // "" in CSV
	Hidden   bool
	Rows     []Row
	Merges   []Range
	Comments []Comment
	// Drawings are shapes and pictures at the cells where they begin, with the text in them;
	// "" where they have none.
	Drawings []Comment
	// PageTexts are what the headers and footers of its printed pages say.
	PageTexts []string
	Rules     []Rule           // conditional formats
	hidden    [MaxColumns]bool // columns
	Title     string           // what stands above the table of a page; "" in other files
	width     int
	filled    int // rows
	date1904  bool
}

// Rule is a conditional format: what it does to which cells only a spreadsheet program
// can say, by formulas of its own.
type Rule struct {
	Range
	Struck bool // where it holds, text is struck through
}

// IsHiddenColumn reports whether a column is hidden.
func (s *Sheet) IsHiddenColumn(col int) bool { return col >= 0 && col < MaxColumns && s.hidden[col] }

// hideColumns notes hidden columns, first and last included.
func (s *Sheet) hideColumns(first, last int) {
	for col := max(first, 0); col <= min(last, MaxColumns-1); col++ {
		s.hidden[col] = true
	}
}

// Width returns the number of columns up to the last filled one.
func (s *Sheet) Width() int { return s.width }

// Cell returns the cell at a position, an empty one where nothing is filled.
func (s *Sheet) Cell(row, col int) Cell {
	if c := s.At(row, col); c != nil {
		return *c
	}
	return Cell{Col: int16(col)}
}

// At returns the filled cell at a position to be changed in place, or nil.
func (s *Sheet) At(row, col int) *Cell {
	if row < 0 || row >= len(s.Rows) {
		return nil
	}
	cells := s.Rows[row].Cells
	i, found := slices.BinarySearchFunc(cells, col, func(c Cell, col int) int { return int(c.Col) - col })
	if !found {
		return nil
	}
	return &cells[i]
}

// Set fills the cell at a position within the sheet.
func (s *Sheet) Set(row int, c Cell) {
	cells := s.Rows[row].Cells
	i, found := slices.BinarySearchFunc(cells, c.Col, func(a Cell, col int16) int { return int(a.Col - col) })
	if found {
		cells[i] = c
		return
	}
	s.Rows[row].Cells = slices.Insert(cells, i, c)
	s.width = max(s.width, int(c.Col)+1)
}

// FilledRows counts the rows that hold something.
func (s *Sheet) FilledRows() int {
	n := 0
	for _, row := range s.Rows {
		if len(row.Cells) > 0 {
			n++
		}
	}
	return n
}

// add appends a row at its number; cells must be filled and in order.
func (s *Sheet) add(number int, row Row) {
	if len(row.Cells) == 0 {
		return
	}
	if empty := number - len(s.Rows); empty > 0 {
		s.Rows = append(s.Rows, make([]Row, empty)...) // at once: a row may be the last one possible
	}
	s.Rows = append(s.Rows, row)
	s.width = max(s.width, int(row.Cells[len(row.Cells)-1].Col)+1)
}

// midnight is how far a date may be from midnight: programs that compute with
// binary fractions, or with local time, miss it by seconds.
const midnight = 2 * time.Minute

// Serial returns the day of a spreadsheet's date serial, the zero Day where a
// time of day goes with it or no such day exists (ECMA-376 Part 1 §18.17.4).
func (s *Sheet) Serial(n float64) Day {
	day := math.Round(n)
	if math.Abs(n-day) > midnight.Hours()/24 || day < 1 || day > 2_958_465 { // 31/12/9999
		return Day{}
	}
	if s.date1904 {
		return dayOf(time.Date(1904, 1, 1+int(day), 0, 0, 0, 0, time.UTC))
	}
	if day < 60 { // before the 29/02/1900 that never was
		return dayOf(time.Date(1899, 12, 31+int(day), 0, 0, 0, 0, time.UTC))
	}
	return dayOf(time.Date(1899, 12, 30+int(day), 0, 0, 0, 0, time.UTC))
}

// unseen is how far before midnight, in days, no spreadsheet shows the day before: a
// millisecond.
const unseen = 1.0 / (24 * 60 * 60 * 1000)

// isRounded reports whether Serial took a number for the day after the one that it shows.
func isRounded(n float64) bool { return math.Round(n)-n > unseen }

// Before returns the day before.
func (d Day) Before() Day {
	return dayOf(time.Date(int(d.Year), time.Month(d.Month), int(d.Day)-1, 0, 0, 0, 0, time.UTC))
}

func dayOf(t time.Time) Day {
	return Day{Year: int16(t.Year()), Month: uint8(t.Month()), Day: uint8(t.Day())}
}

// IsZero reports whether d is no day.
func (d Day) IsZero() bool { return d == Day{} }

// String returns dd/mm/yyyy.
func (d Day) String() string {
	return twoDigits(int(d.Day)) + "/" + twoDigits(int(d.Month)) + "/" + strconv.Itoa(int(d.Year))
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// Letter returns the name of a column, from 0: A, B, … Z, AA.
func Letter(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// Column is the inverse of Letter.
func Column(name string) (int, bool) {
	col := 0
	if name == "" || len(name) > 3 || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return 0, false
	}
	for _, r := range name {
		col = col*26 + int(r-'A') + 1
	}
	return col - 1, col <= MaxColumns
}

// plainNumber writes a stored number without exponent and without the noise of
// binary fractions: 8.1999999999999993 is 8.2, 7.9204001234E10 an id.
func plainNumber(text string) (string, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return text, false
	}
	return strconv.FormatFloat(f, 'f', -1, 64), true
}

// isoDay returns the day of an ISO 8601 date with an optional time at midnight, and whether
// that is a moment before the day begins.
func isoDay(text string) (day Day, rounded bool) {
	for _, form := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05.999999999"} {
		t, err := time.Parse(form, text)
		if err != nil {
			continue
		}
		day := t.Round(24 * time.Hour)
		if diff := t.Sub(day); diff > midnight || diff < -midnight {
			return Day{}, false
		}
		return dayOf(day), day.Sub(t) > time.Millisecond
	}
	return Day{}, false
}
