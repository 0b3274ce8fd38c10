package roster

import "strconv"

// sheet is one table as a spreadsheet program shows it.
type sheet struct {
	name    string
	raw     [][]string                   // shown values; raw[0] is row 1; rows may differ in length
	inspect func(row, col int) cell      // one cell with its type
	hidden  func(row int) bool           // rows out of sight, by a filter or by hand
	merges  []merge                      // in XLSX only
	serial  func(n float64) (date, bool) // the day of an Excel date serial
}

// merge is a block of merged cells, first and last included, from 0.
type merge struct{ row1, col1, row2, col2 int }

// cellKind is what a cell holds.
type cellKind int

const (
	cellText cellKind = iota // and empty cells
	cellNumber
	cellDate // a number shown as a date
	cellBool
	cellFormula
	cellError // #N/A and the like
)

// cell is one cell with its type.
type cell struct {
	kind cellKind
	text string // as stored: a number in its plain form, a date as its serial
	font string // font's name, "" where not known
}

// shown returns the raw value at a place, "" outside the sheet.
func (s *sheet) shown(row, col int) string {
	if row < 0 || row >= len(s.raw) || col < 0 || col >= len(s.raw[row]) {
		return ""
	}
	return s.raw[row][col]
}

// width returns the number of columns of the widest row.
func (s *sheet) width() int {
	w := 0
	for _, r := range s.raw {
		w = max(w, len(r))
	}
	return w
}

// dateOf returns the day that a cell shows, where it is a date by its format.
func (s *sheet) dateOf(c cell) (date, bool) {
	if c.kind != cellDate {
		return date{}, false
	}
	n, err := strconv.ParseFloat(c.text, 64)
	if err != nil {
		return date{}, false
	}
	return s.serial(n)
}

// letter returns the name of a column, from 0: A, B, … Z, AA.
func letter(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}

// place names a cell as a spreadsheet program does.
func (s *sheet) place(row, col int) string {
	at := letter(col) + strconv.Itoa(row+1)
	if s.name == "" {
		return at
	}
	return s.name + "!" + at
}
