package letters

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookalikes are letters that print like Đ and đ, frequent in old data.
var lookalikes = strings.NewReplacer("\u00d0", "Đ", "\u0189", "Đ", "\u00f0", "đ", "\u0256", "đ")

// HasInvisible reports whether a text has characters that nobody sees and that Fold leaves out.
func HasInvisible(text string) bool { return strings.ContainsFunc(text, isInvisible) }

// isInvisible reports whether a character carries nothing and breaks every comparison. The
// soft hyphen is among them once it is known not to be TCVN3's ư.
func isInvisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return false
}

// ShowInvisible names the characters that nobody sees where they stand: "A‹U+200B›1".
func ShowInvisible(text string) string {
	var b strings.Builder
	for _, r := range text {
		if isInvisible(r) {
			fmt.Fprintf(&b, "‹%U›", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func withoutInvisible(text string) string {
	return strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, text)
}

// Fold returns a text in NFC with single plain spaces and without invisible
// characters.
func Fold(text string) string {
	return norm.NFC.String(strings.Join(strings.Fields(withoutInvisible(text)), " "))
}

// ReplaceLookalikes writes Đ for the letters that print like it.
func ReplaceLookalikes(text string) string { return lookalikes.Replace(text) }

// Key folds a text to what identifies it: letters without accents, and digits, in
// lower case.
func Key(text string) string {
	key := make([]byte, 0, len(text))
	for _, r := range text {
		if int(r) < len(keyParts) {
			key = append(key, keyParts[r]...)
		} else {
			key = append(key, keyPart(r)...)
		}
	}
	return string(key)
}

// keyParts are what the letters that Vietnamese is written with leave in a key.
var keyParts = func() (parts [0x1f00]string) {
	for r := range parts {
		parts[r] = keyPart(rune(r))
	}
	return parts
}()

// keyPart is what one character leaves in a key: its letter without marks, in lower case.
func keyPart(r rune) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(string(r))) {
		switch {
		case r == 'đ' || r == 'ð' || r == 'ɖ':
			b.WriteByte('d')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) }

// HasForbidden reports whether a text has control characters, characters that change its
// direction, or ones that nobody sees and Fold keeps: what is printed would not be what is stored.
func HasForbidden(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' ||
			r == '\u200e' || r == '\u200f' || r == '\u061c' || r == unicode.ReplacementChar ||
			unicode.Is(unicode.Co, r) ||
			r >= '\ufff9' && r <= '\ufffc' || r >= 0xe0000 && r <= 0xe01ef || isUnseenElsewhere(r)
	})
}

// isUnseenElsewhere reports whether a character belongs to other scripts, or to mathematics, and is
// not seen either.
func isUnseenElsewhere(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u180e', '\u3164', '\uffa0':
		return true
	}
	return r >= '\u2061' && r <= '\u2064' || r >= '\ufe00' && r <= '\ufe0f'
}

// IsName reports whether a text has the form of a person's name: letters, spaces,
// apostrophes, hyphens and full stops, of any people.
func IsName(text string) bool {
	for _, r := range text {
		if !isWordRune(r) && !strings.ContainsRune(" '’ʼ‘-–.·", r) {
			return false
		}
	}
	return strings.ContainsFunc(text, unicode.IsLetter)
}

// Finding is what is to be said of the scripts of a text.
type Finding int

// The findings, from harmless to grave.
const (
	Latin        Finding = iota // nothing but Latin letters in use for names
	RareLatin                   // Latin letters that no language writes names with
	OtherScript                 // another script, or several side by side
	NeedsShaping                // a script whose letters join or stack: paper cannot show it
	MixedScripts                // letters of look-alike scripts in one text, or two scripts in one word
)

// shaped are scripts that printing would have to shape.
var shaped = []*unicode.RangeTable{unicode.Lao, unicode.Khmer, unicode.Thai, unicode.Myanmar, unicode.Arabic,
	unicode.Hebrew,
	unicode.Devanagari, unicode.Bengali, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam,
	unicode.Gujarati,
	unicode.Gurmukhi, unicode.Sinhala, unicode.Oriya, unicode.Tibetan, unicode.Mongolian, unicode.Syriac,
	unicode.Thaana,
	unicode.Cham, unicode.Tai_Viet, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Javanese, unicode.Balinese}

// alike are scripts that share the shapes of letters with Latin.
var alike = []*unicode.RangeTable{unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee,
	unicode.Coptic, unicode.Lisu}

// Scripts judges the scripts of a name or place.
func Scripts(text string) Finding {
	if isASCII(text) {
		return Latin
	}
	worst := Latin
	latin, lookalike := false, false
	for _, word := range words(norm.NFC.String(text)) {
		scripts := map[*unicode.RangeTable]bool{}
		for _, r := range word {
			if unicode.Is(unicode.Common, r) && unicode.IsLetter(r) && !strings.ContainsRune("ʼʻʹʽ", r) {
				return MixedScripts // letters of mathematics and the like, which look like Latin ones
			}
			if unicode.IsMark(r) || unicode.Is(unicode.Common, r) || unicode.Is(unicode.Inherited, r) {
				continue
			}
			table := scriptOf(r)
			scripts[table] = true
			switch {
			case table == unicode.Latin:
				latin = true
				if !isUsualLatin(r) {
					worst = max(worst, RareLatin)
				}
			case slices.Contains(shaped, table):
				worst = max(worst, NeedsShaping)
			default:
				lookalike = lookalike || slices.Contains(alike, table)
				worst = max(worst, OtherScript)
			}
		}
		if len(scripts) > 1 {
			return MixedScripts
		}
	}
	if latin && lookalike {
		return MixedScripts
	}
	return worst
}

// eastAsian stands for the scripts of Chinese, Japanese and Korean, which share words.
var eastAsian = unicode.Han

func scriptOf(r rune) *unicode.RangeTable {
	switch {
	case unicode.Is(unicode.Latin, r):
		return unicode.Latin
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return eastAsian
	}
	for _, tables := range [][]*unicode.RangeTable{alike, shaped} {
		for _, table := range tables {
			if unicode.Is(table, r) {
				return table
			}
		}
	}
	for _, table := range unicode.Scripts {
		if unicode.Is(table, r) {
			return table
		}
	}
	return unicode.Common
}

// isUsualLatin knows the letters of Vietnamese, of the names of ethnic minorities
// (ƀ č ĕ ĭ ñ ŏ ŭ w j z f …) and of European languages: Basic Latin, Latin-1,
// Extended-A, and the Vietnamese letters beyond.
func isUsualLatin(r rune) bool {
	return r < 0x0180 || r >= 0x1ea0 && r <= 0x1ef9 || strings.ContainsRune("ƀɃƠơƯưƁɓ", r) || r >= 0x0218 &&
		r <= 0x021b ||
		r >= 0x01cd && r <= 0x01dc || r >= 0x1e00 && r <= 0x1e9e
}
