package names

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letter is what is made of one character wherever it stands.
type letter struct {
	plain string // what plainKey leaves of it
	upper rune
	whole bool // a composed character that is seen and is no space: normalize keeps it
}

// letters are those of the characters that Vietnamese is written with, and some more.
// Asking Unicode's tables for each character of each name takes ten times as long.
var letters = func() (all [0x1f00]letter) {
	for r := range all {
		all[r] = letterOf(rune(r))
	}
	return all
}()

func letterOf(r rune) letter {
	form := norm.NFC.PropertiesString(string(r))
	composed := norm.NFC.QuickSpanString(string(r)) == utf8.RuneLen(r) && form.CCC() == 0 && form.BoundaryBefore()
	return letter{
		plain: plainOf(string(r)),
		upper: unicode.ToUpper(r),
		whole: composed && !isUnseen(r) && !unicode.IsControl(r) && !unicode.IsSpace(r),
	}
}

// isUnseen reports whether nobody sees a character: zero-width ones and soft hyphens.
func isUnseen(r rune) bool { return unicode.Is(unicode.Cf, r) }

// isNormal reports whether a name consists of composed characters with one plain space
// between words, so that normalize would leave it as it is. It may say no of others too.
func isNormal(name string) bool {
	afterSpace := true
	for _, r := range name {
		switch {
		case r == ' ' && afterSpace, r != ' ' && (int(r) >= len(letters) || !letters[r].whole):
			return false
		}
		afterSpace = r == ' '
	}
	return !afterSpace || name == ""
}

// capitals writes a name in NFC in capitals.
func capitals(name string) []rune {
	upper := make([]rune, 0, len(name))
	for _, r := range name {
		if int(r) < len(letters) {
			r = letters[r].upper
		}
		if int(r) >= len(letters) || !letters[r].whole && r != ' ' {
			return []rune(norm.NFC.String(strings.ToUpper(name)))
		}
		upper = append(upper, r)
	}
	return upper
}

// plainKey takes away accents and capitals.
func plainKey(name string) string {
	key := make([]byte, 0, len(name))
	for _, r := range name {
		if int(r) >= len(letters) {
			return plainOf(name)
		}
		key = append(key, letters[r].plain...)
	}
	return string(key)
}

// plainOf is plainKey, by Unicode's tables. Đ has no decomposition; Ð and Ɖ look like it
// in old data.
func plainOf(name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToUpper(name)) {
		switch r {
		case 'Đ', 'Ð', 'Ɖ':
			b.WriteByte('D')
		case '’', '‘', 'ʼ', '`', '´':
			b.WriteByte('\'')
		case '‐', '‑', '–':
			b.WriteByte('-')
		default:
			if !unicode.Is(unicode.Mn, r) {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}
