package grid

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// Shown returns what a spreadsheet shows of a whole number under its format where that is
// something else than its digits: zeros before them, letters around them, an exponent. A
// format with conditions, or of which the parts are not known, is passed over.
func (c Cell) Shown() (shown string, other bool) {
	if c.Kind != Number || c.Style == nil || c.Style.Form == "" {
		return "", false
	}
	n, err := strconv.ParseFloat(c.Text, 64)
	if err != nil || n < 0 {
		return "", false
	}
	first, _, _ := strings.Cut(c.Style.Form, ";")
	shown, ok := showNumber(first, c.Text, n)
	return shown, ok && shown != c.Text
}

// formPart is a piece of a number format: signs that stand as they are, or places of digits.
type formPart struct {
	literal string
	places  string // of 0, #, ?, comma and full stop, with an exponent
}

// showNumber writes a number, 0 or more, by the first part of a format.
func showNumber(form, digits string, n float64) (string, bool) {
	parts, ok := partsOfForm(form)
	if !ok {
		return "", false
	}
	var b strings.Builder
	numbers := 0
	for _, p := range parts {
		if p.places == "" {
			b.WriteString(p.literal)
			continue
		}
		if numbers++; numbers > 1 {
			return "", false // digits that are set apart from each other
		}
		text, ok := fillPlaces(p.places, digits, n)
		if !ok {
			return "", false
		}
		b.WriteString(text)
	}
	return strings.TrimSpace(b.String()), numbers == 1
}

// partsOfForm parts a format (ECMA-376 Part 1 §18.8.31).
func partsOfForm(form string) ([]formPart, bool) {
	var parts []formPart
	add := func(literal, places string) {
		if n := len(parts); n > 0 && (places != "") == (parts[n-1].places != "") {
			parts[n-1].literal += literal
			parts[n-1].places += places
			return
		}
		parts = append(parts, formPart{literal, places})
	}
	for runes := []rune(form); len(runes) > 0; {
		r := runes[0]
		runes = runes[1:]
		switch {
		case r == '"':
			end := strings.IndexRune(string(runes), '"')
			if end < 0 {
				return nil, false
			}
			text := string(runes)[:end]
			add(text, "")
			runes = runes[len([]rune(text))+1:]
		case r == '\\' && len(runes) > 0:
			add(string(runes[0]), "")
			runes = runes[1:]
		case r == '_' && len(runes) > 0, r == '*' && len(runes) > 0:
			runes = runes[1:] // room, and what fills it
		case strings.ContainsRune("0#?,.", r):
			add("", string(r))
		case (r == 'E' || r == 'e') && len(runes) > 0 && (runes[0] == '+' || runes[0] == '-'):
			add("", "E+")
			runes = runes[1:]
		case strings.ContainsRune(" -/()+:'", r):
			add(string(r), "")
		default:
			return nil, false
		}
	}
	return parts, true
}

// fillPlaces writes a number into places of digits.
func fillPlaces(places, digits string, n float64) (string, bool) {
	mantissa, exponent, scientific := strings.Cut(places, "E+")
	whole, decimals, point := strings.Cut(mantissa, ".")
	if scientific {
		text := strconv.FormatFloat(n, 'E', len(decimals), 64)
		head, tail, _ := strings.Cut(text, "E+")
		for len(tail) > len(exponent) && strings.HasPrefix(tail, "0") {
			tail = tail[1:]
		}
		return head + "E+" + tail, whole != ""
	}
	if point || strings.Contains(digits, ".") {
		exact, ok := new(big.Rat).SetString(digits)
		if !ok || strings.Contains(whole, ",") {
			return "", false
		}
		return exact.FloatString(len(decimals)), true // halves go away from zero, as there
	}
	least := strings.Count(whole, "0")
	text := strings.Repeat("0", max(0, least-len(digits))) + digits
	if !strings.Contains(whole, ",") {
		return text, true
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text, true
}

// shownDate is how a page shows a date.
var shownDate = regexp.MustCompile(`^\d{1,4}[/.-](?:\d{1,2}|\p{L}{3,9})[/.-]\d{1,4}$|^\d{1,2}[/-](?:\d{4}|\p{L}{3,9})$`)

// takeKept lets the number that a spreadsheet program kept of a cell go before the text that
// its page shows of it, where they are not the same number: a date whose order the text
// leaves open, digits that were rounded.
func (s *Sheet) takeKept(c *Cell, kept string, style *Style) {
	number, ok := plainNumber(kept)
	if !ok {
		return
	}
	shown := strings.Replace(c.Text, ",", ".", 1)
	if same, isNumber := plainNumber(shown); isNumber && same == number && !strings.ContainsAny(shown, "eE") {
		return // with zeros before it, or as it is
	}
	if shownDate.MatchString(c.Text) {
		n, _ := strconv.ParseFloat(number, 64)
		style.Date, style.MonthFirst = true, true
		c.Kind, c.Text, c.Day, c.Rounded = Date, number, s.Serial(n), isRounded(n)
		return
	}
	if _, decimals, point := strings.Cut(shown, "."); point && strings.Trim(decimals, "0123456789") == "" {
		style.Places = int8(min(len(decimals), 30)) + 1
	}
	c.Kind, c.Text = Number, number
}
