package grid

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// separators that Excel and its kin write, in the order in which they are tried.
var separators = []rune{';', ',', '\t', '|'}

var utf8BOM = []byte("\xef\xbb\xbf")

// openText reads separated text with the separator under which most columns are
// known by name. Text is UTF-8, or UTF-16 with a byte order mark. Other bytes are
// taken as Windows-1252, letter by letter; which letters they stand for is for the
// caller to find out.
func openText(b *budget, data []byte, known func(*Sheet) int) (*Book, error) {
	guessed := false
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		var err error
		if data, err = decodeUTF16(data); err != nil {
			return nil, err
		}
	case !utf8.Valid(data):
		decoded, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return nil, ErrEncoding
		}
		data, guessed = decoded, true
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return nil, ErrFormat
	}
	data = bytes.TrimPrefix(data, utf8BOM)
	if bytes.Count(data, []byte("\n")) > maxRowIndex {
		return nil, ErrTooLarge
	}
	if bytes.IndexByte(data, '\n') < 0 { // as old programs for the Macintosh write it
		data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
	}
	best, most, problem, chosen := (*Sheet)(nil), -1, ErrCSV, rune(0)
	for _, separator := range separatorsOf(data) {
		attempt := *b
		s, err := parseCSV(&attempt, data, separator)
		if b.ctx.Err() != nil {
			return nil, b.ctx.Err()
		}
		if err != nil {
			if !errors.Is(err, ErrCSV) {
				problem = err
			}
			continue
		}
		if n := known(s); n > most || n == most &&
			s.Width() > best.Width() { // where none is known, cut as it cuts most
			best, most, chosen = s, n, separator
		}
	}
	if best == nil || most == 0 && !errors.Is(problem, ErrCSV) {
		return nil, problem
	}
	return &Book{Format: FormatCSV, Sheets: []*Sheet{best}, Guessed: guessed, Separator: chosen}, nil
}

// separatorsOf honours the "sep=;" line that Excel understands.
func separatorsOf(data []byte) []rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	if text := strings.TrimSpace(string(line)); strings.HasPrefix(text, "sep=") && utf8.RuneCountInString(text) == 5 {
		r, _ := utf8.DecodeLastRuneInString(text)
		return []rune{r}
	}
	return separators
}

// maxRecord bounds the bytes of one row, so that a quote that stays open, or a line
// of separators, does not take the whole file.
const maxRecord = 1 << 20

// recordReader fails when one record takes more than maxRecord.
type recordReader struct {
	data []byte
	used int // since the record began
}

// Read implements io.Reader.
func (r *recordReader) Read(p []byte) (int, error) {
	if len(r.data) == 0 {
		return 0, io.EOF
	}
	if r.used > maxRecord {
		return 0, ErrTooLarge
	}
	n := copy(p, r.data)
	r.data, r.used = r.data[n:], r.used+n
	return n, nil
}

func parseCSV(b *budget, data []byte, separator rune) (*Sheet, error) {
	if separator == '"' || separator == utf8.RuneError {
		return nil, ErrCSV
	}
	source := &recordReader{data: keepTexts(data, separator)}
	r := csv.NewReader(source)
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator, -1, true
	s := &Sheet{}
	inner := 0 // line breaks inside cells so far: lines that are no rows
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if errors.Is(err, ErrTooLarge) {
			return nil, err
		}
		if err != nil {
			return nil, ErrCSV
		}
		source.used = 0
		line, _ := r.FieldPos(0)
		row := line - 1 - inner
		for _, field := range record {
			inner += strings.Count(field, "\n")
		}
		if row >= maxRowIndex {
			return nil, ErrTooLarge
		}
		var cells []Cell
		for col, field := range record {
			c := textCell(field)
			if strings.TrimSpace(c.Text) == "" {
				continue
			}
			if err := b.cell(col, c.Text); err != nil {
				return nil, err
			}
			c.Col = int16(col)
			cells = append(cells, c)
		}
		if len(cells) > 0 {
			if s.filled++; s.filled > MaxRows {
				return nil, ErrTooLarge
			}
		}
		s.add(row, Row{Cells: cells})
		if err := b.step(); err != nil {
			return nil, err
		}
	}
}

// textCell knows what a spreadsheet program would take for a formula; ="0123"
// is how people keep leading zeros.
func textCell(text string) Cell {
	trimmed := strings.TrimSpace(text)
	inner, quoted := strings.CutPrefix(trimmed, `="`)
	if inner, closed := strings.CutSuffix(inner, `"`); quoted && closed && !strings.Contains(inner, `"`) {
		return Cell{Text: inner}
	}
	if strings.HasPrefix(trimmed, "=") {
		return Cell{Kind: Formula, Text: text}
	}
	return Cell{Text: text}
}

// keepTexts puts cells of the form ="0123" in quotes: people and programs write them so
// that a spreadsheet keeps the zeros, and not all of them double the quotes.
func keepTexts(data []byte, separator rune) []byte {
	if !bytes.Contains(data, []byte(`="`)) {
		return data
	}
	var out bytes.Buffer
	begins := true // a cell begins here
	for len(data) > 0 {
		if begins && bytes.HasPrefix(data, []byte(`="`)) {
			inner, rest, closed := bytes.Cut(data[len(`="`):], []byte(`"`))
			if closed && endsCell(rest, separator) && !bytes.ContainsAny(inner, "\r\n") {
				out.WriteString(`"=""`)
				out.Write(inner)
				out.WriteString(`"""`)
				data, begins = rest, false
				continue
			}
		}
		r, size := utf8.DecodeRune(data)
		begins = r == separator || r == '\n'
		out.Write(data[:size])
		data = data[size:]
	}
	return out.Bytes()
}

// endsCell reports whether a cell ends before the rest of separated text.
func endsCell(rest []byte, separator rune) bool {
	r, _ := utf8.DecodeRune(rest)
	return len(rest) == 0 || r == separator || r == '\r' || r == '\n'
}
