package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tones are the five tone marks: huyền, sắc, ngã, hỏi, nặng.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// movable are the letters from which a tone moves.
const movable = "ÒÓÕỎỌÙÚŨỦỤ"

// toneKey writes a name in capitals and every open syllable in oa, oe or uy
// with its tone on the last letter. Both ways are in use for these three
// and for no others, and mean the same word; after a Q the U is none of the
// vowels, so that quý can be written in one way only.
func toneKey(name string) string {
	text := capitals(name)
	for end := 2; end <= len(text); end++ {
		if end == len(text) || !isLetter(text[end]) {
			moveTone(text[:end])
		}
	}
	return string(text)
}

// moveTone moves the tone of the syllable with which the text ends.
func moveTone(text []rune) {
	n := len(text)
	if !strings.ContainsRune(movable, text[n-2]) {
		return
	}
	first, tone := splitTone(text[n-2])
	last, other := splitTone(text[n-1])
	if tone == 0 || other != 0 {
		return
	}
	switch string([]rune{first, last}) {
	case "OA", "OE":
	case "UY":
		if n > 2 && text[n-3] == 'Q' {
			return
		}
	default:
		return
	}
	text[n-2] = first
	text[n-1] = []rune(norm.NFC.String(string([]rune{last, tone})))[0] // all of them are composed letters
}

// splitTone returns a letter and its tone. A letter with another mark, Ơ or Â, is
// not taken apart.
func splitTone(letter rune) (base, tone rune) {
	parts := []rune(norm.NFD.String(string(letter)))
	if len(parts) == 2 && strings.ContainsRune(tones, parts[1]) {
		return parts[0], parts[1]
	}
	return letter, 0
}

func isLetter(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }
