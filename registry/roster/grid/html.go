package grid

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// htmlReader gathers the tables of a page. It reads tokens and builds no tree, so
// that depth costs nothing.
type htmlReader struct {
	*budget
	book      *Book
	sheet     *Sheet
	depth     int // of nested tables; the innermost texts belong to the outer cell
	row       Row
	number    int // of the row, from 0
	next      int // column of the row's next cell
	inRow     bool
	inCell    bool
	text      strings.Builder
	across    int  // columns of the cell
	down      int  // rows of the cell
	hidden    bool // the cell is
	column    int  // of the table's next col element
	group     bool // the rows of the open group are hidden
	struckRow bool // the row's style strikes its texts through
	style     Style
	struck    int // elements that strike their text through and are open
	// What text of both kinds the cell has.
	struckText, plainText bool
	covers                [MaxColumns]int // rows that a cell above still covers, by column
}

// openHTML reads the tables of a page that a school system saved as .xls.
func openHTML(b *budget, data []byte) (*Book, error) {
	var source io.Reader = bytes.NewReader(data)
	if !utf8.Valid(data) {
		decoded, err := charset.NewReader(source, "")
		if err != nil {
			return nil, ErrEncoding
		}
		source = decoded
	}
	h := &htmlReader{budget: b, book: &Book{Format: FormatHTML}}
	tokens := html.NewTokenizer(source)
	tokens.SetMaxBuf(4 << 20)
	for {
		kind := tokens.Next()
		if kind == html.ErrorToken {
			break
		}
		if err := h.take(kind, tokens); err != nil {
			return nil, err
		}
		if err := b.step(); err != nil {
			return nil, err
		}
	}
	if err := tokens.Err(); err != io.EOF {
		return nil, ErrFormat
	}
	return h.book, h.endTable()
}

func (h *htmlReader) take(kind html.TokenType, tokens *html.Tokenizer) error {
	switch kind {
	case html.TextToken:
		if h.inCell {
			text := tokens.Text()
			h.text.Write(text)
			if len(bytes.TrimSpace(text)) > 0 {
				h.struckText, h.plainText = h.struckText || h.struck > 0, h.plainText || h.struck == 0
			}
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		raw, more := tokens.TagName()
		return h.start(string(raw), more, tokens)
	case html.EndTagToken:
		raw, _ := tokens.TagName()
		return h.end(string(raw))
	}
	return nil
}

func (h *htmlReader) start(tag string, more bool, tokens *html.Tokenizer) error {
	switch tag {
	case "table":
		if h.depth++; h.depth == 1 {
			if len(h.book.Sheets) == maxSheets {
				return ErrTooLarge
			}
			h.sheet = &Sheet{Name: tableName(len(h.book.Sheets))}
			h.book.Sheets = append(h.book.Sheets, h.sheet)
			h.number, h.next, h.covers = 0, 0, [MaxColumns]int{}
			h.column, h.group = 0, false
			h.sheet.Hidden = isHiddenTag(more, tokens)
		}
	case "col":
		if h.depth == 1 {
			h.readColumn(more, tokens)
		}
	case "thead", "tbody", "tfoot":
		if h.depth == 1 {
			h.group = isHiddenTag(more, tokens)
		}
	case "tr":
		if h.depth == 1 {
			if err := h.endRow(); err != nil {
				return err
			}
			h.inRow = true
			h.readRow(more, tokens)
		}
	case "td", "th":
		if h.depth != 1 || !h.inRow {
			return nil
		}
		if err := h.endCell(); err != nil {
			return err
		}
		h.beginCell(more, tokens)
	case "br", "p", "div":
		if h.inCell {
			h.text.WriteByte('\n')
		}
	case "s", "strike", "del":
		h.struck++
	case "font":
		for h.inCell && more {
			var key, value []byte
			if key, value, more = tokens.TagAttr(); string(key) == "face" {
				h.style.Font = string(value)
			}
		}
	}
	return nil
}

// beginCell reads what a cell's start tag says of its size and looks.
func (h *htmlReader) beginCell(more bool, tokens *html.Tokenizer) {
	h.inCell, h.style = true, Style{Struck: h.struckRow}
	h.struck, h.struckText, h.plainText = 0, false, false
	h.across, h.down, h.hidden = 1, 1, false
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		switch string(key) {
		case "rowspan":
			h.down = spanOf(value)
		case "colspan":
			h.across = spanOf(value)
		case "style":
			h.style.Struck = h.style.Struck || bytes.Contains(value, []byte("line-through"))
			h.style.Font = fontFamily(string(value))
			h.hidden = h.hidden || hides(string(value))
		case "hidden":
			h.hidden = true
		}
	}
}

func (h *htmlReader) end(tag string) error {
	switch tag {
	case "table":
		if h.depth--; h.depth <= 0 {
			h.depth = 0
			return h.endTable()
		}
	case "tr":
		if h.depth == 1 {
			return h.endRow()
		}
	case "td", "th":
		if h.depth == 1 {
			return h.endCell()
		}
	case "s", "strike", "del":
		h.struck = max(0, h.struck-1)
	}
	return nil
}

// tableName names the tables of a page after the first.
func tableName(before int) string {
	if before == 0 {
		return ""
	}
	return "Bảng " + strconv.Itoa(before+1)
}

// spanOf bounds what a span may say.
func spanOf(value []byte) int {
	n, err := strconv.Atoi(string(value))
	if err != nil || n < 1 {
		return 1
	}
	return min(n, MaxRows)
}

// readColumn notes a col element, which may stand for several columns and hide them.
func (h *htmlReader) readColumn(more bool, tokens *html.Tokenizer) {
	span, hidden := 1, false
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		switch string(key) {
		case "span":
			span = spanOf(value)
		case "style":
			hidden = hidden || hides(string(value))
		case "hidden":
			hidden = true
		}
	}
	if hidden {
		h.sheet.hideColumns(h.column, h.column+span-1)
	}
	h.column = min(h.column+span, MaxColumns)
}

// readRow notes what a row's start tag says of its looks.
func (h *htmlReader) readRow(more bool, tokens *html.Tokenizer) {
	h.row.Hidden, h.struckRow = h.group, false
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		style := string(key) == "style"
		h.row.Hidden = h.row.Hidden || string(key) == "hidden" || style && hides(string(value))
		h.struckRow = h.struckRow || style && bytes.Contains(value, []byte("line-through"))
	}
}

// isHiddenTag reports whether a start tag says that its element is not shown.
func isHiddenTag(more bool, tokens *html.Tokenizer) bool {
	hidden := false
	for more {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		hidden = hidden || string(key) == "hidden" || string(key) == "style" && hides(string(value))
	}
	return hidden
}

// hides reports whether a style attribute hides its element.
func hides(style string) bool {
	style = strings.ToLower(strings.Join(strings.Fields(style), ""))
	return strings.Contains(style, "display:none") || strings.Contains(style, "visibility:hidden") ||
		strings.Contains(style, "visibility:collapse")
}

// fontFamily finds the font in a style attribute.
func fontFamily(style string) string {
	for declaration := range strings.SplitSeq(style, ";") {
		if key, value, ok := strings.Cut(declaration, ":"); ok && strings.TrimSpace(key) == "font-family" {
			first, _, _ := strings.Cut(value, ",")
			return strings.Trim(strings.TrimSpace(first), `"'`)
		}
	}
	return ""
}

// endCell puts the cell behind those that are in the row or reach into it.
func (h *htmlReader) endCell() error {
	if !h.inCell {
		return nil
	}
	h.inCell = false
	col := h.next
	for col < MaxColumns && h.covers[col] > 0 {
		col++
	}
	text := strings.TrimSpace(h.text.String())
	h.text.Reset()
	across, down := h.across, h.down
	if col+across > maxRowIndex {
		return ErrTooLarge
	}
	if across > 1 || down > 1 {
		if len(h.sheet.Merges) == maxMerges {
			return ErrTooLarge
		}
		if text != "" {
			h.sheet.Merges = append(h.sheet.Merges, Range{h.number, col, h.number + down - 1, col + across - 1})
		}
	}
	if down > 1 {
		for i := col; i < min(col+across, MaxColumns); i++ {
			h.covers[i] = down
		}
	}
	h.next = col + across
	if text == "" {
		return nil
	}
	if h.hidden {
		h.sheet.hideColumns(col, col)
	}
	if err := h.cell(col, text); err != nil {
		return err
	}
	c := textCell(text)
	c.Col = int16(col)
	if h.struckText {
		h.style.Struck, h.style.Partly = true, h.plainText
	}
	if h.style != (Style{}) {
		style := h.style
		c.Style = &style
	}
	h.row.Cells = append(h.row.Cells, c)
	return nil
}

func (h *htmlReader) endRow() error {
	if !h.inRow {
		return nil
	}
	if err := h.endCell(); err != nil {
		return err
	}
	h.inRow = false
	for col := range h.covers {
		h.covers[col] = max(0, h.covers[col]-1)
	}
	if h.number >= maxRowIndex {
		return ErrTooLarge
	}
	if len(h.row.Cells) > 0 {
		if h.sheet.filled++; h.sheet.filled > MaxRows {
			return ErrTooLarge
		}
	}
	h.sheet.add(h.number, h.row)
	h.row, h.next = Row{}, 0
	h.number++
	return nil
}

func (h *htmlReader) endTable() error {
	if h.sheet == nil {
		return nil
	}
	return h.endRow()
}
