package roster

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// separators that Excel and its kin write, in the order in which they are tried.
var separators = []rune{';', ',', '\t', '|'}

var utf8BOM = []byte("\xef\xbb\xbf")

// openCSV reads a CSV file with the separator under which most columns are
// known by name. The only encoding is UTF-8, with or without byte order mark:
// guessing another one would print wrong names on diplomas.
func openCSV(data []byte, known func(*sheet) int) (*sheet, Code) {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, CodeUTF16
	case !utf8.Valid(data):
		return nil, CodeNotUTF8
	case bytes.IndexByte(data, 0) >= 0:
		return nil, CodeFormat
	}
	data = bytes.TrimPrefix(data, utf8BOM)
	best, most, problem := (*sheet)(nil), -1, CodeCSV
	for _, separator := range separatorsOf(data) {
		s, code := parseCSV(data, separator)
		if code != "" {
			if code != CodeCSV {
				problem = code
			}
			continue
		}
		if n := known(s); n > most || n == most && s.width() > best.width() { // where none is known, cut as it cuts most
			best, most = s, n
		}
	}
	if best == nil || most == 0 && problem != CodeCSV {
		return nil, problem
	}
	return best, ""
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

func parseCSV(data []byte, separator rune) (*sheet, Code) {
	if separator == '"' || separator == utf8.RuneError {
		return nil, CodeCSV
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord = separator, -1
	s := &sheet{hidden: func(int) bool { return false }, serial: serialDate(false)}
	inner := 0 // line breaks inside cells so far: lines that are no rows
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, CodeCSV
		}
		line, _ := r.FieldPos(0)
		row := line - 1 - inner
		for _, field := range record {
			inner += strings.Count(field, "\n")
		}
		if row >= MaxRows || len(record) > maxColumns {
			return nil, CodeTooLarge
		}
		for len(s.raw) < row {
			s.raw = append(s.raw, nil) // the reader skips blank lines; a spreadsheet program numbers them
		}
		s.raw = append(s.raw, record)
	}
	s.inspect = func(row, col int) cell { return csvCell(s.shown(row, col)) }
	return s, ""
}

// csvCell knows what a spreadsheet program would take for a formula; ="0123"
// is how people keep leading zeros.
func csvCell(text string) cell {
	trimmed := strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(trimmed, `="`); ok && strings.HasSuffix(inner, `"`) && !strings.Contains(inner[:len(inner)-1], `"`) {
		return cell{text: inner[:len(inner)-1]}
	}
	if strings.HasPrefix(trimmed, "=") {
		return cell{kind: cellFormula, text: text}
	}
	return cell{text: text}
}
