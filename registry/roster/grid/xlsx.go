package grid

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
)

// workbook is an XLSX file that is being read.
type workbook struct {
	*budget
	parts    map[string]*zip.File
	texts    []sharedText
	styles   []*Style // by the s attribute of a cell
	rules    []bool   // by the dxfId of a conditional format: it strikes text through
	date1904 bool
	spread   int
	row      []Cell // of the row that is being read
	block    []Cell // where cells stay; see keep
}

// openXLSX reads the parts that matter, each once and within the budget. Nothing
// is unpacked to disk.
func openXLSX(b *budget, data []byte) (*Book, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, ErrFormat
	}
	w := &workbook{budget: b, parts: map[string]*zip.File{}}
	for _, part := range archive.File {
		w.parts[strings.TrimPrefix(strings.ToLower(part.Name), "/")] = part
	}
	if w.parts["mimetype"] != nil && w.parts["content.xml"] != nil {
		return nil, ErrOpenDocument
	}
	if w.parts["encryptedpackage"] != nil {
		return nil, ErrOldExcel
	}
	entries, err := w.entries()
	if err != nil {
		return nil, err
	}
	if err := w.readStyles(); err != nil {
		return nil, err
	}
	if err := w.readTexts(); err != nil {
		return nil, err
	}
	book := &Book{Format: FormatXLSX}
	for _, e := range entries {
		s := &Sheet{Name: e.name, Hidden: e.hidden, date1904: w.date1904}
		if !e.hidden {
			if err := w.readSheet(s, e.part); err != nil {
				return nil, err
			}
			if err := w.readComments(s, e.part); err != nil {
				return nil, err
			}
		}
		book.Sheets = append(book.Sheets, s)
	}
	book.Spread = w.spread
	return book, nil
}

// read unpacks one part; "" where there is none. The zip reader fails for a part
// that is larger than its entry says.
func (w *workbook) read(name string) (string, error) {
	part := w.parts[strings.ToLower(name)]
	if part == nil {
		return "", nil
	}
	if part.UncompressedSize64 > uint64(w.bytes) {
		return "", ErrTooLarge
	}
	w.bytes -= int64(part.UncompressedSize64)
	r, err := part.Open()
	if err != nil {
		return "", ErrFormat
	}
	defer func() { _ = r.Close() }()
	var text strings.Builder
	text.Grow(int(part.UncompressedSize64))
	for {
		if err := w.ctx.Err(); err != nil {
			return "", err
		}
		_, err := io.CopyN(&text, r, 1<<20)
		if err == io.EOF {
			return text.String(), nil
		}
		if err != nil {
			return "", ErrFormat
		}
	}
}

// sheetEntry is a sheet as the workbook lists it.
type sheetEntry struct {
	name, part string
	hidden     bool
}

// entries reads the list of sheets and where they are.
func (w *workbook) entries() ([]sheetEntry, error) {
	root, targets, err := w.relations("", "_rels/.rels", anyKind)
	if err != nil {
		return nil, err
	}
	main := "xl/workbook.xml"
	for id, kind := range root {
		if strings.HasSuffix(kind, "/officeDocument") {
			main = targets[id]
		}
	}
	text, err := w.read(main)
	if err != nil {
		return nil, err
	}
	if text == "" {
		return nil, ErrFormat
	}
	folder := path.Dir(main)
	_, targets, err = w.relations(folder, path.Join(folder, "_rels", path.Base(main)+".rels"), anyKind)
	if err != nil {
		return nil, err
	}
	var entries []sheetEntry
	for s := (scanner{text: text}); ; {
		switch t, _ := s.next(); t {
		case tokenEnd:
			return entries, nil
		case tokenBad:
			return nil, ErrFormat
		case tokenOpen:
			switch s.name {
			case "workbookPr":
				w.date1904 = slices.Contains([]string{"1", "true"}, s.attr("date1904"))
			case "sheet":
				part := targets[s.attr("id")]
				if state := s.attr("state"); part != "" && len(entries) < maxSheets {
					entries = append(entries, sheetEntry{s.attr("name"), part, state == "hidden" ||
						state == "veryHidden"})
				} else if part != "" {
					return nil, ErrTooLarge
				}
			}
		}
	}
}

func anyKind(string) bool { return true }

// relations reads a part's relations of the wanted types: types and targets by their
// ids. Of the others, such as links in cells, there may be any number.
func (w *workbook) relations(
	folder, name string,
	wanted func(kind string) bool,
) (kinds, targets map[string]string, err error) {
	kinds, targets = map[string]string{}, map[string]string{}
	text, err := w.read(name)
	if err != nil {
		return nil, nil, err
	}
	for s := (scanner{text: text}); ; {
		switch t, _ := s.next(); t {
		case tokenEnd:
			return kinds, targets, nil
		case tokenBad:
			return nil, nil, ErrFormat
		case tokenOpen:
			if s.name != "Relationship" || !wanted(s.attr("Type")) {
				continue
			}
			if len(targets) > 2*maxSheets {
				return nil, nil, ErrTooLarge
			}
			id, target := s.attr("Id"), s.attr("Target")
			if absolute, is := strings.CutPrefix(target, "/"); is {
				target = absolute
			} else {
				target = path.Join(folder, target)
			}
			kinds[id], targets[id] = s.attr("Type"), target
		}
	}
}

// sharedText is an entry of the workbook's table of texts.
type sharedText struct {
	text  string
	style *Style // of a text whose runs have their own fonts; nil otherwise
}

// readTexts reads the table of texts.
func (w *workbook) readTexts() error {
	text, err := w.read("xl/sharedstrings.xml")
	if err != nil {
		return err
	}
	for s := (scanner{text: text}); ; {
		switch t, _ := s.next(); t {
		case tokenEnd:
			return nil
		case tokenBad:
			return ErrFormat
		case tokenOpen:
			if s.name != "si" {
				continue
			}
			if len(w.texts) == maxStrings {
				return ErrTooLarge
			}
			entry, ok := w.richText(&s, "si")
			if !ok {
				return ErrFormat
			}
			w.texts = append(w.texts, entry)
		}
		if err := w.step(); err != nil {
			return err
		}
	}
}

// maxRuns bounds the runs of one text.
const maxRuns = 40_000

// richText reads the runs of a text up to the end of an element. Pronunciations
// (rPh) are no part of it.
func (w *workbook) richText(s *scanner, until string) (sharedText, bool) {
	var entry sharedText
	var runs []string
	inText, struckRun, struck, plain := false, false, false, false
	for {
		t, text := s.next()
		switch t {
		case tokenEnd, tokenBad:
			return entry, false
		case tokenText:
			if inText {
				if runs = append(runs, text); len(runs) > maxRuns {
					return entry, false
				}
				if strings.TrimSpace(text) != "" {
					struck, plain = struck || struckRun, plain || !struckRun
				}
			}
		case tokenClose:
			if s.name == until {
				entry.text = strings.Join(runs, "")
				if entry.style != nil {
					entry.style.Struck, entry.style.Partly = struck, struck && plain
				}
				return entry, true
			}
			inText = false
		case tokenOpen:
			switch s.name {
			case "r":
				struckRun = false
			case "t":
				inText = true
			case "rPh":
				if !s.skipElement() {
					return entry, false
				}
			case "rFont":
				if font := s.attr("val"); entry.style == nil || entry.style.Font == "" || legacy(font) {
					entry.style = &Style{Font: font}
				}
			case "strike":
				if s.attr("val") != "0" && s.attr("val") != "false" {
					if entry.style == nil {
						entry.style = &Style{}
					}
					struckRun = true
				}
			}
		}
		if w.step() != nil {
			return entry, false
		}
	}
}

// legacy reports whether a font's name is one under which letters mean others;
// of a text's runs such a font counts most.
func legacy(font string) bool {
	font = strings.ToLower(font)
	return strings.HasPrefix(font, ".vn") || strings.HasPrefix(font, "vni")
}

// position reads a cell's reference, "B12".
func position(ref string) (row, col int, ok bool) {
	i := 0
	for i < len(ref) && ref[i] >= 'A' && ref[i] <= 'Z' {
		col = col*26 + int(ref[i]-'A') + 1
		i++
		if i > 3 {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || i == 0 || row < 1 || row > maxRowIndex {
		return 0, 0, false
	}
	return row - 1, col - 1, true
}
