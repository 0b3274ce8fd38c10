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
	book    *Book
	sheet   *Sheet
	depth   int // of nested tables; the innermost texts belong to the outer cell
	row     Row
	number  int // of the row, from 0
	next    int // column of the row's next cell
	inRow   bool
	inCell  bool
	text    strings.Builder
	across  int      // columns of the cell
	down    int      // rows of the cell
	hidden  bool     // the cell is
	kept    string   // tag.number of the cell
	signs   []string // what boxes and pictures within the cell say
	picture bool     // a picture stands in the cell that says nothing
	struck  bool     // a style sheet strikes elements through of which it cannot be told which they are
	column  int      // of the table's next col element
	group   bool     // the rows of the open group are hidden
	ofRow   look     // what the row's style says
	style   Style
	styles  map[Style]*Style // those of cells, each once
	open    []element        // elements within the cell, outermost first
	classes map[string]look  // by what the page's style sheets say of them
	raw     string           // an element whose text is no text of the page, such as a style sheet
	caption bool             // the table's caption is open
	title   strings.Builder  // what stands above the next table
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
	h := &htmlReader{budget: b, book: &Book{Format: FormatHTML}, classes: map[string]look{},
		styles: map[Style]*Style{}}
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
	if err := h.endTable(); err != nil {
		return nil, err
	}
	if h.struck {
		for _, s := range h.book.Sheets {
			s.Rules = append(s.Rules, Rule{Range: Range{0, 0, len(s.Rows), MaxColumns - 1}, Struck: true})
		}
	}
	return h.book, nil
}

func (h *htmlReader) take(kind html.TokenType, tokens *html.Tokenizer) error {
	switch kind {
	case html.TextToken:
		h.takeText(tokens.Text())
	case html.StartTagToken, html.SelfClosingTagToken:
		raw, more := tokens.TagName()
		return h.start(string(raw), more, tokens)
	case html.EndTagToken:
		raw, _ := tokens.TagName()
		return h.end(string(raw))
	}
	return nil
}

// takeText takes a text to where it belongs: the cell, what stands above a table, or
// the page's style sheets.
func (h *htmlReader) takeText(text []byte) {
	switch {
	case h.raw == "style":
		h.readStyleSheet(text)
	case h.raw != "":
	case h.inCell:
		inner := h.inner()
		if inner.hidden {
			return
		}
		h.text.Write(text)
		if len(bytes.TrimSpace(text)) > 0 {
			h.struckText, h.plainText = h.struckText || inner.struck, h.plainText || !inner.struck
			if inner.colour != "" {
				h.style.Colour = inner.colour
			}
		}
	case h.depth == 0 || h.caption:
		if h.title.Len()+len(text) > maxTitle {
			h.title.Reset()
		}
		if len(text) <= maxTitle {
			h.title.Write(text)
			h.title.WriteByte(' ')
		}
	}
}

// maxTitle bounds what is kept of the text above a table, in bytes: the nearest.
const maxTitle = 2000

func (h *htmlReader) start(tag string, more bool, tokens *html.Tokenizer) error {
	switch tag {
	case "table":
		if h.depth++; h.depth == 1 {
			return h.beginTable(h.readTag(more, tokens))
		}
	case "caption":
		h.caption = h.depth == 1
	case "style", "script", "title":
		h.raw = tag
	case "col":
		if h.depth == 1 {
			h.readColumn(h.readTag(more, tokens))
		}
	case "thead", "tbody", "tfoot":
		if h.depth == 1 {
			h.group = h.readTag(more, tokens).hidden
		}
	case "tr":
		if h.depth == 1 {
			if err := h.endRow(); err != nil {
				return err
			}
			row := h.readTag(more, tokens)
			h.inRow = true
			h.row.Hidden, h.ofRow = h.group || row.hidden, row.look
		}
	case "td", "th":
		if h.depth != 1 || !h.inRow {
			return nil
		}
		if err := h.endCell(); err != nil {
			return err
		}
		h.beginCell(h.readTag(more, tokens))
	case "br", "p", "div":
		if h.inCell {
			h.text.WriteByte('\n')
			h.beginElement(tag, h.readTag(more, tokens))
		}
	default:
		if h.inCell {
			t := h.readTag(more, tokens)
			h.takeSign(tag, t)
			h.beginElement(tag, t)
		}
	}
	return nil
}

// maxSigns bounds what is kept of boxes and pictures of a cell.
const maxSigns = 16

// takeSign takes what a box or a picture says: a box that is ticked is an x, and a picture says
// what its other text does. They count in a cell without any text.
func (h *htmlReader) takeSign(name string, t tag) {
	if len(h.signs) == maxSigns || t.hidden || h.inner().hidden {
		return
	}
	switch {
	case name == "img" && strings.TrimSpace(t.alt) == "":
		h.picture = true
	case name == "img":
		h.signs = append(h.signs, strings.TrimSpace(t.alt[:min(len(t.alt), maxTitle)]))
	case name == "input" && t.checked && (t.kind == "checkbox" || t.kind == "radio"):
		h.signs = append(h.signs, "x")
	}
}

// beginTable begins the sheet of an outermost table.
func (h *htmlReader) beginTable(tag tag) error {
	if len(h.book.Sheets) == maxSheets {
		return ErrTooLarge
	}
	h.sheet = &Sheet{Name: tableName(len(h.book.Sheets)), Hidden: tag.hidden}
	h.book.Sheets = append(h.book.Sheets, h.sheet)
	h.number, h.next, h.covers = 0, 0, [MaxColumns]int{}
	h.column, h.group, h.caption = 0, false, false
	return nil
}

// beginCell takes what a cell's start tag says of its size and looks.
func (h *htmlReader) beginCell(tag tag) {
	h.settleTitle()
	inner := look{struck: h.ofRow.struck, colour: h.ofRow.colour}.over(tag.look)
	h.inCell, h.style = true, Style{Struck: inner.struck, Font: tag.font, Colour: inner.colour}
	h.open, h.struckText, h.plainText = h.open[:0], false, false
	h.across, h.down, h.hidden = tag.across, tag.down, tag.hidden
	h.kept, h.signs, h.picture = tag.number, nil, false
}

// settleTitle gives the table what stands above it.
func (h *htmlReader) settleTitle() {
	if h.title.Len() > 0 {
		h.sheet.Title = strings.Join(strings.Fields(h.title.String()), " ")
		h.title.Reset()
	}
}

func (h *htmlReader) end(tag string) error {
	switch tag {
	case "table":
		if h.depth--; h.depth <= 0 {
			h.depth = 0
			return h.endTable()
		}
	case "caption":
		h.caption = false
	case "style", "script", "title":
		h.raw = ""
	case "tr":
		if h.depth == 1 {
			return h.endRow()
		}
	case "td", "th":
		if h.depth == 1 {
			return h.endCell()
		}
	default:
		h.endElement(tag)
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
func (h *htmlReader) readColumn(tag tag) {
	if tag.hidden {
		h.sheet.hideColumns(h.column, h.column+tag.span-1)
	}
	h.column = min(h.column+tag.span, MaxColumns)
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
	text, err := h.textOfCell(col)
	if err != nil {
		return err
	}
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
	if c.Kind == Text {
		h.sheet.takeKept(&c, h.kept, &h.style)
	}
	if h.style != (Style{}) {
		c.Style = h.keepStyle()
	}
	h.row.Cells = append(h.row.Cells, c)
	return nil
}

// textOfCell returns the text of the cell that ends, or what its boxes and pictures say, and
// notes a picture that says nothing.
func (h *htmlReader) textOfCell(col int) (string, error) {
	text := strings.TrimSpace(h.text.String())
	h.text.Reset()
	if text == "" {
		text = strings.Join(h.signs, " ")
	}
	if text == "" && h.picture {
		if h.comments--; h.comments < 0 {
			return "", ErrTooLarge
		}
		h.sheet.Drawings = append(h.sheet.Drawings, Comment{Row: h.number, Col: min(col, MaxColumns-1)})
	}
	return text, nil
}

// keepStyle returns the cell's style, which cells of the same style share.
func (h *htmlReader) keepStyle() *Style {
	if kept := h.styles[h.style]; kept != nil {
		return kept
	}
	style := h.style
	if len(h.styles) < maxStyles {
		h.styles[style] = &style
	}
	return &style
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
