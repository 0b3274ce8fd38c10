package grid

import (
	"bytes"
	"context"
	"errors"
)

// Limits of one file. Empty cells, rows and columns do not count, however they
// are formatted.
const (
	MaxFile     = 16 << 20 // bytes, as uploaded
	MaxRows     = 101_000  // filled rows of a sheet, title rows included
	MaxColumns  = 256
	MaxCells    = 1_000_000 // filled cells of all sheets
	maxUnpacked = 96 << 20
	maxSheets   = 2_000 // one for each learner
	maxMerges   = 50_000
	maxStrings  = 1_000_000  // of a workbook's table of texts
	maxText     = 4 * 32_767 // bytes of a cell: what spreadsheet programs allow
	maxRowIndex = 1_048_576  // rows of a sheet of any program

	maxColumnIndex = 16_384 // columns of a sheet of any program, filled or not
)

// Why a file is refused. No error says more, since the content is personal data.
var (
	ErrFormat       = errors.New("no format that can be read")
	ErrOldExcel     = errors.New("binary Excel file or encrypted workbook")
	ErrOpenDocument = errors.New("OpenDocument spreadsheet")
	ErrTooLarge     = errors.New("larger than the limits")
	ErrCSV          = errors.New("quotes of separated text are wrong")
	ErrEncoding     = errors.New("text of unknown encoding")
)

// Format is what kind of file it was.
type Format int

// The formats.
const (
	FormatXLSX Format = iota
	FormatCSV
	FormatHTML
	FormatXML2003
)

// Book is an open file.
type Book struct {
	Format Format
	Sheets []*Sheet
	// Guessed says that the file's text was in no Unicode encoding: its bytes were
	// taken as Windows-1252.
	Guessed bool
	// Separator stands between the values of separated text; 0 in other files.
	Separator rune
	// Spread is the number of cells that a program which builds rows up to their
	// last declared cell would make of the file.
	Spread int
}

// budget is what is left of a file's limits.
type budget struct {
	ctx      context.Context
	cells    int
	comments int
	bytes    int64
	steps    int
}

// step counts one piece of work and looks at the context from time to time.
func (b *budget) step() error {
	if b.steps++; b.steps%4096 == 0 {
		return b.ctx.Err()
	}
	return nil
}

// cell counts a filled cell at a column.
func (b *budget) cell(col int, text string) error {
	if b.cells--; b.cells < 0 || col >= MaxColumns || len(text) > maxText {
		return ErrTooLarge
	}
	return nil
}

// Open reads a file, whose format it tells by its first bytes and never by a name.
// For separated text, known says how many columns of a sheet's header are known:
// the separator under which most are known is taken. It returns one of the errors
// of this package or the context's.
func Open(ctx context.Context, data []byte, known func(*Sheet) int) (*Book, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b := &budget{ctx: ctx, cells: MaxCells, comments: maxComments, bytes: maxUnpacked}
	text := bytes.TrimLeft(bytes.TrimPrefix(data, utf8BOM), " \t\r\n")
	start := bytes.ToLower(text[:min(len(text), 512)])
	switch {
	case len(data) > MaxFile:
		return nil, ErrTooLarge
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		return openXLSX(b, data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")): // OLE2: .xls, or .xlsx with a password
		return nil, ErrOldExcel
	case bytes.HasPrefix(data, []byte("\x09\x08")), bytes.HasPrefix(data,
		[]byte("\x09\x04")): // BIFF without a container
		return nil, ErrOldExcel
	case bytes.HasPrefix(start, []byte("<?xml")) && bytes.Contains(start, []byte("excel.sheet")),
		bytes.HasPrefix(start, []byte("<")) && bytes.Contains(start, []byte("office:spreadsheet")):
		return openXML2003(b, data)
	case isHTML(start):
		return openHTML(b, data)
	}
	return openText(b, data, known)
}

func isHTML(start []byte) bool {
	for _, tag := range []string{"<!doctype html", "<html", "<head", "<meta", "<table", "<body", "<style", "<div",
		"<center", "<!--"} {
		if bytes.HasPrefix(start, []byte(tag)) {
			return true
		}
	}
	return false
}
