package grid

import (
	"strconv"
	"strings"
)

// maxStyles bounds the table of styles; programs allow some 65,000.
const maxStyles = 100_000

// readStyles reads fonts, number formats and the cell formats that name them.
func (w *workbook) readStyles() error {
	text, err := w.read("xl/styles.xml")
	if err != nil {
		return err
	}
	table := styleTable{formats: map[int]numberFormat{}}
	for s := (scanner{text: text}); ; {
		switch t, _ := s.next(); t {
		case tokenEnd:
			return nil
		case tokenBad:
			return ErrFormat
		case tokenOpen:
			w.takeStyle(&s, &table)
			if max(
				len(table.fonts),
				len(table.fills),
				len(table.borders),
				len(table.formats),
				len(w.styles),
				len(w.rules),
			) > maxStyles {
				return ErrTooLarge
			}
		}
		if err := w.step(); err != nil {
			return err
		}
	}
}

// styleTable is what the table of styles has said so far.
type styleTable struct {
	section string
	fonts   []Style  // with the text's colour
	fills   []string // the colours behind texts
	borders []border
	solid   bool // the last fill is of one colour
	formats map[int]numberFormat
}

// takeStyle takes what an element says of fonts, fills, number formats and of the
// formats of cells, which name them.
func (w *workbook) takeStyle(s *scanner, t *styleTable) {
	switch s.name {
	case "fonts", "fills", "borders", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs":
		t.section = s.name
	case "numFmt":
		if id, err := strconv.Atoi(s.attr("numFmtId")); err == nil {
			t.formats[id] = readNumberFormat(s.attr("formatCode"))
		}
	case "xf":
		if t.section == "cellXfs" {
			w.styles = append(w.styles, t.cellFormat(s))
		}
	case "dxf":
		w.rules = append(w.rules, false)
	case "strike":
		struck := s.attr("val") != "0" && s.attr("val") != "false"
		switch {
		case t.section == "fonts" && len(t.fonts) > 0:
			t.fonts[len(t.fonts)-1].Struck = struck
		case t.section == "dxfs" && len(w.rules) > 0:
			w.rules[len(w.rules)-1] = struck
		}
	}
	switch t.section {
	case "fonts":
		t.takeFont(s)
	case "fills":
		t.takeFill(s)
	case "borders":
		t.takeBorder(s)
	}
}

// border says whether the borders of cells have a line from corner to corner.
type border struct{ asked, crossed bool }

// takeBorder takes what an element says of lines from corner to corner: an attribute asks for
// them, and an element within says how they are drawn (ECMA-376 Part 1 §18.8.4).
func (t *styleTable) takeBorder(s *scanner) {
	switch s.name {
	case "border":
		asked := func(name string) bool { return s.attr(name) == "1" || s.attr(name) == "true" }
		t.borders = append(t.borders, border{asked: asked("diagonalUp") || asked("diagonalDown")})
	case "diagonal":
		if n := len(t.borders); n > 0 {
			line := s.attr("style")
			t.borders[n-1].crossed = t.borders[n-1].asked && line != "" && line != "none"
		}
	}
}

func (t *styleTable) takeFont(s *scanner) {
	if s.name == "font" {
		t.fonts = append(t.fonts, Style{})
	}
	if len(t.fonts) == 0 {
		return
	}
	switch font := &t.fonts[len(t.fonts)-1]; s.name {
	case "name":
		font.Font = s.attr("val")
	case "color":
		font.Colour = s.colour()
	}
}

func (t *styleTable) takeFill(s *scanner) {
	if s.name == "fill" {
		t.fills, t.solid = append(t.fills, ""), false
	}
	switch {
	case s.name == "patternFill":
		t.solid = s.attr("patternType") == "solid"
	case s.name == "fgColor" && t.solid && len(t.fills) > 0:
		t.fills[len(t.fills)-1] = s.colour()
	}
}

func (t *styleTable) cellFormat(s *scanner) *Style {
	var style Style
	if id, err := strconv.Atoi(s.attr("fontId")); err == nil && id >= 0 && id < len(t.fonts) {
		style = t.fonts[id]
	}
	fill := ""
	if id, err := strconv.Atoi(s.attr("fillId")); err == nil && id >= 0 && id < len(t.fills) {
		fill = t.fills[id]
	}
	style.Colour = colourOf(style.Colour, fill)
	if id, err := strconv.Atoi(s.attr("borderId")); err == nil && id >= 0 && id < len(t.borders) {
		style.Struck = style.Struck || t.borders[id].crossed
	}
	if id, err := strconv.Atoi(s.attr("numFmtId")); err == nil {
		format, custom := t.formats[id]
		switch {
		case custom:
		case isBuiltinDate(id):
			format.date, format.monthFirst = true, id == 14 || id == 22 // in the order of the program's language
			format.inPart = id == 16 || id == 17
		default:
			format = readNumberFormat(builtinFormats[id])
		}
		format.set(&style)
	}
	return &style
}

// isBuiltinDate reports whether a built-in number format shows a date
// (ECMA-376 Part 1 §18.8.30, with the East Asian and Thai numbers).
func isBuiltinDate(id int) bool {
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
}

// builtinFormats are the number formats without a text in the file that show other
// digits than the number has (ECMA-376 Part 1 §18.8.30).
var builtinFormats = map[int]string{1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
	11: "0.00E+00", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00"}

// numberFormat is what a number format shows of a number.
type numberFormat struct {
	dateFormat
	percent bool
	unseen  bool // it shows nothing at all, as ;;; does
	form    string
	places  int8 // see Style.Places
}

func readNumberFormat(format string) numberFormat {
	f := numberFormat{dateFormat: readDateFormat(format)}
	if !f.date {
		f.percent, f.places = readDecimals(format)
	}
	f.unseen = format != "" && strings.Trim(format, "; ") == ""
	if !f.date && !f.percent && format != "General" && format != "@" {
		f.form = format[:min(len(format), maxFormat)]
	}
	return f
}

func (f numberFormat) set(style *Style) {
	style.Date, style.MonthFirst, style.Percent, style.Places = f.date, f.monthFirst, f.percent, f.places
	style.InPart, style.Unseen, style.Form = f.inPart, f.unseen, f.form
}

// readDecimals reads how a number format shows positive numbers: that is its first
// part. A format with an exponent or a fraction is passed over.
func readDecimals(format string) (percent bool, places int8) {
	first, _, _ := strings.Cut(outsideQuotes(format), ";")
	if strings.ContainsAny(first, "eE/@") || !strings.ContainsAny(first, "0#?") {
		return false, 0
	}
	_, decimals, _ := strings.Cut(first, ".")
	for _, r := range decimals {
		places += int8(count(strings.ContainsRune("0#?", r)))
	}
	return strings.Contains(first, "%"), places + 1
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// maxFormat is how much of a number format is read, in bytes: programs allow 255
// letters.
const maxFormat = 1024

// outsideQuotes returns a number format without what it shows as it stands: quotes,
// brackets and escapes.
func outsideQuotes(format string) string {
	format = format[:min(len(format), maxFormat)]
	var b strings.Builder
	quoted, bracket, escaped := false, false, false
	for _, r := range format {
		switch {
		case escaped:
			escaped = false
		case quoted:
			quoted = r != '"'
		case bracket:
			bracket = r != ']'
		case r == '\\' || r == '_' || r == '*':
			escaped = true
		case r == '"':
			quoted = true
		case r == '[':
			bracket = true
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// dateFormat is what a number format says of dates.
type dateFormat struct {
	date       bool // it shows a day or a year
	monthFirst bool // it shows the month as a number, and after it the day
	inPart     bool // it leaves out day, month or year
}

// readDateFormat reads a custom number format: what it shows stands outside quotes,
// brackets and escapes. The letter m is a month where d or y is there too.
func readDateFormat(format string) dateFormat {
	var f dateFormat
	month, parts := false, map[rune]bool{}
	first, _, _ := strings.Cut(strings.ToLower(outsideQuotes(format)), ";")
	for _, r := range first {
		switch parts[r] = true; r {
		case 'm':
			month = month || !f.date
		case 'd':
			f.monthFirst = f.monthFirst || month && !f.date
			f.date = true
		case 'y':
			f.date, month = true, false // a year that comes first leaves no doubt
		}
	}
	f.inPart = f.date && !(parts['d'] && parts['m'] && (parts['y'] || parts['e']))
	return f
}
