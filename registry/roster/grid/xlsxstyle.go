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
	fonts, formats := []Style{}, map[int]dateFormat{}
	section := ""
	for s := (scanner{text: text}); ; {
		switch t, _ := s.next(); t {
		case tokenEnd:
			return nil
		case tokenBad:
			return ErrFormat
		case tokenOpen:
			switch s.name {
			case "fonts", "cellXfs", "cellStyleXfs", "dxfs":
				section = s.name
			case "font":
				if section == "fonts" {
					fonts = append(fonts, Style{})
				}
			case "name":
				if section == "fonts" && len(fonts) > 0 {
					fonts[len(fonts)-1].Font = s.attr("val")
				}
			case "strike":
				if section == "fonts" && len(fonts) > 0 {
					fonts[len(fonts)-1].Struck = s.attr("val") != "0" && s.attr("val") != "false"
				}
			case "numFmt":
				if id, err := strconv.Atoi(s.attr("numFmtId")); err == nil {
					formats[id] = readDateFormat(s.attr("formatCode"))
				}
			case "xf":
				if section == "cellXfs" {
					w.styles = append(w.styles, cellFormat(&s, fonts, formats))
				}
			}
			if len(fonts) > maxStyles || len(w.styles) > maxStyles || len(formats) > maxStyles {
				return ErrTooLarge
			}
		}
		if err := w.step(); err != nil {
			return err
		}
	}
}

func cellFormat(s *scanner, fonts []Style, formats map[int]dateFormat) *Style {
	var style Style
	if id, err := strconv.Atoi(s.attr("fontId")); err == nil && id >= 0 && id < len(fonts) {
		style = fonts[id]
	}
	if id, err := strconv.Atoi(s.attr("numFmtId")); err == nil {
		format, custom := formats[id]
		if !custom && isBuiltinDate(id) {
			format = dateFormat{date: true, monthFirst: id == 14 || id == 22} // in the order of the program's language
		}
		style.Date, style.MonthFirst = format.date, format.monthFirst
	}
	return &style
}

// isBuiltinDate reports whether a built-in number format shows a date
// (ECMA-376 Part 1 §18.8.30, with the East Asian and Thai numbers).
func isBuiltinDate(id int) bool {
	return (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)
}

// dateFormat is what a number format says of dates.
type dateFormat struct {
	date       bool // it shows a day or a year
	monthFirst bool // it shows the month as a number, and after it the day
}

// readDateFormat reads a custom number format: what it shows stands outside quotes,
// brackets and escapes. The letter m is a month where d or y is there too.
func readDateFormat(format string) dateFormat {
	var f dateFormat
	month := false
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(format) {
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
		case r == 'm':
			month = month || !f.date
		case r == 'd':
			f.monthFirst = f.monthFirst || month && !f.date
			f.date = true
		case r == 'y':
			f.date, month = true, false // a year that comes first leaves no doubt
		}
	}
	return f
}
