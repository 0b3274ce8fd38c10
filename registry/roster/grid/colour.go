package grid

import (
	"fmt"
	"strconv"
	"strings"
)

// The usual colours of a text and of what is behind it: they say nothing.
const (
	usualText = "000000"
	usualFill = "FFFFFF"
)

// colourOf returns what a style's colours say: what is behind a text goes before the
// text's own colour.
func colourOf(text, fill string) string {
	if fill != "" && fill != usualFill {
		return fill
	}
	if text == usualText {
		return ""
	}
	return text
}

// themeColours are those of the theme that spreadsheet programs begin with, in the
// order of the attribute theme (ECMA-376 Part 1 §18.8.3, §20.1.6.2). A file may have a
// theme of its own: its colours are told apart all the same.
var themeColours = []string{
	"FFFFFF",
	"000000",
	"E7E6E6",
	"44546A",
	"4472C4",
	"ED7D31",
	"A5A5A5",
	"FFC000",
	"5B9BD5",
	"70AD47",
	"0563C1",
	"954F72",
}

// indexedColours are the first of the colours with numbers (ECMA-376 Part 1 §18.8.27).
var indexedColours = []string{"000000", "FFFFFF", "FF0000", "00FF00", "0000FF", "FFFF00", "FF00FF", "00FFFF"}

// colour reads the attributes of a colour; "" for the program's own and unknown ones.
func (s *scanner) colour() string {
	if rgb := s.attr("rgb"); len(rgb) == len("FF00FF00") {
		return plainColour(rgb[2:])
	}
	if n, err := strconv.Atoi(s.attr("theme")); err == nil && n >= 0 && n < len(themeColours) {
		tint, _ := strconv.ParseFloat(s.attr("tint"), 64)
		return tinted(themeColours[n], tint)
	}
	n, err := strconv.Atoi(s.attr("indexed"))
	if err != nil || n < 0 || n >= 64 {
		return "" // 64 and 65 are the program's own
	}
	return indexedColours[n%len(indexedColours)]
}

// tinted makes a colour lighter or darker, from -1 to 1 (ECMA-376 Part 1 §18.8.19,
// here for each part of the colour alike).
func tinted(colour string, tint float64) string {
	if tint == 0 || tint < -1 || tint > 1 {
		return colour
	}
	var b strings.Builder
	for i := 0; i < len(colour); i += 2 {
		part, _ := strconv.ParseUint(colour[i:i+2], 16, 8)
		value := float64(part) * (1 + tint)
		if tint > 0 {
			value = float64(part)*(1-tint) + 255*tint
		}
		fmt.Fprintf(&b, "%02X", uint8(value))
	}
	return b.String()
}

// plainColour returns six hexadecimal digits as Style.Colour has them, "" for others.
func plainColour(hex string) string {
	if _, err := strconv.ParseUint(hex, 16, 32); err != nil || len(hex) != len(usualText) {
		return ""
	}
	return strings.ToUpper(hex)
}

// namedColours are the names that people and programs use in pages.
var namedColours = map[string]string{
	"black":  "000000",
	"white":  "FFFFFF",
	"red":    "FF0000",
	"yellow": "FFFF00",
	"green":  "008000",
	"lime":   "00FF00",
	"blue":   "0000FF",
	"orange": "FFA500",
	"pink":   "FFC0CB",
	"gray":   "808080",
	"grey":   "808080",
	"silver": "C0C0C0",
	"purple": "800080",
}

// pageColour reads a colour as pages write it: red, #f00, #ff0000, rgb(255, 0, 0).
func pageColour(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if hex, is := strings.CutPrefix(text, "#"); is {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		return plainColour(hex)
	}
	if inner, is := strings.CutPrefix(text, "rgb("); is {
		var b strings.Builder
		for part := range strings.SplitSeq(strings.TrimSuffix(inner, ")"), ",") {
			n, err := strconv.ParseUint(strings.TrimSpace(part), 10, 8)
			if err != nil {
				return ""
			}
			fmt.Fprintf(&b, "%02X", n)
		}
		return plainColour(b.String())
	}
	first, _, _ := strings.Cut(text, " ")
	return namedColours[first]
}
