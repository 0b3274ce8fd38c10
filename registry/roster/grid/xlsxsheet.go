package grid

import (
	"strconv"
	"strings"
)

// eachElement calls a function for each element of a part as it opens.
func (w *workbook) eachElement(part string, opened func(*scanner) error) error {
	text, err := w.read(part)
	if err != nil {
		return err
	}
	for scan := (scanner{text: text}); ; {
		switch t, _ := scan.next(); t {
		case tokenEnd:
			return nil
		case tokenBad:
			return ErrFormat
		case tokenOpen:
			if err := opened(&scan); err != nil {
				return err
			}
		}
		if err := w.step(); err != nil {
			return err
		}
	}
}

// readSheet reads one sheet's cells and merged blocks.
func (w *workbook) readSheet(s *Sheet, part string) error {
	row, where := -1, ""
	return w.eachElement(part, func(scan *scanner) (err error) {
		switch scan.name {
		case "row":
			row, err = w.readRow(s, scan, row)
		case "col":
			if isHidden(scan, "width") {
				first, _ := strconv.Atoi(scan.attr("min"))
				last, _ := strconv.Atoi(scan.attr("max"))
				s.hideColumns(first-1, last-1)
			}
		case "conditionalFormatting":
			where = scan.attr("sqref")
		case "cfRule":
			err = w.rule(s, where, scan.attr("dxfId"))
		case "mergeCell":
			err = w.merge(s, scan.attr("ref"))
		default:
			if pageElements[scan.name] {
				s.addPageText(textOf(scan))
			}
		}
		return err
	})
}

// readRow reads the row that has just opened and returns its index.
func (w *workbook) readRow(s *Sheet, scan *scanner, before int) (int, error) {
	index := before + 1
	if r := scan.attr("r"); r != "" {
		n, err := strconv.Atoi(r)
		if err != nil || n < 1 || n > maxRowIndex || n-1 <= before {
			return 0, ErrFormat
		}
		index = n - 1
	}
	row := Row{Hidden: isHidden(scan, "ht")}
	cells, col := w.row[:0], -1
	for {
		t, _ := scan.next()
		if t == tokenEnd || t == tokenBad {
			return 0, ErrFormat
		}
		if t == tokenClose && scan.name == "row" {
			break
		}
		if t == tokenOpen && scan.name == "c" {
			cell, filled, err := w.readCell(s, scan, col)
			if err != nil {
				return 0, err
			}
			if int(cell.Col) <= col {
				return 0, ErrFormat
			}
			if col = int(cell.Col); filled {
				if err := w.cell(col, cell.Text); err != nil {
					return 0, err
				}
				cells = append(cells, cell)
			}
		}
		if err := w.step(); err != nil {
			return 0, err
		}
	}
	w.row = cells
	row.Cells = w.keep(cells)
	w.spread += col + 1 + index - before
	if len(row.Cells) > 0 {
		if s.filled++; s.filled > MaxRows {
			return 0, ErrTooLarge
		}
	}
	s.add(index, row)
	return index, nil
}

// isHidden reports whether the row or column that has just opened is hidden, or has a
// size of nothing.
func isHidden(scan *scanner, size string) bool {
	hidden := scan.attr("hidden")
	n, err := strconv.ParseFloat(scan.attr(size), 64)
	return hidden == "1" || hidden == "true" || err == nil && n == 0
}

// keepAtOnce is how many cells are allocated together.
const keepAtOnce = 4096

// keep copies the cells of a row to where they stay, without room for more.
func (w *workbook) keep(cells []Cell) []Cell {
	if cap(w.block)-len(w.block) < len(cells) {
		w.block = make([]Cell, 0, max(keepAtOnce, len(cells)))
	}
	from := len(w.block)
	w.block = append(w.block, cells...)
	return w.block[from:len(w.block):len(w.block)]
}

// readCell reads the cell that has just opened; before is the column of the one
// to its left.
func (w *workbook) readCell(s *Sheet, scan *scanner, before int) (Cell, bool, error) {
	if before+1 >= maxColumnIndex && scan.attr("r") == "" {
		return Cell{}, false, ErrFormat
	}
	c := Cell{Col: int16(before + 1)}
	if ref := scan.attr("r"); ref != "" {
		_, col, ok := position(ref)
		if !ok || col >= maxColumnIndex {
			return c, false, ErrFormat
		}
		c.Col = int16(col)
	}
	if scan.empty {
		scan.ended = false // nothing but a format
		return c, false, nil
	}
	kind := scan.attr("t")
	if id, err := strconv.Atoi(scan.attr("s")); err == nil && id >= 0 && id < len(w.styles) {
		c.Style = w.styles[id]
	}
	var values, formulas []string
	formula := false
	for inside := ""; ; {
		t, text := scan.next()
		switch t {
		case tokenEnd, tokenBad:
			return c, false, ErrFormat
		case tokenText:
			switch inside {
			case "v":
				values = append(values, text)
			case "f":
				formulas = append(formulas, text)
			}
		case tokenOpen:
			inside = scan.name
			formula = formula || inside == "f"
			if inside == "is" {
				entry, ok := w.richText(scan, "is")
				if !ok {
					return c, false, ErrFormat
				}
				values = append(values, entry.text)
				c.Style = styleOf(c.Style, entry.style)
			}
		case tokenClose:
			if scan.name == "c" {
				if formula {
					c.Kind, c.Text = Formula, "="+strings.Join(formulas, "")
					return c, true, nil
				}
				w.setValue(s, &c, kind, strings.Join(values, ""))
				return c, strings.TrimSpace(c.Text) != "" || c.Kind == Error, nil
			}
			inside = ""
		}
	}
}

// styleOf lets what a text's runs say go before the cell's style.
func styleOf(cell, runs *Style) *Style {
	switch {
	case runs == nil:
		return cell
	case cell == nil:
		return runs
	}
	both := *cell
	if runs.Font != "" {
		both.Font = runs.Font
	}
	both.Struck = both.Struck || runs.Struck
	both.Partly = runs.Partly
	return &both
}

// setValue takes a stored value by the cell's type (ECMA-376 Part 1 §18.18.11).
func (w *workbook) setValue(s *Sheet, c *Cell, kind, value string) {
	c.Text = value
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || n < 0 || n >= len(w.texts) {
			c.Kind = Error
			return
		}
		c.Text, c.Style = w.texts[n].text, styleOf(c.Style, w.texts[n].style)
	case "str", "inlineStr":
	case "b":
		c.Kind = Bool
	case "e":
		c.Kind = Error
	case "d":
		c.Kind = Date
		c.Day, c.Rounded = isoDay(value)
	case "", "n":
		s.setNumber(c, value)
	default:
		c.Kind = Error
	}
}

// setNumber takes a number, which the cell's format may show as a date.
func (s *Sheet) setNumber(c *Cell, value string) {
	if value == "" {
		return
	}
	if len(value) > maxText {
		c.Kind, c.Text = Error, value
		return
	}
	text, ok := plainNumber(value)
	if !ok {
		c.Kind, c.Text = Error, value
		return
	}
	c.Kind, c.Text = Number, text
	if c.Style != nil && c.Style.Date {
		n, _ := strconv.ParseFloat(text, 64)
		c.Kind, c.Day, c.Rounded = Date, s.Serial(n), isRounded(n)
	}
}

// merge notes a merged block, "A2:A4".
func (w *workbook) merge(s *Sheet, ref string) error {
	if !strings.Contains(ref, ":") {
		return nil // one cell
	}
	block, ok := blockOf(ref)
	if !ok {
		return ErrFormat
	}
	if len(s.Merges) == maxMerges {
		return ErrTooLarge
	}
	s.Merges = append(s.Merges, block)
	return nil
}

// blockOf reads the reference of a block of cells, or of one cell.
func blockOf(ref string) (Range, bool) {
	from, to, several := strings.Cut(ref, ":")
	if !several {
		to = from
	}
	row1, col1, ok1 := position(from)
	row2, col2, ok2 := position(to)
	return Range{row1, col1, row2, col2}, ok1 && ok2
}

// rule notes a conditional format of blocks of cells, "A2:D40 F2:F40" (ECMA-376 Part 1
// §18.3.1.10, §18.3.1.18).
func (w *workbook) rule(s *Sheet, where, look string) error {
	n, err := strconv.Atoi(look)
	struck := err == nil && n >= 0 && n < len(w.rules) && w.rules[n]
	for ref := range strings.FieldsSeq(where) {
		block, ok := blockOf(ref)
		if !ok {
			continue // whole columns, as some programs write them, are no blocks
		}
		if len(s.Rules) == maxMerges {
			return ErrTooLarge
		}
		s.Rules = append(s.Rules, Rule{Range: block, Struck: struck})
	}
	return nil
}
