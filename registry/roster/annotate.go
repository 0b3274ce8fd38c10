package roster

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster/grid"
)

// Annotation is what is to be said at one cell of a file, for Annotate.
type Annotation struct {
	Sheet    string
	Row      int    // from 1; 0 for the whole sheet
	Column   string // letter; "" for the whole row
	Severity Severity
	Text     string // for a person
}

// maxComments bounds the comments of an annotated file; further cells are only
// coloured. Excel is slow with more.
const maxComments = 2_000

// maxSpread bounds the cells that the library makes of a workbook to change it. A
// file that has more is written anew, without its looks.
const maxSpread = 1_000_000

// fills are the colours of cells by severity: each is seen on white paper too,
// since a comment's corner is there as well.
var fills = map[Severity]string{Error: "F8C8C8", Question: "FCE8B2", Note: "DCE9F5"}

// weights order severities: of several annotations of a cell the gravest counts.
var weights = map[Severity]int{Error: 3, Question: 2, Note: 1}

// Annotate returns a file as XLSX with a colour and a comment in every cell that
// there is something to say about. A file that is no workbook becomes one whose
// cells are all text: nothing in it turns into a formula, and no number loses its
// zeros. It returns an error for a file that cannot be read.
func Annotate(ctx context.Context, data []byte, file string, annotations []Annotation) ([]byte, error) {
	f, notes, err := openToAnnotate(ctx, data, file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	a := &annotator{file: f, styles: map[styleKey]int{}, notes: notes}
	cells, order := map[cellRef]Annotation{}, []cellRef{}
	for _, n := range annotations {
		at := cellRef{cmp.Or(n.Sheet, names[0]), cmp.Or(n.Column, "A") + strconv.Itoa(max(n.Row, 1))}
		before, known := cells[at]
		if !known {
			order = append(order, at)
		} else {
			n.Text = before.Text + "\n" + n.Text
			if weights[before.Severity] > weights[n.Severity] {
				n.Severity = before.Severity
			}
		}
		cells[at] = n
	}
	for i, at := range order {
		if err := a.fill(at, cells[at].Severity); err != nil {
			return nil, err
		}
		if i < maxComments {
			if err := a.comment(at, cells[at].Text); err != nil {
				return nil, err
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("write annotated list: %w", err)
	}
	return out.Bytes(), nil
}

type cellRef struct{ sheet, cell string }

type styleKey struct {
	style    int
	severity Severity
}

type annotator struct {
	file   *excelize.File
	styles map[styleKey]int // a style with the fill of a severity
	notes  map[cellRef]string
}

// fill colours a cell and leaves the rest of its style as it is.
func (a *annotator) fill(at cellRef, severity Severity) error {
	id, err := a.file.GetCellStyle(at.sheet, at.cell)
	if err != nil {
		return fmt.Errorf("style of %s: %w", at.cell, err)
	}
	key := styleKey{id, severity}
	filled, known := a.styles[key]
	if !known {
		style, err := a.file.GetStyle(id)
		if err != nil || style == nil {
			style = &excelize.Style{}
		}
		style.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{fills[severity]}}
		if filled, err = a.file.NewStyle(style); err != nil {
			return fmt.Errorf("style of %s: %w", at.cell, err)
		}
		a.styles[key] = filled
	}
	return a.file.SetCellStyle(at.sheet, at.cell, at.cell, filled)
}

// comment says something at a cell, before what a person has noted there.
func (a *annotator) comment(at cellRef, text string) error {
	if noted := a.notes[at]; noted != "" {
		text += "\n" + personsMark + "\n" + noted
	}
	_ = a.file.DeleteComment(at.sheet, at.cell) // there may be none
	return a.file.AddComment(at.sheet, excelize.Comment{Cell: at.cell, Author: registerAuthor, Width: 320, Height: 120,
		Paragraph: []excelize.RichTextRun{{Text: text}}})
}

// notesOf returns what people noted at the cells of a file.
func notesOf(book *grid.Book) map[cellRef]string {
	notes := map[cellRef]string{}
	for _, s := range book.Sheets {
		for _, c := range s.Comments {
			if note := personsNote(c); note != "" {
				at := cellRef{s.Name, cellName(c.Row, c.Col)}
				notes[at] = strings.TrimSpace(notes[at] + "\n" + note)
			}
		}
	}
	return notes
}

// openToAnnotate opens a file as a workbook that can be changed, with what people noted
// at its cells.
func openToAnnotate(ctx context.Context, data []byte, file string) (*excelize.File, map[cellRef]string, error) {
	book, code, err := open(ctx, data, file)
	if err != nil {
		return nil, nil, err
	}
	if code != "" || len(book.Sheets) == 0 {
		return nil, nil, fmt.Errorf("annotate list: %s", code)
	}
	if book.Format != grid.FormatXLSX || book.Spread > maxSpread {
		f, err := rebuild(book)
		return f, notesOf(book), err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		// The library's text may hold content.
		return nil, nil, errors.New("annotate list: the workbook cannot be opened")
	}
	return f, notesOf(book), nil
}

// rebuild writes a file's cells as texts into a new workbook.
func rebuild(book *grid.Book) (*excelize.File, error) {
	f := excelize.NewFile()
	text, err := textStyle(f)
	if err != nil {
		return nil, err
	}
	for i, s := range book.Sheets {
		name := f.GetSheetName(0)
		switch {
		case i == 0 && s.Name != "":
			err, name = f.SetSheetName(name, s.Name), s.Name
		case i > 0:
			name = s.Name
			_, err = f.NewSheet(name)
		}
		if err != nil {
			return nil, err
		}
		if err := rebuildSheet(f, name, s, text); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func rebuildSheet(f *excelize.File, name string, s *grid.Sheet, text int) error {
	if err := f.SetColStyle(name, "A:"+grid.Letter(max(0, s.Width()-1)), text); err != nil {
		return err
	}
	t := &table{Sheet: s}
	for row := range s.Rows {
		for _, c := range s.Rows[row].Cells {
			at := cellName(row, int(c.Col))
			shown := c.Text
			if c.Kind == grid.Date {
				shown = t.shown(row, int(c.Col))
			}
			if err := f.SetCellStr(name, at, shown); err != nil {
				return err
			}
			if err := f.SetCellStyle(name, at, at, text); err != nil {
				return err
			}
		}
	}
	return nil
}

// textStyle is the format "Text" of spreadsheet programs.
func textStyle(f *excelize.File) (int, error) { return f.NewStyle(&excelize.Style{NumFmt: 49}) }
