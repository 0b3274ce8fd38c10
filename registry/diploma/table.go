package diploma

import (
	"strconv"
	"strings"
	"unicode"

	"sogoc/verifier/credential"
)

// column is a column of the table of courses.
type column struct {
	label
	width float64
	align align
	text  func(n int, c credential.Course) []run // nil for the course's own column
}

// entry is a line of the table: a course, or the heading of a term.
type entry struct {
	cells  [][]line // of a course, one for each column
	term   string   // of the course, or the heading
	head   bool
	height float64
}

const (
	cellGap   = 1.6 // mm left and right of a cell's text
	rowGap    = 1.0 // mm above and below a row's text
	codeWidth = 28.0
	markWidth = 16.0

	termHeight = 9.5*leading/pointsPerMM + 2*rowGap // of a term's heading
)

// tableColumns returns those that any course has something for.
func (p *paper) tableColumns() []column {
	plain := func(text string) []run { return []run{{text, regular, 9.5, p.ink}} }
	all := []struct {
		column
		value func(credential.Course) string
	}{
		{column{label: label{"Mã", "Code"}, width: codeWidth}, func(c credential.Course) string { return c.Code }},
		{column{label: label{"Môn học, học phần", "Course"}}, nil},
		{
			column{label: label{"Tín chỉ", "Credits"}, width: markWidth, align: centre},
			func(c credential.Course) string { return decimalComma(c.Credits) },
		},
		{
			column{label: label{"Điểm 10", "10-point"}, width: markWidth, align: centre},
			func(c credential.Course) string { return decimalComma(c.TenPoint) },
		},
		{
			column{label: label{"Điểm chữ", "Letter"}, width: markWidth, align: centre},
			func(c credential.Course) string { return c.Letter },
		},
		{
			column{label: label{"Điểm 4", "4-point"}, width: markWidth, align: centre},
			func(c credential.Course) string { return decimalComma(c.FourPoint) },
		},
	}
	columns := []column{
		{
			label: label{"TT", "No."},
			width: 11,
			align: centre,
			text:  func(n int, _ credential.Course) []run { return plain(strconv.Itoa(n)) },
		},
	}
	rest, course := pageWidth-11, 0
	for _, one := range all {
		if one.value == nil {
			course = len(columns)
			columns = append(columns, one.column)
			continue
		}
		used, widest := false, 0.0
		for _, c := range p.credential.Courses {
			text := one.value(c)
			used = used || text != ""
			widest = max(widest, p.textWidth(text, regular, 9.5)+2*cellGap)
		}
		if used {
			if one.en == "Code" {
				one.width = min(one.width, max(markWidth, widest))
			}
			one.text = func(_ int, c credential.Course) []run { return plain(one.value(c)) }
			columns, rest = append(columns, one.column), rest-one.width
		}
	}
	columns[course].width = rest
	return columns
}

// tableEntries lays out the courses, with a heading wherever the term changes.
func (p *paper) tableEntries(columns []column) []entry {
	var entries []entry
	term := ""
	for n, c := range p.credential.Courses {
		if now := termOf(c); now != term {
			if term = now; term != "" {
				entries = append(entries, entry{head: true, term: term, height: termHeight})
			}
		}
		e := entry{term: term}
		for _, column := range columns {
			inner := column.width - 2*cellGap
			var lines []line
			if column.text != nil {
				lines = p.wrap(column.text(n+1, c), inner)
			} else {
				lines = p.courseLines(c, inner)
			}
			e.cells, e.height = append(e.cells, lines), max(e.height, 2*rowGap+p.heightOf(lines))
		}
		entries = append(entries, e)
	}
	return entries
}

// courseLines returns the lines of a course's name, its English name and what is to
// be noted.
func (p *paper) courseLines(c credential.Course, width float64) []line {
	lines := p.wrap([]run{{c.Name, regular, 9.5, p.ink}}, width)
	english := c.NameEn
	if english == "" {
		if english = p.template.english(c.Name); english == c.Name {
			english = ""
		}
	}
	lines = append(lines, p.wrap([]run{{english, italic, 8.5, p.faint}}, width)...)
	var notes []string
	if c.Attempt > 1 {
		notes = append(notes, "Lần học "+strconv.Itoa(c.Attempt)+" · Attempt "+strconv.Itoa(c.Attempt))
	}
	if c.Exempt {
		notes = append(notes, "Miễn · Exempt")
	}
	if c.EarnedAt != "" {
		notes = append(notes, "Tích lũy tại · Earned at: "+c.EarnedAt)
	}
	if c.Note != "" {
		notes = append(notes, c.Note)
	}
	return append(lines, p.wrap([]run{{strings.Join(notes, "; "), regular, 8, p.faint}}, width)...)
}

// termOf names a course's term in both languages.
func termOf(c credential.Course) string {
	var parts []string
	if c.Year != "" {
		parts = append(parts, "Năm học · Year "+c.Year)
	}
	switch {
	case c.Term == "":
	case strings.ContainsFunc(c.Term, unicode.IsLower): // "Học kỳ 1" says itself what it is, "1" and "II" do not
		parts = append(parts, c.Term)
	default:
		parts = append(parts, "Học kỳ · Term "+c.Term)
	}
	return strings.Join(parts, "  –  ")
}

// columnHeads returns the heads of the columns and how tall the tallest is.
func (p *paper) columnHeads(columns []column) (cells [][]line, tall float64) {
	for _, c := range columns {
		lines := append(
			p.wrap([]run{{c.vi, bold, 9, p.ink}}, c.width-1),
			p.wrap([]run{{c.en, italic, 8, p.faint}}, c.width-1)...)
		cells, tall = append(cells, lines), max(tall, 2*rowGap+p.heightOf(lines))
	}
	return cells, tall
}

// writeTableHead sets the heads of the columns and returns where they end.
func (p *paper) writeTableHead(columns []column, x, y float64) float64 {
	cells, tall := p.columnHeads(columns)
	p.fillRectangle(x, y, pageWidth, tall, p.accent.tint(0.1))
	p.drawLine(x, y, x+pageWidth, y, 0.35, p.accent)
	p.drawLine(x, y+tall, x+pageWidth, y+tall, 0.35, p.accent)
	for i, c := range columns {
		inset := 0.5
		if c.align == left {
			inset = cellGap
		}
		p.writeBlock(
			placedBlock{block: block{align: c.align}, lines: cells[i]},
			area{x: x + inset, w: c.width - 2*inset},
			y+rowGap,
		)
		x += c.width
	}
	return y + tall
}

// writeRow sets an entry and returns where it ends.
func (p *paper) writeRow(e entry, columns []column, x, y float64, continued bool) float64 {
	const width = pageWidth
	if e.head {
		p.fillRectangle(x, y, width, e.height, p.accent.tint(0.045))
		text := []run{{e.term, bold, 9.5, p.ink}}
		if continued {
			text = append(text, run{"(tiếp theo · continued)", italic, 8.5, p.faint})
		}
		if lines := p.wrap(text, width-2*cellGap); len(lines) > 0 {
			p.writeBlock(placedBlock{lines: lines[:1]}, area{x: x + cellGap, w: width}, y+rowGap)
		}
	} else {
		at := x
		for i, c := range columns {
			cell := placedBlock{block: block{align: c.align}, lines: e.cells[i]}
			p.writeBlock(cell, area{x: at + cellGap, w: c.width - 2*cellGap}, y+rowGap)
			at += c.width
		}
	}
	p.drawLine(x, y+e.height, x+width, y+e.height, 0.12, p.ink.tint(0.35))
	return y + e.height
}
