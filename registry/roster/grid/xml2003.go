package grid

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
)

// xml2003 reads SpreadsheetML 2003, "XML Spreadsheet", which school systems save
// as .xls.
type xml2003 struct {
	*budget
	scan   *scanner
	book   *Book
	styles map[string]*Style
}

func openXML2003(b *budget, data []byte) (*Book, error) {
	text := string(bytes.TrimPrefix(data, utf8BOM))
	if !utf8.ValidString(text) {
		return nil, ErrEncoding
	}
	x := &xml2003{budget: b, scan: &scanner{text: text}, book: &Book{Format: FormatXML2003},
		styles: map[string]*Style{}}
	for {
		switch t, _ := x.scan.next(); t {
		case tokenEnd:
			return x.book, nil
		case tokenBad:
			return nil, ErrFormat
		case tokenOpen:
			var err error
			switch x.scan.name {
			case "Style":
				err = x.readStyle()
			case "Worksheet":
				err = x.readSheet()
			}
			if err != nil {
				return nil, err
			}
		}
	}
}

func (x *xml2003) readStyle() error {
	id := x.scan.attr("ID")
	style := &Style{}
	fill := ""
	for {
		switch t, _ := x.scan.next(); t {
		case tokenEnd, tokenBad:
			return ErrFormat
		case tokenClose:
			if x.scan.name == "Style" {
				if len(x.styles) == maxStyles {
					return ErrTooLarge
				}
				style.Colour = colourOf(style.Colour, fill)
				x.styles[id] = style
				return nil
			}
		case tokenOpen:
			switch x.scan.name {
			case "Font":
				style.Font, style.Struck = x.scan.attr("FontName"), x.scan.attr("StrikeThrough") == "1"
				style.Colour = pageColour(x.scan.attr("Color"))
			case "Interior":
				fill = pageColour(x.scan.attr("Color"))
			case "NumberFormat":
				format := x.scan.attr("Format")
				read := readNumberFormat(namedFormat(format))
				if strings.Contains(format, "Date") {
					read.date, read.monthFirst = true, true
				}
				read.set(style)
			}
		}
		if err := x.step(); err != nil {
			return err
		}
	}
}

// namedFormat returns the code of a number format that has a name in SpreadsheetML.
func namedFormat(name string) string {
	switch name {
	case "Percent":
		return "0.00%"
	case "Fixed":
		return "0.00"
	case "Standard":
		return "#,##0.00"
	}
	return name
}

// readSheet reads the worksheet that has just opened.
func (x *xml2003) readSheet() error {
	if len(x.book.Sheets) == maxSheets {
		return ErrTooLarge
	}
	s := &Sheet{Name: x.scan.attr("Name")}
	x.book.Sheets = append(x.book.Sheets, s)
	index, column := 0, 0
	for {
		t, _ := x.scan.next()
		switch {
		case t == tokenEnd || t == tokenBad:
			return ErrFormat
		case t == tokenClose && x.scan.name == "Worksheet":
			return nil
		case t == tokenOpen && x.scan.name == "Column":
			column = x.readColumn(s, column)
		case t == tokenOpen && x.scan.name == "Row":
			next, err := x.readRow(s, index)
			if err != nil {
				return err
			}
			index = next
		case t == tokenOpen && x.scan.name == "Visible":
			if _, text := x.scan.next(); strings.HasPrefix(text, "SheetHidden") || strings.HasPrefix(text,
				"SheetVeryHidden") {
				s.Hidden = true
			}
		}
		if err := x.step(); err != nil {
			return err
		}
	}
}

// readColumn reads what is said of columns and returns the index of the next one.
// ss:Span says how many more it is said of.
func (x *xml2003) readColumn(s *Sheet, column int) int {
	if n, err := strconv.Atoi(x.scan.attr("Index")); err == nil && n > column {
		column = n - 1
	}
	span, _ := strconv.Atoi(x.scan.attr("Span"))
	last := column + min(max(span, 0), MaxColumns)
	if x.scan.attr("Hidden") == "1" || x.scan.attr("Width") == "0" {
		s.hideColumns(column, last)
	}
	return min(last+1, MaxColumns)
}

// readRow reads a row and returns the index of the next one. ss:Index leaves
// rows out, ss:Span repeats an empty one.
func (x *xml2003) readRow(s *Sheet, index int) (int, error) {
	if text := x.scan.attr("Index"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n-1 < index || n > maxRowIndex {
			return 0, ErrFormat
		}
		index = n - 1
	}
	span, _ := strconv.Atoi(x.scan.attr("Span"))
	row := Row{Hidden: x.scan.attr("Hidden") == "1" || x.scan.attr("Height") == "0"}
	style := x.styles[x.scan.attr("StyleID")]
	col := 0
	for {
		t, _ := x.scan.next()
		switch {
		case t == tokenEnd || t == tokenBad:
			return 0, ErrFormat
		case t == tokenClose && x.scan.name == "Row":
			x.book.Spread += col
			if len(row.Cells) > 0 {
				if s.filled++; s.filled > MaxRows {
					return 0, ErrTooLarge
				}
			}
			s.add(index, row)
			if index += 1 + max(span, 0); index > maxRowIndex {
				return 0, ErrTooLarge
			}
			return index, nil
		case t == tokenOpen && x.scan.name == "Cell":
			next, err := x.readCell(s, &row, style, index, col)
			if err != nil {
				return 0, err
			}
			col = next
		}
		if err := x.step(); err != nil {
			return 0, err
		}
	}
}

// readCell reads a cell into a row and returns the column of the next one. style is
// the row's, for cells without one of their own.
func (x *xml2003) readCell(s *Sheet, row *Row, style *Style, index, col int) (int, error) {
	if text := x.scan.attr("Index"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n-1 < col || n > maxRowIndex {
			return 0, ErrFormat
		}
		col = n - 1
	}
	across, _ := strconv.Atoi(x.scan.attr("MergeAcross"))
	down, _ := strconv.Atoi(x.scan.attr("MergeDown"))
	across, down = min(max(across, 0), MaxColumns), min(max(down, 0), maxRowIndex-index-1)
	if own := x.styles[x.scan.attr("StyleID")]; own != nil {
		style = own
	}
	c := Cell{Col: int16(col), Style: style}
	formula := x.scan.attr("Formula")
	kind, text, struck, err := x.readData(s, index, col)
	if err != nil {
		return 0, err
	}
	if struck.some {
		own := Style{}
		if style != nil {
			own = *style
		}
		own.Struck, own.Partly = true, struck.butPart
		c.Style = &own
	}
	switch {
	case formula != "":
		c.Kind, c.Text = Formula, formula
	case kind == "Number":
		s.setNumber(&c, strings.TrimSpace(text))
	case kind == "DateTime":
		c.Kind, c.Text = Date, text
		c.Day, c.Rounded = isoDay(strings.TrimSpace(text))
	case kind == "Boolean":
		c.Kind, c.Text = Bool, text
	case kind == "Error":
		c.Kind, c.Text = Error, text
	default:
		c.Text = text
	}
	if across > 0 || down > 0 {
		if len(s.Merges) == maxMerges {
			return 0, ErrTooLarge
		}
		s.Merges = append(s.Merges, Range{index, col, index + down, col + across})
	}
	if strings.TrimSpace(c.Text) != "" {
		if err := x.cell(col, c.Text); err != nil {
			return 0, err
		}
		row.Cells = append(row.Cells, c)
	}
	return col + across + 1, nil
}

// struckText says how much of a cell's text is struck through by elements within it.
type struckText struct{ some, butPart bool }

// readData reads what a cell holds: the Data element, not the Comment's, which it
// keeps beside the sheet.
func (x *xml2003) readData(s *Sheet, row, col int) (kind, text string, struck struckText, err error) {
	inData, within := false, 0
	plain := false
	var parts []string
	for {
		t, part := x.scan.next()
		switch t {
		case tokenEnd, tokenBad:
			return "", "", struck, ErrFormat
		case tokenText:
			if inData {
				parts = append(parts, part)
				struck.some = struck.some || within > 0 && strings.TrimSpace(part) != ""
				plain = plain || within == 0 && strings.TrimSpace(part) != ""
			}
		case tokenOpen:
			switch x.scan.name {
			case "Data":
				inData, kind = true, x.scan.attr("Type")
			case "S", "Strike", "Del":
				within++
			case "Comment":
				author := x.scan.attr("Author")
				c := Comment{Row: row, Col: col, Author: author, Text: plainComment(author, textOf(x.scan))}
				if err := x.addComment(s, c); err != nil {
					return "", "", struck, err
				}
			}
		case tokenClose:
			switch x.scan.name {
			case "Data":
				inData = false
			case "S", "Strike", "Del":
				within--
			case "Cell":
				struck.butPart = struck.some && plain
				return kind, strings.Join(parts, ""), struck, nil
			}
		}
		if err := x.step(); err != nil {
			return "", "", struck, err
		}
	}
}

// decodeUTF16 returns text that begins with a byte order mark as UTF-8.
func decodeUTF16(data []byte) ([]byte, error) {
	decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder().Bytes(data)
	if err != nil {
		return nil, ErrEncoding
	}
	return decoded, nil
}
