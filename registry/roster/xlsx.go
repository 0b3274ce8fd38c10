package roster

import (
	"archive/zip"
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Limits of one file. A zip bomb is refused by the unpacked size before it is
// unpacked; nothing is unpacked to disk, since the list holds personal data.
const (
	MaxFile    = 16 << 20 // bytes, packed
	MaxRows    = 20_000   // of a sheet, title rows included
	maxUnzip   = 96 << 20 // bytes, unpacked
	maxColumns = 256
	maxSheets  = 64
	maxMerges  = 2_000 // each look at a cell walks over them
)

// unpackable asks the ZIP directory how large the parts will be; reading a
// part that is larger than its entry says is an error of archive/zip.
func unpackable(data []byte) Code {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return CodeFormat
	}
	total := uint64(0)
	for _, part := range archive.File {
		total += part.UncompressedSize64
		if part.UncompressedSize64 > maxUnzip || total > maxUnzip {
			return CodeTooLarge
		}
	}
	return ""
}

// workbook is an open XLSX file.
type workbook struct {
	file   *excelize.File
	styles map[int]style
}

// style is what reading needs of a cell's style.
type style struct {
	date bool
	font string
}

// openXLSX returns the sheets that are in sight, and the names of those that
// are not.
func openXLSX(data []byte) (sheets []*sheet, unseen []string, code Code) {
	if code := unpackable(data); code != "" {
		return nil, nil, code
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
	if err != nil {
		return nil, nil, CodeFormat
	}
	defer func() { _ = file.Close() }()
	w := &workbook{file: file, styles: map[int]style{}}
	names := file.GetSheetList()
	if len(names) > maxSheets {
		return nil, nil, CodeTooLarge
	}
	for _, name := range names {
		if visible, err := file.GetSheetVisible(name); err != nil || !visible {
			unseen = append(unseen, name)
			continue
		}
		s, code := w.sheet(name)
		if code != "" {
			return nil, nil, code
		}
		sheets = append(sheets, s)
	}
	return sheets, unseen, ""
}

// sheet streams the values first, so that a sheet of a million rows is
// refused before the library builds it in memory.
func (w *workbook) sheet(name string) (*sheet, Code) {
	rows, err := w.file.Rows(name)
	if err != nil {
		return nil, CodeFormat
	}
	s := &sheet{name: name}
	var hidden []bool
	for rows.Next() {
		values, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, CodeFormat
		}
		if len(s.raw) == MaxRows || len(values) > maxColumns {
			return nil, CodeTooLarge
		}
		s.raw = append(s.raw, values)
		hidden = append(hidden, rows.GetRowOpts().Hidden)
	}
	if rows.Error() != nil || rows.Close() != nil {
		return nil, CodeFormat
	}
	merged, err := w.file.GetMergeCells(name)
	if err != nil {
		return nil, CodeFormat
	}
	if len(merged) > maxMerges {
		return nil, CodeTooLarge
	}
	for _, m := range merged {
		col1, row1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		col2, row2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 != nil || err2 != nil {
			return nil, CodeFormat
		}
		s.merges = append(s.merges, merge{row1 - 1, col1 - 1, row2 - 1, col2 - 1})
	}
	s.hidden = func(row int) bool { return row < len(hidden) && hidden[row] }
	s.inspect = func(row, col int) cell { return w.cell(s, row, col) }
	props, err := w.file.GetWorkbookProps()
	s.serial = serialDate(err == nil && props.Date1904 != nil && *props.Date1904)
	return s, ""
}

// cell looks at one cell closely. An unreadable cell comes back as an error
// cell, which is a problem wherever its column is needed.
func (w *workbook) cell(s *sheet, row, col int) cell {
	name, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		return cell{kind: cellError}
	}
	kind, err1 := w.file.GetCellType(s.name, name)
	formula, err2 := w.file.GetCellFormula(s.name, name)
	id, err3 := w.file.GetCellStyle(s.name, name)
	c := cell{text: s.shown(row, col)}
	if err1 != nil || err2 != nil || err3 != nil {
		c.kind = cellError
		return c
	}
	look := w.style(id)
	c.font = look.font
	switch {
	case formula != "":
		c.kind, c.text = cellFormula, "="+formula
	case kind == excelize.CellTypeFormula: // a formula's text without the formula
		c.kind = cellFormula
	case kind == excelize.CellTypeError:
		c.kind = cellError
	case kind == excelize.CellTypeBool:
		c.kind = cellBool
	case kind == excelize.CellTypeDate: // ISO 8601 text
		c.text, _, _ = strings.Cut(c.text, "T")
	case c.text != "" && (kind == excelize.CellTypeNumber || kind == excelize.CellTypeUnset):
		c.kind, c.text = cellNumber, plainNumber(c.text)
		if look.date {
			c.kind = cellDate
		}
	}
	return c
}

func (w *workbook) style(id int) style {
	if known, ok := w.styles[id]; ok {
		return known
	}
	var look style
	if s, err := w.file.GetStyle(id); err == nil {
		if s.Font != nil {
			look.font = s.Font.Family
		}
		look.date = builtinDate(s.NumFmt) || (s.CustomNumFmt != nil && dateFormat(*s.CustomNumFmt))
	}
	w.styles[id] = look
	return look
}

// builtinDate reports whether a built-in number format shows a date
// (ECMA-376 Part 1 §18.8.30, with the East Asian and Thai numbers).
func builtinDate(id int) bool {
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
}

// dateFormat reports whether a custom number format shows a day or a year:
// it holds d or y outside quotes, brackets and escapes.
func dateFormat(format string) bool {
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(format) {
		switch {
		case escaped:
			escaped = false
		case quoted:
			quoted = r != '"'
		case bracket:
			bracket = r != ']'
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = true
		case r == '[':
			bracket = true
		case r == 'd' || r == 'y':
			return true
		}
	}
	return false
}

// plainNumber writes a stored number without exponent and without the noise
// of binary fractions: 8.1999999999999993 is 8.2, 7.9204001234E10 an id.
func plainNumber(text string) string {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// serialDate returns the reader of Excel's date serials in one of its two
// calendars. A serial with a time of day is no date.
func serialDate(date1904 bool) func(float64) (date, bool) {
	return func(n float64) (date, bool) {
		if n != float64(int(n)) || n < 1 || n > 2_958_465 { // 31/12/9999
			return date{}, false
		}
		t, err := excelize.ExcelDateToTime(n, date1904)
		if err != nil {
			return date{}, false
		}
		y, m, d := t.Round(time.Hour).Date()
		return date{year: y, month: int(m), day: d}, true
	}
}
