package roster

import (
	"bytes"
	"fmt"
	"strconv"

	"github.com/xuri/excelize/v2"
)

// Mark is what is wrong at one place of a file, for MarkProblems.
type Mark struct {
	Sheet    string
	Row      int    // from 1; 0 for the whole sheet
	Column   string // letter; "" for the whole row
	Severity Severity
	Text     string // for a person
}

// maxComments bounds the comments of a marked file; further cells are only
// coloured. Excel is slow with more.
const maxComments = 2_000

// Colours of marked cells: each is seen on white paper too, since a comment's
// corner is there as well.
const (
	errorFill   = "F8C8C8"
	warningFill = "FCE8B2"
)

// MarkProblems returns the file as XLSX with a colour and a comment in every
// cell that something is wrong with. A list that came as CSV becomes a
// workbook whose cells are all text: nothing in it turns into a formula, and
// no number loses its zeros. It returns an error for a file that is neither.
func MarkProblems(data []byte, marks []Mark) ([]byte, error) {
	f, err := openToMark(data)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	m := &marker{file: f, styles: map[styleKey]int{}}
	names := f.GetSheetList()
	places, texts, severities := []place{}, map[place]string{}, map[place]Severity{}
	for _, mark := range marks {
		at := place{mark.Sheet, cmpOr(mark.Column, "A") + strconv.Itoa(max(mark.Row, 1))}
		if at.sheet == "" {
			at.sheet = names[0]
		}
		if texts[at] == "" {
			places = append(places, at)
		} else {
			texts[at] += "\n"
		}
		texts[at] += mark.Text
		if severities[at] != Error {
			severities[at] = mark.Severity
		}
	}
	for i, at := range places {
		if err := m.fill(at, severities[at]); err != nil {
			return nil, err
		}
		if i < maxComments {
			if err := m.comment(at, texts[at]); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write marked list: %w", err)
	}
	return out.Bytes(), nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

type place struct{ sheet, cell string }

type styleKey struct {
	style    int
	severity Severity
}

type marker struct {
	file   *excelize.File
	styles map[styleKey]int // a style with the fill of a severity
}

// fill colours a cell and leaves the rest of its style as it is.
func (m *marker) fill(at place, severity Severity) error {
	id, err := m.file.GetCellStyle(at.sheet, at.cell)
	if err != nil {
		return fmt.Errorf("style of %s: %w", at.cell, err)
	}
	key := styleKey{id, severity}
	filled, known := m.styles[key]
	if !known {
		style, err := m.file.GetStyle(id)
		if err != nil || style == nil {
			style = &excelize.Style{}
		}
		color := warningFill
		if severity == Error {
			color = errorFill
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
		if filled, err = m.file.NewStyle(style); err != nil {
			return fmt.Errorf("style of %s: %w", at.cell, err)
		}
		m.styles[key] = filled
	}
	return m.file.SetCellStyle(at.sheet, at.cell, at.cell, filled)
}

// comment replaces what a person may have noted there.
func (m *marker) comment(at place, text string) error {
	_ = m.file.DeleteComment(at.sheet, at.cell) // there may be none
	return m.file.AddComment(at.sheet, excelize.Comment{Cell: at.cell, Author: "Sổ Gốc", Width: 320, Height: 120,
		Paragraph: []excelize.RichTextRun{{Text: text}}})
}

func openToMark(data []byte) (*excelize.File, error) {
	sheets, _, code := open(data, FileList)
	if code != "" || len(sheets) == 0 {
		return nil, fmt.Errorf("mark list: %s", code)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzip, UnzipXMLSizeLimit: maxUnzip})
		if err != nil {
			return nil, fmt.Errorf("mark list: %s", CodeFormat) // the library's text may hold content
		}
		return f, nil
	}
	f := excelize.NewFile()
	text, err := textStyle(f)
	if err != nil {
		return nil, err
	}
	s, name := sheets[0], f.GetSheetName(0)
	if err := f.SetColStyle(name, "A:"+letter(max(0, s.width()-1)), text); err != nil {
		return nil, err
	}
	for row, values := range s.raw {
		for col := range values {
			at := letter(col) + strconv.Itoa(row+1)
			if err := f.SetCellStr(name, at, s.inspect(row, col).text); err != nil {
				return nil, err
			}
			if err := f.SetCellStyle(name, at, at, text); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// textStyle is the format "Text" of spreadsheet programs.
func textStyle(f *excelize.File) (int, error) { return f.NewStyle(&excelize.Style{NumFmt: 49}) }
