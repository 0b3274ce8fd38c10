package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// table is one sheet of a file, with what was done to its cells before they are
// read.
type table struct {
	*grid.Sheet
	file      string
	guessed   bool                // the file's text was no Unicode
	separator rune                // of separated text; 0 for other files
	converted map[cellAt]original // cells that came in an old encoding
	// settled are cells of a file of no Unicode that its encoding does not change.
	settled map[cellAt]bool
}

// cellAt is the position of a cell, from 0.
type cellAt struct{ row, col int }

// original is what a converted cell held.
type original struct {
	text     string
	encoding letters.Encoding
	lost     bool // letters are missing
}

// shown returns what a cell shows, "" outside the sheet: a date as dd/mm/yyyy, a
// number in its plain form.
func (t *table) shown(row, col int) string {
	c := t.At(row, col)
	if c == nil {
		return ""
	}
	if c.Kind == grid.Date && !c.Day.IsZero() {
		return c.Day.String()
	}
	return strings.TrimSpace(c.Text)
}

// name names a cell as a spreadsheet program does.
func (t *table) name(row, col int) string {
	at := cellName(row, col)
	if t.Name == "" {
		return at
	}
	return t.Name + "!" + at
}

// decode converts the cells of a sheet that came in an encoding from before
// Unicode, or were decoded by a wrong one: by their font, by their letters, and
// where a sheet is mostly in one encoding also cells that alone would leave doubt.
func (t *table) decode() {
	t.converted, t.settled = map[cellAt]original{}, map[cellAt]bool{}
	known, votes := map[string]letters.Encoding{}, map[letters.Encoding]int{}
	var doubtful []cellAt
	unicodeToo := false // other cells are good Unicode
	for row := range t.Rows {
		for i := range t.Rows[row].Cells {
			c := &t.Rows[row].Cells[i]
			if c.Kind != grid.Text {
				continue
			}
			at := cellAt{row, int(c.Col)}
			if c.Style != nil && c.Style.Font != "" {
				if e, capitals := letters.FontEncoding(c.Style.Font); e != "" && hasLetter(c.Text) {
					t.convertByFont(at, c, e, capitals)
					continue
				}
			}
			if isASCII(c.Text) {
				continue
			}
			e, seen := known[c.Text]
			if !seen {
				e = letters.Detect(c.Text)
				known[c.Text] = e
			}
			if e == "" {
				doubtful = append(doubtful, at)
				unicodeToo = unicodeToo || letters.HasModernLetter(c.Text)
				continue
			}
			votes[e]++
			t.convert(at, c, e)
		}
	}
	main := letters.Encoding("")
	for _, e := range letters.Encodings {
		if votes[e] > 1 && votes[e] > votes[main] {
			main = e
		}
	}
	for _, at := range doubtful {
		c := t.At(at.row, at.col)
		_, suits := letters.Suits(main, c.Text)
		if same, ok := letters.Convert(main, c.Text); t.guessed && ok && same == c.Text {
			t.settled[at] = true
		}
		if main != "" && suits && (!unicodeToo || !letters.IsVietnamese(c.Text)) {
			t.convert(at, c, main)
		}
	}
}

func (t *table) convert(at cellAt, c *grid.Cell, e letters.Encoding) {
	if text, ok := letters.Convert(e, c.Text); ok {
		t.converted[at] = original{text: c.Text, encoding: e, lost: letters.Lost(e, text)}
		c.Text = text
	}
}

// convertByFont converts a cell whose font draws other letters than it holds. Under
// such a font plain letters may mean themselves: then nothing has changed but,
// perhaps, a letter is lost.
func (t *table) convertByFont(at cellAt, c *grid.Cell, e letters.Encoding, capitals bool) {
	text, ok := letters.Convert(e, c.Text)
	if !ok {
		if letters.Detect(c.Text) == "" && !isASCII(c.Text) && letters.AreSyllables(c.Text) {
			return // Unicode that only kept the font's name
		}
		t.converted[at] = original{text: c.Text, encoding: e, lost: true}
		return
	}
	if capitals {
		text = strings.ToUpper(text)
	}
	if lost := letters.Lost(e, text); text != c.Text || lost {
		t.converted[at] = original{text: c.Text, encoding: e, lost: lost}
		c.Text = text
	}
}

// fill gives the value of cells that are merged over several rows to all of those
// rows that hold anything, below the header, and returns which cells it filled. It
// stops after so many.
func (t *table) fill(firstRow, most int) (filled []cellAt) {
	for _, m := range t.Merges {
		from := t.At(m.Row1, m.Col1)
		if m.Row1 < firstRow || m.Row2 == m.Row1 || from == nil {
			continue
		}
		value := *from
		for row := m.Row1 + 1; row <= min(m.Row2, len(t.Rows)-1); row++ {
			if most--; most < 0 {
				return filled
			}
			if len(t.Rows[row].Cells) == 0 || t.At(row, m.Col1) != nil {
				continue
			}
			t.Set(row, value)
			filled = append(filled, cellAt{row, m.Col1})
		}
	}
	return filled
}

func hasLetter(text string) bool { return strings.ContainsFunc(text, unicode.IsLetter) }

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
